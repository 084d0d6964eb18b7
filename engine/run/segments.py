"""A production cut into pieces that a rule network can run: joins and negations in one piece, look-ups side by side in the next."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.compile.operands import operands_of
from afterword.engine.compile.program import (
    Absent,
    Cell,
    Count,
    Default,
    Find,
    Found,
    Latest,
    Match,
    Production,
    Seek,
    Shift,
    Step,
)


class Segment:
    """Sums to do on each row, then one piece for the network: a conjunction that makes new rows, or look-ups on the rows there are."""

    __slots__ = ("absents", "founds", "lookups", "matches", "sums")

    def __init__(self) -> None:
        """Nothing to do yet."""
        self.sums: list[Latest | Shift | Default] = []
        self.matches: list[Match] = []
        self.absents: list[Absent] = []
        self.lookups: list[Find | Count | Absent] = []
        self.founds: list[Found] = []


class Segments(NamedTuple):
    """A whole production: its segments, and the sums that only its end asks for."""

    production: Production
    parts: tuple[Segment, ...]
    last: tuple[Latest | Shift | Default, ...]


def cut(production: Production) -> Segments:
    """Cut a production; a look-up waits for the next segment where it asks for what one of this segment finds."""
    parts: list[Segment] = []
    current = Segment()
    for step in production.steps:
        if _waits(step, current):
            parts.append(current)
            current = Segment()
        _put(step, current)
    if current.matches or current.lookups:
        parts.append(current)
        return Segments(production, tuple(parts), ())
    return Segments(production, tuple(parts), tuple(current.sums))


def is_plain(seek: Seek) -> bool:
    """Whether integers decide all of it, so that its lack can be asked of the network."""
    return not seek.texts and not any(join.guard for join in seek.joins)


def _waits(step: Step, current: Segment) -> bool:
    match step:
        case Match():
            return bool(current.lookups)
        case Found():
            return False
        case Latest() | Shift() | Default():
            return _asks(step, current) or bool(current.matches)
        case Absent(seek):
            in_conjunction = bool(current.matches) and not current.lookups and is_plain(seek)
            return not in_conjunction and (_asks(step, current) or bool(current.matches))
        case Find() | Count():
            return _asks(step, current) or bool(current.matches)


def _asks(step: Step, current: Segment) -> bool:
    """Whether a step reads what a look-up of the segment finds."""
    slots = {one.slot for one in current.lookups if isinstance(one, Find)}
    registers = {one.register for one in current.lookups if isinstance(one, Count)}
    if isinstance(step, Latest):
        return not slots.isdisjoint(step.slots)
    return any(operand.slot in slots if isinstance(operand, Cell) else operand.number in registers for operand in operands_of(step))


def _put(step: Step, current: Segment) -> None:
    match step:
        case Match():
            current.matches.append(step)
        case Latest() | Shift() | Default():
            current.sums.append(step)
        case Absent(seek) if current.matches and not current.lookups and is_plain(seek):
            current.absents.append(step)
        case Absent() | Find() | Count():
            current.lookups.append(step)
        case Found():
            current.founds.append(step)
