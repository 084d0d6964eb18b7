"""The tests of `require`, on the values of a case. What is absent is unknown, and passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import Header, RulePlan
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Criterion, Op, Ref, TimeExpr
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.flags import make_flag
from afterword.engine.run.model import Bound, Item
from afterword.engine.times.model import Interval


class _Readings(NamedTuple):
    """A time's earliest and latest reading, each with a start and an end."""

    earliest_start: int
    earliest_end: int
    latest_start: int
    latest_end: int


Headers: TypeAlias = Mapping[str, Row]
"""The headers of the rows that aliases are bound to."""
Failing: TypeAlias = "Callable[[Mapping[str, Bound], Headers, FactBase], bool]"
"""Whether a test fails under every reading."""


class Criteria:
    """The tests of a rule, made ready once for all of its cases."""

    def __init__(self, plan: RulePlan) -> None:
        """Choose what makes each test."""
        items = {one.alias for one in plan.aliases if one.item}
        self._tests = [(one.test.field, _make_failing(one, is_item=one.alias in items)) for one in plan.rule.criteria]
        self.are_timed = any(isinstance(one.test.value, TimeExpr) for one in plan.rule.criteria)
        """Whether headers are asked for."""

    def failing_fields(self, bound: Mapping[str, Bound], headers: Headers, base: FactBase) -> tuple[str, ...]:
        """The fields whose tests fail under every reading, in the order written, each once."""
        return tuple(dict.fromkeys([field for field, fails in self._tests if fails(bound, headers, base)]))


def _make_failing(criterion: Criterion, *, is_item: bool) -> Failing:
    alias, test = criterion.alias, criterion.test
    name, value = test.field, test.value
    if isinstance(value, TimeExpr):
        return lambda bound, headers, base: _fails_in_time(criterion, value, bound, headers, base)
    if isinstance(value, Ref) or is_item or name in _OWN:
        return lambda bound, _headers, _base: _fails(criterion, bound)
    flag = make_flag((test,))
    if test.op is Op.PRESENT:
        return lambda bound, _headers, _base: not flag(bound[alias].fields)  # type: ignore[union-attr]  # (only members of lists have none)
    return lambda bound, _headers, _base: bound[alias].fields.get(name) is not None and not flag(bound[alias].fields)  # type: ignore[union-attr]


_OWN = ("at", "id", "type")
"""What is asked of a row itself, and not of its fields."""


def _fails(criterion: Criterion, bound: Mapping[str, Bound]) -> bool:
    test = criterion.test
    subject = value_of(bound[criterion.alias], test.field)
    operand = value_of(bound[test.value.alias], test.value.field) if isinstance(test.value, Ref) else test.value
    if test.op is not Op.PRESENT and (subject is None or operand is None):
        return False
    return not passes(test.op, subject, operand)


def _fails_in_time(criterion: Criterion, expr: TimeExpr, bound: Mapping[str, Bound], headers: Headers, base: FactBase) -> bool:
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
