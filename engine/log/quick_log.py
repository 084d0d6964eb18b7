"""JSON to logs, quickly: no places, no explanations, only what is plainly right.

`QuickReader` makes what `LogReader` makes, or gives up: at the first doubt it says `None`, and the reader that explains is asked about that
one log. It never says more than that, and it never takes what the other would refuse; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.log.context import Context
from afterword.engine.log.days_off import holiday_years, read_holidays
from afterword.engine.log.model import Event, Log, Record, Value, Waiver
from afterword.engine.log.quick_shapes import Shapes
from afterword.engine.log.quick_times import quick_day, quick_time, quick_time_or_day
from afterword.engine.log.waivers import read_waivers
from afterword.engine.reading.nodes import Place
from afterword.engine.reading.plain_nodes import as_node
from afterword.engine.reading.quick_json import Doubt, parse_plain
from afterword.engine.spans import Source
from afterword.engine.times.model import Interval
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Vocabulary

Plain: TypeAlias = dict[str, Any]

_APART = ("id", "type", "at", "day", "tz")
_KEPT = {name: field for name, field in ENVELOPE.items() if name not in _APART}
_HEADS = frozenset({"$schema", "candidate", "timezone", "holidays", "ended", "events", "waivers"})
_UNSAID = "UTC"
_NO_SOURCE = Source("", "")


class _EventTable(NamedTuple):
    """What it takes to read events of one type; as in `engine.log.read_events`."""

    shapes: Shapes
    introduces: tuple[tuple[str, str, tuple[str, ...]], ...]
    belongs: tuple[tuple[str, str, str], ...]
    retracts: str | None
    is_plain: bool


class _Met:
    """What one log has named so far: ids by kind (``None``: events), who belongs to whom, and which events are void."""

    __slots__ = ("mentions", "owners", "types", "void")

    def __init__(self, kinds: Collection[str | None]) -> None:
        self.mentions: dict[str | None, list[str]] = {kind: [] for kind in kinds}
        self.owners: dict[tuple[str, str], str] = {}
        self.types: dict[str, str] = {}
        self.void: list[str] = []

    def belong(self, kind: str, one: str, owner: str) -> None:
        """Note an owner, the only one."""
        if self.owners.setdefault((kind, one), owner) != owner:
            raise Doubt


class QuickReader:
    """Reads logs of one vocabulary. ``rules`` are the ids that waivers may name."""

    def __init__(self, vocabulary: Vocabulary, rules: Collection[str]) -> None:
        """Make the readers of all types."""
        entities = vocabulary.entities
        self._vocabulary = vocabulary
        self._rules = rules
        self._kinds = (None, *entities)
        self._known = _HEADS | {one.section for one in entities.values()}
        self._sections = tuple((one, Shapes(one.fields, may_lack=False), _owner_key(one, vocabulary)) for one in entities.values())
        self._tables = {name: _event_table(event, vocabulary) for name, event in vocabulary.events.items()}
        self._retraction = vocabulary.retraction.event if vocabulary.retraction else None
        self._holidays: dict[tuple[tuple[str, ...], range], frozenset[date]] = {}

    def read(self, text: bytes, source: Source, line: int | None) -> Log | None:
        """The log in a line of JSON; ``None`` where there is any doubt. Its events stand in that ``line`` of the source."""
        try:
            root = parse_plain(text)
            return self._read(root, source, None if line is None else [Place(line, 1, line, len(text) + 1)])
        except Doubt:
            return None

    def read_case(self, root: Plain, source: Source, places: Sequence[Place]) -> Log | None:
        """The log of plain values, which it uses up; ``places`` are those of its events."""
        try:
            return self._read(root, source, places)
        except Doubt:
            return None

    def _read(self, root: Any, source: Source, places: Sequence[Place] | None) -> Log:  # noqa: ANN401 (whatever JSON holds)
        if type(root) is not dict or not root.keys() <= self._known or "events" not in root:
            raise Doubt
        get = root.get
        candidate, zone = _text(get("candidate")), _text(get("timezone"))
        _text(get("$schema"))
        if zone is not None and find_zone(zone) is None:
            raise Doubt
        met = _Met(self._kinds)
        records = {one.name: self._read_section(one, shapes, owner, get(one.section), zone, met) for one, shapes, owner in self._sections}
        events = self._read_events(get("events"), records, zone, places, met)
        holidays = self._read_holidays(get("holidays"), events)
        ended = _read_ended(get("ended"), zone, events)
        waivers = self._read_waivers(get("waivers"), zone, met)
        self._check(records, met)
        for (kind, one), owner_id in met.owners.items():
            parent = self._vocabulary.entities[kind].belongs_to
            if parent is not None and one in records[kind]:
                known = records[kind][one].fields
                records[kind][one] = Record(kind, one, {self._vocabulary.entities[parent].key: owner_id, **known})
        return Log(source, candidate, zone or _UNSAID, holidays, records, events, waivers, ended)

    def _read_section(  # noqa: PLR0913, PLR0917 - what a record needs
        self,
        entity: Entity,
        shapes: Shapes,
        owner: str | None,
        listed: Any,  # noqa: ANN401 (whatever JSON holds)
        zone: str | None,
        met: _Met,
    ) -> dict[str, Record]:
        if listed is None:
            return {}
        if type(listed) is not dict:
            raise Doubt
        records: dict[str, Record] = {}
        for id_, given in listed.items():
            if given is None:
                records[id_] = Record(entity.name, id_, {})
                continue
            if type(given) is not dict:
                raise Doubt
            values = shapes.read(given, zone, met.mentions)
            if owner is not None and (belongs_to := values.get(owner)) is not None:
                met.belong(entity.name, id_, _sure(belongs_to))
            records[id_] = Record(entity.name, id_, values)
        return records

    def _read_events(
        self,
        listed: Any,  # noqa: ANN401 (whatever JSON holds)
        records: dict[str, dict[str, Record]],
        zone: str | None,
        places: Sequence[Place] | None,
        met: _Met,
    ) -> tuple[Event, ...]:
        """The events; those of one line share its place."""
        if listed is None:
            return ()
        if type(listed) is not list:
            raise Doubt
        tables, types, mentions = self._tables, met.types, met.mentions
        stand: Iterable[Place | None] = repeat(places[0] if places else None) if places is None or len(places) == 1 else places
        events: list[Event] = []
        for given, place in zip(listed, stand, strict=False):
            if type(given) is not dict:
                raise Doubt
            id_, type_ = given.get("id"), given.get("type")
            if type(id_) is not str or not id_ or id_ in types or type(type_) is not str or type_ not in tables:
                raise Doubt
            types[id_] = type_
            at = given.get("at")
            if type(at) is str and "day" not in given and "tz" not in given:
                here = zone
                when, written = quick_time(at, zone)
                day_only, calendar = False, zone or written or _UNSAID
            else:
                when, day_only, here, calendar = _read_when(given, zone)
            table = tables[type_]
            reading = table.shapes.known.get(tuple(given))
            values = (reading(given, here, mentions) if reading else None) or table.shapes.read(given, here, mentions)
            if not table.is_plain:
                self._learn(table, values, records, met)
            draft: Any = _Draft(id_, type_, when, day_only, calendar, len(events), values, place)
            draft.__class__ = Event
            events.append(draft)
        return tuple(events)

    def _learn(self, table: _EventTable, values: dict[str, Value], records: dict[str, dict[str, Record]], met: _Met) -> None:
        """What an event brings up, says to belong together, or takes back."""
        for kind, key, names in table.introduces:
            one = values.get(key)
            if isinstance(one, str) and one not in records[kind]:
                records[kind][one] = Record(kind, one, {name: values[name] for name in names if name in values})
        for kind, key, owner in table.belongs:
            one, belongs_to = values.get(key), values.get(owner)
            if isinstance(one, str) and isinstance(belongs_to, str):
                met.belong(kind, one, belongs_to)
        if table.retracts is not None and (void := values.get(table.retracts)) is not None:
            met.void.append(_sure(void))

    def _read_holidays(self, given: Any, events: Sequence[Event]) -> frozenset[date]:  # noqa: ANN401
        if given is None:
            return frozenset()
        listed = tuple(map(_sure, given)) if type(given) is list else (_sure(given),)
        years = range(0) if all(one[:1].isdecimal() for one in listed) else holiday_years(events)
        days = self._holidays.get((listed, years))
        if days is None:
            context = Context(_NO_SOURCE)
            days = read_holidays(as_node(list(listed)), events, context)
            if context.problems:
                raise Doubt
            if len(self._holidays) >= _MOST_CALENDARS:
                self._holidays.clear()
            self._holidays[listed, years] = days
        return days

    def _read_waivers(self, given: Any, zone: str | None, met: _Met) -> tuple[Waiver, ...]:  # noqa: ANN401
        if given is None:
            return ()
        context = Context(_NO_SOURCE)
        context.zone = zone
        waivers = read_waivers(as_node(given), self._vocabulary, self._rules, context)
        context.report_homeless()
        if context.problems:
            raise Doubt
        for mention in context.mentions:
            met.mentions[mention.kind].append(mention.id)
        return waivers

    def _check(self, records: dict[str, dict[str, Record]], met: _Met) -> None:
        """Whether all that is named is there, and nothing is taken back twice over."""
        for kind, names in met.mentions.items():
            known: Collection[str] = met.types if kind is None else records[kind]
            if names and not known.keys() >= set(names):  # type: ignore[attr-defined]
                raise Doubt
        if any(met.types.get(void) == self._retraction for void in met.void):
            raise Doubt


_MOST_CALENDARS = 1_000


class _Draft:
    """An event in the making: what is frozen takes four times as long to make."""

    __slots__ = Event.__slots__

    def __init__(  # noqa: PLR0913, PLR0917 - what an event is made of
        self,
        id_: str,
        type_: str,
        when: Interval,
        day_only: bool,  # noqa: FBT001
        zone: str,
        position: int,
        fields: Mapping[str, Value],
        place: Place | None,
    ) -> None:
        self.id = id_
        self.type = type_
        self.when = when
        self.day_only = day_only
        self.zone = zone
        self.position = position
        self.fields = fields
        self.place = place


def _event_table(event: EventType, vocabulary: Vocabulary) -> _EventTable:
    entities, retraction = vocabulary.entities, vocabulary.retraction
    shapes = Shapes({**event.fields, **_KEPT}, may_lack=True, apart=_APART)
    introduces = tuple(
        (
            one.name,
            one.key,
            tuple(name for name, field in one.fields.items() if name in event.fields and event.fields[name].type == field.type),
        )
        for one in entities.values()
        if event.name in one.introduced_by
    )
    owners = [(one, entities[one.belongs_to].key) for one in entities.values() if one.belongs_to]
    belongs = tuple((one.name, one.key, owner) for one, owner in owners if one.key in event.fields and owner in event.fields)
    retracts = retraction.field if retraction and retraction.event == event.name else None
    return _EventTable(shapes, introduces, belongs, retracts, not (introduces or belongs or retracts))


def _read_when(given: Plain, zone: str | None) -> tuple[Interval, bool, str | None, str]:
    """When an event happened, whether only the day is known, the zone of its times, and the one whose calendar counts."""
    at, day, tz = given.get("at"), given.get("day"), given.get("tz")
    if tz is not None:
        zone = _sure(tz)
        if find_zone(zone) is None:
            raise Doubt
    if day is None and type(at) is str:
        when, written = quick_time(at, zone)
        return when, False, zone, zone or written or _UNSAID
    if at is None and type(day) is str:
        return quick_day(day, zone), True, zone, zone or _UNSAID
    raise Doubt


def _owner_key(entity: Entity, vocabulary: Vocabulary) -> str | None:
    return vocabulary.entities[entity.belongs_to].key if entity.belongs_to else None


def _text(value: Any) -> str | None:  # noqa: ANN401
    return None if value is None else _sure(value)


def _sure(value: Any) -> str:  # noqa: ANN401
    """A text, written as one."""
    if type(value) is not str:
        raise Doubt
    return value


def _read_ended(given: Any, zone: str | None, events: Sequence[Event]) -> int | None:  # noqa: ANN401
    if given is None:
        return None
    ended = quick_time_or_day(_sure(given), zone).hi
    if any(event.when.lo > ended for event in events):
        raise Doubt
    return ended
