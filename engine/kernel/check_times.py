"""Compiled: which events of lines count, and which of them may tell of the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_blocks import stir
from afterword.engine.kernel.keep_compiled import keep_compiled
from afterword.engine.kernel.memory import Integers
from afterword.engine.times.model import MINUTE

_FAR = 64
"""Places that an event is moved at most: whoever has to go farther is left to be sorted with all others of its log."""


@keep_compiled
def find_counting(lo: Integers, hi: Integers, owners: Integers, as_of: Integers) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """The places of events that may have happened when their log is asked, in its order; where each log begins; which ones are unordered.

    The order is that of latest time, earliest time and place in the file.
    """
    places, event_from, unordered = np.empty(len(owners), np.int64), np.zeros(len(as_of) + 1, np.int64), np.zeros(len(as_of), np.bool_)
    count = 0
    for event in range(len(owners)):
        log = owners[event]
        if lo[event] <= as_of[log]:
            at, first = count, max(count - event_from[log + 1], count - _FAR)
            while at > first:
                before = places[at - 1]
                if hi[before] < hi[event] or (hi[before] == hi[event] and lo[before] <= lo[event]):
                    break
                places[at] = before
                at -= 1
            places[at] = event
            unordered[log] = unordered[log] or (at == first and count - first == _FAR)
            event_from[log + 1] += 1
            count += 1
    for log in range(len(as_of)):
        event_from[log + 1] += event_from[log]
    return places[:count], event_from, unordered


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


def compile_times() -> None:
    """Have compiled what the first lines would wait for."""
    nothing = np.zeros(0, np.int64)
    find_counting(nothing, nothing, nothing, nothing)
    find_close(nothing, nothing, np.zeros(0, np.bool_), 0)
