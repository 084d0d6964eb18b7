"""From a batch of logs to the arrays that compiled functions make rows from: what is known of events, and the codes of fields."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from afterword.engine.columnar.batch import Batch, Entities, Times
from afterword.engine.columnar.encode_columns import ColumnEncoder
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import Coded, Integers, pack
from afterword.engine.kernel.surroundings import Surroundings


class Memories(NamedTuple):
    """The memories `logs` and `codes` of a batch (see `engine.kernel.memory`)."""

    logs: Integers
    codes: Coded


class RowMaker:
    """Has the rows made that a program starts from. Remembers what tests say of values, and nothing of logs."""

    def __init__(self, encoded: Encoded) -> None:
        """See what the relations want."""
        self._layout = encoded.layout
        self._columns = ColumnEncoder(encoded.layout, encoded.questions)

    def make(self, batch: Batch, surroundings: Surroundings) -> Memories:
        """All logs, and what is known of their clocks."""
        layout, times, logs = self._layout, batch.times, len(batch.as_of)
        kinds = np.array([layout.types.get(name, layout.other) for name in batch.events.names], np.int64)
        sections = [None if entity is None else batch.records.get(entity) for entity in layout.sections]
        met = {*kinds.tolist(), *(layout.other + number for number, one in enumerate(sections, 1) if one is not None)}
        codes, *tables = self._columns.encode(met, (batch.events, *sections))
        return Memories(
            pack(
                [
                    times.event_from,
                    times.lo,
                    times.hi,
                    times.zone,
                    kinds[batch.events.kinds],
                    batch.events.places,
                    np.array([_begins(entity, one, logs) for entity, one in zip(layout.sections, sections, strict=True)], np.int64).reshape(
                        len(sections), logs + 1
                    ),
                    *tables,
                    batch.home,
                    batch.as_of,
                    batch.ended,
                    batch.calendar,
                    *surroundings.tables(_ends(times, batch.as_of)),
                ]
            ),
            codes,
        )


def _begins(entity: str | None, things: Entities | None, logs: int) -> Integers:
    """Where the things of a section begin, by log, and one more: each log starts once."""
    if entity is None:
        return np.arange(logs + 1)
    return np.zeros(logs + 1, np.int64) if things is None else np.searchsorted(things.logs, np.arange(logs + 1))


def _ends(times: Times, as_of: Integers) -> list[int]:
    """The first and the last of all moments."""
    return [int(end) for part in (times.lo, times.hi, as_of) if len(part) for end in (part.min(), part.max())]
