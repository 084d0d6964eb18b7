"""Model objects in few words, for the messages of tests that fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum

from afterword.engine.spans import Span
from afterword.engine.times.model import Interval


def describe(value: object) -> str:
    """A value without places in sources and without what is left at its default; times in UTC."""
    match value:
        case Enum():
            return str(value.value)
        case Interval(lo, hi):
            return clock(lo) if lo == hi else f"{clock(lo)}..{clock(hi)}"
        case tuple() | list() | frozenset():
            return f"[{', '.join(map(describe, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{name}: {describe(one)}' for name, one in value.items())}}}"
        case _ if is_dataclass(value):
            told = (f"{one.name}={describe(getattr(value, one.name))}" for one in fields(value) if _tells(one, getattr(value, one.name)))
            return f"{type(value).__name__}({', '.join(told)})"
        case _:
            return repr(value)


def _tells(field: Field[object], value: object) -> bool:
    if field.default_factory is not MISSING and value == field.default_factory():
        return False
    return not isinstance(value, Span) and value != field.default


def clock(moment: int) -> str:
    """A moment of UTC, as short as it goes."""
    return f"{datetime.fromtimestamp(moment // 1_000_000, UTC):%m-%dT%H:%M:%S}"
