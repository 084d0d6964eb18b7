"""The leaner way to findings comes to the same as whole reports."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given

from afterword.engine.log.model import Log, Waiver
from afterword.engine.verdicts import State
from afterword.tests.oracle.runs import EXECUTORS
from afterword.tests.oracle.strategies import profile
from afterword.tests.oracle.test_default_pack import candidates, default_pack, evaluator, random_candidate


def with_waivers(log: Log) -> Log:
    """The same log, excused from every third rule."""
    return replace(log, waivers=tuple(Waiver(rule.id, {}, "asked not to") for rule in default_pack().rules[::3]))


def check(log: Log, as_of: int, engine: str) -> Counter[tuple[str, State]]:
    """Fail unless both ways agree; all cases by rule and state."""
    both = evaluator("after-interview", engine)
    report, found = both.evaluate(log, as_of), both.findings(log, as_of)
    cases = Counter(found.cases)
    assert both.tell(found) == report.findings
    assert cases == Counter((item.rule, item.state) for step in report.checklist for item in step.items)
    assert found.engine == report.engine
    return cases


@profile(60)
@given(candidates)
def test_findings(candidate: tuple[Log, int]) -> None:
    """Of random candidates, with waivers and without."""
    log, as_of = candidate
    check(log, as_of, "native")
    check(with_waivers(log), as_of, "native")


@pytest.mark.parametrize("engine", EXECUTORS)
def test_engines(engine: str) -> None:
    """On each engine; among the cases are many that make findings, and many that are waived."""
    states: Counter[State] = Counter()
    for number in range(10):
        log = with_waivers(random_candidate(Random(number)))
        cases = check(log, max(event.when.hi for event in log.events), engine)
        for (_, state), count in cases.items():
            states[state] += count
    assert min(states[State.VIOLATED], states[State.WAIVED], states[State.CLEAR] + states[State.DONE]) > 10
