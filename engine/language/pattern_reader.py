"""Reads patterns: what to look for (`event: …`, `fact: …`), which of it (`last`, `first`), and the tests of `where`."""

from __future__ import annotations

from enum import Enum

from afterword.engine.diagnostics import choices_hint, quote
from afterword.engine.language.patterns import Binding, EventSource, FactSource, ItemSource, Pattern, PatternSource, Pick, RecordSource
from afterword.engine.language.rule import Parameter, Ref
from afterword.engine.language.scope import Scope, as_scalar, as_scalars, as_table
from afterword.engine.language.shapes import UNREAD, Shape, describe_type, event_shape, item_shape, record_shape
from afterword.engine.language.structure import is_misspelt
from afterword.engine.language.values import is_reference, look_up, meant_reference, type_of
from afterword.engine.language.where_reader import read_where
from afterword.engine.reading.nodes import Node, Scalar, Table

ANY = "any"
"""The event type that stands for all of them."""

HEADS = {
    "event": Pick.ALL,
    "last": Pick.LAST,
    "first": Pick.FIRST,
    "fact": Pick.ALL,
    "last_fact": Pick.LAST,
    "first_fact": Pick.FIRST,
    "record": Pick.ALL,
    "item_of": Pick.ALL,
}
"""The keys that say what a pattern looks for, and which of it they pick."""

RESERVED = ("count", "due", "event", "fields", "late_by", "left", "opens", "since")
"""Names that messages give a meaning of their own, so that no alias may have them."""


class Room(Enum):
    """Where a pattern stands, which limits what it may look for. The value are the heads it may have."""

    CASE = tuple(HEADS)
    CONDITION = ("event", "fact", "record", "item_of")
    TIMED = ("event", "fact")
    NEIGHBOUR = ("event",)


def read_bindings(node: Table | None, scope: Scope) -> tuple[Binding, ...]:
    """The `for_each` of a rule; each alias becomes known to what comes after it."""
    bindings = []
    for entry in node.entries if node is not None else ():
        alias = entry.key.text
        if alias in RESERVED or alias in scope.words.parameters:
            other = "a word that messages use" if alias in RESERVED else "the name of a parameter"
            hint = "choose another name for it"
            if alias in HEADS and as_scalar(entry.value) is not None:
                hint = f"give what is looked for a name of its own: `{{name: {{{alias}: …}}}}`"
            scope.mistakes.add("reserved-name", f"`{alias}` is {other}", entry.key, hint)
        table = as_table(entry.value)
        if table is None:
            scope.shapes[alias] = UNREAD
            continue
        pattern, shape = read_pattern(table, scope, Room.CASE)
        scope.shapes[alias] = shape
        if pattern is not None:
            bindings.append(Binding(alias, pattern, scope.mistakes.span(entry.key)))
    return tuple(bindings)


def read_pattern(node: Table, scope: Scope, room: Room) -> tuple[Pattern | None, Shape]:
    """A pattern, and the fields that what it finds has."""
    source, pick, shape = read_source(node, scope, room)
    where = read_where(as_table(node.get("where")), shape, scope)
    per = []
    for name in as_scalars(node.get("per")):
        scope.field_type(shape, name.text, name)
        per.append(name.text)
    return (Pattern(source, where, scope.mistakes.span(node), pick, tuple(per)) if source is not None else None), shape


def read_source(node: Table, scope: Scope, room: Room = Room.CASE) -> tuple[PatternSource | None, Pick, Shape]:
    """What a pattern looks for, which of it, and the fields that it has."""
    entries = [entry for entry in node.entries if entry.key.text in HEADS]
    if not entries:
        if not is_misspelt(node, room.value):
            listed = ", ".join(f"`{head}`" for head in room.value)
            scope.mistakes.add("missing-key", "this does not say what to look for", node, f"begin with one of {listed}")
        return None, Pick.ALL, UNREAD
    entry = entries[0]
    head = entry.key.text
    if len(entries) > 1:
        message = f"`{head}` and `{entries[1].key.text}` both say what to look for"
        scope.mistakes.add("one-too-many", message, entries[1].key, "keep one of them")
    if head not in room.value:
        scope.mistakes.add("pattern-not-here", f"`{head}` cannot stand here", entry.key, _hint_room(head))
    source, shape = _read_head(head, entry.value, scope)
    return source, HEADS[head], shape


def _hint_room(head: str) -> str:
    if HEADS[head] is not Pick.ALL:
        word = "fact" if head.endswith("_fact") else "event"
        return f"`{head}` chooses among the cases of `for_each`; here, write `{word}:`"
    return (
        "it has no time of its own: bind it in `for_each`, or ask for it in `when`"
        if head != "fact"
        else "only events have neighbours: write `event:`"
    )


def _read_head(head: str, node: Node, scope: Scope) -> tuple[PatternSource | None, Shape]:
    if head in {"event", "first", "last"}:
        return _read_events(node, scope)
    scalar = as_scalar(node)
    if scalar is None:
        return None, UNREAD
    if head == "item_of":
        return _read_items(scalar, scope)
    return _read_records(scalar, scope) if head == "record" else _read_facts(scalar, scope)


def _read_records(node: Scalar, scope: Scope) -> tuple[RecordSource | None, Shape]:
    vocabulary = scope.words.vocabulary
    if node.text in vocabulary.entities:
        return RecordSource(node.text), record_shape(vocabulary, node.text)
    scope.mistakes.add_unknown("unknown-entity", "kind of record", node, vocabulary.entities)
    return None, UNREAD


def _read_facts(node: Scalar, scope: Scope) -> tuple[FactSource | None, Shape]:
    facts = scope.words.facts
    if node.text in facts:
        return FactSource(node.text), facts[node.text]
    hint = choices_hint(node.text, tuple(facts)) or "a rule of kind `fact` must conclude it"
    scope.mistakes.add("unknown-fact", f"no rule concludes a fact {quote(node.text)}", node, hint)
    return None, UNREAD


def _read_events(node: Node, scope: Scope) -> tuple[EventSource | None, Shape]:
    types = as_scalars(node)
    known = scope.words.vocabulary.events
    if [one.text for one in types] == [ANY]:
        return EventSource(()), event_shape(scope.words.vocabulary, ())
    for one in types:
        if one.text not in known:
            scope.mistakes.add_unknown("unknown-event-type", "event type", one, known)
    if not types or any(one.text not in known for one in types):
        return None, UNREAD
    names = tuple(dict.fromkeys(one.text for one in types))
    return EventSource(names), event_shape(scope.words.vocabulary, names)


def _read_items(node: Scalar, scope: Scope) -> tuple[ItemSource | None, Shape]:
    if not is_reference(node):
        hint = meant_reference(node, scope) or "write a reference, as in `$alias.field`"
        scope.mistakes.add("not-a-list", f"{quote(node.text)} is no list", node, hint)
        return None, UNREAD
    found = look_up(node, scope)
    if found is None or (isinstance(found, Ref) and scope.shape_of(found.alias).open):
        return None, UNREAD
    type_ = type_of(found, scope) if isinstance(found, Ref) else None
    if isinstance(found, Parameter) or (type_ is not None and not type_.many) or (type_ is None and found.field is None):
        shown = describe_type(type_) if type_ is not None else "one thing"
        hint = "name a field that holds a list; what holds one thing is asked about with `where`"
        scope.mistakes.add("not-a-list", f"{quote(node.text)} is {shown}, not a list", node, hint)
        return None, UNREAD
    return ItemSource(found), item_shape(type_)
