"""What came out is held against what was expected."""

from __future__ import annotations

from datetime import UTC, datetime

from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.log.model import Log
from afterword.engine.rule_tests.compare import find_differences
from afterword.engine.rule_tests.model import Difference, Expectation, Seen, TrialKind
from afterword.engine.rule_tests.trials import Moment, Trial
from afterword.engine.run.model import Verdict
from afterword.engine.spans import NOWHERE, Source
from afterword.engine.verdicts import Level, State

DUE = datetime(2025, 9, 10, 11, tzinfo=UTC)
LOG = Log(Source("log.yaml", ""), None, "UTC", frozenset(), {}, ())


def seen(state: State, person: str = "p1", rule: str = "letter", level: Level | None = Level.ADVICE) -> Seen:
    """A case as it came out; a finding unless its level is nothing."""
    text = None if level is None else "Write to Ann."
    return Seen(
        rule, state, {"person": person, "event": None}, DUE, level, text, Verdict(Rule(rule, RuleKind.MUST, NOWHERE), state, {}, "UTC")
    )


def wanted(state: State | None = None, person: str = "", rule: str = "letter", message: str | None = None) -> Expectation:
    """An expectation."""
    return Expectation(rule, NOWHERE, "", state, None, (("person", person),) if person else (), None, message)


def compare(moment: Moment, *found: Seen, kind: TrialKind = TrialKind.CASE, rules: tuple[str, ...] = ()) -> tuple[Difference, ...]:
    """The differences alone."""
    return find_differences(moment, Trial(kind, "", rules, (), (moment,), NOWHERE), found)[0]


def moment(expect: tuple[Expectation, ...] | None = None, some: tuple[Expectation, ...] = (), none: tuple[Expectation, ...] = ()) -> Moment:
    """A moment with what is expected of it."""
    return Moment(0, LOG, NOWHERE, expect, some, none)


OPEN, DONE = seen(State.OPEN), seen(State.DONE, level=None)


def test_all_findings() -> None:
    """`expect` names all findings; what makes none may be left out or named."""
    assert compare(moment((wanted(State.OPEN),)), OPEN, DONE) == ()
    assert compare(moment((wanted(State.OPEN), wanted(State.DONE))), OPEN, DONE) == ()
    assert compare(moment(()), OPEN, DONE) == (Difference(None, OPEN),)
    assert compare(moment(()), DONE) == ()
    assert compare(moment((wanted(State.LATE),)), DONE) == (Difference(wanted(State.LATE), DONE),)


def test_all_cases_of_an_example() -> None:
    """An example names the states of all cases of its rule."""
    expect = moment((wanted(State.OPEN),))
    assert compare(expect, OPEN, DONE, kind=TrialKind.EXAMPLE, rules=("letter",)) == (Difference(None, DONE),)


def test_rules_that_count() -> None:
    """Findings of other rules than a case is about do not matter."""
    other = seen(State.OVERDUE, rule="notes")
    assert compare(moment((wanted(State.OPEN),)), OPEN, other, rules=("letter",)) == ()
    assert compare(moment((wanted(State.OPEN),)), OPEN, other, rules=("letter", "notes")) == (Difference(None, other),)
    assert compare(moment((wanted(State.OVERDUE, rule="notes"),)), other, other, rules=("letter",)) == ()


def test_as_many_as_expected() -> None:
    """One case meets one expectation."""
    twice = moment((wanted(State.OPEN), wanted(State.OPEN)))
    assert compare(twice, OPEN, seen(State.OPEN, "p2")) == ()
    assert compare(twice, OPEN) == (Difference(wanted(State.OPEN), None),)


def test_whoever_can_takes_another() -> None:
    """A wide expectation leaves the case that a narrow one needs, whatever their order."""
    wide, narrow, third = wanted(), wanted(State.OPEN), wanted(State.OPEN, "p1")
    found = (OPEN, seen(State.OPEN, "p2"), seen(State.OVERDUE, "p3"))
    for expect in ((wide, narrow, third), (third, narrow, wide), (narrow, wide, third)):
        assert compare(moment(expect), *found) == ()


def test_what_stands_beside() -> None:
    """An expectation that nothing meets is shown with the case of its rule that comes nearest, about the same, and that is told once."""
    expect = Expectation("letter", NOWHERE, "", State.OVERDUE, Level.ADVICE, (("person", "p2"),))
    far, near = seen(State.LATE, "p2", level=Level.WARNING), seen(State.OPEN, "p2")
    assert compare(moment((expect,)), OPEN, far, near) == (Difference(expect, near), Difference(None, OPEN), Difference(None, far))
    assert compare(moment((wanted(State.OPEN, "p3"),))) == (Difference(wanted(State.OPEN, "p3"), None),)


def test_without_a_state() -> None:
    """What names no state is a finding."""
    assert compare(moment(some=(wanted(),)), OPEN) == ()
    assert compare(moment(some=(wanted(),)), DONE) == (Difference(wanted(), DONE),)
    assert compare(moment(none=(wanted(),)), DONE) == ()


def test_some() -> None:
    """`some` must be among the cases, whatever else is."""
    assert compare(moment(some=(wanted(State.OPEN), wanted(State.DONE))), OPEN, DONE, seen(State.OVERDUE, rule="notes")) == ()
    assert compare(moment(some=(wanted(State.OPEN, rule="notes"),)), OPEN) == (Difference(wanted(State.OPEN, rule="notes"), None),)


def test_none() -> None:
    """`none` must not be among the cases, and each that is is told."""
    unwanted = wanted(State.OPEN)
    other = seen(State.OPEN, "p2")
    assert compare(moment(none=(unwanted,)), OPEN, other) == (
        Difference(unwanted, OPEN, forbidden=True),
        Difference(unwanted, other, forbidden=True),
    )
    assert compare(moment(none=(wanted(State.OPEN, "p2"),)), OPEN) == ()


def test_due_level_and_message() -> None:
    """What is named must be so: a due time within the day, the level, a part of the message."""
    for due, level, message, met in (
        ((DUE, DUE), None, None, True),
        ((DUE.replace(hour=0), DUE.replace(hour=23)), Level.ADVICE, "to Ann", True),
        ((DUE.replace(hour=12), DUE.replace(hour=23)), None, None, False),
        (None, Level.OVERDUE, None, False),
        (None, None, "to ann", False),
    ):
        expect = Expectation("letter", NOWHERE, "", None, level, (), due, message)
        assert (compare(moment((expect,)), OPEN) == ()) is met
    timeless = OPEN._replace(due=None)
    assert compare(moment((Expectation("letter", NOWHERE, "", due=(DUE, DUE)),)), timeless)


def test_as_expected() -> None:
    """The cases that were expected, each once, in the order in which they came out."""
    expect = moment((wanted(State.OPEN, "p2"), wanted(State.OPEN, "p1")), some=(wanted(State.DONE), wanted(State.OPEN, "p1")))
    found = (OPEN, seen(State.OPEN, "p2"), DONE, seen(State.LATE))
    _, met = find_differences(expect, Trial(TrialKind.CASE, "", (), (), (expect,), NOWHERE), found)
    assert met == found[:3]
