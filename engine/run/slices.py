"""Rows by key, cut into slices in the log's order: which of them a look-up need be shown, and in which order."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from afterword.engine.compile.program import Compare, Table
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.tables import flagged, group_rows

_SLICE = 8  # rows; fewer cost more runs of a network, more cost firings that nobody asked for


class Slices:
    """Rows in the log's order, a slice after another."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Nothing is known of the bounds until one asks."""
        self._rows = rows
        self._highest: dict[int, list[int]] = {}
        self._lowest: dict[int, list[int]] = {}

    def __len__(self) -> int:
        """How many slices there are."""
        return (len(self._rows) + _SLICE - 1) // _SLICE

    def __getitem__(self, number: int) -> Sequence[Row]:
        """The rows of one slice."""
        return self._rows[number * _SLICE : (number + 1) * _SLICE]

    def within(self, bounds: Iterable[tuple[int, Compare, int]]) -> range:
        """The slices that may hold rows whose columns pass all of ``bounds``: column, comparison, value."""
        start, stop = 0, len(self)
        for column, compare, value in bounds:
            match compare:
                case Compare.GT:
                    start = max(start, bisect_right(self._highest_until(column), value))
                case Compare.GE:
                    start = max(start, bisect_left(self._highest_until(column), value))
                case Compare.LT:
                    stop = min(stop, bisect_left(self._lowest_from(column), value))
                case Compare.LE:
                    stop = min(stop, bisect_right(self._lowest_from(column), value))
                case Compare.EQ | Compare.NE:
                    pass
        return range(start, stop)

    def _highest_until(self, column: int) -> list[int]:
        """The greatest value of a column up to each slice."""
        if column not in self._highest:
            self._highest[column] = list(accumulate(self._each(max, column), max))
        return self._highest[column]

    def _lowest_from(self, column: int) -> list[int]:
        """The least value of a column from each slice on."""
        if column not in self._lowest:
            self._lowest[column] = list(accumulate(reversed(self._each(min, column)), min))[::-1]
        return self._lowest[column]

    def _each(self, pick: Callable[[Iterable[int]], int], column: int) -> list[int]:
        return [pick(row[column] for row in self[number]) for number in range(len(self))]


class SliceTables:
    """The rows of a log by the values in some of their columns."""

    def __init__(self, base: FactBase) -> None:
        """Nothing is built yet."""
        self._base = base
        self._tables: dict[Table, tuple[int, dict[object, Slices]]] = {}

    def find(self, spec: Table, key: tuple[int, ...]) -> Slices:
        """The rows of a table that have ``key`` in its columns."""
        rows = self._base.rows[spec.relation]
        size, table = self._tables.get(spec, (-1, {}))
        if size != len(rows):
            table = _build(rows, spec)
            self._tables[spec] = (len(rows), table)
        return table.get(key if len(key) > 1 else key[0] if key else None, _NO_ROWS)


def _build(rows: Sequence[Row], spec: Table) -> dict[object, Slices]:
    if not spec.columns:
        return {None: Slices(flagged(rows, spec.flag))}
    return {key: Slices(group) for key, group in group_rows(rows, spec).items()}


_NO_ROWS = Slices(())
