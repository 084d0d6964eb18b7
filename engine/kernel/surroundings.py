"""Zones and calendars of logs, by number, and the offsets of zones day by day: what compiled functions know of clocks.

They count on from one batch of logs to the next, so that answers about them stay true.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np

from afterword.engine.kernel.memory import UNSTEADY, Integers
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.zones import DAY, known_zone

_SPARE = 400  # days around the times of a batch whose offsets are worked out
_MOST_DAYS = 200_000


class Surroundings:
    """The zones and calendars met so far."""

    def __init__(self) -> None:
        """None is known yet."""
        self.zones: list[str] = []
        self.calendars: list[Calendar] = []
        self._zone_numbers: dict[str, int] = {}
        self._calendar_numbers: dict[frozenset[date], int] = {}
        self._first = 0
        self._steady = np.full((0, 0), UNSTEADY, np.int64)

    def zone(self, name: str) -> int:
        """The number of a zone."""
        number = self._zone_numbers.get(name)
        if number is None:
            number = self._zone_numbers[name] = len(self.zones)
            self.zones.append(name)
        return number

    def calendar(self, holidays: frozenset[date]) -> int:
        """The number of the calendar with these holidays."""
        number = self._calendar_numbers.get(holidays)
        if number is None:
            number = self._calendar_numbers[holidays] = len(self.calendars)
            self.calendars.append(Calendar(holidays))
        return number

    def tables(self, moments: Collection[int]) -> tuple[Integers, ...]:
        """The last four tables of `logs`, for the days around the first and the last of some moments (microseconds, UTC)."""
        first, last = (min(moments) // DAY - _SPARE, max(moments) // DAY + _SPARE) if moments else (0, 0)
        self._widen(first, min(last, first + _MOST_DAYS))
        holidays = [calendar.holidays for calendar in self.calendars]
        return (
            np.array([self._first], np.int64),
            self._steady,
            np.cumsum([0, *map(len, holidays)], dtype=np.int64),
            np.array([day for days in holidays for day in days], np.int64),
        )

    def offsets(self, zones: Integers, moments: Integers) -> Integers:
        """How far the clocks of zones, by number, are ahead of UTC at moments; quick for those that `tables` knows the days of."""
        days = moments // DAY - self._first
        inside = (days >= 0) & (days < self._steady.shape[1])
        found = np.full(len(moments), UNSTEADY)
        found[inside] = self._steady[zones[inside], days[inside]]
        for place in np.flatnonzero(found == UNSTEADY).tolist():
            found[place] = known_zone(self.zones[zones[place]]).offset(int(moments[place]))
        return found

    def _widen(self, first: int, last: int) -> None:
        """Know the offsets of all zones on all those days."""
        height, width = self._steady.shape
        if height == len(self.zones) and (not height or (first >= self._first and last < self._first + width)):
            return
        if width:
            first, last = min(first, self._first), max(last, self._first + width - 1)
        self._first = first
        self._steady = np.array([_offsets(name, first, last) for name in self.zones], np.int64).reshape(len(self.zones), last - first + 1)


def _offsets(name: str, first: int, last: int) -> list[int]:
    """The offset of a zone that is in force all around each day."""
    zone = known_zone(name)
    offsets = (zone.steady_offset(day) for day in range(first, last + 1))
    return [UNSTEADY if offset is None else offset for offset in offsets]
