"""The oracle: what `docs/rules.md` says, done the slow and plain way. The executors must agree with it, case for case."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.language.patterns import Combine, Direction
from afterword.engine.language.rule import Pack, RuleKind
from afterword.engine.log.model import Event, Log, Record, Waiver
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.tests.oracle.cases import build_world, evidence_of, find_cases, judged_rules
from afterword.tests.oracle.readings import Reading, before, judge, value_of
from afterword.tests.oracle.windows import (
    Bounds,
    Case,
    Hit,
    barriers,
    base_of,
    beside,
    bounds_of,
    ends,
    event_of,
    is_cut_off,
    is_inside,
    look,
    matches_of,
    moment,
    place_of,
)


def find_verdicts(pack: Pack, log: Log, events: Sequence[Event], as_of: int) -> tuple[Verdict, ...]:
    """The verdicts on all cases, in the order of rules and cases. ``events`` are those of the log that count at ``as_of``."""
    world = build_world(pack.rules, pack.vocabulary, log, events, as_of)
    return tuple(
        verdict
        for rule in judged_rules(world)
        for scope in find_cases(world, rule)
        for verdict in _judge_case(Case(world, rule, scope, as_of))
    )


def _judge_case(case: Case) -> list[Verdict]:
    match case.rule.kind:
        case RuleKind.MUST:
            return _must(case)
        case RuleKind.MUST_NOT:
            return _must_not(case)
        case RuleKind.ADVICE:
            return [_show(case) if case.rule.target is None else _expect(case)]
        case RuleKind.FACT:
            return []


def _must(case: Case) -> list[Verdict]:
    if case.rule.target is None:
        return [_require(case)]
    if case.target.every is not None:
        return _recur(case)
    match case.target.direction:
        case Direction.BEFORE | Direction.PREVIOUS:
            return [_require_behind(case)]
        case Direction.NEXT | Direction.FIRST:
            return [_require_next(case)]
        case Direction.LAST:
            return [_require_last(case)]
        case Direction.AFTER | Direction.ANY:
            return _too_many(case) or _two_of_them(case) or [_expect(case)]


# ------------------------------------------------------------------------------------------------------------------ duties


def _expect(case: Case) -> Verdict:
    """`expect`, or `count`: is there a match in the window, or enough of them?"""
    if case.target.at_most is not None and case.target.at_least is None:
        return _verdict(case, State.CLEAR)
    bounds = bounds_of(case, case.target.window, Reading.POSSIBLE)
    state, decided = _settle(case, look(case, case.target.patterns, Reading.POSSIBLE), bounds)
    return _verdict(case, state, decided, bounds)


def _settle(case: Case, matches: list[Hit], bounds: Bounds) -> tuple[State, Hit | None]:
    """The state of a duty, and what decided it: the reasons in turn, from the best for the candidate to the worst."""
    wanted = case.target.at_least or 1
    inside = [one for one in matches if is_inside(one, bounds, Reading.POSSIBLE)]
    inside_or_late = [one for one in matches if is_inside(one, bounds._replace(due=None), Reading.POSSIBLE)]
    ended = [one for one in ends(case) if not is_cut_off(case, one, Reading.POSSIBLE)]
    ended_in_time = [one for one in ended if bounds.due is None or event_of(one).when.lo <= bounds.due]
    if len(inside) >= wanted:
        return State.DONE, inside[wanted - 1]
    if ended_in_time:
        return State.LAPSED, ended_in_time[0]
    if len(inside_or_late) >= wanted:
        return State.DONE if case.rule.kind is RuleKind.ADVICE else State.LATE, inside_or_late[wanted - 1]
    if ended:
        return State.LAPSED, ended[0]
    if passed := barriers(case, Reading.POSSIBLE):
        return State.VIOLATED, passed[0]
    return _waiting(case, bounds), None


def _waiting(case: Case, bounds: Bounds) -> State:
    """Nothing yet: too soon, still time, or too late."""
    if bounds.opens is not None and case.as_of < bounds.opens:
        return State.UPCOMING
    if bounds.due is not None and case.as_of > bounds.due and case.rule.kind is not RuleKind.ADVICE:
        return State.OVERDUE
    return State.OPEN


def _recur(case: Case) -> list[Verdict]:
    """`every`: one duty for the start, and one for each match; the next match does it."""
    assert case.target.every is not None
    clock = case.world.clock
    matches = look(case, case.target.patterns, Reading.POSSIBLE)
    base = base_of(case, case.target.window)
    owner = case.anchor if case.target.window.base is None else case.scope[case.target.window.base.ref.alias]
    first_due = None if base is None else clock.move(base, case.target.every, 1, clock.zone_of(owner)).latest.end
    starts: list[tuple[Hit | None, int | None]] = [(None, first_due)]
    starts += [(one, clock.move(moment(one), case.target.every, 1, event_of(one).zone).latest.end) for one in matches]
    verdicts = []
    for start, due in starts:
        later = [one for one in matches if start is None or place_of(one) > place_of(start)]
        state, decided = _settle(case, later, Bounds(due=due))
        verdicts.append(_verdict(case, state, decided, Bounds(due=due), since=start, seen=[start] if start else ()))
    return verdicts


def _two_of_them(case: Case) -> list[Verdict]:
    """`one_of`: a violation, if two alternatives came true for certain before the duty ended."""
    if case.target.combine is not Combine.ONE_OF:
        return []
    bounds = bounds_of(case, case.target.window, Reading.CERTAIN)
    firsts: list[Hit] = []
    for pattern in case.target.patterns:
        firsts += [one for one in look(case, (pattern,), Reading.CERTAIN) if is_inside(one, bounds, Reading.CERTAIN)][:1]
    firsts.sort(key=place_of)
    if len(firsts) < 2 or any(place_of(end) < place_of(firsts[1]) for end in ends(case)):
        return []
    return [_verdict(case, State.VIOLATED, firsts[1], bounds_of(case, case.target.window, Reading.POSSIBLE), seen=firsts)]


def _too_many(case: Case) -> list[Verdict]:
    """`at_most`, and `forbid`, which is at most none: a violation for each match beyond that comes before the duty may have ended."""
    if case.target.at_most is None:
        return []
    bounds = bounds_of(case, case.target.window, Reading.CERTAIN)
    matches = [one for one in look(case, case.target.patterns, Reading.CERTAIN) if is_inside(one, bounds, Reading.CERTAIN)]
    if case.target.by is not None:
        matches = [one for one in matches if value_of(one, case.target.by) is not None]
    verdicts = []
    for match in matches:
        count = 1 + sum(place_of(one) < place_of(match) and _counts_with(case, one, match) for one in matches)
        excused = any(before(moment(end), moment(match), Reading.POSSIBLE) for end in ends(case))
        if count > case.target.at_most and not excused:
            verdicts.append(_verdict(case, State.VIOLATED, match, count=count if case.target.at_most else 0))
    return verdicts


def _counts_with(case: Case, one: Hit, match: Hit) -> bool:
    """Whether both are of one group, and ``one`` is certainly within the sliding window that ends with ``match``."""
    if case.target.by is not None and value_of(one, case.target.by) != value_of(match, case.target.by):
        return False
    if case.target.sliding is None:
        return True
    opens = case.world.clock.move(moment(match), case.target.sliding, -1, event_of(match).zone).latest.end
    return event_of(one).when.lo >= opens


# -------------------------------------------------------------------------------------------------------- the other kinds


def _require(case: Case) -> Verdict:
    failed = [
        criterion.test.field
        for criterion in case.rule.criteria
        if judge(criterion.test, case.scope[criterion.alias], case.scope, case.world.clock, Reading.POSSIBLE) is False
    ]
    if failed and not ends(case):
        return _verdict(case, State.VIOLATED, case.anchor, fields=tuple(dict.fromkeys(failed)))
    return _repaired(case) if failed else _verdict(case, State.DONE, case.anchor)


def _repaired(case: Case) -> Verdict:
    """What an `unless` put right afterwards is no longer news."""
    return _verdict(case, State.LAPSED, ends(case)[0])


def _require_behind(case: Case) -> Verdict:
    """`require_before` and `previous`."""
    found = beside(case) if case.target.direction is Direction.PREVIOUS else None
    if case.target.direction is Direction.PREVIOUS:
        matches = _matches_at(case, found, Reading.POSSIBLE)
    else:
        matches = look(case, case.target.patterns, Reading.POSSIBLE)
    bounds = bounds_of(case, case.target.window, Reading.POSSIBLE)
    matches = [one for one in matches if is_inside(one, bounds, Reading.POSSIBLE)]
    if matches:
        return _verdict(case, State.DONE, matches[-1])
    return _repaired(case) if ends(case) else _verdict(case, State.VIOLATED, found)


def _require_next(case: Case) -> Verdict:
    found = beside(case)
    bounds = bounds_of(case, case.target.window, Reading.POSSIBLE)
    if found is None:
        return _verdict(case, _waiting(case, bounds), None, bounds)
    for state, window in ((State.DONE, bounds), (State.LATE, bounds._replace(due=None))):
        if _matches_at(case, found, Reading.POSSIBLE) and is_inside(found, window, Reading.POSSIBLE):
            return _verdict(case, state, found, bounds)
    ended = _ends_until(case, found)
    return _verdict(case, State.LAPSED, ended[0], bounds) if ended else _verdict(case, State.VIOLATED, found, bounds)


def _require_last(case: Case) -> Verdict:
    """`last`: known when the log has ended, and not before."""
    found = beside(case)
    bounds = bounds_of(case, case.target.window, Reading.POSSIBLE)
    has_ended = case.world.log.has_ended(case.as_of)
    if has_ended and found is not None and _matches_at(case, found, Reading.POSSIBLE) and is_inside(found, bounds, Reading.POSSIBLE):
        return _verdict(case, State.DONE, found, bounds)
    if ended := ends(case):
        return _verdict(case, State.LAPSED, ended[0], bounds)
    return _verdict(case, State.VIOLATED, found, bounds) if has_ended else _verdict(case, State.OPEN, None, bounds)


def _must_not(case: Case) -> list[Verdict]:
    if case.rule.target is None:
        return [_repaired(case) if ends(case) else _verdict(case, State.VIOLATED, case.anchor)]
    if case.target.direction in {Direction.AFTER, Direction.ANY}:
        return _too_many(case) or [_verdict(case, State.CLEAR)]
    if case.target.direction is Direction.NEXT:
        found = [one for one in _matches_at(case, beside(case), Reading.CERTAIN) if not _ends_until(case, one)]
    elif case.target.direction is Direction.PREVIOUS:
        found = [one for one in _matches_at(case, beside(case), Reading.CERTAIN) if not ends(case)]
    else:
        found = [one for one in look(case, case.target.patterns, Reading.CERTAIN) if not ends(case)]
    bounds = bounds_of(case, case.target.window, Reading.CERTAIN)
    violations = [_verdict(case, State.VIOLATED, one) for one in found if is_inside(one, bounds, Reading.CERTAIN)]
    return violations or [_verdict(case, State.CLEAR)]


def _matches_at(case: Case, event: Event | None, reading: Reading) -> list[Hit]:
    """The matches of the target that are this event."""
    return [one for one in matches_of(case, case.target.patterns, reading) if event is not None and event_of(one).id == event.id]


def _ends_until(case: Case, following: Hit) -> list[Hit]:
    """What ended the duty no later than by the next event."""
    return [
        one for one in ends(case) if event_of(one).id == event_of(following).id or before(moment(one), moment(following), Reading.POSSIBLE)
    ]


def _show(case: Case) -> Verdict:
    bounds = bounds_of(case, case.rule.show, Reading.POSSIBLE)
    if ended := ends(case):
        return _verdict(case, State.LAPSED, ended[0], bounds)
    if bounds.due is not None and case.as_of > bounds.due:
        return _verdict(case, State.LAPSED, None, bounds)
    return _verdict(case, _waiting(case, bounds), None, bounds)


# ---------------------------------------------------------------------------------------------------------------- verdicts


def _verdict(  # noqa: PLR0913  (the columns of a verdict)
    case: Case,
    state: State,
    decided: Hit | None = None,
    bounds: Bounds | None = None,
    *,
    since: Hit | None = None,
    seen: Sequence[Hit] = (),
    fields: tuple[str, ...] = (),
    count: int = 0,
) -> Verdict:
    waiver = next((one for one in case.world.log.waivers if _covers(case, decided, one)), None)
    waived = waiver is not None and state in FINDING_STATES
    begins = event_of(since) if since else case.anchor
    return Verdict(
        rule=case.rule,
        state=State.WAIVED if waived else state,
        bound=case.scope,
        zone=begins.zone,
        since=begins.when,
        opens=bounds.opens if bounds else None,
        due=bounds.due if bounds else None,
        event=event_of(decided) if decided and event_of(decided).id else None,
        fields=fields,
        count=count,
        evidence=tuple(event for event in evidence_of(case.scope, *seen, *([decided] if decided else [])) if event.id),
        waived_because=waiver.reason if waiver is not None and waived else None,
    )


def _covers(case: Case, decided: Hit | None, waiver: Waiver) -> bool:
    """Whether the log waives this case at the moment of asking."""
    in_force = waiver.until is None or case.as_of <= waiver.until
    return waiver.rule == case.rule.id and in_force and all(_about(case, decided, kind) == which for kind, which in waiver.about.items())


def _about(case: Case, decided: Hit | None, kind: str) -> object:
    """Which entity of a kind (or of a field's name) the case is about, or which `event` decided it.

    What the rule says; else the first record or member of a list; else the first event or fact that names one, the deciding event last.
    """
    if kind == "event":
        return event_of(decided).id if decided else None
    entity = next(one for one in case.world.vocabulary.entities.values() if kind in {one.name, one.key})
    if entity.name in case.rule.about:
        ref = case.rule.about[entity.name]
        return value_of(case.scope[ref.alias], ref.field)
    for bound in case.scope.values():
        if isinstance(bound, Item) and bound.entity == entity.name:
            return bound.value
        if isinstance(bound, Record) and bound.kind == entity.name:
            return bound.id
    for bound in (*case.scope.values(), *([event_of(decided)] if decided else [])):
        if not isinstance(bound, Item) and entity.key in bound.fields:
            return bound.fields[entity.key]
    return None


def canonical(verdict: Verdict) -> tuple[object, ...]:
    """A verdict as plain values, to compare and to show."""
    return (
        verdict.rule.id,
        verdict.state.value,
        tuple((alias, _plain(bound)) for alias, bound in verdict.bound.items()),
        verdict.since,
        verdict.opens,
        verdict.due,
        verdict.event.id if verdict.event else None,
        verdict.fields,
        verdict.count,
        tuple(event.id for event in verdict.evidence),
        verdict.zone,
        verdict.waived_because,
    )


def _plain(bound: Bound) -> tuple[object, ...]:
    match bound:
        case Event():
            return ("event", bound.id)
        case Record():
            return ("record", bound.kind, bound.id)
        case Item():
            return ("item", bound.value)
        case Fact():
            return ("fact", bound.name, bound.when, tuple(sorted(bound.fields.items())))
