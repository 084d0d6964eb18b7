"""What reading JSON takes and gives: what keys mean, room for what is met, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.keep_compiled import inlined
from afterword.engine.kernel.memory import Bytes, Integers, pointer_to

UNKNOWN, TYPE, AT, EVENTS, SECTION = -1, -2, -3, -4, -5
"""What a key stands for where it is no field: nothing that is known, a type, a time, the events of a log, or entities of the first kind;
those of the next kinds count down from there."""

S_ROW, S_BEGIN, S_END, S_HASH, S_CODE, SEEN = range(6)
"""Of a text that was seen: its row, where it begins and ends, its hash, its code."""
C_NAME, C_BEGIN, C_END, C_HASH, CELL = range(5)
"""Of a field of the thing at hand: the number of its key, where its value begins and ends, the hash of that."""
MOST_FIELDS = 64


class Outline(NamedTuple):
    """What keys mean. ``names`` are all of them, and those of the types, one after another, each from its place in ``name_from`` on.

    ``name_table`` finds them by hash. By kind of thing (types of events, kinds of entities, logs) and name: the row of codes that a field
    has, or what else the key stands for, in ``roles``, and whether it must be there, in ``needed``. ``types`` tells the type that a name
    is of; ``needs`` how many fields each kind needs; things in which ``imported`` is said need none; ``doubted`` are types that are left.
    ``named`` is the row of the names of entities.
    """

    names: Bytes
    name_from: Integers
    name_table: Integers
    roles: Integers
    needed: Integers
    types: Integers
    needs: Integers
    imported: Integers
    doubted: Integers
    named: int


class Things(NamedTuple):
    """Logs, events or entities, as they stand in the text: kind and log of each; by row its codes; by kind, which rows it has."""

    kinds: Integers
    owners: Integers
    codes: Integers
    used: NDArray[np.bool_]

    @property
    def rows(self) -> set[int]:
        """The rows that any kind has."""
        return set(np.flatnonzero(self.used.sum(axis=0)).tolist())


class JsonTexts(NamedTuple):
    """The texts of one row, by code from 1, as they stand in ``whole``: each up to one of ``ends``, with a comma behind it."""

    whole: bytes
    begin: int
    ends: Integers

    @property
    def listed(self) -> bytes:
        """All of them as a list in JSON."""
        return b"[%b]" % self.whole[self.begin : int(self.ends[-1]) - 1] if len(self.ends) else b"[]"

    def each(self) -> list[bytes]:
        """One after another."""
        bounds = [self.begin, *self.ends.tolist()]
        return [self.whole[begin : end - 1] for begin, end in pairwise(bounds)]


class Lines(NamedTuple):
    """What lines say: ``walls`` and ``offsets`` are those of events, as in `parse_time`, ``timed`` those of them that tell their time."""

    logs: Things
    events: Things
    entities: Things
    walls: Integers
    offsets: Integers
    timed: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    texts: Sequence[JsonTexts]


class Room(NamedTuple):
    """Room for ``most`` things, whose codes stand in ``rows``: their columns; which kinds have which rows; how many there are.

    As all that follows it goes as bare pointers between compiled functions (see `engine.kernel.memory`).
    """

    kinds: Any
    owners: Any
    codes: Any
    used: Any
    count: Any
    most: int
    rows: int


class Keys(NamedTuple):
    """An `Outline`, with the hash table's last place, how many names there are, the kind of logs, and how many types of events."""

    names: Any
    name_from: Any
    name_table: Any
    roles: Any
    needed: Any
    types: Any
    needs: Any
    imported: Any
    doubted: Any
    named: int
    last: int
    size: int
    log: int
    event_types: int


class Work(NamedTuple):
    """What is met on the way. The clocks of events: what they show, how far that is ahead, whether there is any.

    Of texts, ``entries`` hold row, begin, end, hash and code of each, ``table`` finds them by hash, ``counts`` says how many there are by
    row, and last in all. ``cells`` are the fields of one thing; ``met`` is at which thing a key was met last, and ``seen`` in which log,
    both counted from 1; ``stamp`` is the number of the thing.
    """

    walls: Any
    offsets: Any
    timed: Any
    entries: Any
    table: Any
    counts: Any
    cells: Any
    met: Any
    seen: Any
    stamp: Any
    last: int


def make_room(most: int, rows: int, kinds: int) -> Room:
    """Room for so many things at most, of so many kinds, with so many rows of codes."""
    kind, owner = np.zeros((2, most), np.int64)
    return Room(kind, owner, np.zeros(rows * most, np.int64), np.zeros(kinds * rows, np.int64), np.zeros(1, np.int64), most, rows)


@inlined
def bare_room(room: Room) -> Room:
    """Room as bare pointers."""
    kinds, owners = pointer_to(room.kinds), pointer_to(room.owners)
    return Room(kinds, owners, pointer_to(room.codes), pointer_to(room.used), pointer_to(room.count), room.most, room.rows)


@inlined
def bare_keys(keys: Keys) -> Keys:
    """Keys as bare pointers."""
    return Keys(
        pointer_to(keys.names),
        pointer_to(keys.name_from),
        pointer_to(keys.name_table),
        pointer_to(keys.roles),
        pointer_to(keys.needed),
        pointer_to(keys.types),
        pointer_to(keys.needs),
        pointer_to(keys.imported),
        pointer_to(keys.doubted),
        keys.named,
        keys.last,
        keys.size,
        keys.log,
        keys.event_types,
    )


@inlined
def bare_work(work: Work) -> Work:
    """All else as bare pointers."""
    return Work(
        pointer_to(work.walls),
        pointer_to(work.offsets),
        pointer_to(work.timed),
        pointer_to(work.entries),
        pointer_to(work.table),
        pointer_to(work.counts),
        pointer_to(work.cells),
        pointer_to(work.met),
        pointer_to(work.seen),
        pointer_to(work.stamp),
        work.last,
    )
