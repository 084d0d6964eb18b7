"""What a name stands for, as far as its fields go: the types that references, tests and message slots are checked against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from afterword.engine.diagnostics import quote
from afterword.engine.vocabulary import ENVELOPE, FieldType, Kind, Vocabulary

AT = FieldType(Kind.TIME)
"""The type of `at`, which every event and every fact has."""

EVENT = FieldType(Kind.EVENT)

TEXTUAL = frozenset({Kind.TEXT, Kind.ENUM, Kind.ZONE})
"""Kinds that compare with each other as plain text."""

NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL})
"""Kinds whose values have a size."""

TIMED = frozenset({Kind.DATE, Kind.TIME})
"""Kinds that the time tests take."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of an event, fact, record or list member.

    ``lacking`` begins the message for a field that is not there. A field whose type is ``None`` is known, but an earlier mistake hides
    its type: it passes every check.
    ``whole`` is the type of `$alias` without a field, ``timed`` tells events and facts from records and items. An ``open`` shape has
    every field: it stands for something that could not be read.
    """

    lacking: str
    fields: Mapping[str, FieldType | None] = field(default_factory=dict)
    whole: FieldType | None = None
    timed: bool = False
    open: bool = False

    def has(self, name: str) -> bool:
        """Whether there is such a field."""
        return self.open or name in self.fields


UNREAD = Shape("there is no field", timed=True, open=True)
"""What stands for something that could not be read."""


def event_shape(vocabulary: Vocabulary, types: tuple[str, ...]) -> Shape:
    """The fields that all of ``types`` share; with no types, those that all event types do."""
    events = [vocabulary.events[name] for name in types] or list(vocabulary.events.values())
    names = [name for name in events[0].fields if all(name in event.fields for event in events)] if events else []
    merged = {name: merge_types(event.fields[name].type for event in events) for name in names}
    shared = {name: type_ for name, type_ in merged.items() if type_ is not None}
    lacking = "not all of these events have a field" if types else "not every event has a field"
    if len(events) == 1:
        lacking = f"{quote(events[0].name)} has no field"
    kept = {name: ENVELOPE[name].type for name in ("source", "recorded_at", "note")}
    own = {"id": EVENT, "type": FieldType(Kind.ENUM, tuple(vocabulary.events)), "at": AT}
    return Shape(lacking, own | shared | kept, EVENT, timed=True)


def record_shape(vocabulary: Vocabulary, entity: str) -> Shape:
    """The fields of an entity, and its `id`."""
    whole = FieldType(Kind.ENTITY, entity=entity)
    fields = {name: one.type for name, one in vocabulary.entities[entity].fields.items()}
    return Shape(f"a {entity} has no field", {"id": whole, **fields}, whole)


def item_shape(many: FieldType | None) -> Shape:
    """A member of a list: a plain value. Where it names an entity, only messages reach the entity's fields through it."""
    return Shape("a member of a list has no field", {}, member_type(many)) if many is not None else UNREAD


def member_type(many: FieldType) -> FieldType:
    """The type of the members of a list."""
    return many._replace(many=False)


def fact_shape(name: str, fields: Mapping[str, FieldType | None]) -> Shape:
    """The fields that a fact is concluded with, and its `at`."""
    return Shape(f"the fact {quote(name)} has no field", {"at": AT, **fields}, None, timed=True)


def merge_types(types: Iterable[FieldType]) -> FieldType | None:
    """The type that takes values of each of ``types``, or ``None`` where they do not go together."""
    merged: FieldType | None = None
    for type_ in types:
        merged = type_ if merged is None else merge_two(merged, type_)
        if merged is None:
            break
    return merged


def merge_two(one: FieldType, other: FieldType) -> FieldType | None:
    """The type that takes values of both types, or ``None`` where they do not go together."""
    if one == other or one.many != other.many:
        return one if one == other else None
    merged: FieldType | None = None
    if one.kind is other.kind is Kind.ENUM:
        merged = FieldType(Kind.ENUM, tuple(dict.fromkeys(one.choices + other.choices)), many=one.many)
    elif {one.kind, other.kind} <= TEXTUAL:
        merged = FieldType(Kind.TEXT, many=one.many)
    elif {one.kind, other.kind} <= TIMED:
        merged = FieldType(Kind.TIME, many=one.many)
    return merged


def comparable(one: FieldType | None, other: FieldType | None) -> bool:
    """Whether two values can be equal at all."""
    if one is None or other is None:
        return True
    if {one.kind, other.kind} <= NUMERIC:
        return not one.many and not other.many
    return not one.many and not other.many and merge_two(one, other) is not None


def describe_type(type_: FieldType) -> str:
    """`a text`, `a list of persons`: a type in words."""
    if type_.entity is not None:
        word = type_.entity
    else:
        word = {
            Kind.BOOLEAN: "truth value",
            Kind.DATE: "day",
            Kind.DECIMAL: "number",
            Kind.ENUM: "choice",
            Kind.EVENT: "event",
            Kind.INTEGER: "whole number",
            Kind.ZONE: "time zone",
        }.get(type_.kind, type_.kind.value)
    if type_.many:
        return f"a list ({word})"
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
