"""The places of messages, worked out before there is a case: for each a function that says what stands there, ready for JSON.

What `messages` finds out for every case (which field this is, of what type, with which label) is found out once here. What is said is the
same; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import takewhile
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.report.known import Known
from afterword.engine.report.phrasing import phrase_list, phrase_truth
from afterword.engine.report.quick_moments import STYLES, Moments, Zones, ends_day, say_day, say_moment
from afterword.engine.report.quick_texts import ESCAPED, NAMES, TIDY
from afterword.engine.run.model import Bound, Fact, Item
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import ENVELOPE, FieldType, Kind


class LogScene(NamedTuple):
    """What the findings of one log have in common: how their lines begin, and what their words depend on."""

    head: str
    known: Known
    as_of: int
    year: int
    moments: Moments
    zone: str
    zones: Zones


class Face(NamedTuple):
    """What is known of a thing before it is seen: its class, and its type, its name, or the kind of entity that it is or names."""

    type: type
    kind: str | None = None


ValueSaying: TypeAlias = Callable[[Any, str, LogScene], str | None]
"""Says a value, whose days are of a zone; nothing (or an empty text) where there is nothing to say."""


class Label(NamedTuple):
    """A field, which holds a text, of entities of a kind; none of the kinds ``before`` it may have the same id."""

    kind: str
    field: str
    before: tuple[str, ...]


class Saying(NamedTuple):
    """Says a part of a thing: which (a field; `id`, and of events `type` and `at`, are parts too), and whether its zone counts.

    Where the part is the id of an entity that has a ``label``, it is this that is said.
    """

    part: str
    say: ValueSaying
    in_zone: bool
    label: Label | None = None


_TEXT = FieldType(Kind.TEXT)
_MOMENTS = (Kind.DATE, Kind.TIME)
_NO_FIELDS = ("id", "type", "at")  # what events have beside their fields
_NO_TEXTS = (*_MOMENTS, Kind.INTEGER, Kind.BOOLEAN)


def face_of(thing: Bound) -> Face:
    """What functions for a thing are made by."""
    match thing:
        case Event(type=kind) | Fact(name=kind) | Item(entity=kind) | Record(kind=kind):
            return Face(type(thing), kind)


class Sayings:
    """Makes the functions for one pack."""

    def __init__(self, pack: Pack) -> None:
        """Only the vocabulary of the pack counts."""
        self._words = pack.vocabulary

    def of(self, face: Face, fields: tuple[str, ...], style: str) -> Saying | None:
        """What says a field of a thing, of what that names, and so on; without any, the thing itself. ``None``: nothing can be said."""
        if face.type is Item or (face.type is Record and not fields):
            return self._of_named(face.kind, fields, style)
        if not fields:
            return None
        name = fields[0]
        if face.type is Fact:
            label = self._label_of(self._kind_of_key(name), fields[1:], every=True)
            return Saying(name, self._of_fact(name, fields[1:], style), in_zone=True, label=label)
        known = self._type_of(face, name)
        label = self._label_of(known.entity if known and known.kind is Kind.ENTITY and not known.many else None, fields[1:])
        return Saying(name, self._of_value(known or _TEXT, fields[1:], style), known is None or known.kind in _MOMENTS, label)

    def holds_text(self, face: Face, name: str) -> bool:
        """Whether a field of such a thing may hold a text, and no list of them."""
        if face.type is Fact:
            return True
        if face.type is Event and name in _NO_FIELDS:
            return False
        known = self._type_of(face, name)
        if known is None:
            return face.type is Event and face.kind not in self._words.events
        return not known.many and known.kind not in _NO_TEXTS

    def _type_of(self, face: Face, name: str) -> FieldType | None:
        """What a field of an event or of an entity holds, where that is known."""
        words = self._words
        known = words.events.get(face.kind or "") if face.type is Event else words.entities.get(face.kind or "")
        field = (known.fields.get(name) if known else None) or (ENVELOPE.get(name) if face.type is Event else None)
        return field.type if field else None

    def _of_named(self, kind: str | None, fields: tuple[str, ...], style: str) -> Saying | None:
        """The same of what an id names."""
        if not kind:
            return None if fields else Saying("id", lambda name, _zone, _scene: TIDY[name], in_zone=False)
        return Saying(
            "id", self._of_value(FieldType(Kind.ENTITY, entity=kind), fields, style), in_zone=False, label=self._label_of(kind, fields)
        )

    def _kind_of_key(self, name: str) -> str | None:
        """The kind of entity whose key is called like this."""
        return next((entity.name for entity in self._words.entities.values() if entity.key == name), None)

    def _label_of(self, kind: str | None, fields: tuple[str, ...], *, every: bool = False) -> Label | None:
        """What is said of an id of that kind, or of a field of what it names, if that is plain text; ids may be of ``every`` kind."""
        entity = self._words.entities.get(kind or "")
        if entity is None or len(fields) > 1:
            return None
        name = fields[0] if fields else entity.label
        known = entity.fields.get(name or "")
        before = tuple(takewhile(lambda one: one != kind, self._words.entities)) if every else ()
        return Label(entity.name, known.name, before) if known and known.type == _TEXT else None

    def _of_fact(self, name: str, fields: tuple[str, ...], style: str) -> ValueSaying:
        """A field of a fact is an entity where it is called like the key of one, or where it holds the id of one."""
        says: dict[str | None, ValueSaying] = {}
        otherwise = self._of_value(_TEXT, fields, style)
        for entity in self._words.entities.values():
            say = self._of_value(FieldType(Kind.ENTITY, entity=entity.name), fields, style)
            says[entity.name] = say
            if entity.key == name:
                otherwise = say
                break

        def say_field(value: Value, zone: str, scene: LogScene) -> str | None:
            kind = scene.known.kind_of(value) if isinstance(value, str) else None
            return says.get(kind, otherwise)(value, zone, scene)

        return say_field

    def _of_value(self, type_: FieldType, fields: tuple[str, ...], style: str) -> ValueSaying:
        kind = type_.entity if type_.kind is Kind.ENTITY else None
        if fields:
            return self._of_entity(kind, fields, style) if kind else lambda _value, _zone, _scene: None
        label = self._label(kind) if kind else None
        texts = NAMES if type_.kind is Kind.ENUM else TIDY
        say_clock = STYLES.get(style, say_moment)

        def say(value: Value, zone: str, scene: LogScene) -> str | None:
            match value:
                case str():
                    return texts[value] if label is None else label(value, zone, scene)
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

    def _label(self, kind: str) -> ValueSaying:
        """What a person calls an entity: its label where its kind has one, else its id."""
        entity = self._words.entities.get(kind)
        if entity is None or entity.label is None:
            return lambda name, _zone, _scene: ESCAPED[name]
        field = entity.label

        def say(name: str, _zone: str, scene: LogScene) -> str | None:
            label = scene.known.value(kind, name, field)
            return TIDY[label] if isinstance(label, str) else None

        return say

    def _of_entity(self, kind: str, fields: tuple[str, ...], style: str) -> ValueSaying:
        """A field of the entity that an id names."""
        name, rest = fields[0], fields[1:]
        known = self._type_of(Face(Record, kind), name)
        say = self._of_value(known or _TEXT, rest, style)

        def say_field(value: Value, _zone: str, scene: LogScene) -> str | None:
            found = scene.known.value(kind, value, name)
            return None if found is None else say(found, scene.zone, scene)

        return say_field
