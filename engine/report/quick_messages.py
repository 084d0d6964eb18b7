"""The places of messages, worked out before there is a case: for each a function that says what stands there, ready for JSON.

What `messages` finds out for every case (which field this is, of what type, with which label) is found out once here. What is said is the
same; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Record, Value
from afterword.engine.report.about import Records
from afterword.engine.report.phrasing import phrase_list, phrase_truth
from afterword.engine.report.quick_moments import STYLES, Moments, Zones, ends_day, say_day, say_moment
from afterword.engine.report.quick_texts import ESCAPED, NAMES, TIDY
from afterword.engine.run.model import Bound, Fact, Item
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import ENVELOPE, FieldType, Kind


class LogScene(NamedTuple):
    """What the findings of one log have in common: how their lines begin, and what their words depend on."""

    head: str
    records: Records
    as_of: int
    year: int
    moments: Moments
    zone: str
    zones: Zones


class Face(NamedTuple):
    """What is known of a thing before it is seen: its class, and the kind of entity that it is or names."""

    type: type
    kind: str | None = None


Saying: TypeAlias = Callable[[Any, LogScene], str | None]
"""Says a thing that a case binds, or a part of it; nothing (or an empty text) where there is nothing to say."""

_ValueSaying: TypeAlias = Callable[[Any, str, LogScene], str | None]
"""Says a value, whose days are of a zone."""

_NONE: Mapping[str, Record] = {}
_TEXT = FieldType(Kind.TEXT)
_OWN = {"id": "id", "type": "type", "at": "when"}
"""The fields of an event that are no fields of its model."""


def face_of(thing: Bound) -> Face:
    """What functions for a thing are made by."""
    match thing:
        case Item(entity=kind) | Record(kind=kind):
            return Face(type(thing), kind)
        case _:
            return Face(type(thing))


class Sayings:
    """Makes the functions for one pack."""

    def __init__(self, pack: Pack) -> None:
        """Only the vocabulary of the pack counts."""
        self._words = pack.vocabulary

    def of(self, face: Face, fields: tuple[str, ...], style: str) -> Saying | None:
        """What says a field of a thing, of what that names, and so on; without any, the thing itself. ``None``: nothing can be said."""
        if issubclass(face.type, Item):
            return self._of_item(face.kind, fields, style)
        if issubclass(face.type, Record):
            return self._of_record(face.kind or "", fields, style)
        if not fields:
            return None
        return self._of_fact(fields, style) if issubclass(face.type, Fact) else self._of_event(fields, style)

    def _of_item(self, kind: str | None, fields: tuple[str, ...], style: str) -> Saying | None:
        if not kind:
            return None if fields else lambda item, _: TIDY[item.value]
        if not fields:
            label = self._label(kind)
            return lambda item, scene: label(item.value, scene)
        say = self._of_record(kind, fields, style)

        def say_named(item: Item, scene: LogScene) -> str | None:
            record = scene.records.get(kind, _NONE).get(item.value)
            return None if record is None else say(record, scene)

        return say_named

    def _of_record(self, kind: str, fields: tuple[str, ...], style: str) -> Saying:
        if not fields:
            label = self._label(kind)
            return lambda record, scene: label(record.id, scene)
        name = fields[0]
        entity = self._words.entities.get(kind)
        known = entity.fields.get(name) if entity else None
        say = self._of_value(known.type if known else _TEXT, fields[1:], style)
        if name == "id":
            return lambda record, scene: say(record.id, scene.zone, scene)

        def say_field(record: Record, scene: LogScene) -> str | None:
            value = record.fields.get(name)
            return None if value is None else say(value, scene.zone, scene)

        return say_field

    def _of_event(self, fields: tuple[str, ...], style: str) -> Saying:
        name = fields[0]
        envelope = ENVELOPE.get(name)
        other = self._of_value(envelope.type if envelope else _TEXT, fields[1:], style)
        known = {kind: event.fields[name].type for kind, event in self._words.events.items() if name in event.fields}
        made = {type_: self._of_value(type_, fields[1:], style) for type_ in known.values()}
        say = {kind: made[type_] for kind, type_ in known.items()}
        own = _OWN.get(name)

        def say_field(event: Any, scene: LogScene) -> str | None:  # noqa: ANN401 - whatever stands for an event
            value = (getattr(event, own) if own else None) or event.fields.get(name)
            return None if value is None else say.get(event.type, other)(value, event.zone, scene)

        return say_field if own else self._at_once(name, fields[1:], known, say_field)

    def _at_once(self, name: str, fields: tuple[str, ...], known: Mapping[str, FieldType], say_field: Saying) -> Saying:
        """The same with a short way for what messages say most: a text, or the label, of the entity that a field of an event names."""
        kinds = {type_.entity if type_.kind is Kind.ENTITY else None for type_ in known.values()}
        kind = kinds.pop() if len(kinds) == 1 else None
        field = self._plain_field(kind, fields) if kind else None
        if kind is None or field is None:
            return say_field

        def say(event: Any, scene: LogScene) -> str | None:  # noqa: ANN401 - as above
            named = event.fields.get(name)
            if type(named) is str and event.type in known:
                record = scene.records.get(kind, _NONE).get(named)
                text = None if record is None else record.fields.get(field)
                if type(text) is str:
                    return TIDY[text]
            return say_field(event, scene)

        return say

    def _plain_field(self, kind: str, fields: tuple[str, ...]) -> str | None:
        """The field of an entity that is said as it stands there: its label, or a text that is asked for; ``None`` for anything else."""
        entity = self._words.entities.get(kind)
        if entity is None or not fields:
            return entity.label if entity else None
        type_ = entity.fields[fields[0]].type if fields[0] in entity.fields else _TEXT
        is_plain = len(fields) == 1 and fields[0] != "id" and type_.kind not in {Kind.ENTITY, Kind.ENUM}
        return fields[0] if is_plain else None

    def _of_fact(self, fields: tuple[str, ...], style: str) -> Saying:
        """A field of a fact is an entity where it is called like the key of one, or where it holds the id of one."""
        name = fields[0]
        entities = [
            (
                entity.key == name,
                entity.name,
                self._plain_field(entity.name, fields[1:]),
                self._of_value(FieldType(Kind.ENTITY, entity=entity.name), fields[1:], style),
            )
            for entity in self._words.entities.values()
        ]
        plain = self._of_value(_TEXT, fields[1:], style)

        def say_field(fact: Fact, scene: LogScene) -> str | None:
            value = fact.when if name == "at" else fact.fields.get(name)
            if value is None:
                return None
            for is_key, kind, field, say in entities:
                known: Mapping[Any, Record] = scene.records.get(kind, _NONE)
                if is_key or value in known:
                    record = known.get(value) if field else None
                    text = None if record is None or field is None else record.fields.get(field)
                    return TIDY[text] if type(text) is str else say(value, fact.zone, scene)
            return plain(value, fact.zone, scene)

        return say_field

    def _of_value(self, type_: FieldType, fields: tuple[str, ...], style: str) -> _ValueSaying:
        kind = type_.entity if type_.kind is Kind.ENTITY else None
        if fields:
            return self._of_named(kind, fields, style) if kind else lambda _value, _zone, _scene: None
        label = self._label(kind) if kind else None
        texts = NAMES if type_.kind is Kind.ENUM else TIDY
        say_clock = STYLES.get(style, say_moment)

        def say(value: Value, zone: str, scene: LogScene) -> str | None:
            match value:
                case str():
                    return texts[value] if label is None else label(value, scene)
                case bool():
                    return phrase_truth(value)
                case Interval(lo, hi):
                    end = scene.zones[zone][hi]
                    return (
                        say_day(end, scene.year)
                        if lo != hi and style != "time" and ends_day(end)
                        else say_clock(scene.moments[hi], scene.year)
                    )
                case tuple():
                    return phrase_list([say(member, zone, scene) or TIDY[str(member)] for member in value])
                case _:
                    return TIDY[str(value)]

        return say

    def _of_named(self, kind: str, fields: tuple[str, ...], style: str) -> _ValueSaying:
        say = self._of_record(kind, fields, style)

        def say_named(value: Value, _zone: str, scene: LogScene) -> str | None:
            record = scene.records.get(kind, _NONE).get(value) if isinstance(value, str) else None
            return None if record is None else say(record, scene)

        return say_named

    def _label(self, kind: str) -> Callable[[str, LogScene], str | None]:
        """What a person calls an entity."""
        entity = self._words.entities.get(kind)
        if entity is None or entity.label is None:
            return lambda name, _: ESCAPED[name]
        field = entity.label

        def say(name: str, scene: LogScene) -> str | None:
            record = scene.records.get(kind, _NONE).get(name)
            label = record.fields.get(field) if record is not None else None
            return TIDY[label] if isinstance(label, str) else None

        return say
