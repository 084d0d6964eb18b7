"""Rules about decimal numbers: how they are written, what may be asked of them, and what cannot."""

from __future__ import annotations

import pytest

from afterword.engine.language.rule import Literal, Op, Ref
from afterword.tests.language.packs import HEAD, load, marked, read_pack, rule_text

WORDS = """
parameters: {limit: {value: 2.50}, few: {value: 2}, long: {value: 2 days}, motto: {value: kind}}
vocabulary:
  events:
    paid: {fields: {amount: decimal, parts: integer, to: text}}
rules:
"""


def load_test(written: str) -> list[tuple[Op, object]]:
    """The tests of a field, as they are read."""
    rule = f"for_each: {{first: {{event: paid}}}}\nexpect: {{event: paid, where: {{{written}}}}}"
    (one,) = read_pack(load(HEAD + WORDS + rule_text(rule))).rules
    assert one.target is not None
    return [(test.op, test.value) for test in one.target.patterns[0].where]


@pytest.mark.parametrize(
    ("written", "op", "value"),
    [
        ("amount: 2.50", Op.IS, "2.5"),
        ("amount: 3", Op.IS, "3"),
        ("amount: {more_than: 1e3}", Op.MORE_THAN, "1000"),
        ("amount: {one_of: [1.0, 2]}", Op.ONE_OF, ("1", "2")),
        ("amount: {at_least: $limit}", Op.AT_LEAST, "2.5"),
        ("amount: {at_least: $few}", Op.AT_LEAST, "2"),
        ("amount: {present: true}", Op.PRESENT, True),
    ],
)
def test_values(written: str, op: Op, value: Literal) -> None:
    """Numbers are kept in one spelling, parameters too."""
    assert load_test(written) == [(op, value)]


def test_references() -> None:
    """Decimal and whole numbers compare with each other."""
    for written in ("amount: {not: $first.amount}", "amount: {at_most: $first.parts}", "parts: {less_than: $first.amount}"):
        ((_, value),) = load_test(written)
        assert isinstance(value, Ref)


@pytest.mark.parametrize(
    ("written", "code", "at"),
    [
        ("amount: much", "wrong-value", "much"),
        ("amount: '2.5'", "wrong-value", "'2.5'"),
        ("amount: {at_least: 2,5}", "unknown-key", "5"),
        ("amount: {matches: 2}", "wrong-test", "matches"),
        ("amount: $motto", "wrong-parameter", "$motto"),
        ("amount: $long", "wrong-parameter", "$long"),
        ("amount: $first.to", "wrong-reference", "$first.to"),
        ("parts: 2.5", "wrong-value", "2.5"),
    ],
)
def test_mistakes(written: str, code: str, at: str) -> None:
    """What is no number is told so."""
    rule = f"for_each: {{first: {{event: paid}}}}\nexpect: {{event: paid, where: {{{written}}}}}"
    found = load(HEAD + WORDS + rule_text(rule)).diagnostics
    assert [(one.code, marked(one)) for one in found] == [(code, at)]
