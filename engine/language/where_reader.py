"""Reads the tests of `where` and `require`, each checked against the type of its field."""

from __future__ import annotations

import re

from afterword.engine.diagnostics import quote
from afterword.engine.language.rule import Literal, Op, Ref, Test, TimeExpr
from afterword.engine.language.scope import Scope
from afterword.engine.language.shapes import NUMERIC, TEXTUAL, TIMED, Shape, describe_type, member_type
from afterword.engine.language.values import TEXT, read_literal, read_operand, read_time, read_truth
from afterword.engine.reading.nodes import Entry, Items, Node, Scalar, Table
from afterword.engine.vocabulary import FieldType, Kind


def read_where(node: Table | None, shape: Shape, scope: Scope) -> tuple[Test, ...]:
    """The tests of a `where`, of the fields that ``shape`` has."""
    tests: list[Test] = []
    for entry in node.entries if node is not None else ():
        name = entry.key.text
        type_ = scope.field_type(shape, name, entry.key)
        tests += read_tests(name, entry, type_, scope)
    return tuple(tests)


def read_tests(name: str, entry: Entry, type_: FieldType | None, scope: Scope) -> list[Test]:
    """The tests of one field: a plain value means `is`, a mapping has a test for each of its keys."""
    if isinstance(entry.value, Table):
        asked = [(_OPS[one.key.text], one) for one in entry.value.entries if one.key.text in _OPS]
    else:
        asked = [(Op.IS, entry)] if isinstance(entry.value, Scalar) else []
    tests = [_read_test(name, op, one, type_, scope) for op, one in asked]
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
        return type_.kind in NUMERIC
    return op not in _TEXTS or type_.kind in TEXTUAL


def _hint_test(type_: FieldType) -> str:
    if type_.many:
        return "ask of a list with `contains`, `not_contains`, `empty` or `present`"
    if type_.kind in TIMED:
        return "ask of a time with `after`, `before`, `not_after`, `not_before` or `present`"
    if type_.kind in NUMERIC:
        return "ask of a number with `is`, `not`, `one_of`, `at_least`, `at_most`, `more_than`, `less_than` or `present`"
    if type_.kind in TEXTUAL:
        return "ask of a text with `is`, `not`, `one_of`, `matches`, `same_text` or `present`"
    return "ask of it with `is`, `not`, `one_of` or `present`"


def _read_test(name: str, op: Op, entry: Entry, type_: FieldType | None, scope: Scope) -> Test | None:
    if type_ is not None and not _fits(op, type_):
        message = f"{quote(name)} is {describe_type(type_)}, which `{op.value}` cannot ask about"
        scope.mistakes.add("wrong-test", message, entry.key, _hint_test(type_))
        return None
    value = _read_asked(op, entry.value, type_, scope)
    return Test(name, op, value, scope.mistakes.span(entry.key)) if value is not None else None


def _read_asked(op: Op, node: Node, type_: FieldType | None, scope: Scope) -> Literal | Ref | TimeExpr | tuple[Literal, ...] | None:
    """What a test compares with."""
    asked: Literal | Ref | TimeExpr | tuple[Literal, ...] | None
    if op in _CHOICES:
        members = node.nodes if isinstance(node, Items) else (node,)
        values = [read_literal(member, type_, scope) for member in members]
        asked = tuple(value for value in values if value is not None)
    elif op in _TIMES:
        asked = read_time(node, scope)
    elif op in {Op.PRESENT, Op.EMPTY}:
        asked = read_truth(node, scope)
    elif op in {Op.MATCHES, Op.NOT_MATCHES}:
        asked = _read_regex(node, scope)
    else:
        asked = read_operand(node, _wanted(op, type_), scope)
    return asked


def _wanted(op: Op, type_: FieldType | None) -> FieldType | None:
    """The type of what a test compares a field of that type with."""
    if op in _TEXTS:
        return TEXT
    if op in _NUMBERS:
        return type_ or FieldType(Kind.DECIMAL)  # where a mistake hides the type, any number will do
    return member_type(type_) if op in _MEMBERS and type_ is not None else type_


def _read_regex(node: Node, scope: Scope) -> str | None:
    value = read_literal(node, TEXT, scope)
    if not isinstance(value, str):
        return None
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        hint = "close every bracket; a sign that stands for itself has a backslash before it, as in `\\?`"
        scope.mistakes.add("bad-regex", f"{quote(value)} is no regular expression: {error}", node, hint)
        return None
    return value
