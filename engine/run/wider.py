"""Searches of which one has more bounds than another: mostly what the wider one finds answers both."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.compile.program import Find, Join, Step


def find_wider(steps: Sequence[Step], step: Find) -> Find | None:
    """A step that looks for the same with fewer bounds. Where it finds nothing, or a row within all bounds, ``step`` finds the same."""
    return next((other for other in steps if isinstance(other, Find) and other.slot != step.slot and _is_wider(other, step)), None)


def more_bounds(wide: Find, narrow: Find) -> list[Join]:
    """The bounds that only the narrow one has; all of its alternatives share them."""
    return [join for join in narrow.seeks[0].joins if join not in wide.seeks[0].joins]


def _is_wider(one: Find, other: Find) -> bool:
    """Whether what the second find looks for is what the first does, but for bounds that all of its alternatives share."""
    if (one.pick, one.nth, len(one.seeks)) != (other.pick, other.nth, len(other.seeks)):
        return False
    bounds = set()
    for wide, narrow in zip(one.seeks, other.seeks, strict=True):
        if wide._replace(joins=()) != narrow._replace(joins=()) or not set(wide.joins) < set(narrow.joins):
            return False
        bounds.add(frozenset(narrow.joins) - frozenset(wide.joins))
    return len(bounds) == 1 and not any(join.guard for join in bounds.pop())
