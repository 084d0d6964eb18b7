"""Times and days as a log writes them, and back to local clocks.

A time is RFC 3339 with a little freedom: `2025-09-09T11:00:00+01:00`, where the seconds may be left out, a space may stand for the T, and a
time without an offset is local to a zone. A day is `2025-09-09`. What is wrong with any other text, `problems` says, and is loaded for it.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from afterword.engine.times.model import SECOND, Interval, TimeProblem
from afterword.engine.times.zones import EPOCH, known_zone, offset_of

TIME = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1970, 2200

_EPOCH_DAY = EPOCH.toordinal()


def parse_time(text: str, zone: str | None) -> Interval | TimeProblem:
    """A moment, or both readings of a local time that the clock shows twice. ``zone``, a known one, is needed for local times."""
    found = TIME.fullmatch(text.strip())
    wall = _read_wall(found[1]) if found else None
    if found and wall is not None:
        if found[2]:
            ahead = 0 if found[2] in "Zz" else offset_of(found[2])
            readings = None if ahead is None else Interval(wall - ahead, wall - ahead)
        else:
            readings = known_zone(zone).readings(wall) if zone else None
        if readings:
            return readings
    from afterword.engine.times.problems import explain_time

    return explain_time(text, zone)


def parse_day(text: str, zone: str | None) -> Interval | TimeProblem:
    """A local day of a known ``zone``, from its first microsecond to its last."""
    day = parse_date(text)
    if isinstance(day, TimeProblem):
        return day
    bounds = known_zone(zone).day(day.toordinal() - _EPOCH_DAY) if zone else None
    if bounds:
        return bounds
    from afterword.engine.times.problems import explain_day

    return explain_day(text, zone)


def parse_time_or_day(text: str, zone: str | None) -> Interval | TimeProblem:
    """A time, or a whole local day."""
    return parse_day(text, zone) if DAY.fullmatch(text.strip()) else parse_time(text, zone)


def parse_date(text: str) -> date | TimeProblem:
    """A day of the calendar, in no zone."""
    if DAY.fullmatch(text.strip()):
        try:
            day = date.fromisoformat(text.strip())
        except ValueError:
            pass
        else:
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return day
    from afterword.engine.times.problems import explain_day

    return explain_day(text, None)


def written_zone(text: str) -> str | None:
    """The zone of the offset that a time is written with: `+01:00`, or `UTC` for `Z`; ``None`` for a local time."""
    found = TIME.fullmatch(text.strip())
    if not found or not found[2]:
        return None
    return found[2] if offset_of(found[2]) else "UTC"


@lru_cache(maxsize=4096)  # a report asks for the same moments many times
def to_datetime(micros: int, zone: str) -> datetime:
    """The moment on the clock of a known ``zone``."""
    return (EPOCH + timedelta(microseconds=micros)).astimezone(known_zone(zone).tzinfo)


def _read_wall(written: str) -> int | None:
    """What the local clock shows (see `zones`), if any clock can show it and the year is one of ours."""
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return None
    seconds = (local.toordinal() - _EPOCH_DAY) * 86_400 + local.hour * 3_600 + local.minute * 60 + local.second
    return seconds * SECOND + local.microsecond
