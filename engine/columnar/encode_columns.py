"""Fields of events and entities as the integers of rows: each value of a field is looked at once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from afterword.engine.columnar.batch import Things
from afterword.engine.compile.program import MISSING, Column, FieldColumn, Part, Relation
from afterword.engine.kernel.fill_rows import Layout, Lookups
from afterword.engine.language.rule import Op, Test
from afterword.engine.log.model import Value
from afterword.engine.run.flags import make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval

_MOST_TRUTHS = 200_000  # values that are remembered


class Wanted:
    """What relations want of events, or of entities of one kind: parts of values, and what tests say of them."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        """Number what they want."""
        self._numbers: dict[tuple[Test | FieldColumn, type], int] = {}
        columns = [[self._number(column) for column in relation.columns] for relation in relations]
        self.of = [sorted({lookup for column in own for lookup in column}) for own in columns]
        flat = [column for own in columns for column in own]
        self.layout = Layout(
            np.cumsum([0, *map(len, columns)], dtype=np.int64),
            np.cumsum([0, *map(len, flat)], dtype=np.int64),
            np.array([lookup for column in flat for lookup in column], np.int64),
        )
        self._asked = [asked for asked, _ in self._numbers]
        self._fields = list(dict.fromkeys(asked.field for asked in self._asked))
        self._truths = {number: _Truths(asked) for number, asked in enumerate(self._asked) if isinstance(asked, Test)}

    def forget(self) -> None:
        """Let go of what tests say of values, where these are too many."""
        if sum(map(len, self._truths.values())) > _MOST_TRUTHS:
            for truths in self._truths.values():
                truths.clear()

    def look_up(self, numbers: Sequence[int], things: Things, symbols: Symbols, lists: dict[int, tuple[Any, ...]]) -> Lookups:
        """What is wanted by these numbers of things. Lists that get a symbol are noted in ``lists``."""
        rows = {name: row for row, name in enumerate(self._fields)}
        codes = np.empty((len(self._fields), len(things)), np.int64)
        values: dict[str, Sequence[Value | None]] = {}
        table_from = np.zeros(len(self._asked), np.int64)
        tables: list[int] = []
        for number in numbers:
            asked = self._asked[number]
            if asked.field not in values:
                values[asked.field] = things.code(asked.field, codes[rows[asked.field]])
            table_from[number] = len(tables)
            own = values[asked.field]
            tables += self._truths[number].of(own) if isinstance(asked, Test) else _encode(own, asked.part, symbols, lists)
        return Lookups(np.array([rows[asked.field] for asked in self._asked], np.int64), codes, table_from, np.array(tables, np.int64))

    def _number(self, column: Column) -> list[int]:
        """The numbers of what a column is made of."""
        parts: Sequence[Test | FieldColumn] = (column,) if isinstance(column, FieldColumn) else column.tests
        return [self._numbers.setdefault((part, type(getattr(part, "value", None))), len(self._numbers)) for part in parts]


class _Truths(dict[Value | None, bool]):
    """What a test says of each value, asked once."""

    def __init__(self, test: Test) -> None:
        super().__init__()
        self._test = test
        self._flag = make_flag((test,))

    def of(self, values: Sequence[Value | None]) -> Sequence[bool]:
        """What it says of values, of which the first is none."""
        if self._test.op is Op.PRESENT:
            return [not self._test.value, *(bool(self._test.value) for _ in values[1:])]
        return list(map(self.__getitem__, values))

    def __missing__(self, value: Value | None) -> bool:
        truth = self[value] = self._flag({} if value is None else {self._test.field: value})
        return truth


def _encode(values: Sequence[Value | None], part: Part, symbols: Symbols, lists: dict[int, tuple[Any, ...]]) -> list[int]:
    if part is not Part.VALUE:
        end = int(part is Part.HI)
        return [value[end] if isinstance(value, Interval) else MISSING for value in values]
    numbers = list(map(symbols.encode, values))
    lists.update({number: value for number, value in zip(numbers, values, strict=True) if isinstance(value, tuple)})
    return numbers
