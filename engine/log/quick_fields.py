"""The fields of an event or an entity, from plain values: each type of field has a reader that is chosen once.

What a reader is not sure of, it does not read: a number where a text belongs is written in some way that only the text itself shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from afterword.engine.log.decimals import parse_decimal
from afterword.engine.log.model import Value
from afterword.engine.log.quick_times import quick_day, quick_time_or_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Field, FieldType, Kind

Mentions: TypeAlias = Mapping[str | None, list[str]]
"""The ids that a log names, by kind; ``None`` stands for events."""

QuickReading: TypeAlias = Callable[[Any, str | None, Mentions], Value]
"""Gives the value of a field in a zone, or raises `Doubt`."""

LARGEST = 10**15
"""Whole numbers are smaller."""


class QuickFields:
    """The readers of some fields. ``plain`` are those whose value only needs to be of a type: it stays as it is.

    What has a `source` was imported, and ``may_lack`` what is ``required``.
    """

    __slots__ = ("_plain", "may_lack", "readers", "required")

    def __init__(self, plain: Mapping[str, type], readers: Mapping[str, QuickReading], required: frozenset[str], *, may_lack: bool) -> None:
        self._plain = plain
        self.readers = readers
        self.required = required
        self.may_lack = may_lack

    def read(self, given: dict[str, Any], zone: str | None, mentions: Mentions) -> dict[str, Value]:
        """The values of ``given``, which becomes what is returned.

        Raises:
            Doubt: One of them is not plainly right, or not known; or one that is required is missing, in what was not imported.
        """
        wanted, readers = self._plain.get, self.readers
        nulls: list[str] | None = None
        for name, value in given.items():
            if type(value) is wanted(name):
                continue
            if value is None and name in readers:
                nulls = [*(nulls or ()), name]
                continue
            reader = readers.get(name)
            if reader is None:
                raise Doubt
            given[name] = reader(value, zone, mentions)
        for name in nulls or ():
            del given[name]
        if not self.required <= given.keys() and not (self.may_lack and "source" in given):
            raise Doubt
        return given


def quick_fields(fields: Mapping[str, Field], *, may_lack: bool) -> QuickFields:
    """The readers of some fields; see `QuickFields`."""
    plain = {name: _TYPES[field.type.kind] for name, field in fields.items() if field.type.kind in _TYPES and not field.type.many}
    readers = {name: _reader(field.type) for name, field in fields.items()}
    required = frozenset(name for name, field in fields.items() if field.required)
    return QuickFields(plain, readers, required, may_lack=may_lack)


def _reader(kind: FieldType) -> QuickReading:
    one = _single_reader(kind)
    return _list_reader(one, distinct=kind.kind in {Kind.ENTITY, Kind.EVENT}) if kind.many else one


def _single_reader(kind: FieldType) -> QuickReading:
    match kind.kind:
        case Kind.ENUM:
            return _choice_reader(frozenset(kind.choices))
        case Kind.ENTITY | Kind.EVENT:
            return _mention_reader(kind.entity)
        case plain:
            return _READERS[plain]


def _read_text(value: Any, _zone: str | None, _mentions: Mentions) -> str:  # noqa: ANN401 (whatever JSON holds)
    if type(value) is not str:
        raise Doubt
    return value


def _read_boolean(value: Any, _zone: str | None, _mentions: Mentions) -> bool:  # noqa: ANN401
    if type(value) is not bool:
        raise Doubt
    return value


def _read_integer(value: Any, _zone: str | None, _mentions: Mentions) -> int:  # noqa: ANN401
    if type(value) is not int or not -LARGEST < value < LARGEST:
        raise Doubt
    return value


def _read_decimal(value: Any, _zone: str | None, _mentions: Mentions) -> str:  # noqa: ANN401
    number = parse_decimal(str(value)) if type(value) is int else None
    if number is None:
        raise Doubt
    return number


def _read_day(value: Any, zone: str | None, _mentions: Mentions) -> Value:  # noqa: ANN401
    if type(value) is not str:
        raise Doubt
    return quick_day(value, zone)


def _read_time(value: Any, zone: str | None, _mentions: Mentions) -> Value:  # noqa: ANN401
    if type(value) is not str:
        raise Doubt
    return quick_time_or_day(value, zone)


def _read_zone(value: Any, _zone: str | None, _mentions: Mentions) -> str:  # noqa: ANN401
    if type(value) is not str or find_zone(value) is None:
        raise Doubt
    return value


def _choice_reader(choices: frozenset[str]) -> QuickReading:
    def read(value: Any, _zone: str | None, _mentions: Mentions) -> str:  # noqa: ANN401
        if type(value) is not str or value not in choices:
            raise Doubt
        return value

    return read


def _mention_reader(kind: str | None) -> QuickReading:
    def read(value: Any, _zone: str | None, mentions: Mentions) -> str:  # noqa: ANN401
        if type(value) is not str:
            raise Doubt
        mentions[kind].append(value)
        return value

    return read


def _list_reader(one: QuickReading, *, distinct: bool) -> QuickReading:
    def read(value: Any, zone: str | None, mentions: Mentions) -> Value:  # noqa: ANN401
        if type(value) is not list:
            raise Doubt
        values: Any = [one(member, zone, mentions) for member in value]
        return tuple(dict.fromkeys(values)) if distinct else tuple(values)

    return read


_TYPES: Mapping[Kind, type] = {Kind.TEXT: str, Kind.BOOLEAN: bool}

_READERS: Mapping[Kind, QuickReading] = {
    Kind.TEXT: _read_text,
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.BOOLEAN: _read_boolean,
    Kind.DATE: _read_day,
    Kind.TIME: _read_time,
    Kind.ZONE: _read_zone,
}
