"""A chunk to lines of findings, all of its logs at once: by the columnar executor, and one by one what is not plainly right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
from afterword.engine.bulk.model import Chunk, CountedLog, Tally, Written
from afterword.engine.bulk.write_columns import ColumnsWriter
from afterword.engine.collector import collector_paused
from afterword.engine.columnar.case_columns import CaseColumns, LogHeads
from afterword.engine.columnar.line_batch import LineBatch
from afterword.engine.columnar.many import ManyEvaluator, ManyVerdicts
from afterword.engine.columnar.read_back import STATES
from afterword.engine.columnar.read_lines import LineReader, ReadLines
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.kernel.memory import V_LOG, V_PLAN, V_STATE, Integers
from afterword.engine.report.finding_writer import FindingWriter, line_head
from afterword.engine.report.quick_messages import LogScene
from afterword.engine.verdicts import FINDING_STATES, Level, State

_LEVELS = [level.value for level in Level]
_COUNTED = (*_LEVELS, "done")
_FINDING = max(STATES.index(state) for state in FINDING_STATES)
_DONE = STATES.index(State.DONE)


class _Sure(NamedTuple):
    """The findings of logs that could be read at once, with where those of each begin, and one more; and which ones are ``left``."""

    text: memoryview
    begins: list[int]
    logs: list[CountedLog]
    left: list[int]


class ColumnsEvaluator:
    """Evaluates chunks of JSON Lines with a log a line; other chunks, and logs in doubt, go to ``one_by_one``. The bytes are the same."""

    def __init__(self, one_by_one: ChunkEvaluator, many: ManyEvaluator, *, count_each: bool = True) -> None:
        """Both are of one pack. What is written says how much each log has if it is to ``count_each``."""
        self._one_by_one = one_by_one
        self._many = many
        self._count_each = count_each
        self._reader = LineReader(many.pack.vocabulary)
        self._writer = FindingWriter(many.pack)
        self._lines = ColumnsWriter(self._writer)
        self._unlowered = np.array([place for place, plan in enumerate(many.program.plans) if plan.rule.id in many.unlowered], np.int64)
        self._rules = [plan.rule.id for plan in many.program.plans]

    def write(self, chunk: Chunk, tally: Tally) -> Iterator[Written | tuple[Diagnostic, ...]]:
        """What JSON Lines have of logs, or what is wrong with one, in order; ``tally`` counts them."""
        if chunk.cases is not None or chunk.paths or chunk.mistakes:
            yield from self._one_by_one.write(chunk, tally)
            return
        self._many.forget()
        with collector_paused():
            read, sure = self._evaluate(chunk, tally)
        done = 0
        for place in (*sure.left, len(read.ends)):
            if place > done:
                yield Written(sure.text[sure.begins[done] : sure.begins[place]], sure.logs[done:place])
            if place < len(read.ends) and not read.is_blank(place):
                number = None if chunk.line is None else chunk.line + place
                yield from self._one_by_one.write(Chunk(chunk.name, read.line(place), number), tally)
            done = place + 1

    def _evaluate(self, chunk: Chunk, tally: Tally) -> tuple[ReadLines, _Sure]:
        """The lines, and what comes of those that can be read at once.

        All else that this takes is gone when it ends, so that the collector need not look for it.
        """
        read, batch = self._read(chunk)
        found = self._many.run(self._many.load(batch.batch()))
        return read, self._write(chunk.name, batch, found, tally)

    def _read(self, chunk: Chunk) -> tuple[ReadLines, LineBatch]:
        """The lines, and the logs that can be read at once; blank lines are among those that cannot."""
        read = self._reader.read(chunk.data)
        numbers = [None if chunk.line is None else chunk.line + place for place in range(len(read.ends))]
        return read, LineBatch(read, numbers, self._many.pack.vocabulary, self._one_by_one.moment_of, self._many.surroundings)

    def _write(self, name: str, batch: LineBatch, found: ManyVerdicts, tally: Tally) -> _Sure:
        verdicts = found.found.verdicts
        batch.doubtful[verdicts[np.isin(verdicts[:, V_PLAN], self._unlowered)][:, V_LOG]] = True
        sure = ~batch.doubtful[verdicts[:, V_LOG]]
        counts = np.bincount((verdicts[:, V_PLAN] * len(STATES) + verdicts[:, V_STATE])[sure])
        for pair in np.flatnonzero(counts).tolist():
            tally.cases[self._rules[pair // len(STATES)], STATES[pair % len(STATES)].value] += int(counts[pair])
        done = np.bincount(verdicts[verdicts[:, V_STATE] == _DONE][:, V_LOG], minlength=len(batch.zones))
        heads = [line_head(name, line, candidate) for line, candidate in zip(batch.lines, batch.candidates, strict=True)]
        years = {zone: self._writer.year(zone, as_of) for zone, as_of in zip(batch.zones, batch.as_of.tolist(), strict=True)}
        logs = LogHeads(heads, np.array([years[zone] for zone in batch.zones], np.int64), _Scenes(self._writer, name, batch))
        cases = CaseColumns(found.read_back, batch, logs, verdicts[sure & (verdicts[:, V_STATE] <= _FINDING)])
        lines = self._lines.write(cases)
        begins = np.append(0, lines.ends)[np.searchsorted(lines.logs, np.arange(len(batch.zones) + 1))]
        levels = np.bincount(lines.logs * len(_LEVELS) - lines.ranks, minlength=len(batch.zones) * len(_LEVELS)).reshape(-1, len(_LEVELS))
        tally.logs += int((~batch.doubtful).sum())
        tally.findings.update({level: count for level, count in zip(_LEVELS, levels.sum(axis=0).tolist(), strict=True) if count})
        counted = _count_each(name, batch, np.column_stack([levels, done])) if self._count_each else []
        return _Sure(lines.text, begins.tolist(), counted, np.flatnonzero(batch.doubtful).tolist())


class _Scenes(dict[int, LogScene]):
    """What the words of the findings of each log depend on; looking it up works it out."""

    def __init__(self, writer: FindingWriter, name: str, batch: LineBatch) -> None:
        """``name`` is that of what the batch was read from."""
        super().__init__()
        self._writer = writer
        self._name = name
        self._batch = batch

    def __missing__(self, log: int) -> LogScene:
        """That of one log."""
        batch = self._batch
        line, candidate, zone, as_of = batch.lines[log], batch.candidates[log], batch.zones[log], int(batch.as_of[log])
        scene = self[log] = self._writer.scene(self._name, line, candidate, zone, batch.known(log), as_of)
        return scene


def _count_each(name: str, batch: LineBatch, counts: Integers) -> list[CountedLog]:
    """How much each log has of what is counted."""
    logs = zip(batch.lines, batch.candidates, counts.tolist(), strict=True)
    return [CountedLog(name, line, candidate, dict(zip(_COUNTED, one, strict=True))) for line, candidate, one in logs]
