"""Which logs may tell of one event twice: somebody else looks at these (see `engine.log.normalise`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

import numpy as np

from afterword.engine.columnar.line_things import Events
from afterword.engine.columnar.line_times import LineTimes
from afterword.engine.columnar.line_words import NOTHING
from afterword.engine.kernel.check_times import find_close
from afterword.engine.kernel.memory import Integers
from afterword.engine.times.model import MINUTE
from afterword.engine.times.zones import DAY
from afterword.engine.vocabulary import Kind

_MIX = 0x9E3779B97F4A7C15 - (1 << 64)  # makes one number of many; where two come to the same by chance, somebody else looks


def find_repeats(
    events: Sequence[Events], groups: Integers, references: Sequence[Integers], times: LineTimes, telling: Collection[str] | None
) -> list[int]:
    """The logs in which two events of a type agree in what tells them apart, in one minute or, of a day alone, about that day.

    Those that refer to something are told apart by what that is, and by the fields ``telling``; `None` where every event counts. Events
    of one log and type are in one of the ``groups``, which are numbered by log and then by type; ``references`` are all that they have.
    """
    if telling is None or not len(groups):
        return []
    suspects = _suspects(groups, references, times)
    kinds = groups[suspects] % len(events)
    return [
        log
        for kind in np.unique(kinds).tolist()
        for log in _repeating(events[kind], np.searchsorted(events[kind].places, suspects[kinds == kind]), times, telling)
    ]


def _suspects(groups: Integers, references: Sequence[Integers], times: LineTimes) -> Integers:
    """Those that refer to the same as another one of a group in which two are in one minute, or one of several is known by its day."""
    close = np.flatnonzero(find_close(groups, times.lo, times.day_only, int(groups.max()) + 1))
    identities = groups[close]
    for reference in references:
        identities = identities * _MIX + reference[close]
    order = np.argsort(identities, kind="stable")
    alike = np.flatnonzero(identities[order][1:] == identities[order][:-1])
    return np.unique(close[order[np.concatenate([alike, alike + 1])]])


def _repeating(own: Events, rows: Integers, times: LineTimes, telling: Collection[str]) -> Iterator[int]:
    """The logs in which some of these events agree, and are close."""
    every = [name for name in own.columns if name in own.fields]
    references = [name for name in every if own.fields[name].type.kind in (Kind.ENTITY, Kind.EVENT)]
    refers = np.any([own.codes_at(name, rows) != NOTHING for name in references], axis=0) if references else np.zeros(len(rows), np.bool_)
    yield from _agreeing(own, rows[refers], [*references, *(name for name in every if name in telling)], times)
    yield from _agreeing(own, rows[~refers], every, times)


def _agreeing(own: Events, rows: Integers, names: Sequence[str], times: LineTimes) -> Iterator[int]:
    """The logs in which two of these events have the same in all fields, and are close."""
    identities, places = _identities(own, rows, names), own.places[rows]
    met: dict[tuple[int, int], list[tuple[int, bool]]] = {}
    told = zip(identities.tolist(), own.owners[rows].tolist(), times.lo[places].tolist(), times.day_only[places].tolist(), strict=True)
    for identity, log, lo, day_only in told:
        met.setdefault((log, identity), []).append((lo, day_only))
    for (log, _), moments in met.items():
        moments.sort()
        if any(
            one[0] // MINUTE == other[0] // MINUTE or ((one[1] or other[1]) and other[0] - one[0] < 2 * DAY)
            for one, other in pairwise(moments)
        ):
            yield log


def _identities(own: Events, rows: Integers, names: Sequence[str]) -> Integers:
    """What events say in some fields, and of which log they are, as one number each."""
    identities = own.owners[rows]
    for name in names:
        identities = identities * _MIX + own.codes_at(name, rows)
    return identities
