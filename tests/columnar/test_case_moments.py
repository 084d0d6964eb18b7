"""Moments of many cases on the clocks of their logs."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from afterword.engine.columnar import case_moments
from afterword.engine.columnar.case_moments import CaseTimes, tell_moments
from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import V_DUE, V_HI, V_LOG, V_OPENS, VERDICT
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.kernel.write_lines import MOMENT_WIDTH, NO_MOMENT
from afterword.engine.report.line_script import MOMENTS, TIMES
from afterword.engine.report.quick_moments import Moments
from afterword.engine.times.model import HOUR
from afterword.engine.times.zones import DAY

ZONES = ("UTC", "Europe/Berlin", "Pacific/Apia", "America/St_Johns", "Africa/Monrovia")
FIRST = 7


def check_moments(dice: Random, reach: int) -> None:
    """Fail unless random moments, of which some are missing, are told as one by one."""
    surroundings = Surroundings()
    zones = np.array([surroundings.zone(name) for name in ZONES])
    surroundings.tables([19_000 * DAY, 20_000 * DAY])
    rows = np.zeros((60, VERDICT), np.int64)
    rows[:, V_LOG] = [dice.randrange(len(ZONES)) for _ in rows]
    for column in (V_HI, V_OPENS, V_DUE):
        moments = [(20_000 + dice.randrange(-reach, reach)) * DAY + dice.randrange(48) * HOUR // 2 for _ in rows]
        rows[:, column] = [dice.choice((MISSING, moment)) for moment in moments]
    times = CaseTimes(rows[::-1, [V_OPENS, V_DUE]], np.array([[dice.randrange(len(ZONES)) for _ in range(TIMES)] for _ in rows]))
    columns, texts = tell_moments(rows, times, zones, np.full(len(zones), 2024), surroundings, FIRST)
    for row, more, others, told in zip(rows, *times, columns.reshape(len(rows), -1, MOMENT_WIDTH), strict=True):
        clocks = [ZONES[row[V_LOG]]] * len(MOMENTS) + [ZONES[other] for other in others]
        for moment, clock, (iso, words, rest, offset) in zip((*row[[V_HI, V_OPENS, V_DUE]], *more), clocks, told.tolist(), strict=True):
            if moment == MISSING:
                assert iso == NO_MOMENT
                continue
            wanted, day, year, _, since = Moments(clock)[int(moment)]
            assert wanted.startswith(f'"{texts[iso - FIRST]}T')
            assert wanted.endswith(f'{texts[offset - FIRST]}"')
            assert texts[words - FIRST] == (day if year == 2024 else f"{day} {year}")
            assert rest == since


def test_moments_of_any_time() -> None:
    """Within the days whose offsets are known by day, and on either side; clocks change, and Samoa skipped a day."""
    for seed in range(40):
        check_moments(Random(seed), 300)
        check_moments(Random(seed), 18_000)


def test_days_far_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers that lie too far apart for a table are sorted."""
    monkeypatch.setattr(case_moments, "_WIDE", 1)
    check_moments(Random(1), 9_000)


def test_no_moments() -> None:
    """None at all, and nothing but missing ones."""
    surroundings = Surroundings()
    zone = np.array([surroundings.zone("UTC")])
    for count in (0, 2):
        rows = np.full((count, VERDICT), MISSING)
        rows[:, V_LOG] = 0
        times = CaseTimes(np.full((count, TIMES), MISSING), np.zeros((count, TIMES), np.int64))
        columns, texts = tell_moments(rows, times, zone, np.array([2024]), surroundings, FIRST)
        assert columns.shape == (count, (len(MOMENTS) + TIMES) * MOMENT_WIDTH)
        assert texts == []
