"""What the tests of `where` and `require` mean, on values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from afterword.engine.language.rule import Op
from afterword.engine.log.model import Value


def passes(op: Op, subject: Value | None, operand: object) -> bool:
    """Whether ``subject``, a field's value or ``None`` where it is absent, meets ``op`` with ``operand``. Times are not compared here."""
    if op is Op.PRESENT:
        return (subject is not None) is operand
    if subject is None or operand is None:
        return False
    test = _TESTS.get(op)
    if test is None:
        message = f"{op} is a test of times"
        raise ValueError(message)
    return test(subject, operand)


def _equal(one: object, other: object) -> bool:
    """Equal and of one type: 1 is not true. A decimal number is a text in its one spelling, and may be a whole number."""
    if type(one) is type(other):
        return one == other
    return {type(one), type(other)} == {int, str} and str(one) == str(other)


def _compares(op: Op, subject: object, operand: object) -> bool:
    if not isinstance(subject, int) or not isinstance(operand, int):
        return _compares_decimals(op, str(subject), str(operand))
    match op:
        case Op.AT_LEAST:
            return subject >= operand
        case Op.AT_MOST:
            return subject <= operand
        case Op.MORE_THAN:
            return subject > operand
        case _:
            return subject < operand


def _compares_decimals(op: Op, subject: str, operand: str) -> bool:
    """One of them, at least, is a decimal number: the only texts whose size can be asked."""
    from decimal import Decimal  # (few logs have such numbers)

    size = Decimal(subject).compare(Decimal(operand))
    return _compares(op, int(size), 0)


def _members(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _fold(value: object) -> str:
    """A text without regard to case and spacing."""
    return " ".join(str(value).casefold().split())


@lru_cache(maxsize=1024)
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_empty(subject: object) -> bool:
    return not (subject.split() if isinstance(subject, str) else _members(subject))


def _contains(subject: object, operand: object) -> bool:
    return _fold(operand) in {_fold(one) for one in _members(subject)}


def _matches(subject: object, operand: object) -> bool:
    return _regex(str(operand)).search(str(subject)) is not None


def _ends_in(subject: object, operand: object) -> bool:
    words = str(subject).casefold().split()
    return bool(words) and words[-1] in str(operand).casefold().split()


_TESTS: Mapping[Op, Callable[[object, object], bool]] = {
    Op.IS: _equal,
    Op.NOT: lambda subject, operand: not _equal(subject, operand),
    Op.ONE_OF: lambda subject, operand: any(_equal(subject, one) for one in _members(operand)),
    Op.NOT_ONE_OF: lambda subject, operand: not any(_equal(subject, one) for one in _members(operand)),
    Op.AT_LEAST: partial(_compares, Op.AT_LEAST),
    Op.AT_MOST: partial(_compares, Op.AT_MOST),
    Op.MORE_THAN: partial(_compares, Op.MORE_THAN),
    Op.LESS_THAN: partial(_compares, Op.LESS_THAN),
    Op.EMPTY: lambda subject, operand: _is_empty(subject) is operand,
    Op.CONTAINS: _contains,
    Op.NOT_CONTAINS: lambda subject, operand: not _contains(subject, operand),
    Op.MATCHES: _matches,
    Op.NOT_MATCHES: lambda subject, operand: not _matches(subject, operand),
    Op.SAME_TEXT: lambda subject, operand: _fold(subject) == _fold(operand),
    Op.LAST_WORD_IN: _ends_in,
}
