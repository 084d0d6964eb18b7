"""Logs in a table of Arrow in, verdicts in one out: a pure function, to be run on as many machines as there are."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from os import fspath
from typing import NamedTuple

import pyarrow as pa

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.distributed.log_texts import LogText, find_candidate, write_logs
from afterword.engine.distributed.schema import LOG, VERDICTS, check_columns
from afterword.engine.distributed.verdict_rows import Row, RowMaker, make_batch, make_error
from afterword.engine.distributed.whole_logs import join_logs
from afterword.engine.embedding import DEFAULT_PACK, AsOf, InputError, PathName, setting_texts
from afterword.engine.evaluator import Evaluator, load_evaluator
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.quick_log import QuickReader
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.text import decode
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of

_NO_SOURCE = Source("", "")
_MOST_ROWS = 20_000  # so many rows make a batch, so that memory does not grow with what comes in


class _Ready(NamedTuple):
    """A pack in this process, with what has been worked out for it; ``moments`` are those of asking, by text and zone."""

    evaluator: Evaluator
    quick: QuickReader
    reader: LogReader
    rows: RowMaker
    moments: dict[tuple[str, str], Outcome[int]]


@lru_cache(maxsize=8)
def _unpack(packed: bytes) -> _Ready:
    """The pack in ``packed``, made ready once for each process, however many tasks it is given."""
    evaluator: Evaluator = pickle.loads(zlib.decompress(packed))  # noqa: S301 - what this program packed a moment ago
    words, rules = evaluator.pack.vocabulary, evaluator.pack.known_rules
    return _Ready(evaluator, QuickReader(words, rules), LogReader(words, rules), RowMaker(evaluator), {})


class TableEvaluator:
    """The rules of a pack and a moment of asking, ready for tables of logs (see docs/scale.md for their columns).

    It is small and can be sent to other processes: it brings the compiled pack along, so that no other machine needs its files.

    Raises:
        InputError: There is no such pack or setting, the pack has mistakes, or ``as_of`` is no time.
    """

    def __init__(
        self, pack: PathName = DEFAULT_PACK, *, as_of: AsOf, settings: Mapping[str, object] | None = None, findings_only: bool = False
    ) -> None:
        """``as_of`` without an offset is local to each log; with ``findings_only``, cases that need nobody's attention make no row."""
        outcome = load_evaluator(fspath(pack), setting_texts(settings), "native")
        if outcome.value is None:
            raise InputError(outcome.diagnostics)
        self._as_of = as_of if isinstance(as_of, str) else as_of.isoformat()
        if mistakes := parse_as_of(Source("as_of", self._as_of), "UTC").diagnostics:
            raise InputError(mistakes)
        self._packed = zlib.compress(pickle.dumps(outcome.value, pickle.HIGHEST_PROTOCOL))
        self._findings_only = findings_only

    def check_columns(self, names: Iterable[str]) -> None:
        """Make sure that a table of these columns can be evaluated.

        Raises:
            InputError: One is missing, or is nothing that the pack knows.
        """
        mistakes = check_columns(tuple(names), _unpack(self._packed).evaluator.pack.vocabulary)
        if mistakes:
            raise InputError(mistakes)

    def evaluate(self, table: pa.Table | pa.RecordBatch) -> pa.Table:
        """The verdicts on all logs of a table, which holds them whole, a candidate's rows one after another.

        Mistakes of a log stand in the rows that have an `error`; they keep no other log from being evaluated.

        Raises:
            InputError: The columns are wrong; see `check_columns`.
        """
        self.check_columns(table.schema.names)
        return pa.Table.from_batches(self._evaluate(_table(table)), VERDICTS)

    def evaluate_batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """As `evaluate`, of a stream: a log may be cut between batches; a candidate's rows still follow one another."""
        stream = iter(batches)
        for first in stream:
            self.check_columns(first.schema.names)
            whole = chain((first,), stream)
            for table in map(_table, whole) if LOG in first.schema.names else join_logs(whole):
                yield from self._evaluate(table)

    def _evaluate(self, table: pa.Table) -> Iterator[pa.RecordBatch]:
        rows: list[Row] = []
        for text in write_logs(table):
            rows += self._rows(text)
            if len(rows) >= _MOST_ROWS:
                yield make_batch(rows)
                rows = []
        if rows:
            yield make_batch(rows)

    def _rows(self, text: LogText) -> Iterable[Row]:
        ready = _unpack(self._packed)
        log, mistakes = (None, text.mistakes) if text.mistakes else _read(text, ready)
        if log is not None:
            moment = self._moment(log.zone, ready)
            if moment.value is not None:
                return ready.rows.rows(log, moment.value, findings_only=self._findings_only)
            mistakes = tuple(("as_of", mistake) for mistake in moment.diagnostics)
        name = find_candidate(text)
        return [make_error(name, place, mistake) for place, mistake in mistakes]

    def _moment(self, zone: str, ready: _Ready) -> Outcome[int]:
        """The moment of asking in a log's zone, where a clock change may leave it out."""
        key = (self._as_of, zone)
        if key not in ready.moments:
            ready.moments[key] = parse_as_of(Source("as_of", self._as_of), zone)
        return ready.moments[key]


def _table(rows: pa.Table | pa.RecordBatch) -> pa.Table:
    return pa.Table.from_batches([rows]) if isinstance(rows, pa.RecordBatch) else rows


def _read(text: LogText, ready: _Ready) -> tuple[Log | None, tuple[tuple[str, Diagnostic], ...]]:
    """The log, or its mistakes with their places."""
    log = ready.quick.read(text.data, _NO_SOURCE, None)
    if log is not None:
        return log, ()
    source = decode("log.json", text.data)
    logs = Outcome[tuple[Log, ...]](None, source.diagnostics) if source.value is None else parse_logs(source.value, ready.reader)
    return logs.value[0] if logs.value else None, tuple((text.place(mistake.span), mistake) for mistake in logs.diagnostics)
