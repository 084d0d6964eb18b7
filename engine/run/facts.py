"""A log as rows of integers: the facts both executors start from, and those that rules add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    Column,
    EmitFact,
    EventRows,
    FactRows,
    FieldColumn,
    FlagColumn,
    Header,
    MemberRows,
    Part,
    Production,
    Program,
    RecordRows,
    Relation,
    Shift,
    StartRows,
)
from afterword.engine.language.field_tests import passes
from afterword.engine.language.model import Test
from afterword.engine.log.model import Event, Log, Record, Value
from afterword.engine.run.model import Fact
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Kind

Row: TypeAlias = tuple[int, ...]
Origin: TypeAlias = "Event | Record | Fact | str | None"
"""What a row stands for: an event, an entity, a conclusion, the member of a list, or the start of the log."""


class Symbols:
    """Numbers for texts and lists: equal values, equal numbers."""

    def __init__(self) -> None:
        """No symbol yet."""
        self.values: list[str | tuple[str | int, ...]] = []
        self._numbers: dict[str | tuple[str | int, ...], int] = {}

    def number(self, value: str | tuple[str | int, ...]) -> int:
        """The number of a value, a new one where it is met for the first time."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found

    def encode(self, value: Value | None, part: Part = Part.VALUE) -> int:
        """A value as the integer of one column."""
        match value:
            case None:
                return MISSING
            case Interval(lo, hi):
                return hi if part is Part.HI else lo
            case bool() | int():
                return int(value)
            case _:
                return self.number(value)

    def decode(self, number: int, kind: tuple[Kind, bool]) -> Value | None:
        """The value in a column that is no time."""
        if number == MISSING:
            return None
        match kind:
            case (Kind.BOOLEAN, False):
                return bool(number)
            case (Kind.INTEGER, False):
                return number
            case _:
                return self.values[number]


@dataclass(slots=True)
class FactBase:
    """All rows of one log at one moment, by relation, each relation in the log's order; a row's ID is its place in ``origins``.

    ``span`` and ``rank_span`` are the longest stretch between the two readings of any event, as time and as places: an upper bound on how far
    out of order a relation sorted by one reading can be in the other.
    """

    program: Program
    symbols: Symbols
    calendar: Calendar
    rows: list[list[Row]]
    origins: list[Origin]
    headers: list[Row]
    span: int
    rank_span: int

    def zone(self, number: int) -> str:
        """The calendar that a row's ZONE names."""
        return str(self.symbols.values[number])

    def shift(self, step: Shift, moment: int, zone: int) -> int:
        """A moment moved, as a step says; what is absent stays so."""
        if moment == MISSING:
            return MISSING
        return self.calendar.shift(moment, step.duration, self.zone(zone), step.sign, latest=step.latest)

    def evidence(self, identity: int) -> tuple[Event, ...]:
        """The events that a row stands for or rests on."""
        match self.origins[identity] if identity >= 0 else None:
            case Event() as event:
                return (event,)
            case Fact(evidence=events):
                return events
            case _:
                return ()

    def add(self, made: Iterable[tuple[Production, Sequence[Row]]], known: set[Row]) -> bool:
        """Add the conclusions of productions, each ``(ID of the row it takes its time from, values…, IDs of its parents…)``.

        Equal conclusions (same fact, fields and place in the log's order) are one: the first. ``known`` keeps the ones there are.
        """
        before = len(self.origins)
        for production, emitted in made:
            emit = production.emit
            if not isinstance(emit, EmitFact):
                message = f"{production.name} makes no fact"
                raise TypeError(message)
            relation = self.program.relations[emit.relation]
            fixed = {
                place: self.symbols.encode(emit.literals.get(place)) for place, operand in enumerate(emit.operands) if operand is None
            }
            width = 1 + len(emit.operands)
            for row in emitted:
                values = tuple(fixed.get(place, value) for place, value in enumerate(row[1:width]))
                header = self.headers[row[0]]
                key = (emit.relation, header[Header.SEQ], *values)
                if key not in known:
                    known.add(key)
                    self._add_fact(emit.relation, relation, header, values, row[width:])
        return len(self.origins) > before

    def settle(self, relations: Iterable[int]) -> None:
        """Put relations that have grown into the log's order."""
        for relation in relations:
            self.rows[relation].sort(key=lambda row: (row[Header.SEQ], row[Header.ID]))

    def _add_fact(self, place: int, relation: Relation, header: Row, values: Row, parents: Row) -> None:
        if not isinstance(relation.source, FactRows):
            message = "only facts are concluded"
            raise TypeError(message)
        fields = self._fields(relation, values)
        events = {event.position: event for parent in parents for event in self.evidence(parent)}
        when = Interval(header[Header.LO], header[Header.HI]) if header[Header.SEQ] >= 0 else None
        evidence = tuple(sorted(events.values(), key=lambda event: (event.when.hi, event.when.lo, event.position)))
        fact = Fact(relation.source.name, when, self.zone(header[Header.ZONE]), fields, evidence)
        identity = len(self.origins)
        own = (identity, *header[1:])
        self.origins.append(fact)
        self.headers.append(own)
        given = len(values)
        flags = tuple(_flag(column.tests, fields) for column in relation.columns[given:] if isinstance(column, FlagColumn))
        self.rows[place].append((*own, *values, *flags))

    def _fields(self, relation: Relation, values: Row) -> dict[str, Value]:
        fields: dict[str, Value] = {}
        for column, number in zip(relation.columns, values, strict=False):
            if not isinstance(column, FieldColumn) or number == MISSING or column.part is Part.HI:
                continue
            kind = relation.kinds[column.field]
            if column.part is Part.LO:
                high = relation.columns.index(FieldColumn(column.field, Part.HI))
                fields[column.field] = Interval(number, values[high])
            elif (value := self.symbols.decode(number, kind)) is not None:
                fields[column.field] = value
        return fields


def make_facts(program: Program, log: Log, events: tuple[Event, ...], as_of: int) -> FactBase:
    """Rows for ``events``, which are in the log's order, and for the log's entities; ``as_of`` in microseconds (UTC)."""
    symbols = Symbols()
    headers = _headers(events, symbols)
    start = min((event.when.lo for event in events), default=as_of)
    origins: list[Origin] = [*events, None]
    zone = symbols.number(log.zone)
    begin: Row = (len(events), -1, start, start, -1, -1, zone)
    headers.append(begin)
    rows: list[list[Row]] = []
    members: list[int] = []
    for place, relation in enumerate(program.relations):
        match relation.source:
            case EventRows(types):
                wanted = frozenset(types)
                rows.append([
                    (*headers[seq], *_columns(relation.columns, event_fields(event), symbols))
                    for seq, event in enumerate(events)
                    if not types or event.type in wanted
                ])
            case RecordRows(entity):
                rows.append([])
                for record in log.records.get(entity, {}).values():
                    header = (len(origins), -1, start, start, -1, -1, zone)
                    origins.append(record)
                    headers.append(header)
                    fields = {**record.fields, "id": record.id}
                    rows[-1].append((*header, *_columns(relation.columns, fields, symbols)))
            case StartRows():
                rows.append([begin])
            case MemberRows():
                rows.append([])
                members.append(place)
            case FactRows():
                rows.append([])
    for place in members:
        columns = program.relations[place].columns
        for number, value in enumerate(tuple(symbols.values)):
            if not isinstance(value, tuple):
                continue
            for member in dict.fromkeys(value):
                header = (len(origins), -1, start, start, -1, -1, zone)
                origins.append(str(member))
                headers.append(header)
                row_values = {"list": number, "value": symbols.number(str(member))}
                rows[place].append((*header, *(row_values[column.field] for column in columns if isinstance(column, FieldColumn))))
    span = max((header[Header.HI] - header[Header.LO] for header in headers), default=0)
    rank_span = max((header[Header.PHI] - header[Header.PLO] for header in headers), default=0)
    return FactBase(program, symbols, Calendar(log.holidays), rows, origins, headers, span, rank_span)


def event_fields(event: Event) -> Mapping[str, Value]:
    """An event's fields with its id and type among them."""
    return {**event.fields, "id": event.id, "type": event.type}


def _headers(events: tuple[Event, ...], symbols: Symbols) -> list[Row]:
    """The header of every event. Without days, the places of both readings are the event's own."""
    zones = [symbols.number(event.zone) for event in events]
    if all(event.when.lo == event.when.hi for event in events):
        return [(seq, seq, event.when.lo, event.when.hi, seq, seq, zones[seq]) for seq, event in enumerate(events)]
    ends = sorted(
        (moment, seq, end) for seq, event in enumerate(events) for end, moment in enumerate(event.when)
    )
    places: dict[tuple[int, int], int] = {(seq, end): place for place, (_, seq, end) in enumerate(ends)}
    return [
        (seq, seq, event.when.lo, event.when.hi, places[seq, 0], places[seq, 1], zones[seq]) for seq, event in enumerate(events)
    ]


def _columns(columns: tuple[Column, ...], fields: Mapping[str, Value], symbols: Symbols) -> Row:
    return tuple(
        symbols.encode(fields.get(column.field), column.part) if isinstance(column, FieldColumn) else _flag(column.tests, fields)
        for column in columns
    )


def _flag(tests: tuple[Test, ...], fields: Mapping[str, Value]) -> int:
    return int(all(passes(test.op, fields.get(test.field), test.value) for test in tests))

