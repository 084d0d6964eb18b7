"""Times and days as a log writes them, and back to local clocks.

A time is RFC 3339 with a little freedom: `2025-09-09T11:00:00+01:00`, where the seconds may be left out, a space may stand for the T, and a
time without an offset is local to a zone. A day is `2025-09-09`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from afterword.engine.times import problems
from afterword.engine.times.model import SECOND, Interval
from afterword.engine.times.problems import FIRST_YEAR, LAST_YEAR, TimeProblem
from afterword.engine.times.zones import EPOCH, known_zone, offset_of

__all__ = ["TimeProblem", "parse_date", "parse_day", "parse_time", "parse_time_or_day", "to_datetime", "written_zone"]

_TIME = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z|[+-]\d\d:\d\d)?", re.ASCII | re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EPOCH_DAY = EPOCH.toordinal()


def parse_time(text: str, zone: str | None) -> Interval | TimeProblem:
    """A moment, or both readings of a local time that the clock shows twice. ``zone``, a known one, is needed for local times."""
    found = _TIME.fullmatch(text.strip())
    if not found:
        return problems.not_a_time(text)
    written, offset = found.groups()
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        return problems.no_such_time(text, written)
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return problems.out_of_range(text)
    seconds = (local.toordinal() - _EPOCH_DAY) * 86_400 + local.hour * 3_600 + local.minute * 60 + local.second
    wall = seconds * SECOND + local.microsecond
    if offset:
        ahead = 0 if offset in "Zz" else offset_of(offset)
        return problems.no_such_offset(offset) if ahead is None else Interval(wall - ahead, wall - ahead)
    if zone is None:
        return problems.zone_needed(text)
    clock = known_zone(zone)
    return clock.readings(wall) or problems.time_skipped(text, zone, clock.jump(wall))


def parse_day(text: str, zone: str | None) -> Interval | TimeProblem:
    """A local day of a known ``zone``, from its first microsecond to its last."""
    day = parse_date(text)
    if isinstance(day, TimeProblem):
        return day
    if zone is None:
        return problems.zone_needed(text)
    return known_zone(zone).day(day.toordinal() - _EPOCH_DAY) or problems.day_skipped(text, zone)


def parse_time_or_day(text: str, zone: str | None) -> Interval | TimeProblem:
    """A time, or a whole local day."""
    return parse_day(text, zone) if _DAY.fullmatch(text.strip()) else parse_time(text, zone)


def parse_date(text: str) -> date | TimeProblem:
    """A day of the calendar, in no zone."""
    written = text.strip()
    if not _DAY.fullmatch(written):
        return problems.not_a_day(text)
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return problems.no_such_time(text, written)
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else problems.out_of_range(text)


def written_zone(text: str) -> str | None:
    """The zone of the offset that a time is written with: `+01:00`, or `UTC` for `Z`; ``None`` for a local time."""
    found = _TIME.fullmatch(text.strip())
    if not found or not found[2]:
        return None
    return found[2] if offset_of(found[2]) else "UTC"


def to_datetime(micros: int, zone: str) -> datetime:
    """The moment on the clock of a known ``zone``."""
    return (EPOCH + timedelta(microseconds=micros)).astimezone(known_zone(zone).tzinfo)
