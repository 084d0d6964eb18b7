"""The findings of a batch as lines, all cases that are alike at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import inf
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.bound_things import Coded
from afterword.engine.columnar.case_columns import Alike, CaseColumns, Slots
from afterword.engine.columnar.read_back import STANDINGS
from afterword.engine.columnar.slot_words import RecipeBook
from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.find_slots import ASKED, NO_SCRIPT
from afterword.engine.kernel.memory import V_DUE, V_LOG, V_STANDING, Integers
from afterword.engine.kernel.sort_cases import sort_cases
from afterword.engine.kernel.write_lines import LinePress, Scripts
from afterword.engine.report.finding_writer import FindingWriter, KnownScript
from afterword.engine.report.line_pieces import Part
from afterword.engine.report.script_finding import LineScript
from afterword.engine.verdicts import Standing

_RANK, _DUE, _STEP, _RULE = range(4)  # what findings are sorted by, the weightiest first, as `Urgency` has it
_KEYS = 4
_LOST = STANDINGS.index(Standing.VIOLATED)
_NOTHING, _LAST = np.iinfo(np.int64).min, np.iinfo(np.int64).max  # what binds less comes first, what is never due or has no step last


class Lines(NamedTuple):
    """The findings of all logs, by log and in the order of its report: their lines in UTF-8, each with the break at its end.

    ``ends`` tells where each line ends, ``ranks`` how loud it is, ``logs`` whose it is.
    """

    text: memoryview
    ends: Integers
    ranks: Integers
    logs: Integers


class ColumnsWriter:
    """Writes the lines of cases of one pack."""

    def __init__(self, writer: FindingWriter) -> None:
        """``writer`` has the scripts of lines."""
        self._writer = writer
        self._scripts = Scripts()
        self._book = RecipeBook()
        self._numbers: dict[int, int] = {}
        self._press = LinePress()

    def write(self, cases: CaseColumns) -> Lines:
        """The lines of ``cases``."""
        rows = cases.rows
        scripts, sizes = np.full(len(rows), NO_SCRIPT), np.zeros(len(rows), np.int64)
        keys = np.zeros((len(rows), _KEYS), np.int64)
        keys[:, _DUE] = np.where(rows[:, V_DUE] == MISSING, _LAST, rows[:, V_DUE])
        written: list[tuple[Alike, LineScript]] = []
        for alike in cases.alike():
            known = self._writer.script(alike.kin)
            if known is not None:
                scripts[alike.places] = self._number(known, alike)
                sizes[alike.places] = len(known.script.slots)
                (lost, other), step, number = known.urgency
                keys[alike.places, _RANK] = np.where(rows[alike.places, V_STANDING] == _LOST, lost, other)
                keys[alike.places, _STEP] = _LAST if step == inf else step
                keys[alike.places, _RULE] = number
                written.append((alike, known.script))
                cases.tell_times(alike, known.script.times)
        ends = np.cumsum(sizes)
        slots = cases.find_slots(scripts, ends - sizes, int(sizes.sum()), self._book)
        for alike, script in written:
            if slots.asked[alike.places].any():
                _write_asked(cases, alike, script, slots)
        order = np.flatnonzero(scripts != NO_SCRIPT)
        logs = rows[order, V_LOG]
        begins = np.flatnonzero(np.diff(logs, prepend=-1))
        ties = sort_cases(order, np.column_stack([begins, np.append(begins, len(order))[1:]]), keys)
        if len(ties):
            sort_cases(order, ties, _tie_breakers(order, ties, [alike for alike, _ in written], len(rows)))
        text, ends = self._press.write(order, cases.sheet(slots), self._scripts)
        return Lines(text, ends, keys[order, _RANK], logs)

    def _number(self, known: KnownScript, alike: Alike) -> int:
        """The number of a script among those of lines and of slots."""
        number = self._numbers.get(known.number)
        if number is None:
            number = self._numbers[known.number] = len(self._numbers)
            self._scripts.add(known.script.steps)
            self._book.add(known.script.slots, {place: (alike.columns[place], one.face) for place, one in alike.things.items()})
        return number


def _write_asked(cases: CaseColumns, alike: Alike, script: LineScript, slots: Slots) -> None:
    """Have the texts written that could not be looked up."""
    columns: dict[Part, Sequence[Any]] = {}
    for begin, slot in enumerate(script.slots):
        cells = slots.begins[alike.places] + begin
        asked = np.flatnonzero(slots.cells[cells] == ASKED)
        if len(asked):
            for part in slot.writer.parts:
                if part not in columns:
                    columns[part] = cases.column(alike, part)
            rows = list(zip(*(columns[part] for part in slot.writer.parts), strict=True))
            slots.cells[cells[asked]] = len(slots.texts) + np.arange(len(asked))
            slots.texts.extend(slot.writer.write(rows if len(asked) == len(rows) else [rows[one] for one in asked.tolist()]))


def _tie_breakers(order: Integers, ties: Integers, written: Sequence[Alike], count: int) -> Integers:
    """What puts cases of one rule that are equally urgent into the order of their log: what they bind, then what decided them."""
    inside = np.zeros(len(order) + 1, np.int64)
    inside[ties[:, 0]] = 1
    inside[ties[:, 1]] -= 1
    tied = np.zeros(count, np.bool_)
    tied[order] = np.cumsum(inside[:-1]) > 0
    columns: list[Integers] = []
    told: list[tuple[Integers, Integers, Coded]] = []
    for alike in written:
        chosen = np.flatnonzero(tied[alike.places])
        if len(chosen):
            for number, values in enumerate(chain.from_iterable(one.sort_by(chosen) for one in alike.things.values())):
                if number == len(columns):
                    columns.append(np.full(count, _NOTHING))
                if isinstance(values, np.ndarray):
                    columns[number][alike.places[chosen]] = values
                else:
                    told.append((columns[number], alike.places[chosen], values))
    ranks = {text: rank for rank, text in enumerate(sorted({text for _, _, coded in told for text in coded.texts}))}
    for column, places, coded in told:
        column[places] = np.array([*map(ranks.__getitem__, coded.texts), len(ranks)], np.int64)[coded.places]
    return np.column_stack(columns) if columns else np.zeros((count, 0), np.int64)
