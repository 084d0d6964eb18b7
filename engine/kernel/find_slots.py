"""Compiled: the texts of slots, looked up by recipes for many cases at once: ids, and what people call them.

Texts that are ids or labels are words of the batch, by number; 0 is no word. A recipe works with registers, each of which holds a word.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.keep_compiled import inlined, keep_compiled
from afterword.engine.kernel.memory import M_CELL, M_RELATION, V_FAILS, V_LOG, VERDICT, Integers

NO_SCRIPT = -1
WORD_BITS = 32  # of a pair; the log has those before them
ASKED = -1
"""Stands for a text that somebody else must find."""
NO_WORD = -1
"""Stands for what a table tells that is no word."""

# Steps of a recipe, with the registers, things, sources and tables that they are about.
CLEAR, TAKE, OWN, UNLESS, QUOTE, NAME, FAILING, ASK = range(8)
"""Have nothing in a register. If there is nothing: what a source has for a thing; what a table tells of the word in another register. Have
nothing if a table knows the word. The others find the next text: the word in a register, in quotes; what a table calls it, or else a fixed
text; the failing fields, where there are none; what somebody else finds."""
STEP = 4

# How a source has a word for a thing: not at all; in its words, by the place of an event; in its words, by the place of a record, whose log
# begins where its words tell from another place on; by a cell of a fact; by a symbol.
NOWHERE, OF_EVENTS, OF_RECORDS, OF_FACTS, OF_ITEMS = range(5)


class Recipes(NamedTuple):
    """Steps of recipes (`STEP` numbers each), where each recipe begins, and one more; and how many registers are enough for any."""

    steps: Integers
    begins: Integers
    registers: int


class Words(NamedTuple):
    """Where the words of a batch stand: of each source how it has words, and two numbers; ``words`` of all; those of symbols.

    Facts are ``made`` with their ``cells``. Tables tell of pairs of a log and a word, in order, which word belongs to them.
    """

    sources: Integers
    words: Integers
    symbols: Integers
    made: Integers
    cells: Integers
    tables: Integers
    pairs: Integers
    told: Integers


class Numbered(NamedTuple):
    """Where texts begin among those of a batch: words in quotes, words as people read them, those that are fixed, of which one is `[]`.

    Words that are ``odd`` are left to somebody else where they would be read.
    """

    quoted: int
    said: int
    fixed: int
    empty: int
    odd: NDArray[np.bool_]


class Cases(NamedTuple):
    """Their rows in `Found`, the places of what each binds and last of what decided it, and the script of each (or `NO_SCRIPT`)."""

    rows: Integers
    things: Integers
    scripts: Integers


def find_slots(cases: Cases, begins: Integers, size: int, recipes: Recipes, words: Words, numbered: Numbered) -> tuple[Integers, Integers]:
    """The number of the text of each of so many slots, or `ASKED`; and by case, how many are. Slots of a case stand from ``begins`` on."""
    cells, asked = np.empty(size, np.int64), np.zeros(len(cases.rows), np.int64)
    registers = np.zeros(recipes.registers, np.int64)
    quoted, said, fixed, empty, odd = numbered
    _find_slots(cells, asked, *cases, begins, recipes.steps, recipes.begins, registers, *words, quoted, said, fixed, empty, odd)
    return cells, asked


def mark_symbols(marks: NDArray[np.bool_], made: Integers, cells: Integers, columns: Integers, begins: Integers) -> None:
    """Mark the symbols in some columns of conclusions; the columns of a relation stand from ``begins`` on."""
    _mark_symbols(marks, made, cells, columns, begins)


def compile_finding() -> None:
    """Have compiled what the first lines would wait for."""
    nothing, table = np.zeros(0, np.int64), np.zeros((0, 5), np.int64)
    rows, steps, marks = np.zeros((0, VERDICT), np.int64), np.zeros((0, STEP), np.int64), np.zeros(0, np.bool_)
    words = Words(np.zeros((0, 3), np.int64), nothing, nothing, table, nothing, nothing, nothing, nothing)
    find_slots(Cases(rows, steps, nothing), nothing, 0, Recipes(steps, nothing, 0), words, Numbered(0, 0, 0, 0, marks))
    mark_symbols(marks, table, nothing, nothing, nothing)


@keep_compiled
def _mark_symbols(marks: NDArray[np.bool_], made: Integers, cells: Integers, columns: Integers, begins: Integers) -> None:
    for row in range(len(made)):
        relation = made[row, M_RELATION]
        for place in range(begins[relation], begins[relation + 1]):
            number = cells[made[row, M_CELL] + columns[place]]
            if number != MISSING:
                marks[number] = True


@keep_compiled
def _find_slots(  # noqa: C901, PLR0912 - a case for each kind of step
    cells: Integers,
    asked: Integers,
    rows: Integers,
    things: Integers,
    scripts: Integers,
    begins: Integers,
    steps: Integers,
    step_begins: Integers,
    registers: Integers,
    sources: Integers,
    words: Integers,
    symbols: Integers,
    made: Integers,
    made_cells: Integers,
    tables: Integers,
    pairs: Integers,
    told: Integers,
    quoted: int,
    said: int,
    fixed: int,
    empty: int,
    odd: NDArray[np.bool_],
) -> None:
    for case in range(len(rows)):
        if scripts[case] == NO_SCRIPT:
            continue
        log, cell = rows[case, V_LOG], begins[case]
        for step in range(step_begins[scripts[case]], step_begins[scripts[case] + 1]):
            op, which, first, second = steps[step, 0], steps[step, 1], steps[step, 2], steps[step, 3]
            word = registers[which]
            if op == CLEAR:
                registers[which] = 0
            elif op == TAKE:
                if word == 0:
                    registers[which] = _take(things[case, first], log, sources, second, words, symbols, made, made_cells)
            elif op == OWN:
                if word == 0 and registers[first] != 0:
                    registers[which] = max(0, _tell(log, registers[first], tables, second, pairs, told))
            elif op == UNLESS:
                registers[which] = 0 if _look_up(log, word, tables, first, pairs) >= 0 else word
            else:
                text = ASKED
                if op == QUOTE:
                    text = quoted + word
                elif op == NAME and word != 0:
                    word = _tell(log, word, tables, first, pairs, told)
                    if word == 0:
                        text = fixed + second
                    elif word != NO_WORD and not odd[word]:
                        text = said + word
                elif op == FAILING and rows[case, V_FAILS] == 0:
                    text = empty
                cells[cell] = text
                cell += 1
                asked[case] += text == ASKED


@inlined
def _take(
    place: int,
    log: int,
    sources: Integers,
    source: int,
    words: Integers,
    symbols: Integers,
    made: Integers,
    made_cells: Integers,
) -> int:
    """What a source has for the thing at a place."""
    how, begin, other = sources[source, 0], sources[source, 1], sources[source, 2]
    word: int = 0
    if how == OF_EVENTS:
        word = words[begin + place]
    elif how == OF_RECORDS:
        word = words[begin + words[other + log] + place]
    elif how == OF_FACTS:
        number = made_cells[made[place, M_CELL] + begin]
        word = 0 if number == MISSING else symbols[number]
    elif how == OF_ITEMS:
        word = symbols[place]
    return word


@inlined
def _tell(log: int, word: int, tables: Integers, table: int, pairs: Integers, told: Integers) -> int:
    """What a table tells of a log and a word, if anything."""
    place = _look_up(log, word, tables, table, pairs)
    return told[place] if place >= 0 else 0


@inlined
def _look_up(log: int, word: int, tables: Integers, table: int, pairs: Integers) -> int:
    """Where a log and a word stand among the pairs of a table, or -1."""
    pair, begin, end = (log << WORD_BITS) + word, tables[table], tables[table + 1]
    while begin < end:
        middle = (begin + end) // 2
        if pairs[middle] < pair:
            begin = middle + 1
        else:
            end = middle
    return begin if begin < tables[table + 1] and pairs[begin] == pair else -1
