"""Where the word under the cursor is said what it is."""

from __future__ import annotations

from afterword.engine.language.rule import Pack
from afterword.engine.language.scope import as_scalar, as_table, as_tables, text_of
from afterword.engine.reading.nodes import Table
from afterword.engine.spans import Source, Span
from afterword.engine.vocabulary import Kind
from afterword.language_server.complete_log import field_at
from afterword.language_server.cursor import Cursor
from afterword.language_server.pack_words import PackWords, bindings_of, rule_around
from afterword.language_server.roles import Role, role_of

_SECTIONS = {Role.SOURCE: "sources", Role.TOPIC: "topics", Role.STEP: "steps"}
"""The sections of a pack in which names are declared."""


def find_in_pack(cursor: Cursor, words: PackWords, source: Source) -> Span | None:  # noqa: PLR0911 - one line a role
    """The place in the pack; ``source`` is the text that the cursor is in."""
    text = cursor.scalar.text
    if text.startswith("$"):
        alias = text.removeprefix("$").partition(".")[0]
        bound = bindings_of(rule_around(cursor)).get(alias)
        return bound.name.place.span(source) if bound is not None else words.place("parameters", alias)
    match role_of(cursor):
        case Role.EVENT:
            return words.place_of("events", text)
        case Role.ENTITY:
            return words.place_of("entities", text)
        case Role.FACT if text in words.facts:
            return words.facts[text][0]
        case Role.RULE:
            return _place_of_rule(text, words)
        case Role.SOURCE | Role.TOPIC | Role.STEP as role:
            return words.place(_SECTIONS[role], text)
        case _:
            return None


def find_in_log(cursor: Cursor, words: PackWords, source: Source) -> Span | None:
    """The place in the log, of things and events; in the pack, of event types and rules."""
    text = cursor.scalar.text
    if cursor.at_key:
        return None
    if cursor.under("events", "type"):
        return words.place_of("events", text)
    if cursor.under("waivers", "rule"):
        return _place_of_rule(text, words)
    return _find_named(cursor, words.pack, source)


def _find_named(cursor: Cursor, pack: Pack, source: Source) -> Span | None:
    """A thing or an event that the log names by its id."""
    field = field_at(cursor, pack, cursor.key)
    root, text = cursor.nodes[0], cursor.scalar.text
    if field is None or not isinstance(root, Table):
        return None
    if field.type.kind is Kind.EVENT:
        ids = (as_scalar(event.get("id")) for event in as_tables(root.get("events")))
        return next((one.place.span(source) for one in ids if one is not None and one.text == text), None)
    section = as_table(root.get(pack.vocabulary.entities[field.type.entity].section)) if field.type.entity else None
    entries = section.entries if section is not None else ()
    listed = next((entry.key.place.span(source) for entry in entries if entry.key.text == text), None)
    return listed or _introduced(root, pack, field.type.entity or "", text, source)


def _introduced(root: Table, pack: Pack, entity: str, text: str, source: Source) -> Span | None:
    """The first event that makes a thing known by naming it."""
    kind = pack.vocabulary.entities.get(entity)
    for event in as_tables(root.get("events")) if kind is not None else ():
        if kind is not None and text_of(event.get("type")) in kind.introduced_by and text_of(event.get(kind.key)) == text:
            return event.place.span(source)
    return None


def _place_of_rule(text: str, words: PackWords) -> Span | None:
    rule = words.rules.get(text)
    return rule.span if rule is not None else None
