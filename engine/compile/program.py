"""The compiled form of a pack: strata of productions over rows of integers.

A **row** is a tuple of integers: the header columns below, then the columns its relation asks for. Strings and lists are symbols
(numbers given while facts are made), times microseconds, truth 0 or 1, and what is absent is `MISSING`. A **production** is a
pipeline of steps over one row at a time, from its first `Match` to what it emits. Both executors run the same productions;
nothing here knows of YAML, text or a clock.

These are named tuples because there are many of them: the program starts sooner where its classes are quick to make, and a kept
pack is quicker to read back. Two of different classes may be equal, so they are never mixed as keys.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum
from typing import NamedTuple, TypeAlias

from afterword.engine.language.rule import Op, Rule, Test
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import Kind

MISSING = -(2**52)
"""What stands in a column whose value is absent. Smaller than every value."""
NEVER = 2**52
"""A time that does not come; greater than every value."""


class Header(IntEnum):
    """The columns every row begins with."""

    ID = 0  # the number of the fact; an event's is its place in the log's order
    SEQ = 1  # the place in the log's order of the (latest) event it rests on
    LO = 2  # earliest reading of its time
    HI = 3  # latest reading of its time
    PLO = 4  # place of LO among all readings of all events: before/after between events, ties by file order
    PHI = 5  # place of HI
    ZONE = 6  # symbol of the calendar that counts for it


# ---------------------------------------------------------------------------------------------------------------- relations


class EventRows(NamedTuple):
    """Events of any of ``types``; of every type where it is empty."""

    types: tuple[str, ...]


class RecordRows(NamedTuple):
    """Entities of one kind."""

    entity: str


class FactRows(NamedTuple):
    """Conclusions of fact rules."""

    name: str


class MemberRows(NamedTuple):
    """Members of lists: one row for each distinct list and member, with the columns `list` and `value`."""


class StartRows(NamedTuple):
    """One row: the start of the log, before its first event."""


RowSource: TypeAlias = EventRows | RecordRows | FactRows | MemberRows | StartRows


class Part(Enum):
    """Which integer of a value a column holds: its only one, or one end of a time."""

    VALUE = "value"
    LO = "lo"
    HI = "hi"


class FieldColumn(NamedTuple):
    """A field of the event, record or fact."""

    field: str
    part: Part = Part.VALUE


class FlagColumn(NamedTuple):
    """1 where the fields pass all ``tests`` (whose operands are literals), else 0: worked out when the fact is made."""

    tests: tuple[Test, ...]


Column: TypeAlias = FieldColumn | FlagColumn


class Relation(NamedTuple):
    """A kind of row, and its columns behind the header. ``kinds`` tells how to read a field's integers back."""

    source: RowSource
    columns: tuple[Column, ...]
    kinds: Mapping[str, tuple[Kind, bool]]


# ------------------------------------------------------------------------------------------------------------------- steps


class Cell(NamedTuple):
    """A column of the row bound to a slot."""

    slot: int
    column: int


class Register(NamedTuple):
    """A number worked out on the way."""

    number: int


Operand: TypeAlias = Cell | Register


class Compare(Enum):
    """How a column of the row sought stands to an operand."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Join(NamedTuple):
    """``column`` of the row sought compares with ``operand``; with ``guard``, an absent operand fails the test."""

    column: int
    compare: Compare
    operand: Operand
    guard: bool = False


class TextJoin(NamedTuple):
    """A test that integers cannot decide: the value in ``column`` meets ``op`` with the value in ``operand``; both are present."""

    column: int
    op: Op
    operand: Operand
    column_kind: tuple[Kind, bool]
    operand_kind: tuple[Kind, bool]


class Seek(NamedTuple):
    """Which rows to look for: of ``relation``, with ``flag`` (a column) set, meeting all joins."""

    relation: int
    flag: int | None
    joins: tuple[Join, ...]
    texts: tuple[TextJoin, ...] = ()


class Match(NamedTuple):
    """Go on once for every row sought, bound to ``slot``."""

    slot: int
    seek: Seek


class Absent(NamedTuple):
    """Go on only if no row is found."""

    seek: Seek


class Pick(Enum):
    """Which end of the log's order to count from."""

    FIRST = "first"
    LAST = "last"


class Find(NamedTuple):
    """Bind ``slot`` to the ``nth`` (from 1) row that any of ``seeks`` finds, in the log's order from its ``pick`` end.

    Where there is none, the slot is bound to `NOTHING_AFTER` (FIRST) or `NOTHING_BEFORE` (LAST), whose ID is -1.
    """

    slot: int
    seeks: tuple[Seek, ...]
    pick: Pick = Pick.FIRST
    nth: int = 1


class Count(NamedTuple):
    """Set ``register`` to how many different rows any of ``seeks`` finds; go on only if they are ``at_least``."""

    register: int
    seeks: tuple[Seek, ...]
    at_least: int


class Latest(NamedTuple):
    """Bind ``slot`` to that row of ``slots`` that comes last in the log's order; the first named of equals."""

    slot: int
    slots: tuple[int, ...]


class Shift(NamedTuple):
    """Set ``register`` to ``operand`` moved by ``duration`` in the calendar ``zone``; an absent operand stays absent."""

    register: int
    operand: Operand
    duration: Duration
    sign: int
    zone: Operand
    latest: bool


class Default(NamedTuple):
    """Set ``register`` to ``operand``, or to ``value`` where it is absent."""

    register: int
    operand: Operand
    value: int


class Found(NamedTuple):
    """Go on only if the slot of a `Find` holds a row."""

    slot: int


Step: TypeAlias = Match | Absent | Find | Count | Latest | Shift | Default | Found

NOTHING_AFTER = (-1, NEVER, NEVER, NEVER, NEVER, NEVER, -1)
NOTHING_BEFORE = (-1, MISSING, MISSING, MISSING, MISSING, MISSING, -1)

# --------------------------------------------------------------------------------------------------------------- productions


class EmitFact(NamedTuple):
    """Make a row of ``relation``: the header of the row in slot ``when``, then ``operands`` for its field columns.

    ``literals`` maps the positions in ``operands`` that are ``None`` to the constant they hold. The fact rests on the rows in ``parents``.
    """

    relation: int
    when: int
    operands: tuple[Operand | None, ...]
    literals: Mapping[int, str | int | bool]
    parents: tuple[int, ...]


class EmitCase(NamedTuple):
    """Hand over a case, a tuple of integers in the order of `CaseField`, then the IDs in ``others``, then those in ``bound``.

    Slots stand for the IDs of their rows, -1 where a `Find` found none or the rule has no such thing.
    """

    bound: tuple[int, ...]
    anchor: int
    opens: Operand | None = None  # MISSING without an opening
    due: Operand | None = None  # NEVER without a deadline
    hit: int | None = None
    late: int | None = None
    ended: int | None = None
    ended_ever: int | None = None
    barrier: int | None = None
    counted: Operand | None = None  # 0 where nothing is counted
    others: tuple[int, ...] = ()


class CaseField(IntEnum):
    """Where a case's integers stand."""

    ANCHOR = 0  # ID of the row the case counts from
    OPENS = 1
    DUE = 2
    HIT = 3  # the match in the window, or the forbidden event
    LATE = 4  # a match, whenever
    ENDED = 5  # what ended the duty in time
    ENDED_EVER = 6  # what ended it at all
    BARRIER = 7  # what closed the window, by happening
    COUNT = 8


class Production(NamedTuple):
    """A pipeline. ``slots`` and ``registers`` say how many of each it uses; the first step is always a `Match`."""

    name: str
    steps: tuple[Step, ...]
    emit: EmitFact | EmitCase
    slots: int
    registers: int


class Stratum(NamedTuple):
    """Productions that may run together: whatever they negate, find or count is complete before.

    ``recursive``: they may feed each other's `Match` steps, and run until nothing new comes.
    """

    productions: tuple[Production, ...]
    recursive: bool = False


class Judgement(Enum):
    """How the cases of a rule become states; see `engine.run.judge`."""

    DUTY = "duty"  # something is expected, in a window
    BACKWARD = "backward"  # something must have come before
    NEXT = "next"  # the very next event, or the first of the log, must be a match
    PREVIOUS = "previous"  # the one just before must have been a match
    LAST = "last"  # the last event of the log must be a match, which is known once it has ended
    NEIGHBOUR = "neighbour"  # neither the next nor the previous event, as the rule says, may be a match
    ONE_OF = "one_of"  # exactly one of several
    PROHIBITION = "prohibition"  # no violation may be
    CASE = "case"  # the case itself is forbidden
    REQUIREMENT = "requirement"  # fields of the case must pass tests
    ADVICE = "advice"  # shown while it stands


class BoundAlias(NamedTuple):
    """How a case's alias reads: its name, and the entity that an item of a list names."""

    alias: str
    entity: str | None = None
    item: bool = False


class Outlook(NamedTuple):
    """What later events may change of a rule's cases, as far as the rule alone tells."""

    excusable: bool = False  # an `unless` may yet come
    onward: bool = False  # what it looks for may yet come
    limited: bool = False  # what is done may yet become too much
    vanishing: bool = False  # what is a case may not remain one
    shifting: bool = False  # what it looks for may come up, or be gone, in the past


class RulePlan(NamedTuple):
    """A rule that makes verdicts: ``cases`` yield its cases, ``violations`` the events that break it, as places in `Program.outputs`."""

    rule: Rule
    judgement: Judgement
    aliases: tuple[BoundAlias, ...]
    cases: tuple[int, ...]
    violations: tuple[int, ...] = ()
    outlook: Outlook = Outlook()


class Program(NamedTuple):
    """All of a pack that runs. ``strata`` make facts; ``outputs`` are productions of cases, run last, in the order of `plans`."""

    relations: tuple[Relation, ...]
    strata: tuple[Stratum, ...]
    outputs: tuple[Production, ...]
    plans: tuple[RulePlan, ...]

    @property
    def productions(self) -> tuple[Production, ...]:
        """All of them, strata first, then outputs: the order in which what executors prepare for them stands."""
        return (*(one for stratum in self.strata for one in stratum.productions), *self.outputs)

    def without_steps(self) -> Program:
        """The same program without what executors have prepared for themselves."""
        strata = tuple(stratum._replace(productions=_stepless(stratum.productions)) for stratum in self.strata)
        return self._replace(strata=strata, outputs=_stepless(self.outputs))


def _stepless(productions: tuple[Production, ...]) -> tuple[Production, ...]:
    return tuple(production._replace(steps=()) for production in productions)


class Table(NamedTuple):
    """Rows of ``relation`` with ``flag`` set, by their values in ``columns``; without columns, as one list."""

    relation: int
    flag: int | None
    columns: tuple[int, ...]


class NativeCode(NamedTuple):
    """A program's generated functions, fit to be kept in a file: ``module`` is a marshalled code object of this Python.

    ``needs`` are the relations without which a production emits nothing.
    """

    module: bytes
    tables: tuple[Table, ...]
    shifts: tuple[Shift, ...]
    texts: tuple[TextJoin, ...]
    needs: tuple[tuple[int, ...], ...]
