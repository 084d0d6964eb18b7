"""Durations, read and told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.times.durations import describe_length, duration_hint, parse_duration
from afterword.engine.times.model import HOUR, MINUTE, SECOND, Duration
from afterword.engine.times.zones import DAY


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90 seconds", Duration(elapsed=90 * SECOND, text="90 seconds")),
        ("1 second", Duration(elapsed=SECOND, text="1 second")),
        ("15 minutes", Duration(elapsed=15 * MINUTE, text="15 minutes")),
        ("24 hours", Duration(elapsed=24 * HOUR, text="24 hours")),
        ("1 day", Duration(days=1, text="1 day")),
        ("2 weeks", Duration(days=14, text="2 weeks")),
        ("2 business days", Duration(business_days=2, text="2 business days")),
        ("1 business  day", Duration(business_days=1, text="1 business day")),
        ("5s", Duration(elapsed=5 * SECOND, text="5s")),
        ("5m", Duration(elapsed=5 * MINUTE, text="5m")),
        (" 24h ", Duration(elapsed=24 * HOUR, text="24h")),
        ("3 d", Duration(days=3, text="3 d")),
        ("2W", Duration(days=14, text="2W")),
        ("2bd", Duration(business_days=2, text="2bd")),
        ("0 hours", Duration(text="0 hours")),
        ("36525 days", Duration(days=36525, text="36525 days")),
    ],
)
def test_durations_that_are_read(text: str, duration: Duration) -> None:
    """A whole number and a unit, long or short."""
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("-1 day", "minus sign"),
        ("24", "`24 hours`"),
        ("1.5 hours", "`90 minutes`"),
        ("1,5h", "`90 minutes`"),
        ("2 months", "`4 weeks`"),
        ("2025-05-04", "say how long"),
        ("1 year", "`4 weeks`"),
        ("1 day 2 hours", "a whole number and a unit"),
        ("soon", "a whole number and a unit"),
        ("", "a whole number and a unit"),
        ("2 days business", "did you mean `2 business days`?"),
        ("36526 days", "a century"),
        ("99999999999999999999 hours", "a whole number and a unit"),
        ("3 dayss", "did you mean `3 days`?"),
        ("7 adys", "did you mean `7 days`?"),
        ("1 huor", "did you mean `1 hour`?"),
        ("2 busines days", "did you mean `2 business days`?"),
        ("٣ days", "a whole number and a unit"),
    ],
)
def test_durations_that_are_refused(text: str, hint: str) -> None:
    """Anything else is none, with a hint."""
    assert parse_duration(text) is None
    assert hint in duration_hint(text)


@given(st.text())
def test_nothing_raises(text: str) -> None:
    """Any text is a duration or none."""
    duration = parse_duration(text)
    assert duration is None or duration.text
    assert duration_hint(text)


@pytest.mark.parametrize(
    ("length", "told"),
    [
        (0, "0 s"),
        (59 * SECOND + 999_999, "59 s"),
        (MINUTE, "1 min"),
        (10 * MINUTE + 59 * SECOND, "10 min"),
        (HOUR, "1 h"),
        (26 * HOUR + 10 * MINUTE, "26 h 10 min"),
        (2 * DAY, "2 days"),
        (3 * DAY + 4 * HOUR + 5 * MINUTE, "3 days 4 h"),
        (-HOUR, "1 h"),
    ],
)
def test_lengths(length: int, told: str) -> None:
    """A length is told in at most two units."""
    assert describe_length(length) == told
