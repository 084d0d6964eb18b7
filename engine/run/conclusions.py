"""How the rows of fact rules become facts, worked out once for each relation."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.compile.program import MISSING, FactRows, FieldColumn, FlagColumn, Part, Program, Relation
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


class FactShape(NamedTuple):
    """The name of a fact, its fields, and the flags that stand behind them in its rows."""

    name: str
    fields: tuple[FactField, ...]
    flags: tuple[Flag, ...]

    def read(self, values: tuple[int, ...], symbols: Symbols) -> dict[str, Value]:
        """The fields that have a value."""
        read: dict[str, Value] = {}
        for name, place, end, kind in self.fields:
            number = values[place]
            if number != MISSING:
                value = symbols.decode(number, kind) if end < 0 else Interval(number, values[end])
                if value is not None:
                    read[name] = value
        return read


def fact_shapes(program: Program) -> dict[int, FactShape]:
    """The shapes of a program's facts, by relation."""
    return {place: _shape(one, one.source.name) for place, one in enumerate(program.relations) if isinstance(one.source, FactRows)}


def _shape(relation: Relation, name: str) -> FactShape:
    places = {column: place for place, column in enumerate(relation.columns)}
    fields = (
        FactField(column.field, place, places.get(FieldColumn(column.field, Part.HI), -1), relation.kinds[column.field])
        for column, place in places.items()
        if isinstance(column, FieldColumn) and column.part is not Part.HI
    )
    return FactShape(name, tuple(fields), tuple(make_flag(one.tests) for one in relation.columns if isinstance(one, FlagColumn)))
