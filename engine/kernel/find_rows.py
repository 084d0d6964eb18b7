"""Compiled functions that find rows of one log: lists of a relation's rows, grouped by key where they are long, cut by bounds, tested.

A row is a place in ``work``, where its cells begin; a list is a stretch of such places. In the log's order SEQ, HI and PHI never fall, so
bounds on these cut a list by bisection; LO and PLO lag behind by the longest doubt in the log at most.
"""

from __future__ import annotations

from afterword.engine.compile.program import MISSING, Header
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.layout import (
    ABOVE,
    BELOW,
    EQUAL,
    J_COLUMN,
    J_GUARD,
    J_OPERAND,
    J_PASSES,
    S_GUARDS_END,
    S_JOINS,
    S_JOINS_END,
    S_RELATION,
    S_TABLE,
    S_TEXTS,
    S_TEXTS_END,
)
from afterword.engine.kernel.memory import (
    G_GROUPS,
    G_MASK,
    G_PLACES,
    G_VERSION,
    GROUP,
    GROUPED,
    JOIN,
    MISSED,
    MISSED_ROOM,
    MISSED_ROWS,
    MISSES,
    R_COUNT,
    R_LIST,
    R_VERSION,
    RANK_SPAN,
    SPAN,
    STATUS,
    TABLE,
    TABLES,
    TEXT,
    Memory,
    put,
)
from afterword.engine.kernel.questions import find_answer, mix
from afterword.engine.kernel.room import take

_SHORT = 12  # rows that are looked through one by one
_SEQ, _LO, _HI, _PLO, _PHI = int(Header.SEQ), int(Header.LO), int(Header.HI), int(Header.PLO), int(Header.PHI)


@compiled
def read(code: Memory, work: Memory, operand: int) -> int:
    """The integer that an operand stands for: its two numbers are a place in `work`, and how far behind what that one says."""
    return work[work[code[operand]] + code[operand + 1]]


@compiled
def operand_of(code: Memory, work: Memory, join: int) -> int:
    """What the column of a join is compared with."""
    return read(code, work, join + J_OPERAND)


@compiled
def ask(answers: Memory, work: Memory, out: Memory, question: int, one: int, other: int, third: int) -> int:
    """An answer; `MISSING` where it is not known yet, which is noted."""
    place = find_answer(answers, question, one, other, third)
    if answers[place] >= 0:
        return answers[place + 4]
    work[MISSED] = 1
    if work[MISSES] < MISSED_ROOM:
        put(out, MISSED_ROWS, work[MISSES], 0, question)
        put(out, MISSED_ROWS, work[MISSES], 1, one)
        put(out, MISSED_ROWS, work[MISSES], 2, other)
        put(out, MISSED_ROWS, work[MISSES], 3, third)
        work[MISSES] += 1
    return MISSING


@inlined
def find_list(code: Memory, work: Memory, seek: int) -> tuple[int, int]:
    """The list of rows that may pass: where it begins and ends."""
    relation = code[seek + S_RELATION]
    begin, count = work[relation + R_LIST], work[relation + R_COUNT]
    if not count:
        return begin, begin
    join, guards_end = code[seek + S_JOINS], code[seek + S_GUARDS_END]
    while join < guards_end:
        if code[join + J_GUARD] and operand_of(code, work, join) == MISSING:
            return begin, begin
        join += JOIN
    if count <= _SHORT:
        return begin, begin + count
    return _find_in_long(code, work, seek)


@compiled
def _find_in_long(code: Memory, work: Memory, seek: int) -> tuple[int, int]:
    """The same where the relation has many rows."""
    relation, table = code[seek + S_RELATION], code[seek + S_TABLE]
    begin, count = work[relation + R_LIST], work[relation + R_COUNT]
    if table >= 0:
        grouped = work[GROUPED] + GROUP * table
        if work[grouped + G_VERSION] != work[relation + R_VERSION]:
            _build_groups(code, work, table, relation)
            if work[STATUS]:
                return begin, begin
        begin, count = _find_group(code, work, seek, table)
    return _narrow(code, work, seek, begin, begin + count)


@compiled
def _build_groups(code: Memory, work: Memory, table: int, relation: int) -> None:  # noqa: C901 - one pass over each part
    """Group the rows of a relation with a flag set by their keys: places by hash, then groups (a row, where its list begins, how long)."""
    own = code[TABLES] + TABLE * table
    flag, first, last = code[own + 1], code[own + 2], code[own + 3]
    begin, count = work[relation + R_LIST], work[relation + R_COUNT]
    size = 4
    while size < 2 * count:
        size *= 2
    places = take(work, size + 5 * count)
    if places < 0:
        return
    for place in range(places, places + size):
        work[place] = 0
    groups = places + size
    numbers = groups + 3 * count
    known = 0
    for number in range(count):
        row = work[begin + number]
        work[numbers + number] = -1
        if flag >= 0 and work[row + flag] != 1:
            continue
        place = places + _place_of(code, work, row, first, last) % size
        while work[place] and not _is_like(code, work, work[groups + 3 * work[place] - 3], row, first, last):
            place = places + (place - places + 1) % size
        if not work[place]:
            known += 1
            work[place] = known
            work[groups + 3 * known - 3], work[groups + 3 * known - 1] = row, 0
        work[numbers + number] = work[place] - 1
        work[groups + 3 * work[place] - 1] += 1
    at = numbers + count
    for group in range(groups, groups + 3 * known, 3):
        work[group + 1] = at
        at += work[group + 2]
        work[group + 2] = 0
    for number in range(count):
        if work[numbers + number] >= 0:
            group = groups + 3 * work[numbers + number]
            work[work[group + 1] + work[group + 2]] = work[begin + number]
            work[group + 2] += 1
    grouped = work[GROUPED] + GROUP * table
    work[grouped + G_VERSION] = work[relation + R_VERSION]
    work[grouped + G_PLACES], work[grouped + G_MASK], work[grouped + G_GROUPS] = places, size - 1, groups


@compiled
def _place_of(code: Memory, work: Memory, row: int, first: int, last: int) -> int:
    mixed = 0
    for key in range(first, last):
        mixed = mix(mixed, work[row + code[key]])
    return mixed


@compiled
def _is_like(code: Memory, work: Memory, row: int, other: int, first: int, last: int) -> bool:
    """Whether two rows have the same keys."""
    for key in range(first, last):
        column = code[key]
        if work[row + column] != work[other + column]:
            return False
    return True


@compiled
def _find_group(code: Memory, work: Memory, seek: int, table: int) -> tuple[int, int]:
    """Where the list of the rows with the keys sought begins, and how long it is. The joins on keys are the first ones of a seek."""
    own = code[TABLES] + TABLE * table
    first, last, joins = code[own + 2], code[own + 3], code[seek + S_JOINS]
    mixed = 0
    for key in range(first, last):
        mixed = mix(mixed, operand_of(code, work, joins + JOIN * (key - first)))
    grouped = work[GROUPED] + GROUP * table
    places, mask = work[grouped + G_PLACES], work[grouped + G_MASK]
    place = mixed & mask
    while work[places + place]:
        group = work[grouped + G_GROUPS] + 3 * (work[places + place] - 1)
        same = True
        for key in range(first, last):
            if work[work[group] + code[key]] != operand_of(code, work, joins + JOIN * (key - first)):
                same = False
                break
        if same:
            return work[group + 1], work[group + 2]
        place = (place + 1) & mask
    return 0, 0


@compiled
def _narrow(code: Memory, work: Memory, seek: int, begin: int, end: int) -> tuple[int, int]:
    """Cut a list by the bounds on columns that rise along it."""
    join, last = code[seek + S_JOINS], code[seek + S_JOINS_END]
    while join < last and end - begin > _SHORT:
        column, passes, lag = code[join + J_COLUMN], code[join + J_PASSES], 0
        if _SEQ <= column <= _PHI:
            if column == _LO:
                column, lag = _HI, work[SPAN]
            elif column == _PLO:
                column, lag = _PHI, work[RANK_SPAN]
            bound = operand_of(code, work, join)
            if not passes & BELOW:
                begin = _bisect(work, begin, end, column, bound, passes & EQUAL != 0)
            if not passes & ABOVE:
                end = _bisect(work, begin, end, column, bound + lag, passes & EQUAL == 0)
        join += JOIN
    return begin, end


@compiled
def _bisect(work: Memory, begin: int, end: int, column: int, bound: int, strictly: bool) -> int:
    """The first place whose row is at least the bound, or more than it unless ``strictly``."""
    while begin < end:
        middle = (begin + end) // 2
        value = work[work[middle] + column]
        if value < bound or (value == bound and not strictly):
            begin = middle + 1
        else:
            end = middle
    return begin


@inlined
def passes_all(code: Memory, answers: Memory, work: Memory, out: Memory, seek: int, row: int) -> bool:
    """Whether a row meets all joins, and what is asked of its texts."""
    join, last = code[seek + S_JOINS], code[seek + S_JOINS_END]
    while join < last:
        value, bound = work[row + code[join + J_COLUMN]], operand_of(code, work, join)
        if not code[join + J_PASSES] & (EQUAL if value == bound else BELOW if value < bound else ABOVE):
            return False
        join += JOIN
    return code[seek + S_TEXTS] == code[seek + S_TEXTS_END] or _passes_texts(code, answers, work, out, seek, row)


@compiled
def _passes_texts(code: Memory, answers: Memory, work: Memory, out: Memory, seek: int, row: int) -> bool:
    """Whether it passes the tests between texts as well."""
    text, last = code[seek + S_TEXTS], code[seek + S_TEXTS_END]
    while text < last:
        value, operand = work[row + code[text]], read(code, work, text + 1)
        if MISSING in (value, operand) or ask(answers, work, out, code[text + 3], value, operand, 0) != 1:
            return False
        text += TEXT
    return True


@inlined
def find_nearest(code: Memory, answers: Memory, work: Memory, out: Memory, seek: int, last: int) -> int:
    """The first row that passes, or the last one; -1 where there is none."""
    begin, end = find_list(code, work, seek)
    place, stop, step = (end - 1, begin - 1, -1) if last else (begin, end, 1)
    while place != stop:
        row = work[place]
        if passes_all(code, answers, work, out, seek, row):
            return row
        place += step
    return -1
