"""Compiled: cases put in order, a stretch at a time, by the numbers in their rows of keys. Most stretches are short."""

from __future__ import annotations

import numpy as np

from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.memory import Integers

_SHORT = 12


def sort_cases(order: Integers, stretches: Integers, keys: Integers) -> Integers:
    """Sort stretches of ``order``, each from one place up to another, by the rows of ``keys``, the first column first.

    Returns:
        The stretches of cases whose rows are equal; these stand as they stood.
    """
    ties = np.empty((len(order) // 2, 2), np.int64)
    return ties[: _sort_cases(order, stretches, keys, np.empty(len(order), np.int64), ties)]


def compile_sorting() -> None:
    """Have compiled what the first lines would wait for."""
    nothing, table = np.zeros(0, np.int64), np.zeros((0, 2), np.int64)
    sort_cases(nothing, table, table)


@keep_compiled
def _sort_cases(order: Integers, stretches: Integers, keys: Integers, room: Integers, ties: Integers) -> int:
    count = 0
    for stretch in range(len(stretches)):
        begin, end = stretches[stretch, 0], stretches[stretch, 1]
        for short in range(begin, end, _SHORT):
            _insert(order, short, min(short + _SHORT, end), keys)
        length = _SHORT
        while length < end - begin:
            _merge(order, begin, end, length, keys, room)
            length *= 2
        first = begin
        for place in range(begin + 1, end + 1):
            if place == end or _compare(order[first], order[place], keys):
                if place > first + 1:
                    ties[count, 0], ties[count, 1] = first, place
                    count += 1
                first = place
    return count


@inlined
def _compare(one: int, other: int, keys: Integers) -> int:
    """Below 0, 0 or above."""
    difference = 0
    for column in range(keys.shape[1]):
        if keys[one, column] != keys[other, column]:
            difference = -1 if keys[one, column] < keys[other, column] else 1
            break
    return difference


@inlined
def _insert(order: Integers, begin: int, end: int, keys: Integers) -> None:
    """Sort a short stretch."""
    for place in range(begin + 1, end):
        case, free = order[place], place
        while free > begin and _compare(order[free - 1], case, keys) > 0:
            order[free] = order[free - 1]
            free -= 1
        order[free] = case


@compiled
def _merge(order: Integers, begin: int, end: int, length: int, keys: Integers, room: Integers) -> None:
    """Merge sorted stretches of a length by twos."""
    for left in range(begin, end, 2 * length):
        middle, limit = min(left + length, end), min(left + 2 * length, end)
        one, other = left, middle
        for place in range(left, limit):
            if one < middle and (other >= limit or _compare(order[one], order[other], keys) <= 0):
                room[place] = order[one]
                one += 1
            else:
                room[place] = order[other]
                other += 1
    for place in range(begin, end):
        order[place] = room[place]
