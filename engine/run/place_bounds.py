"""Bounds on places, as Python: where in a list a search begins, and what is beyond them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Bound(NamedTuple):
    """A place, or a time, that the row sought must be beyond, as Python. ``is_event``: it is certainly the place of an event."""

    text: str
    is_time: bool
    is_strict: bool
    is_event: bool


class Places(NamedTuple):
    """The list of a relation's places: its number, and whether it holds the place of every event."""

    relation: int
    has_all: bool

    def first(self, low: Sequence[Bound]) -> str:
        """The index, between the two ends, of the first place that is not below; of the far end, where there is none."""
        if not low:
            return "1"
        if len(low) == 1 and low[0].is_event:
            return self._beside(low[0].text, after=low[0].is_strict)
        return self._index("max", [_place(bound, after=bound.is_strict) for bound in low])

    def end(self, high: Sequence[Bound]) -> str:
        """The index behind that of the last place that is not above; that of the first place, where there is none."""
        if not high:
            return f"(len(a{self.relation}) - 1)"
        if len(high) == 1 and high[0].is_event:
            return self._beside(high[0].text, after=not high[0].is_strict)
        return self._index("min", [_place(bound, after=not bound.is_strict) for bound in high])

    def _beside(self, event: str, *, after: bool) -> str:
        """The index of the first place that is an event's, or ``after`` it."""
        if self.has_all:
            return f"({event} + {1 + after})"
        return f"bisect_{'right' if after else 'left'}(a{self.relation}, {event})"

    def _index(self, pick: str, places: Sequence[str]) -> str:
        place = places[0] if len(places) == 1 else f"{pick}({', '.join(places)})"
        return f"bisect_left(a{self.relation}, {place}, 1, len(a{self.relation}) - 1)"


def within(row: str, low: Sequence[Bound] = (), high: Sequence[Bound] = ()) -> list[str]:
    """Tests that a row is within bounds."""
    above = [_compared(row, bound, ">" if bound.is_strict else ">=") for bound in low]
    return above + [_compared(row, bound, "<" if bound.is_strict else "<=") for bound in high]


def without(row: str, low: Sequence[Bound] = (), high: Sequence[Bound] = ()) -> list[str]:
    """The opposite of each of these tests."""
    below = [_compared(row, bound, "<=" if bound.is_strict else "<") for bound in low]
    return below + [_compared(row, bound, ">=" if bound.is_strict else ">") for bound in high]


def _place(bound: Bound, *, after: bool) -> str:
    """The first place that is at a bound, or ``after`` it."""
    if bound.is_time:
        return f"bisect_{'right' if after else 'left'}(at, {bound.text}, 0, n)"
    return f"{bound.text} + 1" if after else bound.text


def _compared(row: str, bound: Bound, sign: str) -> str:
    return f"{f'at[{row}]' if bound.is_time else row} {sign} {bound.text}"
