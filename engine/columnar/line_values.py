"""The values that JSON writes for fields: what is in doubt is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from typing import Any, Literal, TypeAlias

import msgspec

from afterword.engine.kernel.json_room import JsonTexts
from afterword.engine.log.decimals import parse_decimal
from afterword.engine.log.model import Value
from afterword.engine.log.quick_fields import LARGEST
from afterword.engine.log.quick_times import quick_day, quick_time_or_day
from afterword.engine.reading.quick_json import Doubt
from afterword.engine.times.zones import find_zone
from afterword.engine.vocabulary import FieldType, Kind

_Reader: TypeAlias = Callable[[Any, str | None], Any]
_TYPES: Mapping[Kind, Any] = {Kind.INTEGER: int | float, Kind.DECIMAL: int | float, Kind.BOOLEAN: bool}
"""A decimal point is not lost on the way, so that it can be refused. All else is text."""


class ValueReader:
    """Reads values of fields of one type."""

    def __init__(self, kind: FieldType) -> None:
        """See what they may be."""
        one = Literal[kind.choices] if kind.kind is Kind.ENUM else _TYPES.get(kind.kind, str)
        self._type: Any = list[one] if kind.many else one  # type: ignore[valid-type]
        self._decode_all = msgspec.json.Decoder(list.__class_getitem__(self._type)).decode
        self._read = _reader(kind)
        self.zoned = kind.kind in (Kind.DATE, Kind.TIME)

    def decode(self, texts: JsonTexts) -> list[Any]:
        """What texts say, `None` where it is not of the right type."""
        listed = texts.listed
        if not _is_odd(listed):
            with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                found: list[Any] = self._decode_all(listed)
                if len(found) == len(texts.ends):
                    return found
        return list(map(self._decode, texts.each()))

    def read(self, values: Sequence[Any], zones: Sequence[str | None] | None = None) -> list[Value | None]:
        """The values of what was decoded, in these zones; `None` where one is in doubt."""
        read = self._read
        if read is None:
            return list(values)
        told = list(zip(values, zones or repeat(None), strict=zones is not None))
        try:
            return [None if value is None else read(value, zone) for value, zone in told]
        except Doubt:
            return [None if value is None else _sure(read, value, zone) for value, zone in told]

    def _decode(self, text: bytes) -> Any:  # noqa: ANN401
        with suppress(msgspec.MsgspecError, UnicodeDecodeError):
            return None if _is_odd(text) else msgspec.json.decode(text, type=self._type)
        return None


def _is_odd(text: bytes) -> bool:
    """Whether a character is written in halves."""
    return b"\\" in text and b"\\ud" in text.lower()


def _sure(read: _Reader, value: Any, zone: str | None) -> Value | None:  # noqa: ANN401
    with suppress(Doubt):
        found: Value = read(value, zone)
        return found
    return None


def _reader(kind: FieldType) -> _Reader | None:
    one = _READERS.get(kind.kind)
    if not kind.many:
        return one
    if kind.kind in (Kind.ENTITY, Kind.EVENT):
        return lambda values, _: tuple(dict.fromkeys(values))
    if one is None:
        return lambda values, _: tuple(values)
    read: _Reader = one
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


_READERS: Mapping[Kind, _Reader] = {
    Kind.INTEGER: _read_integer,
    Kind.DECIMAL: _read_decimal,
    Kind.DATE: quick_day,
    Kind.TIME: quick_time_or_day,
    Kind.ZONE: _read_zone,
}
