"""One log out of many, as rows that judging and reports know: for what columns do not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl

from afterword.engine.columnar.logs import Logs
from afterword.engine.compile.program import EmitCase, Production, Program, RulePlan
from afterword.engine.run.conclusions import fact_shapes
from afterword.engine.run.criteria import failing_fields
from afterword.engine.run.facts import Beginning, FactBase, Row
from afterword.engine.run.judge import judge
from afterword.engine.run.model import Bound, Item, Verdict


class ReadBack:
    """Gives the facts and the verdicts of single logs after all have been evaluated."""

    def __init__(self, program: Program, logs: Logs) -> None:
        """Nothing is read yet."""
        self._program = program
        self._logs = logs
        self._shapes = fact_shapes(program)
        self._asked: dict[int, FactBase] = {}

    def base(self, log: int) -> FactBase:
        """The rows of one log by ID, those of conclusions too."""
        base = self._beginning(log)
        for production, row in self._facts.get(log, ()):
            base.add([(production, [row])], set())
        return base

    def _beginning(self, log: int) -> FactBase:
        headers, origins = self._logs.origins.of(log)
        rows: list[list[Row]] = [[] for _ in self._program.relations]
        calendar = self._logs.calendars[int(self._logs.calendar_of[log])]
        return FactBase(Beginning(rows, list(headers), list(origins), self._logs.symbols), self._shapes, calendar)

    def verdicts(self, log: int, cases: Sequence[Mapping[int, Sequence[Row]]]) -> tuple[Verdict, ...]:
        """All verdicts of one log; ``cases`` are those of each output of the program, by log."""
        now = self._logs.now
        outputs = [found.get(log, ()) for found in cases]
        return judge(self._program, self.base(log), outputs, int(now["as_of"][log]), has_ended=bool(now["ended"][log]))

    def failing(self, plan: RulePlan, cases: pl.DataFrame) -> pl.Series:
        """The fields of each case that fail the tests of its rule: these may ask for what no column holds."""
        found: list[list[str]] = []
        for log, *bound in cases.select("log", *[f"bound{number}" for number in range(len(plan.aliases))]).iter_rows():
            found.append(list(_failing(plan, self._base_with(log, bound), bound)))
        return pl.Series("fields", found, dtype=pl.List(pl.String))

    def _base_with(self, log: int, identities: Sequence[int]) -> FactBase:
        """The rows of a log; its conclusions only once one of them is among the rows asked about."""
        base = self._asked.get(log)
        if base is None:
            base = self._asked[log] = self._beginning(log)
        if any(identity >= len(base.headers) for identity in identities):
            base = self._asked[log] = self.base(log)
        return base

    @cached_property
    def _facts(self) -> dict[int, list[tuple[Production, Row]]]:
        """What was concluded in each log, in the order of IDs."""
        facts: dict[int, list[tuple[Production, Row]]] = {}
        for production, rows in self._logs.concluded:
            for log, _, *row in rows.iter_rows():
                facts.setdefault(log, []).append((production, tuple(row)))
        return facts


def _failing(plan: RulePlan, base: FactBase, identities: Sequence[int]) -> tuple[str, ...]:
    bound: dict[str, Bound] = {}
    for alias, identity in zip(plan.aliases, identities, strict=True):
        origin = base.origin(identity)
        if isinstance(origin, str):
            bound[alias.alias] = Item(origin, alias.entity)
        elif origin is not None:
            bound[alias.alias] = origin
    headers = {alias.alias: base.headers[identity] for alias, identity in zip(plan.aliases, identities, strict=True)}
    return failing_fields(plan.rule.criteria, bound, headers, base)


def rows_by_log(production: Production, cases: pl.DataFrame) -> dict[int, list[Row]]:
    """The tuples that a production of cases emits, by log."""
    emit = production.emit
    if not isinstance(emit, EmitCase):
        raise TypeError(f"{production.name} makes no cases")
    names = ["anchor", "opens", "due", "hit", "late", "ended", "ended_ever", "barrier", "count"]
    names += [f"other{number}" for number in range(len(emit.others))] + [f"bound{number}" for number in range(len(emit.bound))]
    found: dict[int, list[Row]] = {}
    for log, *row in cases.select("log", *names).iter_rows():
        found.setdefault(log, []).append(tuple(row))
    return found
