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


def first_of(relation: int, low: Sequence[Bound]) -> str:
    """The index, in a list between its two ends, of the first place that is not below; of the far end, where there is none."""
    if not low:
        return "1"
    if len(low) == 1 and low[0].is_event:
        return f"bisect_{'right' if low[0].is_strict else 'left'}(a{relation}, {low[0].text})"
    return _index(relation, "max", [_place(bound, after=bound.is_strict) for bound in low])


def end_of(relation: int, high: Sequence[Bound]) -> str:
    """The index behind that of the last place that is not above; that of the first place, where there is none."""
    if not high:
        return f"(len(a{relation}) - 1)"
    if len(high) == 1 and high[0].is_event:
        return f"bisect_{'left' if high[0].is_strict else 'right'}(a{relation}, {high[0].text})"
    return _index(relation, "min", [_place(bound, after=not bound.is_strict) for bound in high])


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


def _index(relation: int, pick: str, places: Sequence[str]) -> str:
    place = places[0] if len(places) == 1 else f"{pick}({', '.join(places)})"
    return f"bisect_left(a{relation}, {place}, 1, len(a{relation}) - 1)"


def _compared(row: str, bound: Bound, sign: str) -> str:
    return f"{f'at[{row}]' if bound.is_time else row} {sign} {bound.text}"
