"""How cases over places are handed over: what `engine.run.place_code` writes, and `engine.run.places` reads."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.compile.program import Shift
from afterword.engine.verdicts import State

Part = tuple[int, int, int]
"""An integer of a case: a kind, and what that asks for.

`CONSTANT`: itself. `NUMBER`: where it stands in the case. `PLACE`: where the place stands whose event's ID it is. `TIME`: the same of an
event whose time it is, and what is added to that. `START`: the relation of the log's start, whose only row's ID it is.
"""

CONSTANT, NUMBER, PLACE, TIME, START = range(5)
NOTHING: Part = (CONSTANT, -1, 0)
"""The ID of no row."""


class Frame(NamedTuple):
    """How to read cases that end alike.

    There are the place of their plan in the program, their state, the ID of the row that decided them, and the integers of a case in the
    order in which executors hand it over.
    """

    plan: int
    state: State
    event: Part
    parts: tuple[Part, ...]


class PlaceCode(NamedTuple):
    """A program's function, fit to be kept in a file: a marshalled code object of this Python, and the frames of the cases it makes.

    ``shifts`` are the steps along the calendar that it asks for by their numbers.
    """

    module: bytes
    frames: tuple[Frame, ...]
    shifts: tuple[Shift, ...]
