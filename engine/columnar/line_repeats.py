"""Which logs may tell of one event twice: somebody else looks at these (see `engine.log.normalise`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np

from afterword.engine.columnar.line_times import LineTimes
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value
from afterword.engine.times.model import MINUTE
from afterword.engine.times.zones import DAY
from afterword.engine.vocabulary import Kind, Vocabulary


class Told(Protocol):
    """Events of one type: their places among all, in the order of the file, and their fields."""

    name: str
    places: Integers

    @property
    def columns(self) -> Mapping[str, Sequence[Value | None]]:
        """By name, those that any of them has."""


def may_repeat(events: Iterable[Told], times: LineTimes, owner: Integers, vocabulary: Vocabulary) -> list[int]:
    """The logs in which two events of a type agree in what tells them apart, in one minute or, of a day alone, about that day."""
    if vocabulary.duplicate_fields is None:
        return []
    found: list[int] = []
    for own in events:
        logs, lo, day_only = owner[own.places], times.lo[own.places], times.day_only[own.places]
        if len(logs) < 2:  # noqa: PLR2004 - one event repeats nothing
            continue
        order = np.lexsort((lo, logs))
        same = logs[order[1:]] == logs[order[:-1]]
        near = same & (lo[order[1:]] // MINUTE == lo[order[:-1]] // MINUTE)
        suspects = set(logs[order[1:]][near].tolist())
        days = logs[day_only != 0]
        alone = np.bincount(logs)[days] < 2  # noqa: PLR2004
        suspects |= set(days[~alone].tolist())
        if suspects:
            found += _find_repeats(own, suspects, logs, lo, day_only, vocabulary)
    return found


def _find_repeats(own: Told, suspects: set[int], logs: Integers, lo: Integers, day_only: Integers, vocabulary: Vocabulary) -> list[int]:  # noqa: PLR0913, PLR0917
    fields = vocabulary.events[own.name].fields
    references = [name for name, field in fields.items() if field.type.kind in (Kind.ENTITY, Kind.EVENT)]
    apart = [*references, *(name for name in vocabulary.duplicate_fields or () if name in fields)]
    columns = {name: own.columns.get(name) for name in fields}

    def identity(place: int, names: Iterable[str]) -> tuple[Value | None, ...]:
        return tuple(values[place] if (values := columns[name]) else None for name in names)

    met: dict[tuple[int, tuple[Value | None, ...]], list[tuple[int, bool]]] = {}
    for place in np.flatnonzero(np.isin(logs, list(suspects))).tolist():
        names = apart if any(value is not None for value in identity(place, references)) else fields
        met.setdefault((int(logs[place]), identity(place, names)), []).append((int(lo[place]), bool(day_only[place])))
    repeats = []
    for (log, _), moments in met.items():
        moments.sort()
        if any(
            one[0] // MINUTE == other[0] // MINUTE or ((one[1] or other[1]) and other[0] - one[0] < 2 * DAY)
            for one, other in pairwise(moments)
        ):
            repeats.append(log)
    return repeats
