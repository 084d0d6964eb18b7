"""Zones and calendars by number, and the offsets of zones by day, as batches come with earlier and later times."""

from __future__ import annotations

from datetime import date

import pytest

from afterword.engine.kernel import surroundings
from afterword.engine.kernel.memory import UNSTEADY
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.times.zones import DAY, known_zone

BATCHES = (
    (("Europe/London",), (20_000, 20_010)),
    (("Europe/London",), (20_100,)),
    (("Europe/London", "+05:30"), (20_100,)),
    (("America/New_York",), (18_000,)),
    (("UTC",), (22_000, 17_000)),
    ((), ()),
)
"""Zones met, and days of moments, of one batch after another."""


def test_offsets() -> None:
    """After each batch, each zone met so far has the offset of each day known so far; days are added at both ends."""
    around, known = Surroundings(), range(0)
    for zones, days in BATCHES:
        for name in zones:
            around.zone(name)
        first, steady, _, _ = around.tables([day * DAY for day in days])
        assert steady.shape[0] == len(around.zones)
        now = range(int(first[0]), int(first[0]) + steady.shape[1])
        assert {*days, *known} <= {*now}
        for name, offsets in zip(around.zones, steady.tolist(), strict=True):
            zone = known_zone(name)
            for day in (now[0], *now[:: len(now) // 97], now[-1]):
                offset = zone.steady_offset(day)
                assert offsets[day - now[0]] == (UNSTEADY if offset is None else offset)
        known = now
    assert [around.zone(name) for name in around.zones] == list(range(4))


def test_only_what_is_new_is_worked_out() -> None:
    """Within the days that are known nothing is made anew."""
    around = Surroundings()
    around.zone("Europe/London")
    before = around.tables([19_900 * DAY, 20_100 * DAY])[1]
    assert around.tables([20_000 * DAY])[1] is before
    around.zone("UTC")
    assert around.tables([20_000 * DAY])[1] is not before


def test_not_all_days_of_all_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where moments lie too far apart, the first days are known."""
    monkeypatch.setattr(surroundings, "_MOST_DAYS", 1_000)
    around = Surroundings()
    around.zone("UTC")
    first, steady, _, _ = around.tables([0, 90_000 * DAY])
    assert (int(first[0]), steady.shape) == (-400, (1, 1_001))


def test_calendars() -> None:
    """Equal holidays are one calendar; a holiday at a weekend is no day less."""
    around = Surroundings()
    monday, sunday = date(2025, 10, 27), date(2025, 10, 26)
    numbers = [around.calendar(frozenset(days)) for days in ((), (monday,), (sunday, monday), (monday,), ())]
    assert numbers == [0, 1, 2, 1, 0]
    _, _, begins, holidays = around.tables([])
    assert begins.tolist() == [0, 0, 1, 2]
    assert holidays[0] == holidays[1]
