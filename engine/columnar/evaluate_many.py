"""A program over many logs at once: strata of facts, then cases, then their states."""

from __future__ import annotations

from functools import cached_property

import polars as pl

from afterword.engine.collector import collector_paused
from afterword.engine.columnar.conclude import Conclusions
from afterword.engine.columnar.judge_cases import JudgeCases, case_rows
from afterword.engine.columnar.logs import Logs
from afterword.engine.columnar.read_back import ReadBack, rows_by_log
from afterword.engine.columnar.run_steps import run_production
from afterword.engine.compile.program import Judgement, Program, Stratum
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Verdict


class ManyVerdicts:
    """The verdicts of many logs.

    ``columns`` hold one row for each, in the order of rules and, for each, of logs and cases: `log` and `rule` (numbers, counted from 0 in
    the order given; rules that conclude facts are not among them), `state`, `anchor` and `event` (IDs of the rows that the case counts
    from, and that decided it; see `rows`), `opens`, `due`, `since_lo` and `since_hi` (microseconds), `zone` (a symbol), `count`, `bound0`
    and on (IDs), and where a rule requires fields, `fields`: those that fail. Waivers are put in by `ManyEvaluator` alone.
    """

    def __init__(self, program: Program, logs: Logs, columns: pl.DataFrame, cases: list[pl.DataFrame]) -> None:
        """``cases`` are those that each output of the program yields."""
        self.columns = columns
        self._program = program
        self._logs = logs
        self._cases = cases

    def of(self, log: int) -> tuple[Verdict, ...]:
        """The whole verdicts on one log, evidence and all, waivers apart."""
        return self._read_back.verdicts(log, self._by_log)

    def rows(self, log: int) -> FactBase:
        """What the IDs in the columns stand for in one log."""
        return self._read_back.base(log)

    @cached_property
    def _read_back(self) -> ReadBack:
        return ReadBack(self._program, self._logs)

    @cached_property
    def _by_log(self) -> list[dict[int, list[Row]]]:
        return [rows_by_log(production, cases) for production, cases in zip(self._program.outputs, self._cases, strict=True)]


def evaluate_many(program: Program, logs: Logs) -> ManyVerdicts:
    """Evaluate a whole program, its steps among it. ``logs`` grow by the facts that are concluded."""
    with collector_paused():
        return _evaluate(program, logs)


def _evaluate(program: Program, logs: Logs) -> ManyVerdicts:
    conclusions = Conclusions(program, logs)
    for stratum in program.strata:
        _run_stratum(stratum, logs, conclusions)
    cases = [case_rows(production, run_production(production, logs)) for production in program.outputs]
    read_back = ReadBack(program, logs)
    told = []
    for number, plan in enumerate(program.plans):
        own = [cases[place] for place in plan.cases]
        if plan.judgement is Judgement.REQUIREMENT:
            own = [one.with_columns(read_back.failing(plan, one)) for one in own]
        rows = JudgeCases(plan, logs).verdicts(own, [cases[place] for place in plan.violations])
        told.append(rows.insert_column(1, pl.Series("rule", [number], dtype=pl.Int64).new_from_index(0, len(rows))))
    return ManyVerdicts(program, logs, pl.concat(told, how="diagonal") if told else pl.DataFrame(), cases)


def _run_stratum(stratum: Stratum, logs: Logs, conclusions: Conclusions) -> None:
    """Conclude what a stratum concludes; where its rules feed each other, until nothing new comes."""
    while True:
        grew = conclusions.add([(production, run_production(production, logs)) for production in stratum.productions])
        if not (stratum.recursive and grew):
            return
