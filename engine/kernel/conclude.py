"""Compiled functions that make facts: each conclusion once, with its flags, then put into its relation's list in the log's order."""

from __future__ import annotations

from afterword.engine.compile.program import MISSING, Header
from afterword.engine.kernel.find_rows import ask, read
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.layout import (
    IS_ABSENT,
    IS_PRESENT,
    P_FACT,
    P_FLAGS,
    P_FLAGS_END,
    P_OPERANDS,
    P_OPERANDS_END,
    P_PARENTS,
    P_WHEN,
    P_WIDTH,
)
from afterword.engine.kernel.memory import (
    BASE,
    CELLS,
    EMIT,
    F_BEFORE,
    F_COUNT,
    F_PARENTS,
    F_RELATION,
    F_ROW,
    FACT,
    FACT_ROOM,
    FACT_TABLE,
    FACTS,
    FLAG,
    FLAG_TEST,
    FULL,
    HEADS,
    KNOWN,
    KNOWN_MASK,
    R_COUNT,
    R_LATEST,
    R_LIST,
    R_VERSION,
    RELATION,
    RELATIONS,
    STATUS,
    TIDE,
    WIDTH,
    Memory,
)
from afterword.engine.kernel.order import ROWS, sort
from afterword.engine.kernel.questions import mix
from afterword.engine.kernel.room import take, take_cells

_ID, _SEQ = int(Header.ID), int(Header.SEQ)


@inlined
def header_of(work: Memory, identity: int) -> int:
    """Where the header of a row stands, by its ID."""
    if identity < work[BASE]:
        return work[work[HEADS] + identity]
    return work[work[FACT_TABLE] + FACT * (identity - work[BASE]) + F_ROW]


@compiled
def conclude(code: Memory, answers: Memory, work: Memory, out: Memory, production: int) -> None:
    """Add what a production emits, unless it is known: equal in relation, place in the log's order and values."""
    relation, when = code[production + P_FACT], work[code[production + P_WHEN]]
    first, last = code[production + P_OPERANDS], code[production + P_OPERANDS_END]
    parents, width = code[production + P_PARENTS], code[production + P_WIDTH]
    values = (last - first) // EMIT - parents
    row = take_cells(work, width + parents)
    if row < 0:
        return
    for column in range(1, WIDTH):
        work[row + column] = work[when + column]
    for number in range(values):
        work[row + WIDTH + number] = read(code, work, first + EMIT * number)
    place = _find_known(work, row, relation, values)
    if work[place] == work[TIDE]:
        work[CELLS] = row
        return
    if work[FACTS] >= work[FACT_ROOM]:
        work[STATUS] = FULL
        return
    number = work[FACTS]
    work[FACTS] += 1
    work[place], work[place + 1] = work[TIDE], number
    work[row + _ID] = work[BASE] + number
    flag = row + WIDTH + values
    for one in range(code[production + P_FLAGS], code[production + P_FLAGS_END], FLAG):
        work[flag] = _flag(code, answers, work, out, one, row)
        flag += 1
    for parent in range(parents):
        work[row + width + parent] = read(code, work, last - EMIT * (parents - parent))
    fact, own = work[FACT_TABLE] + FACT * number, RELATIONS + RELATION * relation
    work[fact + F_ROW], work[fact + F_RELATION] = row, relation
    work[fact + F_PARENTS], work[fact + F_COUNT], work[fact + F_BEFORE] = row + width, parents, work[own + R_LATEST]
    work[own + R_LATEST] = number + 1


@compiled
def _find_known(work: Memory, row: int, relation: int, values: int) -> int:
    """Where an equal conclusion stands among those known, or would: there are at least four places for each that there is room for."""
    mixed = mix(relation, work[row + _SEQ])
    for number in range(values):
        mixed = mix(mixed, work[row + WIDTH + number])
    while True:
        mixed &= work[KNOWN_MASK]
        place = work[KNOWN] + 2 * mixed
        if work[place] != work[TIDE]:
            return place
        fact = work[FACT_TABLE] + FACT * work[place + 1]
        other = work[fact + F_ROW]
        if work[fact + F_RELATION] == relation and work[other + _SEQ] == work[row + _SEQ]:
            same = True
            for number in range(WIDTH, WIDTH + values):
                if work[other + number] != work[row + number]:
                    same = False
                    break
            if same:
                return place
        mixed += 1


@compiled
def _flag(code: Memory, answers: Memory, work: Memory, out: Memory, flag: int, row: int) -> int:
    """Whether a conclusion passes all tests of a flag."""
    for test in range(code[flag + 1], code[flag + 2], FLAG_TEST):
        cell, way = code[test], code[test + 1]
        value = MISSING if cell < 0 else work[row + cell]
        if way == IS_PRESENT:
            holds = value != MISSING
        elif way == IS_ABSENT:
            holds = value == MISSING
        else:
            holds = value != MISSING and ask(answers, work, out, code[test + 2], value, 0, 0) == 1
        if not holds:
            return 0
    return 1


@compiled
def settle(work: Memory, relation: int) -> None:
    """Make a relation's list of rows anew, in the log's order, where it has grown."""
    own = RELATIONS + RELATION * relation
    count, number = 0, work[own + R_LATEST]
    while number:
        count += 1
        number = work[work[FACT_TABLE] + FACT * (number - 1) + F_BEFORE]
    if count == work[own + R_COUNT]:
        return
    begin = take(work, count)
    if begin < 0:
        return
    place, number = begin + count, work[own + R_LATEST]
    while number:
        fact = work[FACT_TABLE] + FACT * (number - 1)
        place -= 1
        work[place] = work[fact + F_ROW]
        number = work[fact + F_BEFORE]
    sort(work, begin, begin + count, ROWS, 0, -1)
    work[own + R_LIST], work[own + R_COUNT] = begin, count
    work[own + R_VERSION] += 1
