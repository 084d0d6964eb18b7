"""Tests of `require` on columns, beside `engine.run.criteria`: between times, moved or not, between other fields, and with constants."""

from __future__ import annotations

from random import Random

import pytest

from afterword.engine.language.rule import Criterion, Op, Pack
from afterword.engine.times.model import Duration
from afterword.tests.columnar.agreement import check_agreement
from afterword.tests.oracle import build
from afterword.tests.oracle.build import business_days, days, events, fact, facts, hours, make_pack, must, ref
from afterword.tests.oracle.random_logs import random_as_of, random_log

TIMES = {"x": ("at", "until", "on_day"), "y": ("at", "until", "on_day"), "f": ("at", "since")}
SHIFTS: tuple[Duration | None, ...] = (None, None, hours(6), days(1), days(2), business_days(1))
OTHERS = (
    build.test("words", Op.IS, ref("y.words")),
    build.test("words", Op.NOT, ref("y.note")),
    build.test("number", Op.AT_LEAST, ref("y.number")),
    build.test("number", Op.AT_MOST, 1),
    build.test("good", Op.IS, value=True),
    build.test("until", Op.PRESENT, value=False),
    build.test("on_day", Op.PRESENT, value=True),
    build.test("points", Op.PRESENT, value=True),
    build.test("people", Op.CONTAINS, ref("y.person")),
    build.test("type", Op.NOT, "a"),
)


def random_criterion(dice: Random) -> Criterion:
    """A test of a case that binds two events and a fact."""
    if dice.random() < 0.3:
        return Criterion("x", dice.choice(OTHERS))
    mine, theirs = dice.choice(list(TIMES)), dice.choice(list(TIMES))
    field, other, shift = dice.choice(TIMES[mine]), dice.choice(TIMES[theirs]), dice.choice(SHIFTS)
    moved = build.time(f"{theirs}.{other}", **{dice.choice(("plus", "minus")): shift})
    return Criterion(mine, build.test(field, dice.choice((Op.BEFORE, Op.AFTER, Op.NOT_BEFORE, Op.NOT_AFTER)), moved))


def required_pack(dice: Random) -> Pack:
    """Rules that require a few things of two events and what was concluded from another."""
    told = fact("told", {"z": events("c")}, {"since": build.time("z.until")})
    bound = {"x": events("a", "b"), "y": events("b"), "f": facts("told")}
    rules = [
        must(bound, id=f"r{number}", criteria=tuple(random_criterion(dice) for _ in range(dice.choice((1, 1, 2))))) for number in range(12)
    ]
    return make_pack(told, *rules)


@pytest.mark.parametrize("seed", range(4))
def test_requirements(seed: int) -> None:
    """Random tests over random logs, in zones with a clock change, with holidays and with days that are known alone."""
    dice = Random(seed)
    logs = [random_log(dice) for _ in range(25)]
    assert check_agreement(required_pack(dice), logs, [random_as_of(dice) for _ in logs]) > 200
