"""The moments of many cases, as scripts of lines have them: on the clocks of their logs, by the texts of days and offsets."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import V_DUE, V_HI, V_LOG, V_OPENS, Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.kernel.write_lines import MOMENT_WIDTH, NO_MOMENT
from afterword.engine.report.line_script import MOMENTS, TIMES
from afterword.engine.report.quick_moments import DAYS, OFFSETS
from afterword.engine.times.zones import DAY

MOMENT_COLUMNS = {"since": V_HI, "opens": V_OPENS, "due": V_DUE}
"""Where the rows of cases have their `MOMENTS`."""
_PLACES = [MOMENT_COLUMNS[name] for name in MOMENTS]
_DAY_TEXTS = 3  # ISO 8601, in words, in words with the year
_WIDE = 1_000_000  # numbers that are worth a table


class CaseMoments(NamedTuple):
    """The moments of cases, `MOMENT_WIDTH` columns each, and the texts that they speak of, which are numbered from a first one on."""

    columns: Integers
    texts: list[str]


class CaseTimes(NamedTuple):
    """When things came about (microseconds, UTC, or `MISSING`), `TIMES` columns, and the zones of the clocks that tell it."""

    moments: Integers
    zones: Integers


def tell_moments(  # noqa: PLR0913, PLR0917 - all that tells them
    rows: Integers, times: CaseTimes, zones: Integers, years: Integers, surroundings: Surroundings, first: int
) -> CaseMoments:
    """Those of cases, from their rows in `Found`; by log, ``zones`` are the numbers of clocks, and ``years`` go without saying."""
    columns = np.full((len(rows), len(MOMENTS) + TIMES, MOMENT_WIDTH), NO_MOMENT)
    flat = columns.reshape(len(rows), columns.shape[1] * MOMENT_WIDTH)
    found = np.column_stack([rows[:, _PLACES], times.moments])
    cases, which = np.nonzero(found != MISSING)
    if not len(cases):
        return CaseMoments(flat, [])
    logs = rows[cases, V_LOG]
    moments = found[cases, which]
    clocks = np.column_stack([*[zones[rows[:, V_LOG]]] * len(MOMENTS), times.zones])
    ahead = surroundings.offsets(clocks[cases, which], moments)
    days, rest = np.divmod(moments + ahead, DAY)
    numbers, days = _number(days)
    offsets, ahead = _number(ahead)
    told = [DAYS[day] for day in numbers.tolist()]
    named = np.array([year for _, _, year in told])[days] != years[logs]
    texts = [text for date, words, year in told for text in (date, words, f"{words} {year}")]
    iso = first + _DAY_TEXTS * days
    columns[cases, which] = np.column_stack([iso, iso + 1 + named, rest, first + len(texts) + ahead])
    return CaseMoments(flat, texts + [OFFSETS[offset] for offset in offsets.tolist()])


def _number(values: Integers) -> tuple[Integers, Integers]:
    """The values that there are, and of each its place among these."""
    low = values.min()
    span = int(values.max() - low) + 1
    if span > _WIDE:
        found, places = np.unique(values, return_inverse=True)
        return found, places
    there = np.zeros(span, np.bool_)
    there[values - low] = True
    return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[values - low]
