"""The events that count at a moment: those that have happened, each once, without the retracted, in the order of time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from afterword.engine.log.model import Event, Log, Value
from afterword.engine.times.model import MINUTE
from afterword.engine.times.zones import known_zone
from afterword.engine.vocabulary import EventType, Kind, Vocabulary


def normalise(log: Log, vocabulary: Vocabulary, as_of: int) -> tuple[Event, ...]:
    """The events that may have happened by ``as_of``, by latest time, earliest time and position in the file.

    Those that another one retracts are left out, and so are those that repeat another: what refers to a repeated event then refers to
    the one that is kept.
    """
    return Normaliser(vocabulary).normalise(log, as_of)


class Normaliser:
    """Finds the events that count, of many logs in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Work out what each type of event is told apart by, where events may repeat each other."""
        apart = vocabulary.duplicate_fields
        self._vocabulary = vocabulary
        self._telling = {} if apart is None else {name: _telling_fields(event, apart) for name, event in vocabulary.events.items()}

    def normalise(self, log: Log, as_of: int) -> tuple[Event, ...]:
        """As the function of that name."""
        return self.count(log, as_of)[0]

    def count(self, log: Log, as_of: int) -> tuple[tuple[Event, ...], list[int]]:
        """The same events, and what `ends_of` gives of them."""
        events = log.events
        ends = ends_of(events)
        if ends != sorted(ends) or (ends and ends[-2] > as_of):  # (most logs are written as things happen)
            events = tuple(sorted([event for event in events if event.when[0] <= as_of], key=log_order))
            ends = ends_of(events)
        kept = self._without_repeats(self._without_retracted(events))
        return kept, ends if kept is events else ends_of(kept)

    def _without_retracted(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        retraction = self._vocabulary.retraction
        if not retraction:
            return events
        void = {event.fields.get(retraction.field) for event in events if event.type == retraction.event}
        return tuple([event for event in events if event.id not in void]) if void else events

    def _without_repeats(self, events: tuple[Event, ...]) -> tuple[Event, ...]:
        kept = _find_repeats(self._suspects(events), self._telling) if self._telling else None
        if not kept:
            return events
        references = {name: _fields_of(event, Kind.EVENT) for name, event in self._vocabulary.events.items()}
        return tuple(_redirect(event, references.get(event.type, ()), kept) for event in events if event.id not in kept)

    def _suspects(self, events: Sequence[Event]) -> Sequence[Event]:
        """The events of types of which two are in the same minute, or one is known by its day alone: no other can repeat another."""
        minutes = [(event.type, event.when[0] // MINUTE) for event in events]
        types = {event.type for event in events if event.day_only}
        if len(set(minutes)) < len(minutes):
            types |= {name for (name, _), times in Counter(minutes).items() if times > 1}
        return [event for event in events if event.type in types] if types else ()


def ends_of(events: Iterable[Event]) -> list[int]:
    """The earliest and the latest reading of the time of each event, one after the other. Where they never go down, events are in order."""
    return list(chain.from_iterable([event.when for event in events]))


def log_order(event: Event) -> tuple[int, int, int]:
    """What events are sorted by: time, a day standing at its end, then the place in the file."""
    lo, hi = event.when
    return (hi, lo, event.position)


def _find_repeats(events: Sequence[Event], telling: Mapping[str, _Telling]) -> Mapping[str, str]:
    """The ids of events that repeat another, with the id of that one.

    Events of one type are one when they agree in what tells them apart (see `_Telling`) and are in the same minute or, where one of
    them is known by its day alone, on the same local day. An event whose time is known is kept rather than one without, and the first
    one rather than a later one.
    """
    identities = [_identity(event, telling[event.type]) for event in events]
    by_day = {identity for event, identity in zip(events, identities, strict=True) if event.day_only}
    kept: dict[str, str] = {}
    minutes: dict[Hashable, str] = {}
    days: dict[Hashable, str] = {}
    for event, identity in zip(events, identities, strict=True):
        if not event.day_only:
            first = minutes.setdefault((identity, event.when.lo // MINUTE, event.when.hi // MINUTE), event.id)
            if first != event.id:
                kept[event.id] = first
            elif identity in by_day:
                days.setdefault((identity, _local_day(event)), event.id)
    for event, identity in zip(events, identities, strict=True):
        if event.day_only:
            first = days.setdefault((identity, _local_day(event)), event.id)
            if first != event.id:
                kept[event.id] = first
    return kept


class _Telling(NamedTuple):
    """The fields of a type: those that refer to something; these with the ones that tell such events apart beside them; all."""

    references: tuple[str, ...]
    apart: tuple[str, ...]
    every: tuple[str, ...]


def _telling_fields(event: EventType, apart: Sequence[str]) -> _Telling:
    references = _fields_of(event, Kind.ENTITY, Kind.EVENT)
    return _Telling(references, references + tuple(name for name in apart if name in event.fields), tuple(event.fields))


def _fields_of(event: EventType, *kinds: Kind) -> tuple[str, ...]:
    return tuple(name for name, field in event.fields.items() if field.type.kind in kinds)


def _identity(event: Event, telling: _Telling) -> Hashable:
    """What an event has in common with those that repeat it: all of its fields, unless it refers to something."""
    get = event.fields.get
    names = telling.every if all(get(name) is None for name in telling.references) else telling.apart
    return event.type, names, tuple(map(get, names))


def _local_day(event: Event) -> int:
    return known_zone(event.zone).local_day(event.when.lo)


def _redirect(event: Event, names: tuple[str, ...], kept: Mapping[str, str]) -> Event:
    """The event, with references to repeats turned to what they repeat."""
    fields: dict[str, Value] = {}
    for name in names:
        match event.fields.get(name):
            case str(one) if one in kept:
                fields[name] = kept[one]
            case tuple(many) if any(one in kept for one in many):
                fields[name] = tuple(dict.fromkeys(kept.get(str(one), str(one)) for one in many))
            case _:
                pass
    return replace(event, fields={**event.fields, **fields}) if fields else event
