"""Cases in order, stretch by stretch, and those that are equal."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

pytest.importorskip("numba")

from afterword.engine.kernel.sort_cases import sort_cases


@pytest.mark.parametrize("seed", range(4))
def test_any_stretches(seed: int) -> None:
    """Short ones and long ones, with many keys that are equal, and none where there is nothing to sort."""
    dice = Random(seed)
    lengths = [dice.choice((1, 2, 5, 11, 12, 13, 40, 300)) for _ in range(30)]
    ends = np.cumsum(lengths)
    count = int(ends[-1])
    keys = np.array([[dice.randrange(3), dice.randrange(-2, 2), dice.randrange(4)] for _ in range(count)], np.int64)
    order = np.array(dice.sample(range(count), count), np.int64)
    before = order.tolist()
    stretches = np.column_stack([ends - lengths, ends])
    ties = sort_cases(order, stretches, keys)
    wanted = []
    for begin, end in stretches.tolist():
        own = sorted(before[begin:end], key=lambda case: tuple(keys[case].tolist()))
        assert order[begin:end].tolist() == own
        cuts = [place for place in range(1, len(own)) if (keys[own[place]] != keys[own[place - 1]]).any()]
        wanted += [(begin + one, begin + other) for one, other in pairwise((0, *cuts, len(own))) if other - one > 1]
    assert list(map(tuple, ties.tolist())) == wanted


def test_nothing() -> None:
    """No cases, no stretches, and rows of no keys, which are all equal."""
    nothing = np.zeros(0, np.int64)
    assert not len(sort_cases(nothing, np.zeros((0, 2), np.int64), np.zeros((0, 4), np.int64)))
    order = np.array([2, 0, 1])
    assert sort_cases(order, np.array([[0, 3]]), np.zeros((3, 0), np.int64)).tolist() == [[0, 3]]
    assert order.tolist() == [2, 0, 1]
