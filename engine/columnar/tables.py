"""Rows of many logs as columns, and the order in which rows are looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from afterword.engine.compile.program import Header

_MOST = 2**62  # what a composite key may come to: the number of a group, then a place or time within it
_FIRST, _LAST = -2, 2**31  # what bounds on places are cut to: no place of a row is below -1, or so high
_PLACES = (Header.SEQ, Header.PLO, Header.PHI)


class Doubt(NamedTuple):
    """The longest stretch between the two readings of any event: as time, and as places among all readings."""

    time: int
    places: int


class Table:
    """The rows of one relation in all logs, by log and in each log's order. ``columns`` are integers without gaps; see `Relation`."""

    def __init__(self, log: pl.Series, columns: Sequence[pl.Series], doubt: Doubt) -> None:
        """``log`` is the number of the log that a row is of; ``doubt`` that of all tables together."""
        self.log = log
        self.columns = tuple(columns)
        self.doubt = doubt
        self._indexes: dict[tuple[int | None, tuple[int, ...]], Index] = {}

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.log)

    def index(self, flag: int | None, keys: tuple[int, ...]) -> Index:
        """The rows with a flag set, grouped by log and by the columns ``keys``."""
        if (flag, keys) not in self._indexes:
            self._indexes[flag, keys] = Index(self, flag, keys)
        return self._indexes[flag, keys]


class _Key(NamedTuple):
    """A column that rises in each group as one that rises all along: ``stride`` times the group, then how far it is above ``first``.

    Bounds are cut to ``first`` and ``last``, which no row lies beyond. Where times lie too far apart for such numbers, the place of each
    among all ``times`` stands for it.
    """

    values: pl.Series
    distinct: bool
    stride: int
    first: int
    last: int
    times: pl.Series | None


class Index:
    """Some rows of a table in groups, in each group in the log's order: where in this list a bound on a rising column lies."""

    def __init__(self, table: Table, flag: int | None, keys: tuple[int, ...]) -> None:
        """``positions`` are those of the rows in the table; ``None`` where they are all of it."""
        self.table = table
        self.positions = None if flag is None else table.columns[flag].eq(1).arg_true()
        self._numbers: pl.DataFrame | None = None
        self._keys: dict[int, _Key] = {}
        self.groups = self._column(table.log)
        if keys:
            named = pl.DataFrame([self.groups.alias("log"), *[self._column(table.columns[key]).alias(f"k{key}") for key in keys]])
            self._numbers = named.unique(maintain_order=True).with_row_index("group").cast(pl.Int64)
            numbered = named.join(self._numbers, on=named.columns, how="left", maintain_order="left").select("group").with_row_index("row")
            ordered = numbered.sort("group", maintain_order=True)
            self.groups = ordered["group"]
            self.positions = ordered["row"] if self.positions is None else self.positions[ordered["row"]]

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.groups)

    def groups_of(self, log: pl.Series, values: Mapping[int, pl.Series]) -> pl.Series:
        """The groups of the logs that have these values in the key columns; -1 where there is none."""
        if self._numbers is None:
            return log
        asked = pl.DataFrame([log.alias("log"), *[series.alias(f"k{key}") for key, series in values.items()]])
        return asked.join(self._numbers, on=asked.columns, how="left", maintain_order="left")["group"].fill_null(-1)

    def rows(self, places: pl.Series) -> pl.Series:
        """The positions in the table of the rows at some places of the index."""
        places = places.cast(pl.UInt32)
        return places if self.positions is None else self.positions[places]

    def starts(self, groups: pl.Series) -> pl.Series:
        """Where groups begin."""
        key = self._key(Header.SEQ)
        return _count_below(key.values, groups * key.stride, strictly=True, distinct=key.distinct)

    def ends(self, groups: pl.Series) -> pl.Series:
        """Where groups end."""
        return self.starts(groups + 1)

    def place(self, column: int, groups: pl.Series, bound: pl.Series, *, strictly: bool) -> pl.Series:
        """How many rows stand before those of the group whose ``column`` is at least the bound (more than it, unless ``strictly``)."""
        key = self._key(column)
        if key.times is None:
            bounds = groups * key.stride + (bound.clip(key.first, key.last) - key.first)
            return _count_below(key.values, bounds, strictly=strictly, distinct=key.distinct)
        ranks = _count_below(key.times, bound, strictly=strictly, distinct=True)
        return _count_below(key.values, groups * key.stride + ranks, strictly=True, distinct=key.distinct)

    def _key(self, column: int) -> _Key:
        """What to search for bounds on a column that rises in each group."""
        if column not in self._keys:
            values = self._column(self.table.columns[column])
            first, last, times = _FIRST, _LAST, None
            if column not in _PLACES and len(values):
                first, last = _ends(values)
                if (int(self.groups[-1]) + 2) * (last - first + 1) > _MOST:
                    first, last, times = 0, _LAST, values.unique().sort()
                    values = times.search_sorted(values).cast(pl.Int64)
            stride = last - first + 1
            keys = (self.groups * stride + (values - first)).set_sorted()
            self._keys[column] = _Key(keys, keys.n_unique() == len(keys), stride, first, last, times)
        return self._keys[column]

    def _column(self, column: pl.Series) -> pl.Series:
        return column if self.positions is None else column[self.positions]


def _ends(times: pl.Series) -> tuple[int, int]:
    """A moment before all times, and one after them."""
    first, last = times.min(), times.max()
    return int(first) - 1, int(last) + 1  # type: ignore[arg-type]


def _count_below(keys: pl.Series, bounds: pl.Series, *, strictly: bool, distinct: bool) -> pl.Series:
    """How many of the sorted ``keys`` are below each bound, or equal to it unless ``strictly``; rising bounds are merged with the keys."""
    if distinct and bounds.is_sorted():
        asked, known = pl.DataFrame([bounds.alias("key")]), pl.DataFrame([keys.alias("key")]).with_row_index("place")
        found = asked.join_asof(known, on="key", strategy="forward", allow_exact_matches=strictly, check_sortedness=False)["place"]
        return found.cast(pl.Int64).fill_null(len(keys))
    return keys.search_sorted(bounds, side="left" if strictly else "right").cast(pl.Int64)
