"""A small pack in a folder: who moves house reads the meters, and hands the keys over in time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.rule_tests.model import PackTests
from afterword.engine.rule_tests.run_rule_tests import run_rule_tests

WORDS = """\
pack: {id: moving, version: "1", title: Moving house}
parameters:
  read_within: {value: 2 days}
  strict: {value: false}
vocabulary:
  entities:
    flat: {section: flats, key: flat, fields: {city: text}}
  scopes:
    home: {flat: {type: flat, required: true}}
  events:
    keys_received: {scope: home}
    meters_read: {scope: home, fields: {photo: boolean}}
    flat_lost: {scope: home}
"""

RULES = """\
rules:
  - id: newcomer
    kind: fact
    for_each: {keys: {event: keys_received}}
    conclude: {fact: newcomer, flat: $keys.flat}
  - id: read-the-meters
    kind: must
    for_each: {keys: {fact: newcomer}}
    expect: {event: meters_read, where: {flat: $keys.flat}, within: $read_within}
    unless: [{event: flat_lost, where: {flat: $keys.flat}}]
    say: {open: "Read the meters by {due}.", overdue: "The meters should have been read by {due}.", late: ~}
    why: Later nobody can tell.
    examples:
      - name: two flats, one read
        log:
          events:
            - {type: keys_received, at: "2025-05-02T09:00", flat: f1}
            - {type: keys_received, at: "2025-05-02T09:00", flat: f2}
            - {type: meters_read, at: "2025-05-02T12:00", flat: f1}
        as_of: "2025-05-03T09:00"
        expect: [open, done]
      - name: forgotten
        log: {events: [{type: keys_received, at: "2025-05-02T09:00", flat: f1}]}
        as_of: 2025-05-05
        expect: [overdue]
  - id: no-flash
    kind: must_not
    enabled: $strict
    for_each: {reading: {event: meters_read}}
    forbid: {event: flat_lost}
    say: Too bad.
    examples:
      - log: {events: [{type: meters_read, at: "2025-05-02T12:00", flat: f1}]}
        as_of: "2025-05-03T09:00"
        settings: {strict: true}
        expect: [clear]
      - name: not looked at
        log: {events: [{type: meters_read, at: "2025-05-02T12:00", flat: f1}]}
        as_of: "2025-05-03T09:00"
        expect: [clear]
"""

CASES = """\
cases:
  - name: a move
    log:
      timezone: Europe/Berlin
      flats: {f1: {city: Bonn}}
    moments:
      - events: [{id: e1, type: keys_received, at: 2025-05-02T09:00, flat: f1}]
        at: 2025-05-02T09:00
        expect: [{rule: read-the-meters, state: open, about: {flat: f1}, due: 2025-05-04T09:00, level: advice, message: Sun 4 May}]
      - events: [{id: e2, type: meters_read, at: 2025-05-05T12:00, flat: f1}]
        at: 2025-05-05T12:00
        expect: []
        some: [{rule: read-the-meters, state: late, about: {event: e2}}]
"""

RunTests: TypeAlias = Callable[..., PackTests]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the pack `moving`, which has a file of cases."""
    (tmp_path / "moving" / "cases").mkdir(parents=True)
    (tmp_path / "moving" / "words.yaml").write_text(WORDS, encoding="utf-8")
    (tmp_path / "moving" / "rules.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "moving" / "cases" / "move.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run_tests(folder: Path) -> RunTests:
    """Runs the tests of the pack, which has no mistakes, with one text of its files replaced by another."""

    def run(old: str = "", new: str = "", *words: str, engine: str = "native", **settings: str) -> PackTests:
        for file in ("rules.yaml", "cases/move.yaml") if old else ():
            path = folder / "moving" / file
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        outcome = run_rule_tests(["moving"], [], settings, engine, words)
        assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
        (tests,) = outcome.value.packs
        return tests

    return run
