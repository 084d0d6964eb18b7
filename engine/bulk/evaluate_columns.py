"""A chunk to lines of findings, all of its logs at once: by the columnar executor, and one by one what is not plainly right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
from afterword.engine.bulk.model import Chunk, Tally, WrittenLog
from afterword.engine.bulk.write_columns import ColumnsWriter
from afterword.engine.collector import collector_paused
from afterword.engine.columnar.case_columns import CaseColumns
from afterword.engine.columnar.line_batch import LineBatch
from afterword.engine.columnar.many import ManyEvaluator, ManyVerdicts
from afterword.engine.columnar.read_back import STATES
from afterword.engine.columnar.read_lines import LineReader, ReadLines
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.kernel.memory import V_LOG, V_PLAN, V_STATE
from afterword.engine.report.finding_writer import FindingWriter
from afterword.engine.report.quick_messages import LogScene
from afterword.engine.verdicts import FINDING_STATES, Level, State

_LEVELS = [level.value for level in Level]
_COUNTED = (*_LEVELS, "done")
_FINDING = max(STATES.index(state) for state in FINDING_STATES)
_DONE = STATES.index(State.DONE)


class ColumnsEvaluator:
    """Evaluates chunks of JSON Lines with a log a line; other chunks, and logs in doubt, go to ``one_by_one``. The bytes are the same."""

    def __init__(self, one_by_one: ChunkEvaluator, many: ManyEvaluator) -> None:
        """Both are of one pack."""
        self._one_by_one = one_by_one
        self._many = many
        self._reader = LineReader(many.pack.vocabulary)
        self._writer = FindingWriter(many.pack)
        self._lines = ColumnsWriter(self._writer)
        self._unlowered = np.array([place for place, plan in enumerate(many.program.plans) if plan.rule.id in many.unlowered], np.int64)
        self._rules = [plan.rule.id for plan in many.program.plans]

    def write(self, chunk: Chunk, tally: Tally) -> Iterator[WrittenLog | tuple[Diagnostic, ...]]:
        """What JSON Lines have of each log, or what is wrong with it, in order; ``tally`` counts them."""
        if chunk.cases is not None or chunk.paths or chunk.mistakes:
            yield from self._one_by_one.write(chunk, tally)
            return
        self._many.forget()
        with collector_paused():
            read, written = self._evaluate(chunk, tally)
        for place, told in enumerate(written):
            if told is not None:
                yield told
            elif not read.is_blank(place):
                number = None if chunk.line is None else chunk.line + place
                yield from self._one_by_one.write(Chunk(chunk.name, read.line(place), number), tally)

    def _evaluate(self, chunk: Chunk, tally: Tally) -> tuple[ReadLines, list[WrittenLog | None]]:
        """The lines; and what comes of those that can be read at once, nothing where there is doubt.

        All else that this takes is gone when it ends, so that the collector need not look for it.
        """
        read, batch = self._read(chunk)
        found = self._many.run(self._many.load(batch.batch()))
        written = self._write(chunk.name, batch, found, tally)
        return read, [None if doubtful else one for one, doubtful in zip(written, batch.doubtful.tolist(), strict=True)]

    def _read(self, chunk: Chunk) -> tuple[ReadLines, LineBatch]:
        """The lines, and the logs that can be read at once; blank lines are among those that cannot."""
        read = self._reader.read(chunk.data)
        numbers = [None if chunk.line is None else chunk.line + place for place in range(len(read.ends))]
        return read, LineBatch(read, numbers, self._many.pack.vocabulary, self._one_by_one.moment_of, self._many.surroundings)

    def _write(self, name: str, batch: LineBatch, found: ManyVerdicts, tally: Tally) -> list[WrittenLog]:
        verdicts = found.found.verdicts
        batch.doubtful[verdicts[np.isin(verdicts[:, V_PLAN], self._unlowered)][:, V_LOG]] = True
        sure = ~batch.doubtful[verdicts[:, V_LOG]]
        pairs, counts = np.unique(verdicts[sure][:, V_PLAN] * len(STATES) + verdicts[sure][:, V_STATE], return_counts=True)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            tally.cases[self._rules[pair // len(STATES)], STATES[pair % len(STATES)].value] += count
        done = np.bincount(verdicts[verdicts[:, V_STATE] == _DONE][:, V_LOG], minlength=len(batch.zones))
        cases = CaseColumns(found.read_back, batch, self._scenes(name, batch), verdicts[sure & (verdicts[:, V_STATE] <= _FINDING)])
        lines = self._lines.write(cases)
        begins = np.append(0, lines.ends)[np.searchsorted(lines.logs, np.arange(len(batch.zones) + 1))].tolist()
        levels = np.bincount(lines.logs * len(_LEVELS) - lines.ranks, minlength=len(batch.zones) * len(_LEVELS)).reshape(-1, len(_LEVELS))
        tally.logs += int((~batch.doubtful).sum())
        tally.findings.update({level: count for level, count in zip(_LEVELS, levels.sum(axis=0).tolist(), strict=True) if count})
        return [
            WrittenLog(
                name,
                batch.lines[log],
                batch.candidates[log],
                dict(zip(_COUNTED, counts, strict=True)),
                bytes(lines.text[begins[log] : begins[log + 1]]),
            )
            for log, counts in enumerate(np.column_stack([levels, done]).tolist())
        ]

    def _scenes(self, name: str, batch: LineBatch) -> list[LogScene]:
        """What the findings of each log share."""
        logs = zip(batch.lines, batch.candidates, batch.zones, batch.as_of.tolist(), strict=True)
        return [
            self._writer.scene(name, line, candidate, zone, batch.known(log), as_of)
            for log, (line, candidate, zone, as_of) in enumerate(logs)
        ]
