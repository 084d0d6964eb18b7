"""From a log's events and entities to rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
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
from afterword.engine.language.rule import Test
from afterword.engine.log.model import Event, Log, Value
from afterword.engine.run.facts import FactBase, Origin, Row, Symbols, flag
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval

Fields: TypeAlias = Mapping[str, Value]
Encoder: TypeAlias = Callable[[Symbols, Fields], int]


class FactMaker:
    """Makes the rows that a program starts from. Holds nothing of a log: threads may share it."""

    def __init__(self, program: Program) -> None:
        """Work out, once, which relations an event of each type goes to, and how each of their columns is filled."""
        self._program = program
        self._encoders = [tuple(_encoder(column) for column in relation.columns) for relation in program.relations]
        self._any: list[int] = []
        self._by_type: dict[str, list[int]] = {}
        for place, relation in enumerate(program.relations):
            if isinstance(relation.source, EventRows):
                if not relation.source.types:
                    self._any.append(place)
                for name in relation.source.types:
                    self._by_type.setdefault(name, []).append(place)

    def make(self, log: Log, events: tuple[Event, ...], as_of: int) -> FactBase:
        """Rows for ``events``, which are in the log's order, and for the log's entities; ``as_of`` in microseconds (UTC)."""
        symbols = Symbols()
        headers = _headers(events, symbols)
        base = FactBase(self._program, symbols, Calendar(log.holidays), list(events), list(headers))
        for seq, event in enumerate(events):
            fields = {**event.fields, "id": event.id, "type": event.type}
            for place in (*self._by_type.get(event.type, ()), *self._any):
                base.rows[place].append((*headers[seq], *[encode(symbols, fields) for encode in self._encoders[place]]))
        self._add_timeless(base, log, min((event.when.lo for event in events), default=as_of))
        return base

    def _add_timeless(self, base: FactBase, log: Log, start: int) -> None:
        """The start of the log, its entities, and the members of its lists: rows that stand before every event."""
        zone = base.symbols.number(log.zone)

        def begin(origin: Origin) -> Row:
            base.origins.append(origin)
            base.headers.append((len(base.headers), -1, start, start, -1, -1, zone))
            return base.headers[-1]

        for place, relation in enumerate(self._program.relations):
            match relation.source:
                case StartRows():
                    base.rows[place].append(begin(None))
                case RecordRows(entity):
                    for record in log.records.get(entity, {}).values():
                        fields: Fields = {**record.fields, "id": record.id}
                        cells = [encode(base.symbols, fields) for encode in self._encoders[place]]
                        base.rows[place].append((*begin(record), *cells))
                case _:
                    continue
        for place, relation in enumerate(self._program.relations):
            if isinstance(relation.source, MemberRows):
                names = [column.field for column in relation.columns if isinstance(column, FieldColumn)]
                for number, member in _members(base.symbols):
                    cells_by_name = {"list": number, "value": base.symbols.number(member)}
                    base.rows[place].append((*begin(member), *[cells_by_name[name] for name in names]))


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
        return partial(_encode_flag, column.tests)
    if column.part is Part.VALUE:
        return partial(_encode_value, column.field)
    return partial(_encode_end, column.field, 1 if column.part is Part.HI else 0)


def _encode_flag(tests: tuple[Test, ...], _: Symbols, fields: Fields) -> int:
    return flag(tests, fields)


def _encode_value(name: str, symbols: Symbols, fields: Fields) -> int:
    return symbols.encode(fields.get(name))


def _encode_end(name: str, end: int, _: Symbols, fields: Fields) -> int:
    value = fields.get(name)
    return value[end] if isinstance(value, Interval) else MISSING
