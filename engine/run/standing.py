"""Whether a case is kept or broken as things stand, and whether anything that may yet happen can change that (RV-LTL)."""

from __future__ import annotations

from typing import NamedTuple, assert_never

from afterword.engine.compile.program import NEVER, CaseField, Header, Judgement, RulePlan
from afterword.engine.language.rule import RuleKind
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.verdicts import Standing, State

_MET = (State.DONE, State.CLEAR, State.LAPSED)
_WAITING = (State.UPCOMING, State.OPEN, State.OVERDUE)


class Now(NamedTuple):
    """The moment of asking: whether the log has ended by then, and whether all that counts so far is certainly over."""

    as_of: int
    has_ended: bool
    is_settled: bool


def find_now(base: FactBase, as_of: int, *, has_ended: bool) -> Now:
    """What is to be known of the moment; an event known by its day alone may, on that day, still turn out to lie ahead."""
    is_settled = base.span == 0 or all(header[Header.HI] <= as_of for header in base.headers)
    return Now(as_of, has_ended, is_settled)


def find_standing(plan: RulePlan, row: Row, state: State, now: Now) -> Standing | None:
    """How a case in ``state`` stands; ``None`` for advice that expects nothing."""
    if plan.judgement is Judgement.ADVICE:
        return None
    met = state in _MET or (plan.judgement is Judgement.LAST and state is State.OPEN and row[CaseField.HIT] >= 0)
    return rv_ltl(met=met, final=now.has_ended or (now.is_settled and _is_final(plan, row, state, now.as_of, met=met)))


def rv_ltl(*, met: bool, final: bool) -> Standing:
    """The four values: kept or broken, for good or as things stand."""
    if final:
        return Standing.SATISFIED if met else Standing.VIOLATED
    return Standing.CURRENTLY_SATISFIED if met else Standing.CURRENTLY_VIOLATED


def _is_final(plan: RulePlan, row: Row, state: State, as_of: int, *, met: bool) -> bool:  # noqa: PLR0911 - one case a judgement
    """Whether no later event can turn what is met to unmet, or the other way round."""
    outlook = plan.outlook
    if outlook.shifting or (outlook.vanishing and not met):
        return False
    match plan.judgement:
        case Judgement.DUTY | Judgement.ONE_OF | Judgement.NEXT | Judgement.LAST if state in _WAITING:
            is_advice = plan.rule.kind is RuleKind.ADVICE
            return not (met or outlook.excusable or is_advice or _may_come(row, as_of))
        case Judgement.DUTY | Judgement.ONE_OF if met:
            return _stays_met(plan, row, state, as_of)
        case Judgement.DUTY | Judgement.ONE_OF | Judgement.NEXT | Judgement.LAST:
            return True
        case Judgement.PROHIBITION | Judgement.NEIGHBOUR:
            if not outlook.onward:
                return met or not outlook.excusable
            return not met or _is_cut_off(plan, row) or not _may_come(row, as_of)
        case Judgement.BACKWARD | Judgement.PREVIOUS | Judgement.REQUIREMENT | Judgement.CASE:
            return met or not outlook.excusable
        case Judgement.ADVICE:
            return False
        case _:
            assert_never(plan.judgement)


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
