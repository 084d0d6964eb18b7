"""What must make no difference makes none: the order of lines, events that no rule speaks of, names, later events, the seed of hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from afterword.engine.language.patterns import Direction, EventSource, Pattern, Pick
from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.language.states import reachable_states
from afterword.engine.log.model import Event, Log
from afterword.engine.log.normalise import normalise
from afterword.engine.spans import Source, Span
from afterword.engine.times.model import HOUR, MINUTE, Interval
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import Vocabulary
from afterword.tests.oracle.build import RETRACTION, make_pack
from afterword.tests.oracle.random_logs import APPS, EVENT_IDS, PEOPLE
from afterword.tests.oracle.random_rules import RuleDice
from afterword.tests.oracle.runs import EXECUTORS, Plain, Run
from afterword.tests.oracle.strategies import profile, runs

dice = st.randoms(use_true_random=True)
engines = pytest.mark.parametrize("engine", EXECUTORS)


def spread_out(log: Log) -> Log:
    """The log with no moment told by two events: moments a few minutes apart, days that share an end left out."""
    kept: list[Event] = []
    told: set[int] = set()
    for event in log.events:
        apart = 0 if event.day_only else 7 * (event.position + 1) * MINUTE
        when = Interval(event.when.lo + apart, event.when.hi + apart)
        if not told & set(when):
            told |= set(when)
            kept.append(replace(event, when=when))
    return replace(log, events=tuple(kept))


@engines
@profile(150)
@given(runs, dice)
def test_order_of_lines(engine: str, run: Run, dice: Random) -> None:
    """Where no two events share a moment, the order of the lines tells nothing."""
    log = spread_out(run.log)
    shuffled = dice.sample(log.events, len(log.events))
    moved = tuple(replace(event, position=position) for position, event in enumerate(shuffled))
    assert replace(run, log=replace(log, events=moved)).plain(engine) == replace(run, log=log).plain(engine)


def patterns_of(rule: Rule) -> Iterator[Pattern]:
    """Every pattern of a rule."""
    yield from (binding.pattern for binding in rule.bindings)
    yield from (pattern for condition in rule.when for pattern in condition.patterns)
    yield from rule.unless
    if rule.target is not None:
        yield from rule.target.patterns
        yield from rule.target.barriers


def heeds_every_event(rule: Rule) -> bool:
    """Whether a rule looks at events of any type: `event: any`, `next`, `previous`, `first`, `last`."""
    if rule.target is not None and rule.target.direction not in {Direction.AFTER, Direction.BEFORE, Direction.ANY}:
        return True
    return any(pattern.source == EventSource(()) for pattern in patterns_of(rule))


@engines
@profile(150)
@given(runs, dice)
def test_unrelated_events(engine: str, run: Run, dice: Random) -> None:
    """Events of a type that no rule names change nothing, as long as the log does not begin with them."""
    counted = normalise(run.log, run.pack.vocabulary, run.as_of)
    assume(counted and not any(map(heeds_every_event, run.pack.rules)))
    start = min(event.when.lo for event in counted)
    more = []
    for number in range(3):
        moment = start + dice.randrange(72) * HOUR
        more.append(replace(dice.choice(counted), id=f"more{number}", type="d", when=Interval(moment, moment), day_only=False))
    events = tuple(replace(event, position=position) for position, event in enumerate((*run.log.events, *more)))
    assert replace(run, log=replace(run.log, events=events)).plain(engine) == run.plain(engine)


NAMES = {
    name: f"{prefix}-{number}" for prefix, names in (("k", EVENT_IDS), ("j", APPS), ("i", PEOPLE)) for number, name in enumerate(names)
}
"""New ids, which sort the other way round."""


def renamed(value: Any) -> Any:  # noqa: ANN401  (model objects, and plain values, of any kind)
    """The same with every id replaced by its new one, wherever it stands."""
    match value:
        case Vocabulary() | Interval() | Span() | Source():
            return value
        case str():
            return NAMES.get(value, value)
        case tuple():
            return tuple(map(renamed, value))
        case Mapping():
            return {renamed(name): renamed(one) for name, one in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **{field.name: renamed(getattr(value, field.name)) for field in fields(value)})
        case _:
            return value


@engines
@profile(150)
@given(runs)
def test_names(engine: str, run: Run) -> None:
    """Ids are only names: other ones, used throughout, give the same verdicts about them."""
    assert renamed(run).plain(engine) == renamed(run.plain(engine))


def random_prohibition(dice: Random) -> Rule:
    """A rule that forbids events, with nothing that may end it, and nothing that later events may change."""
    while True:
        rule = RuleDice(dice).judged("r", ())
        if (
            rule.kind is RuleKind.MUST_NOT
            and rule.target is not None
            and rule.target.direction in {Direction.AFTER, Direction.BEFORE, Direction.ANY}
        ):
            rule = replace(rule, when=(), unless=(), target=replace(rule.target, barriers=()))
            if all(isinstance(one.source, EventSource) and one.pick is Pick.ALL for one in patterns_of(rule)):
                return rule


def broken(verdicts: Plain) -> set[object]:
    """Which cases are violated, by which event."""
    return {(verdict[0], repr(verdict[2]), verdict[6]) for verdict in verdicts if verdict[1] == State.VIOLATED.value}


@engines
@profile(200)
@given(dice.map(random_prohibition), runs, st.integers(0, 96))
def test_later_on(engine: str, rule: Rule, run: Run, hours: int) -> None:
    """What was forbidden stays forbidden, whatever happens afterwards."""
    events = tuple(
        replace(event, fields={**event.fields, "other": event.id}) for event in run.log.events if event.type != RETRACTION.event
    )  # each its own, so that none counts as a repetition of another
    early = Run(make_pack(rule), replace(run.log, events=events, waivers=()), run.as_of - 96 * HOUR)
    later = replace(early, as_of=early.as_of + hours * HOUR)
    assert broken(early.plain(engine)) <= broken(later.plain(engine))


PRINT_VERDICTS = """
from random import Random
from afterword.tests.oracle.random_rules import RuleDice
from afterword.tests.oracle.runs import EXECUTORS, random_run
for number in range(2 * 60):
    for engine in EXECUTORS:
        print(random_run(Random(number)).plain(engine))
"""


def test_hash_seeds() -> None:
    """Verdicts are the same to the byte, whatever order Python's sets take."""

    def printed(seed: str) -> bytes:
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        return subprocess.run([sys.executable, "-c", PRINT_VERDICTS], env=environment, check=True, capture_output=True).stdout

    first = printed("0")
    assert first.count(b"violated") > 10
    assert printed("1") == first
    assert printed("2") == first


@profile(300)
@given(runs)
def test_states_are_within_reach(run: Run) -> None:
    """No case comes to a state that its rule is said never to come to."""
    reach = {rule.id: reachable_states(rule) for rule in run.pack.rules}
    assert all(verdict.state in reach[verdict.rule.id] for verdict in run.verdicts("native"))
