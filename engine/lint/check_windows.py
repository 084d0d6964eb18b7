"""Finds windows that nothing can be in, beyond those that a pack is refused for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.patterns import Direction
from afterword.engine.language.rule import Ref, TimeExpr, Window
from afterword.engine.language.scope import as_table
from afterword.engine.language.target_reader import TARGETS, closes_first, is_long
from afterword.engine.lint.subject import Subject, timed_aliases
from afterword.engine.spans import Span
from afterword.engine.times.model import Duration


class _Case(NamedTuple):
    """A window that looks forward, with the place to show and the times that the case's event is not before."""

    window: Window
    place: Span
    starts: tuple[TimeExpr, ...]
    only: bool
    """Whether the case's event is at the first of these times."""


def check_windows(subject: Subject) -> Iterator[Diagnostic]:
    """`never-in-time`: what is due before it may begin, or at once."""
    for read in subject.sound:
        case = _case_of(read)
        if case is None:
            continue
        target = read.rule.target
        so = "never shown" if target is None else "never done in time" if target.at_least else "never broken"
        if _is_instant(case):
            message = "only what happens in the very moment of the case's event is in time"
            yield Diagnostic("never-in-time", message, case.place, "give it more time")
        elif _closed(case):
            message = f"the window is over before the case's event, so this is {so}"
            yield Diagnostic("never-in-time", message, case.place, "let it end later, or count it from another time")


def _case_of(read: ReadRule) -> _Case | None:
    rule, target = read.rule, read.rule.target
    window, place = rule.show if target is None else target.window, _closing(read)
    if target is not None and target.direction is Direction.ANY:
        return None
    starts = tuple(TimeExpr(Ref(alias, "at", place)) for alias in timed_aliases(rule))
    if target is not None and target.direction in {Direction.BEFORE, Direction.PREVIOUS}:
        starts, window = (), Window(due=window.due if isinstance(window.due, Duration) else None)
    return _Case(window, place, starts, only=len(starts) == 1)


def _closing(read: ReadRule) -> Span:
    """Where the rule says by when."""
    for key in ("show", *TARGETS):
        table = as_table(read.node.get(key))
        end = (table.get("within") or table.get("before")) if table is not None else None
        if end is not None:
            return end.place.span(read.source)
    return read.rule.span


def _is_instant(case: _Case) -> bool:
    """Whether the window ends as the case's event happens: with a length of nothing, or with the time of that event."""
    due = case.window.due
    if isinstance(due, Duration):
        return case.window.base is None and not is_long(due)
    return due is not None and due.shift is None and due in case.starts


def _closed(case: _Case) -> bool:
    """Whether the window ends before the case's event, or before it opens, whatever the log says."""
    window = case.window
    base = window.base or (case.starts[0] if case.only else None)
    due, opens = _absolute(window.due, base), _absolute(window.opens, base)
    if due is None:
        return False
    if opens is not None and closes_first(opens, due):
        return True
    return any(closes_first(start, due) or (window.opens is not None and _opens_after(start, window, due)) for start in case.starts)


def _opens_after(start: TimeExpr, window: Window, due: TimeExpr) -> bool:
    """Whether a window that opens some time after the case's event, which is not before ``start``, opens only after it is due."""
    return window.base is None and isinstance(window.opens, Duration) and closes_first(replace(start, shift=window.opens), due)


def _absolute(end: Duration | TimeExpr | None, base: TimeExpr | None) -> TimeExpr | None:
    """An end of a window as a time: where it is a length, counted from ``base``."""
    if not isinstance(end, Duration):
        return end
    if base is None:
        return None
    if base.shift is None:
        return replace(base, shift=end, sign=1)
    total = _sum(base.shift, base.sign, end)
    return None if total is None else replace(base, shift=total[0], sign=total[1])


def _sum(one: Duration, sign: int, other: Duration) -> tuple[Duration, int] | None:
    """Two lengths of one kind of unit together, with the sign of the sum."""
    elapsed, days = sign * one.elapsed + other.elapsed, sign * one.days + other.days
    if one.business_days or other.business_days or (elapsed and days):
        return None
    return Duration(abs(elapsed), abs(days)), -1 if elapsed < 0 or days < 0 else 1
