"""What a case asks for or forbids, in words: the window, what came, and what came near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from afterword.engine.language.patterns import Combine, Direction, Pattern
from afterword.engine.language.rule import NO_WINDOW, Op
from afterword.engine.log.model import Event
from afterword.engine.verdicts import State
from afterword.engine.why.case import Case
from afterword.engine.why.decide import Cause, Decision, counted, counts_with
from afterword.engine.why.model import Reason, ReasonKind, Tested
from afterword.engine.why.nearest import Check, Seeker
from afterword.engine.why.readings import Reading, Sure
from afterword.engine.why.rows import Concluded, Hit, Row, event_of, field_of, place_of
from afterword.engine.why.search import identity
from afterword.engine.why.tell_case import look_near
from afterword.engine.why.tell_window import Stretch
from afterword.engine.why.wanted import pattern_words
from afterword.engine.why.windows import Bounds, inside
from afterword.engine.why.words import Detail, Words

_PLACES = {
    Direction.NEXT: "the event just after {}",
    Direction.PREVIOUS: "the event just before {}",
    Direction.FIRST: "the first event of the log",
    Direction.LAST: "the last event of the log",
}
"""Where the one event stands that some targets look at."""

_ORDER, _WINDOW, _BARRIER, _GROUP = 2, 1, 2, 3
_OBEYED = {Cause.MET, Cause.NOTHING}
_WAITING = {State.OPEN, State.UPCOMING}


def tell_target(words: Words, case: Case, decision: Decision) -> Reason:
    """What the rule asks for, whether it was met, and by what."""
    return _Target(words, case, decision).tell()


class _Target:
    """The target of one case, as one decision on it saw it."""

    def __init__(self, words: Words, case: Case, decision: Decision) -> None:
        self._words = words
        self._case = case
        self._decision = decision
        self._anchor = case.anchor if decision.since is None else decision.since
        self._wide, self._narrow = (self._bounds(reading) for reading in (Reading.POSSIBLE, Reading.CERTAIN))
        self._reading = case.reading
        bounds = self._wide if self._reading is Reading.POSSIBLE else self._narrow
        self._stretch = Stretch(words, case, bounds, self._anchor, recurs=decision.since is not None)

    def _bounds(self, reading: Reading) -> Bounds:
        """The window of the case; that of a recurring duty ends as the decision has it."""
        return self._case.bounds(reading) if self._case.target.every is None else self._decision.bounds

    def tell(self) -> Reason:
        case, target = self._case, self._case.target
        children: list[Reason] = []
        left_out = 0
        for pattern in target.patterns:
            matches, misses, others = self._look(pattern)
            left_out += others
            if len(target.patterns) > 1:
                hit = bool(matches)
                text = pattern_words(self._words, pattern, case.scope)
                children.append(Reason(ReasonKind.PATTERN, hit, text, children=(*matches, *misses), left_out=others))
            else:
                children += [*matches, *misses]
        children += self._count()
        children += self._barrier()
        passed = None if self._decision.state in _WAITING else self._decision.cause in _OBEYED
        return Reason(
            ReasonKind.TARGET, passed, self._text(), children=tuple(children), left_out=left_out if len(target.patterns) == 1 else 0
        )

    # -- what is asked for ---------------------------------------------------------------------------------------------------

    def _text(self) -> str:
        target = self._case.target
        what = [pattern_words(self._words, pattern, self._case.scope) for pattern in target.patterns]
        asked = what[0] if len(what) == 1 else "exactly one of these" if target.combine is Combine.ONE_OF else "any of these"
        return f"{self._demand()} {self._side()}{self._stretch.describe()}: {asked}"

    def _demand(self) -> str:
        least, most = self._case.target.at_least, self._case.target.at_most
        if least is None:
            return f"at most {most}" if most else "forbidden"
        if most is not None:
            return f"exactly {most}" if most == least else f"{least} to {most}"
        return f"at least {least} expected" if least > 1 else "expected"

    def _side(self) -> str:
        name = self._words.name(event_of(self._anchor))
        match self._case.target.direction:
            case Direction.BEFORE:
                return f"before {name}"
            case Direction.ANY:
                return f"before or after {name}"
            case Direction.AFTER:
                return f"after {name}"
            case _:
                return f"as {self._spot()}"

    def _spot(self) -> str:
        """Where the one event stands that the target looks at."""
        return _PLACES[self._case.target.direction].format(self._words.name(event_of(self._anchor)))

    # -- what came -----------------------------------------------------------------------------------------------------------

    def _look(self, pattern: Pattern) -> tuple[list[Reason], tuple[Reason, ...], int]:
        """What fits, what came near, and how many others there are."""
        seeker = Seeker(self._words, pattern, self._case.scope, self._reading, self._checks)
        fitting = [hit for hit in self._case.matches((pattern,), self._reading) if all(check.passed for check in self._checks(hit))]
        shown = fitting
        if self._words.detail is not Detail.EVERY:
            decisive = {identity(one) for one in (*self._decision.seen, *((self._decision.hit,) if self._decision.hit else ()))}
            shown = [hit for hit in fitting if identity(hit) in decisive] or fitting[: self._wanted]
        matches = [seeker.tell_match(hit) for hit in shown]
        if fitting and self._words.detail is not Detail.EVERY:
            return matches, (), len(fitting) - len(shown)
        if self._decision.cause is Cause.LATE and self._words.detail is not Detail.EVERY:
            return matches, tuple(self._too_late(pattern, seeker)), 0
        misses = look_near(self._words, pattern, self._case.scope, seeker, list(fitting))
        return matches, misses.told, misses.left_out

    def _too_late(self, pattern: Pattern, seeker: Seeker) -> Iterator[Reason]:
        """What came too late, where that decides."""
        hit = self._decision.hit
        if hit is not None and identity(hit) in {identity(one) for one in self._case.matches((pattern,), self._reading)}:
            yield seeker.tell_miss(hit)

    @property
    def _wanted(self) -> int:
        return self._case.target.at_least or (self._case.target.at_most or 0) + 1

    def _checks(self, row: Row) -> Iterable[Check]:
        """What a match must meet beside its tests."""
        if not isinstance(row, Event | Concluded):
            return
        order = self._order(row)
        yield order
        if order.passed and (self._case.target.window != NO_WINDOW or self._case.target.every is not None):
            yield self._in_time(row)
        barrier = self._case.cut_off_by(row, self._reading)
        if barrier is not None:
            text = f"is cut off by {self._words.head(barrier)}"
            yield Check(passed=False, cost=_BARRIER, tell=lambda: Reason(ReasonKind.BARRIER, passed=False, text=text))
        by = self._case.target.by
        if by is not None and field_of(row, by) is None:
            yield Check(passed=False, cost=_GROUP, tell=lambda: Reason(ReasonKind.TEST, passed=False, text=f"{by} is not given"))

    def _order(self, hit: Hit) -> Check:
        """Whether it lies on the right side of the case's event."""
        if self._case.target.direction in _PLACES:
            return self._beside(hit)
        sure = self._case.lies(hit)
        if self._decision.since is not None and place_of(hit) <= place_of(self._decision.since):
            sure = Sure.NO
        passed = sure.under(self._reading)
        return Check(passed, _ORDER, lambda: self._told(ReasonKind.ORDER, passed, self._side_of(hit, passed=passed), hit, sure))

    def _side_of(self, hit: Hit, *, passed: bool) -> tuple[str, Tested | None]:
        """On which side of the case's event something came."""
        anchor, back = event_of(self._anchor), self._case.target.direction is Direction.BEFORE
        op, plain = Op.BEFORE if back else Op.AFTER, self._words.plain
        text = order_words(self._words.name(anchor), passed=passed, back=back)
        return text, Tested("at", op.value, plain(anchor.when), plain(event_of(hit).when))

    def _beside(self, hit: Hit) -> Check:
        neighbour = self._case.beside()
        passed = neighbour is not None and neighbour.id == event_of(hit).id
        there = f": that is {self._words.head(neighbour)}" if neighbour is not None else ", as there is none"
        text = f"is {self._spot()}" if passed else f"is not {self._spot()}{there}"
        return Check(passed, _ORDER, lambda: Reason(ReasonKind.ORDER, passed, text))

    def _in_time(self, hit: Hit) -> Check:
        sure = inside(hit, self._wide, self._narrow)
        passed = sure.under(self._reading)
        tell = self._stretch.met if passed else self._stretch.missed
        return Check(passed, _WINDOW, lambda: self._told(ReasonKind.WINDOW, passed, tell(hit), hit, sure))

    def _told(self, kind: ReasonKind, passed: bool, what: tuple[str, Tested | None], hit: Hit, sure: Sure) -> Reason:  # noqa: FBT001
        """A test of when something came, with the doubt in it where that decides."""
        doubt = self._words.doubt((hit, self._anchor, *self._case.scope.values()), sure, passed=passed)
        return Reason(kind, passed, what[0], tested=what[1], doubt=doubt)

    # -- what else decides ---------------------------------------------------------------------------------------------------

    def _count(self) -> Iterator[Reason]:
        """How many there are, where that is what counts."""
        target = self._case.target
        if target.at_most and self._decision.hit is not None and self._decision.cause is Cause.FORBIDDEN:
            together = counts_with(self._case, self._decision.hit, counted(self._case))
            yield self._counted([*together, self._decision.hit], f"at most {target.at_most}", passed=False)
        elif target.at_most and target.at_least is None and target.by is None and target.sliding is None:
            yield self._counted(counted(self._case), f"at most {target.at_most}", passed=True)
        elif target.at_least is not None and target.at_least > 1:
            found = [hit for hit in self._case.matches(target.patterns, self._reading) if all(check.passed for check in self._checks(hit))]
            yield self._counted(found, f"at least {target.at_least}", passed=len(found) >= target.at_least)

    def _counted(self, hits: Sequence[Hit], wanted: str, *, passed: bool) -> Reason:
        names = f": {', '.join(self._words.name(event_of(hit)) for hit in hits)}" if hits else ""
        return Reason(ReasonKind.COUNT, passed, f"{len(hits)} of {wanted}{names}")

    def _barrier(self) -> Iterator[Reason]:
        """What it had to come before, or after."""
        target, words = self._case.target, self._words
        if not target.barriers:
            return
        sought = " or ".join(pattern_words(words, pattern, self._case.scope) for pattern in target.barriers)
        between = "after the last" if target.direction is Direction.BEFORE else "before the next"
        found = self._case.barriers(self._reading)
        if not found:
            yield Reason(ReasonKind.BARRIER, passed=True, text=f"{between} {sought}: there is none")
            return
        barrier = found[-1] if target.direction is Direction.BEFORE else found[0]
        passed = self._decision.cause is not Cause.OVERTAKEN
        yield Reason(ReasonKind.BARRIER, passed, f"{between} {sought}: {words.head(barrier)}", subject=words.subject(barrier))


def order_words(name: str, *, passed: bool, back: bool = False) -> str:
    """On which side of an event something came, and on which it should have come."""
    side, other = ("before", "after") if back else ("after", "before")
    return f"came {side} {name}" if passed else f"came {other} {name}, not {side} it"
