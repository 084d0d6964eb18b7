"""Windows in words: from when to when something counts, and how something that came lies to it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from afterword.engine.language.patterns import Direction
from afterword.engine.language.rule import Op
from afterword.engine.report.messages import past_due
from afterword.engine.times.model import Duration, Interval
from afterword.engine.why.case import Case
from afterword.engine.why.model import Tested
from afterword.engine.why.readings import When, moment_of
from afterword.engine.why.rows import Hit, event_of
from afterword.engine.why.wanted import length_words, time_words
from afterword.engine.why.windows import Bounds, base_of
from afterword.engine.why.words import Words, lasting


class Stretch(NamedTuple):
    """The window of a case as one decision saw it: ``anchor`` is the event that it counts from, unless the rule names another time."""

    words: Words
    case: Case
    bounds: Bounds
    anchor: Hit
    recurs: bool

    def describe(self) -> str:
        """From when to when something counts: `, by Thu 2 Oct 14:30 (24 hours)`."""
        target, bounds, words = self.case.target, self.bounds, self.words
        parts = []
        if bounds.reach is not None:
            parts.append(f"not before {words.opening(bounds.reach)}")
        if bounds.opens is not None:
            parts.append(f"from {words.opening(bounds.opens)}")
        if bounds.due is not None:
            lasts = self._limit if not self._looks_back else None
            parts.append(f"by {words.moment(bounds.due)}" + (f" ({length_words(lasts)})" if lasts else ""))
        if target.sliding is not None:
            parts.append(f"in any {length_words(target.sliding)}")
        if target.by is not None:
            parts.append(f"for each {target.by}")
        return "".join(f", {part}" for part in parts)

    @property
    def _looks_back(self) -> bool:
        return self.case.target.direction in {Direction.BEFORE, Direction.PREVIOUS}

    @property
    def _limit(self) -> Duration | None:
        """How long the window lasts, where that is a length of time."""
        due = self.case.target.every or self.case.target.window.due
        return due if isinstance(due, Duration) else None

    @property
    def _least(self) -> Duration | None:
        """How much later, or earlier, something must come at the least."""
        opens = self.case.target.window.opens
        return opens if isinstance(opens, Duration) else None

    def met(self, hit: Hit) -> tuple[str, Tested | None]:
        """How something lies in its window."""
        elapsed = self._elapsed(hit)
        text = f"came {elapsed} (limit {length_words(self._limit)})" if self._limit and elapsed else "came in time"
        bound = self.bounds.due if self.bounds.due is not None else self.bounds.reach
        return text, self._tested(hit, Op.NOT_AFTER if self.bounds.due is not None else Op.NOT_BEFORE, bound, None)

    def missed(self, hit: Hit) -> tuple[str, Tested | None]:
        """How something missed its window."""
        words, bounds, elapsed = self.words, self.bounds, self._elapsed(hit)
        lo, hi = event_of(hit).when
        tested = None
        text = "may have come too early or too late"
        if not bounds.known:
            text = "cannot be in time for sure: a time that the rule counts from is not given"
        elif bounds.reach is not None and hi < bounds.reach:
            text = f"came {elapsed} (limit {length_words(self._limit)})" if self._limit else f"came before {words.opening(bounds.reach)}"
            tested = self._tested(hit, Op.NOT_BEFORE, bounds.reach, bounds.reach - hi)
        elif self._too_near(lo, hi):
            text = f"came only {elapsed} (at least {length_words(self._least)} wanted)" if self._least else "came too near"
            tested = self._tested(hit, Op.NOT_BEFORE, bounds.opens, None)
        elif bounds.opens is not None and hi < bounds.opens:
            text = f"came {lasting(bounds.opens - hi)} too early: its time begins {words.opening(bounds.opens)}"
            tested = self._tested(hit, Op.NOT_BEFORE, bounds.opens, bounds.opens - hi)
        elif bounds.due is not None and lo > bounds.due:
            late = past_due(lo, bounds.due)
            counted = self._limit is not None and not self._looks_back
            text = f"came {lasting(late)} too late: the limit was {words.moment(bounds.due)}"
            text = f"came {elapsed} (limit {length_words(self._limit)})" if counted and self._limit else text
            tested = self._tested(hit, Op.NOT_AFTER, bounds.due, late)
        return text, tested

    def _too_near(self, lo: int, hi: int) -> bool:
        """Whether something came sooner after, or less long before, than the rule wants."""
        bounds = self.bounds
        if self._looks_back:
            return self._least is not None and bounds.due is not None and lo > bounds.due
        ahead = bounds.opens is not None and hi < bounds.opens
        return self._least is not None and ahead and (bounds.until is None or lo > bounds.until)

    def _elapsed(self, hit: Hit) -> str | None:
        """How long after, or before, that what its window is counted from something came."""
        there, window = event_of(hit).when, self.case.target.window
        base: When | None = moment_of(event_of(self.anchor))
        name = self.words.name(event_of(self.anchor))
        if window.base is not None and not self.recurs:
            base, name = base_of(self.case.world, window.base, self.case.scope), time_words(self.words, window.base, self.case.scope)
        if base is None:
            return None
        if there.lo >= base.late.hi:
            return f"{lasting(past_due(there.lo, base.late.hi))} after {name}"
        if there.hi <= base.early.lo:
            return f"{lasting(base.early.lo - there.hi)} before {name}"
        return f"about the same time as {name}"

    def _tested(self, hit: Hit, op: Op, bound: int | None, off: int | None) -> Tested:
        wanted = None if bound is None else self.words.plain(Interval(bound, bound))
        met = self.words.plain(event_of(hit).when)
        return Tested("at", op.value, wanted, met, None if off is None else timedelta(microseconds=off))
