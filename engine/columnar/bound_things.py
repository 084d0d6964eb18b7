"""What the IDs in cases stand for, many at once: their parts as columns, and no object made of any."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from afterword.engine.columnar.line_known import Named
from afterword.engine.columnar.read_back import ReadBack
from afterword.engine.compile.program import MISSING, BoundAlias, Header
from afterword.engine.kernel.memory import M_CELL, M_RELATION, WIDTH, Integers
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.report.quick_finding import ZONE
from afterword.engine.report.quick_messages import Face, LogScene
from afterword.engine.run.conclusions import FactShape
from afterword.engine.run.model import Fact, Item
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval

_NOTHING = 0


class EventNames(NamedTuple):
    """The ids that occur, and for each event the place of its id among these."""

    names: Sequence[Any]
    places: Integers


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

    def types_of(self, places: Integers) -> Integers:
        """The types of events, by the places of their names."""

    def readings(self, places: Integers) -> tuple[Integers, Integers]:
        """Both readings of their times."""

    def zones_of(self, places: Integers) -> Sequence[str]:
        """The zones whose calendars count for them."""

    def name_events(self) -> EventNames:
        """The ids of all."""

    def event_lines(self) -> Integers:
        """The lines that all stand in (or -1)."""

    def column(self, kind: str, name: str, places: Integers) -> Sequence[Value | None]:
        """A field, or the `id`, of events of one type."""

    def fields_of(self, kind: str, field: str) -> Named:
        """A field, or the `id`, of all entities of a kind, with what events tell of them."""

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of the entities of one kind in a log, counted from 0."""


class Things(Protocol):
    """Things of one kind."""

    @property
    def face(self) -> Face:
        """What they all are."""

    def column(self, name: str) -> Sequence[Any]:
        """A part of each; see `Part`."""

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Sequence[str]]:
        """What some of them are sorted by in their logs, the weightiest first; see `engine.report.places`."""


class Found(NamedTuple):
    """What IDs stand for: the kind of each, as a number, and the place where it stands among all of its kind."""

    kinds: Integers
    places: Integers


class BoundThings:
    """Finds what IDs of one batch stand for."""

    def __init__(self, read_back: ReadBack, batch: LogColumns, scenes: Sequence[LogScene]) -> None:
        """``scenes`` are what there is to know of the logs of ``batch``."""
        self._read_back = read_back
        self._batch = batch
        self._scenes = scenes
        self._facts = 1 + len(batch.names_of_types)  # here the kinds of facts begin, and there those of all else
        self._others = self._facts + len(read_back.relations)
        self.kinds = self._others + len(read_back.others.sections)

    def find(self, logs: Integers, ids: Integers) -> Found:
        """What ``ids`` in ``logs`` stand for."""
        read_back, begins = self._read_back, self._batch.event_from
        count = begins[logs + 1] - begins[logs]
        kinds, places = np.full(len(ids), _NOTHING), begins[logs] + ids
        events = (ids >= 0) & (ids < count)
        kinds[events] = 1 + self._batch.types_of(places[events])
        facts = ids >= read_back.first_facts[logs]
        places[facts] = (read_back.made_from[logs] + ids - read_back.first_facts[logs])[facts]
        kinds[facts] = self._facts + read_back.made[places[facts], M_RELATION]
        rest = np.flatnonzero((ids >= 0) & ~events & ~facts)
        section, place = read_back.others.find_all(logs[rest], (ids - count)[rest])
        kinds[rest] = np.where(section < 0, _NOTHING, self._others + section)
        places[rest] = place
        return Found(kinds, places)

    def things(self, kind: int, alias: BoundAlias | None, logs: Integers, places: Integers) -> Things | None:
        """Those of one kind, at such places in ``logs``; ``None`` where they are nothing."""
        if kind == _NOTHING:
            return None
        if kind < self._facts:
            return _Events(self._batch, kind - 1, places)
        if kind < self._others:
            return _Facts(self._read_back, kind - self._facts, places)
        entity = self._read_back.others.sections[kind - self._others].entity
        if entity is None:
            names = [str(self._read_back.symbols.values[number]) for number in places.tolist()]
            return _Items(alias and alias.entity, names, [self._scenes[log] for log in logs.tolist()])
        return _Records(self._batch, entity, logs, places)


class _Events:
    """Events of one type."""

    def __init__(self, batch: LogColumns, kind: int, places: Integers) -> None:
        self.face = Face(Event, batch.names_of_types[kind])
        self._batch = batch
        self._places = places

    def column(self, name: str) -> Sequence[Any]:
        match name:
            case "type":
                return [self.face.kind] * len(self._places)
            case "at":
                lo, hi = self._batch.readings(self._places)
                return list(map(Interval, lo.tolist(), hi.tolist()))
            case _ if name == ZONE:
                return self._batch.zones_of(self._places)
            case _:
                return self._batch.column(self.face.kind or "", name, self._places)

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Sequence[str]]:
        return (self._places[chosen],)


class _Facts:
    """Facts of one rule."""

    def __init__(self, read_back: ReadBack, relation: int, places: Integers) -> None:
        self._shape: FactShape = read_back.shapes[relation]
        self.face = Face(Fact, self._shape.name)
        width = WIDTH + len(read_back.relations[relation].columns)
        self._cells = read_back.made_cells[read_back.made[places, M_CELL][:, None] + np.arange(width)]
        self._zones = read_back.zones
        self._symbols: Symbols = read_back.symbols

    def column(self, name: str) -> Sequence[Any]:
        if name == ZONE:
            return [self._zones[zone] for zone in self._cells[:, Header.ZONE].tolist()]
        if name == "at":
            columns = self._cells[:, (Header.SEQ, Header.LO, Header.HI)].tolist()
            return [Interval(lo, hi) if seq >= 0 else None for seq, lo, hi in columns]
        return self._field(name)

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

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Sequence[str]]:
        cells = self._cells[chosen]
        timed = cells[:, Header.SEQ] >= 0
        told: dict[tuple[int, ...], str] = {}
        texts = []
        for own in map(tuple, cells[:, WIDTH:].tolist()):
            text = told.get(own)
            if text is None:
                text = told[own] = repr(sorted(self._shape.read(own, self._symbols).items()))
            texts.append(text)
        return np.where(timed, cells[:, Header.HI], 0), np.where(timed, cells[:, Header.LO], 0), texts


class _Records:
    """Entities of one kind."""

    def __init__(self, batch: LogColumns, entity: str, logs: Integers, places: Integers) -> None:
        self.face = Face(Record, entity)
        self._zones = [batch.zones[log] for log in logs.tolist()]
        self._places = places
        self._records = [batch.record_at(log, entity, place) for log, place in zip(logs.tolist(), places.tolist(), strict=True)]

    def column(self, name: str) -> Sequence[Any]:
        if name == "id":
            return [one.id for one in self._records]
        return self._zones if name == ZONE else [one.fields.get(name) for one in self._records]

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Sequence[str]]:
        return (self._places[chosen],)


class _Items:
    """Members of lists, which may name entities of one kind."""

    def __init__(self, entity: str | None, names: list[str], scenes: list[LogScene]) -> None:
        self.face = Face(Item, entity)
        self._names = names
        self._scenes = scenes

    def column(self, _: str) -> Sequence[Any]:
        return self._names

    def sort_by(self, chosen: Integers) -> Sequence[Integers | Sequence[str]]:
        names = [self._names[one] for one in chosen.tolist()]
        places = [self._scenes[one].known.place(self.face.kind or "", name) for one, name in zip(chosen.tolist(), names, strict=True)]
        return np.array(places, np.int64), names
