"""The oracle gives the verdicts that were worked out by hand, for every construct and every state."""

from __future__ import annotations

import pytest

from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.verdicts import State
from afterword.tests.oracle.build import HandCase, make_pack
from afterword.tests.oracle.hand_duties import DUTIES
from afterword.tests.oracle.hand_ends import BACKWARD, BOTH_WAYS, FIRST_AND_LAST, SEVERAL
from afterword.tests.oracle.hand_others import BEHIND, DOUBTS, FACTS, PATTERNS, PROHIBITIONS
from afterword.tests.oracle.oracle import find_verdicts

HAND_CASES = (*DUTIES, *BEHIND, *PROHIBITIONS, *PATTERNS, *FACTS, *DOUBTS, *FIRST_AND_LAST, *BOTH_WAYS, *BACKWARD, *SEVERAL)


def shorten(verdict: Verdict) -> str:
    """A verdict as the hand-made cases write it."""
    bound = "+".join(_name(one) for one in verdict.bound.values()) or "-"
    more = ",".join(verdict.fields) or (str(verdict.count) if verdict.count else "")
    return " ".join(word for word in (bound, verdict.state.value, verdict.event.id if verdict.event else "", more) if word)


def _name(bound: Bound) -> str:
    match bound:
        case Item():
            return bound.value
        case Fact():
            return f"{bound.name}@{bound.evidence[-1].id}".rstrip("@")
        case _:
            return bound.id


@pytest.mark.parametrize("case", HAND_CASES, ids=lambda case: case.name)
def test_hand_case(case: HandCase) -> None:
    """The oracle finds what was worked out by hand."""
    verdicts = find_verdicts(make_pack(*case.rules), case.log, case.log.events, case.as_of)
    assert tuple(map(shorten, verdicts)) == case.expect


def test_every_state_is_worked_out() -> None:
    """No state is without a case made by hand."""
    assert {state.value for state in State} <= {word for case in HAND_CASES for verdict in case.expect for word in verdict.split()}
