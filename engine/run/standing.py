"""Whether a case is kept or broken as things stand, and whether anything that may yet happen can change that (RV-LTL)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias, assert_never

from afterword.engine.compile.program import NEVER, CaseField, Judgement, RulePlan
from afterword.engine.language.rule import RuleKind
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.verdicts import Standing, State

_MET = (State.DONE, State.CLEAR, State.LAPSED)
_WAITING = (State.UPCOMING, State.OPEN, State.OVERDUE)
_KEPT, _BROKEN = Standing.SATISFIED, Standing.VIOLATED
_KEPT_SO_FAR, _BROKEN_SO_FAR = Standing.CURRENTLY_SATISFIED, Standing.CURRENTLY_VIOLATED


class Now(NamedTuple):
    """The moment of asking: whether the log has ended by then, and whether all that counts so far is certainly over."""

    as_of: int
    has_ended: bool
    is_settled: bool


def find_now(base: FactBase, as_of: int, *, has_ended: bool) -> Now:
    """What is to be known of the moment; an event known by its day alone may, on that day, still turn out to lie ahead."""
    is_settled = base.span == 0 or max([header[3] for header in base.headers]) <= as_of
    return Now(as_of, has_ended, is_settled)


FindStanding: TypeAlias = Callable[[Row, State, Now], Standing | None]
"""How a case in a state stands; ``None`` for advice that expects nothing."""


def standing_of(plan: RulePlan) -> FindStanding:
    """What finds the standing of a rule's cases."""
    if plan.judgement is Judgement.ADVICE:
        return lambda _row, _state, _now: None
    is_final = _finality(plan)
    may_be_met = plan.judgement is Judgement.LAST
    shifting, vanishing = plan.outlook.shifting, plan.outlook.vanishing

    def find(row: Row, state: State, now: Now) -> Standing:
        met = state in _MET or (may_be_met and row[CaseField.HIT] >= 0 and state is State.OPEN)
        final = now.has_ended or (now.is_settled and not shifting and (met or not vanishing) and is_final(plan, row, state, now.as_of, met))
        return rv_ltl(met=met, final=final)

    return find


def rv_ltl(*, met: bool, final: bool) -> Standing:
    """The four values: kept or broken, for good or as things stand."""
    if final:
        return _KEPT if met else _BROKEN
    return _KEPT_SO_FAR if met else _BROKEN_SO_FAR


_IsFinal: TypeAlias = Callable[[RulePlan, Row, State, int, bool], bool]
"""Whether no later event can turn what is met to unmet, or the other way round."""


def _finality(plan: RulePlan) -> _IsFinal:
    match plan.judgement:
        case Judgement.DUTY | Judgement.ONE_OF:
            return _is_final_duty
        case Judgement.NEXT | Judgement.LAST:
            return _is_final_place
        case Judgement.PROHIBITION | Judgement.NEIGHBOUR:
            return _is_final_prohibition
        case Judgement.BACKWARD | Judgement.PREVIOUS | Judgement.REQUIREMENT | Judgement.CASE:
            return _is_final_past
        case Judgement.ADVICE:
            return lambda *_: False
        case _:
            assert_never(plan.judgement)


def _is_final_duty(plan: RulePlan, row: Row, state: State, as_of: int, met: bool) -> bool:  # noqa: FBT001 - see `_IsFinal`
    if state in _WAITING:
        return _is_hopeless(plan, row, as_of)
    return _stays_met(plan, row, state, as_of) if met else True


def _is_final_place(plan: RulePlan, row: Row, state: State, as_of: int, met: bool) -> bool:  # noqa: FBT001
    return state not in _WAITING or (not met and _is_hopeless(plan, row, as_of))


def _is_final_prohibition(plan: RulePlan, row: Row, _state: State, as_of: int, met: bool) -> bool:  # noqa: FBT001
    if not plan.outlook.onward:
        return met or not plan.outlook.excusable
    return not met or _is_cut_off(plan, row) or not _may_come(row, as_of)


def _is_final_past(plan: RulePlan, _row: Row, _state: State, _as_of: int, met: bool) -> bool:  # noqa: FBT001
    return met or not plan.outlook.excusable


def _is_hopeless(plan: RulePlan, row: Row, as_of: int) -> bool:
    """Whether what is waited for cannot come any more."""
    return not (plan.outlook.excusable or plan.rule.kind is RuleKind.ADVICE or _may_come(row, as_of))


def _may_come(row: Row, as_of: int) -> bool:
    """Whether the window of a case leaves room for a later event."""
    return max(row[CaseField.OPENS], as_of) <= row[CaseField.DUE] and row[CaseField.OPENS] < NEVER


def _stays_met(plan: RulePlan, row: Row, state: State, as_of: int) -> bool:
    """Whether what is done cannot be overdone, and what lapsed cannot be done too late."""
    is_cut_off = row[CaseField.BARRIER] >= 0
    if state is State.LAPSED:
        return row[CaseField.ENDED] >= 0 or is_cut_off
    alternatives = row[len(CaseField) : len(row) - len(plan.aliases)]
    may_be_overdone = plan.outlook.limited or len(alternatives) > 1
    return not may_be_overdone or is_cut_off or row[CaseField.ENDED_EVER] >= 0 or not _may_come(row, as_of)


def _is_cut_off(plan: RulePlan, row: Row) -> bool:
    """Whether what is forbidden is so no longer: the prohibition was ended, or the event to look at has come and gone."""
    if plan.judgement is Judgement.NEIGHBOUR:
        return row[len(CaseField)] >= 0
    return row[CaseField.ENDED_EVER] >= 0 or row[CaseField.BARRIER] >= 0
