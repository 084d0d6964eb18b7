"""Explanations on a page and as JSON."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

import click
import pytest
from jsonschema import Draft202012Validator

from afterword.engine.language.rule import Pack
from afterword.engine.why.choose import Asked
from afterword.engine.why.explain import Judged, Question, explain
from afterword.engine.why.model import Why
from afterword.reports.layout import columns
from afterword.reports.why_json import render_why_json
from afterword.reports.why_text import MARKS, render_why
from afterword.tests.oracle.runs import random_run
from afterword.tests.why.asking import ask, small_log, small_pack

SCHEMA = Path(__file__).parents[2] / "schemas" / "why.schema.json"
RULES = """\
  - id: knows
    kind: fact
    for_each: {talk: {event: met}, person: {item_of: $talk.people}}
    when: [{none: {event: ended, where: {app: a9}}}]
    conclude: {fact: knows, person: $person, app: $talk.app}
  - id: thank
    kind: must
    title: Thank everybody
    for_each: {knows: {fact: knows}}
    unless: [{event: ended, where: {app: $knows.app}}, {event: wrote, where: {how: call, to: $knows.person}}]
    expect:
      any_of: [{event: wrote, where: {to: $knows.person, how: mail}}, {event: wrote, where: {to: $knows.person, how: post}}]
      within: 1 day
"""
EVENTS = (
    "id: e1, type: met, at: 2025-09-09T11:00, app: a1, people: [p1, p2, p3]",
    "id: e2, type: wrote, at: 2025-09-09T12:00, to: p1, how: mail",
    "id: e3, type: wrote, at: 2025-09-10T13:00, to: p3, how: call",
    "id: e4, type: ended, at: 2025-09-09T10:00, app: a1",
)


PAGE = """\
Why thank?                                                                     Thu 11 Sep 2025 09:00
Small 1 · log.yaml                                                                     Europe/London

thank: Thank everybody
must · pack.yaml:26

1 overdue, 1 done, 1 no longer needed.

OVERDUE  person p2, application a1 (Northwind)
  Its time ended Wed 10 Sep 11:00, 22 h ago.
  ✓ `knows` is the fact `knows` of Tue 9 Sep 11:00 (person p2, app a1) · log.yaml:5
    ✓ concluded by `knows` · log.yaml:5
      ✓ `talk` is e1 met, Tue 9 Sep 11:00 · log.yaml:5
      ✓ `person` is p2, one of the people of e1 · log.yaml:5
  · nothing ended it
    · ended with app a1
      ≈ e4 ended, Tue 9 Sep 10:00: would fit, but came before e1, not after it · log.yaml:8
    · wrote with how `call`, to p2
      ≈ e3 wrote, Wed 10 Sep 13:00: would fit, but to was p3 (Bob Ray), wanted p2 · log.yaml:7
  ✗ expected after e1, by Wed 10 Sep 11:00 (1 day): any of these
    ✗ wrote with to p2, how `mail`
      ≈ e2 wrote, Tue 9 Sep 12:00: would fit, but to was p1 (Ann Lee), wanted p2 · log.yaml:6
    ✗ wrote with to p2, how `post`
      ≈ e2 wrote, Tue 9 Sep 12:00: to was p1 (Ann Lee), wanted p2; how was `mail`, wanted `post`
        log.yaml:6
      ≈ e3 wrote, Wed 10 Sep 13:00: to was p3 (Bob Ray), wanted p2; how was `call`, wanted `post`;
        came 26 h after e1 (limit 1 day) · log.yaml:7

DONE  person p1 (Ann Lee), application a1 (Northwind)
  Done with e2 wrote, Tue 9 Sep 12:00.
  ✓ `knows` is the fact `knows` of Tue 9 Sep 11:00 (person p1, app a1) · log.yaml:5
    ✓ concluded by `knows` · log.yaml:5
      ✓ `talk` is e1 met, Tue 9 Sep 11:00 · log.yaml:5
      ✓ `person` is p1 (Ann Lee), one of the people of e1 · log.yaml:5
  · nothing ended it
    · ended with app a1
      ≈ e4 ended, Tue 9 Sep 10:00: would fit, but came before e1, not after it · log.yaml:8
    · wrote with how `call`, to p1
      ≈ e2 wrote, Tue 9 Sep 12:00: would fit, but how was `mail`, wanted `call` · log.yaml:6
  ✓ expected after e1, by Wed 10 Sep 11:00 (1 day): any of these
    ✓ wrote with to p1, how `mail`
      ✓ e2 wrote, Tue 9 Sep 12:00: to is p1; how is `mail`; came 1 h after e1 (limit 1 day)
        log.yaml:6

LAPSED  person p3 (Bob Ray), application a1 (Northwind)
  Ended by e3 wrote, Wed 10 Sep 13:00.
  ✓ `knows` is the fact `knows` of Tue 9 Sep 11:00 (person p3, app a1) · log.yaml:5
    ✓ concluded by `knows` · log.yaml:5
      ✓ `talk` is e1 met, Tue 9 Sep 11:00 · log.yaml:5
      ✓ `person` is p3 (Bob Ray), one of the people of e1 · log.yaml:5
  ✓ it ended with e3 wrote, Wed 10 Sep 13:00 · log.yaml:7
    ✓ wrote with how `call`, to p3
      ✓ e3 wrote, Wed 10 Sep 13:00: how is `call`; to is p3 · log.yaml:7
  ✗ expected after e1, by Wed 10 Sep 11:00 (1 day): any of these
    ✗ wrote with to p3, how `mail`
      ≈ e2 wrote, Tue 9 Sep 12:00: would fit, but to was p1 (Ann Lee), wanted p3 (Bob Ray)
        log.yaml:6
      ≈ e3 wrote, Wed 10 Sep 13:00: how was `call`, wanted `mail`; came 26 h after e1 (limit 1 day)
        log.yaml:7
    ✗ wrote with to p3, how `post`
      ≈ e3 wrote, Wed 10 Sep 13:00: how was `call`, wanted `post`; came 26 h after e1 (limit 1 day)
        log.yaml:7

With --all, all that was looked at is shown.
"""
"""What a person reads of the log above: checked by eye, line by line."""


@cache
def pack() -> Pack:
    """The rules of these tests."""
    return small_pack(RULES)


@cache
def why(rule: str = "thank", *, every: bool = False) -> Why:
    """The answer about a rule."""
    return ask(pack(), small_log(pack(), *EVENTS), rule, "2025-09-11T09:00", every=every)


def page(answer: Why, width: int = 100, *, every: bool = False, color: bool = False, ascii_only: bool = False) -> str:
    """The answer as text."""
    return render_why(answer, color=color, width=width, every=every, ascii_only=ascii_only)


def test_page() -> None:
    """The whole page, short: how each case stands, and what matters for it."""
    assert page(why()) == PAGE


def test_every_test_in_a_line() -> None:
    """Asked for all, each test has a line, passed or not, and so has the moment of asking."""
    text = page(why(every=True), every=True)
    assert "  ✓ to is p1\n" in text
    assert "  ✗ how was `call`, wanted `post`\n" in text
    assert "it is Thu 11 Sep 09:00: its time ended" in text
    assert "With --all" not in text
    assert page(why()).count("\n") < text.count("\n") / 2


@pytest.mark.parametrize("width", [24, 40, 80, 300])
def test_no_line_is_too_wide(width: int) -> None:
    """Every line keeps to the width of the terminal, however deep it stands."""
    for answer in (why(), why("knows"), why(every=True)):
        assert max(map(columns, page(answer, width).splitlines())) <= min(max(width, 24), 110)


def test_signs_that_any_terminal_has() -> None:
    """Where the terminal has no such signs, there are letters in their place."""
    text = page(why(), ascii_only=True)
    assert not set(text) & set(MARKS)
    assert "  + `knows` is" in text
    assert "    ~ e4 ended" in text
    assert "must - pack.yaml:26" in text


def test_colors() -> None:
    """Colours change no word."""
    assert click.unstyle(page(why(), color=True)) == page(why())
    assert click.style("OVERDUE", fg="red", bold=True) in page(why(), color=True)


def test_no_case_and_switched_off() -> None:
    """A rule without a case says so, and a rule that is off says by what."""
    none = ask(pack(), small_log(pack()), "thank", "2025-09-11")
    assert "There is no such case.\n\n  ✗ `knows`: there is no fact `knows`\n" in page(none)
    facts = ask(pack(), small_log(pack()), "knows", "2025-09-11")
    assert "There is no such fact." in page(facts)
    (rule,) = [rule for rule in pack().rules if rule.id == "thank"]
    judged = Judged(small_log(pack()), 0, (), "native")
    off = explain(Question("thank", (Asked(rule, "`enabled: false` (x.yaml:3:1)"),), {}), pack(), judged)
    assert page(off).endswith("\nThis rule is switched off by `enabled: false` (x.yaml:3:1).\n")


def test_what_changed_nothing() -> None:
    """What would have ended a case that was done before has one line; asked for all, it is told whole."""
    ended = "id: e9, type: ended, at: 2025-09-10T12:00, app: a1"
    for every, lines in ((False, 0), (True, 1)):
        text = page(ask(pack(), small_log(pack(), *EVENTS, ended), "thank", "2025-09-11", person="p1", every=every), every=every)
        assert text.count("  ✓ it ended with e9 ended, Wed 10 Sep 12:00, which changes nothing · log.yaml:9\n") == 1
        assert text.count("    ✓ ended with app a1\n") == lines


def test_head() -> None:
    """The question stands above, facts are counted as such, and what is left out is counted."""
    asked = ask(pack(), small_log(pack(), *EVENTS), "thank", "2025-09-11", person="p1")
    assert page(asked).startswith("Why thank, about person p1?")
    assert "\n3 facts.\n" in page(why("knows"))
    many = [f"id: m{minute}, type: met, at: 2025-09-09T11:{minute}, app: a1, people: [p1]" for minute in range(10, 25)]
    text = page(ask(pack(), small_log(pack(), *many), "thank", "2025-09-20"))
    assert "15 overdue; the first 10 are shown here." in text


def test_nothing_in_a_log_moves_the_cursor() -> None:
    """Whatever a log holds, a line stays a line."""
    evil = 'id: e1, type: met, at: 2025-09-09T11:00, app: a1, people: [p1], said: "a\\nb\\e[31m"'
    talk = small_pack("  - {id: one, kind: must, for_each: {talk: {event: met}}, require: {$talk.said: nice}}\n")
    assert "\x1b" not in page(ask(talk, small_log(talk, evil), "one", "2025-09-20"))


def test_json() -> None:
    """JSON is one line that holds the whole tree, with values beside the words."""
    text = render_why_json([why(), why("knows")])
    first, second = map(json.loads, text.splitlines())
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for one in (first, second):
        validator.validate(one)
    case = first["rules"][0]["cases"][0]
    assert (case["state"], case["due"], case["about"]["person"]) == ("overdue", "2025-09-10T11:00:00+01:00", "p2")
    target = next(reason for reason in case["reasons"] if reason["kind"] == "target")
    miss = target["reasons"][0]["reasons"][0]
    assert miss["subject"] == {"kind": "event", "type": "wrote", "id": "e2", "line": 6, "at": "2025-09-09T12:00:00+01:00"}
    assert miss["reasons"][0]["test"] == {"field": "to", "test": "is", "wanted": "p2", "met": "p1", "off": None}
    assert second["rules"][0]["cases"][0]["fact"] == {"person": "p1", "app": "a1"}


def test_random_answers() -> None:
    """Whatever the rules and the log, the JSON fits its schema, and the page can be written at any width."""
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for seed in range(60):
        run = random_run(Random(seed))
        judged = Judged(run.log, run.as_of, run.verdicts("native"), "native")
        for rule in run.pack.rules:
            answer = explain(Question(rule.id, (Asked(rule),), {}, every=seed % 2 == 0), run.pack, judged)
            validator.validate(json.loads(render_why_json([answer])))
            text = page(answer, 60, every=seed % 2 == 0)
            assert max(map(columns, text.splitlines())) <= 60
