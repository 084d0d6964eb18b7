"""Reads patterns: what to look for (`event: …`, `fact: …`), which of it (`last`, `first`), and the tests of `where`."""

from __future__ import annotations

import re
from enum import Enum

from afterword.engine.diagnostics import choices_hint
from afterword.engine.language.model import (
    Binding,
    EventSource,
    FactSource,
    ItemSource,
    Literal,
    Op,
    Parameter,
    Pattern,
    PatternSource,
    Pick,
    RecordSource,
    Ref,
    Test,
    TimeExpr,
)
from afterword.engine.language.scope import Scope, as_scalar, as_scalars, as_table
from afterword.engine.language.shapes import TEXTUAL, TIMED, UNREAD, Shape, describe_type, event_shape, item_shape, record_shape
from afterword.engine.language.values import (
    NUMBER,
    TEXT,
    is_reference,
    look_up,
    read_literal,
    read_operand,
    read_time,
    read_truth,
    type_of,
)
from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.vocabulary import FieldType, Kind

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
            scope.mistakes.add("reserved-name", f"`{alias}` is {other}", entry.key, "choose another name for it")
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
    entry = next((entry for entry in node.entries if entry.key.text in HEADS), None)
    if entry is None:
        return None, Pick.ALL, UNREAD
    head = entry.key.text
    if head not in room.value:
        scope.mistakes.add("pattern-not-here", f"`{head}` cannot stand here", entry.key, _hint_room(head))
    source, shape = _read_head(head, entry.value, scope)
    return source, HEADS[head], shape


def _hint_room(head: str) -> str:
    if HEADS[head] is not Pick.ALL:
        word = "fact" if head.endswith("_fact") else "event"
        return f"`{head}` chooses among the cases of `for_each`; here, write `{word}:`"
    return "it has no time of its own: bind it in `for_each`, or ask for it in `when`" if head != "fact" else "write `event:`"


def _read_head(head: str, node: Node, scope: Scope) -> tuple[PatternSource | None, Shape]:
    words = scope.words
    if head in {"event", "first", "last"}:
        return _read_events(node, scope)
    scalar = as_scalar(node)
    if scalar is None:
        return None, UNREAD
    if head == "item_of":
        return _read_items(scalar, scope)
    if head == "record":
        if scalar.text in words.vocabulary.entities:
            return RecordSource(scalar.text), record_shape(words.vocabulary, scalar.text)
        scope.mistakes.add_unknown("unknown-entity", "kind of record", scalar, words.vocabulary.entities)
        return None, UNREAD
    if scalar.text in words.facts:
        return FactSource(scalar.text), words.facts[scalar.text]
    hint = choices_hint(scalar.text, tuple(words.facts)) or "a rule of kind `fact` must conclude it"
    scope.mistakes.add("unknown-fact", f"no rule concludes a fact `{scalar.text}`", scalar, hint)
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
        hint = "write a reference, as in `$interview.interviewers`"
        scope.mistakes.add("not-a-list", f"`{node.text}` is no list", node, hint)
        return None, UNREAD
    found = look_up(node, scope)
    if found is None:
        return None, UNREAD
    type_ = type_of(found, scope) if isinstance(found, Ref) else None
    if isinstance(found, Parameter) or (type_ is not None and not type_.many) or (type_ is None and found.field is None):
        shown = describe_type(type_) if type_ is not None else "one thing"
        scope.mistakes.add("not-a-list", f"`{node.text}` is {shown}, not a list", node)
        return None, UNREAD
    return ItemSource(found), item_shape(scope.words.vocabulary, type_)


def read_where(node: Table | None, shape: Shape, scope: Scope) -> tuple[Test, ...]:
    """The tests of a `where`, of the fields that ``shape`` has."""
    tests: list[Test] = []
    for entry in node.entries if node is not None else ():
        name = entry.key.text
        type_ = scope.field_type(shape, name, entry.key)
        tests += read_tests(name, entry.key, entry.value, type_, scope)
    return tuple(tests)


def read_tests(name: str, key: Scalar, node: Node, type_: FieldType | None, scope: Scope) -> list[Test]:
    """The tests of one field: a plain value means `is`, a mapping has a test for each of its keys."""
    tests = []
    asked = node.entries if isinstance(node, Table) else ()
    if isinstance(node, Scalar):
        tests = [_read_test(name, Op.IS, key, node, type_, scope)]
    for entry in asked:
        op = _OPS.get(entry.key.text)
        if op is not None:
            tests.append(_read_test(name, op, entry.key, entry.value, type_, scope))
    return [test for test in tests if test is not None]


_OPS = {op.value: op for op in Op}
_NUMBERS = {Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN}
_TIMES = {Op.BEFORE, Op.AFTER, Op.NOT_BEFORE, Op.NOT_AFTER}
_MEMBERS = {Op.CONTAINS, Op.NOT_CONTAINS}
_TEXTS = {Op.MATCHES, Op.NOT_MATCHES, Op.SAME_TEXT, Op.LAST_WORD_IN}
_CHOICES = {Op.ONE_OF, Op.NOT_ONE_OF}


def _fits(op: Op, type_: FieldType) -> bool:
    """Whether a test can be asked of a field of that type."""
    if op is Op.PRESENT:
        return True
    if op is Op.EMPTY:
        return type_.many or type_.kind is Kind.TEXT
    if op in _MEMBERS or type_.many:
        return op in _MEMBERS and type_.many
    if op in _TIMES or type_.kind in TIMED:
        return op in _TIMES and type_.kind in TIMED
    if op in _NUMBERS:
        return type_.kind is Kind.INTEGER
    return op not in _TEXTS or type_.kind in TEXTUAL


def _hint_test(type_: FieldType) -> str:
    if type_.many:
        return "ask of a list with `contains`, `not_contains`, `empty` or `present`"
    if type_.kind in TIMED:
        return "ask of a time with `after`, `before`, `not_after`, `not_before` or `present`"
    if type_.kind is Kind.INTEGER:
        return "ask of a number with `is`, `not`, `one_of`, `at_least`, `at_most`, `more_than`, `less_than` or `present`"
    if type_.kind in TEXTUAL:
        return "ask of a text with `is`, `not`, `one_of`, `matches`, `same_text` or `present`"
    return "ask of it with `is`, `not`, `one_of` or `present`"


def _read_test(name: str, op: Op, key: Scalar, node: Node, type_: FieldType | None, scope: Scope) -> Test | None:
    if type_ is not None and not _fits(op, type_):
        message = f"`{name}` is {describe_type(type_)}, which `{op.value}` cannot ask about"
        scope.mistakes.add("wrong-test", message, key, _hint_test(type_))
        return None
    value = _read_asked(op, node, type_, scope)
    return Test(name, op, value, scope.mistakes.span(key)) if value is not None else None


def _read_asked(op: Op, node: Node, type_: FieldType | None, scope: Scope) -> Literal | Ref | TimeExpr | tuple[Literal, ...] | None:
    """What a test compares with."""
    if op in _CHOICES:
        members = node.nodes if isinstance(node, Items) else (node,)
        values = [read_literal(member, type_, scope) for member in members]
        return tuple(value for value in values if value is not None)
    if op in _TIMES:
        return read_time(node, scope)
    if op in {Op.PRESENT, Op.EMPTY}:
        return read_truth(node, scope)
    if op in _NUMBERS:
        return read_operand(node, NUMBER, scope)
    if op in _MEMBERS:
        return read_operand(node, FieldType(type_.kind, type_.choices, type_.entity) if type_ is not None else None, scope)
    if op in {Op.MATCHES, Op.NOT_MATCHES}:
        return _read_regex(node, scope)
    if op in {Op.SAME_TEXT, Op.LAST_WORD_IN}:
        return read_operand(node, TEXT, scope)
    return read_operand(node, type_, scope)


def _read_regex(node: Node, scope: Scope) -> str | None:
    value = read_literal(node, TEXT, scope)
    if not isinstance(value, str):
        return None
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        scope.mistakes.add("bad-regex", f"`{value}` is no regular expression: {error}", node)
        return None
    return value
