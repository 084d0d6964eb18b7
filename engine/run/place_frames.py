"""How cases over places are handed over: what `engine.run.place_code` writes, and `engine.run.places` reads."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.verdicts import State

STATES = tuple(State)
"""States by their numbers."""
CONSTANT, NUMBER, PLACE, START = range(4)
HEAD = 3
"""So much of a case stands before the numbers that its frame names: the number of the frame, of the state, the place that decided it."""


class Frame(NamedTuple):
    """How to read a case: the place of its plan in the program, and where the integers of its row come from.

    Each is a pair: `CONSTANT` and itself; `NUMBER` and where it stands in the case; `PLACE` and where the place stands whose event's ID it
    is; or `START` and the relation of the log's start, whose only row's ID it is.
    """

    plan: int
    parts: tuple[tuple[int, int], ...]


class PlaceCode(NamedTuple):
    """A program's function, fit to be kept in a file: a marshalled code object of this Python, and the frames of the cases it makes."""

    module: bytes
    frames: tuple[Frame, ...]
