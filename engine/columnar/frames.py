"""Rows on their way through a production, all logs together: what is bound to its slots, and the numbers worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import polars as pl

from afterword.engine.columnar.tables import Table
from afterword.engine.compile.program import Operand, Register


class Bound(Protocol):
    """What stands in a slot, one row of some table for each row on its way."""

    def cell(self, column: int) -> pl.Series:
        """A column of the rows bound."""

    def take(self, numbers: pl.Series) -> Bound:
        """The same for some of the rows on their way."""


class Rows:
    """Rows of one table, by position; ``nothing`` holds the header of what stands where there is none."""

    def __init__(self, table: Table, positions: pl.Series | None, nothing: tuple[int, ...] = ()) -> None:
        """``positions`` is ``None`` for all rows of the table in its order."""
        self._table = table
        self._positions = positions
        self._nothing = nothing
        self._cells: dict[int, pl.Series] = {}

    def cell(self, column: int) -> pl.Series:
        """A column of the rows bound."""
        if column not in self._cells:
            cells = self._table.columns[column]
            if self._positions is not None:
                cells = cells[self._positions]
            self._cells[column] = cells.fill_null(self._nothing[column]) if self._nothing else cells
        return self._cells[column]

    def take(self, numbers: pl.Series) -> Rows:
        """The same for some of the rows on their way."""
        positions = numbers if self._positions is None else self._positions[numbers]
        return Rows(self._table, positions, self._nothing)


class Choice:
    """For each row on its way, the row that one of several slots holds: the first one that ``picked`` says yes to, else the ``other``."""

    def __init__(self, picked: Sequence[tuple[pl.Series, Bound]], other: Bound) -> None:
        """``picked`` pairs a column of truths with what stands where it holds."""
        self._picked = tuple(picked)
        self._other = other

    def cell(self, column: int) -> pl.Series:
        """A column of the rows bound."""
        cells = self._other.cell(column)
        for truths, bound in reversed(self._picked):
            cells = bound.cell(column).zip_with(truths, cells)
        return cells

    def take(self, numbers: pl.Series) -> Choice:
        """The same for some of the rows on their way."""
        return Choice([(truths[numbers], bound.take(numbers)) for truths, bound in self._picked], self._other.take(numbers))


class Frame:
    """Rows on their way. ``places`` keeps where bounds were found to lie, for look-ups that share them."""

    def __init__(self, log: pl.Series, slots: Mapping[int, Bound], registers: Mapping[int, pl.Series]) -> None:
        """``log`` is the number of the log that each row is of."""
        self.log = log
        self.slots = dict(slots)
        self.registers = dict(registers)
        self.places: dict[object, pl.Series] = {}

    def __len__(self) -> int:
        """How many rows are on their way."""
        return len(self.log)

    def read(self, operand: Operand) -> pl.Series:
        """The integers that an operand stands for."""
        if isinstance(operand, Register):
            return self.registers[operand.number]
        return self.slots[operand.slot].cell(operand.column)

    def take(self, numbers: pl.Series) -> Frame:
        """Some of the rows, each as often as it is named."""
        slots = {slot: bound.take(numbers) for slot, bound in self.slots.items()}
        return Frame(self.log[numbers], slots, {number: one[numbers] for number, one in self.registers.items()})

    def keep(self, truths: pl.Series) -> Frame:
        """The rows for which something holds."""
        return self if truths.all() else self.take(truths.arg_true())
