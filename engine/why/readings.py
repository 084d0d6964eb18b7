"""How sure it is that a test holds, where a time is known by its day alone.

A reading gives every event one moment of its interval. What holds under every reading is sure, what holds under some may be; each test is
judged by itself.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Literal, Op, Ref, Test, TimeExpr
from afterword.engine.log.model import Event, Value
from afterword.engine.log.normalise import log_order
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Duration, Interval
from afterword.engine.why.rows import Concluded, Row, Scope, event_of, field_of, resolve

TIME_OPS = frozenset({Op.BEFORE, Op.AFTER, Op.NOT_BEFORE, Op.NOT_AFTER})


class Reading(Enum):
    """What is enough for a pattern: that it may hold, or that it must."""

    POSSIBLE = "possible"
    CERTAIN = "certain"

    @property
    def other(self) -> Reading:
        """How what speaks against it is read."""
        return Reading.CERTAIN if self is Reading.POSSIBLE else Reading.POSSIBLE


class Sure(Enum):
    """How sure it is that a test holds; UNKNOWN where a value is absent."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"
    UNKNOWN = "unknown"

    def under(self, reading: Reading) -> bool:
        """Whether that is enough."""
        return self is Sure.YES or (self is Sure.MAYBE and reading is Reading.POSSIBLE)


class When(NamedTuple):
    """A time as the earliest and as the latest reading has it: a moment, or a whole day. ``event`` where it is the very moment of one."""

    early: Interval
    late: Interval
    event: Event | None = None


def moment_of(event: Event) -> When:
    """An event happened at one moment of its interval, nobody knows which."""
    lo, hi = event.when
    return When(Interval(lo, lo), Interval(hi, hi), event)


def before(first: When, second: When) -> Sure:
    """Whether one time is over when another begins. Of events at one moment, the one further up in the order of the log is before."""
    tie = False
    if first.event is not None and second.event is not None:
        if first.event.id == second.event.id:
            return Sure.NO
        tie = log_order(first.event) < log_order(second.event)
    if first.late.hi < second.early.lo or (tie and first.late.hi == second.early.lo):
        return Sure.YES
    if first.early.hi < second.late.lo or (tie and first.early.hi == second.late.lo):
        return Sure.MAYBE
    return Sure.NO


def not_before(first: When, second: When) -> Sure:
    """The opposite. Where two names stand for one event of an unknown moment, nothing about their order is sure."""
    match before(first, second):
        case Sure.YES:
            return Sure.NO
        case Sure.NO if first.event is None or first != second or first.early == first.late:
            return Sure.YES
        case _:
            return Sure.MAYBE


class Clock(NamedTuple):
    """The calendar and the zone of a log.

    A fact that rests on no event has the time of the log's start; where ``starts`` is false it has none, as `require` has it.
    """

    calendar: Calendar
    zone: str
    starts: bool = True

    def zone_of(self, row: Row) -> str:
        """The zone by whose clock the times of a row move."""
        return event_of(row).zone if isinstance(row, Event | Concluded) else self.zone

    def time_of(self, row: Row, name: str | None) -> When | None:
        """The time in a field; `at` is the moment of the event, or of the one that a fact counts as."""
        if name == "at" and isinstance(row, Event | Concluded):
            is_start = isinstance(row, Concluded) and row.fact.when is None
            return None if is_start and not self.starts else moment_of(event_of(row))
        value = field_of(row, name)
        return When(value, value) if isinstance(value, Interval) else None

    def move(self, when: When, duration: Duration, sign: int, zone: str) -> When:
        """A time moved, reading by reading; what is counted in business days comes to a whole day."""

        def moved(one: Interval) -> Interval:
            shift = self.calendar.shift
            return Interval(shift(one.lo, duration, zone, sign, latest=False), shift(one.hi, duration, zone, sign, latest=True))

        return When(moved(when.early), moved(when.late))

    def read(self, written: TimeExpr, scope: Scope) -> When | None:
        """The time that a rule writes down; ``None`` where the field is absent."""
        row = scope[written.ref.alias]
        when = self.time_of(row, written.ref.field)
        if when is None or written.shift is None:
            return when
        return self.move(when, written.shift, written.sign, self.zone_of(row))


Operand: TypeAlias = Value | tuple[Literal, ...] | When | None
"""What a test compares with in a case; ``None`` where it is absent."""


def operand_of(test: Test, scope: Scope, clock: Clock) -> Operand:
    """What a test compares with, worked out once for all that it is asked about."""
    match test.value:
        case TimeExpr():
            return clock.read(test.value, scope)
        case Ref():
            return resolve(test.value, scope)
        case _:
            return test.value


def ask(test: Test, operand: Operand, row: Row, clock: Clock) -> Sure:
    """How sure it is that a row passes a test."""
    if test.op in TIME_OPS:
        mine = clock.time_of(row, test.field)
        return _compare(test.op, mine, operand) if mine is not None and isinstance(operand, When) else Sure.UNKNOWN
    met = field_of(row, test.field)
    if test.op is not Op.PRESENT and (met is None or operand is None):
        return Sure.UNKNOWN
    return Sure.YES if passes(test.op, met, operand) else Sure.NO


def _compare(op: Op, mine: When, theirs: When) -> Sure:
    match op:
        case Op.BEFORE:
            return before(mine, theirs)
        case Op.AFTER:
            return before(theirs, mine)
        case Op.NOT_BEFORE:
            return not_before(mine, theirs)
        case _:
            return not_before(theirs, mine)


def gap_between(op: Op, mine: When, theirs: When) -> int:
    """By how many microseconds a time is too early, or too late, for a test, at the least; not above 0 where it need not be."""
    match op:
        case Op.BEFORE:
            return mine.early.hi - theirs.late.lo
        case Op.NOT_AFTER:
            return mine.early.lo - theirs.late.hi
        case Op.AFTER:
            return theirs.early.hi - mine.late.lo
        case _:
            return theirs.early.lo - mine.late.hi
