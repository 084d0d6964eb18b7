"""Waivers: which cases they excuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from afterword.engine.log.model import Waiver
from afterword.engine.report.waive import waive
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.tests.report.world import LETTER, LOG, VOCABULARY, case, moment

NOW = moment("2025-09-10T12:00")


def waived(
    state: State = State.OVERDUE, *, rule: str = LETTER.id, about: Mapping[str, str] | None = None, until: int | None = None
) -> State:
    """The state of a case after a waiver."""
    log = replace(LOG, waivers=(Waiver("other", {}, "no"), Waiver(rule, about or {}, "asked not to write", until)))
    (verdict,) = waive((case(LETTER, state),), log, VOCABULARY, NOW)
    assert (verdict.waived_because == "asked not to write") is (verdict.state is State.WAIVED)
    return verdict.state


def test_findings_are_waived() -> None:
    """A waiver excuses what would be a finding; what is well stays so."""
    assert {waived(state) for state in FINDING_STATES} == {State.WAIVED}
    assert waived(State.DONE) is State.DONE
    assert waive((case(LETTER, State.OPEN),), LOG, VOCABULARY, NOW)[0].state is State.OPEN


@pytest.mark.parametrize(
    ("about", "state"),
    [
        ({"interview": "i1"}, State.WAIVED),
        ({"interview": "i1", "person": "p2"}, State.WAIVED),
        ({"app": "a1"}, State.WAIVED),
        ({"application": "a2"}, State.OVERDUE),
        ({"interview": "i1", "person": "p3"}, State.OVERDUE),
        ({"pet": "rex"}, State.OVERDUE),
    ],
)
def test_about(about: Mapping[str, str], state: State) -> None:
    """It covers the cases that are about all it names, by kind or by key."""
    assert waived(about=about) is state


def test_until() -> None:
    """It holds up to its last moment, and for its own rule alone."""
    assert waived(until=NOW) is State.WAIVED
    assert waived(until=NOW - 1) is State.OVERDUE
    assert waived(rule="follow-up") is State.OVERDUE
