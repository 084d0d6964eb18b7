"""Compiled: putting lists in order. Nearly all are short, or in order already."""

from __future__ import annotations

from afterword.engine.compile.program import Header
from afterword.engine.kernel.keep_compiled import compiled
from afterword.engine.kernel.memory import C_CELL, C_END, LISTS, Memory
from afterword.engine.kernel.room import take

NUMBERS, ROWS, CASES_BY, READINGS = range(4)
"""What a list holds: numbers, rows (by their place in the log), cases (by what they bind, then by one of their fields), places of times."""
_ID, _SEQ = int(Header.ID), int(Header.SEQ)


@compiled
def compare(work: Memory, one: int, other: int, what: int, aliases: int, field: int) -> int:
    """Below 0, 0 or above. Cases bind so many ``aliases``; a ``field`` of -1 does not count."""
    if what == NUMBERS:
        return one - other
    if what == READINGS:
        return work[one] - work[other]
    if what == ROWS:
        difference = work[one + _SEQ] - work[other + _SEQ]
        return difference or work[one + _ID] - work[other + _ID]
    for number in range(-aliases, 0):
        difference = work[work[one + C_END] + number] - work[work[other + C_END] + number]
        if difference:
            return difference
    return work[work[one + C_CELL] + field] - work[work[other + C_CELL] + field] if field >= 0 else 0


@compiled
def sort(work: Memory, begin: int, end: int, what: int, aliases: int, field: int) -> None:
    """Put a list in order, equal ones as they stand: sorted stretches of twice the length are merged until one is left."""
    rises = True
    for place in range(begin + 1, end):
        if compare(work, work[place], work[place - 1], what, aliases, field) < 0:
            rises = False
            break
    before = work[LISTS]
    length, room = 1, -1 if rises else take(work, end - begin)
    while room >= 0 and length < end - begin:
        for left in range(begin, end, 2 * length):
            middle, limit = min(left + length, end), min(left + 2 * length, end)
            one, other = left, middle
            for place in range(left, limit):
                if one < middle and (other >= limit or compare(work, work[one], work[other], what, aliases, field) <= 0):
                    work[room + place - begin] = work[one]
                    one += 1
                else:
                    work[room + place - begin] = work[other]
                    other += 1
        for place in range(begin, end):
            work[place] = work[room + place - begin]
        length *= 2
    work[LISTS] = before


@compiled
def drop_repeats(work: Memory, begin: int, end: int) -> int:
    """Keep one of each number of a sorted list; where it ends then."""
    kept = begin
    for place in range(begin, end):
        if kept == begin or work[place] != work[kept - 1]:
            work[kept] = work[place]
            kept += 1
    return kept
