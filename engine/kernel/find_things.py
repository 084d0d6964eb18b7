"""Compiled: what the IDs in cases stand for, and which cases are alike."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from afterword.engine.kernel.keep_compiled import inlined, keep_compiled
from afterword.engine.kernel.memory import M_RELATION, V_DECIDING, V_LOG, V_PLAN, V_STATE, VERDICT, Integers

NOTHING = 0
"""The kind of what is nothing: the start of a log, or no thing at all."""
FIRST_TYPE = 1
"""The kind of events of the first type; those of the other types follow, then the relations of facts, then the sections of all else."""
_PRIME = 2**31 - 1


class Origins(NamedTuple):
    """What IDs of logs stand for: an event, by its type; a conclusion, one of those ``made``; or a row of a section.

    By log, ``event_from`` tells where its events begin, ``first_facts`` the ID of its first conclusion and ``made_from`` where that is. So
    many rows as ``starts`` stand behind the events, then the sections, each of which begins by log as ``begins`` tell. The rows of the last
    section have ``symbols``.
    """

    event_from: Integers
    event_types: Integers
    first_facts: Integers
    made_from: Integers
    made: Integers
    begins: Integers
    symbols: Integers
    types: int
    relations: int
    starts: int


class FoundThings(NamedTuple):
    """What each case binds, and last what decided it: kinds, and places among all of a kind (of members of lists: their symbols).

    Cases that are alike, of one plan, in one state and with things of the same kinds, follow one another in ``order``; they begin as
    ``groups`` tells, which has the end, too.
    """

    kinds: Integers
    places: Integers
    order: Integers
    groups: Integers


def find_things(rows: Integers, binds: Integers, origins: Origins) -> FoundThings:
    """Those of cases, from their rows in `Found`; ``binds`` tells how many aliases the cases of each plan have."""
    shape = len(rows), rows.shape[1] - VERDICT + 1
    kinds, places = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    order, groups, own = np.empty(len(rows), np.int64), np.zeros(len(rows) + 1, np.int64), np.empty(len(rows), np.int64)
    heads = np.full(1 << (2 * len(rows)).bit_length(), -1)
    count = _find_things(kinds, places, order, groups, own, heads, rows, binds, *origins)
    return FoundThings(kinds, places, order, groups[: count + 1])


def compile_things() -> None:
    """Have compiled what the first lines would wait for."""
    nothing, table = np.zeros(0, np.int64), np.zeros((0, 5), np.int64)
    origins = Origins(nothing, nothing, nothing, nothing, table, table, nothing, 0, 0, 0)
    find_things(np.zeros((0, VERDICT), np.int64), nothing, origins)


@keep_compiled
def _find_things(
    kinds: Integers,
    places: Integers,
    order: Integers,
    groups: Integers,
    own: Integers,
    heads: Integers,
    rows: Integers,
    binds: Integers,
    event_from: Integers,
    event_types: Integers,
    first_facts: Integers,
    made_from: Integers,
    made: Integers,
    begins: Integers,
    symbols: Integers,
    types: int,
    relations: int,
    starts: int,
) -> int:
    last = kinds.shape[1] - 1
    for case in range(len(rows)):
        log = rows[case, V_LOG]
        for column in range(last + 1):
            identity = rows[case, VERDICT + column] if column < binds[rows[case, V_PLAN]] else -1
            if column == last:
                identity = rows[case, V_DECIDING]
            if identity < 0:
                continue
            event, facts = event_from[log] + identity, identity - first_facts[log]
            if event < event_from[log + 1]:
                kinds[case, column] = FIRST_TYPE + event_types[event]
                places[case, column] = event
            elif facts >= 0:
                place = made_from[log] + facts
                kinds[case, column] = FIRST_TYPE + types + made[place, M_RELATION]
                places[case, column] = place
            else:
                rest = event - event_from[log + 1] - starts
                section = _find_section(rest, log, begins)
                if section >= 0:
                    for before in range(section):
                        rest -= begins[before, log + 1] - begins[before, log]
                    kinds[case, column] = FIRST_TYPE + types + relations + section
                    places[case, column] = rest if section < len(begins) - 1 else symbols[begins[section, log] + rest]
    return _group(order, groups, own, heads, rows, kinds)


@inlined
def _find_section(rest: int, log: int, begins: Integers) -> int:
    """Which section has a row, counted from the first row of the first one, or -1."""
    for section in range(len(begins) if rest >= 0 else 0):
        rest -= begins[section, log + 1] - begins[section, log]
        if rest < 0:
            return section
    return -1


@inlined
def _group(order: Integers, groups: Integers, own: Integers, heads: Integers, rows: Integers, kinds: Integers) -> int:
    """Have cases that are alike follow one another; how many groups of these there are. ``heads`` are first cases of groups, by hash."""
    count, mask = 0, len(heads) - 1
    for case in range(len(rows)):
        place = _hash(rows[case, V_PLAN], rows[case, V_STATE], kinds[case]) & mask
        while heads[place] >= 0 and not _are_alike(heads[place], case, rows, kinds):
            place = (place + 1) & mask
        if heads[place] < 0:
            heads[place] = case
            own[case] = count
            count += 1
        else:
            own[case] = own[heads[place]]
        groups[own[case] + 1] += 1
    for group in range(count):
        groups[group + 1] += groups[group]
    for case in range(len(rows) - 1, -1, -1):
        groups[own[case] + 1] -= 1
        order[groups[own[case] + 1]] = case
    for group in range(count):
        groups[group] = groups[group + 1]
    groups[count] = len(rows)
    return count


@inlined
def _hash(plan: int, state: int, kinds: Integers) -> int:
    """A number that cases that are alike have in common."""
    number = plan * 31 + state
    for column in range(len(kinds)):
        number = (number * 1_000_003 + kinds[column]) % _PRIME
    return number


@inlined
def _are_alike(one: int, other: int, rows: Integers, kinds: Integers) -> bool:
    """Whether two cases are alike."""
    alike: bool = rows[one, V_PLAN] == rows[other, V_PLAN] and rows[one, V_STATE] == rows[other, V_STATE]
    for column in range(kinds.shape[1]):
        alike &= kinds[one, column] == kinds[other, column]
    return alike
