"""The state that a case comes to, with what decided it: `docs/rules.md` done the plain way, one case at a time.

What may be done is enough where a match speaks for the candidate; where it accuses, it must be sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple, assert_never

from afterword.engine.language.patterns import Combine, Direction
from afterword.engine.language.rule import Criterion, RuleKind
from afterword.engine.log.model import Event
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import State
from afterword.engine.why.case import Case
from afterword.engine.why.readings import Reading, Sure, ask, before, moment_of, operand_of
from afterword.engine.why.rows import Hit, Row, bound_of, event_of, evidence_of, field_of, place_of
from afterword.engine.why.windows import NO_BOUNDS, Bounds, base_of, bounds_of, inside


class Cause(Enum):
    """What decided a case."""

    MET = "met"  # what is asked for came in time, or the tests are passed
    LATE = "late"  # it came after its time
    ENDED = "ended"  # an `unless` came
    OVERTAKEN = "overtaken"  # what it should have come before came first
    CLOCK = "clock"  # nothing yet: it is early, there is time, or it is too late
    CLOSED = "closed"  # the time to show it is over
    MISSING = "missing"  # what should have been there is not
    FORBIDDEN = "forbidden"  # what is forbidden came, or there is one too many
    FAILED = "failed"  # tests of `require` fail
    ITSELF = "itself"  # the case alone is forbidden
    NOTHING = "nothing"  # nothing forbidden came


class Decision(NamedTuple):
    """How a case stands: its state, why, and what that rests on. ``since`` is the match that a recurring duty counts from."""

    state: State
    cause: Cause
    hit: Hit | None = None
    bounds: Bounds = NO_BOUNDS
    since: Hit | None = None
    seen: tuple[Hit, ...] = ()
    fields: tuple[str, ...] = ()
    number: int = 0


def decide(case: Case) -> list[Decision]:
    """How a case stands: one decision, or one for each violation or for each time that a duty recurs."""
    kind = case.rule.kind
    match kind:
        case RuleKind.MUST:
            return _must(case)
        case RuleKind.MUST_NOT:
            return _must_not(case)
        case RuleKind.ADVICE:
            return [_show(case) if case.rule.target is None else _expect(case)]
        case RuleKind.FACT:
            return []
        case _:
            assert_never(kind)


def verdict_of(case: Case, decision: Decision) -> Verdict:
    """The same as executors give it, before any waiver."""
    begins = event_of(decision.since or case.anchor)
    deciding = None if decision.hit is None else event_of(decision.hit)
    rows: tuple[Row, ...] = (*case.scope.values(), *decision.seen, *(() if decision.hit is None else (decision.hit,)))
    return Verdict(
        rule=case.rule,
        state=decision.state,
        bound={alias: bound_of(row) for alias, row in case.scope.items()},
        zone=begins.zone,
        since=begins.when,
        opens=decision.bounds.opens,
        due=decision.bounds.due,
        event=deciding if deciding is not None and deciding is not case.world.start else None,
        fields=decision.fields,
        count=decision.number,
        evidence=evidence_of(rows),
    )


# ------------------------------------------------------------------------------------------------------------------ duties


def _must(case: Case) -> list[Decision]:  # noqa: PLR0911  (a line for each way to ask)
    if case.rule.target is None:
        return [_require(case)]
    if case.target.every is not None:
        return list(_recur(case))
    match case.target.direction:
        case Direction.BEFORE:
            found = [hit for hit in case.look(case.target.patterns, Reading.POSSIBLE) if _inside(case, hit, Reading.POSSIBLE)]
            return [_behind(case, found, None)]
        case Direction.PREVIOUS:
            neighbour = case.beside()
            found = [hit for hit in _at(case, neighbour, Reading.POSSIBLE) if _inside(case, hit, Reading.POSSIBLE)]
            return [_behind(case, found, neighbour)]
        case Direction.NEXT | Direction.FIRST:
            return [_next(case)]
        case Direction.LAST:
            return [_last(case)]
        case Direction.AFTER | Direction.ANY:
            return _too_many(case) or _second(case) or [_expect(case)]


def _expect(case: Case) -> Decision:
    """`expect`, or `count` with `at_least`."""
    if case.target.at_least is None:
        return Decision(State.CLEAR, Cause.NOTHING)
    bounds = case.bounds(Reading.POSSIBLE)
    return _settle(case, case.look(case.target.patterns, Reading.POSSIBLE), bounds)


def _settle(case: Case, found: list[Hit], bounds: Bounds) -> Decision:  # noqa: PLR0911  (the reasons in turn)
    """The best for the candidate that can be said."""
    wanted = case.target.at_least or 1
    in_time = [hit for hit in found if inside(hit, bounds, bounds).under(Reading.POSSIBLE)]
    if len(in_time) >= wanted:
        return Decision(State.DONE, Cause.MET, in_time[wanted - 1], bounds)
    ended = [hit for hit in case.ends if case.cut_off_by(hit, Reading.POSSIBLE) is None]
    if ended and (bounds.due is None or any(event_of(hit).when.lo <= bounds.due for hit in ended)):
        first = next(hit for hit in ended if bounds.due is None or event_of(hit).when.lo <= bounds.due)
        return Decision(State.LAPSED, Cause.ENDED, first, bounds)
    endless = bounds._replace(due=None)
    whenever = [hit for hit in found if inside(hit, endless, endless).under(Reading.POSSIBLE)]
    if len(whenever) >= wanted:
        if case.rule.kind is RuleKind.ADVICE:
            return Decision(State.DONE, Cause.MET, whenever[wanted - 1], bounds)
        return Decision(State.LATE, Cause.LATE, whenever[wanted - 1], bounds)
    if ended:
        return Decision(State.LAPSED, Cause.ENDED, ended[0], bounds)
    if passed := case.barriers(Reading.POSSIBLE):
        return Decision(State.VIOLATED, Cause.OVERTAKEN, passed[0], bounds)
    return _wait(case, bounds)


def _wait(case: Case, bounds: Bounds) -> Decision:
    """Nothing yet: too soon, still time, or too late."""
    as_of = case.world.as_of
    if bounds.opens is not None and as_of < bounds.opens:
        return Decision(State.UPCOMING, Cause.CLOCK, bounds=bounds)
    if bounds.due is not None and as_of > bounds.due and case.rule.kind is not RuleKind.ADVICE:
        return Decision(State.OVERDUE, Cause.CLOCK, bounds=bounds)
    return Decision(State.OPEN, Cause.CLOCK, bounds=bounds)


def _recur(case: Case) -> Iterator[Decision]:
    """`every`: one duty from the start, and one from each match; the next match does it."""
    if case.target.every is None:
        return
    clock = case.world.clock
    found = case.look(case.target.patterns, Reading.POSSIBLE)
    base = base_of(case.world, case.target.window.base, case.scope)
    owner = case.anchor if case.target.window.base is None else case.scope[case.target.window.base.ref.alias]
    due = None if base is None else clock.move(base, case.target.every, 1, clock.zone_of(owner)).late.hi
    yield _settle(case, found, Bounds(due=due))
    for start in found:
        due = clock.move(moment_of(event_of(start)), case.target.every, 1, event_of(start).zone).late.hi
        later = [hit for hit in found if place_of(hit) > place_of(start)]
        yield _settle(case, later, Bounds(due=due))._replace(since=start, seen=(start,))


def _second(case: Case) -> list[Decision]:
    """`one_of`: two of them came for certain, before anything ended the duty."""
    if case.target.combine is not Combine.ONE_OF:
        return []
    firsts: list[Hit] = []
    for pattern in case.target.patterns:
        firsts += [hit for hit in case.look((pattern,), Reading.CERTAIN) if _inside(case, hit, Reading.CERTAIN)][:1]
    firsts.sort(key=place_of)
    if len(firsts) < 2 or any(place_of(end) < place_of(firsts[1]) for end in case.ends):  # noqa: PLR2004  (two are one too many)
        return []
    return [Decision(State.VIOLATED, Cause.FORBIDDEN, firsts[1], case.bounds(Reading.POSSIBLE), seen=tuple(firsts))]


def _next(case: Case) -> Decision:
    """`next` and `first`: the event that is there decides."""
    neighbour, bounds = case.beside(), case.bounds(Reading.POSSIBLE)
    if neighbour is None:
        return _wait(case, bounds)
    if found := _at(case, neighbour, Reading.POSSIBLE):
        endless = bounds._replace(due=None)
        if inside(found[0], bounds, bounds).under(Reading.POSSIBLE):
            return Decision(State.DONE, Cause.MET, found[0], bounds)
        if inside(found[0], endless, endless).under(Reading.POSSIBLE):
            return Decision(State.LATE, Cause.LATE, found[0], bounds)
    if ended := _ends_until(case, neighbour):
        return Decision(State.LAPSED, Cause.ENDED, ended[0], bounds)
    return Decision(State.VIOLATED, Cause.MISSING, neighbour, bounds)


def _last(case: Case) -> Decision:
    """`last`: known once the log has ended, and not before."""
    last, bounds = case.beside(), case.bounds(Reading.POSSIBLE)
    has_ended = case.world.log.has_ended(case.world.as_of)
    found = [hit for hit in _at(case, last, Reading.POSSIBLE) if _inside(case, hit, Reading.POSSIBLE)]
    if has_ended and found:
        return Decision(State.DONE, Cause.MET, found[0], bounds)
    if case.ends:
        return Decision(State.LAPSED, Cause.ENDED, case.ends[0], bounds)
    return Decision(State.VIOLATED, Cause.MISSING, last, bounds) if has_ended else Decision(State.OPEN, Cause.CLOCK, bounds=bounds)


def _behind(case: Case, found: Sequence[Hit], neighbour: Event | None) -> Decision:
    """`require_before` and `previous`: it was there, or it was not; nothing later changes that, but it may be put right."""
    if found:
        return Decision(State.DONE, Cause.MET, found[-1])
    return _repaired(case) or Decision(State.VIOLATED, Cause.MISSING, neighbour)


def _require(case: Case) -> Decision:
    """Tests of the case itself; what is absent passes."""
    failed = [one.test.field for one in case.rule.criteria if ask_criterion(case, one) is Sure.NO]
    if not failed:
        return Decision(State.DONE, Cause.MET, case.anchor)
    return _repaired(case) or Decision(State.VIOLATED, Cause.FAILED, case.anchor, fields=tuple(dict.fromkeys(failed)))


def ask_criterion(case: Case, criterion: Criterion) -> Sure:
    """How sure it is that the case passes a test of `require`."""
    clock, scope = case.world.clock._replace(starts=False), case.scope
    return ask(criterion.test, operand_of(criterion.test, scope, clock), scope[criterion.alias], clock)


def _repaired(case: Case) -> Decision | None:
    """What came afterwards and put it right."""
    return Decision(State.LAPSED, Cause.ENDED, case.ends[0]) if case.ends else None


# ------------------------------------------------------------------------------------------------- prohibitions and advice


def _must_not(case: Case) -> list[Decision]:
    if case.rule.target is None:
        return [_repaired(case) or Decision(State.VIOLATED, Cause.ITSELF, case.anchor)]
    match case.target.direction:
        case Direction.AFTER | Direction.ANY:
            return _too_many(case) or [Decision(State.CLEAR, Cause.NOTHING)]
        case Direction.BEFORE:
            found = case.look(case.target.patterns, Reading.CERTAIN)
            excused = bool(case.ends)
        case _:
            neighbour = case.beside()
            found = _at(case, neighbour, Reading.CERTAIN)
            onward = case.target.direction is Direction.NEXT and neighbour is not None
            excused = bool(_ends_until(case, neighbour) if onward and neighbour is not None else case.ends)
    broken = [] if excused else [hit for hit in found if _inside(case, hit, Reading.CERTAIN)]
    return [Decision(State.VIOLATED, Cause.FORBIDDEN, hit) for hit in broken] or [Decision(State.CLEAR, Cause.NOTHING)]


def _too_many(case: Case) -> list[Decision]:
    """`at_most`, and `forbid`, which is at most none: a violation for each match beyond, unless the duty may have ended before it."""
    most = case.target.at_most
    if most is None:
        return []
    found = counted(case)
    decisions = []
    for hit in found:
        number = 1 + len(counts_with(case, hit, found))
        if number > most and excused_by(case, hit) is None:
            decisions.append(Decision(State.VIOLATED, Cause.FORBIDDEN, hit, number=number if most else 0))
    return decisions


def counted(case: Case) -> list[Hit]:
    """What counts towards `at_most`: the matches that lie inside the window for certain and have the field of `by`."""
    found = [hit for hit in case.look(case.target.patterns, Reading.CERTAIN) if _inside(case, hit, Reading.CERTAIN)]
    by = case.target.by
    return found if by is None else [hit for hit in found if field_of(hit, by) is not None]


def counts_with(case: Case, hit: Hit, found: Sequence[Hit]) -> list[Hit]:
    """Those before ``hit`` that are counted together with it: of its group, and inside the sliding window that ends with it."""
    earlier = [one for one in found if place_of(one) < place_of(hit)]
    if case.target.by is not None:
        earlier = [one for one in earlier if field_of(one, case.target.by) == field_of(hit, case.target.by)]
    if case.target.sliding is not None:
        event = event_of(hit)
        opens = case.world.clock.move(moment_of(event), case.target.sliding, -1, event.zone).late.hi
        earlier = [one for one in earlier if event_of(one).when.lo >= opens]
    return earlier


def excused_by(case: Case, hit: Hit) -> Hit | None:
    """What may have ended the duty before something happened."""
    there = moment_of(event_of(hit))
    return next((end for end in case.ends if before(moment_of(event_of(end)), there).under(Reading.POSSIBLE)), None)


def _show(case: Case) -> Decision:
    """Advice is shown while its window is open and nothing ended it."""
    bounds = bounds_of(case.world, case.rule.show, case.scope, Reading.POSSIBLE)
    if case.ends:
        return Decision(State.LAPSED, Cause.ENDED, case.ends[0], bounds)
    if bounds.due is not None and case.world.as_of > bounds.due:
        return Decision(State.LAPSED, Cause.CLOSED, None, bounds)
    return _wait(case, bounds)


def _inside(case: Case, hit: Hit, reading: Reading) -> bool:
    bounds = case.bounds(reading)
    return inside(hit, bounds, bounds).under(reading)


def _at(case: Case, event: Event | None, reading: Reading) -> list[Hit]:
    """The matches of the target that are this event."""
    return [hit for hit in case.matches(case.target.patterns, reading) if event is not None and event_of(hit).id == event.id]


def _ends_until(case: Case, neighbour: Event) -> list[Hit]:
    """What may have ended the duty no later than with the next event."""

    def in_time(end: Hit) -> bool:
        event = event_of(end)
        return event.id == neighbour.id or before(moment_of(event), moment_of(neighbour)).under(Reading.POSSIBLE)

    return [end for end in case.ends if in_time(end)]
