"""Rows by the values in some of their columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeAlias

from afterword.engine.compile.program import Table
from afterword.engine.run.facts import Row

Grouped: TypeAlias = dict[object, list[Row]]


def grouping(spec: Table) -> Callable[[Sequence[Row]], Grouped]:
    """What groups the rows that a table keeps: by the value in its column, or the tuple of values in its columns."""
    key, flag = itemgetter(*spec.columns), spec.flag

    def group(rows: Sequence[Row]) -> Grouped:
        table: Grouped = {}
        for row in rows:
            if flag is None or row[flag]:
                value = key(row)
                if value in table:
                    table[value].append(row)
                else:
                    table[value] = [row]
        return table

    return group


def group_rows(rows: Sequence[Row], spec: Table) -> Grouped:
    """The rows grouped."""
    return grouping(spec)(rows)


def flagged(rows: Sequence[Row], flag: int | None) -> Sequence[Row]:
    """The rows that have a flag set; all of them where there is none to have."""
    return rows if flag is None else [row for row in rows if row[flag]]
