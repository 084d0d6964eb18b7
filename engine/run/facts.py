"""A log as rows of integers: the facts both executors start from, and those that rules add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    EmitFact,
    FactRows,
    FieldColumn,
    FlagColumn,
    Header,
    Part,
    Production,
    Program,
    Relation,
    Shift,
)
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Test
from afterword.engine.log.model import Event, Record, Value
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
        self.values: list[str | tuple[str, ...] | tuple[int, ...]] = []
        self._numbers: dict[str | tuple[str, ...] | tuple[int, ...], int] = {}

    def number(self, value: str | tuple[str, ...] | tuple[int, ...]) -> int:
        """The number of a value, a new one where it is met for the first time."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found

    def encode(self, value: Value | None) -> int:
        """A value that is no time, as the integer of its column."""
        if isinstance(value, str | tuple):
            return self.number(value)
        return MISSING if value is None else int(value)

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


class FactBase:
    """All rows of one log at one moment, by relation, each relation in the log's order; a row's ID is its place in ``origins``.

    ``span`` and ``rank_span`` are the longest stretch between the two readings of any event, as time and as places: an upper bound
    on how far out of order a relation sorted by one reading can be in the other.
    """

    def __init__(self, program: Program, symbols: Symbols, calendar: Calendar, origins: list[Origin], headers: list[Row]) -> None:
        """Events alone, as ``headers`` tell of them; no relation has rows yet."""
        self.program = program
        self.symbols = symbols
        self.calendar = calendar
        self.rows: list[list[Row]] = [[] for _ in program.relations]
        self.origins = origins
        self.headers = headers
        self.span = max((header[Header.HI] - header[Header.LO] for header in headers), default=0)
        self.rank_span = max((header[Header.PHI] - header[Header.PLO] for header in headers), default=0)

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
            fixed = {place: self.symbols.encode(emit.literals.get(place)) for place, operand in enumerate(emit.operands) if operand is None}
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
        evidence = tuple(sorted(events.values(), key=log_order))
        fact = Fact(relation.source.name, when, self.zone(header[Header.ZONE]), fields, evidence)
        identity = len(self.origins)
        own = (identity, *header[1:])
        self.origins.append(fact)
        self.headers.append(own)
        flags = (flag(column.tests, fields) for column in relation.columns[len(values) :] if isinstance(column, FlagColumn))
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


def log_order(event: Event) -> tuple[int, int, int]:
    """What events are sorted by: time, a day standing at its end, then the place in the file."""
    return (event.when.hi, event.when.lo, event.position)


def flag(tests: tuple[Test, ...], fields: Mapping[str, Value]) -> int:
    """1 where fields pass all tests, whose operands are literals, else 0."""
    return int(all(passes(test.op, fields.get(test.field), test.value) for test in tests))
