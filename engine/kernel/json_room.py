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

S_ROW, S_SIZE, S_SEAL, S_BEGIN, S_CODE, SEEN = 0, 1, 2, 6, 7, 8
"""Of a text that was seen: its row, how long it is, the words of its `seal`, where it begins, its code."""
C_NAME, C_BEGIN, C_END, CELL = range(4)
"""Of a field of the thing at hand: the number of its key, where its value begins and ends."""
N_SIZE, N_SEAL, NAME = 0, 1, 5
"""Of a name: how long it is, the words of its `seal`."""
MOST_FIELDS = 64
CELL_THING = 32
"""Bits of a cell that are left to the text."""


class Outline(NamedTuple):
    """What keys mean. ``names`` are all of them, and those of the types, one after another, each from its place in ``name_from`` on.

    ``name_table`` finds them by their seals, which stand in ``marks``; ``type_name`` and ``at_name`` are the numbers of two of them.
    By kind of thing (types of events, kinds of entities, logs) and name: the row of codes that a field has, or what else the key stands
    for, in ``roles``, and whether it must be there, in ``needed``. ``types`` tells the type that a name is of; ``needs`` how many fields
    each kind needs; things in which ``imported`` is said need none; ``doubted`` are types that are left. ``named`` is the row of the
    names of entities.
    """

    names: Bytes
    name_from: Integers
    name_table: Integers
    marks: Integers
    roles: Integers
    needed: Integers
    types: Integers
    needs: Integers
    imported: Integers
    doubted: Integers
    named: int
    type_name: int
    at_name: int


class Cells(NamedTuple):
    """What a row says: at these places of things, in order, these codes."""

    places: Integers
    codes: Integers


class Things:
    """Logs, events or entities, as they stand in the text: kind and log of each; by row what it says; by kind, which rows it has."""

    def __init__(self, kinds: Integers, owners: Integers, used: NDArray[np.bool_], cells: Cells, row_from: Sequence[int]) -> None:
        """``cells`` are those of one row after another, each ``row_from`` its place on."""
        self.kinds = kinds
        self.owners = owners
        self.used = used
        self._cells = cells
        self._row_from = row_from
        self._columns: dict[int, Integers] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self.kinds)

    @property
    def rows(self) -> list[int]:
        """The rows that any kind has."""
        return np.flatnonzero(self.used.any(axis=0)).tolist()

    def cells(self, row: int) -> Cells:
        """What a row says. Codes that are put in place of these count from then on."""
        begin, end = self._row_from[row : row + 2]
        return Cells(self._cells.places[begin:end], self._cells.codes[begin:end])

    def codes_at(self, row: int, places: Integers) -> Integers:
        """The codes of a few things in a row."""
        there, codes = self.cells(row)
        found = np.searchsorted(there, places)
        known = np.append(there, -1)[found] == places
        return np.where(known, np.append(codes, 0)[found], 0)

    def column(self, row: int) -> Integers:
        """The code of each thing in a row, worked out when it is asked for."""
        column = self._columns.get(row)
        if column is None:
            column = self._columns[row] = np.zeros(len(self), np.int64)
            places, codes = self.cells(row)
            column[places] = codes
        return column


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
    """What lines say: ``walls`` and ``offsets`` are those of events, as in `parse_time`, ``timed`` those of them that tell their time.

    Each line ends at one of ``ends``.
    """

    logs: Things
    events: Things
    entities: Things
    walls: Integers
    offsets: Integers
    timed: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    texts: Sequence[JsonTexts]
    ends: Integers


class Room(NamedTuple):
    """Room for ``most`` things: their kinds, logs and cells; which kinds have which ``rows``; how many things there are, and cells.

    A cell is one number made of those of a thing and a text (see `CELL_THING`). As all that follows it goes as bare pointers between
    compiled functions (see `engine.kernel.memory`).
    """

    kinds: Any
    owners: Any
    cells: Any
    used: Any
    count: Any
    most: int
    rows: int


class Keys(NamedTuple):
    """An `Outline`, with the hash table's last place, how many names there are, the kind of logs, and how many types of events."""

    names: Any
    name_from: Any
    name_table: Any
    marks: Any
    roles: Any
    needed: Any
    types: Any
    needs: Any
    imported: Any
    doubted: Any
    named: int
    type_name: int
    at_name: int
    last: int
    size: int
    log: int
    event_types: int


class Work(NamedTuple):
    """What is met on the way. The clocks of events: what they show, how far that is ahead, whether there is any.

    Of texts, ``entries`` hold what `S_ROW` and the rest are, ``table`` finds them by their seals (its last place is ``last``, so far),
    ``counts`` says how many there are by row, and last in all. ``cells`` are the fields of one thing; ``met`` is at which field a key was
    met last, and ``seen`` in which log, counted from 1; the fields of the thing at hand are counted from ``stamp`` on.
    """

    walls: Any
    offsets: Any
    timed: Any
    entries: Any
    table: Any
    last: Any
    counts: Any
    cells: Any
    met: Any
    seen: Any
    stamp: Any


def make_room(most: int, cells: int, rows: int, kinds: int) -> Room:
    """Room for so many things at most, with so many cells, of so many kinds, with so many rows."""
    kind, owner = np.empty((2, most), np.int64)
    return Room(kind, owner, np.empty(cells, np.int64), np.zeros(kinds * rows, np.int64), np.zeros(2, np.int64), most, rows)


@inlined
def bare_room(room: Room) -> Room:
    """Room as bare pointers."""
    kinds, owners, cells = pointer_to(room.kinds), pointer_to(room.owners), pointer_to(room.cells)
    return Room(kinds, owners, cells, pointer_to(room.used), pointer_to(room.count), room.most, room.rows)


@inlined
def bare_keys(keys: Keys) -> Keys:
    """Keys as bare pointers."""
    return Keys(
        pointer_to(keys.names),
        pointer_to(keys.name_from),
        pointer_to(keys.name_table),
        pointer_to(keys.marks),
        pointer_to(keys.roles),
        pointer_to(keys.needed),
        pointer_to(keys.types),
        pointer_to(keys.needs),
        pointer_to(keys.imported),
        pointer_to(keys.doubted),
        keys.named,
        keys.type_name,
        keys.at_name,
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
        pointer_to(work.last),
        pointer_to(work.counts),
        pointer_to(work.cells),
        pointer_to(work.met),
        pointer_to(work.seen),
        pointer_to(work.stamp),
    )
