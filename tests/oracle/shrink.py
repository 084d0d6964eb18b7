"""Cuts a pack and a log that show a disagreement down to little that still shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any, TypeVar

from afterword.engine.spans import Source, Span
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Vocabulary

T = TypeVar("T")


def shrink(value: T, still_fails: Callable[[T], bool]) -> T:
    """The first of the simpler variants that still fails, and so on, until none does."""
    while True:
        simpler = next((one for one in _simpler(value) if still_fails(one)), None)
        if simpler is None:
            return value
        value = simpler


def _simpler(value: Any) -> Iterator[Any]:  # noqa: ANN401  (model objects of any kind)
    """Variants with one thing left out, or one part made simpler."""
    match value:
        case Source() | Span() | Vocabulary():
            return
        case Interval(lo, _):
            yield from {Interval(lo, lo)} - {value}
        case tuple():
            for number, one in enumerate(value):
                yield value[:number] + value[number + 1 :]
                yield from ((*value[:number], simpler, *value[number + 1 :]) for simpler in _simpler(one))
        case Mapping():
            for name, one in value.items():
                yield {other: value[other] for other in value if other != name}
                yield from ({**value, name: simpler} for simpler in _simpler(one))
        case _ if is_dataclass(value):
            yield from _with_simpler_fields(value)
        case _:
            pass


def _with_simpler_fields(value: Any) -> Iterator[Any]:  # noqa: ANN401  (as above)
    for field in fields(value):
        part = getattr(value, field.name)
        if field.default is not MISSING and part != field.default:
            yield replace(value, **{field.name: field.default})
        yield from (replace(value, **{field.name: simpler}) for simpler in _simpler(part))
