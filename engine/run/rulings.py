"""What decides a case, as tables: for each judgement the questions that are asked in turn, and the state that the first yes gives.

Two read them: `engine.run.judge`, for the cases that any executor hands over, and `engine.run.place_code`, which writes them into what it
generates. What takes more than such questions (`exactly one of`, fields that must pass tests) is the judge's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from afterword.engine.compile.program import CaseField, EmitCase, Judgement, RulePlan
from afterword.engine.language.rule import RuleKind
from afterword.engine.verdicts import State


class Ask(Enum):
    """A question about a case: about one of its rows, or about the moment of asking."""

    FOUND = "found"  # there is such a row
    FOUND_IN_TIME = "found_in_time"  # there is one, and it may have come by the deadline
    FOUND_AT_LAST = "found_at_last"  # there is one, and the log has ended
    LACKING = "lacking"  # there is none
    PAST_DUE = "past_due"  # the deadline has passed
    GOING_ON = "going_on"  # the log has not ended
    ALWAYS = "always"


class Ruling(NamedTuple):
    """Where the answer to ``ask`` of the row at ``field`` is yes, a case is in ``state`` (``None``: what the clock says).

    ``event`` is where the ID of the row stands that decided it; ``NOBODY`` where none did.
    """

    ask: Ask
    field: int
    state: State | None
    event: int


NOBODY = -1
_NEIGHBOUR = len(CaseField)
"""The first of what a case hands over beside its fields: the event next to the one it counts from."""


def _found(field: int, state: State, event: int | None = None) -> Ruling:
    return Ruling(Ask.FOUND, field, state, field if event is None else event)


def _else(state: State | None, event: int = NOBODY) -> Ruling:
    return Ruling(Ask.ALWAYS, CaseField.ANCHOR, state, event)


_HIT, _ENDED_EVER = CaseField.HIT, CaseField.ENDED_EVER
_MET = (_found(_HIT, State.DONE), _found(_ENDED_EVER, State.LAPSED))
"""Met once and for all, or put right later."""

_DUTY = (  # a match in the window, else what ended the duty, else a match too late, else the clock
    _found(_HIT, State.DONE),
    _found(CaseField.ENDED, State.LAPSED),
    _found(CaseField.LATE, State.LATE),
    _found(_ENDED_EVER, State.LAPSED),
    _found(CaseField.BARRIER, State.VIOLATED),
    _else(None),
)

_RULINGS: Mapping[Judgement, Sequence[Ruling]] = {
    Judgement.DUTY: _DUTY,
    Judgement.ONE_OF: _DUTY,  # (unless there is more than one)
    Judgement.BACKWARD: (*_MET, _else(State.VIOLATED)),
    Judgement.NEXT: (
        Ruling(Ask.LACKING, _NEIGHBOUR, None, NOBODY),
        Ruling(Ask.FOUND_IN_TIME, _HIT, State.DONE, _HIT),
        _found(_HIT, State.LATE),
        _found(_ENDED_EVER, State.LAPSED),
        _else(State.VIOLATED, _NEIGHBOUR),
    ),
    Judgement.PREVIOUS: (*_MET, _else(State.VIOLATED, _NEIGHBOUR)),
    Judgement.LAST: (  # any event may still be followed by another until the log has ended
        Ruling(Ask.FOUND_AT_LAST, _HIT, State.DONE, _HIT),
        _found(_ENDED_EVER, State.LAPSED),
        Ruling(Ask.GOING_ON, CaseField.ANCHOR, State.OPEN, NOBODY),
        _else(State.VIOLATED, _NEIGHBOUR),
    ),
    Judgement.NEIGHBOUR: (_found(_ENDED_EVER, State.CLEAR, NOBODY), _found(_HIT, State.VIOLATED), _else(State.CLEAR)),
    Judgement.PROHIBITION: (_else(State.CLEAR),),
    Judgement.CASE: (_found(_ENDED_EVER, State.LAPSED), _else(State.VIOLATED, CaseField.ANCHOR)),
    Judgement.REQUIREMENT: (_found(_ENDED_EVER, State.LAPSED), _else(State.VIOLATED, CaseField.ANCHOR)),  # (where fields fail)
    Judgement.ADVICE: (
        _found(_ENDED_EVER, State.LAPSED),
        Ruling(Ask.PAST_DUE, CaseField.ANCHOR, State.LAPSED, NOBODY),
        _else(None),
    ),
}


def rulings_of(plan: RulePlan, emits: Sequence[EmitCase]) -> tuple[Ruling, ...]:
    """The table of a rule whose cases are handed over by ``emits``, without questions about rows that none of them ever has.

    What is advised is never too late.
    """
    slots = [(emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier) for emit in emits]
    had = {CaseField.HIT + place for found in slots for place, slot in enumerate(found) if slot is not None}
    rows = range(CaseField.HIT, CaseField.COUNT)
    kept = [one for one in _RULINGS[plan.judgement] if one.field not in rows or one.field in had]
    if plan.rule.kind is RuleKind.ADVICE:
        kept = [one._replace(state=State.DONE) if one.state is State.LATE else one for one in kept]
    return tuple(kept)


def clock_is_patient(plan: RulePlan) -> bool:
    """Whether what is not done when its deadline has passed is open all the same."""
    return plan.rule.kind is RuleKind.ADVICE
