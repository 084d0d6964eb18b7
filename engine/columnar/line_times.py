"""When the events of lines happened, and which of them count, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from operator import is_not
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_room import Lines
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.parse_times import LOCAL, UNREAD
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.quick_times import quick_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.model import HOUR, MINUTE, Interval
from afterword.engine.times.zones import known_zone


class LineTimes(NamedTuple):
    """Both readings of each event, the number of the zone whose calendar counts for it, and whether its day alone is known."""

    lo: Integers
    hi: Integers
    zone: Integers
    day_only: NDArray[np.bool_]


def read_times(
    lines: Lines, days: Sequence[str | None], zones: Sequence[str | None], surroundings: Surroundings
) -> tuple[LineTimes, NDArray[np.bool_]]:
    """The times of events, with the ``days`` that some are known by, where logs say in which zone; and whether each is plainly right."""
    walls, offsets, owner = lines.walls, lines.offsets, lines.events.owners
    day_only = np.fromiter(map(is_not, days, repeat(None)), np.bool_, len(days))
    home = np.array([-1 if zone is None else surroundings.zone(zone) for zone in zones], np.int64)
    zone = home[owner]
    lo = walls - np.where(offsets == LOCAL, 0, offsets)
    hi = lo.copy()
    readable = np.where(day_only, ~lines.timed, walls != UNREAD)
    apart = np.flatnonzero(readable & (day_only | (offsets == LOCAL)))
    told = zip(apart.tolist(), walls[apart].tolist(), owner[apart].tolist(), strict=True)
    found = [_read_apart(days[place], wall, zones[log]) for place, wall, log in told]
    readable[apart] = [when is not None for when in found]
    lo[apart], hi[apart] = ([when[end] if when else 0 for when in found] for end in (0, 1))
    homeless = readable & (zone < 0)
    for offset in np.unique(offsets[homeless]).tolist():
        zone[homeless & (offsets == offset)] = surroundings.zone(_written(offset))
    for times in (lo, hi, zone):
        times[~readable] = 0
    return LineTimes(lo, hi, zone, day_only), readable


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
    lo, hi, logs = times.lo[places], times.hi[places], owner[places]
    in_order = (hi[1:] > hi[:-1]) | ((hi[1:] == hi[:-1]) & (lo[1:] >= lo[:-1])) | (logs[1:] > logs[:-1])
    if not in_order.all():
        mixed = np.zeros(len(as_of), np.bool_)
        mixed[logs[1:][~in_order]] = True
        some = np.flatnonzero(mixed[logs])
        places[some] = places[some[np.lexsort((lo[some], hi[some], logs[some]))]]
    event_from = np.concatenate([[0], np.cumsum(np.bincount(owner[places], minlength=len(as_of)))])
    seq = np.full(len(owner), -1, np.int64)
    seq[places] = np.arange(len(places)) - event_from[owner[places]]
    return LineOrder(places, event_from, seq)
