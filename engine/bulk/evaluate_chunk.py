"""A chunk to reports, or to lines of findings at once: read, evaluated, counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from afterword.engine.bulk.model import Chunk, CountedLog, Evaluated, Tally, Written
from afterword.engine.bulk.read_chunk import ChunkReader
from afterword.engine.collector import collector_paused
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.evaluator import Evaluator
from afterword.engine.log.model import Log
from afterword.engine.report.finding_writer import FindingWriter, encode_lines
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of
from afterword.engine.verdicts import Level, State

_LEVELS = [level.value for level in Level]


class _Asked(NamedTuple):
    """A log that can be evaluated, the line of the source in which it begins, and the moment of asking."""

    log: Log
    line: int | None
    moment: int


class ChunkEvaluator:
    """Evaluates chunks by one pack at one moment, which a text names: each log reads it by its own clock."""

    def __init__(self, evaluator: Evaluator, as_of: str) -> None:
        """``as_of`` is a time or a day that exists in UTC."""
        self._evaluator = evaluator
        self._reader = ChunkReader(evaluator.pack)
        self._writer = FindingWriter(evaluator.pack)
        self._as_of = Source("--as-of", as_of)
        self._moments: dict[str, tuple[int | None, tuple[Diagnostic, ...]]] = {}

    def evaluate(self, chunk: Chunk, tally: Tally) -> Iterator[Evaluated | tuple[Diagnostic, ...]]:
        """The report of each log, or what is wrong with it, in order; ``tally`` counts them."""
        for one in self._read(chunk, tally):
            if isinstance(one, _Asked):
                report = self._evaluator.evaluate(one.log, one.moment)
                tally.count(report)
                yield Evaluated(report, one.line)
            else:
                yield one

    def write(self, chunk: Chunk, tally: Tally) -> Iterator[Written | tuple[Diagnostic, ...]]:
        """The same without reports: what JSON Lines have of them."""
        for one in self._read(chunk, tally):
            if isinstance(one, _Asked):
                with collector_paused():
                    written = self._write(*one, tally)
                yield written
            else:
                yield one

    def _write(self, log: Log, line: int | None, moment: int, tally: Tally) -> Written:
        found = self._evaluator.findings(log, moment)
        scene = self._writer.scene(log.source.name, line, log.candidate, log.zone, self._writer.known(found.scene.records), moment)
        rows = self._writer.rows(scene, found.verdicts)
        levels = [_LEVELS[-rank] for (rank, _, _, _), _, _ in rows]
        tally.count_log(levels, [(rule, state._value_) for rule, state in found.cases])
        done = sum(state is State.DONE for _, state in found.cases)
        summary = {level: levels.count(level) for level in _LEVELS} | {"done": done}
        return Written(encode_lines(text for _, text, _ in rows), (CountedLog(log.source.name, line, log.candidate, summary),))

    def _read(self, chunk: Chunk, tally: Tally) -> Iterator[_Asked | tuple[Diagnostic, ...]]:
        for log, line, mistakes in self._reader.read(chunk):
            moment, why = (None, mistakes) if log is None else self._moment(log.zone)
            if log is None or moment is None:
                tally.bad += 1
                yield why
            else:
                yield _Asked(log, line, moment)

    def moment_of(self, zone: str) -> int | None:
        """The moment of asking by the clock of a zone, in microseconds (UTC); ``None`` where it does not exist there."""
        return self._moment(zone)[0]

    def _moment(self, zone: str) -> tuple[int | None, tuple[Diagnostic, ...]]:
        if zone not in self._moments:
            self._moments[zone] = parse_as_of(self._as_of, zone)
        return self._moments[zone]
