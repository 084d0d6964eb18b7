"""Times and days as most logs write them, read at a glance: a day and a time of day that were met before are not read again.

What comes out is what `engine.times.instants` makes of the text; it is asked for each part once.
"""

from __future__ import annotations

from functools import lru_cache

from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.instants import TIME, parse_date, parse_day, parse_time, written_zone
from afterword.engine.times.model import Interval, TimeProblem
from afterword.engine.times.zones import known_zone

_MOST = 200_000  # texts that are remembered
_DATE = len("2025-09-09")

_new = tuple.__new__  # half the time of a call of the type
_days: dict[str, int] = {}
_clocks: dict[str, tuple[int, str | None]] = {}


def quick_time(text: str, zone: str | None) -> tuple[Interval, str | None]:
    """The moment, or both of a time that comes twice; and the zone of the offset it is written with, if it is.

    Raises:
        Doubt: It is no time, or none in that zone.
    """
    try:
        clock, written = _clocks[text[_DATE:]]
        moment = _days[text[:_DATE]] + clock
    except KeyError:
        return _learn(text, zone)
    if written is not None:
        return _new(Interval, (moment, moment)), written
    readings = known_zone(zone).readings(moment) if zone else None
    if readings is None:
        raise Doubt
    return readings, None


def _learn(text: str, zone: str | None) -> tuple[Interval, str | None]:
    """Read a time whole, and remember its two parts."""
    time = parse_time(text, zone)
    if isinstance(time, TimeProblem):
        raise Doubt
    written = written_zone(text)
    day = parse_date(text[:_DATE])
    if TIME.fullmatch(text) and not isinstance(day, TimeProblem) and len(_clocks) < _MOST and len(_days) < _MOST:
        midnight = parse_day(text[:_DATE], "UTC")
        wall = parse_time(text if written else f"{text}Z", None)
        if isinstance(midnight, Interval) and isinstance(wall, Interval):
            _days[text[:_DATE]] = midnight.lo
            _clocks[text[_DATE:]] = (wall.lo - midnight.lo, written)
    return time, written


@lru_cache(maxsize=65_536)
def quick_day(text: str, zone: str | None) -> Interval:
    """A whole day.

    Raises:
        Doubt: It is no day, or none in that zone.
    """
    day = parse_day(text, zone)
    if isinstance(day, TimeProblem):
        raise Doubt
    return day


def quick_time_or_day(text: str, zone: str | None) -> Interval:
    """A time, or a whole day.

    Raises:
        Doubt: It is neither.
    """
    return quick_day(text, zone) if len(text) == _DATE else quick_time(text, zone)[0]
