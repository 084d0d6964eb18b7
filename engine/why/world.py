"""All there is to look at in one log: events, entities and facts on shelves, found by a field's value."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from afterword.engine.language.patterns import EventSource, FactSource, ItemSource, Pattern, PatternSource, RecordSource
from afterword.engine.language.rule import Op, Pack, Ref, TimeExpr
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.log.normalise import normalise
from afterword.engine.run.model import Item
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval
from afterword.engine.why.readings import Clock
from afterword.engine.why.rows import START_ID, Concluded, Row, Scope, field_of, place_of


class Shelf:
    """Rows of one sort, in order; those with one value of a field are found at once."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Keep the rows; a field is sorted when it is first asked for."""
        self.rows: Sequence[Row] = tuple(rows)
        self._by: dict[str, dict[Hashable, list[Row]]] = {}

    def having(self, name: str, value: object) -> Sequence[Row]:
        """The rows whose field has that value, or may have it: to be tested yet."""
        if name not in self._by:
            found = self._by[name] = dict[Hashable, list[Row]]()
            for row in self.rows:
                found.setdefault(_key(field_of(row, name)), []).append(row)
        return self._by[name].get(_key(value), ())


def _key(value: object) -> Hashable:
    """What is the same for equal values. A decimal number is a text, and may equal a whole number; 1 is not true."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else (type(value), value)


class World:
    """A log at a moment, with the facts that were concluded from it so far.

    ``events`` are those that count, ``ignored`` the others: taken back, repeated, or still to come at the moment of asking. ``start``
    stands for the start of the log, which cases without events count from.
    """

    def __init__(self, pack: Pack, log: Log, as_of: int) -> None:
        """Nothing is concluded yet; `engine.why.conclude` does that."""
        self.pack = pack
        self.log = log
        self.as_of = as_of
        self.events = normalise(log, pack.vocabulary, as_of)
        begins = min((event.when.lo for event in self.events), default=as_of)
        self.start = Event(START_ID, "", Interval(begins, begins), day_only=False, zone=log.zone, position=-1, fields={})
        self.clock = Clock(Calendar(log.holidays), log.zone)
        self.facts: dict[str, list[Concluded]] = {}
        self.places = {event.id: place for place, event in enumerate(self.events)}
        self.ignored = tuple(event for event in log.events if event.id not in self.places)
        self._shelves: dict[PatternSource, Shelf] = {}

    def conclude(self, fresh: Iterable[Concluded]) -> None:
        """Add facts; those of one name stand in the order of the log, then in the order in which they came."""
        for name, one in [(one.fact.name, one) for one in fresh]:
            self.facts.setdefault(name, []).append(one)
            self._shelves.pop(FactSource(name), None)

    def candidates(self, pattern: Pattern, scope: Scope) -> Sequence[Row]:
        """All that a pattern can look at, whatever its tests say."""
        return self._members(pattern.source, scope) if isinstance(pattern.source, ItemSource) else self._shelf(pattern.source).rows

    def likely(self, pattern: Pattern, scope: Scope) -> Sequence[Row]:
        """As `candidates`, without many that fail a test of equality."""
        if isinstance(pattern.source, ItemSource):
            return self._members(pattern.source, scope)
        shelf = self._shelf(pattern.source)
        return min((shelf.having(name, value) for name, value in _equalities(pattern, scope)), key=len, default=shelf.rows)

    def _shelf(self, source: EventSource | FactSource | RecordSource) -> Shelf:
        shelf = self._shelves.get(source)
        if shelf is None:
            shelf = self._shelves[source] = Shelf(self._rows(source))
        return shelf

    def _rows(self, source: EventSource | FactSource | RecordSource) -> Iterable[Row]:
        match source:
            case EventSource(types):
                return (event for event in self.events if not types or event.type in types)
            case FactSource(name):
                return sorted(self.facts.get(name, ()), key=place_of)
            case RecordSource(entity):
                return self.log.records.get(entity, {}).values()

    def _members(self, source: ItemSource, scope: Scope) -> Sequence[Row]:
        owner = scope[source.ref.alias]
        members = field_of(owner, source.ref.field)
        entity = self._entity(owner, source.ref)
        return [Item(str(one), entity) for one in dict.fromkeys(members)] if isinstance(members, tuple) else []

    def _entity(self, owner: Row, ref: Ref) -> str | None:
        """The kind of entity that the members of a list field name."""
        words = self.pack.vocabulary
        match owner:
            case Event():
                fields = words.events[owner.type].fields
            case Record():
                fields = words.entities[owner.kind].fields
            case _:
                return None
        return fields[ref.field].type.entity if ref.field is not None and ref.field in fields else None


def _equalities(pattern: Pattern, scope: Scope) -> Iterable[tuple[str, object]]:
    """The fields that must have a certain value, with that value; ``None`` where it is absent, which no field can equal."""
    for test in pattern.where:
        if test.op is Op.IS and not isinstance(test.value, TimeExpr | tuple):
            value = field_of(scope[test.value.alias], test.value.field) if isinstance(test.value, Ref) else test.value
            yield test.field, value
