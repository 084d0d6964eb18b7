"""Places of readings among all readings of a log, held against a plain count of them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from afterword.engine.kernel.lay_out import rank_readings
from afterword.engine.kernel.memory import FULL, HI, LISTS, LISTS_END, LO, RANK_SPAN, SPAN, STATUS, Integers, make_work, pack


def logs_of(readings: list[tuple[int, int]]) -> Integers:
    """As much of the memory of logs as says when events were: the first two tables behind where events begin."""
    lo, hi = (np.array([one[end] for one in readings], np.int64) for end in (0, 1))
    logs = pack([np.zeros(0, np.int64), lo, hi])
    assert logs[LO + 2] == logs[HI + 2] == len(readings)
    return logs


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
    memory, work, begin = logs_of([one for log in logs for one in log]), make_work(0, 0, 50), 0
    for log in logs:
        ranks = rank_readings(memory, work, begin, begin + len(log))
        begin += len(log)
        readings = sorted({(time, seq) for seq, one in enumerate(log) for time in one})
        wanted = [(readings.index((one[0], seq)), readings.index((one[1], seq))) for seq, one in enumerate(log)]
        found = work[ranks : ranks + 2 * len(log)].reshape(-1, 2).tolist() if ranks >= 0 else [[seq, seq] for seq, _ in enumerate(log)]
        assert list(map(tuple, found)) == wanted
        assert work[SPAN] == max((hi - lo for lo, hi in log), default=0)
        assert work[RANK_SPAN] == max((phi - plo for plo, phi in wanted), default=0)


@pytest.mark.parametrize("room", range(13))
def test_room_for_places(room: int) -> None:
    """Where there is too little room for the places of readings that says so, and nothing is written behind it."""
    log = [(1, 2), (0, 3), (4, 4)]
    work = make_work(0, 0, 50)
    work[LISTS_END] = work[LISTS] + room
    rank_readings(logs_of(log), work, 0, len(log))
    assert (work[STATUS] == FULL) == (room < 2 * len(log) + 2 + 2)  # places, those in doubt, and as many to put these in order
    assert not work[work[LISTS_END] :].any()
