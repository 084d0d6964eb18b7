"""Guesses at what a date or time written in another way was meant to be, spelled right."""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})(?P<mark>[-/.])(\d{1,2})(?P=mark)(\d{1,2})|(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})(?P<mark>[-/.])(\d{1,2})(?P=mark)(\d{4}|\d\d)", re.ASCII)
_DAY_MONTH = re.compile(r"(?:[a-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?\.?[- ]([a-z]{3})[a-z]*\.?,?[- ](\d{4})", re.ASCII | re.IGNORECASE)
_MONTH_DAY = re.compile(r"(?:[a-z]+,? )?([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.](\d\d))?(?:[:.](\d\d(?:\.\d+)?))?\s*(am|pm)?\s*(?:(z|utc|gmt)|([+-])(\d\d):?(\d\d)?)?", re.ASCII | re.IGNORECASE
)


def right_spellings(text: str) -> tuple[str, ...]:
    """The days or times that ``text`` may mean, each as the log wants it: none, one, or two where day and month could be either."""
    written = " ".join(text.split())
    for form in (_YEAR_FIRST, _YEAR_LAST, _DAY_MONTH, _MONTH_DAY):
        found = form.match(written)
        if found:
            clock = _clock(written[found.end() :].lstrip("Tt, "))
            days = dict.fromkeys(day for day in _days(form, found) if _is_day(day))
            return () if clock is None else tuple(day + clock for day in days)
    return ()


def _days(form: re.Pattern[str], found: re.Match[str]) -> list[str]:
    """The readings of a date, as year-month-day."""
    if form is _YEAR_FIRST:
        year, month, day = found.group(1, 3, 4) if found[1] else found.group(5, 6, 7)
        return [_day(year, month, day)]
    if form is _YEAR_LAST:
        first, second, third = found.group(1, 3, 4)
        if found["mark"] == "-" and len(third) == len("25"):
            return [_day(first, second, third)]
        return [_day(third, first, second), _day(third, second, first)]
    day, name = found.group(1, 2) if form is _DAY_MONTH else found.group(2, 1)
    month = _MONTHS.index(name.lower()) + 1 if name.lower() in _MONTHS else 0
    return [_day(found[3], str(month), day)]


def _day(year: str, month: str, day: str) -> str:
    return f"{year if len(year) > len('25') else '20' + year}-{int(month):02}-{int(day):02}"


def _is_day(day: str) -> bool:
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return False
    return True


def _clock(text: str) -> str | None:
    """`T11:00+01:00` for any usual way to write it; empty where there is no clock, ``None`` where it cannot be read."""
    if not text:
        return ""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second, half, utc, sign, offset_hour, offset_minute = found.groups()
    if not (minute or half):
        return None
    number = int(hour) % 12 + (12 if half.lower() == "pm" else 0) if half else int(hour)
    offset = "Z" if utc else f"{sign}{offset_hour}:{offset_minute or '00'}" if sign else ""
    return f"T{number:02}:{minute or '00'}{f':{second}' if second else ''}{offset}"
