"""Scripts of lines: what the line of a finding consists of, step by step, for who puts very many lines together at once."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

MOMENTS = ("since", "opens", "due")
"""The moments of a case; a step names one by its place here."""
TIMES = 2
"""How many more there may be: when events and facts came about, which the script names."""


class Op(IntEnum):
    """What a step writes."""

    TEXT = 0
    """Its text."""
    SLOT = 1
    """The next of the texts that were found for the case."""
    HEAD = 2
    """How the lines of the log begin."""
    LEVEL = 3
    """Its text for what cannot be done any more, its other text for all else."""
    STANDING = 4
    """The standing in quotes, or `null`."""
    EVIDENCE = 5
    """The events that the case rests on."""
    MOMENT = 6
    """A moment in ISO 8601 in quotes, or `null`."""
    SAY = 7
    """A moment in words, as `say_moment` has it; its text where there is none. So do the three that follow."""
    SAY_DAY = 8
    SAY_TIME = 9
    SAY_OPENING = 10
    MARK = 11
    """Nothing: it is where the message begins."""
    SPACE = 12
    """A space, unless the message is empty so far."""
    LATE = 13
    """How long the case is past its due time, in ISO 8601 in quotes, or `null`."""


class Step(NamedTuple):
    """A step: see `Op` for what its texts are; ``which`` moment it is about."""

    op: Op
    text: str = ""
    other: str = ""
    which: int = 0
