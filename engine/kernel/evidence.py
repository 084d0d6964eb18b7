"""Compiled functions that find the events a verdict rests on, through the conclusions between them."""

from __future__ import annotations

from afterword.engine.compile.program import CaseField
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.layout import P_ALIASES, P_OTHERS
from afterword.engine.kernel.memory import (
    BASE,
    C_CELL,
    C_END,
    EVENT_FROM,
    EVIDENCE,
    EVIDENCE_ROWS,
    F_COUNT,
    F_MARK,
    F_PARENTS,
    FACT,
    FACT_TABLE,
    LISTS,
    LOG,
    MARK,
    OUT_FULL,
    STATUS,
    Memory,
    put,
    rows_of,
    single,
)
from afterword.engine.kernel.order import NUMBERS, drop_repeats, sort
from afterword.engine.kernel.room import take

_ANCHOR, _OTHERS = int(CaseField.ANCHOR), len(CaseField)


@compiled
def gather_evidence(
    code: Memory,
    logs: Memory,
    work: Memory,
    out: Memory,
    plan: int,
    case: int,
    event: int,
    rests: bool,
) -> tuple[int, int]:
    """Write the IDs of the events that a case rests on, each once, in the log's order; where they begin and end."""
    cell, begin = work[case + C_CELL], work[LISTS]
    work[MARK] += 1
    for place in range(work[case + C_END] - code[plan + P_ALIASES], work[case + C_END]):
        _note(work, work[place])
    _note(work, work[cell + _ANCHOR])
    _note(work, event)
    if rests:
        for number in range(code[plan + P_OTHERS]):
            _note(work, work[cell + _OTHERS + number])
    _follow(logs, work, begin)
    sort(work, begin, work[LISTS], NUMBERS, 0, -1)
    count, first = drop_repeats(work, begin, work[LISTS]) - begin, work[EVIDENCE]
    work[LISTS] = begin
    if first + count > rows_of(out, EVIDENCE_ROWS):
        work[STATUS] = OUT_FULL
        return first, first
    for number in range(count):
        put(out, EVIDENCE_ROWS, first + number, 0, work[begin + number])
    work[EVIDENCE] = first + count
    return first, first + count


@inlined
def _note(work: Memory, identity: int) -> None:
    """Put a row at the end of the lists."""
    place = take(work, 1) if identity >= 0 else -1
    if place >= 0:
        work[place] = identity


@inlined
def _follow(logs: Memory, work: Memory, begin: int) -> None:
    """Put events in place of the rows in a list, which is the last one: those that conclusions rest on, each conclusion followed once."""
    events = _count_events(logs, work)
    kept = place = begin
    while place < work[LISTS]:
        one = work[place]
        place += 1
        if one < events:
            work[kept] = one
            kept += 1
        elif one >= work[BASE]:
            fact = work[FACT_TABLE] + FACT * (one - work[BASE])
            if work[fact + F_MARK] != work[MARK]:
                work[fact + F_MARK] = work[MARK]
                for number in range(work[fact + F_COUNT]):
                    _note(work, work[work[fact + F_PARENTS] + number])
    work[LISTS] = kept


@compiled
def find_deciding(logs: Memory, work: Memory, identity: int) -> int:
    """The last event that a row is or rests on; -1 where there is none."""
    if identity < _count_events(logs, work):
        return identity
    begin, best = work[LISTS], -1
    work[MARK] += 1
    _note(work, identity)
    _follow(logs, work, begin)
    for place in range(begin, work[LISTS]):
        best = max(best, work[place])
    work[LISTS] = begin
    return best


@inlined
def _count_events(logs: Memory, work: Memory) -> int:
    """How many events the log has; their IDs come first."""
    return single(logs, EVENT_FROM, work[LOG] + 1) - single(logs, EVENT_FROM, work[LOG])
