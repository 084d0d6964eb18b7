"""Compiled: the rows of relations from coded fields of events or entities, one log after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from afterword.engine.kernel.keep_compiled import keep_compiled
from afterword.engine.kernel.memory import Integers


class Layout(NamedTuple):
    """What cells of relations are made of.

    A relation has the columns from its ``column_from`` up to the next one's, and a column the look-ups from its ``lookup_from`` on: it
    holds what the only one finds, or 1 where all of them find 1. Each of the ``lookups`` has a number.
    """

    column_from: Integers
    lookup_from: Integers
    lookups: Integers


class Lookups(NamedTuple):
    """By number of a look-up: in which row of ``codes`` those of its field stand; where what it finds begins in ``tables``."""

    code_rows: Integers
    codes: Integers
    table_from: Integers
    tables: Integers


class Counting(NamedTuple):
    """Things that count, by log: where those of each log begin, and one more; the ID of its first one; of each its place and its type."""

    begins: Integers
    first_ids: Integers
    places: Integers
    kinds: Integers


class Rows(NamedTuple):
    """Rows of one relation: where those of each log begin, and one more; the ID and the cells of each."""

    begins: Integers
    ids: Integers
    cells: Integers


def fill_rows(layout: Layout, lookups: Lookups, things: Counting, wanted: Sequence[Sequence[int]]) -> list[Rows]:
    """The rows of each relation of a layout; ``wanted`` are the relations that each type of thing is a row of."""
    sizes = np.bincount(things.kinds, minlength=len(wanted)).tolist()
    widths = np.diff(layout.column_from)
    counts = np.zeros(len(widths), np.int64)
    for relations, size in zip(wanted, sizes, strict=True):
        for relation in relations:
            counts[relation] += size
    begins = np.empty((len(widths), len(things.begins)), np.int64)
    ids, cells = np.empty(counts.sum(), np.int64), np.empty((counts * widths).sum(), np.int64)
    row_ends, cell_ends = np.cumsum(counts), np.cumsum(counts * widths)
    wanted_from = np.cumsum([0, *map(len, wanted)], dtype=np.int64)
    flat = np.array([relation for relations in wanted for relation in relations], np.int64)
    found = lookups.code_rows[layout.lookups], lookups.codes, lookups.table_from[layout.lookups], lookups.tables
    free = row_ends - counts, cell_ends - counts * widths
    _fill(layout.column_from, layout.lookup_from, *found, *things, wanted_from, flat, *free, begins, ids, cells)
    return [
        Rows(own - (end - count), ids[end - count : end], cells[cell_end - count * width : cell_end].reshape(count, width))
        for own, count, width, end, cell_end in zip(
            begins, counts.tolist(), widths.tolist(), row_ends.tolist(), cell_ends.tolist(), strict=True
        )
    ]


def compile_filling() -> None:
    """Have compiled, and kept, what the first batch would wait for."""
    none, one = np.zeros(0, np.int64), np.zeros(1, np.int64)
    fill_rows(Layout(one, one, none), Lookups(none, np.zeros((0, 0), np.int64), none, none), Counting(one, none, none, none), ())


@keep_compiled
def _fill(
    column_from: Integers,
    lookup_from: Integers,
    code_rows: Integers,
    codes: Integers,
    table_from: Integers,
    tables: Integers,
    begins: Integers,
    first_ids: Integers,
    places: Integers,
    kinds: Integers,
    wanted_from: Integers,
    wanted: Integers,
    next_row: Integers,
    next_cell: Integers,
    row_begins: Integers,
    ids: Integers,
    cells: Integers,
) -> None:
    """Write a row of each relation that things of a type are wanted for; those of a relation begin at ``next_row`` and ``next_cell``."""
    for log in range(len(begins)):
        for relation in range(len(next_row)):
            row_begins[relation, log] = next_row[relation]
        if log + 1 == len(begins):
            break
        for thing in range(begins[log], begins[log + 1]):
            place = places[thing]
            for number in range(wanted_from[kinds[thing]], wanted_from[kinds[thing] + 1]):
                relation = wanted[number]
                ids[next_row[relation]] = first_ids[log] + thing - begins[log]
                next_row[relation] += 1
                at = next_cell[relation]
                for column in range(column_from[relation], column_from[relation + 1]):
                    cell = -1
                    for lookup in range(lookup_from[column], lookup_from[column + 1]):
                        cell &= tables[table_from[lookup] + codes[code_rows[lookup], place]]
                    cells[at] = cell
                    at += 1
                next_cell[relation] = at
