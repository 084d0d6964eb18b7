"""A pack to build on, and packs that build on it."""

from __future__ import annotations

from pathlib import Path

from afterword.engine.diagnostics import Diagnostic, render_diagnostic
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.language.rule import Rule
from afterword.tests.language.installed import write_files
from afterword.tests.language.packs import marked

BASE = """\
pack: {id: base, version: "1", title: Base}
steps: {1: One, 2: Two}
topics: {a: A, b: B}
sources:
  S1: {kind: guide, title: Here}
  R1: {kind: outside, title: There}
parameters:
  grace: {value: 2 days, about: How long, source: S1}
  most: {value: 3}
  form: {value: phone}
vocabulary:
  entities:
    person: {section: people, label: name, introduced_by: met, fields: {name: text, job: text}, learned: {name: met.name}}
  choices: {way: [phone, video]}
  scopes: {talk: {person: {type: person, required: true}}}
  events:
    met: {scope: talk, about: A talk, fields: {way: way, name: text, mood: {type: enum, choices: [good, bad], required: true}, role: text}}
    wrote: {scope: talk, fields: {of: event, people: [person]}}
    undone: {fields: {of: event}}
  retraction: {event: undone, field: of}
defaults: {tags: [letters], step: 1, source: S1}
rules:
  - id: write
    kind: must
    title: Write
    topic: a
    for_each: {talk: {event: met}}
    unless: [{event: undone}]
    expect: {event: wrote, where: {person: $talk.person}, within: $grace}
    say: {open: "Write by {due}.", overdue: Too late., late: ~}
    examples:
      - {name: in time, log: {events: [{type: met, at: "2025-01-01T10:00", person: p1, mood: good}]}, as_of: "2025-01-02", expect: [open]}
  - id: rest
    kind: must
    tags: [other]
    source: R1
    topic: {open: a, overdue: b, late: b}
    for_each: {talk: {event: met}}
    expect: {event: wrote, within: $grace}
    say: All the same.
"""


def head(extends: str, name: str = "mine") -> str:
    """The first line of a pack that builds on others."""
    return f'pack: {{id: {name}, version: "1", title: Mine, extends: {extends}}}\n'


def write(**texts: str) -> None:
    """Write packs of one file into the folder of the test."""
    write_files(Path.cwd(), **texts)


def extended(text: str, extends: str = "base.yaml", **settings: str) -> OpenPack:
    """The pack with that text, which builds on others and has no mistakes."""
    write(mine=head(extends) + text)
    outcome = open_pack("mine.yaml", settings)
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    return outcome.value


def found(text: str, extends: str = "base.yaml") -> tuple[Diagnostic, ...]:
    """What is wrong with the pack of that text."""
    write(mine=head(extends) + text)
    outcome = open_pack("mine.yaml", {})
    assert outcome.value is None
    return outcome.diagnostics


def brief(mistake: Diagnostic) -> str:
    """A mistake in one line: `file: code: what is marked`."""
    return f"{mistake.span.source.name}: {mistake.code}: {marked(mistake)}"


def rule(pack: OpenPack, name: str) -> Rule:
    """The rule of that id, switched on or not."""
    return next(one.rule for one in pack.rules if one.rule.id == name)


def said(pack: OpenPack, name: str) -> dict[str, str]:
    """The messages of a rule by state, without the places in them."""
    return {state.value: "".join(part for part in parts if isinstance(part, str)) for state, parts in rule(pack, name).say.items()}
