"""Places of readings among all readings of a log, held against a plain count of them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

pytest.importorskip("numba")

from afterword.engine.columnar.batch import Times
from afterword.engine.columnar.rank_times import rank_times


def random_log(dice: Random) -> list[tuple[int, int]]:
    """Readings in the order of a log, many of them alike; some logs have none in doubt, or no event."""
    doubt = dice.choice((0, 1, 5))
    return sorted(
        ((lo, lo + dice.randrange(doubt + 1)) for lo in (dice.randrange(8) for _ in range(dice.randrange(7)))),
        key=lambda one: (one[1], one[0]),
    )


@pytest.mark.parametrize("seed", range(40))
def test_places_of_readings(seed: int) -> None:
    """Each reading stands behind all others of its log that are earlier, or as early and of an earlier event; two alike of one are one."""
    dice = Random(seed)
    logs = [random_log(dice) for _ in range(dice.randrange(6))]
    lo, hi = (np.array([one[end] for log in logs for one in log], np.int64) for end in (0, 1))
    event_from = np.cumsum([0, *map(len, logs)], dtype=np.int64)
    seq, plo, phi = rank_times(Times(event_from, lo, hi, np.zeros(len(lo), np.int64)))
    wanted = []
    assert seq.tolist() == [place for log in logs for place in range(len(log))]
    for log in logs:
        readings = sorted({(time, seq) for seq, one in enumerate(log) for time in one})
        wanted += [(readings.index((one[0], seq)), readings.index((one[1], seq))) for seq, one in enumerate(log)]
    assert list(zip(plo.tolist(), phi.tolist(), strict=True)) == wanted
