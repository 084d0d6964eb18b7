"""Lengths of time: `24 hours`, `1 day`, `2 business days`, and how a length reads."""

from __future__ import annotations

import re
from datetime import timedelta

from afterword.engine.diagnostics import nearest
from afterword.engine.times.model import HOUR, MINUTE, SECOND, Duration
from afterword.engine.times.zones import DAY

_FORM = re.compile(r"(\d{1,9})\s*([a-z]+(?: [a-z]+)?)", re.ASCII)
_UNITS = {
    name: unit
    for names, unit in (
        (("s", "second", "seconds"), Duration(elapsed=SECOND)),
        (("m", "minute", "minutes"), Duration(elapsed=MINUTE)),
        (("h", "hour", "hours"), Duration(elapsed=HOUR)),
        (("d", "day", "days"), Duration(days=1)),
        (("w", "week", "weeks"), Duration(days=7)),
        (("bd", "business day", "business days"), Duration(business_days=1)),
    )
    for name in names
}
_MOST_DAYS = 36_525  # a century


def parse_duration(text: str) -> Duration | None:
    """A whole number and a unit: seconds, minutes and hours that pass, calendar days and weeks, or business days; up to a century.

    Units are written out (singular or plural) or as `s m h d w bd`. Zero is a duration; negative, fractional and unit-less ones are none.
    """
    written = " ".join(text.split())
    found = _FORM.fullmatch(written.lower())
    unit = _UNITS.get(found[2]) if found else None
    if not found or not unit:
        return None
    number = int(found[1])
    duration = Duration(number * unit.elapsed, number * unit.days, number * unit.business_days, written)
    too_long = max(duration.elapsed // DAY, duration.days, duration.business_days) > _MOST_DAYS
    return None if too_long else duration


def duration_hint(text: str) -> str:
    """How to write what may have been meant by a text that is no duration."""
    written = " ".join(text.split()).lower()
    if written.startswith("-"):
        return "leave out the minus sign: no time is shorter than none"
    if written.isdecimal():
        return f"say of what: `{written} hours`, `{written} days` or `{written} business days`"
    if re.fullmatch(r"\d*[.,]\d+\s*[a-z ]+", written):
        return "use a whole number of a smaller unit, as in `90 minutes`"
    if re.match(r"\d{4}-\d\d-\d\d", written):
        return "a rule holds for every log, so it knows no dates: say how long, as in `2 days`"
    if re.fullmatch(r"\d+\s*(months?|years?|mon?|y)", written):
        return "months and years differ in length; count in days or weeks, as in `4 weeks`"
    return _hint_unit(written) or (
        "write a whole number and a unit, as in `90 seconds`, `15 minutes`, `24 hours`, `1 day`, `2 weeks` or `2 business days`"
    )


def _hint_unit(written: str) -> str | None:
    """What was meant by `2 huors`; or that no length is longer than a century."""
    found = _FORM.fullmatch(written)
    if not found:
        return None
    number, unit = found.groups()
    if unit in _UNITS:
        return f"nothing takes longer than a century, which has {_MOST_DAYS} days"
    near = nearest(unit, [name for name in _UNITS if len(name) > len("bd") and name.endswith("s") is (number != "1")])
    return f"did you mean `{number} {near}`?" if near else None


def describe_length(micros: int) -> str:
    """A length of elapsed time in at most two units, rounded down: `45 s`, `10 min`, `26 h 10 min`, `3 days 4 h`. Its sign is left out."""
    length = abs(micros)
    if length < MINUTE:
        return f"{length // SECOND} s"
    if length < HOUR:
        return f"{length // MINUTE} min"
    if length < 2 * DAY:
        return _two(length // HOUR, "h", length % HOUR // MINUTE, "min")
    return _two(length // DAY, "days", length % DAY // HOUR, "h")


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    return f"{large} {large_unit} {small} {small_unit}" if small else f"{large} {large_unit}"


def iso_duration(length: timedelta) -> str:
    """A length of time that is not negative, as ISO 8601 writes it: `PT1M`, `P1DT2H`, `PT0S`."""
    hours, rest = divmod(length.seconds, 3_600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{length.microseconds:06}".rstrip("0") if length.microseconds else ""
    days = f"{length.days}D" if length.days else ""
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{seconds}{fraction}S" if seconds or fraction else "")
    return f"P{days}T{clock}" if clock else f"P{days or 'T0S'}"
