"""Why a text is no time, and what to write instead. Loaded when there is such a text."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from zoneinfo import available_timezones

from afterword.engine.diagnostics import quote
from afterword.engine.times.instants import DAY, FIRST_YEAR, LAST_YEAR, TIME
from afterword.engine.times.model import TimeProblem
from afterword.engine.times.spelling import right_spellings
from afterword.engine.times.zones import EPOCH, Jump, find_zone, known_zone

_MONTHS, _HOURS, _SIXTY = 12, 24, 60
_NUMBERS = re.compile(r"\d+", re.ASCII)
_LONG_FRACTION = re.compile(r"(.+:\d\d\.\d{6})\d+(.*)", re.ASCII)
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]24:00(?::00(?:\.0+)?)?", re.ASCII | re.IGNORECASE)
_LEAP_SECOND = re.compile(r"(.+:\d\d):60(?:\.\d+)?", re.ASCII)
_LOOSE_OFFSET = re.compile(r"(?:UTC|GMT)?_?([+-])(\d{1,2})(?::?(\d\d))?", re.ASCII | re.IGNORECASE)
_ABBREVIATIONS = {
    "AEDT": "Australia/Sydney",
    "AEST": "Australia/Sydney",
    "BST": "Europe/London",
    "CDT": "America/Chicago",
    "CEST": "Europe/Berlin",
    "CST": "America/Chicago",
    "EDT": "America/New_York",
    "IST": "Asia/Kolkata",
    "JST": "Asia/Tokyo",
    "MDT": "America/Denver",
    "PDT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
}


def explain_time(text: str, zone: str | None) -> TimeProblem:
    """Why ``text`` is no time in a known ``zone``."""
    found = TIME.fullmatch(text.strip())
    if not found:
        return _not_a_time(text)
    local, offset = found.groups()
    problem = _out_of_bounds(text, local)
    if problem:
        return problem
    if offset:
        return TimeProblem("no-such-time", f"no clock is `{offset}` away from UTC", "offsets run from `-14:00` to `+14:00`")
    if zone is None:
        return _zone_needed(text)
    wall = (datetime.fromisoformat(local).replace(tzinfo=EPOCH.tzinfo) - EPOCH) // timedelta(microseconds=1)
    return _time_skipped(text, zone, known_zone(zone).jump(wall))


def explain_day(text: str, zone: str | None) -> TimeProblem:
    """Why ``text`` is no day of a known ``zone``."""
    if not DAY.fullmatch(text.strip()):
        meant = tuple(dict.fromkeys(one.partition("T")[0] for one in right_spellings(text.strip())))
        hint = f"write {_either(meant)}" if meant else "days are written as in `2025-09-09`: year, month, day"
        return TimeProblem("day-format", f"{quote(text)} is not a day", hint)
    problem = _out_of_bounds(text, text.strip())
    if problem:
        return problem
    if zone is None:
        return _zone_needed(text)
    message = f"there was no {quote(text)} in {zone}: the calendar jumped over it"
    return TimeProblem("time-skipped", message, "use the day before or the day after")


def unknown_zone(name: str, *, explain: bool = True) -> TimeProblem:
    """A zone that does not exist; to ``explain`` it takes a search through the names of all zones."""
    return TimeProblem("unknown-zone", f"there is no time zone {quote(name)}", zone_hint(name) if explain else None)


def zone_hint(name: str) -> str:
    """What a person may have meant by a zone that is not known."""
    wanted = re.sub(r"\s+", "_", name.strip())
    offset = _LOOSE_OFFSET.fullmatch(wanted)
    meant = f"{offset[1]}{int(offset[2]):02}:{offset[3] or '00'}" if offset else _ABBREVIATIONS.get(wanted.upper())
    if meant is None and wanted:
        known = {zone.lower(): zone for zone in sorted(available_timezones())}
        cities = {zone.rpartition("/")[2]: zone for zone in known}
        near = get_close_matches(wanted.lower(), [*known, *cities], n=1, cutoff=0.75)
        meant = known[cities.get(near[0], near[0])] if near else None
    if meant and find_zone(meant):
        return f"did you mean `{meant}`?"
    return "zones are named after cities, as in `Europe/London` or `America/New_York`; `UTC` and `+01:00` work too"


def _not_a_time(text: str) -> TimeProblem:
    """A text in no form of a time that is known."""
    written = text.strip()
    if DAY.fullmatch(written):
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


def _out_of_bounds(text: str, local: str) -> TimeProblem | None:
    """What number of a day or time is out of its range; ``local`` is ``text`` without its offset."""
    year, month, day, hour, minute, second = (int(part) for part in (*_NUMBERS.findall(local), "0", "0", "0")[:6])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"{quote(text)} is too far away: years run from {FIRST_YEAR} to {LAST_YEAR}"
        return TimeProblem("time-out-of-range", message, "check the year")
    rest = text.strip()[len(local) :]
    midnight, leap_second = _MIDNIGHT.fullmatch(local), _LEAP_SECOND.fullmatch(local)
    hint = None
    if not 1 <= month <= _MONTHS:
        fault, hint = "months run from 01 to 12", "write year, month, day"
    elif not 1 <= day <= monthrange(year, month)[1]:
        fault, hint = f"that month has {monthrange(year, month)[1]} days", "check the day and the month"
    elif hour >= _HOURS:
        fault, hint = "hours run from 00 to 23", "check the hours"
        if midnight:
            hint = f"the end of a day is the start of the next one: `{date(year, month, day) + timedelta(days=1)}T00:00{rest}`"
    elif minute >= _SIXTY:
        fault, hint = "minutes run from 00 to 59", "check the minutes"
    elif second >= _SIXTY:
        fault, hint = "seconds run from 00 to 59", "check the seconds"
        if leap_second:
            hint = f"leap seconds are not counted here; write `{leap_second[1]}:59{rest}`"
    else:
        return None
    return TimeProblem("no-such-time", f"{quote(text)} does not exist: {fault}", hint)


def _time_skipped(text: str, zone: str, jump: Jump) -> TimeProblem:
    """A local time that no clock in ``zone`` has shown."""
    before, after, last = (EPOCH + timedelta(microseconds=wall) for wall in (jump.before, jump.after, jump.before - 1))
    return TimeProblem(
        "time-skipped",
        f"{quote(text)} never came in {zone}: at {before:%H:%M} the clocks went forward to {after:%H:%M}",
        f"the times next to it are `{last:%Y-%m-%dT%H:%M}` and `{after:%Y-%m-%dT%H:%M}`",
    )


def _zone_needed(text: str) -> TimeProblem:
    """A local time or day of which nobody knows where."""
    return TimeProblem("zone-needed", f"{quote(text)} is local, and no time zone says where", "name the zone, as in `Europe/London`")


def _either(spellings: tuple[str, ...]) -> str:
    return " or ".join(f"`{one}`" for one in spellings)
