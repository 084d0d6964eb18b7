"""Fields of events and entities as the integers of rows: each column once for all of them, each value of it once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from afterword.engine.columnar.batch import Coded, Things
from afterword.engine.compile.program import MISSING, Column, FieldColumn, Part
from afterword.engine.kernel.memory import Integers
from afterword.engine.language.rule import Op, Test
from afterword.engine.log.model import Value
from afterword.engine.run.flags import make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval

_MOST_TRUTHS = 200_000  # values that are remembered
_Flags: TypeAlias = NDArray[np.bool_]


class Wanted:
    """The columns that relations want of events, or of entities of one kind, and the tests that flags among them are made of."""

    def __init__(self) -> None:
        """None yet."""
        self.columns: dict[Column, int] = {}
        self.tests: dict[Test, int] = {}
        self.flags: dict[int, tuple[int, ...]] = {}
        self._truths: list[_Truths] = []

    def number(self, column: Column) -> int:
        """The number of a column, as `Columns` has it."""
        number = self.columns.setdefault(column, len(self.columns))
        if not isinstance(column, FieldColumn) and number not in self.flags:
            self.flags[number] = tuple(self.tests.setdefault(test, len(self.tests)) for test in column.tests)
            self._truths += map(_Truths, list(self.tests)[len(self._truths) :])
        return number

    def forget(self) -> None:
        """Let go of what tests say of values, where these are too many."""
        if sum(map(len, self._truths)) > _MOST_TRUTHS:
            for truths in self._truths:
                truths.clear()

    def truth(self, number: int, values: Sequence[Value | None]) -> _Flags:
        """What a test says of values, of which the first is none."""
        return np.fromiter(map(self._truths[number].__getitem__, values), np.bool_, len(values))


class _Truths(dict[Value | None, bool]):
    """What a test says of each value, asked once."""

    def __init__(self, test: Test) -> None:
        super().__init__()
        self._name = test.field
        self._flag = make_flag((test,))

    def __missing__(self, value: Value | None) -> bool:
        truth = self[value] = self._flag({} if value is None else {self._name: value})
        return truth


class Columns:
    """The wanted columns of things, each made when it is asked for."""

    def __init__(self, wanted: Wanted, things: Things, symbols: Symbols, lists: dict[int, tuple[Any, ...]]) -> None:
        """Lists that get a number are noted in ``lists``."""
        self._wanted = wanted
        self._things = things
        self._symbols = symbols
        self._lists = lists
        self._columns = list(wanted.columns)
        self._tests = list(wanted.tests)
        self._room = np.empty((len(self._columns), len(things)), np.int64)
        self._made = [False] * len(self._columns)
        self._told: dict[int, _Flags] = {}
        self._coded: dict[str, Sequence[Coded]] = {}

    def cells(self, numbers: Integers, places: Integers) -> Integers:
        """Some columns of the things at some places, a row for each of these."""
        for number in numbers.tolist():
            if not self._made[number]:
                self._make(number)
        cells: Integers = self._room.reshape(-1)[places[:, None] + numbers * len(self._things)]
        return cells

    def _make(self, number: int) -> None:
        column, row = self._columns[number], self._room[number]
        if isinstance(column, FieldColumn):
            row[:] = MISSING
            for places, codes, values in self._of(column.field):
                row[places] = np.array(self._encode(values, column.part), np.int64)[codes]
        else:
            row[:] = np.logical_and.reduce([self._truth(test) for test in self._wanted.flags[number]])
        self._made[number] = True

    def _encode(self, values: Sequence[Value | None], part: Part) -> list[int]:
        if part is not Part.VALUE:
            end = int(part is Part.HI)
            return [value[end] if isinstance(value, Interval) else MISSING for value in values]
        numbers = list(map(self._symbols.encode, values))
        self._lists.update({number: value for number, value in zip(numbers, values, strict=True) if isinstance(value, tuple)})
        return numbers

    def _truth(self, number: int) -> _Flags:
        """What a test says of each thing."""
        told = self._told.get(number)
        if told is None:
            test = self._tests[number]
            told = self._told[number] = np.full(len(self._things), self._wanted.truth(number, (None,))[0])
            for places, codes, values in self._of(test.field):
                told[places] = (codes != 0) == test.value if test.op is Op.PRESENT else self._wanted.truth(number, values)[codes]
        return told

    def _of(self, name: str) -> Sequence[Coded]:
        coded = self._coded.get(name)
        if coded is None:
            coded = self._coded[name] = self._things.coded(name)
        return coded
