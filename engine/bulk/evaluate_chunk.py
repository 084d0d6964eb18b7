"""A chunk to reports: read, evaluated, counted."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.bulk.model import Chunk, Evaluated, Tally
from afterword.engine.bulk.read_chunk import ChunkReader
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.evaluator import Evaluator
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of


class ChunkEvaluator:
    """Evaluates chunks by one pack at one moment, which a text names: each log reads it by its own clock."""

    def __init__(self, evaluator: Evaluator, as_of: str) -> None:
        """``as_of`` is a time or a day that exists in UTC."""
        self._evaluator = evaluator
        self._reader = ChunkReader(evaluator.pack)
        self._as_of = Source("--as-of", as_of)
        self._moments: dict[str, tuple[int | None, tuple[Diagnostic, ...]]] = {}

    def evaluate(self, chunk: Chunk, tally: Tally) -> Iterator[Evaluated | tuple[Diagnostic, ...]]:
        """The report of each log, or what is wrong with it, in order; ``tally`` counts them."""
        for log, line, mistakes in self._reader.read(chunk):
            moment, why = (None, mistakes) if log is None else self._moment(log.zone)
            if log is None or moment is None:
                tally.bad += 1
                yield why
                continue
            report = self._evaluator.evaluate(log, moment)
            tally.count(report)
            yield Evaluated(report, line)

    def _moment(self, zone: str) -> tuple[int | None, tuple[Diagnostic, ...]]:
        if zone not in self._moments:
            self._moments[zone] = parse_as_of(self._as_of, zone)
        return self._moments[zone]
