"""Zones, by name and as hints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.times.model import HOUR, Interval
from afterword.engine.times.problems import unknown_zone, zone_hint
from afterword.engine.times.zones import find_zone, known_zone, offset_of


@pytest.mark.parametrize(
    "name", ["Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC", "+01:00", "-09:30", "America/Port-au-Prince"]
)
def test_known_zones(name: str) -> None:
    """IANA names, UTC and offsets are zones."""
    zone = find_zone(name)
    assert zone is not None
    assert zone.name == name


@pytest.mark.parametrize(
    "name", ["", "London", "Europe", "Europe/", "europe/london", "../UTC", "/etc/localtime", "localtime", "posix/UTC", "+1:00", "+15:00"]
)
def test_unknown_zones(name: str) -> None:
    """Anything else is none, whatever files the machine has."""
    assert find_zone(name) is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("London", "did you mean `Europe/London`?"),
        ("europe/london", "did you mean `Europe/London`?"),
        ("Europe/Londn", "did you mean `Europe/London`?"),
        ("new york", "did you mean `America/New_York`?"),
        ("PST", "did you mean `America/Los_Angeles`?"),
        ("GMT+1", "did you mean `+01:00`?"),
        ("utc -5:30", "did you mean `-05:30`?"),
        ("UTC+99", "zones are named after cities"),
        ("", "zones are named after cities"),
        ("Gondolin", "zones are named after cities"),
    ],
)
def test_hints(name: str, hint: str) -> None:
    """A zone that is not known is explained by the one that was meant."""
    assert zone_hint(name).startswith(hint)
    assert (unknown_zone(name).hint or "").startswith(hint)


@given(st.text())
def test_no_name_raises(name: str) -> None:
    """Any text is the name of a zone, or of none."""
    zone = find_zone(name)
    assert zone is None or zone.name == name


def test_offsets() -> None:
    """Offsets are east of UTC when they are positive."""
    assert offset_of("+05:30") == 5.5 * HOUR
    assert offset_of("-05:30") == -5.5 * HOUR
    assert offset_of("05:30") is None


def test_walls() -> None:
    """A wall that comes twice has two readings, a skipped one has none and moves forward."""
    london = known_zone("Europe/London")
    twice = 1761442200_000000  # 2025-10-26 01:30 on the wall
    assert london.readings(twice) == Interval(twice - HOUR, twice)
    assert london.moment(twice, latest=False) == twice - HOUR
    assert london.moment(twice, latest=True) == twice
    skipped = 1743298200_000000  # 2025-03-30 01:30 on the wall
    assert london.readings(skipped) is None
    assert london.moment(skipped, latest=True) == london.moment(skipped, latest=False) == skipped
    assert london.offset(skipped) == HOUR
    assert london.jump(skipped).moment == skipped - HOUR // 2
