"""What the tests of `where` and `require` mean, on values."""

from __future__ import annotations

import re
from functools import lru_cache

from afterword.engine.language.rule import Op
from afterword.engine.log.model import Value


def passes(op: Op, subject: Value | None, operand: object) -> bool:  # noqa: C901, PLR0911, PLR0912  (one line a test)
    """Whether ``subject``, a field's value or ``None`` where it is absent, meets ``op`` with ``operand``. Times are not compared here."""
    if op is Op.PRESENT:
        return (subject is not None) is operand
    if subject is None or operand is None:
        return False
    match op:
        case Op.IS:
            return _equal(subject, operand)
        case Op.NOT:
            return not _equal(subject, operand)
        case Op.ONE_OF:
            return any(_equal(subject, one) for one in _members(operand))
        case Op.NOT_ONE_OF:
            return not any(_equal(subject, one) for one in _members(operand))
        case Op.AT_LEAST | Op.AT_MOST | Op.MORE_THAN | Op.LESS_THAN:
            return _compares(op, subject, operand)
        case Op.EMPTY:
            return (not (subject.split() if isinstance(subject, str) else _members(subject))) is operand
        case Op.CONTAINS:
            return _fold(operand) in {_fold(one) for one in _members(subject)}
        case Op.NOT_CONTAINS:
            return _fold(operand) not in {_fold(one) for one in _members(subject)}
        case Op.MATCHES:
            return _regex(str(operand)).search(str(subject)) is not None
        case Op.NOT_MATCHES:
            return _regex(str(operand)).search(str(subject)) is None
        case Op.SAME_TEXT:
            return _fold(subject) == _fold(operand)
        case Op.LAST_WORD_IN:
            words = str(subject).casefold().split()
            return bool(words) and words[-1] in str(operand).casefold().split()
        case _:
            message = f"{op} is a test of times"
            raise ValueError(message)


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
