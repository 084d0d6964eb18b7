"""A pack whose every text wants to be something else: markup, code, or a way out of a table."""

from __future__ import annotations

from json import dumps
from pathlib import Path

from afterword.engine.handbook.make_handbook import make_handbook
from afterword.engine.handbook.model import Handbook
from afterword.tests.handbook.packs import opened

NASTY = "<b>|*x*_y_ `z` [l](u) \"q\" &amp; <script>alert('1')</script>"

Q = dumps(NASTY)

PACK = f"""\
pack: {{id: odd, version: "<1>", title: {Q}}}
steps: {{1: {Q}}}
topics: {{t: {Q}}}
sources: {{A: {{kind: guide, title: {Q}, url: "https://example.org/?a=1&b='2'()"}}, B: {{kind: guide, title: b, unchecked: {Q}}}}}
parameters: {{p: {{value: 2 days, about: {Q}}}, q: {{value: {Q}}}}}
vocabulary:
  entities: {{thing: {{section: things, key: thing, about: {Q}, fields: {{}}}}}}
  events:
    {Q}: {{about: {Q}, called: {dumps("a " + NASTY)}, fields: {{f: {{type: enum, choices: [{Q}], about: {Q}}}}}}}
    plain_one: {{fields: {{thing: thing, at_all: {{type: [text], required: true}}}}}}
rules:
  - id: odd-rule
    kind: must
    title: {Q}
    step: 1
    why: {Q}
    tags: [{Q}]
    source: [A]
    topic: t
    for_each: {{one: {{event: {Q}, where: {{f: {Q}, note: {Q}}}}}, two: {{event: plain_one}}}}
    expect: {{event: plain_one, where: {{at_all: {{contains: {Q}}}}}, within: $p}}
    say: {dumps("{one.f|" + NASTY.replace("|", "/") + "} " + NASTY)}
    examples:
      - name: {Q}
        log: {{events: [{{type: plain_one, day: 2025-01-01, at_all: [{Q}]}}]}}
        as_of: "2025-01-02"
        expect: []
  - {{id: odd-fact, kind: fact, for_each: {{two: {{event: plain_one}}}}, conclude: {{fact: odd_fact}}}}
  - {{id: odd-use, kind: advice, enabled: false, for_each: {{two: {{fact: odd_fact}}}}, show: {{}}}}
"""


def odd_handbook(folder: Path) -> Handbook:
    """Its handbook."""
    path = folder / "odd.yaml"
    path.write_text(PACK, encoding="utf-8")
    return make_handbook(opened(str(path), {}))
