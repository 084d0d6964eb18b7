"""Logs that were read, as a batch: their events and entities by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count

import numpy as np

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.kernel.memory import Coded, Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Log, Record, Value


class Objects:
    """Events, or entities of one kind, as objects."""

    def __init__(self, objects: Sequence[Event | Record]) -> None:
        """By log, and in each in its order."""
        self._objects = objects
        self._told: defaultdict[str, list[tuple[int, Value]]] = defaultdict(list)
        for place, one in enumerate(objects):
            for name, value in one.fields.items():
                self._told[name].append((place, value))

    def __len__(self) -> int:
        """How many there are."""
        return len(self._objects)

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values of a field, and their codes."""
        told = [(place, one.id) for place, one in enumerate(self._objects)] if name == "id" else self._told.get(name, ())
        numbers: defaultdict[tuple[type, Value], int] = defaultdict(count(1).__next__)
        codes[:] = 0
        codes[[place for place, _ in told]] = [numbers[type(value), value] for _, value in told]
        return [None, *(value for _, value in numbers)]


class _Events(Objects):
    """All events."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__(events)
        numbers: dict[str, int] = {}
        self.kinds = _integers(numbers.setdefault(event.type, len(numbers)) for event in events)
        self.names = list(numbers)
        self.places = np.arange(len(events))

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values of a field, and their codes."""
        if name != "type":
            return super().code(name, codes)
        codes[:] = self.kinds + 1
        return [None, *self.names]


class _Entities(Objects):
    """All entities of one kind."""

    def __init__(self, known: Sequence[Mapping[str, Record]]) -> None:
        super().__init__([record for own in known for record in own.values()])
        self.logs = np.repeat(np.arange(len(known)), [len(own) for own in known])


def load_logs(logs: Sequence[Log], counting: Sequence[Sequence[Event]], as_of: Sequence[int], surroundings: Surroundings) -> Batch:
    """A batch of ``logs``, with the events of each that count at its moment ``as_of`` (microseconds, UTC), in their order."""
    kinds = dict.fromkeys(chain.from_iterable(log.records for log in logs))
    everything = list(chain.from_iterable(counting))
    return Batch(
        Times(
            event_from=np.cumsum([0, *map(len, counting)], dtype=np.int64),
            lo=_integers(event.when.lo for event in everything),
            hi=_integers(event.when.hi for event in everything),
            zone=_integers(surroundings.zone(event.zone) for event in everything),
        ),
        _Events(everything),
        {kind: _Entities([log.records.get(kind, {}) for log in logs]) for kind in kinds},
        _integers(as_of),
        _integers(log.has_ended(moment) for log, moment in zip(logs, as_of, strict=True)),
        _integers(surroundings.zone(log.zone) for log in logs),
        _integers(surroundings.calendar(log.holidays) for log in logs),
    )


def _integers(values: Iterable[int]) -> Integers:
    return np.fromiter(values, np.int64)
