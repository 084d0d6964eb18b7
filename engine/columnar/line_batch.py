"""Structures read from lines, as a batch: columns of all events of a type, and hardly an object made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
from msgspec import UNSET

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.line_entities import find_owners, introduce, list_entities
from afterword.engine.columnar.line_events import read_events
from afterword.engine.columnar.line_known import KnownFields, KnownInLog, Lesson
from afterword.engine.columnar.line_losses import Quotes
from afterword.engine.columnar.line_mentions import check_ids, check_mentions
from afterword.engine.columnar.line_repeats import find_repeats
from afterword.engine.columnar.line_things import AllEvents, Entities
from afterword.engine.columnar.line_times import order_events
from afterword.engine.columnar.line_types import PREFIX
from afterword.engine.columnar.line_words import NO_PAIRS, Codes, Words, pair
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Record, Value
from afterword.engine.report.known import Known
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Vocabulary

_HEAD_NAMES = ("candidate", "timezone", "events", "schema")
_HEAD = attrgetter(*(PREFIX + name for name in _HEAD_NAMES))
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
        usual = [head[2] is not UNSET and known[head[1]] for head in heads]
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
        self._quotes = Quotes()
        self._count_heads(heads, len(everything))
        self._owner = np.repeat(np.arange(len(logs)), counts)
        self._first = np.append(0, np.cumsum(counts))
        grouped = read_events(everything, self._owner, named, vocabulary, surroundings, self._codes, self._doubt, self._quotes)
        self._types, self._kinds, self._rows, self._standing, self.times = grouped
        self._events = {own.name: own for own in self._types}
        self._order = order_events(self.times, self._owner, self.as_of)
        self._entities = self._read_entities(logs, named)
        self._check_names()
        self._doubt(find_repeats(self._types, self.times, vocabulary.duplicate_fields))

    def batch(self) -> Batch:
        """The columns of what counts."""
        home = np.array([self._surroundings.zone(zone) for zone in self.zones], np.int64)
        places = self._order.places
        return Batch(
            Times(self._order.event_from, self.times.lo[places], self.times.hi[places], self.times.zone[places]),
            AllEvents(self._types, self._standing, self._order, self._codes),
            self._entities,
            self.as_of,
            np.zeros(len(home), np.int64),
            home,
            np.full(len(home), self._surroundings.calendar(frozenset()), np.int64),
        )

    @property
    def quotes(self) -> int:
        """How many quotes the logs would take if they were written again (see `engine.columnar.line_losses`)."""
        return self._quotes.count

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _doubt(self, logs: Any) -> None:  # noqa: ANN401 - the number of a log, or many
        self.doubtful[logs] = True

    def _count_heads(self, heads: Sequence[tuple[Any, ...]], events: int) -> None:
        """The quotes of what logs say themselves, and of the types of their events."""
        candidates, zones, listed, schemas = zip(*heads, strict=True) if heads else ((),) * len(_HEAD_NAMES)
        self._quotes.add_texts(len(listed) - listed.count(UNSET) + 2 * events)
        for texts in (candidates, zones, schemas):
            self._quotes.add_texts(2 * (len(texts) - texts.count(None)))

    def _read_entities(self, logs: Sequence[Any], zones: Sequence[str | None]) -> dict[str, Entities]:
        """The entities of each kind: those that logs list, and those that events bring up."""
        entities: dict[str, Entities] = {}
        for kind, entity in self._vocabulary.entities.items():
            listed = list(map(attrgetter(PREFIX + entity.section), logs))
            codes = Codes(self._words)
            entities[kind] = introduce(entity, list_entities(entity, listed, zones, codes, self._doubt, self._quotes), self._events, codes)
        return entities

    def _check_names(self) -> None:
        """Whether ids are different, all that is named is there, and each entity belongs to one other alone."""
        ids = np.sort(np.concatenate([NO_PAIRS, *(pair(own.owners, own.called) for own in self._types)]))
        self._doubt(check_ids(ids))
        self._doubt(check_mentions([*self._types, *self._entities.values()], self._entities, ids, self._words))
        for kind, entity in self._vocabulary.entities.items():
            if entity.belongs_to:
                key = self._vocabulary.entities[entity.belongs_to].key
                self._doubt(find_owners(entity, key, self._entities[kind], self._types))

    # -- what rows stand for ---------------------------------------------------------------------------------------------

    @property
    def event_from(self) -> Integers:
        """Where the events of each log begin among all that count, which stand by log and in each in its order."""
        return self._order.event_from

    @property
    def names_of_types(self) -> list[str]:
        """The types of events that occur."""
        return [own.name for own in self._types]

    def types_of(self, places: Integers) -> Integers:
        """The types, as numbers, of events at such places among all that count."""
        return self._kinds[self._order.places[places]]

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""
        which = self._order.places[places]
        return self.times.lo[which], self.times.hi[which]

    def zones_of(self, places: Integers) -> list[str]:
        """The zones whose calendars count for them."""
        return [self._surroundings.zones[zone] for zone in self.times.zone[self._order.places[places]].tolist()]

    def lines_of(self, places: Integers) -> tuple[list[str], list[int | None]]:
        """Their ids, and the lines that they stand in."""
        which = self._order.places[places]
        names = list(chain.from_iterable(own.names for own in self._types))
        return [names[one] for one in self._standing[which].tolist()], [self.lines[log] for log in self._owner[which].tolist()]

    def column(self, kind: str, name: str, places: Integers) -> list[Value | None]:
        """A field of them, who are all of one type."""
        own = self._events[kind]
        values = own.names if name == "id" else own.columns.get(name)
        rows = self._rows[self._order.places[places]].tolist()
        return [None] * len(rows) if values is None else [values[row] for row in rows]

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""
        known = self._entities[entity]
        row = int(np.searchsorted(known.logs, log)) + place
        fields = {field: value for field, values in known.columns.items() if (value := values[row]) is not None}
        return Record(entity, known.names[row], fields)

    def known(self, log: int) -> Known:
        """The entities of a log, with what its events tell of them, the latest winning (see `engine.log.names`)."""
        return KnownInLog(self._known, log)

    @cached_property
    def _known(self) -> KnownFields:
        return KnownFields(self._entities, len(self.zones), self._lessons())

    def _lessons(self) -> list[Lesson]:
        """What events tell of entities, in the order of their logs."""
        told: list[tuple[int, Lesson]] = []
        for kind, entity in self._vocabulary.entities.items():
            for learned in entity.learned:
                own = self._events.get(learned.event)
                if own is not None and learned.key in own.columns and learned.field in own.columns:
                    seqs = self._order.seq[own.places].tolist()
                    rows = zip(own.owners.tolist(), seqs, own.columns[learned.key], own.columns[learned.field], strict=True)
                    told += [
                        (seq, Lesson(log, kind, key, learned.name, value))
                        for log, seq, key, value in rows
                        if seq >= 0 and isinstance(key, str) and value is not None
                    ]
        told.sort(key=itemgetter(0))
        return [lesson for _, lesson in told]
