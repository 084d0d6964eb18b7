"""Logs that were read, as a batch: their events by type, their entities by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Log, Record, Value


class Objects:
    """Events of one type or entities of one kind, as objects."""

    def __init__(self) -> None:
        """None yet."""
        self._logs: list[int] = []
        self._ids: list[int] = []
        self._objects: list[Event | Record] = []

    def __len__(self) -> int:
        """How many there are."""
        return len(self._objects)

    @property
    def logs(self) -> Integers:
        """The number of the log that each is of."""
        return np.array(self._logs, np.int64)

    @property
    def ids(self) -> Integers:
        """The place of each in its log."""
        return np.array(self._ids, np.int64)

    def add(self, log: int, place: int, one: Event | Record) -> None:
        """One more, behind those that are there."""
        self._logs.append(log)
        self._ids.append(place)
        self._objects.append(one)

    def column(self, name: str) -> Sequence[Value | None]:
        """A field of each."""
        if name == "id":
            return [one.id for one in self._objects]
        if name == "type":
            return [one.type if isinstance(one, Event) else one.fields.get(name) for one in self._objects]
        return [one.fields.get(name) for one in self._objects]


def load_logs(logs: Sequence[Log], counting: Sequence[Sequence[Event]], as_of: Sequence[int], surroundings: Surroundings) -> Batch:
    """A batch of ``logs``, with the events of each that count at its moment ``as_of`` (microseconds, UTC), in their order."""
    events: dict[str, Objects] = {}
    records: dict[str, Objects] = {}
    for number, (log, own) in enumerate(zip(logs, counting, strict=True)):
        for place, event in enumerate(own):
            events.setdefault(event.type, Objects()).add(number, place, event)
        for kind, known in log.records.items():
            for place, record in enumerate(known.values()):
                records.setdefault(kind, Objects()).add(number, place, record)
    everything = list(chain.from_iterable(counting))
    return Batch(
        Times(
            event_from=np.cumsum([0, *map(len, counting)], dtype=np.int64),
            lo=_integers(event.when.lo for event in everything),
            hi=_integers(event.when.hi for event in everything),
            zone=_integers(surroundings.zone(event.zone) for event in everything),
        ),
        events,
        records,
        _integers(as_of),
        _integers(log.has_ended(moment) for log, moment in zip(logs, as_of, strict=True)),
        _integers(surroundings.zone(log.zone) for log in logs),
        _integers(surroundings.calendar(log.holidays) for log in logs),
    )


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, np.int64)
