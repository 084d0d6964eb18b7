"""The findings of a batch as lines, all cases that are alike at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.columnar.case_columns import Alike, CaseColumns
from afterword.engine.columnar.read_back import STANDINGS
from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import V_DUE, V_LOG, V_STANDING, Integers
from afterword.engine.report.finding_writer import FindingWriter
from afterword.engine.report.quick_finding import LineWriter
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import Standing

_LOST = STANDINGS.index(Standing.VIOLATED)


class Lines(NamedTuple):
    """The findings of all logs, by log and in the order of its report: lines with the break at their end, how loud each is, its log."""

    texts: Sequence[str]
    ranks: Integers
    logs: Integers


class _Sorted(NamedTuple):
    """What findings are sorted by, the last first, as `Urgency` has it."""

    number: Integers
    step: NDArray[np.float64]
    due: NDArray[np.float64]
    rank: Integers
    log: Integers


def write_columns(cases: CaseColumns, writer: FindingWriter) -> Lines:
    """The lines of ``cases``."""
    rows = cases.rows
    texts: NDArray[Any] = np.empty(len(rows), object)
    written: list[Alike] = []
    due = np.where(rows[:, V_DUE] == MISSING, inf, rows[:, V_DUE] / SECOND)
    keys = _Sorted(np.full(len(rows), -1), np.zeros(len(rows)), due, np.zeros(len(rows), np.int64), rows[:, V_LOG])
    for alike in cases.alike():
        line = writer.writer(alike.kin)
        if line is not None:
            texts[alike.places] = line.write(zip(*(cases.column(alike, part) for part in line.parts), strict=True))
            _note(alike, line, keys, rows[alike.places, V_STANDING] == _LOST)
            written.append(alike)
    order = np.lexsort(keys)
    _settle_ties(order, keys, written)
    order = order[np.array([text is not None for text in texts[order]], np.bool_)]
    return Lines(texts[order].tolist(), keys.rank[order], keys.log[order])


def _note(alike: Alike, line: LineWriter, keys: _Sorted, lost: NDArray[np.bool_]) -> None:
    keys.number[alike.places] = line.number
    keys.step[alike.places] = line.step
    keys.rank[alike.places] = np.where(lost, *line.ranks)


def _settle_ties(order: Integers, keys: _Sorted, written: Sequence[Alike]) -> None:
    """Put cases of one rule that are equally urgent into the order of their log: by what they bind, then by what decided them."""
    apart = np.any([key[order[1:]] != key[order[:-1]] for key in keys], axis=0)
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(np.concatenate([[0], apart]))
    tied = np.bincount(group)[group] > 1
    places: dict[int, Sequence[Any]] = {}
    for alike in written:
        chosen = np.flatnonzero(tied[alike.places])
        if len(chosen):
            columns = [one.places(chosen) for one in alike.things.values()]
            places.update(zip(alike.places[chosen].tolist(), zip(*columns, strict=True), strict=bool(columns)))
    among = np.flatnonzero(tied[order])
    order[among] = [one for _, _, one in sorted((int(group[one]), places.get(one, ()), one) for one in order[among].tolist())]
