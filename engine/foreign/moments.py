"""Times as other tools write them, to times as logs write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from afterword.engine.diagnostics import quote
from afterword.engine.times.instants import parse_day, parse_time
from afterword.engine.times.model import SECOND, TimeProblem
from afterword.engine.times.zones import EPOCH


class Moment(NamedTuple):
    """When an event happened: ``key`` is `at` or `day`, ``text`` what stands under it in a log."""

    key: str
    text: str


UNITS = {"seconds": SECOND, "milliseconds": SECOND // 1_000}
"""The words for times that are counted from 1970, with how many microseconds each counts."""

_ISO = re.compile(
    r"(\d{4})([-/.]?)(\d\d)\2(\d\d)(?:[T ] *(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,6})\d*)?)? *(?:(Z|UTC|GMT)|([+-]\d\d)(?::?(\d\d))?)?)?",
    re.ASCII | re.IGNORECASE,
)
_COUNTED = re.compile(r"-?\d{1,19}(?:\.\d+)?", re.ASCII)
_DIGITS = {10: SECOND, 13: SECOND // 1_000, 16: 1}
"""What a number of so many digits counts, if it counts from 1970: seconds, milliseconds, microseconds, all of this century."""
_NANOSECONDS = 19
_CLOCK = re.compile(r"%[-#]?[HIXcTRrs]")
_USUAL = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d\d)(?:,?( +)\d{1,2}:\d\d(:\d\d(\.\d+)?)?( ?[AaPp][Mm])?)?", re.ASCII)
_MONTHS = 12


def moment_reader(form: str | None, zone: str | None) -> Callable[[str], Moment | TimeProblem]:
    """Reads times as ``form`` says: one of `UNITS`, or in the signs of `strptime`; ``zone`` is that of times without an offset.

    Without a form, times are ISO 8601 or its usual kin (`2012-10-01 08:00:00.123`, `2012/10/01 08:00`, `20121001T080000Z`, an offset of
    hours alone), or numbers of 10, 13, 16 or 19 digits, which count seconds, milliseconds, microseconds or nanoseconds from 1970.
    """

    def read(text: str) -> Moment | TimeProblem:
        written = text.strip()
        found = _read_count(written, UNITS[form]) if form in UNITS else _read_form(written, form) if form else _read_usual(written)
        if found is None:
            return TimeProblem(
                "time-format", f"{quote(text)} is not a time" + (f" written as {quote(form)}" if form else ""), _hint(written)
            )
        checked = (parse_time if found.key == "at" else parse_day)(found.text, zone)
        return checked if isinstance(checked, TimeProblem) else found

    return read


def _read_usual(text: str) -> Moment | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return _read_digits(text)
    year, _, month, day, hour, minute, second, fraction, utc, ahead, rest = found.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return Moment("day", date)
    seconds = f":{second}.{fraction}" if fraction else f":{second}" if second else ""
    offset = "Z" if utc else f"{ahead}:{rest or '00'}" if ahead else ""
    return Moment("at", f"{date}T{hour}:{minute}{seconds}{offset}")


def _read_digits(text: str) -> Moment | None:
    """A count whose unit its size tells."""
    whole = text.partition(".")[0].removeprefix("-")
    if len(whole) == _NANOSECONDS and text == whole:
        return _at(int(text) // 1_000)
    unit = _DIGITS.get(len(whole))
    return _read_count(text, unit) if unit else None


def _read_count(text: str, unit: int) -> Moment | None:
    """A number of units since 1970."""
    if not _COUNTED.fullmatch(text):
        return None
    whole, _, fraction = text.partition(".")
    digits = len(str(unit)) - 1
    return _at(int(whole) * unit + (int(fraction[:digits].ljust(digits, "0")) if digits and fraction else 0))


def _at(micros: int) -> Moment | None:
    try:
        text = (EPOCH + timedelta(microseconds=micros)).isoformat().removesuffix("+00:00")
    except OverflowError:
        return None
    return Moment("at", (text.rstrip("0") if "." in text else text) + "Z")


def _read_form(text: str, form: str) -> Moment | None:
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 (the zone of the log comes later)
    except ValueError:
        return None
    return Moment("at", found.isoformat()) if _CLOCK.search(form) else Moment("day", found.date().isoformat())


def _hint(text: str) -> str:
    """How to say in which form a time is written."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return "say how times are written, as in `--time-format '%d.%m.%Y %H:%M'`"
    first, mark, second, year, space, seconds, fraction, half = found.groups()
    clock = ("%I" if half else "%H") + ":%M" + (":%S" if seconds else "") + (".%f" if fraction else "")
    clock = f"{space}{clock}{' ' if half and half[0] == ' ' else ''}{'%p' if half else ''}" if space else ""
    ends = f"{mark}%{'Y' if len(year) == len('2012') else 'y'}{clock}"
    readings = []
    if int(first) <= 31 and int(second) <= _MONTHS:  # noqa: PLR2004 (days of a month)
        readings.append(f"`--time-format '%d{mark}%m{ends}'` if the day comes first")
    if int(first) <= _MONTHS:
        readings.append(f"`--time-format '%m{mark}%d{ends}'` if the month comes first")
    return "write " + ", ".join(readings) if readings else _hint("")


def why_impossible(form: str) -> str | None:
    """Why no time is ever written in a form, or ``None`` where times may be."""
    if form in UNITS:
        return None
    try:
        datetime.strptime(EPOCH.strftime(form), form)  # noqa: DTZ007 (a trial)
    except (ValueError, re.error) as error:
        return str(error)
    return None if "%" in form else "it has no signs such as `%Y`"
