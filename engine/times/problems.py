"""Why a text is no time, and what to write instead."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from afterword.engine.diagnostics import quote
from afterword.engine.times.spelling import right_spellings
from afterword.engine.times.zones import EPOCH, Jump, zone_hint

FIRST_YEAR, LAST_YEAR = 1970, 2200

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_NUMBERS = re.compile(r"\d+", re.ASCII)
_LONG_FRACTION = re.compile(r"(.+:\d\d\.\d{6})\d+(.*)", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]24:00(?::00(?:\.0+)?)?", re.ASCII | re.IGNORECASE)
_LEAP_SECOND = re.compile(r"(.+:\d\d):60(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class TimeProblem:
    """A text that is no time or no day. ``code`` is that of a diagnostic."""

    code: str
    message: str
    hint: str | None = None


def not_a_time(text: str) -> TimeProblem:
    """A text in no form of a time that is known."""
    written = text.strip()
    if _DAY.fullmatch(written):
        return TimeProblem("time-is-day", f"{quote(text)} is a day without a time", f"add the time of day, as in `{written}T11:00`")
    fraction = _LONG_FRACTION.fullmatch(written)
    if fraction:
        return TimeProblem("time-format", f"{quote(text)} is more exact than a microsecond", f"write `{fraction[1]}{fraction[2]}`")
    meant = right_spellings(written)
    if meant and "T" in meant[0]:
        return TimeProblem("time-format", f"{quote(text)} is not a time", f"write {_either(meant)}")
    example = "times are written as in `2025-09-09T11:00` or `2025-09-09T11:00:00+01:00`"
    hint = f"write {_either(meant)} with the time of day, as in `{meant[0]}T11:00`" if meant else example
    return TimeProblem("time-format", f"{quote(text)} is not a time", hint)


def not_a_day(text: str) -> TimeProblem:
    """A text in no form of a day that is known."""
    meant = tuple(dict.fromkeys(one.partition("T")[0] for one in right_spellings(text.strip())))
    hint = f"write {_either(meant)}" if meant else "days are written as in `2025-09-09`: year, month, day"
    return TimeProblem("day-format", f"{quote(text)} is not a day", hint)


def no_such_time(text: str, local: str) -> TimeProblem:
    """A day, or a time, with a part out of its range; ``local`` is ``text`` without its offset."""
    midnight, leap_second = _MIDNIGHT.fullmatch(local), _LEAP_SECOND.fullmatch(local)
    year, month, day, hour, minute = (int(part) for part in (*_NUMBERS.findall(local), "0", "0")[:5])
    hint = None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return out_of_range(text)
    if not 1 <= month <= 12:  # noqa: PLR2004
        fault, hint = "months run from 01 to 12", "write year, month, day"
    elif not 1 <= day <= monthrange(year, month)[1]:
        fault = f"that month has {monthrange(year, month)[1]} days"
    elif midnight:
        following = date(year, month, day) + timedelta(days=1)
        fault, hint = (
            "hours run from 00 to 23",
            f"the end of a day is the start of the next one: `{following}T00:00{text.strip()[len(local) :]}`",
        )
    elif hour > 23:  # noqa: PLR2004
        fault = "hours run from 00 to 23"
    elif minute > 59:  # noqa: PLR2004
        fault = "minutes run from 00 to 59"
    else:
        fault = "seconds run from 00 to 59"
        hint = f"leap seconds are not counted here; write `{leap_second[1]}:59{text.strip()[len(local) :]}`" if leap_second else None
    return TimeProblem("no-such-time", f"{quote(text)} does not exist: {fault}", hint)


def no_such_offset(offset: str) -> TimeProblem:
    """An offset that no place has."""
    return TimeProblem("no-such-time", f"no clock is `{offset}` away from UTC", "offsets run from `-14:00` to `+14:00`")


def out_of_range(text: str) -> TimeProblem:
    """A year that is surely a slip of the pen."""
    return TimeProblem("time-out-of-range", f"{quote(text)} is too far away: years run from {FIRST_YEAR} to {LAST_YEAR}", "check the year")


def time_skipped(text: str, zone: str, jump: Jump) -> TimeProblem:
    """A local time that no clock in ``zone`` has shown."""
    before, after, last = (_local(wall) for wall in (jump.before, jump.after, jump.before - 1))
    return TimeProblem(
        "time-skipped",
        f"{quote(text)} never came in {zone}: at {before:%H:%M} the clocks went forward to {after:%H:%M}",
        f"the times next to it are `{last:%Y-%m-%dT%H:%M}` and `{after:%Y-%m-%dT%H:%M}`",
    )


def day_skipped(text: str, zone: str) -> TimeProblem:
    """A day that a zone jumped over when it changed sides of the date line."""
    return TimeProblem(
        "time-skipped", f"there was no {quote(text)} in {zone}: the calendar jumped over it", "use the day before or after it"
    )


def zone_needed(text: str) -> TimeProblem:
    """A local time or day of which nobody knows where."""
    return TimeProblem("zone-needed", f"{quote(text)} is local, and no time zone says where", "name the zone, as in `Europe/London`")


def unknown_zone(name: str, *, explain: bool = True) -> TimeProblem:
    """A zone that does not exist; to ``explain`` it takes a search through the names of all zones."""
    return TimeProblem("unknown-zone", f"there is no time zone {quote(name)}", zone_hint(name) if explain else None)


def _either(spellings: tuple[str, ...]) -> str:
    return " or ".join(f"`{one}`" for one in spellings)


def _local(wall: int) -> datetime:
    return EPOCH + timedelta(microseconds=wall)
