"""Logs that were read as usual, as the columns that lines of findings are made from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from afterword.engine.columnar.line_words import Words, pair
from afterword.engine.kernel.find_slots import NO_WORD
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Log, Record, Value


class ObjectColumns:
    """See `LogColumns`."""

    def __init__(self, logs: Sequence[Log], counting: Sequence[Sequence[Event]], as_of: Sequence[int], surroundings: Surroundings) -> None:
        """``counting`` are the events of each log that count, in its order; ``surroundings`` number zones."""
        self._surroundings = surroundings
        self.as_of = np.array(as_of, np.int64)
        self.zones = [log.zone for log in logs]
        self.event_from = np.cumsum([0, *map(len, counting)])
        self._logs = logs
        self._events = list(chain.from_iterable(counting))
        self._words = Words()
        self.names_of_types = sorted({one.type for one in self._events})

    def _at(self, places: Integers) -> list[Event]:
        return [self._events[place] for place in places.tolist()]

    def event_types(self) -> Integers:
        """The types of all events, by the places of their names."""
        return np.array([self.names_of_types.index(one.type) for one in self._events], np.int64)

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""
        times = np.array([one.when for one in self._at(places)], np.int64).reshape(-1, 2)
        return times[:, 0], times[:, 1]

    def zones_of(self, places: Integers) -> Integers:
        """The numbers of the zones whose calendars count for them."""
        return np.array([self._surroundings.zone(one.zone) for one in self._at(places)], np.int64)

    def texts(self) -> list[str | None]:
        """The words by number."""
        return self._words.texts()

    def number(self, texts: Sequence[Value | None]) -> Integers:
        """Texts as words; what is no text is none."""
        return self._words.number([text if isinstance(text, str) else None for text in texts], len(texts))

    def event_names(self) -> Integers:
        """The ids of all, as words."""
        return self.number([one.id for one in self._events])

    def event_words(self, kind: str, name: str) -> Integers:
        """A field of events of one type, as words."""
        return self.number([one.fields.get(name) if one.type == kind else None for one in self._events])

    def record_words(self, kind: str, name: str) -> tuple[Integers, Integers]:
        """Where the entities of a kind begin by log; a field, or the `id`, of all of them as words."""
        own = [log.records.get(kind, {}) for log in self._logs]
        values = [one.id if name == "id" else one.fields.get(name) for records in own for one in records.values()]
        return np.cumsum([0, *map(len, own)])[:-1], self.number(values)

    def look_up(self, kind: str, field: str) -> tuple[Integers, Integers]:
        """A field, or the `id`, of all entities of a kind, by log and name."""
        found = [
            (log, name, name if field == "id" else record.fields.get(field))
            for log, one in enumerate(self._logs)
            for name, record in one.records.get(kind, {}).items()
        ]
        pairs = pair(np.array([log for log, _, _ in found], np.int64), self.number([name for _, name, _ in found]))
        order = np.argsort(pairs)
        words = self.number([value for _, _, value in found])
        words[[place for place, (_, _, value) in enumerate(found) if value is not None and not isinstance(value, str)]] = NO_WORD
        return pairs[order], words[order]

    def listed(self, kind: str, logs: Integers, names: Sequence[str]) -> Integers:
        """Where entities of a kind are listed in their logs, behind all others where they are not."""
        known = [list(self._logs[log].records.get(kind, {})) for log in logs.tolist()]
        return np.array([own.index(name) if name in own else len(own) for own, name in zip(known, names, strict=True)], np.int64)

    def event_lines(self) -> Integers:
        """The lines that all stand in (or -1)."""
        return np.array([one.place.line if one.place else -1 for one in self._events], np.int64)

    def column(self, kind: str, name: str, places: Integers) -> list[Value | None]:
        """A field, or the `id`, of events of one type."""
        events = self._at(places)
        assert {one.type for one in events} <= {kind}
        return [one.id if name == "id" else one.fields.get(name) for one in events]

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""
        return list(self._logs[log].records[entity].values())[place]
