"""The JSON Schema of the logs of a vocabulary, by which an editor completes and checks a log while it is written.

It takes every log that `read_log` takes, and refuses what is wrong in form: keys and types that are not known, fields that are missing,
values of another kind. What needs more than a look at one place (ids that nothing has, times that no clock shows) is left to `read_log`.
Where its values are words, these are typed as YAML 1.2 and JSON type them: `2` is a number, and so is a telephone number without quotes.
`Null` without quotes, which is a text to `read_log`, is nothing to an editor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from afterword.engine.reading.plain_values import read_scalar
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Field, FieldType, Kind, Vocabulary

Schema: TypeAlias = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCALAR = ["string", "number", "boolean"]
_TIME = r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)?"
_DAY = r"\d{4}-\d\d-\d\d"
_TYPES = {Kind.INTEGER: ["integer"], Kind.DECIMAL: ["number"], Kind.BOOLEAN: ["boolean"], Kind.ZONE: ["string"]}
_SPELLED = {
    "at": "a time is written as in 2025-09-09T11:00 or 2025-09-09T11:00:00+01:00",
    "day": "a day is written as in 2025-09-09",
    "time": "a time is written as in 2025-09-09T11:00, a day as in 2025-09-09",
}


def log_schema(title: str, vocabulary: Vocabulary, rules: Iterable[str]) -> Schema:
    """The schema of the logs of a pack: its ``title`` and ``vocabulary``, and the ids of the ``rules`` that a log may waive."""
    return {
        "$schema": _DIALECT,
        "title": f"Log for the pack {title}",
        "description": "What happened, in the words of this pack. docs/logs.md tells how a log is laid out.",
        "type": "object",
        "additionalProperties": False,
        "required": ["events"],
        "properties": {
            "$schema": {"description": "Names this schema to an editor.", "type": _SCALAR},
            "candidate": {"description": "Whose log it is.", "type": [*_SCALAR, "null"]},
            "timezone": {"description": "Where local times are from, as Europe/London.", "type": ["string", "null"]},
            "holidays": {
                "description": "Days off: days, a country such as GB, a region such as DE-BY, or a list of both.",
                "type": ["string", "array", "null"],
                "items": {"type": "string"},
            },
            "ended": {"description": "The time or day from which on nothing more will happen.", **_spelled("time", _TIME, _DAY)},
            **{entity.section: _section(entity) for entity in vocabulary.entities.values()},
            "events": {"description": "What happened, in any order.", "type": ["array", "null"], "items": _event(vocabulary)},
            "waivers": {"description": "What you were excused from.", "type": ["array", "null"], "items": _waiver(vocabulary, rules)},
        },
        "$defs": _properties(ENVELOPE),
    }


def _section(entity: Entity) -> Schema:
    """Things that a log lists, by their ids."""
    record = {**_table(entity.fields.values()), "type": ["object", "null"]}
    return {"description": entity.about or f"Each {entity.name} by its id.", "type": ["object", "null"], "additionalProperties": record}


def _event(vocabulary: Vocabulary) -> Schema:
    """An event: its type chooses what else it has."""
    types = tuple(vocabulary.events.values())
    return {
        "type": "object",
        "required": ["id", "type"],
        "properties": {
            "id": {"description": ENVELOPE["id"].about, "type": _SCALAR},
            "type": {
                "description": ENVELOPE["type"].about,
                "enum": _words(one.name for one in types),
                "enumDescriptions": [one.about for one in types for _ in _words([one.name])],
            },
        },
        "allOf": [_when(), *(_typed_event(one) for one in types)],
    }


def _when() -> Schema:
    """Exactly one of `at` and `day`; what is null is not there."""
    given = {"type": _SCALAR}
    return {
        "if": {"required": ["at"], "properties": {"at": given}},
        "then": {"properties": {"day": {"type": "null"}}},
        "else": {"required": ["day"], "properties": {"day": given}},
    }


def _typed_event(event: EventType) -> Schema:
    """What an event of a type has. One with a `source` was imported, and may lack what the others need."""
    properties = {**{name: {"$ref": f"#/$defs/{name}"} for name in ENVELOPE}, **_properties(event.fields)}
    needed = [field.name for field in event.fields.values() if field.required]
    then: Schema = {"description": event.about, "additionalProperties": False, "properties": properties}
    if needed:
        then["anyOf"] = [
            {"required": needed, "properties": {name: {"not": {"type": "null"}} for name in needed}},
            {"required": ["source"], "properties": {"source": {"type": _SCALAR}}},
        ]
    return {"if": {"required": ["type"], "properties": {"type": {"enum": _words([event.name])}}}, "then": then}


def _waiver(vocabulary: Vocabulary, rules: Iterable[str]) -> Schema:
    kinds = dict.fromkeys((*(one.key for one in vocabulary.entities.values()), *vocabulary.entities, "event"))
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["rule", "reason"],
        "properties": {
            "rule": {"description": "The rule that you were excused from.", "enum": _words(rules)},
            "about": {
                "description": "What it was about; without it, everything.",
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {kind: {"type": _SCALAR} for kind in kinds},
            },
            "reason": {"description": "Why, in a few words.", "type": _SCALAR},
            "until": {"description": "The time or day up to which it holds.", **_spelled("time", _TIME, _DAY)},
        },
    }


def _table(fields: Iterable[Field]) -> Schema:
    """A mapping of fields."""
    listed = {field.name: field for field in fields}
    needed = [field.name for field in listed.values() if field.required]
    table: Schema = {"additionalProperties": False, "properties": _properties(listed)}
    if needed:
        present = {"type": [*_SCALAR, "array"]}
        table |= {"required": needed, "allOf": [{"properties": dict.fromkeys(needed, present)}]}
    return table


def _properties(fields: Mapping[str, Field]) -> Schema:
    return {field.name: {"description": field.about, **_value(field.name, field.type)} for field in fields.values()}


def _value(name: str, type_: FieldType) -> Schema:
    """What a field holds; null says nothing, and may stand anywhere but in lists."""
    one = _single(name, type_)
    if not type_.many:
        return one
    member = {
        key: [word for word in value if word not in (None, "null")] if key in {"enum", "type"} else value for key, value in one.items()
    }
    return {"type": ["array", "null"], "items": member}


def _single(name: str, type_: FieldType) -> Schema:
    match type_.kind:
        case Kind.ENUM:
            return {"enum": [*_words(type_.choices), None]}
        case Kind.DATE:
            return _spelled("day", _DAY)
        case Kind.TIME:
            return _spelled("at", _TIME) if name == "at" else _spelled("time", _TIME, _DAY)
        case kind:
            return {"type": [*_TYPES.get(kind, _SCALAR), "null"]}


def _spelled(what: str, *forms: str) -> Schema:
    """A time or day, with what an editor says of another spelling."""
    pattern = rf"^\s*({'|'.join(forms)})?\s*$"
    return {"type": ["string", "null"], "pattern": pattern, "patternErrorMessage": _SPELLED[what]}


def _words(words: Iterable[str]) -> list[Any]:
    """Words of a list of choices; one that is spelled like a number or like truth may stand without quotes, and then it is one."""
    found: list[Any] = []
    for word in words:
        found.append(word)
        for kind in ("boolean", "integer", "number"):
            spelled = read_scalar(word, kind)
            if spelled:
                found += spelled
                break
    return found
