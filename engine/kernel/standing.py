"""Compiled: whether a case is kept or broken, for good or as things stand; what `engine.run.standing` finds, on arrays."""

from __future__ import annotations

from afterword.engine.compile.program import NEVER, CaseField, Judgement
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.layout import (
    JUDGEMENTS,
    P_ADVICE,
    P_EXCUSABLE,
    P_JUDGEMENT,
    P_LIMITED,
    P_ONWARD,
    P_OTHERS,
    P_SHIFTING,
    P_VANISHING,
)
from afterword.engine.kernel.memory import AS_OF, C_CELL, ENDED, LOG, SETTLED, Memory, single
from afterword.engine.verdicts import Standing, State

_STATES, _STANDINGS = tuple(State), tuple(Standing)
UPCOMING, OPEN, OVERDUE, LATE, VIOLATED, DONE, LAPSED, CLEAR = (
    _STATES.index(one)
    for one in (State.UPCOMING, State.OPEN, State.OVERDUE, State.LATE, State.VIOLATED, State.DONE, State.LAPSED, State.CLEAR)
)
_KEPT, _BROKEN, _KEPT_SO_FAR, _BROKEN_SO_FAR = (
    _STANDINGS.index(one) for one in (Standing.SATISFIED, Standing.VIOLATED, Standing.CURRENTLY_SATISFIED, Standing.CURRENTLY_VIOLATED)
)
_OPENS, _DUE, _HIT = int(CaseField.OPENS), int(CaseField.DUE), int(CaseField.HIT)
_ENDED, _ENDED_EVER, _BARRIER = int(CaseField.ENDED), int(CaseField.ENDED_EVER), int(CaseField.BARRIER)
_OTHERS = len(CaseField)
_DUTY, _ONE_OF, _NEXT, _LAST, _PROHIBITION, _NEIGHBOUR, _ADVICE = (
    JUDGEMENTS.index(one)
    for one in (
        Judgement.DUTY,
        Judgement.ONE_OF,
        Judgement.NEXT,
        Judgement.LAST,
        Judgement.PROHIBITION,
        Judgement.NEIGHBOUR,
        Judgement.ADVICE,
    )
)


@inlined
def find_standing(code: Memory, logs: Memory, work: Memory, plan: int, case: int, state: int) -> int:
    """The place of a `Standing` among them all; -1 for advice that expects nothing."""
    what, log, cell = code[plan + P_JUDGEMENT], work[LOG], work[case + C_CELL]
    if what == _ADVICE:
        return -1
    met = state in (DONE, CLEAR, LAPSED) or (what == _LAST and state == OPEN and work[cell + _HIT] >= 0)
    if single(logs, ENDED, log) or (work[SETTLED] and _is_final(code, work, plan, case, state, single(logs, AS_OF, log), met)):
        return _KEPT if met else _BROKEN
    return _KEPT_SO_FAR if met else _BROKEN_SO_FAR


@inlined
def _is_final(code: Memory, work: Memory, plan: int, case: int, state: int, as_of: int, met: bool) -> bool:  # noqa: PLR0911 - by judgement
    """Whether no later event can turn what is met to unmet, or the other way round."""
    cell = work[case + C_CELL]
    what, excusable = code[plan + P_JUDGEMENT], code[plan + P_EXCUSABLE] != 0
    if code[plan + P_SHIFTING] or (code[plan + P_VANISHING] and not met):
        return False
    if what in (_DUTY, _ONE_OF, _NEXT, _LAST):
        if state in (UPCOMING, OPEN, OVERDUE):
            return not (met or excusable or code[plan + P_ADVICE] or _may_come(work, cell, as_of))
        return _stays_met(code, work, plan, case, state, as_of) if met and what in (_DUTY, _ONE_OF) else True
    if what in (_PROHIBITION, _NEIGHBOUR):
        if not code[plan + P_ONWARD]:
            return met or not excusable
        if what == _NEIGHBOUR:  # the event to look at has come and gone; a prohibition was ended
            return not met or work[cell + _OTHERS] >= 0 or not _may_come(work, cell, as_of)
        is_cut_off = work[cell + _ENDED_EVER] >= 0 or work[cell + _BARRIER] >= 0
        return not met or is_cut_off or not _may_come(work, cell, as_of)
    return met or not excusable


@compiled
def _may_come(work: Memory, cell: int, as_of: int) -> bool:
    """Whether the window of a case leaves room for a later event."""
    opens, due = work[cell + _OPENS], work[cell + _DUE]
    return max(opens, as_of) <= due and opens < NEVER


@compiled
def _stays_met(code: Memory, work: Memory, plan: int, case: int, state: int, as_of: int) -> bool:
    """Whether what is done cannot be overdone, and what lapsed cannot be done too late."""
    cell = work[case + C_CELL]
    is_cut_off = work[cell + _BARRIER] >= 0
    if state == LAPSED:
        return work[cell + _ENDED] >= 0 or is_cut_off
    may_be_overdone = code[plan + P_LIMITED] or code[plan + P_OTHERS] > 1
    return not may_be_overdone or is_cut_off or work[cell + _ENDED_EVER] >= 0 or not _may_come(work, cell, as_of)
