"""The executors say what the oracle says: on cases made by hand, and on random packs and logs.

`AFTERWORD_EXAMPLES=20 pytest tests/oracle` throws twenty times as many, and others each time.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given

from afterword.engine.log.model import Event, Record
from afterword.engine.run.model import Fact, Item
from afterword.engine.verdicts import State
from afterword.tests.oracle.build import HandCase, make_pack
from afterword.tests.oracle.runs import EXECUTORS, Run, find_disagreement, random_run
from afterword.tests.oracle.strategies import profile, runs
from afterword.tests.oracle.test_oracle import HAND_CASES


@pytest.mark.parametrize("engine", EXECUTORS)
@pytest.mark.parametrize("case", HAND_CASES, ids=lambda case: case.name)
def test_hand_case(case: HandCase, engine: str) -> None:
    """An executor finds what was worked out by hand, to the last field of its verdicts."""
    run = Run(make_pack(*case.rules), case.log, case.as_of)
    assert run.plain(engine) == run.plain("oracle")


@profile(600)
@given(runs)
def test_random_run(run: Run) -> None:
    """The oracle and all executors agree; a run on which they do not is cut down before it is shown."""
    if found := find_disagreement(run):
        pytest.fail(found, pytrace=False)


def test_random_runs_are_varied() -> None:
    """What is thrown is not all trivial: every state comes up, and verdicts on facts, items and records."""
    thrown = [verdict for number in range(600) for verdict in random_run(Random(number)).verdicts("oracle")]
    assert {verdict.state for verdict in thrown} == set(State)
    assert {type(bound) for verdict in thrown for bound in verdict.bound.values()} == {Event, Fact, Item, Record}
