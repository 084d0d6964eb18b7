"""Structures read from lines, as a batch: columns of all events of a type, and no object made but for rows that are asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter, itemgetter
from typing import Any

import numpy as np
from msgspec import UNSET

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.line_columns import Values, read_columns
from afterword.engine.columnar.line_known import KnownEntities, KnownFields, KnownInLog, Lesson
from afterword.engine.columnar.line_repeats import may_repeat
from afterword.engine.columnar.line_things import Entities, Events
from afterword.engine.columnar.line_times import order_events, read_times
from afterword.engine.columnar.line_types import PREFIX
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Record, Value
from afterword.engine.report.known import Known
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import ENVELOPE, Entity, Field, Kind, Vocabulary

_ID = attrgetter(PREFIX + "id")
_UNUSUAL = tuple(PREFIX + name for name in ("holidays", "ended", "waivers"))
_KEPT = {name: ENVELOPE[name] for name in ("source", "recorded_at", "note")}
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
        self.candidates: list[str | None] = [log.f_candidate for log in logs]
        self.doubtful = np.array([_is_unusual(log) for log in logs], np.bool_)
        self.zones: list[str] = [
            _UNSAID if unusual else log.f_timezone or _UNSAID for log, unusual in zip(logs, self.doubtful.tolist(), strict=True)
        ]
        self.lines = lines
        self._vocabulary = vocabulary
        self._surroundings = surroundings
        named = [log.f_timezone if not unusual else None for log, unusual in zip(logs, self.doubtful.tolist(), strict=True)]
        listed = [log.f_events or () for log in logs]
        everything: list[Any] = list(chain.from_iterable(listed))
        self._owner = np.repeat(np.arange(len(logs)), [len(one) for one in listed])
        self._first = np.searchsorted(self._owner, np.arange(len(logs) + 1))
        self._ids: list[str] = list(map(_ID, everything))
        self._id_sets = self._check_ids()
        moments = [moment_of(zone) for zone in self.zones]
        self.as_of = np.array([0 if moment is None else moment for moment in moments], np.int64)
        self.doubtful |= np.array([moment is None for moment in moments], np.bool_)
        self.times = read_times(everything, self._owner, named, surroundings, self._doubt_event)
        self._order = order_events(self.times, self._owner, self.as_of)
        self._read_events(everything, named)
        self._read_entities(logs, named)
        self._introduce()
        self._check_owners()
        self._check_mentions()
        repeated = may_repeat(self._events.values(), self.times, self._owner, vocabulary)
        self.doubtful[repeated] = True

    def batch(self) -> Batch:
        """The columns of what counts."""
        home = np.array([self._surroundings.zone(zone) for zone in self.zones], np.int64)
        places = self._order.places
        return Batch(
            Times(self._order.event_from, self.times.lo[places], self.times.hi[places], self.times.zone[places]),
            {name: one for name, one in self._events.items() if len(one)},
            self._entity_things(),
            self.as_of,
            np.zeros(len(home), np.int64),
            home,
            np.full(len(home), self._surroundings.calendar(frozenset()), np.int64),
        )

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _doubt_event(self, place: int) -> None:
        self.doubtful[self._owner[place]] = True

    def _check_ids(self) -> list[set[str]]:
        """The ids of each log, which are different, and none is missing."""
        sets = []
        for log, (begin, end) in enumerate(zip(self._first[:-1].tolist(), self._first[1:].tolist(), strict=True)):
            own = set(self._ids[begin:end])
            sets.append(own)
            if len(own) != end - begin or None in own or "" in own:
                self.doubtful[log] = True
        return sets

    def _read_events(self, everything: Sequence[Any], zones: Sequence[str | None]) -> None:
        names = {type(one): one.__struct_config__.tag for one in everything}
        numbers = {kind: number for number, kind in enumerate(names)}
        kinds = np.array([numbers[kind] for kind in map(type, everything)], np.int64)
        order = np.argsort(kinds, kind="stable")
        begins = np.searchsorted(kinds[order], np.arange(len(numbers) + 1)).tolist()
        self._events: dict[str, Events] = {}
        self._kinds = kinds
        self._places = np.empty(len(kinds), np.int64)
        retraction = self._vocabulary.retraction
        for number, name in enumerate(names.values()):
            places = order[begins[number] : begins[number + 1]]
            listed = places.tolist()
            self._places[places] = np.arange(len(places))
            own = [everything[place] for place in listed]
            fields = {**self._vocabulary.events[name].fields, **_KEPT}
            owners = self._owner[places].tolist()
            columns = read_columns(own, fields, [zones[log] for log in owners], lambda place, owners=owners: self._doubt(owners[place]))  # type: ignore[misc]
            self._events[name] = Events(name, places, columns, self._owner, self._order.seq, self._ids)
            if retraction and retraction.event == name:
                self.doubtful[owners] = True
            self._check_required(fields, columns, owners, columns.get("source"))
        self._names = list(names.values())

    def _doubt(self, log: int) -> None:
        self.doubtful[log] = True

    def _check_required(
        self, fields: Mapping[str, Field], columns: Mapping[str, Values], owners: Sequence[int], source: Values | None
    ) -> None:
        """Whether what must be there is, unless it was imported."""
        for name, field in fields.items():
            if field.required:
                values = columns.get(name) or [None] * len(owners)
                for place, value in enumerate(values):
                    if value is None and not (source and source[place] is not None):
                        self.doubtful[owners[place]] = True

    def _read_entities(self, logs: Sequence[Any], zones: Sequence[str | None]) -> None:
        """The entities that logs list: by kind, by log, by id, where their fields stand; or, of those that events bring up, these."""
        self._listed: dict[str, list[dict[str, int | Record]]] = {}
        self._given: dict[str, Entities] = {}
        for kind, entity in self._vocabulary.entities.items():
            listed = [getattr(log, PREFIX + entity.section) or {} for log in logs]
            owners = [log for log, known in enumerate(listed) for _ in known]
            names = list(chain.from_iterable(listed))
            given = [one for known in listed for one in known.values()]
            there = [place for place, one in enumerate(given) if one is not None]
            structures = [given[place] for place in there]
            read = read_columns(
                structures,
                entity.fields,
                [zones[owners[place]] for place in there],
                lambda place: self._doubt(owners[there[place]]),  # noqa: B023
            )
            columns = read if len(there) == len(given) else {name: _spread(values, there, len(given)) for name, values in read.items()}
            self._check_required(entity.fields, read, [owners[place] for place in there], None)
            self._given[kind] = Entities(owners, list(chain.from_iterable(map(range, map(len, listed)))), names, columns)
            numbers = iter(range(len(names)))
            self._listed[kind] = [dict(zip(known, numbers, strict=False)) for known in listed]

    def _introduce(self) -> None:
        """Entities that events bring up are listed behind the others of their log, in the order of the file."""
        for kind, entity in self._vocabulary.entities.items():
            met: list[tuple[int, str, Events, int]] = []
            for name in entity.introduced_by:
                own = self._events.get(name)
                if own is not None and entity.key in own.columns:
                    pairs = zip(own.places.tolist(), own.columns[entity.key], strict=True)
                    met += [(place, value, own, number) for number, (place, value) in enumerate(pairs) if isinstance(value, str)]
            for place, value, own, number in sorted(met, key=itemgetter(0)):
                listed = self._listed[kind][int(self._owner[place])]
                if value not in listed:
                    listed[value] = Record(kind, value, self._learned_by(entity, own, number))

    def _learned_by(self, entity: Entity, events: Events, number: int) -> dict[str, Value]:
        """What an event that introduces an entity says of it."""
        fields = self._vocabulary.events[events.name].fields
        shared = [name for name, field in entity.fields.items() if name in fields and fields[name].type == field.type]
        pairs = ((name, events.columns[name][number]) for name in shared if name in events.columns)
        return {name: value for name, value in pairs if value is not None}

    def _check_owners(self) -> None:
        """Who belongs to whom: each to one alone."""
        self._owners: list[dict[tuple[str, str], str]] = [{} for _ in self.zones]
        self._owner_keys: dict[str, str] = {}
        for kind, entity in self._vocabulary.entities.items():
            parent = self._vocabulary.entities[entity.belongs_to] if entity.belongs_to else None
            if parent is None:
                continue
            self._owner_keys[kind] = parent.key
            given = self._given[kind]
            self._belong(kind, given.logs.tolist(), given.names, given.columns.get(parent.key))
            for own in self._events.values():
                if entity.key in own.columns and parent.key in own.columns:
                    self._belong(kind, self._owner[own.places].tolist(), own.columns[entity.key], own.columns[parent.key])

    def _belong(self, kind: str, logs: Sequence[int], ones: Sequence[Value | None], owners: Sequence[Value | None] | None) -> None:
        for log, one, owner in zip(logs, ones, owners or (), strict=False):
            if isinstance(one, str) and isinstance(owner, str) and self._owners[log].setdefault((kind, one), owner) != owner:
                self.doubtful[log] = True

    def _check_mentions(self) -> None:
        """Whether all that is named is there."""
        tables: list[tuple[Mapping[str, Field], Mapping[str, Values], Sequence[int]]] = [
            (self._vocabulary.events[name].fields, own.columns, self._owner[own.places].tolist()) for name, own in self._events.items()
        ]
        tables += [
            (entity.fields, self._given[kind].columns, self._given[kind].logs.tolist())
            for kind, entity in self._vocabulary.entities.items()
        ]
        for fields, columns, logs in tables:
            for name, values in columns.items():
                kind = fields[name].type if name in fields else None
                if kind is None or kind.kind not in (Kind.ENTITY, Kind.EVENT):
                    continue
                known: Sequence[Any] = self._id_sets if kind.kind is Kind.EVENT else self._listed[kind.entity or ""]
                for log, value in zip(logs, values, strict=True):
                    if value is not None and not (all(one in known[log] for one in value) if kind.many else value in known[log]):  # type: ignore[union-attr]
                        self.doubtful[log] = True

    def _entity_things(self) -> dict[str, Entities]:
        """Entities as rows: those that logs list, with those that events brought up, and with their owners."""
        return {kind: self._things(kind) for kind in self._vocabulary.entities}

    def _things(self, kind: str) -> Entities:
        given, key = self._given[kind], self._owner_keys.get(kind)
        if key is None and len(given) == sum(map(len, self._listed[kind])):
            return given
        listed = [(log, name, one) for log, known in enumerate(self._listed[kind]) for name, one in known.items()]
        counts = [len(known) for known in self._listed[kind]]
        columns: dict[str, Values] = {}
        for field in self._vocabulary.entities[kind].fields:
            values = given.columns.get(field)
            if values is not None or field == key or len(listed) > len(given):
                given_values = values or [None] * len(given)
                columns[field] = [one.fields.get(field) if isinstance(one, Record) else given_values[one] for _, _, one in listed]
        if key is not None:
            owners = columns.get(key) or [None] * len(listed)
            columns[key] = [
                self._owners[log].get((kind, name)) if owner is None else owner
                for (log, name, _), owner in zip(listed, owners, strict=True)
            ]
        return Entities(
            [log for log, _, _ in listed], list(chain.from_iterable(map(range, counts))), [name for _, name, _ in listed], columns
        )

    # -- what rows stand for ---------------------------------------------------------------------------------------------

    @property
    def event_from(self) -> Integers:
        """Where the events of each log begin among all that count, which stand by log and in each in its order."""
        return self._order.event_from

    @property
    def names_of_types(self) -> list[str]:
        """The types of events that occur."""
        return self._names

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
        return [self._ids[one] for one in which.tolist()], [self.lines[log] for log in self._owner[which].tolist()]

    def column(self, kind: str, name: str, places: Integers) -> list[Value | None]:
        """A field of them, who are all of one type."""
        which = self._order.places[places]
        if name == "id":
            return [self._ids[one] for one in which.tolist()]
        values = self._events[kind].columns.get(name)
        return [None] * len(which) if values is None else [values[one] for one in self._places[which].tolist()]

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""
        return self.record(log, entity, next(islice(self._listed[entity][log], place, None)))

    def record(self, log: int, entity: str, name: str) -> Record:
        """One of them, which there is."""
        one = self._listed[entity][log][name]
        if isinstance(one, Record):
            fields: Mapping[str, Value] = one.fields
        else:
            fields = {field: value for field, values in self._given[entity].columns.items() if (value := values[one]) is not None}
        owner = self._owners[log].get((entity, name))
        if owner is not None:
            fields = {self._owner_keys[entity]: owner, **fields}
        return Record(entity, name, fields)

    def known(self, log: int) -> Known:
        """The entities of a log, with what its events tell of them, the latest winning (see `engine.log.names`)."""
        return KnownInLog(self._known, log)

    @cached_property
    def _known(self) -> KnownFields:
        return KnownFields(KnownEntities(self._listed, self._given, self._owners, self._owner_keys, self._lessons()))

    def _lessons(self) -> list[Lesson]:
        """What events tell of entities, in the order of their logs."""
        told: list[tuple[int, Lesson]] = []
        for kind, entity in self._vocabulary.entities.items():
            for learned in entity.learned:
                own = self._events.get(learned.event)
                if own is not None and learned.key in own.columns and learned.field in own.columns:
                    rows = zip(own.logs.tolist(), own.ids.tolist(), own.column(learned.key), own.column(learned.field), strict=True)
                    told += [
                        (seq, Lesson(log, kind, key, learned.name, value))
                        for log, seq, key, value in rows
                        if isinstance(key, str) and value is not None
                    ]
        told.sort(key=itemgetter(0))
        return [lesson for _, lesson in told]


def _is_unusual(log: Any) -> bool:  # noqa: ANN401
    """Whether a log says what is not read here, or not that it has events."""
    zone = log.f_timezone
    return (
        log.f_events is UNSET or any(getattr(log, name) is not None for name in _UNUSUAL) or (zone is not None and find_zone(zone) is None)
    )


def _spread(values: Values, places: Sequence[int], count: int) -> Values:
    """Values where they belong among more; nothing in between."""
    spread: Values = [None] * count
    for place, value in zip(places, values, strict=True):
        spread[place] = value
    return spread
