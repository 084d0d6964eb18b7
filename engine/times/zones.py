"""Zones: what a local clock shows at a moment, and which moments a reading of it can mean.

Moments are microseconds since 1970 (UTC). A *wall* is a reading of a local clock, as microseconds since its own 1970-01-01 00:00; days
count from that midnight. No zone since 1970 has changed its clocks twice within three days, which the shortcuts here build on.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from afterword.engine.times.model import HOUR, MICROSECOND, MINUTE, Interval

DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MICRO = timedelta(microseconds=MICROSECOND)
_NAME = re.compile(r"[A-Z][A-Za-z0-9_+-]*(?:/[A-Z][A-Za-z0-9_+-]*)*")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)", re.ASCII)
_MOST_HOURS = 14  # no clock on Earth is further from UTC


class Jump(NamedTuple):
    """A clock change: the moment it happens, and what the local clock shows before it and after it (walls)."""

    moment: int
    before: int
    after: int


class Zone:
    """One zone's clock. Reading it is thread-safe; what it finds out it remembers, a number for each day asked about."""

    __slots__ = ("_steady", "name", "tzinfo")

    def __init__(self, name: str, tzinfo: tzinfo) -> None:
        """Wrap ``tzinfo``."""
        self.name = name
        self.tzinfo = tzinfo
        self._steady: dict[int, int | None] = {}

    def offset(self, moment: int) -> int:
        """How far local clocks are ahead of UTC."""
        steady = self.steady_offset(moment // DAY)
        return self._offset(moment) if steady is None else steady

    def days_later(self, moment: int, days: int, *, latest: bool) -> int:
        """The moment so many days later at which the clock shows the same (see `moment`)."""
        steady = self._steady
        offset = steady.get(moment // DAY)
        if offset is not None and steady.get((moment + offset) // DAY + days) == offset:
            return moment + days * DAY
        return self.moment(moment + self.offset(moment) + days * DAY, latest=latest)

    def local_day(self, moment: int) -> int:
        """The local day that a moment is on."""
        return (moment + self.offset(moment)) // DAY

    def readings(self, wall: int) -> Interval | None:
        """The first and the last moment at which the local clock shows ``wall``; ``None`` where a clock change skips it."""
        steady = self.steady_offset(wall // DAY)
        if steady is not None:
            return Interval(wall - steady, wall - steady)
        offsets = (self._offset(wall - DAY), self._offset(wall + DAY))
        found = sorted(wall - offset for offset in offsets if self._offset(wall - offset) == offset)
        return Interval(found[0], found[-1]) if found else None

    def moment(self, wall: int, *, latest: bool) -> int:
        """The first or last moment at which the clock shows ``wall``; a skipped wall moves forward by as much as the clock does."""
        found = self.readings(wall)
        if found is None:
            return wall - self._offset(wall - DAY)
        return found.hi if latest else found.lo

    def day(self, day: int) -> Interval | None:
        """From the first to the last moment of a local day; ``None`` for one that the zone skipped to change sides of the date line."""
        steady = self.steady_offset(day)
        if steady is not None:
            start = day * DAY - steady
            return Interval(start, start + DAY - 1)
        first, end = self._midnight(day).lo, self._midnight(day + 1)
        last = (end.hi if self.local_day(end.hi - 1) == day else end.lo) - 1
        return Interval(first, last) if first <= last else None

    def jump(self, wall: int) -> Jump:
        """The clock change that skips ``wall``."""
        low, high = wall - DAY, wall + DAY
        before, after = self._offset(low), self._offset(high)
        while high - low > 1:
            middle = (low + high) // 2
            if self._offset(middle) == before:
                low = middle
            else:
                high = middle
        return Jump(high, high + before, high + after)

    def _midnight(self, day: int) -> Interval:
        """The moments at which a day begins: two where the clock goes back over midnight, the clock change where it skips midnight."""
        found = self.readings(day * DAY)
        if found is None:
            moment = self.jump(day * DAY).moment
            return Interval(moment, moment)
        return found

    def _offset(self, moment: int) -> int:
        offset = (EPOCH + timedelta(microseconds=moment)).astimezone(self.tzinfo).utcoffset()
        return (offset or timedelta()) // _MICRO

    def steady_offset(self, day: int) -> int | None:
        """The offset in force all through a day of UTC and the days on both sides; ``None`` where it changes."""
        try:
            return self._steady[day]
        except KeyError:
            first, last = self._offset((day - 1) * DAY), self._offset((day + 2) * DAY)
            return self._steady.setdefault(day, first if first == last else None)


@lru_cache(maxsize=1024)
def find_zone(name: str) -> Zone | None:
    """The zone of that name: an IANA name, `UTC`, or a fixed offset such as `+01:00`. ``None`` where there is none."""
    if name == "UTC":
        return Zone(name, UTC)
    offset = offset_of(name)
    if offset is not None:
        return Zone(name, timezone(timedelta(microseconds=offset)))
    if not _NAME.fullmatch(name):
        return None
    try:
        return Zone(name, ZoneInfo(name))
    except (KeyError, OSError, ValueError):  # unknown, a folder of zones, or no zone file
        return None


@lru_cache(maxsize=1024)
def offset_of(text: str) -> int | None:
    """`+01:00` in microseconds; ``None`` where that is no offset."""
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if int(found[3]) > 59 or minutes > _MOST_HOURS * 60:  # noqa: PLR2004  (minutes of an hour)
        return None
    return minutes * MINUTE * (-1 if found[1] == "-" else 1)


def known_zone(name: str) -> Zone:
    """The zone of a name that was checked where it was read."""
    zone = find_zone(name)
    if zone is None:
        message = f"no such zone: {name}"
        raise ValueError(message)
    return zone
