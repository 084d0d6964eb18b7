"""Looking for rows: a seek as a range of rows that are in order, and tests on each of them.

In the log's order SEQ, HI and PHI never fall, so that bounds on them are ends of a range. LO and PLO lag behind by the longest doubt in any
log at most; bounds on these are bounds on HI and PHI, wider by it, and tests besides. Without doubt they are the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

import polars as pl

from afterword.engine.columnar.frames import Frame, Rows
from afterword.engine.columnar.tables import Index, Table
from afterword.engine.compile.program import (
    MISSING,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    Cell,
    Compare,
    Header,
    Join,
    Operand,
    Pick,
    Seek,
    TextJoin,
)
from afterword.engine.language.field_tests import passes
from afterword.engine.run.symbols import Symbols

_LOWER = (Compare.GT, Compare.GE)
_UPPER = (Compare.LT, Compare.LE)
_COMPARE = {Compare.EQ: eq, Compare.NE: ne, Compare.LT: lt, Compare.LE: le, Compare.GT: gt, Compare.GE: ge}
_STEADY = {Header.LO: Header.HI, Header.PLO: Header.PHI}
_PLACES = (Header.SEQ, Header.PLO, Header.PHI)
_FIRST_LOOK = 2  # rows that are tested before more are: most look-ups end there
_MORE = 8
_AT_ONCE = 4_000_000  # pairs of rows in memory


class _Limit(NamedTuple):
    """A bound on a column that rises along the log; ``lag`` is what it is wider by than the program says."""

    column: int
    compare: Compare
    operand: Operand
    lag: int = 0


class Search:
    """What all rows of a frame seek by one pattern."""

    def __init__(self, frame: Frame, seek: Seek, table: Table, symbols: Symbols) -> None:
        """``table`` is the one of the relation sought; ``symbols`` tell what texts are."""
        self._frame = frame
        self._symbols = symbols
        self._table = table
        self._texts = seek.texts
        self._lowers: list[_Limit] = []
        self._uppers: list[_Limit] = []
        self._tests: list[Join] = []
        keys: dict[int, Operand] = {}
        for join in seek.joins:
            if join.compare is Compare.EQ and join.column != Header.SEQ and join.column not in keys:
                keys[join.column] = join.operand
            else:
                self._sort(join, seek)
        ordered = tuple(sorted(keys))
        self._index: Index = table.index(seek.flag, ordered)
        self._keys = tuple(keys[key] for key in ordered)
        self._groups = self._memo("groups", lambda: self._index.groups_of(frame.log, {key: frame.read(keys[key]) for key in ordered}))
        guards = dict.fromkeys(join.operand for join in seek.joins if join.guard)
        self._admitted = [frame.read(operand) != MISSING for operand in guards]

    def nearest(self, pick: Pick, amount: int = 1) -> list[Rows]:
        """The first (or last) row that each finds, the second, and so on up to ``amount``."""
        nothing = NOTHING_AFTER if pick is Pick.FIRST else NOTHING_BEFORE
        return [Rows(self._table, self._index.rows(places), nothing) for places in self._nearest(pick, amount)]

    def exists(self) -> pl.Series:
        """For each row on its way, whether there is any."""
        return self._nearest(Pick.FIRST, 1)[0].is_not_null()

    def counts(self) -> pl.Series | None:
        """How many rows each finds, where that is plain from the ends of a range."""
        if self._is_tested:
            return None
        starts, ends = self._range()
        return (ends - starts).clip(0)

    def pairs(self) -> tuple[pl.Series, pl.Series]:
        """Every match: the number of the row on its way and the position of what it finds, in the order of both."""
        starts, ends = self._range()
        if not self._is_tested:
            numbers, places = _expand(None, starts, ends)
            return numbers.cast(pl.UInt32), self._index.rows(places)
        found = []
        for slice_ in _slices((ends - starts).clip(0)):
            numbers, places = _expand(slice_, starts[slice_], ends[slice_])
            holds = self._holds(numbers, places)
            found.append((numbers.filter(holds), places.filter(holds)))
        return pl.concat([numbers for numbers, _ in found]).cast(pl.UInt32), self._index.rows(pl.concat([places for _, places in found]))

    def ids(self) -> pl.DataFrame:
        """The ID of every row found, by the number of the row on its way."""
        numbers, positions = self.pairs()
        return pl.DataFrame([numbers.cast(pl.Int64).alias("number"), self._table.columns[Header.ID][positions].alias("id")])

    # -- bounds ----------------------------------------------------------------------------------------------------------

    def _sort(self, join: Join, seek: Seek) -> None:
        """Put a join where it belongs: to the bounds of the range, or to the tests, or nowhere where a bound says as much."""
        column, compare, operand, _ = join
        if column == Header.SEQ and compare is Compare.EQ:
            self._lowers.append(_Limit(column, Compare.GE, operand))
            self._uppers.append(_Limit(column, Compare.LE, operand))
        elif compare in (Compare.EQ, Compare.NE) or column > Header.PHI or column == Header.ID:
            if not self._is_implied(join, seek):
                self._tests.append(join)
        else:
            steady = _STEADY.get(Header(column), column)
            lag = self._lag(column)
            limits = self._lowers if compare in _LOWER else self._uppers
            limits.append(_Limit(steady, compare, operand, lag if compare in _UPPER else 0))
            if lag:
                self._tests.append(join)

    def _lag(self, column: int) -> int:
        match column:
            case Header.LO:
                return self._table.doubt.time
            case Header.PLO:
                return self._table.doubt.places
            case _:
                return 0

    def _is_implied(self, join: Join, seek: Seek) -> bool:
        """Whether no event can be the one of a slot because it must come before or after it; with doubt, it may come on both sides."""
        if self._table.doubt.places or join.compare is not Compare.NE or join.column not in (Header.ID, Header.SEQ):
            return False
        slot = join.operand.slot if isinstance(join.operand, Cell) else -1
        return any(
            other.compare in (Compare.LT, Compare.GT)
            and other.column in _PLACES
            and isinstance(other.operand, Cell)
            and other.operand.slot == slot
            and other.operand.column in _PLACES
            for other in seek.joins
        )

    def _range(self) -> tuple[pl.Series, pl.Series]:
        """From which place on, and up to which, rows pass all bounds."""
        starts, ends = self._starts(), self._ends()
        for admitted in self._admitted:
            ends = ends.zip_with(admitted, starts)
        return starts, ends

    def _starts(self) -> pl.Series:
        if not self._lowers:
            return self._memo("starts", lambda: self._index.starts(self._groups))
        places = [self._place(limit) for limit in self._lowers]
        return places[0] if len(places) == 1 else pl.select(pl.max_horizontal(places)).to_series()

    def _ends(self) -> pl.Series:
        if not self._uppers:
            return self._memo("ends", lambda: self._index.ends(self._groups))
        places = [self._place(limit) for limit in self._uppers]
        return places[0] if len(places) == 1 else pl.select(pl.min_horizontal(places)).to_series()

    def _place(self, limit: _Limit) -> pl.Series:
        column, compare, operand, lag = limit
        strictly = compare in (Compare.GE, Compare.LT)
        return self._memo(
            (column, strictly, operand, lag),
            lambda: self._index.place(column, self._groups, self._frame.read(operand) + lag, strictly=strictly),
        )

    def _memo(self, what: object, find: Callable[[], pl.Series]) -> pl.Series:
        key = (id(self._index), self._keys, what)
        if key not in self._frame.places:
            self._frame.places[key] = find()
        return self._frame.places[key]

    # -- looking ---------------------------------------------------------------------------------------------------------

    @property
    def _is_tested(self) -> bool:
        return bool(self._tests or self._texts)

    def _nearest(self, pick: Pick, amount: int) -> list[pl.Series]:
        """The places in the index of the first (or last) rows that each finds, the nearest first."""
        if self._is_tested:
            return self._gallop(pick, amount)
        if amount == 1:
            return [self._next_to_bounds(pick)]
        starts, ends = self._range()
        steps = [starts + number if pick is Pick.FIRST else ends - 1 - number for number in range(amount)]
        return [_only(places, (places < ends) & (places >= starts)) for places in steps]

    def _next_to_bounds(self, pick: Pick) -> pl.Series:
        """The row next to the bounds on one side, if the bounds on the other side let it pass: rows further along pass no more than it."""
        if not len(self._index):
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, len(self._frame))
        places, limits = (self._starts(), self._uppers) if pick is Pick.FIRST else (self._ends() - 1, self._lowers)
        nearest = places.clip(0, len(self._index) - 1)
        holds = (places == nearest) & (self._index.groups[nearest] == self._groups)
        positions = self._index.rows(nearest) if limits else nearest
        for column, compare, operand, lag in limits:
            holds &= _COMPARE[compare](self._table.columns[column][positions], self._frame.read(operand) + lag)
        for admitted in self._admitted:
            holds &= admitted
        return _only(places, holds)

    def _gallop(self, pick: Pick, amount: int) -> list[pl.Series]:
        """Test a few rows of each range, then of those that found too few some more, and so on."""
        size, look = len(self._frame), _FIRST_LOOK * amount
        numbers = pl.int_range(size, dtype=pl.Int64, eager=True)
        starts, ends = self._range()
        matches = [pl.DataFrame({"number": numbers.clear(), "place": numbers.clear()})]
        while True:
            going = starts < ends
            numbers, starts, ends = numbers.filter(going), starts.filter(going), ends.filter(going)
            if not len(numbers):
                break
            reach = min(look, max(_FIRST_LOOK, _AT_ONCE // len(numbers)))
            near, far = (starts, _least(starts + reach, ends)) if pick is Pick.FIRST else (_most(ends - reach, starts), ends)
            asking, places = _expand(numbers, near, far)
            holds = self._holds(asking, places)
            matches.append(pl.DataFrame([asking.filter(holds).alias("number"), places.filter(holds).alias("place")]))
            starts, ends = (far, ends) if pick is Pick.FIRST else (starts, near)
            found = pl.concat(matches).group_by("number").len().filter(pl.col("len") >= amount)["number"]
            waiting = ~numbers.is_in(found.implode())
            numbers, starts, ends = numbers.filter(waiting), starts.filter(waiting), ends.filter(waiting)
            look *= _MORE
        ordered = pl.concat(matches).sort("number", "place", descending=[False, pick is Pick.LAST])
        ranked = ordered.with_columns(rank=pl.int_range(pl.len()).over("number"))
        everyone = pl.DataFrame([pl.int_range(size, dtype=pl.Int64, eager=True).alias("number")])
        return [
            everyone.join(ranked.filter(pl.col("rank") == rank), on="number", how="left", maintain_order="left")["place"]
            for rank in range(amount)
        ]

    def _holds(self, numbers: pl.Series, places: pl.Series) -> pl.Series:
        """Which of the rows found pass all tests."""
        positions = self._index.rows(places)
        holds = pl.Series([True], dtype=pl.Boolean).new_from_index(0, len(numbers))
        for column, compare, operand, _ in self._tests:
            holds &= _COMPARE[compare](self._table.columns[column][positions], self._frame.read(operand)[numbers])
        for text in self._texts:
            holds &= self._meet(text, self._table.columns[text.column][positions], self._frame.read(text.operand)[numbers])
        return holds

    def _meet(self, join: TextJoin, subjects: pl.Series, operands: pl.Series) -> pl.Series:
        """Which pairs of values pass a test that integers cannot decide: each different pair is tested once."""
        asked = pl.DataFrame([subjects.alias("subject"), operands.alias("operand")])
        pairs = asked.unique()
        decode = self._symbols.decode
        truths = [
            MISSING not in pair and passes(join.op, decode(pair[0], join.column_kind), decode(pair[1], join.operand_kind))
            for pair in pairs.iter_rows()
        ]
        told = pairs.with_columns(pl.Series("truth", truths, dtype=pl.Boolean))
        return asked.join(told, on=["subject", "operand"], how="left", maintain_order="left")["truth"]


def _expand(numbers: pl.Series | None, starts: pl.Series, ends: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Every place of each range, with its number; ``None``: the ranges are numbered from 0."""
    numbers = pl.int_range(len(starts), dtype=pl.Int64, eager=True) if numbers is None else numbers
    ranges = pl.DataFrame([numbers.alias("number"), starts.alias("start"), ends.alias("end")]).filter(pl.col("start") < pl.col("end"))
    pairs = ranges.select("number", place=pl.int_ranges("start", "end")).explode("place")
    return pairs["number"], pairs["place"]


def _slices(sizes: pl.Series) -> Iterator[pl.Series]:
    """The numbers of ranges, in runs of about as many rows as may be looked at in one go."""
    runs = (sizes.cum_sum() // _AT_ONCE).alias("run")
    numbered = pl.DataFrame([runs]).with_row_index("number").cast(pl.Int64)
    yield from (run["number"] for run in numbered.partition_by("run", maintain_order=True))
    if not len(sizes):
        yield pl.Series("number", [], dtype=pl.Int64)


def _only(values: pl.Series, truths: pl.Series) -> pl.Series:
    return pl.select(pl.when(truths).then(values)).to_series()


def _least(first: pl.Series, second: pl.Series) -> pl.Series:
    return first.zip_with(first < second, second)


def _most(first: pl.Series, second: pl.Series) -> pl.Series:
    return first.zip_with(first > second, second)
