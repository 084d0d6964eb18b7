"""Windows as joins: as wide as they may be, or only as wide as they must be."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.compile.draft import Draft, Moments, Reading, not_earlier, not_later
from afterword.engine.compile.program import NEVER, Join, Operand
from afterword.engine.language.patterns import Direction
from afterword.engine.language.rule import Window
from afterword.engine.times.model import Duration

Joins = tuple[Join, ...]


class Frame(NamedTuple):
    """A window as two moments, ``None`` where a side is open, and the joins that hold a row ``inside`` it.

    Each member of ``inside`` is a stretch of time: there are two where lengths of time count both ways. ``early`` is the same without the
    deadline.
    """

    opens: Operand | None
    due: Operand | None
    inside: tuple[Joins, ...]
    early: tuple[Joins, ...]


ANY_TIME = Frame(None, None, ((),), ((),))
"""No window at all."""


def frame(draft: Draft, window: Window, start: Moments, reading: Reading, direction: Direction = Direction.AFTER) -> Frame:
    """A window that looks forward or, with ``direction`` ANY, both ways. A duration then counts on either side of where it is counted from.

    A bound whose time is absent is no bound to what may be, and shuts out what must be.
    """
    base = start if window.base is None else draft.moments(window.base)
    opens = due = None
    reach: Joins = ()
    begins: Joins = ()
    ends: Joins = ()
    if window.due is not None:
        closes = draft.shifted(base, window.due) if isinstance(window.due, Duration) else draft.moments(window.due)
        due = draft.default(closes.latest_end, NEVER) if reading is Reading.POSSIBLE else closes.earliest_end
        if direction is Direction.ANY and isinstance(window.due, Duration):
            reach = (_lower_bound(draft, draft.shifted(base, window.due, -1), reading),)
        ends = (not_later(due, reading),)
    if window.opens is not None:
        starts = draft.shifted(base, window.opens) if isinstance(window.opens, Duration) else draft.moments(window.opens)
        begins = (_lower_bound(draft, starts, reading),)
        opens = begins[0].operand
    early: tuple[Joins, ...] = ((*reach, *begins),)
    if direction is Direction.ANY and isinstance(window.opens, Duration):
        early += ((*reach, _upper_bound(draft, draft.shifted(base, window.opens, -1), reading)),)
    return Frame(opens, due, tuple((*joins, *ends) for joins in early), early)


def mirrored(draft: Draft, window: Window, reading: Reading) -> Joins:
    """The joins of a window that looks back: durations count backwards, times stay where they are."""
    base = draft.row_moments(draft.anchor) if window.base is None else draft.moments(window.base)
    joins: Joins = ()
    if isinstance(window.due, Duration):
        joins += (_lower_bound(draft, draft.shifted(base, window.due, -1), reading),)
    elif window.due is not None:
        joins += (_upper_bound(draft, draft.moments(window.due), reading),)
    if isinstance(window.opens, Duration):
        joins += (_upper_bound(draft, draft.shifted(base, window.opens, -1), reading),)
    elif window.opens is not None:
        joins += (_lower_bound(draft, draft.moments(window.opens), reading),)
    return joins


def _lower_bound(draft: Draft, moments: Moments, reading: Reading) -> Join:
    """Not before this time."""
    if reading is Reading.POSSIBLE:
        return not_earlier(moments.earliest_start, reading)
    return not_earlier(draft.default(moments.latest_start, NEVER), reading)


def _upper_bound(draft: Draft, moments: Moments, reading: Reading) -> Join:
    """Not after this time."""
    if reading is Reading.POSSIBLE:
        return not_later(draft.default(moments.latest_end, NEVER), reading)
    return not_later(moments.earliest_end, reading)
