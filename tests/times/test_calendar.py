"""Moving moments along clocks and working days, against a naive walk from day to day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.times.calendar import Calendar
from afterword.engine.times.durations import parse_duration
from afterword.engine.times.instants import parse_day
from afterword.engine.times.model import HOUR, Duration, Interval

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("Europe/London", "America/New_York", "America/Havana", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "+13:00")

moments = st.datetimes(datetime(1980, 1, 1), datetime(2150, 1, 1)).map(lambda one: micros(one.replace(tzinfo=UTC)))  # noqa: DTZ001
zones = st.sampled_from(ZONES)
signs = st.sampled_from((1, -1))


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def at(text: str) -> int:
    """The moment of a time with an offset."""
    return micros(datetime.fromisoformat(text))


def local(moment: int, zone: str) -> datetime:
    """What the clock of a zone shows at a moment."""
    tzinfo = ZoneInfo(zone) if "/" in zone or zone == "UTC" else datetime.fromisoformat(f"2025-01-01T00:00{zone}").tzinfo
    return (EPOCH + timedelta(microseconds=moment)).astimezone(tzinfo)


def duration(text: str) -> Duration:
    """The duration of that text."""
    found = parse_duration(text)
    assert found is not None
    return found


@given(moments, st.integers(0, 10**13), zones, signs, st.booleans())
def test_elapsed(moment: int, length: int, zone: str, sign: int, latest: bool) -> None:  # noqa: FBT001
    """Elapsed time is plain addition, whatever the zone."""
    assert Calendar(frozenset()).shift(moment, Duration(elapsed=length), zone, sign, latest=latest) == moment + sign * length


@given(moments, st.integers(1, 500), zones, signs, st.booleans())
def test_days(moment: int, days: int, zone: str, sign: int, latest: bool) -> None:  # noqa: FBT001
    """A day later shows the same wall clock; where that one was skipped, zoneinfo's reading before the change is right."""
    start = local(moment, zone)
    goal = start.replace(tzinfo=None) + sign * timedelta(days=days)
    first, second = (goal.replace(tzinfo=start.tzinfo, fold=fold).astimezone(UTC) for fold in (0, 1))
    wanted = second if latest and second > first else first
    assert Calendar(frozenset()).shift(moment, Duration(days=days), zone, sign, latest=latest) == micros(wanted)


@given(moments, st.integers(-60, 60).filter(bool), zones, st.booleans(), st.data())
def test_business_days(moment: int, steps: int, zone: str, latest: bool, data: st.DataObject) -> None:  # noqa: FBT001
    """The N-th working day, as a walk from day to day finds it."""
    count, sign = abs(steps), 1 if steps > 0 else -1
    day = local(moment, zone).date()
    holidays = frozenset(data.draw(st.lists(st.integers(-100, 100).map(lambda one: day + timedelta(days=one)), max_size=30)))
    found = Calendar(holidays).shift(moment, Duration(business_days=count), zone, sign, latest=latest)
    while count:
        day += sign * timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            count -= 1
    bounds = parse_day(day.isoformat(), zone)
    assert isinstance(bounds, Interval)
    assert found == (bounds.hi if latest else bounds.lo)


@pytest.mark.parametrize(
    ("start", "length", "sign", "latest", "end"),
    [
        # Friday evening: Monday is a bank holiday, the second working day is Wednesday
        ("2025-05-23T18:00:00+01:00", "2 business days", 1, True, "2025-05-28T23:59:59.999999+01:00"),
        ("2025-05-23T18:00:00+01:00", "2 business days", 1, False, "2025-05-28T00:00:00+01:00"),
        ("2025-05-24T18:00:00+01:00", "1 bd", 1, False, "2025-05-27T00:00:00+01:00"),
        ("2025-05-26T18:00:00+01:00", "1 bd", 1, False, "2025-05-27T00:00:00+01:00"),
        ("2025-05-26T18:00:00+01:00", "1 bd", -1, True, "2025-05-23T23:59:59.999999+01:00"),
        ("2025-05-25T18:00:00+01:00", "1 bd", -1, False, "2025-05-23T00:00:00+01:00"),
        # the night the clocks go forward, and back
        ("2025-03-29T01:30:00+00:00", "1 day", 1, True, "2025-03-30T02:30:00+01:00"),
        ("2025-03-29T12:00:00+00:00", "24 hours", 1, True, "2025-03-30T13:00:00+01:00"),
        ("2025-03-29T12:00:00+00:00", "1 day", 1, True, "2025-03-30T12:00:00+01:00"),
        ("2025-10-25T01:30:00+01:00", "1 day", 1, True, "2025-10-26T01:30:00+00:00"),
        ("2025-10-25T01:30:00+01:00", "1 day", 1, False, "2025-10-26T01:30:00+01:00"),
        ("2025-10-25T01:30:00+01:00", "0 days", 1, False, "2025-10-25T01:30:00+01:00"),
        ("2025-10-25T01:30:00+01:00", "1 week", -1, False, "2025-10-18T01:30:00+01:00"),
    ],
)
def test_london(start: str, length: str, sign: int, latest: bool, end: str) -> None:  # noqa: FBT001
    """What a person in London would say."""
    calendar = Calendar(frozenset({date(2025, 5, 26)}))
    assert calendar.shift(at(start), duration(length), "Europe/London", sign, latest=latest) == at(end)


def test_a_working_day_that_never_was() -> None:
    """Samoa had no Friday, 30 December 2011: the working day after Thursday was Monday."""
    calendar = Calendar(frozenset())
    found = calendar.shift(at("2011-12-29T12:00:00-10:00"), duration("1 business day"), "Pacific/Apia", latest=False)
    assert found == at("2012-01-02T00:00:00+14:00")


def test_holidays_on_weekends_change_nothing() -> None:
    """A holiday on a Saturday is not counted twice."""
    start, length = at("2025-05-23T12:00:00+00:00"), duration("1 business day")
    weekend = Calendar(frozenset({date(2025, 5, 24), date(2025, 5, 25)}))
    assert weekend.shift(start, length, "UTC", latest=False) == start + 60 * HOUR
