"""The trees of reasons come to the verdicts of the engines: on cases made by hand, and on random packs and logs."""

from __future__ import annotations

import pytest
from hypothesis import given

from afterword.engine.language.patterns import Direction
from afterword.engine.language.rule import Op, Rule, RuleKind
from afterword.engine.report.waive import waive
from afterword.engine.run.model import Fact, Verdict
from afterword.engine.verdicts import State
from afterword.engine.why.case import Case
from afterword.engine.why.conclude import conclude_facts
from afterword.engine.why.decide import decide, verdict_of
from afterword.engine.why.model import Explanation, Reason, ReasonKind
from afterword.engine.why.search import cases_of
from afterword.engine.why.world import World
from afterword.tests.oracle.build import (
    HandCase,
    at,
    events,
    fact,
    facts,
    forbid,
    make_log,
    make_pack,
    must,
    must_not,
    records,
    ref,
    require,
    time,
    where,
)
from afterword.tests.oracle.oracle import canonical
from afterword.tests.oracle.runs import EXECUTORS, Run
from afterword.tests.oracle.strategies import profile, runs
from afterword.tests.oracle.test_oracle import HAND_CASES
from afterword.tests.why.asking import ask_run, walk

ONE_PLACE = {Direction.NEXT, Direction.PREVIOUS, Direction.FIRST, Direction.LAST}


def own_verdicts(run: Run) -> list[Verdict]:
    """What the interpretation behind the trees makes of a run, all by itself."""
    world = World(run.pack, run.log, run.as_of)
    judged = [rule for rule in run.pack.rules if rule.kind is not RuleKind.FACT]
    conclude_facts(world, judged)
    cases = [Case(world, rule, scope) for rule in judged for scope in cases_of(world, rule)]
    verdicts = tuple(verdict_of(case, decision) for case in cases for decision in decide(case))
    return list(waive(verdicts, run.log, run.pack.vocabulary, run.as_of))


def plain(verdicts: list[Verdict]) -> list[str]:
    """Verdicts in some order that is the same for all."""
    return sorted(repr(canonical(verdict)) for verdict in verdicts)


@pytest.mark.parametrize("case", HAND_CASES, ids=lambda case: case.name)
def test_hand_case(case: HandCase) -> None:
    """What was worked out by hand comes out, and every tree says the same as its state."""
    run = Run(make_pack(*case.rules), case.log, case.as_of)
    assert plain(own_verdicts(run)) == plain(list(run.verdicts("native")))
    check_trees(run, "native")


@pytest.mark.parametrize("engine", EXECUTORS)
@profile(300)
@given(run=runs)
def test_random_run(engine: str, run: Run) -> None:
    """The same cases with the same verdicts, to the last field; and for each verdict of an engine a tree that says the same."""
    assert plain(own_verdicts(run)) == plain(list(run.verdicts(engine)))
    check_trees(run, engine)


def test_a_fact_without_a_time() -> None:
    """A fact that rests on people alone has the time of the log's start for patterns, and none for `require`."""
    known = fact("k", {"who": records("person")}, {"person": ref("who.id")})
    pair = {"x": events("a"), "y": facts("k")}
    later = must(pair, criteria=require("x", *where(at=(Op.BEFORE, time("y.at")))))
    found = must_not({"y": facts("k")}, forbid(events("a", tests=where(at=(Op.NOT_BEFORE, time("y.at"))))), id="s")
    log = make_log("a1 09-09T10:00, a2 09-09T11:00", {"p1": {}})
    run = Run(make_pack(known, later, found), log, at("09-12T10:00"))
    assert plain(own_verdicts(run)) == plain(list(run.verdicts("native")))
    check_trees(run, "native")


def check_trees(run: Run, engine: str) -> None:
    """Hold every case of a run to its verdict."""
    rules = {rule.id: rule for rule in run.pack.rules}
    states = sorted(verdict.state.value for verdict in run.verdicts(engine))
    told = [case for rule in ask_run(run, engine, every=True) for case in rule.cases if case.state is not None]
    assert sorted(case.state.value for case in told if case.state) == states
    for case in told:
        check_tree(rules[case.rule], case)


def check_tree(rule: Rule, case: Explanation) -> None:
    """What the reasons of a case say, one by one, can only come to its state."""
    parts = {kind: [one for one in case.children if one.kind is kind] for kind in ReasonKind}
    assert all(one.passed for one in (*parts[ReasonKind.BINDING], *parts[ReasonKind.CONDITION]))
    assert bool(parts[ReasonKind.WAIVER]) == (case.state is State.WAIVED)
    ended = any(one.passed for one in parts[ReasonKind.UNLESS])
    failed = any(one.passed is False for one in parts[ReasonKind.TEST])
    waiting = [one.passed for one in parts[ReasonKind.CLOCK]]
    targets = parts[ReasonKind.TARGET]
    assert len(targets) == (rule.target is not None)
    match case.state:
        case State.DONE | State.CLEAR:
            assert not failed
            assert all(target.passed for target in targets)
        case State.OPEN | State.UPCOMING:
            assert waiting == [None]
            assert all(target.passed is None for target in targets)
        case State.OVERDUE:
            assert waiting == [False]
            assert all(target.passed is False for target in targets)
        case State.LAPSED:
            assert ended or waiting == [False]
        case State.LATE:
            assert all(target.passed is False for target in targets)
            assert any(one.kind is ReasonKind.WINDOW and one.passed is False for one in walk(tuple(targets)))
        case State.VIOLATED:
            assert failed or rule.criteria == ()
            assert all(target.passed is False for target in targets)
        case State.WAIVED | None:
            pass
    for target in targets:
        check_target(rule, case, target)


def check_target(rule: Rule, case: Explanation, target: Reason) -> None:
    """The event that decided a case is among the matches or the misses that its tree shows."""
    assert rule.target is not None
    fitting = [one for one in walk((target,)) if one.kind is ReasonKind.MATCH]
    missing = [one for one in walk((target,)) if one.kind is ReasonKind.MISS]
    deciding = case.event.id if case.event else None
    if case.state is State.DONE and rule.kind is RuleKind.MUST:
        assert fitting
    if case.state is State.VIOLATED and rule.kind is RuleKind.MUST_NOT:
        assert deciding in {one.subject.id for one in fitting if one.subject} or any(
            one.subject and one.subject.kind == "fact" for one in fitting
        )
    if case.state in {State.OVERDUE, State.OPEN, State.UPCOMING} and rule.target.direction not in ONE_PLACE:
        assert len(fitting) < (rule.target.at_least or 1)
    assert all(any(test.passed is False for test in one.tests) for one in missing if one.subject)
    assert not any(test.passed is False for one in fitting for test in one.tests)


@profile(150)
@given(run=runs)
def test_facts(run: Run) -> None:
    """A rule that concludes facts is explained with those that the cases of other rules rest on."""
    facts = [one for verdict in run.verdicts("native") for one in verdict.bound.values() if isinstance(one, Fact)]
    bound = {(fact.name, repr(sorted(fact.fields.items()))) for fact in facts}
    world = World(run.pack, run.log, run.as_of)
    conclude_facts(world, run.pack.rules)
    known = {(name, repr(sorted(one.fact.fields.items()))) for name, facts in world.facts.items() for one in facts}
    assert bound <= known
    explained = [case for rule in ask_run(run, "native", every=True) for case in rule.cases if case.state is None]
    assert len(explained) >= len(known)
