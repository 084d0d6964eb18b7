"""The tests of `require`, on the values of a case. What is absent is unknown, and passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from afterword.engine.compile.program import Header
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Criterion, Op, Ref, TimeExpr
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Bound, Item
from afterword.engine.times.model import Interval


class _Readings(NamedTuple):
    """A time's earliest and latest reading, each with a start and an end."""

    earliest_start: int
    earliest_end: int
    latest_start: int
    latest_end: int


def failing_fields(
    criteria: tuple[Criterion, ...], bound: Mapping[str, Bound], headers: Mapping[str, Row], base: FactBase
) -> tuple[str, ...]:
    """The fields whose tests fail under every reading, in the order written, each once; ``headers`` are those of the bound rows."""
    return tuple(dict.fromkeys(one.test.field for one in criteria if _fails(one, bound, headers, base)))


def _fails(criterion: Criterion, bound: Mapping[str, Bound], headers: Mapping[str, Row], base: FactBase) -> bool:
    test = criterion.test
    if isinstance(test.value, TimeExpr):
        return _fails_in_time(criterion, test.value, bound, headers, base)
    subject = value_of(bound[criterion.alias], test.field)
    operand = value_of(bound[test.value.alias], test.value.field) if isinstance(test.value, Ref) else test.value
    if test.op is not Op.PRESENT and (subject is None or operand is None):
        return False
    return not passes(test.op, subject, operand)


def _fails_in_time(criterion: Criterion, expr: TimeExpr, bound: Mapping[str, Bound], headers: Mapping[str, Row], base: FactBase) -> bool:
    test = criterion.test
    mine = _readings(bound[criterion.alias], test.field)
    theirs = _readings(bound[expr.ref.alias], expr.ref.field)
    if mine is None or theirs is None:
        return False
    if expr.shift is not None:
        shift, zone = base.calendar.shift, base.zone(headers[expr.ref.alias][Header.ZONE])
        theirs = _Readings(*(shift(one, expr.shift, zone, expr.sign, latest=place % 2 == 1) for place, one in enumerate(theirs)))
    elif test.field == "at" and expr.ref.field == "at":
        if headers[criterion.alias][Header.SEQ] == headers[expr.ref.alias][Header.SEQ]:
            return test.op in (Op.BEFORE, Op.AFTER)
        mine, theirs = _places(headers[criterion.alias]), _places(headers[expr.ref.alias])
    return not _possible(test.op, mine, theirs)


def _possible(op: Op, mine: _Readings, theirs: _Readings) -> bool:
    match op:
        case Op.BEFORE:
            return mine.earliest_end < theirs.latest_start
        case Op.AFTER:
            return theirs.earliest_end < mine.latest_start
        case Op.NOT_BEFORE:
            return mine.latest_end >= theirs.earliest_start
        case _:
            return mine.earliest_start <= theirs.latest_end


def _readings(bound: Bound, name: str | None) -> _Readings | None:
    value = value_of(bound, name)
    if not isinstance(value, Interval):
        return None
    return _Readings(value.lo, value.lo, value.hi, value.hi) if name == "at" else _Readings(value.lo, value.hi, value.lo, value.hi)


def _places(header: Row) -> _Readings:
    low, high = header[Header.PLO], header[Header.PHI]
    return _Readings(low, low, high, high)


def value_of(bound: Bound, name: str | None) -> Value | None:
    """A field of what an alias is bound to; without a field, the id of an event or record, or the member of a list."""
    if isinstance(bound, Item):
        return bound.value
    if isinstance(bound, Record):
        return bound.id if name in (None, "id") else bound.fields.get(name)
    if name == "at":
        return bound.when
    if isinstance(bound, Event) and name in (None, "id", "type"):
        return bound.type if name == "type" else bound.id
    return bound.fields.get(name or "")
