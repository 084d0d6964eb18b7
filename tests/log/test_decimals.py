"""Decimal numbers: one spelling for each, read from logs and compared by rules as numbers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.diagnostics import Outcome
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Op
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import read_log
from afterword.engine.vocabulary import EventType, Field, FieldType, Kind, Vocabulary
from afterword.tests.log.words import document

numbers = st.from_regex(r"-?[0-9]{1,15}(\.[0-9]{1,15})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("12.5", "12.5"),
        ("12.50", "12.5"),
        ("012", "12"),
        ("-0.0", "0"),
        ("2.0E4", "20000"),
        ("1e-05", "0.00001"),
        ("12.5e-1", "1.25"),
        ("1234.5e+2", "123450"),
        ("-3", "-3"),
    ],
)
def test_one_spelling(written: str, number: str) -> None:
    """However a number is written, it is kept in one way."""
    assert parse_decimal(written) == number


@pytest.mark.parametrize("text", ["", "1,5", ".5", "5.", "1e", "1e123", "NaN", "inf", "--1", "+1", "1 000", "٣", "1" * 16])
def test_no_number(text: str) -> None:
    """What is not in digits, or in too many, is no number."""
    assert parse_decimal(text) is None


PAID = Vocabulary({}, {"paid": EventType("paid", {"amount": Field("amount", FieldType(Kind.DECIMAL))})})


def read_amount(written: str) -> Outcome[Log]:
    """A log with one amount."""
    return read_log(document(f"timezone: UTC\nevents: [{{id: e1, type: paid, day: 2025-09-09, amount: {written}}}]"), PAID)


def test_in_a_log() -> None:
    """A field may hold such a number, which stands there without quotes."""
    log = read_amount("20.10").value
    assert log is not None
    assert log.events[0].fields == {"amount": "20.1"}
    for written, hint in (('"20.1"', "without quotes"), ("much", "in digits"), ("[1]", "in digits")):
        (found,) = read_amount(written).diagnostics
        assert (found.code, hint in (found.hint or "")) == ("wrong-type", True)


@given(numbers)
def test_exact(text: str) -> None:
    """Nothing is lost, and the spelling stands for itself."""
    number = parse_decimal(text)
    assert number is not None
    assert Decimal(number) == Decimal(text)
    assert parse_decimal(number) in {number, None}  # (it may have more digits than one would write)
    assert "E" not in number


@given(numbers, numbers)
def test_compared_as_numbers(one: str, other: str) -> None:
    """Size and equality are those of the numbers, between decimal and whole numbers too."""
    left, right = parse_decimal(one), parse_decimal(other)
    assert left is not None
    assert passes(Op.IS, left, right) is (Decimal(one) == Decimal(other))
    assert passes(Op.LESS_THAN, left, right) is (Decimal(one) < Decimal(other))
    assert passes(Op.AT_LEAST, left, 2) is (Decimal(one) >= 2)
    assert passes(Op.MORE_THAN, 2, right) is (Decimal(other) < 2)
    assert passes(Op.IS, left, 2) is (Decimal(one) == 2)
