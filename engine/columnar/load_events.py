"""Events without fields to columns: three columns of a table, and not one object made."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from afterword.engine.columnar.logs import Logs
from afterword.engine.columnar.tables import Doubt, Table
from afterword.engine.compile.program import MISSING, Column, EventRows, FieldColumn, Header, Part, Program, Relation, StartRows
from afterword.engine.log.model import Event
from afterword.engine.run.facts import Origin, Row
from afterword.engine.run.flags import make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import MINUTE, Interval
from afterword.engine.vocabulary import Vocabulary

_HEADER = ("id", "seq", "lo", "hi", "plo", "phi", "zone")


class _Made:
    """What the rows stand for, made of the columns for the logs that are asked about."""

    def __init__(self, events: pl.DataFrame, starts: pl.DataFrame, zone: tuple[int, str]) -> None:
        self._events = events
        self._starts = starts
        self._zone = zone

    def of(self, log: int) -> tuple[Sequence[Row], Sequence[Origin]]:
        """The headers of a log's rows, its start the last of them, and what they stand for."""
        number, name = self._zone
        headers: list[Row] = []
        origins: list[Origin] = []
        first = int(self._starts["offset"][log])
        for seq, (kind, time, position) in enumerate(
            self._events.slice(first, int(self._starts["len"][log])).select("type", "time", "position").iter_rows()
        ):
            headers.append((seq, seq, time, time, seq, seq, number))
            origins.append(Event(str(position + 1), kind, Interval(time, time), day_only=False, zone=name, position=position, fields={}))
        start = int(self._starts["time"][log])
        return [*headers, (len(headers), -1, start, start, -1, -1, number)], [*origins, None]


def load_events(program: Program, vocabulary: Vocabulary, events: pl.DataFrame, as_of: int, zone: str = "UTC") -> Logs:
    """The rows of the logs in ``events``, at ``as_of`` (microseconds, UTC).

    Its columns are `case` (whatever tells the logs apart), `type` (text) and `time` (microseconds, UTC). Logs are numbered in the order
    in which they first come up, and so are the events of each, which makes their ids: `1` and on.
    """
    cases = events.select("case").unique(maintain_order=True).with_row_index("log").cast({"log": pl.Int64})
    numbered = events.join(cases, on="case", how="left", maintain_order="left").select("log", "type", "time")
    numbered = numbered.with_columns(position=pl.int_range(pl.len()).over("log")).filter(pl.col("time") <= as_of)
    ordered = numbered.sort("log", "time", "position")
    if vocabulary.duplicate_fields is not None:
        ordered = ordered.with_columns(minute=pl.col("time") // MINUTE).unique(["log", "type", "minute"], keep="first", maintain_order=True)
    symbols = Symbols()
    number = symbols.number(zone)
    seq = pl.int_range(pl.len()).over("log")
    rows = ordered.with_columns(seq=seq).with_columns(
        id="seq", lo="time", hi="time", plo="seq", phi="seq", zone=pl.lit(number, dtype=pl.Int64)
    )
    sizes = cases.select("log").join(
        rows.group_by("log").agg(pl.len(), pl.col("time").first()), on="log", how="left", maintain_order="left"
    )
    sizes = sizes.with_columns(pl.col("len").fill_null(0).cast(pl.Int64), pl.col("time").fill_null(as_of))
    starts = sizes.with_columns(offset=pl.col("len").cum_sum() - pl.col("len"))
    tables, given = [], starts["len"]
    for relation in program.relations:
        match relation.source:
            case EventRows(types):
                own = rows if not types else rows.filter(pl.col("type").is_in(list(types)))
                tables.append(_table(own, relation, symbols))
            case StartRows():
                tables.append(_starts(starts, given, number))
                given = given + 1
            case _:
                empty = pl.Series([], dtype=pl.Int64)
                tables.append(Table(empty, [empty] * (len(Header) + len(relation.columns)), _EXACT))
    now = cases.select("log", as_of=pl.lit(as_of, dtype=pl.Int64), ended=pl.lit(value=False), settled=pl.lit(value=True))
    made = _Made(rows, starts, (number, zone))
    return Logs(tables, now, given, symbols, ([Calendar(frozenset())], cases["log"] * 0), made)


_EXACT = Doubt(0, 0)


def _starts(starts: pl.DataFrame, given: pl.Series, zone: int) -> Table:
    nowhere = given * 0 - 1
    return Table(starts["log"], [given, nowhere, starts["time"], starts["time"], nowhere, nowhere, given * 0 + zone], _EXACT)


def _table(rows: pl.DataFrame, relation: Relation, symbols: Symbols) -> Table:
    return Table(rows["log"], [*[rows[name] for name in _HEADER], *[_column(rows, column, symbols) for column in relation.columns]], _EXACT)


def _column(rows: pl.DataFrame, column: Column, symbols: Symbols) -> pl.Series:
    """A column of events that have a type and an id, and nothing else."""
    if isinstance(column, FieldColumn):
        if column.part is not Part.VALUE or column.field not in ("type", "id"):
            return pl.Series([MISSING], dtype=pl.Int64).new_from_index(0, len(rows))
        source = rows["type"] if column.field == "type" else (rows["position"] + 1).cast(pl.String)
        return _looked_up(source, {value: symbols.number(value) for value in source.unique(maintain_order=True)})
    flag = make_flag(column.tests)
    if not any(test.field == "id" for test in column.tests):
        return _looked_up(rows["type"], {kind: int(flag({"type": kind})) for kind in rows["type"].unique(maintain_order=True)})
    truths = [int(flag({"type": kind, "id": str(position + 1)})) for kind, position in rows.select("type", "position").iter_rows()]
    return pl.Series(truths, dtype=pl.Int64)


def _looked_up(values: pl.Series, numbers: dict[str, int]) -> pl.Series:
    return values.replace_strict(list(numbers), list(numbers.values()), return_dtype=pl.Int64)
