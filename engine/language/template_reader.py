"""Reads messages: text with places such as `{person.name|your interviewer}`, each checked against the names of the rule."""

from __future__ import annotations

import re

from afterword.engine.diagnostics import choices_hint, quote
from afterword.engine.language.rule import Slot, Template
from afterword.engine.language.scope import Scope
from afterword.engine.language.shapes import AT, TIMED, UNREAD, Shape, record_shape
from afterword.engine.reading.nodes import Scalar
from afterword.engine.spans import Span
from afterword.engine.vocabulary import FieldType, Kind

TIMES = ("due", "opens", "since")
"""Places that print a time."""

WORDS = (*TIMES, "late_by", "left", "fields", "count")
"""Places that every message may have."""

STYLES = ("day", "time")

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_SLOT = re.compile(r"\s*([^|:]*?)\s*(?::\s*([^|]*?)\s*)?(?:\|(.*))?", re.DOTALL)


def read_template(node: Scalar, scope: Scope, event: Shape) -> Template:
    """A message as stretches of text and places; ``event`` is the shape of the event that decides the case."""
    parts: list[str | Slot] = []
    plain, end, start = "", 0, (node.place.line, node.place.column - 1)
    for token in _TOKEN.finditer(node.text):
        plain += node.text[end : token.start()]
        end = token.end()
        if token[0] in {"{{", "}}"}:
            plain += token[0][0]
            continue
        span = _find(token[0], node, start, scope)
        start = (span.end_line, span.end_column - 1) if span.line == span.end_line else start
        slot = _read_slot(token, span, scope, event)
        if slot is not None:
            parts += [plain, slot] if plain else [slot]
            plain = ""
    plain += node.text[end:]
    return tuple([*parts, plain] if plain else parts)


def _find(text: str, node: Scalar, start: tuple[int, int], scope: Scope) -> Span:
    """Where ``text`` stands in the source of ``node``, from ``start`` on; the whole node where escapes or line breaks hide it."""
    whole = scope.mistakes.span(node)
    for number in range(start[0], whole.end_line + 1):
        column = whole.source.line(number).find(text, start[1] if number == start[0] else 0)
        if column >= 0:
            return Span(whole.source, number, column + 1, number, column + len(text) + 1)
    return whole


def _read_slot(token: re.Match[str], span: Span, scope: Scope, event: Shape) -> Slot | None:
    found = _SLOT.fullmatch(token[1] or "")
    path = tuple(found[1].split(".")) if found else ()
    if not found or not all(part.isidentifier() for part in path):
        hint = "write `{name}`, `{name.field}` or `{name|words to use without it}`; a brace itself is written twice"
        message = f"{quote(token[0])} is no place to fill in" if token[0] not in "{}" else f"`{token[0]}` stands alone"
        scope.mistakes.add_at("bad-message", message, span, hint)
        return None
    style = found[2] or ""
    printable, type_ = _resolve(path, span, scope, event)
    if style and (style not in STYLES or (printable and not _is_time(type_))):
        hint = "a time may be written `{due:day}` or `{due:time}`"
        scope.mistakes.add_at("wrong-style", f"`{'.'.join(path)}` cannot be shown as `{style}`", span, hint)
    return Slot(path, found[3], style, span)


def _is_time(type_: FieldType | None) -> bool:
    return type_ is None or type_.kind in TIMED


def _resolve(path: tuple[str, ...], span: Span, scope: Scope, event: Shape) -> tuple[bool, FieldType | None]:
    """Whether the path leads to a value, and the value's type where it is known; what is wrong with it is noted."""
    head, *fields = path
    shape = event if head == "event" else scope.shapes.get(head)
    if shape is None:
        if not fields and head in WORDS:
            return True, AT if head in TIMES else FieldType(Kind.TEXT)
        if not fields and head in scope.words.parameters:
            return True, FieldType(Kind.TEXT)
        hint = choices_hint(head, (*scope.shapes, "event", *WORDS, *scope.words.parameters)) or "name something that `for_each` binds"
        scope.mistakes.add_at("unknown-place", f"no message can fill in `{'.'.join(path)}`", span, hint)
        return False, None
    type_ = shape.whole
    if type_ is not None and type_.entity is not None:
        shape = _inside(type_, scope)
    for name in fields:
        if not shape.has(name):
            hint = choices_hint(name, tuple(shape.fields), most=20) or f"leave out `.{name}`"
            scope.mistakes.add_at("unknown-field", f"{shape.lacking} {quote(name)}", span, hint)
            return False, None
        type_ = shape.fields.get(name)
        shape = _inside(type_, scope)
    if not fields and not shape.open and (type_ is None or type_.kind is Kind.EVENT):
        hint = f"name one of its fields, as in `{{{head}.{next(iter(shape.fields))}}}`"
        scope.mistakes.add_at("unknown-place", f"`{head}` as a whole cannot be written in a message", span, hint)
        return False, None
    return True, type_


def _inside(type_: FieldType | None, scope: Scope) -> Shape:
    """The fields of what a field holds: those of an entity, or none."""
    if type_ is None:
        return UNREAD
    if type_.entity is not None:
        return record_shape(scope.words.vocabulary, type_.entity)
    return Shape("a plain value has no field")
