"""How what an explanation speaks of reads, and what it is as a plain value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime
from enum import Enum

from afterword.engine.diagnostics import quote
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.log.names import learned_records
from afterword.engine.report.phrasing import ends_day, phrase_day, phrase_list, phrase_moment, starts_day
from afterword.engine.run.model import Item
from afterword.engine.times.durations import describe_length
from afterword.engine.times.instants import to_datetime
from afterword.engine.times.model import SECOND, Interval
from afterword.engine.vocabulary import ENVELOPE, Entity, FieldType, Kind
from afterword.engine.why.model import Plain, Subject
from afterword.engine.why.readings import Operand, Sure, When
from afterword.engine.why.rows import Concluded, Row, event_of
from afterword.engine.why.world import World

TEXT = FieldType(Kind.TEXT)

_BARE = {Kind.ENTITY, Kind.EVENT, Kind.DECIMAL}
"""Ids and numbers, which stand without quotation marks."""


class Detail(Enum):
    """How much is told of what does not fit."""

    BRIEF = "brief"  # nothing: for what lies behind a fact
    NEAREST = "nearest"  # what came nearest
    EVERY = "every"  # all that was looked at


class Words:
    """Names things of one log, in words that its reader knows: ids with the label of what they name, and times by the log's clock.

    ``detail`` is how much they tell.
    """

    def __init__(self, world: World, detail: Detail = Detail.NEAREST) -> None:
        """Take what the events tell of the log's entities."""
        self.world = world
        self.detail = detail
        self.records = learned_records(world.events, world.log, world.pack.vocabulary)
        self._zone = world.log.zone
        self._year = to_datetime(world.as_of, self._zone).year

    def behind_facts(self) -> Words:
        """The same for what lies behind a fact: briefly, unless all is asked for."""
        if self.detail is Detail.EVERY:
            return self
        words = copy(self)
        words.detail = Detail.BRIEF
        return words

    # -- things --------------------------------------------------------------------------------------------------------------

    def subject(self, row: Row) -> Subject:
        """What a reason looks at, as values."""
        match row:
            case Event():
                return Subject("event", row.type, row.id, row.place.line if row.place else None, self.plain(row.when))
            case Concluded(fact=fact, event=event):
                return Subject("fact", fact.name, None, event.place.line if event.place else None, self.plain(event.when))
            case Record():
                return Subject("record", row.kind, row.id)
            case Item():
                return Subject("item", row.entity or "", row.value)

    def name(self, row: Row) -> str:
        """A thing in as few words as can be: the id of an event, the name of a fact or of an entity."""
        match row:
            case Event():
                return row.id or "the start of the log"
            case Concluded(fact=fact):
                return quote(fact.name)
            case Record():
                return self.entity(row.kind, row.id)
            case Item():
                return self.entity(row.entity, row.value) if row.entity else quote(row.value)

    def head(self, row: Row) -> str:
        """A thing with its sort and its time: `e09 interview_completed, Wed 1 Oct 14:30`."""
        match row:
            case Event():
                return f"{row.id} {row.type}, {self.interval(row.when)}"
            case Concluded(fact=fact, event=event):
                return f"the fact {quote(fact.name)} of {self.interval(event.when)}"
            case Record():
                return f"{self.name(row)}, a known {row.kind}"
            case Item():
                return self.name(row)

    def fields(self, fact: Concluded) -> str:
        """The fields of a fact: ` (app a1, opens Thu 9 Oct)`."""
        told = [f"{name} {self.value(value, self.type_of(fact, name))}" for name, value in fact.fact.fields.items()]
        return f" ({', '.join(told)})" if told else ""

    def entity(self, kind: str, name: str) -> str:
        """The id of an entity with its label: `p2 (Dana)`."""
        entity = self.world.pack.vocabulary.entities.get(kind)
        record = self.records.get(kind, {}).get(name)
        label = record.fields.get(entity.label) if entity and entity.label and record else None
        return f"{name} ({' '.join(label.split())})" if isinstance(label, str) and label.strip() else name

    def about(self, about: Mapping[str, str | None]) -> str:
        """Who and what a case is about; the closest first, which the vocabulary names last."""
        named = [(kind, name) for kind, name in about.items() if name is not None and kind != "event"]
        told = [f"{kind} {self.entity(kind, name)}" for kind, name in reversed(named)]
        event = about.get("event")
        return ", ".join([*told, *([f"event {event}"] if event and not told else [])]) or "the whole log"

    # -- values --------------------------------------------------------------------------------------------------------------

    def type_of(self, row: Row, name: str) -> FieldType:
        """What the field of a row holds. A fact has no types of its own: it names an entity where it uses an id of one."""
        vocabulary = self.world.pack.vocabulary
        match row:
            case Event() if name in vocabulary.events[row.type].fields:
                return vocabulary.events[row.type].fields[name].type
            case Record() if name in vocabulary.entities[row.kind].fields:
                return vocabulary.entities[row.kind].fields[name].type
            case Record() if name == "id":
                return FieldType(Kind.ENTITY, entity=row.kind)
            case Concluded(fact=fact):
                return self.type_in_fact(name, fact.fields.get(name))
            case _:
                return ENVELOPE[name].type if name in ENVELOPE else TEXT

    def type_in_fact(self, name: str, value: Value | None) -> FieldType:
        """What the field of a fact holds, as far as its name and its value tell."""
        for entity in self.world.pack.vocabulary.entities.values():
            if entity.key == name or (isinstance(value, str) and value in self.records.get(entity.name, {})):
                return FieldType(Kind.ENTITY, entity=entity.name)
        return TEXT

    def key_of(self, name: str) -> Entity | None:
        """The kind of entity whose key a field is: what `app` says of an event is what the event is about."""
        return next((one for one in self.world.pack.vocabulary.entities.values() if one.key == name), None)

    def value(self, value: Operand, type_: FieldType = TEXT) -> str:  # noqa: PLR0911  (a line for each sort of value)
        """A value of a field of that type, as a reader knows it."""
        match value:
            case None:
                return "nothing"
            case When():
                return self.when(value)
            case Interval():
                return self.interval(value)
            case bool():
                return quote(str(value).lower())
            case str():
                return value if type_.kind in _BARE else quote(value)
            case int():
                return str(value)
            case members:
                return ", ".join(self.value(one, type_) for one in members) or "nothing"

    def labelled(self, value: Operand, type_: FieldType) -> str:
        """The same, with the label of an entity."""
        if type_.kind is Kind.ENTITY and type_.entity and isinstance(value, str):
            return self.entity(type_.entity, value)
        return self.value(value, type_)

    def interval(self, interval: Interval) -> str:
        """A moment, a day, or the time between two moments; by the log's clock."""
        lo, hi = self.datetime(interval.lo), self.datetime(interval.hi)
        if interval.lo == interval.hi or _is_day(lo, hi):
            return phrase_moment(hi, self._year)
        return f"{phrase_moment(lo, self._year)} to {phrase_moment(hi, self._year)}"

    def when(self, when: When) -> str:
        """A time, whichever of its readings holds."""
        return self.interval(Interval(when.early.lo, when.late.hi))

    def moment(self, micros: int) -> str:
        """A deadline; the end of a day is that day."""
        return phrase_moment(self.datetime(micros), self._year)

    def opening(self, micros: int) -> str:
        """The begin of a window; the begin of a day is that day."""
        moment = self.datetime(micros)
        return phrase_day(moment, self._year) if starts_day(moment) else phrase_moment(moment, self._year)

    def datetime(self, micros: int) -> datetime:
        """A moment by the log's clock."""
        return to_datetime(micros, self._zone)

    def plain(self, value: Operand) -> Plain | None:
        """A value as renderers are given it."""
        match value:
            case When():
                return self.plain(Interval(value.early.lo, value.late.hi))
            case Interval(lo, hi) if lo == hi:
                return self.datetime(lo)
            case Interval(lo, hi):
                ends = (self.datetime(lo), self.datetime(hi))
                return ends[0].date() if _is_day(*ends) else ends
            case None | str() | int():
                return value
            case members:
                return tuple(members)

    def doubt(self, rows: Iterable[Row], sure: Sure, *, passed: bool) -> str:
        """Why a test of when something came can be read in two ways, and what came of that; empty where it cannot."""
        if sure is not Sure.MAYBE:
            return ""
        events = {event_of(row).id: event_of(row) for row in rows if isinstance(row, Event | Concluded)}
        unsure = [event for event in events.values() if event.when.lo != event.when.hi]
        days = [event.id for event in unsure if event.day_only]
        twice = [event.id for event in unsure if not event.day_only]
        parts = [
            *([f"only the day of {phrase_list(days)} is known"] if days else []),
            *([f"the clock showed the time of {phrase_list(twice)} twice"] if twice else []),
        ]
        return f"this {'may be' if passed else 'is not sure'}: {phrase_list(parts)}"


def lasting(micros: int) -> str:
    """How long a stretch of time is; less than a second is a moment."""
    return describe_length(micros) if abs(micros) >= SECOND else "a moment"


def _is_day(start: datetime, end: datetime) -> bool:
    return start.date() == end.date() and starts_day(start) and ends_day(end)
