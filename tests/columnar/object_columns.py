"""Logs that were read as usual, as the columns that lines of findings are made from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from afterword.engine.columnar.bound_things import EventNames
from afterword.engine.columnar.line_known import Named
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Event, Log, Record, Value


class ObjectColumns:
    """See `LogColumns`."""

    def __init__(self, logs: Sequence[Log], counting: Sequence[Sequence[Event]], as_of: Sequence[int]) -> None:
        """``counting`` are the events of each log that count, in its order."""
        self.as_of = np.array(as_of, np.int64)
        self.zones = [log.zone for log in logs]
        self.event_from = np.cumsum([0, *map(len, counting)])
        self._logs = logs
        self._events = list(chain.from_iterable(counting))
        self.names_of_types = sorted({one.type for one in self._events})

    def _at(self, places: Integers) -> list[Event]:
        return [self._events[place] for place in places.tolist()]

    def types_of(self, places: Integers) -> Integers:
        """The types of events, by the places of their names."""
        return np.array([self.names_of_types.index(one.type) for one in self._at(places)], np.int64)

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""
        times = np.array([one.when for one in self._at(places)], np.int64).reshape(-1, 2)
        return times[:, 0], times[:, 1]

    def zones_of(self, places: Integers) -> list[str]:
        """The zones whose calendars count for them."""
        return [one.zone for one in self._at(places)]

    def name_events(self) -> EventNames:
        """The ids of all."""
        return EventNames([one.id for one in self._events], np.arange(len(self._events)))

    def event_lines(self) -> Integers:
        """The lines that all stand in (or -1)."""
        return np.array([one.place.line if one.place else -1 for one in self._events], np.int64)

    def column(self, kind: str, name: str, places: Integers) -> list[Value | None]:
        """A field, or the `id`, of events of one type."""
        events = self._at(places)
        assert {one.type for one in events} <= {kind}
        return [one.id if name == "id" else one.fields.get(name) for one in events]

    def fields_of(self, kind: str, field: str) -> Named:
        """A field, or the `id`, of all entities of a kind."""
        return {
            (log, name): name if field == "id" else record.fields.get(field)
            for log, one in enumerate(self._logs)
            for name, record in one.records.get(kind, {}).items()
        }

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""
        return list(self._logs[log].records[entity].values())[place]
