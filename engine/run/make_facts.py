"""From a log's events and entities to rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    Column,
    EventRows,
    FieldColumn,
    MemberRows,
    Part,
    Program,
    RecordRows,
    StartRows,
)
from afterword.engine.log.model import Event, Log
from afterword.engine.run.conclusions import fact_shapes
from afterword.engine.run.facts import Beginning, FactBase, Origin, Row
from afterword.engine.run.flags import Fields, make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval

Encoder: TypeAlias = Callable[[Symbols, Fields], int]
_Target: TypeAlias = tuple[int, tuple[Encoder, ...]]
"""A relation that a row goes to, and what fills its columns."""


class FactMaker:
    """Makes the rows that a program starts from. Holds nothing of a log: threads may share it."""

    def __init__(self, program: Program) -> None:
        """Work out, once, which relations an event of each type goes to, and how each of their columns is filled."""
        self._width = len(program.relations)
        self._shapes = fact_shapes(program)
        sources = [(place, relation, tuple(map(_encoder, relation.columns))) for place, relation in enumerate(program.relations)]
        self._any: list[_Target] = [(place, cells) for place, one, cells in sources if one.source == EventRows(())]
        self._by_type: dict[str, list[_Target]] = {}
        for place, relation, cells in sources:
            for name in relation.source.types if isinstance(relation.source, EventRows) else ():
                self._by_type.setdefault(name, []).append((place, cells))
        self._starts = [place for place, relation, _ in sources if isinstance(relation.source, StartRows)]
        self._records = [(place, one.source.entity, cells) for place, one, cells in sources if isinstance(one.source, RecordRows)]
        self._members = [
            (place, [column.field for column in one.columns if isinstance(column, FieldColumn)])
            for place, one, _ in sources
            if isinstance(one.source, MemberRows)
        ]

    def make(self, log: Log, events: tuple[Event, ...], as_of: int) -> FactBase:
        """Rows for ``events``, which are in the log's order, and for the log's entities; ``as_of`` in microseconds (UTC)."""
        symbols = Symbols()
        headers = _headers(events, symbols)
        rows: list[list[Row]] = [[] for _ in range(self._width)]
        for header, event in zip(headers, events, strict=True):
            fields: Fields | None = None
            for place, cells in (*self._by_type.get(event.type, ()), *self._any):
                if cells:
                    fields = fields or {**event.fields, "id": event.id, "type": event.type}
                    rows[place].append((*header, *[cell(symbols, fields) for cell in cells]))
                else:
                    rows[place].append(header)
        beginning = Beginning(rows, headers, list(events), symbols)
        self._add_timeless(beginning, log, min((event.when.lo for event in events), default=as_of))
        return FactBase(beginning, self._shapes, Calendar(log.holidays))

    def _add_timeless(self, beginning: Beginning, log: Log, start: int) -> None:
        """The start of the log, its entities, and the members of its lists: rows that stand before every event."""
        rows, headers, origins, symbols = beginning
        zone = symbols.number(log.zone)

        def begin(origin: Origin) -> Row:
            origins.append(origin)
            headers.append((len(headers), -1, start, start, -1, -1, zone))
            return headers[-1]

        for place in self._starts:
            rows[place].append(begin(None))
        for place, entity, cells in self._records:
            for record in log.records.get(entity, {}).values():
                fields: Fields = {**record.fields, "id": record.id}
                rows[place].append((*begin(record), *[cell(symbols, fields) for cell in cells]))
        for place, names in self._members:
            for number, member in _members(symbols):
                by_name = {"list": number, "value": symbols.number(member)}
                rows[place].append((*begin(member), *[by_name[name] for name in names]))


def _members(symbols: Symbols) -> list[tuple[int, str]]:
    """Each member, once, of each list that is a symbol by now."""
    lists = ((number, value) for number, value in enumerate(symbols.values) if isinstance(value, tuple))
    return [(number, str(member)) for number, value in lists for member in dict.fromkeys(value)]


def _headers(events: tuple[Event, ...], symbols: Symbols) -> list[Row]:
    """The header of every event. Without days, the places of both readings are the event's own."""
    zones = [symbols.number(event.zone) for event in events]
    if all(event.when.lo == event.when.hi for event in events):
        return [(seq, seq, event.when.lo, event.when.hi, seq, seq, zones[seq]) for seq, event in enumerate(events)]
    ends = sorted({(moment, seq) for seq, event in enumerate(events) for moment in event.when})
    places = {end: place for place, end in enumerate(ends)}
    return [
        (seq, seq, event.when.lo, event.when.hi, places[event.when.lo, seq], places[event.when.hi, seq], zones[seq])
        for seq, event in enumerate(events)
    ]


def _encoder(column: Column) -> Encoder:
    """What fills a column."""
    if not isinstance(column, FieldColumn):
        flag = make_flag(column.tests)
        return lambda _, fields: 1 if flag(fields) else 0
    name = column.field
    if column.part is Part.VALUE:
        return lambda symbols, fields: symbols.encode(fields.get(name))
    end = 1 if column.part is Part.HI else 0

    def encode_end(_: Symbols, fields: Fields) -> int:
        value = fields.get(name)
        return value[end] if isinstance(value, Interval) else MISSING

    return encode_end
