"""Compiled: taking room in `work`. Who runs out of it says so in STATUS and returns; then the log begins again with more."""

from __future__ import annotations

from afterword.engine.kernel.keep_compiled import inlined
from afterword.engine.kernel.memory import CELLS, CELLS_END, FULL, LISTS, LISTS_END, STATUS, Memory


@inlined
def take(work: Memory, amount: int) -> int:
    """Where so much room for lists begins; -1 where there is not so much."""
    place = work[LISTS]
    if place + amount > work[LISTS_END]:
        work[STATUS] = FULL
        return -1
    work[LISTS] = place + amount
    return place


@inlined
def take_cells(work: Memory, amount: int) -> int:
    """The same of cells."""
    place = work[CELLS]
    if place + amount > work[CELLS_END]:
        work[STATUS] = FULL
        return -1
    work[CELLS] = place + amount
    return place
