"""Reads single values of a rule: literals, `$parameters`, `$references`, durations and times, each checked against the type wanted."""

from __future__ import annotations

import re
from typing import assert_never

from afterword.engine.diagnostics import choices_hint, quote
from afterword.engine.language.rule import Literal, Parameter, Ref, TimeExpr
from afterword.engine.language.scope import Scope, as_scalar, as_table, is_null
from afterword.engine.language.shapes import TIMED, comparable, describe_type
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.reading.nodes import Node, Scalar
from afterword.engine.times.durations import duration_hint, parse_duration
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import FieldType, Kind

_REFERENCE = re.compile(r"\$(\w+)(?:\.(\w+))?")
_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})", re.ASCII)
_TRUTH = {"true": True, "false": False}

NUMBER = FieldType(Kind.INTEGER)
TRUTH = FieldType(Kind.BOOLEAN)
TEXT = FieldType(Kind.TEXT)


def is_reference(node: Scalar) -> bool:
    """Whether a value stands for another: `$name`, `$alias.field`."""
    return node.text[:1] == "$" and (node.text[1:2].isalpha() or node.text[1:2] == "_")


def look_up(node: Scalar, scope: Scope) -> Ref | Parameter | None:
    """What a reference names: something bound by `for_each`, or a parameter; ``None``, once noted, where it is neither."""
    found = _REFERENCE.fullmatch(node.text)
    if not found:
        hint = "write `$name` or `$name.field`; a reference goes one step, and takes in the whole value"
        scope.mistakes.add("bad-reference", f"{quote(node.text)} is no reference", node, hint)
        return None
    name, field = found[1], found[2]
    if name in scope.shapes:
        if field is not None:
            scope.field_type(scope.shapes[name], field, node)
        return Ref(name, field, scope.mistakes.span(node))
    parameter = scope.words.parameters.get(name)
    if parameter is None:
        names = tuple(scope.shapes) if field else (*scope.shapes, *scope.words.parameters)
        hint = choices_hint(name, names) or "bind a name in `for_each`, or declare a parameter"
        scope.mistakes.add("unknown-name", f"nothing here is called {quote(name)}", node, hint)
    elif field is not None:
        scope.mistakes.add("bad-reference", f"{quote(name)} is a parameter, which has no fields", node, f"write `${name}`")
        return None
    return parameter


def meant_reference(node: Scalar, scope: Scope) -> str | None:
    """What may have been meant by a value that only lacks its `$` to name something bound, one of its fields, or a parameter."""
    name, dot, field = node.text.partition(".")
    shape = scope.shapes.get(name)
    named = shape.has(field) if dot and shape is not None else not dot and (shape is not None or name in scope.words.parameters)
    return f"did you mean `${node.text}`?" if named and not node.quoted else None


def type_of(ref: Ref, scope: Scope) -> FieldType | None:
    """The type of what a reference stands for; ``None`` where a mistake hides it."""
    shape = scope.shape_of(ref.alias)
    return shape.whole if ref.field is None else shape.fields.get(ref.field)


def read_literal(node: Node | None, wanted: FieldType | None, scope: Scope) -> Literal | None:
    """A value written down, or a parameter, of the type ``wanted``; without one, as it looks. ``None`` where it cannot be, once noted."""
    operand = read_operand(node, wanted, scope)
    if isinstance(operand, Ref) and node is not None:
        hint = "write the value itself; with one of the case, `is` and `not` can compare"
        scope.mistakes.add("wrong-reference", "only a value written down, or a parameter, may stand here", node, hint)
        return None
    return None if isinstance(operand, Ref) else operand


def read_operand(node: Node | None, wanted: FieldType | None, scope: Scope) -> Literal | Ref | None:
    """A literal, a parameter or a reference that compares with the type ``wanted``."""
    if not isinstance(node, Scalar):
        return None
    if not is_reference(node):
        return _read_plain(node, wanted, scope)
    found = look_up(node, scope)
    if isinstance(found, Parameter):
        return _fit_parameter(found, node, wanted, scope)
    return found if found is not None and _fits(found, node, wanted, scope) else None


def _fits(ref: Ref, node: Scalar, wanted: FieldType | None, scope: Scope) -> bool:
    """Whether what a reference stands for can equal a value of the type ``wanted``."""
    type_, shape = type_of(ref, scope), scope.shape_of(ref.alias)
    if ref.field is None and type_ is None and not shape.open:
        hint = f"name one of its fields: {', '.join(f'`${ref.alias}.{name}`' for name in shape.fields)}"
        scope.mistakes.add("wrong-reference", f"{quote(node.text)} is a fact as a whole, which is no value", node, hint)
        return False
    if not comparable(type_, wanted):
        message = f"{quote(node.text)} is {_in_words(type_)}, which is never equal to {_in_words(wanted)}"
        scope.mistakes.add("wrong-reference", message, node, f"name {_in_words(wanted)} here, or write a value down")
        return False
    return True


def _in_words(type_: FieldType | None) -> str:
    return describe_type(type_) if type_ is not None else "anything"


_TYPES = {Kind.BOOLEAN: bool, Kind.INTEGER: int, Kind.DECIMAL: None}
"""What parameters of a kind are in Python, where they are no texts; none is a decimal number as it stands."""


def _fit_parameter(parameter: Parameter, node: Scalar, wanted: FieldType | None, scope: Scope) -> Literal | None:
    value = parameter.value
    if wanted is not None and wanted.kind is Kind.DECIMAL and (number := parse_decimal(str(value))) is not None:
        return number
    choices = wanted.choices if wanted is not None and wanted.kind is Kind.ENUM else None
    fits = wanted is None or type(value) is _TYPES.get(wanted.kind, str)
    if not isinstance(value, Duration) and fits and (choices is None or value in choices):
        return value
    shown = quote(value.text if isinstance(value, Duration) else str(value).lower() if isinstance(value, bool) else str(value))
    hint = choices_hint(str(value), choices) if choices is not None and isinstance(value, str) else None
    message = f"the parameter {quote(parameter.name)} is {shown}, but {describe_type(wanted or TEXT)} is wanted"
    scope.mistakes.add("wrong-parameter", message, node, hint or "name another parameter, or change the value of this one")
    return None


_NAMING = {Kind.ENTITY, Kind.EVENT}
"""Kinds whose values are ids of a log, which rules hardly ever write down."""


def _lacks_its_sign(node: Scalar, wanted: FieldType | None, scope: Scope) -> bool:
    """Whether a text is surely meant as a reference: it says `alias.field`, or an alias where an id is wanted."""
    meant = "." in node.text or (wanted is not None and wanted.kind in _NAMING and node.text in scope.shapes)
    return meant and meant_reference(node, scope) is not None


def _read_plain(node: Scalar, wanted: FieldType | None, scope: Scope) -> Literal | None:
    if (wanted is None or wanted.kind in {Kind.TEXT, *_NAMING}) and _lacks_its_sign(node, wanted, scope):
        rest = "a text that is meant so stands in quotation marks"
        message = f"{quote(node.text)} is a text here, and stands for nothing of the case"
        scope.mistakes.add("bad-reference", message, node, f"write `${node.text}`; {rest}")
        return None
    if wanted is None:
        return natural_value(node)
    if is_null(node):
        ask = "to ask whether a field is given, write `{present: true}` or `{present: false}`"
        scope.mistakes.add("wrong-value", f"{describe_type(wanted)} is wanted, but nothing is written", node, ask)
        return None
    if wanted.kind in {Kind.INTEGER, Kind.BOOLEAN, Kind.DECIMAL}:
        value = _read_unquoted(node, wanted.kind)
        if value is None:
            message = f"{describe_type(wanted)} is wanted, but {quote(node.text)} is written"
            scope.mistakes.add("wrong-value", message, node, meant_reference(node, scope) or _hint_plain(node, wanted))
        return value
    if wanted.kind is Kind.ENUM and node.text not in wanted.choices:
        hint = meant_reference(node, scope) or choices_hint(node.text, wanted.choices, most=20)
        scope.mistakes.add("unknown-choice", f"{quote(node.text)} is not among the choices of this field", node, hint)
        return None
    return node.text


def _read_unquoted(node: Scalar, kind: Kind) -> Literal | None:
    """A number or a truth value, where it is one."""
    if kind is Kind.DECIMAL:
        return None if node.quoted else parse_decimal(node.text)
    value = natural_value(node)
    return value if isinstance(value, bool) is (kind is Kind.BOOLEAN) and not isinstance(value, str) else None


def _hint_plain(node: Scalar, wanted: FieldType) -> str:
    if node.quoted and _read_unquoted(node._replace(quoted=False), wanted.kind) is not None:
        return "leave out the quotation marks"
    return "write `true` or `false`" if wanted.kind is Kind.BOOLEAN else "write it in digits"


def natural_value(node: Scalar) -> Literal:
    """A value as it looks: a whole number, a truth value, or else a text; what is quoted is a text."""
    if not node.quoted:
        if node.text in _TRUTH:
            return _TRUTH[node.text]
        if _WHOLE_NUMBER.fullmatch(node.text):
            return int(node.text)
    return node.text


def read_number(node: Node | None, scope: Scope, *, least: int = 0) -> int | None:
    """A whole number of at least ``least``, or a parameter that is one."""
    value = read_literal(node, NUMBER, scope) if node is not None else None
    if isinstance(value, int) and value < least and node is not None:
        scope.mistakes.add("wrong-value", f"a number of at least {least} is wanted, not {value}", node, f"write {least} or more")
        return None
    return value if isinstance(value, int) else None


def read_truth(node: Node | None, scope: Scope) -> bool | None:
    """`true`, `false`, or a parameter that is one of them."""
    value = read_literal(node, TRUTH, scope) if node is not None else None
    return value if isinstance(value, bool) else None


def read_duration(node: Node | None, scope: Scope) -> Duration | None:
    """A length of time, or a parameter that is one."""
    if not isinstance(node, Scalar):
        return None
    if not is_reference(node):
        duration = parse_duration(node.text)
        if duration is None:
            hint = meant_reference(node, scope) or duration_hint(node.text)
            scope.mistakes.add("bad-duration", f"{quote(node.text)} is no length of time", node, hint)
        return duration
    found = look_up(node, scope)
    match found:
        case Parameter(value=Duration() as duration):
            return duration
        case Parameter():
            message = f"a length of time is wanted, but the parameter {quote(found.name)} is none"
            scope.mistakes.add("wrong-parameter", message, node, "give it a value such as `24 hours`, or name another parameter")
        case Ref():
            message = f"a length of time is wanted, but {quote(node.text)} is a value of the log"
            scope.mistakes.add("wrong-reference", message, node, "write one such as `24 hours`, or name a parameter")
        case None:
            pass
        case _:
            assert_never(found)
    return None


def read_time(node: Node | None, scope: Scope) -> TimeExpr | None:
    """`$alias.field` of a time, or `{from: it, plus: duration}`, or `minus`."""
    scalar, table = as_scalar(node), as_table(node)
    if table is not None:
        base = read_time(as_scalar(table.get("from")), scope)
        shift, sign = table.get("plus"), 1
        minus = table.get("minus")
        if shift is not None and minus is not None:
            scope.mistakes.add("one-too-many", "`plus` and `minus` both move the time", minus, "keep one of them")
        if shift is None:
            shift, sign = minus, -1
        duration = read_duration(shift, scope)
        return TimeExpr(base.ref, duration, sign) if base is not None and duration is not None else base
    return _read_moment(scalar, scope) if scalar is not None else None


def _read_moment(node: Scalar, scope: Scope) -> TimeExpr | None:
    start = next((f"${alias}.at" for alias, shape in scope.shapes.items() if shape.timed), "$start.at")
    hint = f"name a time of the case, as in `{start}` or `{{from: {start}, plus: 24 hours}}`"
    if not is_reference(node):
        scope.mistakes.add("not-a-time", f"{quote(node.text)} is no time", node, meant_reference(node, scope) or hint)
        return None
    found = look_up(node, scope)
    match found:
        case Parameter():
            hint = f"count it from a time: `{{from: {start}, plus: {node.text}}}`" if isinstance(found.value, Duration) else hint
            scope.mistakes.add("not-a-time", f"the parameter {quote(found.name)} is no time", node, hint)
        case Ref() if is_time(found, scope):
            return TimeExpr(found)
        case Ref():
            hint = f"write `${found.alias}.at`" if scope.shape_of(found.alias).timed else hint
            shown = "no time" if (type_ := type_of(found, scope)) is None else f"{describe_type(type_)}, not a time"
            scope.mistakes.add("not-a-time", f"{quote(node.text)} is {shown}", node, hint)
        case None:
            pass
        case _:
            assert_never(found)
    return None


def is_time(ref: Ref, scope: Scope) -> bool:
    """Whether a reference stands for a single time, as far as can be told."""
    type_ = type_of(ref, scope)
    if type_ is None:
        return ref.field is not None or scope.shape_of(ref.alias).open
    return type_.kind in TIMED and not type_.many


def is_duration(node: Node | None, scope: Scope) -> bool:
    """Whether a value is meant as a length of time: written so, or a parameter that is none of another kind."""
    scalar = as_scalar(node)
    if scalar is None:
        return False
    if not is_reference(scalar):
        return True
    return "." not in scalar.text and scalar.text[1:] not in scope.shapes
