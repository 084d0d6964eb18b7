"""Lines of JSON, as a batch: columns of all events, and hardly an object made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.line_entities import Belonging, find_owners, introduce
from afterword.engine.columnar.line_known import KnownFields, KnownInLog
from afterword.engine.columnar.line_mentions import Mention, check_mentions, mentions_of
from afterword.engine.columnar.line_outline import LineOutline, Row
from afterword.engine.columnar.line_repeats import find_repeats
from afterword.engine.columnar.line_things import NO_TEXT, AllEvents, Entities, Events
from afterword.engine.columnar.line_times import Days, order_events, read_times
from afterword.engine.columnar.line_words import EMPTY, ID, NOTHING, Codes, Key, Words
from afterword.engine.columnar.read_lines import ReadLines
from afterword.engine.columnar.settle_codes import settle_codes, settle_texts
from afterword.engine.kernel.check_names import find_again
from afterword.engine.kernel.find_slots import NO_WORD
from afterword.engine.kernel.json_room import Cells, Lines, Things
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Record, Value
from afterword.engine.report.known import Known
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import ENVELOPE, Kind, Vocabulary

_UNSAID = "UTC"
_NO_COLUMNS = ("id", "day")  # of what every event may say


class LineBatch:
    """Logs of lines. ``doubtful`` says which of them somebody else must read: what is made of these here does not count."""

    def __init__(
        self,
        read: ReadLines,
        numbers: Sequence[int | None],
        vocabulary: Vocabulary,
        moment_of: Callable[[str], int | None],
        surroundings: Surroundings,
    ) -> None:
        """``numbers`` are those of the lines; ``moment_of`` says at which moment logs of a zone are asked about."""
        self.doubtful = read.lines.doubtful
        heads = read.outline.rows_of[-1]
        candidates, zones, _ = (
            settle_texts(read, heads[name], read.lines.logs, self._doubt) for name in ("candidate", "timezone", "$schema")
        )
        known = {zone: zone is None or find_zone(zone) is not None for zone in dict.fromkeys(zones)}
        self._doubt([log for log, zone in enumerate(zones) if not known[zone]])
        named = [zone if known[zone] else None for zone in zones]
        self.candidates = candidates
        self.lines = numbers
        self.zones: list[str] = [zone or _UNSAID for zone in named]
        moments = {zone: moment_of(zone) for zone in dict.fromkeys(self.zones)}
        self.as_of = np.array([moments[zone] or 0 for zone in self.zones], np.int64)
        self._doubt([log for log, zone in enumerate(self.zones) if moments[zone] is None])
        self._vocabulary = vocabulary
        self._surroundings = surroundings
        self._words = Words()
        self._codes = Codes(self._words)
        self._read_events(read, named)
        self._entities = self._read_entities(read.lines, read.outline)
        self._check_names(read.lines.events)
        self._entity_from: dict[str, Integers] = {}
        self._ordered: dict[int, Integers] = {}
        groups = self._owner * len(self._types) + self._kinds
        self._doubt(find_repeats(self._types, groups, self._references, self.times, vocabulary.duplicate_fields))

    def batch(self) -> Batch:
        """The columns of what counts."""
        home = np.array([self._surroundings.zone(zone) for zone in self.zones], np.int64)
        places = self._order.places
        return Batch(
            Times(self._order.event_from, self.times.lo[places], self.times.hi[places], self.times.zone[places]),
            AllEvents(self.names_of_types, self._kinds, self._name_codes, self._rows, self._order, self._codes),
            self._entities,
            self.as_of,
            np.zeros(len(home), np.int64),
            home,
            np.full(len(home), self._surroundings.calendar(frozenset()), np.int64),
        )

    # -- reading ---------------------------------------------------------------------------------------------------------

    def _doubt(self, logs: Any) -> None:  # noqa: ANN401 - the number of a log, or many
        self.doubtful[logs] = True

    def _read_events(self, read: ReadLines, zones: Sequence[str | None]) -> None:
        """All events, and those of each type that occurs; entities get codes of values, too."""
        events, rows_of = read.lines.events, read.outline.rows_of
        envelope = rows_of[0] if read.outline.types else {}
        day, name = envelope.get("day", -1), envelope.get("id", read.outline.named)
        settle_codes(read, zones, self._codes, self._doubt)
        self.times, readable = read_times(read.lines, self._days(read, day), zones, self._surroundings)
        self._doubt(events.owners[~readable])
        self._owner, self._name_codes = events.owners, events.column(name)
        self._order = order_events(self.times, self._owner, self.as_of)
        order = np.argsort(events.kinds.astype(np.int16), kind="stable")
        owners, name_codes = self._owner[order], self._name_codes[order]
        counts = np.bincount(events.kinds, minlength=len(read.outline.types))
        there = np.flatnonzero(counts)
        numbers = np.zeros(len(counts), np.int64)
        numbers[there] = np.arange(len(there))
        self._kinds = numbers[events.kinds]
        self._types: list[Events] = []
        for kind, (begin, end) in zip(there.tolist(), pairwise([0, *np.cumsum(counts[there]).tolist()]), strict=True):
            used = events.used[kind].tolist()
            rows = {key: row for key, row in rows_of[kind].items() if used[row] and key not in _NO_COLUMNS}
            called = read.outline.types[kind]
            fields = self._vocabulary.events[called].fields
            own = slice(begin, end)
            self._types.append(Events(called, order[own], owners[own], name_codes[own], rows, fields, self._codes, events))
        self._events = {own.name: own for own in self._types}
        told = [(row, read.outline.rows[row]) for row in events.rows if row not in {day, name}]
        self._rows: list[tuple[Row, Cells]] = [(row, events.cells(number)) for number, row in told]
        self._references = [events.column(number) for number, row in told if row.type.kind in (Kind.ENTITY, Kind.EVENT)]

    def _days(self, read: ReadLines, row: int) -> Days:
        """Which events are known by their day, where that is one."""
        if row not in read.lines.events.rows:
            return Days(np.zeros(0, np.int64), np.zeros((2, 0), np.int64))
        places, codes = read.lines.events.cells(row)
        values: list[Any] = self._codes.values(read.outline.rows[row].key)
        bounds = np.array([(0, 0), *values[1:]], np.int64)
        sure = codes != NOTHING
        return Days(places[sure], bounds[codes[sure]].T)

    def _read_entities(self, lines: Lines, outline: LineOutline) -> dict[str, Entities]:
        """The entities of each kind: those that logs list, and those that events bring up."""
        entities: dict[str, Entities] = {}
        for number, (kind, entity) in enumerate(self._vocabulary.entities.items(), len(outline.types)):
            places = np.flatnonzero(lines.entities.kinds == number)
            rows = {name: row for name, row in outline.rows_of[number].items() if lines.entities.used[number, row]}
            coded = {name: lines.entities.column(row)[places] for name, row in rows.items()}
            names = lines.entities.column(outline.named)[places]
            given = Entities(lines.entities.owners[places], names, coded, entity.fields, self._codes)
            self._doubt(given.logs[find_again(given.logs, given.called, self._codes.most_words)])
            entities[kind] = introduce(entity, given, self._events, self._codes)
        return entities

    def _check_names(self, events: Things) -> None:
        """Whether ids are different, all that is named is there, and each entity belongs to one other alone."""
        owners, ids = events.owners, self._codes.words(ID, self._name_codes)
        self._doubt(owners[find_again(owners, ids, self._codes.most_words) | (ids <= EMPTY)])
        told = [Mention(row.type, row.key, owners[cells.places], cells.codes) for row, cells in self._rows]
        told += [mention for own in self._entities.values() for mention in mentions_of(own)]
        for logs in check_mentions(told, self._entities, (owners, ids), self._codes, self._words):
            self._doubt(logs)
        for kind, entity in self._vocabulary.entities.items():
            if entity.belongs_to:
                key = self._vocabulary.entities[entity.belongs_to].key
                names, whose = self._words_of(entity.key, events), self._words_of(key, events)
                there = np.flatnonzero((names != NOTHING) & (whose != NOTHING))
                told_of = Belonging(owners[there], names[there], whose[there])
                self._doubt(find_owners(key, self._entities[kind], told_of, self._codes))

    def _words_of(self, name: str, events: Things) -> Integers:
        """A field of all events, as words, in those that hold one text."""
        words = np.zeros(len(events), np.int64)
        for row, cells in self._rows:
            if row.name == name and not row.type.many and row.type.kind not in NO_TEXT:
                words[cells.places] = self._codes.words(row.key, cells.codes)
        if name in ENVELOPE:
            words[~np.array([name in own.fields for own in self._types], np.bool_)[self._kinds]] = NOTHING
        return words

    # -- what rows stand for ---------------------------------------------------------------------------------------------

    @property
    def event_from(self) -> Integers:
        """Where the events of each log begin among all that count, which stand by log and in each in its order."""
        return self._order.event_from

    @property
    def names_of_types(self) -> list[str]:
        """The types of events that occur."""
        return [own.name for own in self._types]

    def event_types(self) -> Integers:
        """The types, as numbers, of all events that count."""
        return self._kinds[self._order.places]

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""
        which = self._order.places[places]
        return self.times.lo[which], self.times.hi[which]

    def zones_of(self, places: Integers) -> Integers:
        """The numbers of the zones whose calendars count for them."""
        return self.times.zone[self._order.places[places]]

    def texts(self) -> list[str | None]:
        """The words of the batch, by number."""
        return self._words.texts()

    def number(self, texts: Sequence[str | None]) -> Integers:
        """Texts as words."""
        return self._words.number(texts, len(texts))

    def event_names(self) -> Integers:
        """The ids of all that count, as words."""
        return self._in_order(ID, self._name_codes)

    def event_words(self, kind: str, name: str) -> Integers | None:
        """A field of events of one type as words of all that count; ``None`` where it holds no text."""
        own = self._events.get(kind)
        return self._in_order(own.key(name), own.coded(name)) if own and own.holds_text(name) else None

    def record_words(self, kind: str, name: str) -> tuple[Integers, Integers]:
        """A field, or the `id`, of all entities of a kind as words, and where those of each log begin."""
        own = self._entities[kind]
        if kind not in self._entity_from:
            self._entity_from[kind] = np.searchsorted(own.logs, np.arange(len(self.zones)))
        words = own.called if name == "id" else own.words(name)
        return self._entity_from[kind], np.zeros(len(own), np.int64) if words is None else words

    def look_up(self, kind: str, field: str) -> tuple[Integers, Integers]:
        """A field, or the `id`, of all entities of a kind with what events tell of them: their logs and names as pairs, and its words."""
        known = self._known[kind, field]
        texts = [value if type(value) is str else None for value in known.values]
        words = self.number(texts)
        words[[place for place, text in enumerate(texts) if text is None and place != NOTHING]] = NO_WORD
        return known.pairs, words[known.codes]

    def listed(self, kind: str, logs: Integers, names: Sequence[str]) -> Integers:
        """Where entities of a kind are listed in their logs, behind all others where they are not."""
        return self._known[kind, "id"].listed(logs, self.number(names))

    def _in_order(self, key: Key, coded: Integers) -> Integers:
        """Codes of all events as words of those that count. Types that share a field share its codes."""
        words = self._ordered.get(id(coded))
        if words is None:
            words = self._ordered[id(coded)] = self._codes.words(key, coded[self._order.places])
        return words

    def event_lines(self) -> Integers:
        """The lines that they stand in (or -1)."""
        lines = np.array([-1 if line is None else line for line in self.lines], np.int64)
        return lines[self._owner[self._order.places]]

    def column(self, kind: str, name: str, places: Integers) -> list[Value | None]:
        """A field of them, who are all of one type."""
        own = self._events[kind]
        which = self._order.places[places]
        if name == "id":
            return [self._codes.values(ID)[one] for one in self._name_codes[which].tolist()]
        return list(own.values_at(name, which))

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
        return KnownFields(self._vocabulary.entities, self._entities, self._events, self._order.seq, self._codes, self._words)
