"""When the events of lines happened, and which of them count, in which order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.line_types import PREFIX
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.parse_times import LOCAL, UNREAD, parse_times
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.quick_times import quick_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.model import HOUR, MINUTE, Interval
from afterword.engine.times.zones import known_zone

_AT, _DAY, _TZ = (attrgetter(PREFIX + name) for name in ("at", "day", "tz"))


class LineTimes(NamedTuple):
    """Both readings of each event, the number of the zone whose calendar counts for it, and whether its day alone is known."""

    lo: Integers
    hi: Integers
    zone: Integers
    day_only: Integers


def read_times(
    events: Sequence[Any], owner: Integers, zones: Sequence[str | None], surroundings: Surroundings, doubt: Callable[[int], None]
) -> LineTimes:
    """The times of ``events``, of which each is of the log ``owner``; ``doubt`` is told which events are not plainly right."""
    at, days = list(map(_AT, events)), list(map(_DAY, events))
    walls, offsets = parse_times([one or "" for one in at])
    day_only = np.array([one is not None for one in days], np.bool_)
    home = np.array([-1 if zone is None else surroundings.zone(zone) for zone in zones], np.int64)
    zone = home[owner]
    lo = walls - np.where(offsets == LOCAL, 0, offsets)
    hi = lo.copy()
    readable = (np.array([one is not None for one in at], np.bool_) != day_only) & np.array(
        [one is None for one in map(_TZ, events)], np.bool_
    )
    apart = day_only | (offsets == LOCAL)
    readable &= day_only | (walls != UNREAD)
    for place in np.flatnonzero(readable & apart).tolist():
        when = _read_apart(days[place], int(walls[place]), zones[owner[place]])
        readable[place] = when is not None
        lo[place], hi[place] = when or (0, 0)
    for offset in np.unique(offsets[readable & (zone < 0)]).tolist():
        zone[readable & (zone < 0) & (offsets == offset)] = surroundings.zone(_written(offset))
    for place in np.flatnonzero(~readable).tolist():
        lo[place] = hi[place] = zone[place] = 0
        doubt(place)
    return LineTimes(lo, hi, zone, day_only.astype(np.int64))


def _read_apart(day: str | None, wall: int, zone: str | None) -> Interval | None:
    """A day, or what a local clock shows."""
    if zone is None:
        return None
    if day is None:
        return known_zone(zone).readings(wall)
    try:
        return quick_day(day, zone)
    except Doubt:
        return None


def _written(offset: int) -> str:
    """The zone of a time that is written with an offset."""
    if offset == 0:
        return "UTC"
    return f"{'-' if offset < 0 else '+'}{abs(offset) // HOUR:02}:{abs(offset) % HOUR // MINUTE:02}"


class LineOrder(NamedTuple):
    """The places of the events that count, by log and in its order; where each log begins; of every event, its place in its log or -1."""

    places: Integers
    event_from: Integers
    seq: Integers


def order_events(times: LineTimes, owner: Integers, as_of: Integers) -> LineOrder:
    """Leave out what lies ahead of the moment of asking, and sort by latest time, earliest time and place in the file."""
    places = np.flatnonzero(times.lo <= as_of[owner])
    keys = (times.lo[places], times.hi[places], owner[places])
    falls = [np.diff(key) for key in keys]
    if ((falls[2] == 0) & ((falls[1] < 0) | ((falls[1] == 0) & (falls[0] < 0)))).any():
        places = places[np.lexsort(keys)]
    event_from = np.concatenate([[0], np.cumsum(np.bincount(owner[places], minlength=len(as_of)))])
    seq = np.full(len(owner), -1, np.int64)
    seq[places] = np.arange(len(places)) - event_from[owner[places]]
    return LineOrder(places, event_from, seq)
