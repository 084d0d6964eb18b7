"""Compiled functions that run a production over one log: each step with what the steps before it have bound, then what it emits."""

from __future__ import annotations

from afterword.engine.compile.program import MISSING, Header
from afterword.engine.kernel.conclude import conclude
from afterword.engine.kernel.find_rows import ask, find_list, find_nearest, passes_all, read
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.layout import (
    ABSENT,
    ADD,
    C_ALIAS,
    C_FROM,
    C_LATEST,
    C_OTHER,
    C_OTHER_FROM,
    C_OTHER_TO,
    C_QUESTION,
    C_TO,
    C_WAY,
    COUNT,
    DEFAULT,
    FIND,
    FOUND,
    IS_ABSENT,
    IS_AFTER,
    IS_BEFORE,
    IS_NOT_BEFORE,
    IS_PRESENT,
    LATEST,
    MATCH,
    NARROW,
    NEAREST,
    P_ALIASES,
    P_CRITERIA,
    P_CRITERIA_END,
    P_FACT,
    P_OPERANDS,
    P_OPERANDS_END,
    P_STEPS,
    P_STEPS_END,
    SHIFT,
)
from afterword.engine.kernel.memory import (
    AT_PLACE,
    AT_PLAN,
    C_CELL,
    C_END,
    C_FAILS,
    C_PLACE,
    CASE,
    CASE_CELLS,
    CASE_CELLS_END,
    CASE_ROOM,
    CASE_TABLE,
    CASES,
    CRITERION,
    EMIT,
    FULL,
    LISTS,
    NONE_AFTER,
    NONE_BEFORE,
    SEEK,
    STACK,
    STATUS,
    STEP,
    Memory,
)
from afterword.engine.kernel.order import NUMBERS, ROWS, compare, drop_repeats, sort
from afterword.engine.kernel.room import take
from afterword.engine.kernel.shift import shift_moment

_ID, _SEQ, _LO, _PLO, _PHI, _ZONE = map(int, (Header.ID, Header.SEQ, Header.LO, Header.PLO, Header.PHI, Header.ZONE))


@compiled
def run_production(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, production: int) -> None:
    """Run one production, whose first relation has rows."""
    step, last = code[production + P_STEPS], code[production + P_STEPS_END]
    top = STACK  # of matches under way: each a step, the place of the next row, the end of the list
    while True:
        goes_on = False
        if step == last:
            if code[production + P_FACT] >= 0:
                conclude(code, answers, work, out, production)
            else:
                _keep_case(code, logs, answers, work, out, production)
        elif code[step] == MATCH:
            work[top], (work[top + 1], work[top + 2]) = step, find_list(code, work, code[step + 2])
            top += 3
        else:
            goes_on = _run_step(code, logs, answers, work, out, step)
        if work[STATUS]:
            return
        while not goes_on:
            if top == STACK:
                return
            step = work[top - 3]
            goes_on = _next_match(code, answers, work, out, step, top - 3)
            top -= 0 if goes_on else 3
        step += STEP


@inlined
def _next_match(code: Memory, answers: Memory, work: Memory, out: Memory, step: int, entry: int) -> bool:
    """Bind the next row of a match under way; false after the last one."""
    seek, place, end = code[step + 2], work[entry + 1], work[entry + 2]
    while place < end:
        row = work[place]
        place += 1
        if passes_all(code, answers, work, out, seek, row):
            work[entry + 1] = place
            work[code[step + 1]] = row
            return True
    return False


@inlined
def _run_step(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, step: int) -> bool:  # noqa: C901 - one case a step
    """Run a step that is no match; whether to go on."""
    what, target, one, two = code[step], code[step + 1], code[step + 2], code[step + 3]
    if what in (NEAREST, ABSENT):
        row = find_nearest(code, answers, work, out, one, two)
        if what == ABSENT:
            return row < 0
        work[target] = row if row >= 0 else NONE_BEFORE if two else NONE_AFTER
    elif what == ADD:
        moment = read(code, work, step + 2)
        work[target] = moment if moment == MISSING else moment + code[step + 4]
    elif what == SHIFT:
        moment, zone = read(code, work, step + 2), read(code, work, step + 4)
        work[target] = shift_moment(code, logs, answers, work, out, code[step + 6], moment, zone)
    elif what == LATEST:
        best = work[code[one]]
        for number in range(one + 1, two):
            other = work[code[number]]
            if work[other + _SEQ] > work[best + _SEQ]:
                best = other
        work[target] = best
    elif what == DEFAULT:
        value = read(code, work, step + 2)
        work[target] = code[step + 4] if value == MISSING else value
    elif what == FOUND:
        return work[work[target] + _ID] >= 0
    elif what in (FIND, NARROW):
        work[target] = _find(code, answers, work, out, step)
    elif what == COUNT:
        count = _count(code, answers, work, out, step)
        work[target] = count
        return count >= code[step + 6]
    return True


@compiled
def _find(code: Memory, answers: Memory, work: Memory, out: Memory, step: int) -> int:
    """The n-th row that any of the seeks finds, from one end of the log; a row that is none where there are not so many.

    What a wider search found is it as well where that is none, or within the bounds that it did not have.
    """
    if code[step] == NARROW:
        row = work[code[step + 7]]
        if work[row + _ID] < 0 or passes_all(code, answers, work, out, code[step + 6], row):
            return row
    first, last, from_end, nth = code[step + 2], code[step + 3], code[step + 4], code[step + 5]
    nothing, best = NONE_BEFORE if from_end else NONE_AFTER, -1
    if nth == 1:
        for seek in range(first, last, SEEK):
            row = find_nearest(code, answers, work, out, seek, from_end)
            if row >= 0 and (best < 0 or (compare(work, row, best, ROWS, 0, -1) > 0) == (from_end != 0)):
                best = row
        return nothing if best < 0 else best
    begin = _begin(code, work, first, last)
    for seek in range(first, last, SEEK):
        _gather(code, answers, work, out, step, seek)
    end = work[LISTS]
    sort(work, begin, end, ROWS, 0, -1)
    work[LISTS] = begin
    count = 0
    for number in range(end - begin):
        row = work[end - 1 - number if from_end else begin + number]
        if best < 0 or work[row + _ID] != work[best + _ID]:
            count += 1
            best = row
        if count == nth:
            return row
    return nothing


@compiled
def _begin(code: Memory, work: Memory, first: int, last: int) -> int:
    """Where a list of what seeks find may stand and be thrown away: behind the groups that they look in, which are made now."""
    for seek in range(first, last, SEEK):
        find_list(code, work, seek)
    return work[LISTS]


@compiled
def _gather(code: Memory, answers: Memory, work: Memory, out: Memory, step: int, seek: int) -> None:
    """Write down the nearest rows that a seek of a step finds, from one end of the log, so many as the step needs (0: all)."""
    begin, end = find_list(code, work, seek)
    count, last, most = 0, code[step + 4], code[step + 5]
    for number in range(end - begin):
        row = work[end - 1 - number if last else begin + number]
        if passes_all(code, answers, work, out, seek, row):
            place = take(work, 1)
            if place < 0:
                return
            work[place] = row
            count += 1
            if count == most:
                return


@compiled
def _count(code: Memory, answers: Memory, work: Memory, out: Memory, step: int) -> int:
    """How many different rows any of the seeks finds."""
    first, last = code[step + 2], code[step + 3]
    begin = _begin(code, work, first, last)
    for seek in range(first, last, SEEK):
        _gather(code, answers, work, out, step, seek)
    end = work[LISTS]
    if last - first > SEEK:
        for place in range(begin, end):
            work[place] = work[work[place] + _ID]
        sort(work, begin, end, NUMBERS, 0, -1)
        end = drop_repeats(work, begin, end)
    work[LISTS] = begin
    return end - begin


@inlined
def _keep_case(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, production: int) -> None:
    """Write down a case of the plan at hand: its integers, the place of its production, and which of the plan's criteria it fails."""
    plan = work[AT_PLAN]
    first, last = code[production + P_OPERANDS], code[production + P_OPERANDS_END]
    cell = work[CASE_CELLS]
    if work[CASES] >= work[CASE_ROOM] or cell + (last - first) // EMIT > work[CASE_CELLS_END]:
        work[STATUS] = FULL
        return
    end, operand = cell, first
    while operand < last:
        work[end] = read(code, work, operand)
        operand += EMIT
        end += 1
    fails = 0
    if code[plan + P_CRITERIA] < code[plan + P_CRITERIA_END]:
        fails = _failing(code, logs, answers, work, out, plan, last - EMIT * code[plan + P_ALIASES])
    case = work[CASE_TABLE] + CASE * work[CASES]
    work[case + C_CELL], work[case + C_END], work[case + C_PLACE], work[case + C_FAILS] = cell, end, work[AT_PLACE], fails
    work[CASES] += 1
    work[CASE_CELLS] = end


@compiled
def _failing(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, plan: int, bound: int) -> int:
    """The criteria of a plan that fail, as bits. ``bound`` is where the operands of aliases begin."""
    fails, bit = 0, 1
    for criterion in range(code[plan + P_CRITERIA], code[plan + P_CRITERIA_END], CRITERION):
        if _fails(code, logs, answers, work, out, criterion, bound):
            fails |= bit
        bit *= 2
    return fails


@compiled
def _fails(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, criterion: int, bound: int) -> bool:
    """Whether a test of `require` fails; what is absent is unknown, and passes."""
    row = work[code[bound + EMIT * code[criterion + C_ALIAS]]]
    value, way = work[row + code[criterion + C_FROM]], code[criterion + C_WAY]
    if way == IS_PRESENT:
        return value == MISSING
    if way == IS_ABSENT:
        return value != MISSING
    if way >= IS_BEFORE:
        return _fails_in_time(code, logs, answers, work, out, criterion, row, work[code[bound + EMIT * code[criterion + C_OTHER]]])
    operand = 0
    if code[criterion + C_OTHER] >= 0:
        other = work[code[bound + EMIT * code[criterion + C_OTHER]]]
        operand = work[other + code[criterion + C_OTHER_FROM]]
    return MISSING not in (value, operand) and ask(answers, work, out, code[criterion + C_QUESTION], value, operand, 0) == 0


@compiled
def _fails_in_time(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, criterion: int, row: int, other: int) -> bool:
    """Whether a test between times fails under every reading of both."""
    way, move = code[criterion + C_WAY], code[criterion + C_QUESTION]
    mine_at, theirs_at = code[criterion + C_FROM] == _LO, code[criterion + C_OTHER_FROM] == _LO
    low, high = work[row + code[criterion + C_FROM]], work[row + code[criterion + C_TO]]
    their_low, their_high = work[other + code[criterion + C_OTHER_FROM]], work[other + code[criterion + C_OTHER_TO]]
    if MISSING in (low, their_low) or (mine_at and _is_timeless(work, row)) or (theirs_at and _is_timeless(work, other)):
        return False
    if move < 0 and mine_at and theirs_at:
        if work[row + _SEQ] == work[other + _SEQ]:
            return way in (IS_BEFORE, IS_AFTER)
        low, high, their_low, their_high = work[row + _PLO], work[row + _PHI], work[other + _PLO], work[other + _PHI]
    # The earliest and the latest reading of each, with a start and an end; of a day these are its own ends.
    early_end, late_start = (low, high) if mine_at else (high, low)
    their_early_end, their_late_start = (their_low, their_high) if theirs_at else (their_high, their_low)
    if move >= 0:
        zone, last = work[other + _ZONE], code[criterion + C_LATEST]
        their_early_end = shift_moment(code, logs, answers, work, out, last, their_early_end, zone)
        their_late_start = shift_moment(code, logs, answers, work, out, move, their_late_start, zone)
        their_low = shift_moment(code, logs, answers, work, out, move, their_low, zone)
        their_high = shift_moment(code, logs, answers, work, out, last, their_high, zone)
    if way == IS_BEFORE:
        return early_end >= their_late_start
    if way == IS_AFTER:
        return their_early_end >= late_start
    if way == IS_NOT_BEFORE:
        return high < their_low
    return low > their_high


@compiled
def _is_timeless(work: Memory, row: int) -> bool:
    """Whether a row rests on no event."""
    return work[row + _SEQ] < 0
