"""Which tests of one field can be met together, as far as that can be told without a log."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from afterword.engine.language.field_tests import passes
from afterword.engine.language.patterns import EventSource, PatternSource, RecordSource
from afterword.engine.language.rule import Op, Ref, Test, TimeExpr
from afterword.engine.language.target_reader import closes_first
from afterword.engine.vocabulary import Field, Kind, Vocabulary

_ALWAYS_THERE = ("at", "id", "type")
"""Fields that everything has that has them at all."""

_OPPOSED = frozenset(
    frozenset(pair)
    for pair in (
        (Op.IS, Op.NOT),
        (Op.IS, Op.MORE_THAN),
        (Op.IS, Op.LESS_THAN),
        (Op.AT_LEAST, Op.LESS_THAN),
        (Op.AT_MOST, Op.MORE_THAN),
        (Op.MORE_THAN, Op.LESS_THAN),
        (Op.CONTAINS, Op.NOT_CONTAINS),
        (Op.MATCHES, Op.NOT_MATCHES),
    )
)
"""Tests that never pass both, where they compare with the same."""

_LOWER = {Op.AFTER: True, Op.NOT_BEFORE: False}
_UPPER = {Op.BEFORE: True, Op.NOT_AFTER: False}
"""Bounds of a time, each with whether the bound itself is outside."""

_FAR = 10**16


def find_conflict(tests: Sequence[Test], choices: Sequence[str] | None) -> tuple[Test, ...]:
    """The fewest of ``tests``, all of one field, that no value passes together; none where some value may.

    ``choices`` are the values that the field may have, where these are known.
    """
    for number in range(1, len(tests) + 1):
        for some in combinations(tests, number):
            if not can_pass(some, choices):
                return some
    return ()


def can_pass(tests: Sequence[Test], choices: Sequence[str] | None) -> bool:
    """Whether some value may pass all ``tests`` of one field; in doubt, it may."""
    absent = any(test.op is Op.PRESENT and test.value is False for test in tests)
    if absent:
        return all(test.op is Op.PRESENT and test.value is False for test in tests) and tests[0].field not in _ALWAYS_THERE
    plain = [test for test in tests if not isinstance(test.value, Ref | TimeExpr)]
    if any(_opposed(one, other) for one, other in combinations(tests, 2)):
        return False
    values = candidates(plain, choices)
    if values is not None:
        return any(all(passes(test.op, value, test.value) for test in plain) for value in values)
    low, high = _range(plain)
    return low <= high and not _shut(tests)


def candidates(tests: Sequence[Test], choices: Sequence[str] | None = None) -> tuple[str | int | bool, ...] | None:
    """The values worth trying: ``choices``, or those that ``tests`` (with literal operands) name; ``None`` where they may be any."""
    if choices is not None:
        return tuple(choices)
    for test in tests:
        match test.op, test.value:
            case Op.IS, str() | int() as value:
                return (value,)
            case Op.ONE_OF, tuple(values):
                return values
            case Op.NOT, bool():
                return (True, False)
            case _:
                pass
    return None


def choices_of(source: PatternSource, name: str, vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """What a field may hold, where it holds one of a few words."""
    match source:
        case EventSource(types):
            if name == "type":
                return types or tuple(vocabulary.events)
            fields = [vocabulary.events[one].fields.get(name) for one in types or vocabulary.events]
        case RecordSource(entity):
            fields = [vocabulary.entities[entity].fields.get(name)]
        case _:
            return None
    lists = [_choices(field) for field in fields]
    return tuple(dict.fromkeys(word for words in lists for word in words)) if lists and all(lists) else None


def _choices(field: Field | None) -> tuple[str, ...]:
    return field.type.choices if field is not None and field.type.kind is Kind.ENUM and not field.type.many else ()


def _opposed(one: Test, other: Test) -> bool:
    """Whether two tests contradict each other whatever they compare with."""
    if isinstance(one.value, TimeExpr) and isinstance(other.value, TimeExpr):
        return _passed_by(one, other) or _passed_by(other, one)
    if {one.op, other.op} == {Op.EMPTY, Op.CONTAINS}:
        return (one if one.op is Op.EMPTY else other).value is True
    return one.value == other.value and type(one.value) is type(other.value) and {one.op, other.op} in _OPPOSED


def _passed_by(one: Test, other: Test) -> bool:
    """Whether ``one`` asks for a time after that by which ``other`` wants it."""
    if one.op not in _LOWER or other.op not in _UPPER or not isinstance(one.value, TimeExpr) or not isinstance(other.value, TimeExpr):
        return False
    strictly = _LOWER[one.op] or _UPPER[other.op]
    return closes_first(one.value, other.value) or (strictly and one.value == other.value)


def _range(tests: Sequence[Test]) -> tuple[int, int]:
    """The smallest and the greatest whole number that passes the tests of numbers."""
    low, high = -_FAR, _FAR
    for test in tests:
        if isinstance(test.value, bool) or not isinstance(test.value, int):
            continue
        match test.op:
            case Op.AT_LEAST:
                low = max(low, test.value)
            case Op.MORE_THAN:
                low = max(low, test.value + 1)
            case Op.AT_MOST:
                high = min(high, test.value)
            case Op.LESS_THAN:
                high = min(high, test.value - 1)
            case _:
                pass
    return low, high


def _shut(tests: Sequence[Test]) -> bool:
    """Whether the tests of a number leave one value, which another rules out."""
    low, high = _range(tests)
    return low == high and any(test.op is Op.NOT and test.value == low for test in tests)
