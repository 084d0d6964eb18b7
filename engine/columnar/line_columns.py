"""The fields of many events or entities of one type, as lists of typed values: what is in doubt is noted with its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, TypeAlias

from afterword.engine.columnar.line_types import PREFIX
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.log.model import Value
from afterword.engine.log.quick_fields import LARGEST
from afterword.engine.log.quick_times import quick_day, quick_time_or_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Field, Kind

Values: TypeAlias = list[Value | None]
_Reader: TypeAlias = Callable[[Any, str | None], Value]
_AS_THEY_ARE = (Kind.TEXT, Kind.BOOLEAN, Kind.ENUM, Kind.ENTITY, Kind.EVENT)


def read_columns(
    structures: Sequence[Any], fields: Mapping[str, Field], zones: Sequence[str | None], doubt: Callable[[int], None]
) -> dict[str, Values]:
    """The values of each field that any of ``structures`` has, in the ``zones`` of their logs; ``doubt`` is told where bad ones stand."""
    columns: dict[str, Values] = {}
    for name, field in fields.items():
        values: Values = list(map(attrgetter(PREFIX + name), structures))
        if values.count(None) == len(values):
            continue
        if field.type.many or field.type.kind not in _AS_THEY_ARE:
            read = _reader(field)
            for place, value in enumerate(values):
                if value is not None:
                    try:
                        values[place] = read(value, zones[place])
                    except Doubt:
                        values[place] = None
                        doubt(place)
        columns[name] = values
    return columns


def _reader(field: Field) -> _Reader:
    kind = field.type.kind
    one = _READERS.get(kind)
    if not field.type.many:
        return one or (lambda value, _: value)
    is_set = kind in (Kind.ENTITY, Kind.EVENT)

    def read(value: Any, zone: str | None) -> Value:  # noqa: ANN401
        members = [one(member, zone) for member in value] if one else value
        return tuple(dict.fromkeys(members) if is_set else members)

    return read


def _read_integer(value: Any, _: str | None) -> int:  # noqa: ANN401
    if type(value) is not int or not -LARGEST < value < LARGEST:
        raise Doubt
    return value


def _read_decimal(value: Any, _: str | None) -> str:  # noqa: ANN401
    number = parse_decimal(str(value)) if type(value) is int else None
    if number is None:
        raise Doubt
    return number


def _read_zone(value: Any, _: str | None) -> str:  # noqa: ANN401
    if find_zone(value) is None:
        raise Doubt
    return str(value)


_READERS: Mapping[Kind, _Reader] = {
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.DATE: quick_day,
    Kind.TIME: quick_time_or_day,
    Kind.ZONE: _read_zone,
}
