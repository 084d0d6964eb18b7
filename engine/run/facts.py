"""A log as rows of integers: the facts both executors start from, and those that rules add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import MISSING, EmitFact, Header, Production, Shift
from afterword.engine.log.model import Event, Record
from afterword.engine.log.normalise import log_order
from afterword.engine.run.conclusions import FactShape
from afterword.engine.run.model import Fact
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval

Row: TypeAlias = tuple[int, ...]
Origin: TypeAlias = "Event | Record | Fact | str | None"
"""What a row stands for: an event, an entity, a conclusion, the member of a list, or the start of the log."""


class _Conclusion(NamedTuple):
    """A conclusion that nobody has asked for yet: few of them are."""

    shape: FactShape
    values: Row
    parents: Row


class Beginning(NamedTuple):
    """A log before any rule has run: the rows of each relation, and by ID the headers of rows and what they stand for."""

    rows: list[list[Row]]
    headers: list[Row]
    origins: list[Origin]
    symbols: Symbols


class FactBase:
    """All rows of one log at one moment, by relation, each relation in the log's order; a row's ID is the number of what it stands for.

    ``grown`` are the relations that conclusions were added to.
    ``span`` and ``rank_span`` are the longest stretch between the two readings of any event, as time and as places: an upper bound
    on how far out of order a relation sorted by one reading can be in the other.
    """

    def __init__(self, beginning: Beginning, shapes: Mapping[int, FactShape], calendar: Calendar) -> None:
        """``shapes`` are those of the facts to come, by relation."""
        self.rows, self.headers, origins, self.symbols = beginning
        self.calendar = calendar
        self.grown: set[int] = set()
        self.span = max([hi - lo for _, _, lo, hi, _, _, _ in self.headers], default=0)
        self.rank_span = max([hi - lo for _, _, _, _, lo, hi, _ in self.headers], default=0) if self.span else 0
        self._shapes = shapes
        self._origins: list[Origin | _Conclusion] = [*origins]
        self._evidence: dict[int, tuple[Event, ...]] = {}

    def zone(self, number: int) -> str:
        """The calendar that a row's ZONE names."""
        return str(self.symbols.values[number])

    def shift(self, step: Shift, moment: int, zone: int) -> int:
        """A moment moved, as a step says; what is absent stays so."""
        if moment == MISSING:
            return MISSING
        duration = step.duration
        if duration.elapsed:
            return moment + step.sign * duration.elapsed
        return self.calendar.shift(moment, duration, self.zone(zone), step.sign, latest=step.latest)

    def origin(self, identity: int) -> Origin:
        """What the row of that ID stands for."""
        origin = self._origins[identity]
        if isinstance(origin, _Conclusion):
            header = self.headers[identity]
            when = Interval(header[Header.LO], header[Header.HI]) if header[Header.SEQ] >= 0 else None
            fields = origin.shape.read(origin.values, self.symbols)
            origin = Fact(origin.shape.name, when, self.zone(header[Header.ZONE]), fields, self.evidence(identity))
            self._origins[identity] = origin
        return origin

    def evidence(self, identity: int) -> tuple[Event, ...]:
        """The events that a row stands for or rests on, in the log's order."""
        origin = self._origins[identity] if identity >= 0 else None
        if type(origin) is Event:
            return (origin,)
        if type(origin) is Fact:
            return origin.evidence
        if type(origin) is not _Conclusion:
            return ()
        if identity not in self._evidence:
            events = {event.position: event for parent in origin.parents for event in self.evidence(parent)}
            self._evidence[identity] = tuple(sorted(events.values(), key=log_order))
        return self._evidence[identity]

    def add(self, made: Iterable[tuple[Production, Sequence[Row]]], known: set[Row]) -> bool:
        """Add the conclusions of productions, each ``(ID of the row it takes its time from, values…, IDs of its parents…)``.

        Equal conclusions (same fact, fields and place in the log's order) are one: the first. ``known`` keeps the ones there are.
        """
        before = len(self.headers)
        for production, emitted in made:
            if emitted:
                self._conclude(production, emitted, known)
        return len(self.headers) > before

    def settle(self, relations: Iterable[int]) -> None:
        """Put relations that have grown into the log's order."""
        for relation in relations:
            if len(self.rows[relation]) > 1:
                self.rows[relation].sort(key=itemgetter(Header.SEQ, Header.ID))

    def _conclude(self, production: Production, emitted: Sequence[Row], known: set[Row]) -> None:
        emit = production.emit
        if not isinstance(emit, EmitFact):
            message = f"{production.name} makes no fact"
            raise TypeError(message)
        shape = self._shapes[emit.relation]
        fixed = {place: self.symbols.encode(emit.literals.get(place)) for place, operand in enumerate(emit.operands) if operand is None}
        width = 1 + len(emit.operands)
        for row in emitted:
            values = row[1:width]
            if fixed:
                values = tuple([fixed.get(place, value) for place, value in enumerate(values)])
            header = self.headers[row[0]]
            key = (emit.relation, header[Header.SEQ], *values)
            if key in known:
                continue
            known.add(key)
            own = (len(self.headers), *header[1:])
            self.headers.append(own)
            self._origins.append(_Conclusion(shape, values, row[width:]))
            if shape.flags:
                fields = shape.read(values, self.symbols)
                self.rows[emit.relation].append((*own, *values, *[int(flag(fields)) for flag in shape.flags]))
            else:
                self.rows[emit.relation].append(own + values)
            self.grown.add(emit.relation)
