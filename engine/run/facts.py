"""A log as rows of integers: the facts both executors start from, and those that rules add."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import MISSING, EmitFact, Header, Production, Shift
from afterword.engine.log.model import Event, Record
from afterword.engine.run.conclusions import FactShape
from afterword.engine.run.model import Fact
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval
from afterword.engine.times.zones import Zone, known_zone

Row: TypeAlias = tuple[int, ...]
Origin: TypeAlias = "Event | Record | Fact | str | None"
"""What a row stands for: an event, an entity, a conclusion, the member of a list, or the start of the log."""


_Conclusion: TypeAlias = tuple[FactShape, Row, Row]
"""A conclusion that nobody has asked for yet, as few of them are: its values, and the IDs of the rows it rests on."""


class Beginning(NamedTuple):
    """A log before any rule has run: the rows of each relation, and by ID the headers of rows and what they stand for.

    ``is_sure`` where it is known that no event is in doubt about its time.
    """

    rows: list[list[Row]]
    headers: list[Row]
    origins: list[Origin]
    symbols: Symbols
    is_sure: bool = False


class FactBase:
    """All rows of one log at one moment, by relation, each relation in the log's order; a row's ID is the number of what it stands for.

    IDs count the events first, then what is older than all of them, then what is concluded. ``origins`` are what the rows stand for that
    nobody concluded, of which as many as ``events`` are events. ``known``, ``concluded`` and ``unsettled`` are for those who add facts:
    what tells equal ones, what they are, and the relations that are out of order.

    ``span`` and ``rank_span`` are the longest stretch between the two readings of any event, as time and as places: an upper bound
    on how far out of order a relation sorted by one reading can be in the other.
    """

    def __init__(self, beginning: Beginning, shapes: Mapping[int, FactShape], calendar: Calendar) -> None:
        """``shapes`` are those of the facts to come, by relation."""
        self.rows, self.headers, self.origins, self.symbols, is_sure = beginning
        self.calendar = calendar
        self.span = 0 if is_sure else max([hi - lo for _, _, lo, hi, _, _, _ in self.headers], default=0)
        self.rank_span = max([hi - lo for _, _, _, _, lo, hi, _ in self.headers], default=0) if self.span else 0
        self.shapes = shapes
        self.concluded: list[_Conclusion] = []
        self.known: set[Row] = set()
        self._facts: dict[int, Fact] = {}
        self.unsettled: set[int] = set()
        self._clocks: dict[int, Zone] = {}
        self._beginnings: dict[int, tuple[str, Interval]] = {}
        self.events = bisect_left(self.headers, 1, key=lambda header: header[Header.SEQ] < 0)
        self._known_roots: dict[int, set[int]] = {}

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
        if duration.days:
            clock = self._clocks.get(zone)
            if clock is None:
                clock = self._clocks[zone] = known_zone(self.zone(zone))
            return clock.days_later(moment, step.sign * duration.days, latest=step.latest)
        return self.calendar.shift(moment, duration, self.zone(zone), step.sign, latest=step.latest)

    def beginning(self, identity: int) -> tuple[str, Interval]:
        """The calendar and the time of a row."""
        known = self._beginnings.get(identity)
        if known is None:
            _, _, lo, hi, _, _, zone = self.headers[identity]
            known = self._beginnings[identity] = (self.zone(zone), Interval(lo, hi))
        return known

    def origin(self, identity: int) -> Origin:
        """What the row of that ID stands for."""
        first = len(self.origins)
        if identity < first:
            return self.origins[identity]
        fact = self._facts.get(identity)
        if fact is None:
            shape, values, _ = self.concluded[identity - first]
            header = self.headers[identity]
            when = Interval(header[Header.LO], header[Header.HI]) if header[Header.SEQ] >= 0 else None
            fields = shape.read(values, self.symbols)
            fact = self._facts[identity] = Fact(shape.name, when, self.zone(header[Header.ZONE]), fields, self.evidence(identity))
        return fact

    def latest_event(self, identity: int) -> Event | None:
        """The last event that a row stands for or rests on; ``None`` where it rests on none, or there is no row (-1)."""
        if identity < self.events:
            return self.origins[identity] if identity >= 0 else None  # type: ignore[return-value]
        events = self.evidence(identity)
        return events[-1] if events else None

    def evidence(self, identity: int) -> tuple[Event, ...]:
        """The events that a row stands for or rests on, in the log's order."""
        return self.evidence_of((identity,))

    def evidence_of(self, identities: Iterable[int]) -> tuple[Event, ...]:
        """The events that any of some rows stands for or rests on, each once, in the log's order; -1 stands for no row."""
        events, origins = self.events, self.origins
        found: set[int] = set()
        for identity in identities:
            if identity >= events:
                if identity >= len(origins):
                    found |= self._roots(identity)
            elif identity >= 0:
                found.add(identity)
        if len(found) == 1:
            return (origins[found.pop()],)  # type: ignore[return-value]
        return tuple([origins[one] for one in sorted(found)])  # type: ignore[misc]

    def _roots(self, identity: int) -> set[int]:
        """The IDs of the events that a conclusion rests on. Chains of conclusions may be longer than calls can be nested."""
        roots = self._known_roots.get(identity)
        if roots is None:
            roots, first = set(), len(self.origins)
            waiting, met = [identity], {identity}
            while waiting:
                for parent in self.concluded[waiting.pop() - first][2]:
                    if parent < self.events:
                        roots.add(parent)
                    elif parent >= first and parent not in met:
                        met.add(parent)
                        known = self._known_roots.get(parent)
                        if known is None:
                            waiting.append(parent)
                        else:
                            roots |= known
            self._known_roots[identity] = roots
        return roots

    def add(self, made: Iterable[tuple[Production, Sequence[Row]]], known: set[Row]) -> bool:
        """Add the conclusions of productions, each ``(ID of the row it takes its time from, values…, IDs of its parents…)``.

        Equal conclusions (same fact, fields and place in the log's order) are one: the first. ``known`` keeps the ones there are.
        """
        before = len(self.headers)
        for production, emitted in made:
            if emitted:
                self._conclude(production, emitted, known)
        return len(self.headers) > before

    def settle(self) -> None:
        """Put relations that have grown into the log's order."""
        for relation in self.unsettled:
            self.rows[relation].sort(key=itemgetter(Header.SEQ, Header.ID))
        self.unsettled.clear()

    def _conclude(self, production: Production, emitted: Sequence[Row], known: set[Row]) -> None:
        emit = production.emit
        if not isinstance(emit, EmitFact):
            message = f"{production.name} makes no fact"
            raise TypeError(message)
        relation, operands = emit.relation, emit.operands
        shape = self.shapes[relation]
        symbols, headers, concluded, rows = self.symbols, self.headers, self.concluded, self.rows[relation]
        fixed = (
            {place: symbols.encode(emit.literals.get(place)) for place, one in enumerate(operands) if one is None}
            if None in operands
            else {}
        )
        width = 1 + len(operands)
        for row in emitted:
            values = row[1:width]
            if fixed:
                values = tuple([fixed.get(place, value) for place, value in enumerate(values)])
            _, seq, lo, hi, low, high, zone = headers[row[0]]
            key = (relation, seq, *values)
            if key in known:
                continue
            known.add(key)
            if rows and seq < rows[-1][Header.SEQ]:
                self.unsettled.add(relation)
            own = (len(headers), seq, lo, hi, low, high, zone)
            headers.append(own)
            concluded.append((shape, values, row[width:]))
            rows.append((*own, *values, *[mark(values, symbols) for mark in shape.marks]))
