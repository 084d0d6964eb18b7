"""What is said never to match never does: tried on all values of small domains, and on all short texts."""

from __future__ import annotations

import re
from itertools import product
from random import Random

import pytest

from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Op
from afterword.engine.language.rule import Test as FieldTest
from afterword.engine.lint.contradictions import can_pass, find_conflict
from afterword.engine.spans import NOWHERE
from afterword.tests.lint.packs import HEAD, codes, lint

WORDS = ("letter", "email", "phone")
NUMBERS = range(-2, 7)
NUMERIC = (Op.IS, Op.NOT, Op.ONE_OF, Op.NOT_ONE_OF, Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN, Op.PRESENT)
WORDY = (Op.IS, Op.NOT, Op.ONE_OF, Op.NOT_ONE_OF, Op.MATCHES, Op.NOT_MATCHES, Op.PRESENT, Op.EMPTY)


def operand(op: Op, dice: Random, values: tuple[str | int | bool, ...]) -> str | int | bool | tuple[str | int | bool, ...]:
    """Something that a test may compare with."""
    if op in {Op.ONE_OF, Op.NOT_ONE_OF}:
        return tuple(dice.sample(values, dice.randint(1, min(3, len(values)))))
    if op in {Op.PRESENT, Op.EMPTY}:
        return dice.random() < 0.6
    if op in {Op.MATCHES, Op.NOT_MATCHES}:
        return dice.choice(("l", "^e", "x"))
    return dice.choice(values)


def random_tests(dice: Random, ops: tuple[Op, ...], values: tuple[str | int | bool, ...]) -> tuple[FieldTest, ...]:
    """A few tests of one field, of different kinds as a mapping has them."""
    chosen = dice.sample(ops, dice.randint(1, min(4, len(ops))))
    return tuple(FieldTest("field", op, operand(op, dice, values), NOWHERE) for op in chosen)


@pytest.mark.parametrize(
    ("ops", "values", "choices"),
    [
        (NUMERIC, tuple(NUMBERS), None),
        (WORDY, WORDS, WORDS),
        (WORDY, WORDS, None),
        ((Op.IS, Op.NOT, Op.PRESENT), (True, False), None),
    ],
    ids=["numbers", "choices", "texts", "truth values"],
)
def test_no_value_passes_what_contradicts_itself(
    ops: tuple[Op, ...], values: tuple[str | int | bool, ...], choices: tuple[str, ...] | None
) -> None:
    """Neither a value of the domain nor its absence passes; and where all values are known, some value passes all else."""
    dice = Random("contradictions")
    verdicts = set()
    for _ in range(2000):
        tests = random_tests(dice, ops, values)
        possible = can_pass(tests, choices)
        found = any(all(passes(test.op, value, test.value) for test in tests) for value in (*values, None))
        verdicts.add((possible, found))
        assert possible or not found, tests
        assert possible is not bool(find_conflict(tests, choices))
        if choices is not None:
            assert possible is found, tests
    assert {(True, True), (False, False)} <= verdicts


def test_the_fewest_tests_are_to_blame() -> None:
    """Of several tests, those are named that contradict each other."""
    tests = [FieldTest("n", op, value, NOWHERE) for op, value in ((Op.NOT, 9), (Op.AT_LEAST, 5), (Op.AT_MOST, 8), (Op.LESS_THAN, 4))]
    assert [test.op for test in find_conflict(tests, None)] == [Op.AT_LEAST, Op.LESS_THAN]
    assert find_conflict(tests[:3], None) == ()


def lint_regex(pattern: str) -> list[str]:
    """The codes that a regular expression brings out."""
    words = "vocabulary: {events: {met: {fields: {said: text}}}}\nrules:\n"
    where = f"where: {{said: {{matches: '{pattern}'}}}}"
    return codes(lint(f"{HEAD}{words}  - {{id: one, kind: must_not, title: T, say: x, for_each: {{talk: {{event: met, {where}}}}}}}\n"))


VAIN = ("a^b", "a$b", "a$bc", r"a\Z.", "(a|b)^", "(a^b|b^a)", "b+(?=a)^", "(x^)+a", "b{2}^")
FINE = ("(a^|b)", "(x^)?a", "^^a$$", "b*^a", r"(?m)\s^a", "", "[^a]$", "(?:a^){0}b", r"\Aa\Z", r"a\b")


@pytest.mark.parametrize("pattern", VAIN + FINE)
def test_vain_regexes_match_nothing(pattern: str) -> None:
    """What is said to match nothing matches no short text; what matches one is not said to match nothing."""
    texts = ("".join(letters) for size in range(5) for letters in product("ab\nx", repeat=size))
    assert any(re.search(pattern, text) for text in texts) is (pattern in FINE)
    told = "never-matches" in lint_regex(pattern)
    assert told is (pattern in VAIN and pattern != "a$b")  # left alone, as `$` may stand before a line break


@pytest.mark.parametrize("pattern", ["(a+)+b", r"^(\w+\s?)*$", "(a*b?)*c", "(a+?)+?c", "x?((a|b*)*)d"])
def test_slow_regexes_are_warned_of(pattern: str) -> None:
    """Those whose time doubles with each letter of a text that they do not match."""
    assert "slow-regex" in lint_regex(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+", r"(\s*,\s*)*x", "a+b+c", "(a+){3}b", "(ab+)*c", r"\S\s+\S", "(a|b)*c"])
def test_other_regexes_are_quick(pattern: str) -> None:
    """What is not warned of comes to an end on a long text."""
    assert "slow-regex" not in lint_regex(pattern)
    for letter in "ab":
        re.search(pattern, letter * 60 + "!")
