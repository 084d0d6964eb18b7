"""Structures read from lines, as a batch: columns of all events of a type, and no object made but for rows that are asked about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
from msgspec import UNSET

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.line_entities import find_owners, introduce, list_entities
from afterword.engine.columnar.line_events import read_events
from afterword.engine.columnar.line_learned import Learned
from afterword.engine.columnar.line_mentions import check_ids, check_mentions
from afterword.engine.columnar.line_repeats import find_repeats
from afterword.engine.columnar.line_things import AllEvents, Entities
from afterword.engine.columnar.line_times import order_events
from afterword.engine.columnar.line_types import PREFIX
from afterword.engine.columnar.line_words import NO_PAIRS, Codes, Words, pair
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.reading.nodes import Place
from afterword.engine.times.model import Interval
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Vocabulary

_HEAD = attrgetter(*(PREFIX + name for name in ("candidate", "timezone", "events", "holidays", "ended", "waivers")))
_NOTHING_ELSE = (None, None, None)
_UNSAID = "UTC"


class LineBatch:
    """Logs of lines. ``doubtful`` says which of them somebody else must read: what is made of these here does not count."""

    def __init__(
        self,
        logs: Sequence[Any],
        lines: Sequence[int | None],
        vocabulary: Vocabulary,
        moment_of: Callable[[str], int | None],
        surroundings: Surroundings,
    ) -> None:
        """``logs`` are what `LineReader` read of ``lines``; ``moment_of`` says at which moment logs of a zone are asked about."""
        heads = list(map(_HEAD, logs))
        known = {zone: zone is None or find_zone(zone) is not None for zone in dict.fromkeys([head[1] for head in heads])}
        usual = [head[2] is not UNSET and head[3:] == _NOTHING_ELSE and known[head[1]] for head in heads]
        named: list[str | None] = [head[1] if is_usual else None for head, is_usual in zip(heads, usual, strict=True)]
        listed: list[Sequence[Any]] = [head[2] or () for head in heads]
        everything = list(chain.from_iterable(listed))
        counts = np.fromiter(map(len, listed), np.int64, len(listed))
        self.candidates: list[str | None] = [head[0] for head in heads]
        self.lines = lines
        self.zones: list[str] = [zone or _UNSAID for zone in named]
        moments = {zone: moment_of(zone) for zone in dict.fromkeys(self.zones)}
        self.as_of = np.array([moments[zone] or 0 for zone in self.zones], np.int64)
        self.doubtful = np.array([not fine or moments[zone] is None for zone, fine in zip(self.zones, usual, strict=True)], np.bool_)
        self._vocabulary = vocabulary
        self._surroundings = surroundings
        self._words = Words()
        self._codes = Codes(self._words)
        self._owner = np.repeat(np.arange(len(logs)), counts)
        self._first = np.append(0, np.cumsum(counts))
        grouped = read_events(everything, self._owner, named, vocabulary, surroundings, self._codes, self._doubt)
        self._kinds, self._places, self._standing, self.times = grouped.kinds, grouped.rows, grouped.standing, grouped.times
        self._names = [own.name for own in grouped.types]
        self._events = {own.name: own for own in grouped.types}
        self._order = order_events(self.times, self._owner, self.as_of)
        self._entities = self._read_entities(logs, named)
        self._check_names()
        self._doubt(find_repeats(list(self._events.values()), self.times, vocabulary.duplicate_fields))

    def batch(self) -> Batch:
        """The columns of what counts."""
        home = np.array([self._surroundings.zone(zone) for zone in self.zones], np.int64)
        places = self._order.places
        return Batch(
            Times(self._order.event_from, self.times.lo[places], self.times.hi[places], self.times.zone[places]),
            AllEvents(list(self._events.values()), self._standing, self._order, self._codes),
            self._entities,
            self.as_of,
            np.zeros(len(home), np.int64),
            home,
            np.full(len(home), self._surroundings.calendar(frozenset()), np.int64),
        )

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _doubt(self, logs: Any) -> None:  # noqa: ANN401 - the number of a log, or many
        self.doubtful[logs] = True

    def _read_entities(self, logs: Sequence[Any], zones: Sequence[str | None]) -> dict[str, Entities]:
        """The entities of each kind: those that logs list, and those that events bring up."""
        entities: dict[str, Entities] = {}
        for kind, entity in self._vocabulary.entities.items():
            listed = list(map(attrgetter(PREFIX + entity.section), logs))
            codes = Codes(self._words)
            entities[kind] = introduce(entity, list_entities(entity, listed, zones, codes, self._doubt), self._events, codes)
        return entities

    def _check_names(self) -> None:
        """Whether ids are different, all that is named is there, and each entity belongs to one other alone."""
        ids = np.sort(np.concatenate([NO_PAIRS, *(pair(own.owners, own.called) for own in self._events.values())]))
        self._doubt(check_ids(ids))
        self._doubt(check_mentions([*self._events.values(), *self._entities.values()], self._entities, ids, self._words))
        for kind, entity in self._vocabulary.entities.items():
            if entity.belongs_to:
                key = self._vocabulary.entities[entity.belongs_to].key
                self._doubt(find_owners(entity, key, self._entities[kind], self._events.values()))

    # -- what rows stand for ---------------------------------------------------------------------------------------------

    def events(self, log: int) -> Sequence[Event]:
        """The events of a log that count, in their order, each made when it is asked for."""
        begin, end = self._order.event_from[log : log + 2].tolist()
        return _LogEvents(self, begin, end - begin)

    def event(self, place: int) -> Event:
        """The event that stands at a place among all that count."""
        one, lo, hi, zone, log, kind, number = self._rows[place]
        own, when = self._events[self._names[kind]], Interval(lo, hi)
        fields = {name: value for name, values in own.columns.items() if (value := values[number]) is not None}
        line = self.lines[log]
        stands = None if line is None else Place(line, 1, line, 2)
        position = one - int(self._first[log])
        return Event(
            own.names[number], own.name, when, bool(self.times.day_only[one]), self._surroundings.zones[zone], position, fields, stands
        )

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""
        return self.record(log, entity, next(islice(self._entities[entity].listed(log), place, None)))

    def record(self, log: int, entity: str, name: str) -> Record:
        """One of them, which there is."""
        known = self._entities[entity]
        row = known.listed(log)[name]
        fields = {field: value for field, values in known.columns.items() if (value := values[row]) is not None}
        return Record(entity, name, fields)

    def learned(self, log: int) -> Mapping[str, Mapping[str, Record]]:
        """All entities of a log by kind and id, with what its events tell of them, the latest winning (see `engine.log.names`)."""
        return Learned(self, log, tuple(self._vocabulary.entities))

    def names(self, log: int, kind: str) -> Collection[str]:
        """The ids of the entities of one kind in a log, in their order."""
        return self._entities[kind].listed(log)

    def lessons(self, log: int, kind: str) -> Sequence[tuple[str, str, Value]]:
        """What events tell of them, in the log's order: the id of one, a field of it and its value."""
        return self._lessons.get((log, kind), ())

    @cached_property
    def _rows(self) -> list[list[int]]:
        """What it takes to make the events that count, in their order."""
        places, times = self._order.places, self.times
        columns = (times.lo, times.hi, times.zone, self._owner, self._kinds, self._places)
        rows: list[list[int]] = np.column_stack([places, *(column[places] for column in columns)]).tolist()
        return rows

    @cached_property
    def _lessons(self) -> dict[tuple[int, str], list[tuple[str, str, Value]]]:
        """What events tell of entities, by log and kind, in the log's order: the id of one, a field of it and its value."""
        told: list[tuple[int, int, str, str, str, Value]] = []
        for kind, entity in self._vocabulary.entities.items():
            for lesson in entity.learned:
                own = self._events.get(lesson.event)
                if own is not None and lesson.key in own.columns and lesson.field in own.columns:
                    keys, values, seqs = own.columns[lesson.key], own.columns[lesson.field], self._order.seq[own.places]
                    told += [
                        (log, seq, kind, key, lesson.name, value)
                        for log, seq, key, value in zip(own.owners.tolist(), seqs.tolist(), keys, values, strict=True)
                        if seq >= 0 and isinstance(key, str) and value is not None
                    ]
        told.sort(key=itemgetter(0, 1))
        lessons: dict[tuple[int, str], list[tuple[str, str, Value]]] = {}
        for log, _, kind, key, name, value in told:
            lessons.setdefault((log, kind), []).append((key, name, value))
        return lessons


class _LogEvents(Sequence[Event]):
    """The events of one log."""

    def __init__(self, batch: LineBatch, begin: int, count: int) -> None:
        self._batch = batch
        self._begin = begin
        self._count = count
        self._made: dict[int, Event] = {}

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: int) -> Event:  # type: ignore[override]
        """One of them, the same each time."""
        event = self._made.get(place)
        if event is None:
            event = self._made[place] = self._batch.event(self._begin + place)
        return event
