"""What tests of `where` and `require` say about values that are absent, and about times that are not known to the moment.

A *reading* gives every event one moment of its interval. Something is certain if it holds under every reading, possible if under some; each
test is judged by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.language.rule import Op, Ref, Test, TimeExpr
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.run.model import Bound, Fact, Item
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Duration, Interval

Scope: TypeAlias = Mapping[str, Bound]
"""What a case has bound so far."""


class Reading(Enum):
    """How sure one must be."""

    POSSIBLE = "possible"
    CERTAIN = "certain"

    @property
    def other(self) -> Reading:
        """Not possible is certainly not; not certain is possibly not."""
        return Reading.CERTAIN if self is Reading.POSSIBLE else Reading.POSSIBLE


class Stretch(NamedTuple):
    """A moment (both ends equal) or a whole day, as some reading gives it."""

    start: int
    end: int


class Time(NamedTuple):
    """What the earliest and the latest reading make of a time. ``event`` where it is the very moment of that event."""

    earliest: Stretch
    latest: Stretch
    event: Event | None = None


def moment_of(event: Event) -> Time:
    """An event happened at one moment of its interval, no one knows which."""
    return Time(Stretch(event.when.lo, event.when.lo), Stretch(event.when.hi, event.when.hi), event)


def span_of(interval: Interval) -> Time:
    """A time in a field is all of its day, under every reading."""
    return Time(Stretch(*interval), Stretch(*interval))


def before(first: Time, second: Time, reading: Reading) -> bool:
    """Whether ``first`` is over when ``second`` begins. Of events at one moment, the first in the order of the log is before."""
    if reading is Reading.CERTAIN:
        end, start = first.latest.end, second.earliest.start
    else:
        end, start = first.earliest.end, second.latest.start
    if first.event is None or second.event is None:
        return end < start
    if first.event.id == second.event.id:
        return False
    return (end, place_in_log(first.event)) < (start, place_in_log(second.event))


def place_in_log(event: Event) -> tuple[int, int, int]:
    """The order of the log."""
    return (event.when.hi, event.when.lo, event.position)


def events_under(bound: Bound) -> tuple[Event, ...]:
    """The events that something bound is, or rests on, in the order of the log."""
    match bound:
        case Event():
            return (bound,)
        case Fact():
            return bound.evidence
        case Record() | Item():
            return ()


def value_of(bound: Bound, name: str | None) -> Value | None:
    """``$bound.name``, or ``$bound`` where ``name`` is ``None``."""
    match bound:
        case Event():
            return {**bound.fields, "id": bound.id, "type": bound.type, "at": bound.when}.get(name or "id")
        case Fact():
            return bound.evidence[-1].when if name == "at" else bound.fields.get(name or "")
        case Record():
            return {**bound.fields, "id": bound.id}.get(name or "id")
        case Item():
            return bound.value if name is None else None


def time_of(bound: Bound, name: str | None) -> Time | None:
    """The time in a field; the `at` of an event, or of a fact, is the moment of that event."""
    if name == "at" and isinstance(bound, Event | Fact):
        return moment_of(events_under(bound)[-1])
    value = value_of(bound, name)
    return span_of(value) if isinstance(value, Interval) else None


class Clock(NamedTuple):
    """The calendar of the log, and its zone."""

    calendar: Calendar
    zone: str

    def zone_of(self, bound: Bound | None) -> str:
        """The zone whose clock counts for something bound."""
        return bound.zone if isinstance(bound, Event | Fact) else self.zone

    def move(self, time: Time, duration: Duration, sign: int, zone: str) -> Time:
        """Each reading moved: a duration leads to a moment, or to a whole business day."""

        def moved(stretch: Stretch) -> Stretch:
            return Stretch(
                self.calendar.shift(stretch.start, duration, zone, sign, latest=False),
                self.calendar.shift(stretch.end, duration, zone, sign, latest=True),
            )

        return Time(moved(time.earliest), moved(time.latest))

    def read(self, written: TimeExpr | Ref, scope: Scope) -> Time | None:
        """The time that a rule writes down; ``None`` where the field is absent."""
        ref = written if isinstance(written, Ref) else written.ref
        bound = scope[ref.alias]
        time = time_of(bound, ref.field)
        if time is None or isinstance(written, Ref) or written.shift is None:
            return time
        return self.move(time, written.shift, written.sign, self.zone_of(bound))


def judge(test: Test, bound: Bound, scope: Scope, clock: Clock, reading: Reading) -> bool | None:
    """Whether ``bound`` passes ``test``; ``None`` where no one knows, because a value is absent."""
    value = value_of(bound, test.field)
    if test.op is Op.PRESENT:
        return (value is not None) is test.value
    if isinstance(test.value, TimeExpr) or test.op in {Op.BEFORE, Op.AFTER, Op.NOT_BEFORE, Op.NOT_AFTER}:
        assert isinstance(test.value, TimeExpr | Ref)
        left, right = time_of(bound, test.field), clock.read(test.value, scope)
        return None if left is None or right is None else _compare_times(test.op, left, right, reading)
    wanted = value_of(scope[test.value.alias], test.value.field) if isinstance(test.value, Ref) else test.value
    return None if value is None or wanted is None else _compare_values(test.op, value, wanted)


def _compare_times(op: Op, left: Time, right: Time, reading: Reading) -> bool:
    match op:
        case Op.BEFORE:
            return before(left, right, reading)
        case Op.AFTER:
            return before(right, left, reading)
        case Op.NOT_BEFORE:
            return _not_before(left, right, reading)
        case Op.NOT_AFTER:
            return _not_before(right, left, reading)
        case _:
            raise AssertionError(op)


def _not_before(first: Time, second: Time, reading: Reading) -> bool:
    """The opposite of `before`. Only where two aliases stand for one event of an unknown moment, neither is certain."""
    is_same_doubt = first.event is not None and first == second and first.earliest != first.latest
    return not before(first, second, reading.other) and not (is_same_doubt and reading is Reading.CERTAIN)


def _compare_values(op: Op, value: Value, wanted: object) -> bool:  # noqa: C901, PLR0911, PLR0912  (a table of the tests)
    match op:
        case Op.IS:
            return _equal(value, wanted)
        case Op.NOT:
            return not _equal(value, wanted)
        case Op.ONE_OF:
            assert isinstance(wanted, tuple)
            return any(_equal(value, one) for one in wanted)
        case Op.NOT_ONE_OF:
            assert isinstance(wanted, tuple)
            return not any(_equal(value, one) for one in wanted)
        case Op.AT_LEAST:
            return _number(value) >= _number(wanted)
        case Op.AT_MOST:
            return _number(value) <= _number(wanted)
        case Op.MORE_THAN:
            return _number(value) > _number(wanted)
        case Op.LESS_THAN:
            return _number(value) < _number(wanted)
        case Op.EMPTY:
            return _is_empty(value) is wanted
        case Op.CONTAINS:
            return _contains(value, wanted)
        case Op.NOT_CONTAINS:
            return not _contains(value, wanted)
        case Op.MATCHES:
            return re.search(_text(wanted), _text(value)) is not None
        case Op.NOT_MATCHES:
            return re.search(_text(wanted), _text(value)) is None
        case Op.SAME_TEXT:
            return folded(_text(value)) == folded(_text(wanted))
        case Op.LAST_WORD_IN:
            words = folded(_text(value)).split()
            return bool(words) and words[-1] in folded(_text(wanted)).split()
        case _:
            raise AssertionError(op)


def folded(text: str) -> str:
    """A text without what case and spacing tell."""
    return " ".join(text.casefold().split())


def _equal(value: object, wanted: object) -> bool:
    if {type(value), type(wanted)} == {int, str}:
        return _number(value) == _number(wanted)
    return type(value) is type(wanted) and value == wanted


def _is_empty(value: Value) -> bool:
    assert isinstance(value, str | tuple)
    return not (value.strip() if isinstance(value, str) else value)


def _contains(value: Value, wanted: object) -> bool:
    assert isinstance(value, tuple)
    if isinstance(wanted, str):
        return folded(wanted) in [folded(one) for one in value if isinstance(one, str)]
    return wanted in value


def _number(value: object) -> Decimal:
    """A number; one that is not whole is kept as its text."""
    assert isinstance(value, int | str)
    return Decimal(value)


def _text(value: object) -> str:
    assert isinstance(value, str)
    return value
