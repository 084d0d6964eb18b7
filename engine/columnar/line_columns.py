"""The fields of many events or entities of one type, as columns of typed values: what is in doubt is left out, and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from msgspec.structs import astuple

from afterword.engine.log.decimals import parse_decimal
from afterword.engine.log.model import Value
from afterword.engine.log.quick_fields import LARGEST
from afterword.engine.log.quick_times import quick_day, quick_time_or_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import Field, Kind

Values: TypeAlias = Sequence[Value | None]
_Reader: TypeAlias = Callable[[Any, str | None], Value]
_AS_THEY_ARE = (Kind.TEXT, Kind.BOOLEAN, Kind.ENUM, Kind.ENTITY, Kind.EVENT)


def take_apart(structures: Sequence[Any]) -> dict[str, tuple[Any, ...]]:
    """What structures of one type hold, by field: those that any of them has."""
    names = structures[0].__struct_encode_fields__ if structures else ()
    columns = dict(zip(names, zip(*map(astuple, structures), strict=True), strict=True))
    return {name: values for name, values in columns.items() if values[0] is not None or values.count(None) != len(values)}


def read_columns(
    given: Mapping[str, Values],
    fields: Mapping[str, Field],
    zones: Sequence[str | None],
    owners: Sequence[int],
    doubt: Callable[[int], None],
) -> dict[str, Values]:
    """The values of ``fields`` among what is ``given``, in the ``zones`` of their ``owners``; ``doubt`` is told where bad ones stand."""
    columns: dict[str, Values] = {}
    for name, field in fields.items():
        values = given.get(name)
        if values is not None:
            columns[name] = values if _are_right(values, field) else _read(values, _reader(field), zones, owners, doubt)
    return columns


def check_required(
    fields: Mapping[str, Field], columns: Mapping[str, Values], count: int, doubt: Callable[[int], None], imported: Values | None = None
) -> None:
    """Tell of those, among so many, that lack what must be there, unless they were imported."""
    for name, field in fields.items():
        values = columns.get(name, ())
        if field.required and not (values and all(values)):
            for place, value in enumerate(values or [None] * count):
                if value is None and not (imported and imported[place] is not None):
                    doubt(place)


def _are_right(values: Values, field: Field) -> bool:
    """Whether values are plainly what they should be, and stay as they are."""
    if field.type.many:
        return False
    if field.type.kind is Kind.INTEGER and set(map(type, values)) <= _WHOLE:
        numbers: list[Any] = [value for value in values if value is not None]
        return bool(min(numbers) > -LARGEST and max(numbers) < LARGEST)
    return field.type.kind in _AS_THEY_ARE


def _read(values: Values, read: _Reader, zones: Sequence[str | None], owners: Sequence[int], doubt: Callable[[int], None]) -> Values:
    with suppress(Doubt):
        return [None if value is None else read(value, zones[owner]) for value, owner in zip(values, owners, strict=True)]
    sure: list[Value | None] = [None] * len(values)
    for place, (value, owner) in enumerate(zip(values, owners, strict=True)):
        if value is not None:
            try:
                sure[place] = read(value, zones[owner])
            except Doubt:
                doubt(place)
    return sure


def _reader(field: Field) -> _Reader:
    kind = field.type.kind
    one = _READERS.get(kind)
    if not field.type.many:
        return one or (lambda value, _: value)
    if kind in (Kind.ENTITY, Kind.EVENT):
        return lambda values, _: tuple(dict.fromkeys(values))
    if one is None:
        return lambda values, _: tuple(values)
    read: Callable[[Any, str | None], Any] = one
    return lambda values, zone: tuple([read(value, zone) for value in values])


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


_WHOLE = {int, type(None)}
_READERS: Mapping[Kind, _Reader] = {
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.DATE: quick_day,
    Kind.TIME: quick_time_or_day,
    Kind.ZONE: _read_zone,
}
