"""What goes through a batch: sources, chunks of them, and what comes of a chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.report.model import Report
from afterword.engine.verdicts import Level, State


class Form(Enum):
    """How a source holds its logs."""

    LINES = "JSON Lines"
    FILE = "a log"
    CSV = "CSV"
    PARQUET = "Parquet"


class SourceFile(NamedTuple):
    """A file with logs; ``-`` is standard input. ``size`` is in bytes, ``changed`` the time of its last change (nanoseconds)."""

    path: str
    form: Form
    size: int = 0
    changed: int = 0


class Chunk(NamedTuple):
    """As many logs as are worth the way to another process.

    ``data`` has the lines of JSON Lines, of which the first is the ``line``-th of the source (``None``: lines that nobody wrote).
    ``cases`` says how many lines each log has, where each event has its own. ``paths`` are whole files. ``mistakes`` come from what could
    not even be cut; with ``fatal``, there is no going on. ``done`` is how many bytes of all sources have been read at its end.
    """

    name: str
    data: bytes = b""
    line: int | None = 1
    cases: tuple[int, ...] | None = None
    paths: tuple[str, ...] = ()
    mistakes: tuple[Diagnostic, ...] = ()
    fatal: bool = False
    done: int = 0


class Evaluated(NamedTuple):
    """A report, and the line of the source in which its log begins."""

    report: Report
    line: int | None


Data: TypeAlias = bytes | memoryview
"""Bytes for a file; nobody writes into them any more."""


class CountedLog(NamedTuple):
    """How much a log has of what; for ``summary`` see `Report`, for ``line`` above."""

    log: str
    line: int | None
    candidate: str | None
    summary: Mapping[str, int]


class Written(NamedTuple):
    """The findings of logs that follow one another, as lines of JSON; and each of these logs, if that is asked for."""

    lines: Data
    logs: Sequence[CountedLog]


class Tally:
    """Counts: logs, bad logs, findings by level, and cases by rule and state."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.logs = 0
        self.bad = 0
        self.findings: Counter[str] = Counter()
        self.cases: Counter[tuple[str, str]] = Counter()

    def count(self, report: Report) -> None:
        """Add a report."""
        self.count_log(
            (finding.level.value for finding in report.findings),
            [(item.rule, item.state.value) for step in report.checklist for item in step.items],
        )

    def count_log(self, findings: Iterable[str], cases: Iterable[tuple[str, str]]) -> None:
        """Add a log: the level of each finding, and the rule and the state of each case."""
        self.logs += 1
        self.findings.update(findings)
        self.cases.update(cases)

    def add(self, other: Tally) -> None:
        """Add what another one has counted."""
        self.logs += other.logs
        self.bad += other.bad
        self.findings.update(other.findings)
        self.cases.update(other.cases)

    def levels(self) -> Mapping[str, int]:
        """The findings of each level, from quiet to loud."""
        return {level.value: self.findings[level.value] for level in Level}

    def rules(self, order: Mapping[str, int]) -> Mapping[str, Mapping[str, int]]:
        """The cases of each rule that has any by state, rules in the ``order`` of the pack."""
        table: dict[str, dict[str, int]] = {}
        states = {state.value: number for number, state in enumerate(State)}
        for (rule, state), number in sorted(self.cases.items(), key=lambda one: (order[one[0][0]], states[one[0][1]])):
            table.setdefault(rule, {})[state] = number
        return table
