"""What fact rules emit, made rows of their relation: each conclusion once, with the flags that its values have."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from afterword.engine.columnar.frames import Frame
from afterword.engine.columnar.logs import Concluded, Logs
from afterword.engine.columnar.tables import Table
from afterword.engine.compile.program import EmitFact, FieldColumn, FlagColumn, Header, Production, Program, Relation
from afterword.engine.run.conclusions import FactShape, fact_shapes

_HEADER = ("seq", "lo", "hi", "plo", "phi", "zone")


class Conclusions:
    """Adds facts to tables."""

    def __init__(self, program: Program, logs: Logs) -> None:
        """Nothing is concluded yet."""
        self._relations = program.relations
        self._shapes = fact_shapes(program)
        self._logs = logs

    def add(self, made: Sequence[tuple[Production, Frame]]) -> bool:
        """Add what productions emit and is not known yet, in the order that they and their rows have; whether anything is new."""
        grown = False
        for production, frame in made:
            rows = self._new(production, frame)
            if len(rows):
                grown = True
                self._number(production, rows)
        return grown

    def _new(self, production: Production, frame: Frame) -> pl.DataFrame:
        """What is new of a production's conclusions: the first of those that are equal."""
        emit = _emit_of(production)
        when = frame.slots[emit.when]
        fixed = {place: self._logs.symbols.encode(emit.literals.get(place)) for place, one in enumerate(emit.operands) if one is None}
        constant = pl.Series([0], dtype=pl.Int64).new_from_index(0, len(frame))
        values = [constant + fixed[place] if one is None else frame.read(one) for place, one in enumerate(emit.operands)]
        headers = [when.cell(column).alias(name) for name, column in zip(_HEADER, list(Header)[1:], strict=True)]
        rows = pl.DataFrame(
            [
                frame.log.alias("log"),
                *headers,
                *[series.alias(f"v{place}") for place, series in enumerate(values)],
                when.cell(Header.ID).alias("when"),
                *[frame.slots[slot].cell(Header.ID).alias(f"p{place}") for place, slot in enumerate(emit.parents)],
            ]
        )
        equal = ["log", "seq", *[f"v{place}" for place in range(len(values))]]
        rows = rows.unique(equal, keep="first", maintain_order=True)
        table = self._logs.tables[emit.relation]
        if not len(table):
            return rows
        known = [table.log, table.columns[Header.SEQ], *table.columns[len(Header) : len(Header) + len(values)]]
        return rows.join(
            pl.DataFrame([one.alias(name) for name, one in zip(equal, known, strict=True)]), on=equal, how="anti", maintain_order="left"
        )

    def _number(self, production: Production, rows: pl.DataFrame) -> None:
        """Give new facts their IDs, and put them into their table."""
        logs, emit = self._logs, _emit_of(production)
        rows = rows.with_columns(id=logs.sizes[rows["log"]] + rows.select(pl.int_range(pl.len()).over("log")).to_series())
        counted = rows.group_by("log").len().sort("log")
        logs.sizes = logs.sizes.scatter(counted["log"], logs.sizes[counted["log"]] + counted["len"].cast(pl.Int64))
        names = [f"v{place}" for place in range(len(emit.operands))]
        parents = [f"p{place}" for place in range(len(emit.parents))]
        logs.concluded.append(Concluded(production, rows.select("log", "id", "when", *names, *parents)))
        relation = self._relations[emit.relation]
        flags = [_flag(rows, relation, self._shapes[emit.relation], place, logs) for place in range(len(self._shapes[emit.relation].flags))]
        own = [rows[name] for name in ("log", "id", *_HEADER, *names)] + flags
        table = logs.tables[emit.relation]
        whole = pl.DataFrame(
            [
                pl.concat([old, new]).alias(f"c{place}")
                for place, (old, new) in enumerate(zip((table.log, *table.columns), own, strict=True))
            ]
        )
        log, *columns = whole.sort("c0", f"c{1 + Header.SEQ}", f"c{1 + Header.ID}").get_columns()
        logs.tables[emit.relation] = Table(log, columns, table.doubt)


def _emit_of(production: Production) -> EmitFact:
    if not isinstance(production.emit, EmitFact):
        raise TypeError(f"{production.name} makes no fact")
    return production.emit


def _flag(rows: pl.DataFrame, relation: Relation, shape: FactShape, number: int, logs: Logs) -> pl.Series:
    """A flag of new facts, worked out once for each different choice of the values that it asks for."""
    column = [one for one in relation.columns if isinstance(one, FlagColumn)][number]
    asked = {test.field for test in column.tests}
    places = [place for place, one in enumerate(relation.columns) if isinstance(one, FieldColumn) and one.field in asked]
    fields = shape._replace(fields=tuple(field for field in shape.fields if field.name in asked))
    chosen = rows.select(f"v{place}" for place in places)
    known = chosen.unique()
    width = 1 + max(places, default=0)
    truths = []
    for values in known.iter_rows():
        spread = [0] * width
        for place, value in zip(places, values, strict=True):
            spread[place] = value
        truths.append(int(shape.flags[number](fields.read(tuple(spread), logs.symbols))))
    told = known.with_columns(pl.Series("flag", truths, dtype=pl.Int64))
    return chosen.join(told, on=chosen.columns, how="left", maintain_order="left")["flag"]
