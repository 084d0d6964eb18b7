"""Times and days, from text to microseconds and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.times.instants import (
    parse_date,
    parse_day,
    parse_time,
    parse_time_or_day,
    to_datetime,
    written_zone,
)
from afterword.engine.times.model import HOUR, Interval, TimeProblem
from afterword.engine.times.spelling import right_spellings
from afterword.engine.times.zones import DAY, known_zone

LONDON = "Europe/London"
ZONES = (LONDON, "America/St_Johns", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC")

moments = st.datetimes(datetime(1970, 1, 3), datetime(2200, 12, 29)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001
zones = st.sampled_from(ZONES)


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def interval(first: str, last: str | None = None) -> Interval:
    """From one moment to another."""
    return Interval(micros(datetime.fromisoformat(first)), micros(datetime.fromisoformat(last or first)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-09-09T11:00:00+01:00", "2025-09-09T10:00:00+00:00"),
        ("2025-09-09T11:00+01:00", "2025-09-09T10:00:00+00:00"),
        ("2025-09-09 11:00-05:30", "2025-09-09T16:30:00+00:00"),
        ("2025-09-09t11:00z", "2025-09-09T11:00:00+00:00"),
        ("2025-09-09T11:00:00.5Z", "2025-09-09T11:00:00.500000+00:00"),
        ("2025-09-09T11:00:00.123456Z", "2025-09-09T11:00:00.123456+00:00"),
        ("2025-09-09T11:00-00:00", "2025-09-09T11:00:00+00:00"),
        ("  2025-09-09T11:00  ", "2025-09-09T10:00:00+00:00"),
        ("2025-12-09T11:00:09", "2025-12-09T11:00:09+00:00"),
    ],
)
def test_times_that_are_read(text: str, moment: str) -> None:
    """Every allowed spelling of a time gives its moment; local ones are London's."""
    assert parse_time(text, LONDON) == interval(moment)


def test_an_offset_needs_no_zone() -> None:
    """A time with an offset is read without a zone."""
    assert parse_time("2025-09-09T11:00Z", None) == interval("2025-09-09T11:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("2025-09-09", "time-is-day", "a day without a time", "`2025-09-09T11:00`"),
        ("9/9/2025", "time-format", "`9/9/2025` is not a time", "write `2025-09-09` with the time"),
        ("9/10/2025 3pm", "time-format", "not a time", "`2025-09-10T15:00` or `2025-10-09T15:00`"),
        ("13.10.25 15.30", "time-format", "not a time", "write `2025-10-13T15:30`"),
        ("2025-9-9 11:00", "time-format", "not a time", "write `2025-09-09T11:00`"),
        ("20250909T1100", "time-format", "not a time", "as in `2025-09-09T11:00`"),
        ("25-09-09", "time-format", "not a time", "`2025-09-09`"),
        ("Sept. 9, 2025 12:15 AM", "time-format", "not a time", "write `2025-09-09T00:15`"),
        ("Tuesday, 9th September 2025 3 pm", "time-format", "not a time", "write `2025-09-09T15:00`"),
        ("9 Foo 2025", "time-format", "not a time", "times are written as in"),
        ("2025-09-09T11:00:00 +0100", "time-format", "not a time", "write `2025-09-09T11:00:00+01:00`"),
        ("2025-09-09T11:00+01", "time-format", "not a time", "write `2025-09-09T11:00+01:00`"),
        ("2025-09-09 11:00 UTC", "time-format", "not a time", "write `2025-09-09T11:00Z`"),
        ("2025-09-09 at eleven", "time-format", "not a time", "times are written as in"),
        ("2025-09-09T11", "time-format", "not a time", "times are written as in"),
        ("٢٠٢٥-٩-٩T11:00", "time-format", "not a time", "times are written as in"),
        ("", "time-format", "`` is not a time", "times are written as in"),
        ("2025-09-09T11:00:00.1234567Z", "time-format", "more exact than a microsecond", "`2025-09-09T11:00:00.123456Z`"),
        ("2025-09-09T24:00:00+01:00", "no-such-time", "hours run from 00 to 23", "`2025-09-10T00:00+01:00`"),
        ("2025-09-09T24:30", "no-such-time", "hours run from 00 to 23", "check the hours"),
        ("2025-09-09T11:60", "no-such-time", "minutes run from 00 to 59", "check the minutes"),
        ("2025-09-09T11:00:61", "no-such-time", "seconds run from 00 to 59", "check the seconds"),
        ("2016-12-31T23:59:60Z", "no-such-time", "seconds run from 00 to 59", "write `2016-12-31T23:59:59Z`"),
        ("2025-13-09T11:00", "no-such-time", "months run from 01 to 12", "year, month, day"),
        ("2025-02-29T11:00", "no-such-time", "that month has 28 days", "check the day and the month"),
        ("2025-09-09T11:00+14:01", "no-such-time", "`+14:01` away from UTC", "-14:00"),
        ("2025-09-09T11:00+01:60", "no-such-time", "`+01:60` away from UTC", "-14:00"),
        ("0205-09-09T11:00Z", "time-out-of-range", "1970 to 2200", "check the year"),
        ("0000-09-09T11:00Z", "time-out-of-range", "1970 to 2200", "check the year"),
        ("2201-01-01T00:00Z", "time-out-of-range", "1970 to 2200", "check the year"),
        ("2025-03-30T01:30", "time-skipped", "at 01:00 the clocks went forward to 02:00", "`2025-03-30T00:59` and `2025-03-30T02:00`"),
    ],
)
def test_times_that_are_refused(text: str, code: str, message: str, hint: str) -> None:
    """A text that is no time says why, and how to write what was meant."""
    problem = parse_time(text, LONDON)
    assert isinstance(problem, TimeProblem)
    assert problem.code == code
    assert message in problem.message
    assert hint in (problem.hint or "")


def test_local_times_need_a_zone() -> None:
    """Without a zone, a local time and a day are refused."""
    for problem in (parse_time("2025-09-09T11:00", None), parse_day("2025-09-09", None)):
        assert isinstance(problem, TimeProblem)
        assert problem.code == "zone-needed"


def test_a_time_that_comes_twice() -> None:
    """In the hour that a clock repeats, a time is either of its two readings."""
    assert parse_time("2025-10-26T01:30", LONDON) == interval("2025-10-26T00:30:00+00:00", "2025-10-26T01:30:00+00:00")


@pytest.mark.parametrize(
    ("day", "zone", "first", "last"),
    [
        ("2025-09-09", LONDON, "2025-09-08T23:00:00+00:00", "2025-09-09T22:59:59.999999+00:00"),
        ("2025-03-30", LONDON, "2025-03-30T00:00:00+00:00", "2025-03-30T22:59:59.999999+00:00"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00+00:00", "2018-11-05T01:59:59.999999+00:00"),
        ("2011-12-31", "Pacific/Apia", "2011-12-30T10:00:00+00:00", "2011-12-31T09:59:59.999999+00:00"),
        ("2025-09-09", "+05:45", "2025-09-08T18:15:00+00:00", "2025-09-09T18:14:59.999999+00:00"),
        # clocks went back from 00:01 to 23:01, so that both days were entered twice
        ("2010-11-06", "America/St_Johns", "2010-11-06T02:30:00+00:00", "2010-11-07T03:29:59.999999+00:00"),
        ("2010-11-07", "America/St_Johns", "2010-11-07T02:30:00+00:00", "2010-11-08T03:29:59.999999+00:00"),
        ("2025-11-01", "America/Havana", "2025-11-01T04:00:00+00:00", "2025-11-02T03:59:59.999999+00:00"),
    ],
)
def test_days(day: str, zone: str, first: str, last: str) -> None:
    """A day runs from its first microsecond to its last, whatever the clocks do at midnight."""
    assert parse_day(day, zone) == interval(first, last)
    assert parse_time_or_day(f" {day} ", zone) == interval(first, last)


def test_a_day_that_never_was() -> None:
    """Samoa went to bed on the 29th and got up on the 31st."""
    problem = parse_day("2011-12-30", "Pacific/Apia")
    assert isinstance(problem, TimeProblem)
    assert problem.code == "time-skipped"
    assert "jumped over it" in problem.message


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("9/9/2025", "day-format", "write `2025-09-09`"),
        ("3/4/25", "day-format", "write `2025-03-04` or `2025-04-03`"),
        ("2025-9-9", "day-format", "write `2025-09-09`"),
        ("20250909", "day-format", "write `2025-09-09`"),
        ("2025-09-09T11:00", "day-format", "write `2025-09-09`"),
        ("31/31/2025", "day-format", "days are written as in"),
        ("tomorrow", "day-format", "days are written as in"),
        ("2025-04-31", "no-such-time", "check the day and the month"),
        ("1969-12-31", "time-out-of-range", "check the year"),
    ],
)
def test_days_that_are_refused(text: str, code: str, hint: str) -> None:
    """A text that is no day says how to write what was meant."""
    problem = parse_day(text, LONDON)
    assert isinstance(problem, TimeProblem)
    assert problem.code == code
    assert hint in (problem.hint or "")


def test_dates() -> None:
    """A date needs no zone."""
    assert parse_date("2025-09-09") == date(2025, 9, 9)


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2025-09-09T11:00+01:00", "+01:00"),
        ("2025-09-09T11:00Z", "UTC"),
        ("2025-09-09T11:00-00:00", "UTC"),
        ("2025-09-09T11:00", None),
        ("nonsense", None),
    ],
)
def test_written_zone(text: str, zone: str | None) -> None:
    """The offset of a time can stand in for a zone."""
    assert written_zone(text) == zone


@given(moments, zones)
def test_there_and_back(moment: datetime, zone: str) -> None:
    """What a clock shows at a moment is read as that moment, or as an interval that holds it; with its offset, as exactly it."""
    local = to_datetime(micros(moment), zone)
    assert local == moment
    found = parse_time(local.replace(tzinfo=None).isoformat(), zone)
    assert isinstance(found, Interval)
    assert micros(moment) in found
    if not (local.utcoffset() or timedelta()) % timedelta(minutes=1):
        assert parse_time(local.isoformat(), None) == Interval(micros(moment), micros(moment))


@given(moments, zones)
def test_a_moment_is_in_its_day(moment: datetime, zone: str) -> None:
    """The day of a moment holds it, and begins and ends on that day."""
    local = moment.astimezone(ZoneInfo(zone))
    found = parse_day(local.date().isoformat(), zone)
    assert isinstance(found, Interval)
    assert found.lo <= micros(moment) <= found.hi
    assert to_datetime(found.lo, zone).date() == to_datetime(found.hi, zone).date() == local.date()
    assert to_datetime(found.lo - 1, zone).date() < local.date() or zone == "America/St_Johns"
    assert known_zone(zone).local_day(micros(moment)) == (local.date() - date(1970, 1, 1)).days
    assert 22 * HOUR < found.hi - found.lo < 2 * DAY


@given(
    st.text()
    | st.from_regex(r"[0-9TtZz:./ +-]{1,40}", fullmatch=True)
    | st.from_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?", fullmatch=True)
)
def test_nothing_raises(text: str) -> None:
    """Any text is a time, or a problem; any spelling that is offered for it is one that has the right form."""
    for outcome in (parse_time_or_day(text, LONDON), parse_day(text, LONDON), parse_time(text, None)):
        assert isinstance(outcome, Interval | TimeProblem)
    for spelling in right_spellings(text):
        problem = parse_time_or_day(spelling, LONDON)
        assert isinstance(problem, Interval) or problem.code not in {"time-format", "day-format", "time-is-day"}


def test_a_zone_must_be_known() -> None:
    """Zones are checked where they are read; an unknown one here is a bug."""
    with pytest.raises(ValueError, match="no such zone"):
        to_datetime(0, "Europe/Nowhere")
