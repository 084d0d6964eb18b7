"""Puts logs together that stand in several batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc

from afterword.engine.distributed.schema import CANDIDATE


def join_logs(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The same rows in tables that cut no log in two, where all rows of a candidate follow one another.

    The rows of the last candidate of a batch wait for the next one. Rows that name no candidate are no log, and wait for nothing.
    """
    waiting: list[pa.RecordBatch] = []
    name = None
    for batch in batches:
        if not batch.num_rows:
            continue
        names = pc.fill_null(batch.column(CANDIDATE).cast(pa.string()).cast(pa.binary()), b"")
        if waiting and names[0] != name:
            yield pa.Table.from_batches(waiting)
            waiting = []
        name = names[-1]
        cut = _last_begins(names) if name.as_py() else batch.num_rows
        if cut:
            yield pa.Table.from_batches([*waiting, batch.slice(0, cut)])
            waiting = []
        if cut < batch.num_rows:
            waiting.append(batch.slice(cut))
    if waiting:
        yield pa.Table.from_batches(waiting)


def _last_begins(names: pa.Array) -> int:
    """The row where the last run of equal names begins."""
    changes = pc.not_equal(names.slice(1), names.slice(0, len(names) - 1))
    rows = pc.indices_nonzero(changes)
    return int(rows[-1].as_py()) + 1 if len(rows) else 0
