"""How the rows of fact rules become facts, worked out once for each relation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import MISSING, FactRows, FieldColumn, FlagColumn, Part, Program, Relation
from afterword.engine.language.rule import Test
from afterword.engine.log.model import Value
from afterword.engine.run.flags import Flag, make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Kind


class FactField(NamedTuple):
    """A field of a fact: where its value stands among a row's values, and, of a time, its later end (else -1)."""

    name: str
    place: int
    end: int
    kind: tuple[Kind, bool]


Mark: TypeAlias = Callable[[tuple[int, ...], Symbols], int]
"""A flag, worked out of the integers of a row's fields."""


class FactShape(NamedTuple):
    """The name of a fact, its fields, and the flags that stand behind them in its rows, as tests of values and of integers."""

    name: str
    fields: tuple[FactField, ...]
    flags: tuple[Flag, ...]
    marks: tuple[Mark, ...]

    def read(self, values: tuple[int, ...], symbols: Symbols) -> dict[str, Value]:
        """The fields that have a value."""
        return _read(self.fields, values, symbols)


def _read(fields: Iterable[FactField], values: tuple[int, ...], symbols: Symbols) -> dict[str, Value]:
    read: dict[str, Value] = {}
    known = symbols.values
    for name, place, end, kind in fields:
        number = values[place]
        if number != MISSING:
            if end >= 0:
                read[name] = Interval(number, values[end])
            else:
                read[name] = known[number] if kind[0] not in _PLAIN else symbols.decode(number, kind)  # type: ignore[assignment]
    return read


_PLAIN = (Kind.INTEGER, Kind.BOOLEAN)
"""Kinds whose values, unless in lists, are no symbols."""


def fact_shapes(program: Program) -> dict[int, FactShape]:
    """The shapes of a program's facts, by relation."""
    return {place: _shape(one, one.source.name) for place, one in enumerate(program.relations) if isinstance(one.source, FactRows)}


def _shape(relation: Relation, name: str) -> FactShape:
    places = {column: place for place, column in enumerate(relation.columns)}
    fields = tuple(
        FactField(column.field, place, places.get(FieldColumn(column.field, Part.HI), -1), relation.kinds[column.field])
        for column, place in places.items()
        if isinstance(column, FieldColumn) and column.part is not Part.HI
    )
    tests = [one.tests for one in relation.columns if isinstance(one, FlagColumn)]
    return FactShape(name, fields, tuple(map(make_flag, tests)), tuple(_mark(one, fields) for one in tests))


def _mark(tests: tuple[Test, ...], fields: tuple[FactField, ...]) -> Mark:
    flag = make_flag(tests)
    asked = [one for one in fields if any(one.name == test.field for test in tests)]
    return lambda values, symbols: int(flag(_read(asked, values, symbols)))
