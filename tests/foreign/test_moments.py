"""Times as other tools write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.foreign.moments import Moment, moment_reader, why_impossible
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import Interval, TimeProblem


@pytest.mark.parametrize(
    ("written", "key", "text"),
    [
        ("2012-10-01T08:00:00.123+02:00", "at", "2012-10-01T08:00:00.123+02:00"),
        ("2012-10-01 08:00:00.123456789+0200", "at", "2012-10-01T08:00:00.123456+02:00"),
        (" 2012/10/01 08:00+02 ", "at", "2012-10-01T08:00+02:00"),
        ("2012.10.01 08:00:00,5 UTC", "at", "2012-10-01T08:00:00.5Z"),
        ("20121001T080000Z", "at", "2012-10-01T08:00:00Z"),
        ("1317422324", "at", "2011-09-30T22:38:44Z"),
        ("1317422324.5", "at", "2011-09-30T22:38:44.5Z"),
        ("1317422324546", "at", "2011-09-30T22:38:44.546Z"),
        ("1317422324546123", "at", "2011-09-30T22:38:44.546123Z"),
        ("1317422324546123456", "at", "2011-09-30T22:38:44.546123Z"),
        ("2012-10-01 08:00", "at", "2012-10-01T08:00"),
        ("2012-10-01", "day", "2012-10-01"),
        ("20121001", "day", "2012-10-01"),
    ],
)
def test_usual_forms(written: str, key: str, text: str) -> None:
    """Nobody has to name a form that can be read in one way only."""
    assert moment_reader(None, "Europe/London")(written) == Moment(key, text)


@pytest.mark.parametrize(
    ("form", "written", "moment"),
    [
        ("seconds", "60", Moment("at", "1970-01-01T00:01:00Z")),
        ("seconds", "60.25", Moment("at", "1970-01-01T00:01:00.25Z")),
        ("milliseconds", "1500", Moment("at", "1970-01-01T00:00:01.5Z")),
        ("%d.%m.%Y %H:%M", "1.10.2012 08:30", Moment("at", "2012-10-01T08:30:00")),
        ("%m/%d/%y %I:%M %p", "10/01/12 3:30 pm", Moment("at", "2012-10-01T15:30:00")),
        ("%d.%m.%Y %H:%M%z", "1.10.2012 08:30+0200", Moment("at", "2012-10-01T08:30:00+02:00")),
        ("%d.%m.%Y", "1.10.2012", Moment("day", "2012-10-01")),
    ],
)
def test_named_forms(form: str, written: str, moment: Moment) -> None:
    """Any other form is named."""
    assert moment_reader(form, "Europe/London")(written) == moment


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("soon", "time-format", "say how times are written, as in `--time-format '%d.%m.%Y %H:%M'`"),
        ("", "time-format", "say how times are written"),
        ("99/99/2012", "time-format", "say how times are written"),
        ("13/9/2025", "time-format", "write `--time-format '%d/%m/%Y'` if the day comes first"),
        ("9/13/25 8:30:59.5", "time-format", "write `--time-format '%m/%d/%y %H:%M:%S.%f'` if the month comes first"),
        ("1.2.2025 8:30PM", "time-format", "`--time-format '%m.%d.%Y %I:%M%p'` if the month comes first"),
        ("2025-02-29T11:00Z", "no-such-time", ""),
        ("2024-03-31T01:30", "time-skipped", ""),
        ("2025-13-01", "no-such-time", ""),
        ("1899-01-01T00:00Z", "time-out-of-range", ""),
        ("99999999999999999999", "time-format", ""),
    ],
)
def test_what_is_no_time(written: str, code: str, hint: str) -> None:
    """What can be read in two ways, or in none, says how to name the form; what no clock shows is told."""
    found = moment_reader(None, "Europe/London")(written)
    assert isinstance(found, TimeProblem)
    assert found.code == code
    assert hint in (found.hint or "")


def test_counts_out_of_range() -> None:
    """A number too large for any calendar is no time."""
    found = moment_reader("seconds", None)("9" * 19)
    assert isinstance(found, TimeProblem)
    assert found.message == "`9999999999999999999` is not a time written as `seconds`"
    assert isinstance(moment_reader("seconds", None)("-5"), TimeProblem)
    assert isinstance(moment_reader("seconds", None)("noon"), TimeProblem)
    assert isinstance(moment_reader("%d.%m.%Y", None)("noon"), TimeProblem)


@pytest.mark.parametrize("form", ["seconds", "milliseconds", "%Y-%m-%d", "%d.%m.%Y %H:%M:%S.%f%z"])
def test_possible_forms(form: str) -> None:
    """Forms that some time is written in."""
    assert why_impossible(form) is None


@pytest.mark.parametrize("form", ["%Q", "%", "hours", "%Y %Y"])
def test_impossible_forms(form: str) -> None:
    """Forms that no time is ever written in are refused before a file is read."""
    assert why_impossible(form)


@given(st.integers(10**9, 7 * 10**9 - 1), st.sampled_from([(1, 1_000_000), (1_000, 1_000), (1_000_000, 1)]))
def test_numbers_tell_their_unit(seconds: int, unit: tuple[int, int]) -> None:
    """Seconds, milliseconds and microseconds of this century and the next are told apart by their size."""
    factor, rest = unit
    count = seconds * factor + factor // 2
    found = moment_reader(None, None)(str(count))
    assert isinstance(found, Moment)
    moment = parse_time(found.text, None)
    assert moment == Interval(count * rest, count * rest)
