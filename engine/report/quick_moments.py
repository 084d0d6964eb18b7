"""Moments and lengths of time as findings tell them, put together from texts that are made once: `phrasing` without datetimes."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TypeAlias

from afterword.engine.report.phrasing import phrase_day
from afterword.engine.report.quick_texts import Memo
from afterword.engine.times.durations import describe_length, iso_duration
from afterword.engine.times.model import HOUR, MINUTE
from afterword.engine.times.zones import DAY, EPOCH, known_zone

Told: TypeAlias = tuple[str, str, int, str, int]
"""A moment on a local clock: ISO 8601 in quotes, its day in words without the year, the year, `14:30`, and microseconds since midnight."""

_MOST_MOMENTS = 1024  # kept of a zone
_MOST_ZONES = 64
_MOST_DAYS = 32_768
_LAST = DAY - 1


class _Days(dict[int, tuple[str, str, int]]):
    """Days, counted from 1970-01-01: in ISO 8601, in words without the year, and the year."""

    def __missing__(self, number: int) -> tuple[str, str, int]:
        day = EPOCH + timedelta(days=number)
        if len(self) >= _MOST_DAYS:
            self.clear()
        told = self[number] = (day.date().isoformat(), phrase_day(day, day.year), day.year)
        return told


DAYS = _Days()
_CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60))
_SECONDS: Memo[int] = Memo(lambda micros: (EPOCH + timedelta(microseconds=micros)).time().isoformat()[len("00:00:") :])
OFFSETS: Memo[int] = Memo(lambda micros: _written_offset(timedelta(microseconds=micros)))


def _written_offset(ahead: timedelta) -> str:
    return datetime(1970, 1, 1, tzinfo=timezone(ahead)).isoformat()[len("1970-01-01T00:00:00") :]


class Moments(dict[int, Told]):
    """Moments (microseconds, UTC) on the clock of a zone; looking one up makes it."""

    __slots__ = ("_offset",)

    def __init__(self, zone: str) -> None:
        """``zone`` is a known one."""
        super().__init__()
        self._offset = known_zone(zone).offset

    def __missing__(self, moment: int) -> Told:
        """Read the clock."""
        offset = self._offset(moment)
        number, rest = divmod(moment + offset, DAY)
        minute, under = divmod(rest, MINUTE)
        date, day, year = DAYS[number]
        clock = _CLOCKS[minute]
        if len(self) >= _MOST_MOMENTS:
            self.clear()
        told = self[moment] = (f'"{date}T{clock}:{_SECONDS[under]}{OFFSETS[offset]}"', day, year, clock, rest)
        return told


class Zones(dict[str, Moments]):
    """The moments of each zone."""

    def __missing__(self, zone: str) -> Moments:
        """Begin with none."""
        if len(self) >= _MOST_ZONES:
            self.clear()
        moments = self[zone] = Moments(zone)
        return moments


def ends_day(told: Told) -> bool:
    """Whether it is the last microsecond of its day."""
    return told[4] == _LAST


def say_day(told: Told, year: int) -> str:
    """As `phrase_day`."""
    return told[1] if told[2] == year else f"{told[1]} {told[2]}"


def say_time(told: Told, _year: int) -> str:
    """As `phrase_time`."""
    return "the end of the day" if told[4] == _LAST else told[3]


def say_moment(told: Told, year: int) -> str:
    """As `phrase_moment`."""
    day = told[1] if told[2] == year else f"{told[1]} {told[2]}"
    return day if told[4] == _LAST else f"{day} {told[3]}"


def say_opening(told: Told, year: int) -> str:
    """The same of a window that opens: with a day, it opens on that day."""
    return say_moment(told, year) if told[4] else say_day(told, year)


STYLES = {"day": say_day, "time": say_time}
"""How a moment is said by the style of its place; `say_moment` in any other."""


_MINUTES: Memo[int] = Memo(lambda minutes: describe_length(minutes * MINUTE))
_HOURS: Memo[int] = Memo(lambda hours: describe_length(hours * HOUR))
_PARTS: Memo[int] = Memo(lambda micros: iso_duration(timedelta(microseconds=micros))[len("P") :])


def say_length(micros: int) -> str:
    """As `describe_length`, which says no hours of two minutes and no minutes of two days."""
    length = abs(micros)
    if length >= 2 * DAY:
        return _HOURS[length // HOUR]
    return _MINUTES[length // MINUTE] if length >= MINUTE else describe_length(length)


def write_length(micros: int | None) -> str:
    """As `iso_duration`, in quotes; `null` for none."""
    if micros is None:
        return "null"
    days, rest = divmod(micros, DAY)
    if not days:
        return f'"P{_PARTS[rest]}"'
    return f'"P{days}D{_PARTS[rest]}"' if rest else f'"P{days}D"'
