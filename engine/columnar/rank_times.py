"""The place of each event in its log, and of both its readings among all readings of it."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from afterword.engine.columnar.batch import Times
from afterword.engine.kernel.memory import Integers


def rank_times(times: Times) -> tuple[Integers, Integers, Integers]:
    """By event, its own place, and those of its earliest reading and of its latest: the same where no time is in doubt.

    Events stand in the order of their latest readings. So only the earlier readings of those in doubt are put in between: each behind
    all that are not later, where it makes one more for what follows in its log.
    """
    begins, count = times.event_from, np.diff(times.event_from)
    logs = np.repeat(np.arange(len(count)), count)
    seq = np.arange(len(logs)) - begins[logs]
    doubtful = np.flatnonzero(times.lo != times.hi)
    if not len(doubtful):
        return seq, seq, seq
    doubtful = doubtful[np.lexsort((times.lo[doubtful], logs[doubtful]))]
    own, hi = logs[doubtful], times.hi.tolist()
    bounds = zip(times.lo[doubtful].tolist(), begins[own].tolist(), begins[own + 1].tolist(), strict=True)
    behind = np.array([bisect_right(hi, lo, begin, end) for lo, begin, end in bounds], np.int64)
    earlier = np.searchsorted(own, np.arange(len(count)))  # of other logs
    phi = seq + np.cumsum(np.bincount(behind, minlength=len(hi))) - earlier[logs]
    plo = phi.copy()
    plo[doubtful] = behind - begins[own] + np.arange(len(own)) - earlier[own]
    return seq, plo, phi
