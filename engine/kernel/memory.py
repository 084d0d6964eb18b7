"""How compiled functions see everything: as arrays of integers, each a memory with tables in it.

Between compiled functions they go as bare pointers: counting who holds an array would cost more than most of these functions do. A memory
begins with three numbers for each of its tables: where it begins, how wide its rows are, how many there are. ``code`` is a program,
``logs`` a batch of logs and what is known of clocks, ``answers`` what was asked before, ``work`` room for one log at a time, ``out`` what
comes out. ``codes``, which has no tables, holds the fields of all things of a batch, one field after another, in half the room: to
fetch them takes longest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeAlias

import numpy as np
from numba import config
from numba.core.cgutils import ir, raw_memcpy
from numba.extending import intrinsic
from numba.np.arrayobj import make_array
from numba.types import CPointer, void
from numpy.typing import NDArray

from afterword.engine.compile.program import NOTHING_AFTER, NOTHING_BEFORE, Header
from afterword.engine.kernel.keep_compiled import compiled

Integers: TypeAlias = NDArray[np.int64]
Bytes: TypeAlias = NDArray[np.uint8]
Coded: TypeAlias = NDArray[np.int32]


class Memory(Protocol):
    """A memory as compiled functions get it: see `pointer_to`."""

    def __getitem__(self, place: int) -> int:
        """The number at a place."""

    def __setitem__(self, place: int, value: int) -> None:
        """Write a number."""


WIDTH = len(Header)

# Tables of `code`. References in it are places, where rows begin, so that nothing needs to be worked out to follow one.
(
    WIDTHS,  # by relation: cells of a row, header included
    PRODUCTIONS,
    STEPS,
    SEEKS,
    JOINS,
    TEXTS,
    TABLES,  # relation, flag column or -1, first and last of its KEYS
    KEYS,  # columns
    CHOICES,  # slots that `Latest` steps choose from
    EMITS,  # operands, two numbers each: see `find_rows.read`
    FLAGS,  # of facts: relation, first and last of its FLAG_TESTS
    FLAG_TESTS,  # cell, way to test, question
    STRATA,  # first and last production, whether recursive
    PLANS,
    PLACES,  # productions of plans' cases and violations
    CRITERIA,
    SHIFTS,  # by question: elapsed time, days, working days, sign, whether the latest reading counts
    TYPES,  # by type of thing: first and last of its ROWS, and of the uses that find lists
    ROWS,  # that are made of a thing: first and last of the uses that make its cells, how many these are, first and last of its PARTS
    PARTS,  # relations that a row is one of
    SECTIONS,  # types of what has IDs behind events
    MEMBER_CELLS,  # of members of lists: the relation, and whether this is the member or its list
) = range(0, 66, 3)
# How wide their rows are.
PRODUCTION, STEP, SEEK, JOIN, TEXT, TABLE, EMIT, FLAG, FLAG_TEST, STRATUM, PLAN, CRITERION, SHIFT_ROW, TYPE, ROW, MEMBER_CELL = (
    11,
    8,
    7,
    5,
    4,
    4,
    2,
    3,
    3,
    3,
    16,
    9,
    5,
    4,
    5,
    2,
)

# Tables of `logs`. What a cell holds is looked up: the code of a field stands in `codes`, from where a use says, at the place of the
# thing, and what that stands for in VALUES, from where it says, too (twice that, and one more in the last use of a cell).
(
    EVENT_FROM,  # by log, and one more
    LO,  # by event that counts: both readings, zone, type, place among all
    HI,
    ZONES,
    KINDS,
    EVENT_PLACES,
    THING_FROM,  # by section: by log, and one more
    USES,
    VALUES,
    MEMBER_LISTS,  # symbol, first and last of its MEMBERS, the tide in which it was met
    MEMBERS,
    HOME,  # by log: its zone
    AS_OF,
    ENDED,
    CALENDARS,
    FIRST_DAY,
    STEADY,  # by zone: by day from FIRST_DAY on, the offset in force all around it, or UNSTEADY
    HOLIDAY_FROM,
    HOLIDAYS,  # how many weekdays are before each, as `engine.times.calendar` counts
) = range(0, 57, 3)
USE, MEMBER_LIST = 2, 4
UNSTEADY = -(2**50)

# Tables of `out`.
VERDICT_ROWS, EVIDENCE_ROWS, MADE_ROWS, MADE_CELL_ROWS, MISSED_ROWS, MEMBER_ROWS = range(0, 18, 3)
MISSED_ROOM = 4096
# Columns of a verdict; behind them stand the IDs of what its case binds.
(V_LOG, V_PLAN, V_STATE, V_STANDING, V_ANCHOR, V_EVENT, V_OPENS, V_DUE, V_COUNT, V_LO, V_HI, V_ZONE, V_FAILS, V_FROM, V_TO, V_DECIDING) = (
    range(16)
)
VERDICT = 16
# Columns of a conclusion that came about.
M_LOG, M_ID, M_RELATION, M_CELL, M_PARENTS = range(5)
MEMBER = 2  # columns of a member of a list that was met: log, symbol

# Numbers at the beginning of `work`.
(
    STATUS,  # OK, or FULL: some room here is too small, or OUT_FULL: some in `out` is
    CELLS,  # where free cells begin: rows of the log stand before
    CELLS_END,
    LISTS,  # where free room for lists begins
    LISTS_END,
    HEADS,  # where a list begins of a row for each ID that the log begins with
    BASE,  # IDs that the log begins with
    FACTS,  # conclusions so far
    FACT_ROOM,
    MISSES,  # answers missed so far, over all logs
    MISSED,  # whether this log missed one
    LOG,  # the log's number
    SPAN,  # the longest stretch between two readings, as time
    RANK_SPAN,  # the same as places
    START,  # when the log begins
    SETTLED,  # whether all that counts is certainly over
    CALENDAR,
    TIDE,  # rises with each log, so that what an earlier one left among known conclusions does not count
    KNOWN_MASK,
    AT_PLAN,  # the plan at hand, and which of its productions
    AT_PLACE,
    CASES,  # its cases
    CASE_ROOM,
    CASE_CELLS,
    CASE_CELLS_END,
    MARK,  # rises with each look for evidence
    VERDICTS,  # rows out, over all logs, as those below
    EVIDENCE,
    MADE,
    MADE_CELLS,
    MET_MEMBERS,
    FACT_TABLE,  # where the tables below begin
    GROUPED,
    KNOWN,  # conclusions by what they say, two numbers each: the tide that one came with, its number
    CASE_TABLE,
    ZERO,  # stays 0
) = range(36)
# Conclusions: where the row lies, relation, where the IDs of its parents stand, how many, the one before it in its relation
# (and one more, 0: none), a mark.
F_ROW, F_RELATION, F_PARENTS, F_COUNT, F_BEFORE, F_MARK, FACT = range(7)
# Relations: where the list of rows begins, how many they are, a number that changes with them, the latest conclusion (and one more).
R_LIST, R_COUNT, R_VERSION, R_LATEST, RELATION = range(5)
# Rows in groups: the version they are of, where the places of groups begin, how many places but one, where groups begin.
G_VERSION, G_PLACES, G_MASK, G_GROUPS, GROUP = range(5)
# Cases: where the cells begin and end, the place of the production among those of its plan, the criteria it fails.
C_CELL, C_END, C_PLACE, C_FAILS, CASE = range(5)
OK, FULL, OUT_FULL = 0, 1, 2
NONE_AFTER, NONE_BEFORE = 40, 48  # the two rows that stand for no row
MOST_SLOTS, MOST_REGISTERS, MOST_MATCHES = 1024, 4096, 512
SLOTS = 56
REGISTERS = SLOTS + MOST_SLOTS
STACK = REGISTERS + MOST_REGISTERS  # of matches under way: step, next, end
RELATIONS = STACK + 3 * MOST_MATCHES  # the table; the constants of the program stand behind it, then the other tables


def _pointer_to(_: object, array: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401 - numba's own, as all here
    def find(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        return make_array(signature.args[0])(context, builder, arguments[0]).data

    return CPointer(array.dtype)(array), find


pointer_to: Callable[[Integers | Coded | Bytes], Memory] = (lambda array: array) if config.DISABLE_JIT else intrinsic(_pointer_to)
"""The memory in an array; where nothing is compiled it is the array itself."""


def _copy_bytes(_: object, out: Any, at: Any, data: Any, begin: Any, size: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def copy(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401
        into, out_of = (make_array(signature.args[place])(context, builder, arguments[place]).data for place in (0, 2))
        raw_memcpy(builder, builder.gep(into, [arguments[1]]), builder.gep(out_of, [arguments[3]]), arguments[4], 1)
        return context.get_dummy_value()

    return void(out, at, data, begin, size), copy


def _copy_slice(out: Bytes, at: int, data: Bytes, begin: int, size: int) -> None:
    out[at : at + size] = data[begin : begin + size]


copy_bytes: Callable[[Bytes, int, Bytes, int, int], None] = _copy_slice if config.DISABLE_JIT else intrinsic(_copy_bytes)
"""Copies so many bytes to a place of an array from a place of another: a loop takes four times as long."""


def _fetch_ahead(_: object, memory: Any, place: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def fetch(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ANN401, ARG001
        pointer, number = builder.gep(arguments[0], [arguments[1]]), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), (pointer.type, number, number, number))
        builder.call(builder.module.declare_intrinsic("llvm.prefetch", (pointer.type,), kind), [pointer, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return void(memory, place), fetch


fetch_ahead: Callable[[Memory, int], None] = (lambda _memory, _place: None) if config.DISABLE_JIT else intrinsic(_fetch_ahead)
"""Begins to fetch the number at a place, which is read a little later."""


@compiled
def get(memory: Memory, table: int, row: int, column: int) -> int:
    """A number in a table."""
    return memory[memory[table] + row * memory[table + 1] + column]


@compiled
def put(memory: Memory, table: int, row: int, column: int, value: int) -> None:
    """Write a number into a table."""
    memory[memory[table] + row * memory[table + 1] + column] = value


@compiled
def single(memory: Memory, table: int, row: int) -> int:
    """A number in a table of one column."""
    return memory[memory[table] + row]


@compiled
def rows_of(memory: Memory, table: int) -> int:
    """How many rows a table has."""
    return memory[table + 2]


def pack(tables: Sequence[Integers]) -> Integers:
    """A memory with these tables, each of one or two dimensions."""
    head: list[int] = []
    at = 3 * len(tables)
    for table in tables:
        head += [at, table.shape[1] if table.ndim > 1 else 1, len(table)]
        at += table.size
    return np.concatenate([np.array(head, np.int64), *(table.ravel() for table in tables)])


def table_of(memory: Integers, table: int, count: int) -> Integers:
    """The first rows of a table."""
    at, width, _ = memory[table : table + 3]
    return memory[at : at + count * width].reshape(count, width)


def make_work(relations: int, tables: int, room: int, constants: Sequence[int] = ()) -> Integers:
    """Room for a log of about so many rows, for a program of so many relations and tables, and with these constants."""
    head = RELATIONS + RELATION * relations
    sizes = {
        FACT_TABLE: FACT * room,
        GROUPED: GROUP * tables,
        KNOWN: 2 * _power(4 * room),
        CASE_TABLE: CASE * room,
        CASE_CELLS: 32 * room,
        CELLS: 32 * room,
        LISTS: 64 * room,
    }
    at = head + len(constants)
    work = np.zeros(at + sum(sizes.values()), np.int64)
    work[head:at] = constants
    for name, size in sizes.items():
        work[name] = at
        at += size
    work[CASE_CELLS_END], work[CELLS_END], work[LISTS_END] = work[CELLS], work[LISTS], at
    work[FACT_ROOM] = work[CASE_ROOM] = room
    work[KNOWN_MASK] = sizes[KNOWN] // 2 - 1
    work[NONE_AFTER : NONE_AFTER + WIDTH] = NOTHING_AFTER
    work[NONE_BEFORE : NONE_BEFORE + WIDTH] = NOTHING_BEFORE
    return work


def make_out(aliases: int, room: int) -> Integers:
    """Room for about so many verdicts, whose cases bind so many aliases at most."""
    sizes = ((room, VERDICT + aliases), (2 * room, 1), (room, 5), (16 * room, 1), (MISSED_ROOM, 4), (room, MEMBER))
    head = pack([np.zeros((0, width), np.int64) for _, width in sizes])
    out = np.empty(len(head) + sum(rows * width for rows, width in sizes), np.int64)
    at = len(head)
    for table, (rows, width) in enumerate(sizes):
        out[3 * table : 3 * table + 3] = at, width, rows
        at += rows * width
    return out


def _power(least: int) -> int:
    return 1 << (least - 1).bit_length()
