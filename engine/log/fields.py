"""From the text of a field to its value, by the field's type.

The readers of a type are chosen once and then called for every event, so that no type is looked at twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias, cast

from afterword.engine.diagnostics import nearest, quote
from afterword.engine.log.context import Context, Mention, is_null
from afterword.engine.log.model import Value
from afterword.engine.reading.nodes import Entry, Items, Node, Place, Scalar
from afterword.engine.times.instants import parse_day, parse_time_or_day
from afterword.engine.times.model import Interval, TimeProblem
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Field, FieldType, Kind

Reader: TypeAlias = Callable[[Node, Context], Value | None]
"""Gives the value of a node, or reports why there is none."""

_MOST_FIELDS = 30  # as many as an event may have
_INTEGER = re.compile(r"(-?(?:0|[1-9]\d{0,14}))(?:\.0+)?", re.ASCII)
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MEANT = {"yes": "true", "y": "true", "on": "true", "1": "true", "no": "false", "n": "false", "off": "false", "0": "false"}


class FieldTable(NamedTuple):
    """The readers of some fields, and the names of those that must be there.

    ``called`` is what has them, in the words of a message; ``fields`` are the fields themselves, where a vocabulary declares them.
    """

    called: str
    readers: Mapping[str, Reader]
    required: frozenset[str]
    fields: Mapping[str, Field]


def field_table(called: str, fields: Mapping[str, Field]) -> FieldTable:
    """The readers of some fields."""
    readers = {name: field_reader(field.type) for name, field in fields.items()}
    return FieldTable(called, readers, frozenset(name for name, field in fields.items() if field.required), fields)


def read_fields(given: Mapping[str, Entry], table: FieldTable, place: Place, context: Context) -> dict[str, Value]:
    """The values of the fields that are given, all of them known. ``place`` is where those that are missing are missed."""
    values: dict[str, Value] = {}
    for name, (key, node) in given.items():
        reader = table.readers.get(name)
        if reader is None:
            hint = context.near(name, table.readers, _MOST_FIELDS)
            if type(node) is Scalar and not node.text and nearest(name, table.readers) is None:
                hint = "a text with a comma in it stands in quotes"
            context.report("unknown-field", f"{table.called} has no field {quote(name)}", key.place, hint)
        elif not is_null(node):
            value = reader(node, context)
            if value is not None:
                values[name] = value
    if not table.required <= values.keys():
        unknown = [name for name in given if name not in table.readers]
        for name in table.readers:
            if name in table.required and (name not in given or is_null(given[name].value)):
                if any(nearest(one, (name,)) for one in unknown):
                    continue  # it is misspelt, which has been told
                about = table.fields[name].about if name in table.fields else ""
                hint = f"add {quote(f'{name}: …')}{f' ({about})' if about else ''}"
                context.report("missing-field", f"{table.called} needs `{name}`", place, hint)
    return values


def field_reader(kind: FieldType) -> Reader:
    """The reader of a type."""
    one = _single_reader(kind)
    return _list_reader(one, distinct=kind.kind in {Kind.ENTITY, Kind.EVENT}) if kind.many else one


def _single_reader(kind: FieldType) -> Reader:
    match kind.kind:
        case Kind.ENUM:
            return _choice_reader(kind.choices)
        case Kind.ENTITY | Kind.EVENT:
            return _mention_reader(kind.entity)
        case plain:
            return _PLAIN[plain]


def read_text(node: Node, context: Context, wanted: str = "a text") -> str | None:
    """Any single value, as it is written: a phone number keeps its zeros, `10:30` stays what it is."""
    if type(node) is Scalar:
        return node.text
    context.wrong_type(wanted, node, "write a single value; a text that begins with a bracket stands in quotes")
    return None


def read_zone(node: Node, context: Context) -> str | None:
    """The name of a zone that exists."""
    name = read_text(node, context, "a time zone")
    if name is None or find_zone(name):
        return name
    from afterword.engine.times.problems import unknown_zone

    context.report_time(unknown_zone(name, explain=context.may_hint()), node.place)
    return None


def read_time_or_day(node: Node, context: Context) -> Interval | None:
    """A time, or a whole day."""
    return _read_timed(parse_time_or_day, node, context)


def read_day(node: Node, context: Context) -> Interval | None:
    """A whole day."""
    return _read_timed(parse_day, node, context)


def _read_timed(parse: Callable[[str, str | None], Interval | TimeProblem], node: Node, context: Context) -> Interval | None:
    text = read_text(node, context, "a time or a day")
    if text is None:
        return None
    time = parse(text, context.zone)
    if isinstance(time, Interval):
        return time
    context.report_time(time, node.place)
    return None


def _read_integer(node: Node, context: Context) -> int | None:
    number = _INTEGER.fullmatch(node.text) if type(node) is Scalar else None
    if number and not (type(node) is Scalar and node.quoted):
        return int(number[1])
    context.wrong_type("a whole number", node, "write it without quotes" if number else "write it in digits, as in `2`")
    return None


def _read_decimal(node: Node, context: Context) -> str | None:
    from afterword.engine.log.decimals import parse_decimal

    number = parse_decimal(node.text) if type(node) is Scalar else None
    if number is not None and not (type(node) is Scalar and node.quoted):
        return number
    context.wrong_type("a number", node, "write it without quotes" if number is not None else "write it in digits, as in `12.5`")
    return None


def _read_boolean(node: Node, context: Context) -> bool | None:
    if type(node) is not Scalar:
        context.wrong_type("true or false", node, "write `true` or `false`")
        return None
    value = _BOOLEANS.get(node.text)
    if value is None:
        context.wrong_type("true or false", node, f"write `{_MEANT.get(node.text.lower(), 'true` or `false')}`")
    elif node.quoted:
        context.wrong_type("true or false", node, f"write `{node.text}` without quotes")
        return None
    return value


def _choice_reader(choices: tuple[str, ...]) -> Reader:
    known = frozenset(choices)

    def read(node: Node, context: Context) -> str | None:
        text = read_text(node, context, "one of the choices")
        if text is None or text in known:
            return text
        context.report("unknown-choice", f"{quote(text)} is not one of the choices here", node.place, context.near(text, choices))
        return None

    return read


def _mention_reader(kind: str | None) -> Reader:
    def read(node: Node, context: Context) -> str | None:
        text = read_text(node, context)
        if text is not None:
            context.mentions.append(Mention(kind, text, node.place))
        return text

    return read


def _list_reader(one: Reader, *, distinct: bool) -> Reader:
    def read(node: Node, context: Context) -> Value | None:
        if type(node) is not Items:
            listed = quote(f"[{node.text}]") if type(node) is Scalar else "it in square brackets, or with a dash before each item"
            context.wrong_type("a list", node, f"write {listed}")
            return None
        values: list[Value] = []
        for member in node.nodes:
            value = None if is_null(member) else one(member, context)
            if value is not None:
                values.append(value)
            elif is_null(member):
                context.wrong_type("a value", member, "for an empty list, write `[]`")
        return cast("Value", tuple(dict.fromkeys(values) if distinct else values))

    return read


_PLAIN: Mapping[Kind, Reader] = {
    Kind.TEXT: read_text,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.BOOLEAN: _read_boolean,
    Kind.DATE: read_day,
    Kind.TIME: read_time_or_day,
    Kind.ZONE: read_zone,
}
