"""How times, lists and single values read in a sentence. English words, whatever the locale of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_END = time(23, 59, 59, 999999)


def phrase_day(moment: datetime, year: int | None = None) -> str:
    """`Tue 9 Sep`, with the year where it is not ``year``."""
    day = f"{_DAYS[moment.weekday()]} {moment.day} {_MONTHS[moment.month - 1]}"
    return day if moment.year == year else f"{day} {moment.year}"


def phrase_time(moment: datetime) -> str:
    """`14:30`; the last microsecond of a day is `the end of the day`."""
    return "the end of the day" if ends_day(moment) else f"{moment.hour:02}:{moment.minute:02}"


def phrase_moment(moment: datetime, year: int | None = None) -> str:
    """`Tue 9 Sep 14:30`; the last microsecond of a day is that day."""
    day = phrase_day(moment, year)
    return day if ends_day(moment) else f"{day} {phrase_time(moment)}"


def ends_day(moment: datetime) -> bool:
    """Whether it is the last microsecond of its day."""
    return moment.time() == _DAY_END


def starts_day(moment: datetime) -> bool:
    """Whether it is the first moment of its day."""
    return moment.time() == time.min


def phrase_list(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def phrase_name(name: str) -> str:
    """A name of a field, or a choice, in words."""
    return name.replace("_", " ")


def phrase_truth(truth: bool) -> str:  # noqa: FBT001 - the value itself, not a switch
    """`yes` or `no`."""
    return "yes" if truth else "no"


def tidy(text: str) -> str:
    """A text without breaks of lines and double spaces."""
    return " ".join(text.split())
