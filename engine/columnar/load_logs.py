"""Logs to columns, by the same encoders that make rows of one log."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import polars as pl

from afterword.engine.collector import collector_paused
from afterword.engine.columnar.logs import Logs
from afterword.engine.columnar.tables import Doubt, Table
from afterword.engine.compile.program import MISSING, FieldColumn, Header, MemberRows, Part, Program, Relation
from afterword.engine.log.model import Log
from afterword.engine.log.normalise import normalise
from afterword.engine.run.facts import Origin, Row
from afterword.engine.run.make_facts import FactMaker
from afterword.engine.run.standing import find_now
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.vocabulary import Kind, Vocabulary

_PLAIN = (Kind.INTEGER, Kind.BOOLEAN)


class _Kept:
    """What the rows of logs stand for, as it was when they were made."""

    def __init__(self) -> None:
        self.logs: list[tuple[list[Row], list[Origin], list[int]]] = []

    def of(self, log: int) -> tuple[Sequence[Row], Sequence[Origin]]:
        """The headers of a log's rows, with the symbols that all logs share, and what the rows stand for."""
        headers, origins, shared = self.logs[log]
        return [(*header[: Header.ZONE], shared[header[Header.ZONE]]) for header in headers], origins


def load_logs(program: Program, vocabulary: Vocabulary, logs: Sequence[Log], as_of: Sequence[int]) -> Logs:
    """The rows of ``logs``, each at its moment (microseconds, UTC)."""
    maker, symbols, kept = FactMaker(program), Symbols(), _Kept()
    rows: list[list[list[Row]]] = [[] for _ in program.relations]
    calendars: dict[frozenset[object], int] = {}
    calendar_of, known, settled, doubt = [], [], [], Doubt(0, 0)
    with collector_paused():
        for log, moment in zip(logs, as_of, strict=True):
            base = maker.make(log, normalise(log, vocabulary, moment), moment)
            shared = [symbols.number(value) for value in base.symbols.values]
            kept.logs.append((base.headers, [base.origin(identity) for identity in range(len(base.headers))], shared))
            for place, one in enumerate(base.rows):
                rows[place].append(one)
            doubt = Doubt(max(doubt.time, base.span), max(doubt.places, base.rank_span))
            settled.append(find_now(base, moment, has_ended=False).is_settled)
            calendar_of.append(calendars.setdefault(log.holidays, len(calendars)))
            known.append(len(shared))
    now = pl.DataFrame(
        {
            "as_of": pl.Series(as_of, dtype=pl.Int64),
            "ended": pl.Series([log.has_ended(moment) for log, moment in zip(logs, as_of, strict=True)], dtype=pl.Boolean),
            "settled": pl.Series(settled, dtype=pl.Boolean),
        }
    )
    offsets = pl.Series(known, dtype=pl.Int64).cum_sum() - pl.Series(known, dtype=pl.Int64)
    shared_all = pl.Series(list(chain.from_iterable(shared for _, _, shared in kept.logs)), dtype=pl.Int64)
    return Logs(
        [_table(relation, own, doubt, offsets, shared_all) for relation, own in zip(program.relations, rows, strict=True)],
        now,
        pl.Series([len(headers) for headers, _, _ in kept.logs], dtype=pl.Int64),
        symbols,
        ([Calendar(log.holidays) for log in _first_of(logs, calendar_of)], pl.Series(calendar_of, dtype=pl.Int64)),
        kept,
    )


def _first_of(logs: Sequence[Log], numbers: Sequence[int]) -> list[Log]:
    """The first log of each number, in the order of the numbers."""
    first = {number: log for log, number in zip(reversed(logs), reversed(numbers), strict=True)}
    return [first[number] for number in sorted(first)]


def _table(relation: Relation, rows: Sequence[Sequence[Row]], doubt: Doubt, offsets: pl.Series, shared: pl.Series) -> Table:
    """One relation: ``rows`` by log, whose symbols stand in ``shared`` from the log's place in ``offsets`` on."""
    sizes = pl.DataFrame({"log": range(len(rows)), "rows": [len(one) for one in rows]}, schema={"log": pl.Int64, "rows": pl.Int64})
    owners = sizes.filter(pl.col("rows") > 0).select(pl.col("log").repeat_by("rows")).explode("log")["log"]
    width = len(Header) + len(relation.columns)
    cells: Sequence[Sequence[int]] = list(zip(*chain.from_iterable(rows), strict=True)) or [()] * width
    columns = [pl.Series(f"c{place}", values, dtype=pl.Int64) for place, values in enumerate(cells)]
    symbolic = [int(Header.ZONE), *[len(Header) + place for place in range(len(relation.columns)) if _is_symbol(relation, place)]]
    for place in symbolic:
        told = pl.DataFrame([columns[place].alias("value"), offsets[owners].alias("offset")])
        numbers = told.select(pl.when(pl.col("value") >= 0).then(pl.col("offset") + pl.col("value"))).to_series()
        columns[place] = shared.gather(numbers).fill_null(MISSING)
    return Table(owners, columns, doubt)


def _is_symbol(relation: Relation, place: int) -> bool:
    """Whether the integers of a column are symbols."""
    column = relation.columns[place]
    if not isinstance(column, FieldColumn) or column.part is not Part.VALUE:
        return False
    kind, many = relation.kinds[column.field]
    return isinstance(relation.source, MemberRows) or many or kind not in _PLAIN
