"""Plain rules over logs without doubt: what is decided over places is what is decided over rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.evaluator import Compiled, Evaluator, compile_for_evaluation
from afterword.engine.language.patterns import Binding, EventSource, Pattern, PatternSource
from afterword.engine.language.rule import Ref, TimeExpr
from afterword.engine.log.model import Log
from afterword.engine.run.decided import Verdicts
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import FINDING_STATES, State
from afterword.tests.oracle.build import NOWHERE, make_pack
from afterword.tests.oracle.random_logs import RULE_IDS, random_as_of, random_log
from afterword.tests.oracle.random_rules import DURATIONS, RuleDice, Sort
from afterword.tests.oracle.runs import Run
from afterword.tests.oracle.strategies import profile


class PlainDice(RuleDice):
    """Throws rules most of which ask of events what they are and when they were, and no more."""

    def pattern(self, source: PatternSource) -> Pattern:
        """No tests, but of the time now and then."""
        has_test = bool(self.scope.aliases) and self.dice.random() < 0.15
        return Pattern(source, (self.test({"at": Sort.TIME}),) if has_test else (), NOWHERE)

    def untimed(self) -> EventSource:  # type: ignore[override]
        """Events in place of people and members of lists."""
        return self.events()

    def for_each(self, least: int) -> tuple[Binding, ...]:
        """Picks are made of all events."""
        return tuple(replace(one, pattern=replace(one.pattern, per=())) for one in super().for_each(least))

    def time(self) -> TimeExpr:
        """When something was that is bound, perhaps moved."""
        ref = Ref(self.dice.choice(list(self.scope.aliases)), "at", NOWHERE)
        return TimeExpr(ref, self.dice.choice(DURATIONS), self.dice.choice((1, -1))) if self.rarely() else TimeExpr(ref)


def plain_log(dice: Random) -> Log:
    """A random log whose events are all at a moment."""
    log = random_log(dice)
    events = tuple(replace(event, when=Interval(event.when.hi, event.when.hi), day_only=False) for event in log.events)
    return replace(log, events=events)


def plain_run(dice: Random) -> tuple[Run, Compiled]:
    """Up to three plain rules, and a plain log."""
    while True:
        throw = PlainDice(dice)
        pack = make_pack(*(throw.judged(name, ()) for name in RULE_IDS[: dice.choice((1, 2, 3))]))
        compiled = compile_for_evaluation(pack).value
        if compiled is not None and compiled.places is not None:
            return Run(pack, plain_log(dice), random_as_of(dice)), compiled


def check(run: Run, compiled: Compiled) -> Verdicts[Any]:
    """Fail unless places and rows come to the same, and what is told of cases beforehand is what their verdicts say."""
    log, as_of = replace(run.log, waivers=()), run.as_of
    places, rows = Evaluator(compiled, "native"), Evaluator(compiled._replace(places=None), "native")
    found = places.verdicts(log, as_of)
    assert isinstance(found, Verdicts)
    assert found == rows.verdicts(log, as_of)
    told = list(found.tell())
    assert [(one.rule, one.state) for one in told] == [(one.rule, one.state) for one in found]
    assert told == list(rows.verdicts(log, as_of).tell())  # type: ignore[attr-defined]
    assert places.verdicts(run.log, as_of) == rows.verdicts(run.log, as_of)
    assert places.findings(run.log, as_of)._replace(scene=()) == rows.findings(run.log, as_of)._replace(scene=())  # type: ignore[arg-type]
    assert places.evaluate(run.log, as_of) == rows.evaluate(run.log, as_of)
    return found


@profile(150)
@given(st.randoms(use_true_random=True))
def test_places(dice: Random) -> None:
    """Random plain rules."""
    check(*plain_run(dice))


def test_events_of_any_kind_are_counted() -> None:
    """A run that went wrong once: so many of all events, between two of them."""
    check(*plain_run(Random(2008608)))


def test_what_is_thrown() -> None:
    """Among random runs there are rules of all kinds, in all states, with cases of no, one and more events."""
    states: Counter[State] = Counter()
    bound: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    for number in range(500):
        run, compiled = plain_run(Random(number))
        kinds.update(plan.judgement.value for plan in compiled.program.plans)
        for told in check(run, compiled).tell():
            states[told.state] += 1
            bound[len(told.bound)] += 1
    assert set(states) == set(State) - {State.WAIVED}
    assert min(states[state] for state in FINDING_STATES) > 3
    assert min(bound[0], bound[1], bound[2]) > 20
    assert set(kinds) == {"duty", "backward", "next", "previous", "last", "neighbour", "prohibition", "case", "advice"}
