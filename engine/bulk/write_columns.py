"""The findings of a batch as lines, all cases that are alike at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.columnar.case_columns import Alike, CaseColumns
from afterword.engine.columnar.read_back import STANDINGS
from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import V_DUE, V_LOG, V_STANDING, Integers
from afterword.engine.kernel.write_lines import LinePress, Scripts
from afterword.engine.report.finding_writer import FindingWriter
from afterword.engine.report.quick_finding import LineWriter
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import Standing

_LOST = STANDINGS.index(Standing.VIOLATED)
_NO_SCRIPT = -1
_NOTHING = np.iinfo(np.int64).min  # what binds less comes first


class Lines(NamedTuple):
    """The findings of all logs, by log and in the order of its report: their lines in UTF-8, each with the break at its end.

    ``ends`` tells where each line ends, ``ranks`` how loud it is, ``logs`` whose it is.
    """

    text: memoryview
    ends: Integers
    ranks: Integers
    logs: Integers


class _Sorted(NamedTuple):
    """What findings are sorted by, the last first, as `Urgency` has it."""

    number: Integers
    step: NDArray[np.float64]
    due: NDArray[np.float64]
    rank: Integers
    log: Integers


class ColumnsWriter:
    """Writes the lines of cases of one pack."""

    def __init__(self, writer: FindingWriter) -> None:
        """``writer`` has the scripts of lines."""
        self._writer = writer
        self._scripts = Scripts()
        self._press = LinePress()

    def write(self, cases: CaseColumns) -> Lines:
        """The lines of ``cases``."""
        rows = cases.rows
        texts: list[str] = []
        scripts, slots = np.full(len(rows), _NO_SCRIPT), np.zeros(len(rows), np.int64)
        due = np.where(rows[:, V_DUE] == MISSING, inf, rows[:, V_DUE] / SECOND)
        keys = _Sorted(np.full(len(rows), -1), np.zeros(len(rows)), due, np.zeros(len(rows), np.int64), rows[:, V_LOG])
        written: list[Alike] = []
        for alike in cases.alike():
            line = self._writer.writer(alike.kin, by_script=True)
            if line is not None:
                first = len(texts)
                texts += line.write(zip(*(cases.column(alike, part) for part in line.parts), strict=True))
                scripts[alike.places] = self._scripts.number(line.script)
                slots[alike.places] = first + np.arange(len(alike.places)) * ((len(texts) - first) // len(alike.places))
                _note(alike, line, keys, rows[alike.places, V_STANDING] == _LOST)
                written.append(alike)
        order = np.lexsort(keys)
        _settle_ties(order, keys, written)
        order = order[scripts[order] != _NO_SCRIPT]
        text, ends = self._press.write(order, cases.sheet(scripts, slots, texts), self._scripts)
        return Lines(text, ends, keys.rank[order], keys.log[order])


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
    columns: list[Integers] = []
    texts: list[tuple[Integers, Integers, Sequence[str]]] = []
    for alike in written:
        chosen = np.flatnonzero(tied[alike.places])
        if len(chosen):
            for number, values in enumerate(chain.from_iterable(one.sort_by(chosen) for one in alike.things.values())):
                if number == len(columns):
                    columns.append(np.full(len(order), _NOTHING))
                if isinstance(values, np.ndarray):
                    columns[number][alike.places[chosen]] = values
                else:
                    texts.append((columns[number], alike.places[chosen], values))
    ranks = {text: rank for rank, text in enumerate(sorted({text for _, _, values in texts for text in values}))}
    for column, places, values in texts:
        column[places] = [ranks[text] for text in values]
    among = np.flatnonzero(tied[order])
    cases = order[among]
    order[among] = cases[np.lexsort((cases, *(column[cases] for column in reversed(columns)), group[cases]))]
