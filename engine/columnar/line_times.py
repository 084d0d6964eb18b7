"""When the events of lines happened, and which of them count, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.check_times import find_counting
from afterword.engine.kernel.json_room import Lines
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.parse_times import LOCAL, UNREAD
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.times.model import HOUR, MINUTE
from afterword.engine.times.zones import known_zone


class LineTimes(NamedTuple):
    """Both readings of each event, the number of the zone whose calendar counts for it, and whether its day alone is known."""

    lo: Integers
    hi: Integers
    zone: Integers
    day_only: NDArray[np.bool_]


class Days(NamedTuple):
    """The places of events that are known by their day, and from when to when each day is."""

    places: Integers
    bounds: Integers


def read_times(lines: Lines, days: Days, zones: Sequence[str | None], surroundings: Surroundings) -> tuple[LineTimes, NDArray[np.bool_]]:
    """The times of events, with the ``days`` that some are known by, where logs say in which zone; and whether each is plainly right."""
    walls, offsets, owner = lines.walls, lines.offsets, lines.events.owners
    day_only = np.zeros(len(walls), np.bool_)
    day_only[days.places] = True
    local = offsets == LOCAL
    lo = walls - np.where(local, 0, offsets)
    hi = lo.copy()
    readable = np.where(day_only, ~lines.timed, walls != UNREAD)
    lo[days.places], hi[days.places] = days.bounds
    apart = np.flatnonzero(readable & local & ~day_only)
    if len(apart):
        told = zip(walls[apart].tolist(), owner[apart].tolist(), strict=True)
        found = [known_zone(zone).readings(wall) if (zone := zones[log]) else None for wall, log in told]
        readable[apart] = [when is not None for when in found]
        lo[apart], hi[apart] = ([when[end] if when else 0 for when in found] for end in (0, 1))
    zone = np.array([-1 if zone is None else surroundings.zone(zone) for zone in zones], np.int64)[owner]
    homeless = readable & (zone < 0)
    if homeless.any():
        for offset in np.unique(offsets[homeless]).tolist():
            zone[homeless & (offsets == offset)] = surroundings.zone(_written(offset))
    if not readable.all():
        for times in (lo, hi, zone):
            times[~readable] = 0
    return LineTimes(lo, hi, zone, day_only), readable


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
    places, event_from, unordered = find_counting(times.lo, times.hi, owner, as_of)
    logs = owner[places]
    if unordered.any():
        some = np.flatnonzero(unordered[logs])
        apart = places[some]
        places[some] = apart[np.lexsort((apart, times.lo[apart], times.hi[apart], logs[some]))]
    seq = np.full(len(owner), -1, np.int64)
    seq[places] = np.arange(len(places)) - event_from[logs]
    return LineOrder(places, event_from, seq)
