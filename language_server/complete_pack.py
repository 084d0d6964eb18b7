"""What may be typed in a pack: keys and words of the rule language, and the pack's own words."""

from __future__ import annotations

from typing import assert_never

from afterword.engine.language.find_pack import known_packs
from afterword.engine.language.rule import Parameter
from afterword.engine.language.scope import text_of
from afterword.engine.language.shapes import Shape, describe_type
from afterword.engine.reading.nodes import Scalar, Table
from afterword.engine.times.model import Duration
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import FieldType
from afterword.engine.vocabulary import Kind as FieldKind
from afterword.language_server.completion import Completion, Kind, offer
from afterword.language_server.cursor import Cursor
from afterword.language_server.pack_words import PackWords, bindings_of, pattern_around, rule_around
from afterword.language_server.roles import Role, role_of
from afterword.language_server.schema_words import keys_of, load_schema, schemas_at, words_of

_MESSAGE_WORDS = {
    "due": "when it is due",
    "opens": "when the window opens",
    "since": "when the case began",
    "late_by": "how much too late it is",
    "left": "how much time is left",
    "fields": "the fields that fail",
    "count": "how many there were",
    "event": "the event that is late or forbidden",
}
_TAKE_REFERENCES = frozenset({"within", "after", "before", "every", "from", "plus", "minus", "item_of", "enabled"})
_KINDS = {Role.EVENT: Kind.EVENT, Role.ENTITY: Kind.ENTITY, Role.FACT: Kind.NAME, Role.RULE: Kind.NAME, Role.FIELD: Kind.FIELD}


def complete_pack(cursor: Cursor, words: PackWords) -> tuple[Completion, ...]:
    """What may stand at the cursor."""
    typed = cursor.before
    if cursor.under("say") or cursor.under("say", cursor.key):
        return _complete_message(cursor, words)
    if typed.startswith("$"):
        return _complete_reference(cursor, words)
    return _complete_key(cursor, words) if cursor.at_key else _complete_value(cursor, words)


def _complete_key(cursor: Cursor, words: PackWords) -> tuple[Completion, ...]:
    typed = cursor.before
    if cursor.key == "where" and (pattern := pattern_around(cursor)) is not None:
        return offer(_fields(words.shape_of(pattern), words), Kind.FIELD, typed)
    if role_of(cursor) is Role.RULE:
        return offer(_named(Role.RULE, cursor, words), Kind.NAME, typed)
    if cursor.key == "require":
        return _complete_reference(cursor, words)
    root = load_schema("pack")
    table = cursor.table()
    there = {entry.key.text for entry in table.entries if entry.key is not cursor.scalar} if table is not None else set()
    keys = keys_of(schemas_at(root, cursor.steps), root)
    return offer({key: meaning for key, meaning in keys.items() if key not in there}, Kind.KEY, typed)


def _complete_value(cursor: Cursor, words: PackWords) -> tuple[Completion, ...]:
    typed, key = cursor.before, cursor.key
    role = role_of(cursor)
    if role is not None:
        return offer(_named(role, cursor, words), _KINDS.get(role, Kind.WORD), typed)
    if pattern_around(cursor) is not None:
        return (*offer(_choices(cursor, words), Kind.WORD, typed), *_complete_reference(cursor, words))
    listed = offer(words_of(schemas_at(load_schema("pack"), cursor.steps)), Kind.WORD, typed)
    if listed:
        return listed
    if key in _TAKE_REFERENCES or cursor.under("about", key):
        return _complete_reference(cursor, words)
    return offer(_field_types(words), Kind.WORD, typed) if "vocabulary" in cursor.steps and key == "type" else ()


def _named(role: Role, cursor: Cursor, words: PackWords) -> dict[str, str]:  # noqa: PLR0911, C901 - one line a role
    """The names there are for a role, each with its meaning."""
    pack = words.pack
    match role:
        case Role.EVENT:
            return {"any": "every event of the log", **{name: one.about for name, one in pack.vocabulary.events.items()}}
        case Role.FACT:
            return {name: f"a fact with {', '.join(fields) or 'no fields'}" for name, (_, fields) in words.facts.items()}
        case Role.ENTITY:
            return {name: one.about for name, one in pack.vocabulary.entities.items()}
        case Role.TOPIC:
            return dict(pack.topics)
        case Role.SOURCE:
            return {name: source.title for name, source in pack.sources.items()}
        case Role.STEP:
            return {str(step.number): step.title for step in pack.steps}
        case Role.PACK:
            return dict.fromkeys(known_packs(), "")
        case Role.RULE:
            return {name: rule.title for name, rule in words.rules.items()} if not cursor.under("rules", "id") else {}
        case Role.TAG:
            return dict.fromkeys((tag for rule in words.rules.values() for tag in rule.tags), "")
        case Role.STATE:
            return dict.fromkeys((state.value for state in State), "")
        case Role.FIELD:
            return _fields(words.shape_of(cursor.table()), words)
        case _:
            assert_never(role)


def _complete_reference(cursor: Cursor, words: PackWords) -> tuple[Completion, ...]:
    """`$alias`, `$alias.field` and `$parameter`."""
    typed = cursor.before
    bound = bindings_of(rule_around(cursor))
    alias, dot, _ = typed.removeprefix("$").partition(".")
    if dot and alias in bound:
        fields = _fields(words.shape_of(bound[alias].pattern), words)
        return offer({f"${alias}.{name}": meaning for name, meaning in fields.items()}, Kind.FIELD, typed)
    aliases = {f"${name}": _pattern_text(binding.pattern) for name, binding in bound.items()}
    parameters = {f"${name}": parameter_text(one) for name, one in words.pack.parameters.items()}
    return (*offer(aliases, Kind.NAME, typed), *offer(parameters, Kind.PARAMETER, typed))


def _complete_message(cursor: Cursor, words: PackWords) -> tuple[Completion, ...]:
    """Places within a message, between braces."""
    if cursor.at_key:
        root = load_schema("pack")
        return offer(keys_of(schemas_at(root, cursor.steps), root), Kind.KEY, cursor.before)
    opened = cursor.before.rpartition("{")[2] if "{" in cursor.before else None
    if opened is None or "}" in opened or "|" in opened:
        return ()
    bound = bindings_of(rule_around(cursor))
    alias, dot, _ = opened.partition(".")
    if dot and alias in bound:
        fields = _fields(words.shape_of(bound[alias].pattern), words)
        return offer({f"{alias}.{name}": meaning for name, meaning in fields.items()}, Kind.FIELD, opened)
    return (
        *offer({name: _pattern_text(binding.pattern) for name, binding in bound.items()}, Kind.NAME, opened),
        *offer(_MESSAGE_WORDS, Kind.WORD, opened),
        *offer({name: parameter_text(one) for name, one in words.pack.parameters.items()}, Kind.PARAMETER, opened),
    )


def _choices(cursor: Cursor, words: PackWords) -> tuple[str, ...]:
    """The values that the field tested at the cursor may have."""
    shape = words.shape_of(pattern_around(cursor))
    after = cursor.steps[len(cursor.steps) - 1 - cursor.steps[::-1].index("where") + 1 :]
    field = next((step for step in after if isinstance(step, str)), "")
    return values_of(shape.fields.get(field))


def values_of(type_: FieldType | None) -> tuple[str, ...]:
    """The values that a field of a type may have, where they are few."""
    if type_ is not None and type_.kind is FieldKind.BOOLEAN:
        return ("true", "false")
    return type_.choices if type_ is not None else ()


def _fields(shape: Shape, words: PackWords) -> dict[str, str]:
    """Fields with what is known of them."""
    told = {name: field.about for event in words.pack.vocabulary.events.values() for name, field in event.fields.items() if field.about}
    return {
        name: ": ".join(filter(None, (describe_type(type_) if type_ is not None else "", told.get(name, ""))))
        for name, type_ in shape.fields.items()
    }


def parameter_text(parameter: Parameter) -> str:
    """A parameter's value and meaning."""
    value = parameter.value.text if isinstance(parameter.value, Duration) else str(parameter.value)
    return ": ".join(filter(None, (value, parameter.about)))


def _pattern_text(pattern: Table | None) -> str:
    """The pattern of a name, as short as can be."""
    if pattern is None:
        return ""
    heads = [entry for entry in pattern.entries if isinstance(entry.value, Scalar)]
    return f"{heads[0].key.text}: {text_of(heads[0].value)}" if heads else ""


def _field_types(words: PackWords) -> tuple[str, ...]:
    return (*(kind.value for kind in FieldKind if kind is not FieldKind.ENTITY), *words.pack.vocabulary.entities)
