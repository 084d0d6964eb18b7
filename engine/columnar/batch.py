"""Many logs, laid out by field: what rows are made of, wherever the logs come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple, Protocol

import numpy as np

from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value


class Coded(NamedTuple):
    """Values of a field: the ``places`` of things that may have it, and for each the place in ``values`` of what it has, 0 for nothing."""

    places: Integers
    codes: Integers
    values: Sequence[Value | None]


def code_values(places: Integers, values: Iterable[Value | None]) -> Coded:
    """The values that things at some places have. All must be of one kind: 1 and true are equal."""
    numbers: defaultdict[Value | None, int] = defaultdict(count(1).__next__, {None: 0})
    codes = np.fromiter(map(numbers.__getitem__, values), np.int64, len(places))
    return Coded(places, codes, list(numbers))


class Things(Protocol):
    """All events, or all entities of one kind, of all logs: each has a place, whether it counts or not."""

    def __len__(self) -> int:
        """How many there are."""

    def coded(self, name: str) -> Sequence[Coded]:
        """A field of each, in parts that differ in kind; `id` is a field, too, and `type` one of events."""


class Events(Things, Protocol):
    """All events."""

    @property
    def names(self) -> Sequence[str]:
        """The types that there are."""

    @property
    def kinds(self) -> Integers:
        """Of each event that counts, by log and in its order: which of these types it is of."""

    @property
    def places(self) -> Integers:
        """Of each event that counts: its place."""


class Entities(Things, Protocol):
    """All entities of one kind, by log and in its order."""

    @property
    def logs(self) -> Integers:
        """The number of the log that each is of."""


class Times(NamedTuple):
    """All events that count, by log and in each in its order: both readings, and the number of the zone whose calendar counts."""

    event_from: Integers
    lo: Integers
    hi: Integers
    zone: Integers


class Batch(NamedTuple):
    """Logs, numbered from 0; ``home`` and ``calendar`` are numbers of `Surroundings`."""

    times: Times
    events: Events
    records: Mapping[str, Entities]
    as_of: Integers
    ended: Integers
    home: Integers
    calendar: Integers
