"""Rows by the values in some of their columns."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from afterword.engine.compile.program import Table
from afterword.engine.run.facts import Row


def group_rows(rows: Sequence[Row], spec: Table) -> dict[object, list[Row]]:
    """The rows that a table keeps, by the value in its column, or the tuple of values in its columns."""
    table: dict[object, list[Row]] = {}
    flag = spec.flag
    if len(spec.columns) > 1:
        key = itemgetter(*spec.columns)
        for row in rows:
            if flag is None or row[flag]:
                table.setdefault(key(row), []).append(row)
        return table
    (column,) = spec.columns
    for row in rows:
        if flag is None or row[flag]:
            value = row[column]
            if value in table:
                table[value].append(row)
            else:
                table[value] = [row]
    return table


def flagged(rows: Sequence[Row], flag: int | None) -> Sequence[Row]:
    """The rows that have a flag set; all of them where there is none to have."""
    return rows if flag is None else [row for row in rows if row[flag]]
