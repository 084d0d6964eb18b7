"""Compiled: which events of lines count, and which of them may tell of the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_blocks import stir
from afterword.engine.kernel.keep_compiled import keep_compiled
from afterword.engine.kernel.memory import Integers
from afterword.engine.times.model import MINUTE


@keep_compiled
def find_counting(lo: Integers, hi: Integers, owners: Integers, as_of: Integers) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """The places of events that may have happened when their log is asked; where each log begins; whether any in it is out of order."""
    places, event_from, mixed = np.empty(len(owners), np.int64), np.zeros(len(as_of) + 1, np.int64), np.zeros(len(as_of), np.bool_)
    count = 0
    for event in range(len(owners)):
        log = owners[event]
        if lo[event] <= as_of[log]:
            if event_from[log + 1] > 0:
                before = places[count - 1]
                if hi[event] < hi[before] or (hi[event] == hi[before] and lo[event] < lo[before]):
                    mixed[log] = True
            places[count] = event
            event_from[log + 1] += 1
            count += 1
    for log in range(len(as_of)):
        event_from[log + 1] += event_from[log]
    return places[:count], event_from, mixed


@keep_compiled
def find_close(groups: Integers, lo: Integers, day_only: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Which events are in one of the groups (of ``size``) in which two are in one minute, or one of several is known by its day alone."""
    last = 1
    while last < 2 * len(groups):
        last *= 2
    table, last = np.zeros(last, np.int64), last - 1
    counts, close = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for event in range(len(groups)):
        group, minute = groups[event], lo[event] // MINUTE
        counts[group] += 1
        if day_only[event]:
            close[group] = True
        place = stir(group, minute) & last
        while table[place] != 0:
            other = table[place] - 1
            if groups[other] == group and lo[other] // MINUTE == minute:
                close[group] = True
                break
            place = (place + 1) & last
        table[place] = event + 1
    found = np.zeros(len(groups), np.bool_)
    for event in range(len(groups)):
        found[event] = close[groups[event]] and counts[groups[event]] > 1
    return found
