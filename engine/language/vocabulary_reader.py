"""Reads the vocabulary of a pack: its entities, named choices, scopes and event types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from afterword.engine.diagnostics import choices_hint, quote
from afterword.engine.language.scope import Mistakes, as_scalar, as_scalars, as_table, text_of
from afterword.engine.language.sections import Part, inner_parts, merge_tables, note_twice
from afterword.engine.reading.nodes import Entry, Items, Node, Scalar, Table
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Field, FieldType, Kind, Learned, Retraction, Vocabulary

_PLAIN = {kind.value: FieldType(kind) for kind in Kind if kind not in {Kind.ENUM, Kind.ENTITY}}
"""The words for types that need nothing further."""

_MEANT = {
    "bool": "boolean",
    "choice": "enum",
    "datetime": "time",
    "day": "date",
    "double": "decimal",
    "float": "decimal",
    "int": "integer",
    "number": "integer",
    "str": "text",
    "string": "text",
    "timestamp": "time",
    "timezone": "zone",
}
"""What types are called elsewhere."""

LOG_KEYS = ("candidate", "timezone", "holidays", "ended", "events", "waivers")
"""The top-level keys of every log, which no entity's section may be called."""


@dataclass(frozen=True, slots=True)
class _Types:
    """The types a field may have."""

    choices: Mapping[str, tuple[str, ...]]
    entities: Sequence[str]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word for a type."""
        return (*_PLAIN, Kind.ENUM.value, *self.choices, *self.entities)

    def find(self, word: str) -> FieldType | None:
        """The type a word stands for."""
        if word in self.choices:
            return FieldType(Kind.ENUM, self.choices[word])
        if word in self.entities:
            return FieldType(Kind.ENTITY, entity=word)
        return _PLAIN.get(word)


def read_vocabulary(parts: Sequence[Part]) -> Vocabulary:
    """The vocabulary that the files of a pack make up together."""
    sections = {key: merge_tables(inner_parts(parts, key)) for key in ("entities", "choices", "scopes", "events")}
    types = _read_types(sections["choices"], sections["entities"])
    scopes = {part.entry.key.text: _read_fields(as_table(part.entry.value), types, part.mistakes) for part in sections["scopes"]}
    events = {part.entry.key.text: _read_event(part, scopes, types) for part in sections["events"]}
    entities = {part.entry.key.text: _read_entity(part, types) for part in sections["entities"]}
    for part in sections["entities"]:
        name = part.entry.key.text
        entities[name] = _read_origins(part, entities[name], events)
        _check_entity(part, entities, sections["entities"])
    return Vocabulary(entities, events, _read_retraction(parts, events), _read_duplicates(parts, events))


def _read_types(choices: Sequence[Part], entities: Sequence[Part]) -> _Types:
    for part in (*choices, *entities):
        key = part.entry.key
        if key.text in _PLAIN or key.text == Kind.ENUM.value:
            part.mistakes.add("reserved-name", f"{quote(key.text)} is a type already", key, "choose another name")
    named = {part.entry.key.text: part for part in choices}
    for part in entities:
        if part.entry.key.text in named:
            part.mistakes.add(
                "reserved-name", f"{quote(part.entry.key.text)} is the name of choices already", part.entry.key, "choose another name"
            )
    listed = {name: tuple(dict.fromkeys(one.text for one in as_scalars(part.entry.value))) for name, part in named.items()}
    return _Types(listed, [part.entry.key.text for part in entities])


def _read_fields(node: Table | None, types: _Types, mistakes: Mistakes, reserved: Mapping[str, object] = ENVELOPE) -> dict[str, Field]:
    fields = {}
    for entry in node.entries if node is not None else ():
        name = entry.key.text
        if name in reserved:
            mistakes.add("reserved-name", f"a field {quote(name)} is there already", entry.key, "choose another name for yours")
        fields[name] = _read_field(entry, types, mistakes)
    return fields


def _read_field(entry: Entry, types: _Types, mistakes: Mistakes) -> Field:
    node = entry.value
    if not isinstance(node, Table):
        return Field(entry.key.text, _read_type(node, types, None, mistakes))
    type_ = _read_type(node.get("type"), types, node.get("choices"), mistakes)
    return Field(entry.key.text, type_, text_of(node.get("required")) == "true", text_of(node.get("about")))


def _read_type(node: Node | None, types: _Types, choices: Node | None, mistakes: Mistakes) -> FieldType:
    many = isinstance(node, Items)
    word = as_scalar(node.nodes[0] if isinstance(node, Items) and node.nodes else node)
    if word is None:
        return FieldType(Kind.TEXT, many=many)
    if word.text == Kind.ENUM.value:
        listed = tuple(dict.fromkeys(one.text for one in as_scalars(choices)))
        if not listed:
            mistakes.add("no-choices", "an enum needs its choices", word, "write `{type: enum, choices: [one, other]}`")
        return FieldType(Kind.ENUM, listed, many=many)
    if choices is not None:
        mistakes.add("no-choices", f"only an `enum` lists choices, but this is {quote(word.text)}", choices, "write `type: enum`")
    found = types.find(word.text)
    if found is None:
        meant = _MEANT.get(word.text.lower())
        hint = f"did you mean `{meant}`?" if meant else choices_hint(word.text, types.words, most=30)
        mistakes.add("unknown-type", f"there is no type {quote(word.text)}", word, hint)
    return (found or FieldType(Kind.TEXT))._replace(many=many)


def _read_event(part: Part, scopes: Mapping[str, Mapping[str, Field]], types: _Types) -> EventType:
    name, node = part.entry.key, as_table(part.entry.value)
    if name.text == "any":
        part.mistakes.add("reserved-name", "`any` stands for every event type", name, "choose another name")
    scope = as_scalar(node.get("scope")) if node is not None else None
    shared: Mapping[str, Field] = {}
    if scope is not None:
        if scope.text not in scopes:
            part.mistakes.add_unknown("unknown-scope", "scope", scope, scopes)
        shared = scopes.get(scope.text, {})
    own = _read_fields(as_table(node.get("fields")), types, part.mistakes) if node is not None else {}
    about, called = (text_of(node.get(key)) if node is not None else "" for key in ("about", "called"))
    return EventType(name.text, {**shared, **own}, about, called)


def _read_entity(part: Part, types: _Types) -> Entity:
    name, node = part.entry.key.text, as_table(part.entry.value)
    if node is None:
        return Entity(name, name, name, {})
    label, owner = as_scalar(node.get("label")), as_scalar(node.get("belongs_to"))
    return Entity(
        name,
        text_of(node.get("section")) or name,
        text_of(node.get("key")) or name,
        _read_fields(as_table(node.get("fields")), types, part.mistakes, reserved={"id": None}),
        label=label.text if label is not None else None,
        belongs_to=owner.text if owner is not None else None,
        about=text_of(node.get("about")),
    )


def _read_origins(part: Part, entity: Entity, events: Mapping[str, EventType]) -> Entity:
    """The entity with what events tell of it."""
    node = as_table(part.entry.value)
    if node is None:
        return entity
    introduced = []
    for one in as_scalars(node.get("introduced_by")):
        if one.text not in events:
            part.mistakes.add_unknown("unknown-event-type", "event type", one, events)
        elif _check_key(entity, events[one.text], one, part.mistakes):
            introduced.append(one.text)
    told = as_table(node.get("learned"))
    learned = [_read_learned(entry, entity, events, part.mistakes) for entry in (told.entries if told is not None else ())]
    return entity._replace(introduced_by=tuple(introduced), learned=tuple(one for one in learned if one is not None))


def _check_key(entity: Entity, event: EventType, node: Scalar, mistakes: Mistakes) -> bool:
    """Whether the event names the entity, by a field called as the entity's key."""
    field = event.fields.get(entity.key)
    fits = field is not None and field.type.entity == entity.name
    if not fits:
        message = f"`{event.name}` does not name a {entity.name}: it has no field `{entity.key}` of that type"
        mistakes.add("unknown-field", message, node, choices_hint(entity.key, tuple(event.fields), most=20))
    return fits


def _read_learned(entry: Entry, entity: Entity, events: Mapping[str, EventType], mistakes: Mistakes) -> Learned | None:
    name, value = entry.key, as_scalar(entry.value)
    if name.text not in entity.fields:
        mistakes.add(
            "unknown-field", f"a {entity.name} has no field {quote(name.text)}", name, choices_hint(name.text, tuple(entity.fields))
        )
    if value is None:
        return None
    event, dot, field = value.text.partition(".")
    if not dot:
        mistakes.add("bad-reference", f"{quote(value.text)} names no field of an event", value, "write `event_type.field`")
        return None
    if event not in events:
        mistakes.add("unknown-event-type", f"there is no event type {quote(event)}", value, choices_hint(event, tuple(events)))
        return None
    if field not in events[event].fields:
        message = f"{quote(event)} has no field `{field}`"
        mistakes.add("unknown-field", message, value, choices_hint(field, tuple(events[event].fields), most=20))
        return None
    return Learned(name.text, event, entity.key, field) if _check_key(entity, events[event], value, mistakes) else None


def _check_entity(part: Part, entities: Mapping[str, Entity], parts: Sequence[Part]) -> None:
    """The words of an entity name things that are there, and its section is its own."""
    node, mistakes = as_table(part.entry.value), part.mistakes
    entity = entities[part.entry.key.text]
    if node is None:
        return
    section, label, owner = as_scalar(node.get("section")), as_scalar(node.get("label")), as_scalar(node.get("belongs_to"))
    names = [one.entry.key.text for one in parts]
    earlier = [entities[name].section for name in names[: names.index(entity.name)]]
    if entity.section in LOG_KEYS or entity.section in earlier:
        mistakes.add("reserved-name", f"the section {quote(entity.section)} is taken", section or part.entry.key, "choose another name")
    if label is not None and label.text not in entity.fields:
        mistakes.add(
            "unknown-field", f"a {entity.name} has no field {quote(label.text)}", label, choices_hint(label.text, tuple(entity.fields))
        )
    if owner is not None and owner.text not in entities:
        mistakes.add_unknown("unknown-entity", "kind of record", owner, entities)
    elif owner is not None and (key := entities[owner.text].key) not in entity.fields:
        message = f"a {entity.name} has no field {quote(key)} to name its {owner.text}"
        mistakes.add("unknown-field", message, owner, f"add `{key}: {owner.text}` to its fields")


def _read_retraction(parts: Sequence[Part], events: Mapping[str, EventType]) -> Retraction | None:
    given = inner_parts(parts, "retraction")
    for other in given[1:]:
        note_twice(given[0], other)
    table = as_table(given[0].entry.value) if given else None
    event, field = (as_scalar(table.get("event")), as_scalar(table.get("field"))) if table is not None else (None, None)
    if event is None or field is None:
        return None
    mistakes = given[0].mistakes
    if event.text not in events:
        mistakes.add_unknown("unknown-event-type", "event type", event, events)
        return None
    named = [name for name, one in events[event.text].fields.items() if one.type.kind is Kind.EVENT]
    if field.text not in named:
        message = f"`{event.text}` has no field {quote(field.text)} that names an event"
        mistakes.add("unknown-field", message, field, choices_hint(field.text, named) or f"add `{field.text}: event` to its fields")
    return Retraction(event.text, field.text)


def _read_duplicates(parts: Sequence[Part], events: Mapping[str, EventType]) -> tuple[str, ...] | None:
    """The fields that tell events apart; ``None`` for `false`, where no event is taken for another told twice."""
    known = tuple(dict.fromkeys(name for event in events.values() for name in event.fields))
    given = inner_parts(parts, "duplicates")
    never = next((part for part in given if isinstance(part.entry.value, Scalar)), None)
    if never is not None:
        for other in given:
            if other is not never:
                note_twice(never, other)
        if text_of(never.entry.value) != "false":
            never.mistakes.add("wrong-value", "a list of fields is wanted, or `false`", never.entry.value, "write it as in `[channel]`")
        return None
    names: list[str] = []
    for part in given:
        for one in as_scalars(part.entry.value):
            if one.text not in known:
                part.mistakes.add("unknown-field", f"no event has a field {quote(one.text)}", one, choices_hint(one.text, known))
            names.append(one.text)
    return tuple(dict.fromkeys(names))
