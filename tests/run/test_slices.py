"""Which rows a look-up is shown, and that it makes no difference how many at a time."""

from __future__ import annotations

from random import Random

import pytest

from afterword.engine.compile.program import Compare
from afterword.engine.run import conjunctions, lookups, slices
from afterword.engine.run.slices import Slices
from afterword.tests.oracle.runs import EXECUTORS, find_disagreement, random_run

BOUNDS = {
    Compare.GT: lambda found, value: found > value,
    Compare.GE: lambda found, value: found >= value,
    Compare.LT: lambda found, value: found < value,
    Compare.LE: lambda found, value: found <= value,
    Compare.NE: lambda found, value: found != value,
}


@pytest.mark.parametrize("rising", [True, False])
def test_no_row_within_bounds_is_left_out(rising: bool) -> None:  # noqa: FBT001 - a parameter
    """Whatever the order of a column; and where it rises, all but the slices at both ends are asked for rightly."""
    for seed in range(200):
        dice = Random(seed)
        rows = [(dice.randrange(30), dice.randrange(30)) for _ in range(dice.randrange(60))]
        if rising:
            rows.sort()
        cut = Slices(rows)
        bounds = [(dice.randrange(2), dice.choice(list(BOUNDS)), dice.randrange(30)) for _ in range(dice.randrange(4))]
        chosen = cut.within(bounds)
        shown = [row for number in chosen for row in cut[number]]
        wanted = [row for row in rows if all(BOUNDS[compare](row[column], value) for column, compare, value in bounds)]
        assert [row for row in shown if row in wanted] == wanted
        lower = [value for column, compare, value in bounds if compare is Compare.GE and column == 0]
        if rising and lower:
            assert sum(row[0] < max(lower) for row in shown) < slices._SLICE


@pytest.mark.skipif("durable" not in EXECUTORS, reason="durable-rules is not installed for this Python")
def test_row_by_row_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random logs are short; shown a row at a time they take many runs of each network."""
    monkeypatch.setattr(slices, "_SLICE", 1)
    monkeypatch.setattr(lookups, "_PAIRS_AT_ONCE", 1)
    monkeypatch.setattr(conjunctions, "_AT_ONCE", 1)
    for seed in range(100):
        if found := find_disagreement(random_run(Random(seed))):
            pytest.fail(found, pytrace=False)
