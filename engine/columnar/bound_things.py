"""What the IDs in cases stand for, many at once: their parts as columns, and no object made of any."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from afterword.engine.columnar.read_back import ReadBack
from afterword.engine.compile.program import MISSING, BoundAlias, Header
from afterword.engine.kernel.find_things import FIRST_TYPE, NOTHING, FoundThings, Origins, find_things
from afterword.engine.kernel.memory import M_CELL, WIDTH, Integers
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.report.line_pieces import ZONE
from afterword.engine.report.quick_messages import Face
from afterword.engine.run.conclusions import FactField, FactShape
from afterword.engine.run.model import Fact, Item
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval


class LogColumns(Protocol):
    """What lines of findings ask of the logs of a batch. Events are told by their places among all that count, by log, in its order."""

    @property
    def as_of(self) -> Integers:
        """The moment of asking, by log."""

    @property
    def zones(self) -> Sequence[str]:
        """The zone of each log."""

    @property
    def event_from(self) -> Integers:
        """Where the events of each log begin, and one more."""

    @property
    def names_of_types(self) -> Sequence[str]:
        """The types of events that occur."""

    def event_types(self) -> Integers:
        """The types of all events, by the places of their names."""

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""

    def zones_of(self, places: Integers) -> Integers:
        """The numbers of the zones whose calendars count for them."""

    def texts(self) -> Sequence[str | None]:
        """The words of the batch by number: texts; the first one is none."""

    def number(self, texts: Sequence[str | None]) -> Integers:
        """Texts as words, which there may be more of after that."""

    def event_names(self) -> Integers:
        """The ids of all events, as words."""

    def event_words(self, kind: str, name: str) -> Integers | None:
        """A field of events of one type as words, which stand at the places of these among all; ``None`` where it holds no text."""

    def record_words(self, kind: str, name: str) -> tuple[Integers, Integers]:
        """Where the entities of a kind begin in those of each log; and a field, or the `id`, of all of them as words."""

    def look_up(self, kind: str, field: str) -> tuple[Integers, Integers]:
        """A field, or the `id`, of all entities of a kind, with what events tell of them: logs and names as pairs, in order; its words."""

    def event_lines(self) -> Integers:
        """The lines that all stand in (or -1)."""

    def column(self, kind: str, name: str, places: Integers) -> Sequence[Value | None]:
        """A field, or the `id`, of events of one type."""

    def listed(self, kind: str, logs: Integers, names: Sequence[str]) -> Integers:
        """Where entities of a kind are listed in their logs, behind all others where they are not."""

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""


class Coded(NamedTuple):
    """Texts by their places among all that there are; nothing (-1) comes behind all of them."""

    places: Integers
    texts: Sequence[str]


class Things(Protocol):
    """Things of one kind."""

    @property
    def face(self) -> Face:
        """What they all are."""

    def column(self, name: str) -> Sequence[Any]:
        """A part of each; see `Part`."""

    def times(self) -> tuple[Integers, Integers, Integers]:
        """Both readings of when each came about, or `MISSING`, and the number of its zone; of things that have a time."""

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Coded]:
        """What some of them are sorted by in their logs, the weightiest first; see `engine.report.places`."""


class BoundThings:
    """Finds what IDs of one batch stand for."""

    def __init__(self, read_back: ReadBack, batch: LogColumns) -> None:
        """``batch`` is what was evaluated."""
        self._read_back = read_back
        self._batch = batch
        self._facts = FIRST_TYPE + len(batch.names_of_types)  # here the kinds of facts begin, and there those of all else
        self._others = self._facts + len(read_back.relations)
        self._items = self._others + len(read_back.others.entities)

    def find(self, rows: Integers) -> FoundThings:
        """What cases bind, and what decided them, from their rows in `Found`."""
        read_back, batch, others = self._read_back, self._batch, self._read_back.others
        origins = Origins(
            batch.event_from,
            batch.event_types(),
            read_back.first_facts,
            read_back.made_from,
            read_back.made,
            others.begins,
            others.symbols,
            len(batch.names_of_types),
            len(read_back.relations),
            others.starts,
        )
        return find_things(rows, np.array([len(plan.aliases) for plan in read_back.plans], np.int64), origins)

    def are_items(self, kinds: Integers) -> NDArray[np.bool_]:
        """Which things are members of lists: the places of these are symbols."""
        items: NDArray[np.bool_] = kinds == self._items
        return items

    def things(self, kind: int, alias: BoundAlias | None, logs: Integers, places: Integers) -> Things | None:
        """Those of one kind, at such places in ``logs``; ``None`` where they are nothing."""
        if kind == NOTHING:
            return None
        if kind < self._facts:
            return _Events(self._batch, self._read_back.zones, kind - FIRST_TYPE, places)
        if kind < self._others:
            return _Facts(self._read_back, kind - self._facts, places)
        if kind == self._items:
            return _Items(alias and alias.entity, self._read_back.symbols, self._batch, logs, places)
        return _Records(self._batch, self._read_back.others.entities[kind - self._others], logs, places)


class _Events:
    """Events of one type."""

    def __init__(self, batch: LogColumns, zones: Sequence[str], kind: int, places: Integers) -> None:
        self.face = Face(Event, batch.names_of_types[kind])
        self._batch = batch
        self._zones = zones
        self._places = places

    def column(self, name: str) -> Sequence[Any]:
        match name:
            case "type":
                return [self.face.kind] * len(self._places)
            case "at":
                lo, hi = self._batch.readings(self._places)
                return list(map(Interval, lo.tolist(), hi.tolist()))
            case _ if name == ZONE:
                return [self._zones[zone] for zone in self._batch.zones_of(self._places).tolist()]
            case _:
                return self._batch.column(self.face.kind or "", name, self._places)

    def times(self) -> tuple[Integers, Integers, Integers]:
        return *self._batch.readings(self._places), self._batch.zones_of(self._places)

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Coded]:
        return (self._places[chosen],)


class _Facts:
    """Facts of one rule."""

    def __init__(self, read_back: ReadBack, relation: int, places: Integers) -> None:
        self._shape: FactShape = read_back.shapes[relation]
        self.face = Face(Fact, self._shape.name)
        self._read_back = read_back
        self._places = places
        self._width = WIDTH + len(read_back.relations[relation].columns)
        self._symbols: Symbols = read_back.symbols

    @cached_property
    def _cells(self) -> Integers:
        begins = self._read_back.made[self._places, M_CELL]
        cells: Integers = self._read_back.made_cells[begins[:, None] + np.arange(self._width)]
        return cells

    def column(self, name: str) -> Sequence[Any]:
        if name == ZONE:
            return [self._read_back.zones[zone] for zone in self._cells[:, Header.ZONE].tolist()]
        if name == "at":
            columns = self._cells[:, (Header.SEQ, Header.LO, Header.HI)].tolist()
            return [Interval(lo, hi) if seq >= 0 else None for seq, lo, hi in columns]
        return self._field(name)

    def times(self) -> tuple[Integers, Integers, Integers]:
        timed = self._cells[:, Header.SEQ] >= 0
        lo, hi = (np.where(timed, self._cells[:, end], MISSING) for end in (Header.LO, Header.HI))
        return lo, hi, self._cells[:, Header.ZONE]

    def _field(self, name: str) -> list[Value | None]:
        for field in self._shape.fields:
            if field.name == name:
                numbers = self._cells[:, WIDTH + field.place].tolist()
                if field.end >= 0:
                    ends = self._cells[:, WIDTH + field.end].tolist()
                    return [None if lo == MISSING else Interval(lo, hi) for lo, hi in zip(numbers, ends, strict=True)]
                values: dict[int, Value | None] = {number: self._symbols.decode(number, field.kind) for number in set(numbers)}
                return [values[number] for number in numbers]
        return [None] * len(self._cells)

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Coded]:
        cells = self._cells[chosen]
        timed = cells[:, Header.SEQ] >= 0
        fields = sorted(self._shape.fields, key=lambda field: field.name)
        return np.where(timed, cells[:, Header.HI], 0), np.where(timed, cells[:, Header.LO], 0), *(self._told(one, cells) for one in fields)

    def _told(self, field: FactField, cells: Integers) -> Coded:
        """How the values of a field are written. Who sorts by one field after another sorts by all of them as one text.

        No such text is how another begins; and who has a field comes before who has not, as the name that follows is a later one, or none.
        """
        numbers = cells[:, WIDTH + field.place]
        there, codes = numbers != MISSING, np.full(len(cells), -1)
        if field.end < 0:
            met, codes[there] = np.unique(numbers[there], return_inverse=True)
            return Coded(codes, [repr(self._symbols.decode(number, field.kind)) for number in met.tolist()])
        spans = list(zip(numbers[there].tolist(), cells[there, WIDTH + field.end].tolist(), strict=True))
        known = {span: place for place, span in enumerate(dict.fromkeys(spans))}
        codes[there] = [known[span] for span in spans]
        return Coded(codes, [repr(Interval(*span)) for span in known])


class _Records:
    """Entities of one kind."""

    def __init__(self, batch: LogColumns, entity: str, logs: Integers, places: Integers) -> None:
        self.face = Face(Record, entity)
        self._batch = batch
        self._logs = logs
        self._places = places

    @cached_property
    def _records(self) -> list[Record]:
        kind = self.face.kind or ""
        return [self._batch.record_at(log, kind, place) for log, place in zip(self._logs.tolist(), self._places.tolist(), strict=True)]

    def column(self, name: str) -> Sequence[Any]:
        if name == "id":
            return [one.id for one in self._records]
        if name == ZONE:
            return [self._batch.zones[log] for log in self._logs.tolist()]
        return [one.fields.get(name) for one in self._records]

    def times(self) -> tuple[Integers, Integers, Integers]:
        raise TypeError(self.face)

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Coded]:
        return (self._places[chosen],)


class _Items:
    """Members of lists, which may name entities of one kind."""

    def __init__(self, entity: str | None, symbols: Symbols, batch: LogColumns, logs: Integers, places: Integers) -> None:
        self.face = Face(Item, entity)
        self._symbols = symbols
        self._places = places
        self._batch = batch
        self._logs = logs

    def column(self, _: str) -> Sequence[Any]:
        return self._names(self._places)

    def times(self) -> tuple[Integers, Integers, Integers]:
        raise TypeError(self.face)

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Coded]:
        met, codes = np.unique(self._places[chosen], return_inverse=True)
        names = self._names(met)
        listed = self._batch.listed(self.face.kind or "", self._logs[chosen], self._names(self._places[chosen]))
        return listed, Coded(codes, names)

    def _names(self, symbols: Integers) -> list[str]:
        return [str(self._symbols.values[number]) for number in symbols.tolist()]
