"""Compiled functions from the cases of a plan to verdicts: what `engine.run.judge` decides, on arrays."""

from __future__ import annotations

from afterword.engine.compile.program import MISSING, NEVER, CaseField, Header, Judgement
from afterword.engine.kernel.conclude import header_of
from afterword.engine.kernel.evidence import find_deciding, gather_evidence
from afterword.engine.kernel.keep_compiled import compiled
from afterword.engine.kernel.layout import (
    JUDGEMENTS,
    P_ADVICE,
    P_ALIASES,
    P_CASES,
    P_JUDGEMENT,
    P_NUMBER,
    P_OTHERS,
    P_PLACES_END,
    P_UNTIMED,
    P_VIOLATIONS,
)
from afterword.engine.kernel.memory import (
    AS_OF,
    C_CELL,
    C_END,
    C_FAILS,
    C_PLACE,
    CASE,
    CASE_TABLE,
    CASES,
    ENDED,
    LISTS,
    LOG,
    NONE_AFTER,
    OUT_FULL,
    STATUS,
    V_ANCHOR,
    V_COUNT,
    V_DECIDING,
    V_DUE,
    V_EVENT,
    V_FAILS,
    V_FROM,
    V_HI,
    V_LO,
    V_LOG,
    V_OPENS,
    V_PLAN,
    V_STANDING,
    V_STATE,
    V_TO,
    V_ZONE,
    VERDICT,
    VERDICT_ROWS,
    VERDICTS,
    Memory,
    rows_of,
    single,
)
from afterword.engine.kernel.order import CASES_BY, compare, sort
from afterword.engine.kernel.room import take
from afterword.engine.kernel.standing import CLEAR, DONE, LAPSED, LATE, OPEN, OVERDUE, UPCOMING, VIOLATED, find_standing

_ANCHOR, _OPENS, _DUE, _HIT, _LATE = map(int, (CaseField.ANCHOR, CaseField.OPENS, CaseField.DUE, CaseField.HIT, CaseField.LATE))
_ENDED, _ENDED_EVER, _BARRIER, _COUNT = map(int, (CaseField.ENDED, CaseField.ENDED_EVER, CaseField.BARRIER, CaseField.COUNT))
_OTHERS = len(CaseField)
_SEQ, _LO, _HI, _ZONE = int(Header.SEQ), int(Header.LO), int(Header.HI), int(Header.ZONE)
(
    _DUTY_,
    _BACKWARD,
    _NEXT,
    _PREVIOUS,
    _LAST,
    _NEIGHBOUR,
    _ONE_OF,
    _PROHIBITION,
    _CASE,
    _REQUIREMENT,
    _ADVICE,
) = (
    JUDGEMENTS.index(one)
    for one in (
        Judgement.DUTY,
        Judgement.BACKWARD,
        Judgement.NEXT,
        Judgement.PREVIOUS,
        Judgement.LAST,
        Judgement.NEIGHBOUR,
        Judgement.ONE_OF,
        Judgement.PROHIBITION,
        Judgement.CASE,
        Judgement.REQUIREMENT,
        Judgement.ADVICE,
    )
)


@compiled
def judge_plan(code: Memory, logs: Memory, work: Memory, out: Memory, plan: int) -> None:
    """The verdicts on all cases of a plan, in the order of what they bind, of one that is broken by events in that of these."""
    amount, aliases, before = work[CASES], code[plan + P_ALIASES], work[LISTS]
    places = code[plan + P_VIOLATIONS] - code[plan + P_CASES]
    case, last = work[CASE_TABLE], work[CASE_TABLE] + CASE * amount
    if work[last - CASE + C_PLACE] < places and _rises(work, case, last, aliases):
        while case < last and not work[STATUS]:
            _write(code, logs, work, out, plan, case, work[NONE_AFTER])
            case += CASE
        return
    begin = take(work, amount)
    if begin < 0:
        return
    end = begin + amount
    behind = begin  # the cases come first, what breaks them behind; both stand in the order of their productions
    for number in range(amount):
        case = work[CASE_TABLE] + CASE * number
        work[begin + number] = case
        behind += work[case + C_PLACE] < places
    sort(work, begin, behind, CASES_BY, aliases, _ANCHOR)
    sort(work, behind, end, CASES_BY, aliases, _HIT)
    place = begin
    while place < behind and not work[STATUS]:
        first = chosen = work[place]
        while place < behind and not compare(work, work[place], first, CASES_BY, aliases, _ANCHOR):
            if work[work[place] + C_PLACE] == work[first + C_PLACE]:
                chosen = work[place]  # the last one of the first production that yields it
            place += 1
        _judge_case(code, logs, work, out, plan, chosen, behind, end)
    work[LISTS] = before


@compiled
def _rises(work: Memory, case: int, last: int, aliases: int) -> bool:
    """Whether each case comes behind the one that stands before it: then none is told twice."""
    while case + CASE < last:
        if compare(work, case, case + CASE, CASES_BY, aliases, _ANCHOR) >= 0:
            return False
        case += CASE
    return True


@compiled
def _judge_case(code: Memory, logs: Memory, work: Memory, out: Memory, plan: int, case: int, begin: int, end: int) -> None:
    """One case, or what breaks it, which stands in a sorted list."""
    aliases, last = code[plan + P_ALIASES], -1
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if compare(work, work[middle], case, CASES_BY, aliases, -1) < 0:
            low = middle + 1
        else:
            high = middle
    if low == end or compare(work, work[low], case, CASES_BY, aliases, -1):
        _write(code, logs, work, out, plan, case, work[NONE_AFTER])
        return
    while low < end and not compare(work, work[low], case, CASES_BY, aliases, -1):
        culprit = work[work[work[low] + C_CELL] + _HIT]
        if culprit != last:
            _write(code, logs, work, out, plan, work[low], culprit)
            last = culprit
        low += 1


@compiled
def _decide(code: Memory, logs: Memory, work: Memory, plan: int, case: int) -> tuple[int, int, bool]:  # noqa: C901, PLR0912 - one case a judgement
    """The state of a case, the row that decided it (-1: none), and whether it rests on its alternatives."""
    cell, what = work[case + C_CELL], code[plan + P_JUDGEMENT]
    as_of = single(logs, AS_OF, work[LOG])
    hit, ended, neighbour = work[cell + _HIT], work[cell + _ENDED_EVER], -1
    if what in (_PREVIOUS, _NEXT, _LAST, _NEIGHBOUR):
        neighbour = work[cell + _OTHERS]
    state, event, rests = CLEAR, -1, False
    if what == _DUTY_:
        state, event = _duty(code, work, plan, cell, as_of)
    elif what == _ONE_OF:
        second = _second(code, work, plan, cell)
        if second >= 0 and (ended < 0 or _seq(work, ended) >= _seq(work, second)):
            state, event, rests = VIOLATED, second, True
        else:
            state, event = _duty(code, work, plan, cell, as_of)
    elif what in (_BACKWARD, _PREVIOUS):
        state, event = _repairable(hit >= 0, hit, ended, neighbour)
    elif what == _CASE:
        state, event = _repairable(False, -1, ended, work[cell + _ANCHOR])
    elif what == _REQUIREMENT:
        met = work[case + C_FAILS] == 0
        state, event = _repairable(met, work[cell + _ANCHOR], ended, work[cell + _ANCHOR])
    elif what == _NEXT:
        if neighbour < 0:
            state = _by_the_clock(code, work, plan, cell, as_of)
        elif hit < 0:
            state, event = _repairable(False, -1, ended, neighbour)
        else:
            in_time = work[header_of(work, hit) + _LO] <= work[cell + _DUE] or code[plan + P_ADVICE]
            state, event = (DONE if in_time else LATE), hit
    elif what == _LAST:
        if single(logs, ENDED, work[LOG]):
            state, event = _repairable(hit >= 0, hit, ended, neighbour)
        elif ended >= 0:
            state, event = LAPSED, ended
        else:
            state = OPEN
    elif what == _NEIGHBOUR:
        if hit >= 0 and ended < 0:
            state, event = VIOLATED, hit
    elif what == _ADVICE:
        if ended >= 0:
            state, event = LAPSED, ended
        elif as_of > work[cell + _DUE]:
            state = LAPSED
        else:
            state = _by_the_clock(code, work, plan, cell, as_of)
    return state, event, rests


@compiled
def _duty(code: Memory, work: Memory, plan: int, cell: int, as_of: int) -> tuple[int, int]:
    """A match in the window, else what ended the duty, else a match too late, else the clock."""
    if work[cell + _HIT] >= 0:
        return DONE, work[cell + _HIT]
    if work[cell + _ENDED] >= 0:
        return LAPSED, work[cell + _ENDED]
    if work[cell + _LATE] >= 0:
        return (DONE if code[plan + P_ADVICE] else LATE), work[cell + _LATE]
    if work[cell + _ENDED_EVER] >= 0:
        return LAPSED, work[cell + _ENDED_EVER]
    if work[cell + _BARRIER] >= 0:
        return VIOLATED, work[cell + _BARRIER]
    return _by_the_clock(code, work, plan, cell, as_of), -1


@compiled
def _by_the_clock(code: Memory, work: Memory, plan: int, cell: int, as_of: int) -> int:
    if as_of < work[cell + _OPENS]:
        return UPCOMING
    return OPEN if as_of <= work[cell + _DUE] or code[plan + P_ADVICE] else OVERDUE


@compiled
def _repairable(met: bool, hit: int, ended: int, event: int) -> tuple[int, int]:
    """Met or not met, once and for all, unless something put it right later."""
    if met:
        return DONE, hit
    if ended >= 0:
        return LAPSED, ended
    return VIOLATED, event


@compiled
def _second(code: Memory, work: Memory, plan: int, cell: int) -> int:
    """The second of the alternatives that came, in the log's order; -1 where fewer than two have."""
    first = second = -1
    for number in range(code[plan + P_OTHERS]):
        one = work[cell + _OTHERS + number]
        if one < 0:
            continue
        if first < 0 or _comes_before(work, one, first):
            first, second = one, first
        elif second < 0 or _comes_before(work, one, second):
            second = one
    return second


@compiled
def _comes_before(work: Memory, one: int, other: int) -> bool:
    mine, theirs = _seq(work, one), _seq(work, other)
    return mine < theirs or (mine == theirs and one < other)


@compiled
def _seq(work: Memory, identity: int) -> int:
    return work[header_of(work, identity) + _SEQ]


@compiled
def _write(
    code: Memory,
    logs: Memory,
    work: Memory,
    out: Memory,
    plan: int,
    case: int,
    culprit: int,
) -> None:
    """Put the verdict on a case out, and for a finding the events it rests on. A row that breaks it, if any, is a ``culprit``, else -1."""
    state, event, rests = (VIOLATED, culprit, False) if culprit >= 0 else _decide(code, logs, work, plan, case)
    if work[VERDICTS] >= rows_of(out, VERDICT_ROWS):
        work[STATUS] = OUT_FULL
        return
    row = out[VERDICT_ROWS] + out[VERDICT_ROWS + 1] * work[VERDICTS]
    cell, aliases, log = work[case + C_CELL], code[plan + P_ALIASES], work[LOG]
    anchor, due, count = header_of(work, work[cell + _ANCHOR]), work[cell + _DUE], work[cell + _COUNT]
    has_violations = code[plan + P_PLACES_END] > code[plan + P_VIOLATIONS]
    untimed = code[plan + P_UNTIMED] or (has_violations and state == VIOLATED)
    out[row + V_LOG], out[row + V_PLAN], out[row + V_STATE] = log, code[plan + P_NUMBER], state
    out[row + V_STANDING] = find_standing(code, logs, work, plan, case, state)
    out[row + V_ANCHOR], out[row + V_EVENT] = work[cell + _ANCHOR], event
    out[row + V_OPENS] = MISSING if untimed else work[cell + _OPENS]
    out[row + V_DUE] = MISSING if untimed or due == NEVER else due
    out[row + V_COUNT] = count + 1 if count else 0
    out[row + V_LO], out[row + V_HI], out[row + V_ZONE] = work[anchor + _LO], work[anchor + _HI], work[anchor + _ZONE]
    out[row + V_FAILS] = work[case + C_FAILS] if state == VIOLATED else 0
    out[row + V_DECIDING] = find_deciding(logs, work, event)
    begin = end = 0
    if state <= VIOLATED:
        begin, end = gather_evidence(code, logs, work, out, plan, case, event, rests)
    out[row + V_FROM], out[row + V_TO] = begin, end
    for alias in range(out[VERDICT_ROWS + 1] - VERDICT):
        out[row + VERDICT + alias] = work[work[case + C_END] - aliases + alias] if alias < aliases else -1
    work[VERDICTS] += 1
