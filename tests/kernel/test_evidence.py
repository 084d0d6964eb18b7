"""Events that conclusions rest on, found through chains that are longer than Python may recurse."""

from __future__ import annotations

import numpy as np

from afterword.engine.kernel.evidence import _follow, _note, find_deciding
from afterword.engine.kernel.memory import (
    BASE,
    CELLS,
    EVENT_FROM,
    F_COUNT,
    F_PARENTS,
    FACT,
    FACT_TABLE,
    LISTS,
    LOG,
    MARK,
    OK,
    STATUS,
    Integers,
    make_work,
    pack,
)

EVENTS, OTHERS, LINKS = 700, 5, 3_000


def make_chain() -> tuple[Integers, Integers]:
    """A log of events and other rows, and conclusions that rest each on the one before, twice, and on an event or another row."""
    work = make_work(1, 1, LINKS)
    base = work[BASE] = EVENTS + OTHERS
    for number in range(LINKS):
        fact, parents = work[FACT_TABLE] + FACT * number, work[CELLS] + 3 * number
        before = [base + number - 1] * 2 if number else []
        own = [*before, (number * 7) % base]
        work[fact + F_PARENTS], work[fact + F_COUNT] = parents, len(own)
        work[parents : parents + len(own)] = own
    work[LOG] = 1
    return pack([np.array([0, 3, 3 + EVENTS], np.int64)]), work


def test_long_chain() -> None:
    """All events below the last conclusion, and nothing else; the last of them is the one that decides."""
    logs, work = make_chain()
    assert logs[EVENT_FROM + 2] == 3
    begin, top = int(work[LISTS]), EVENTS + OTHERS + LINKS - 1
    assert find_deciding(logs, work, top) == EVENTS - 1
    assert find_deciding(logs, work, EVENTS + OTHERS + 4) == 28
    assert work[LISTS] == begin
    work[MARK] += 1
    for identity in (top, 12, -1, top):
        _note(work, identity)
    _follow(logs, work, begin)
    assert sorted(set(work[begin : work[LISTS]].tolist())) == list(range(EVENTS))
    assert work[STATUS] == OK


def test_what_rests_on_nothing() -> None:
    """An event decides itself; the start of a log, or no row at all, is no event."""
    logs, work = make_chain()
    assert [find_deciding(logs, work, identity) for identity in (0, 42, -1, EVENTS, EVENTS + 1)] == [0, 42, -1, -1, -1]
