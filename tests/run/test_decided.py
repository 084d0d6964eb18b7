"""Verdicts that are made when they are asked for behave as the tuple of them would."""

from __future__ import annotations

from random import Random

import pytest

from afterword.engine.evaluator import Evaluator
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.model import Verdict
from afterword.tests.oracle.test_default_pack import evaluator, random_candidate
from afterword.tests.oracle.test_places import plain_run

Pair = tuple[Verdicts[object], tuple[Verdict, ...]]


def both(make: Evaluator, dice: Random) -> Pair:
    """The same verdicts twice: not yet made, and as a tuple."""
    log = random_candidate(dice)
    found = make.verdicts(log, 2**60)
    assert isinstance(found, Verdicts)
    return found, tuple(make.verdicts(log, 2**60))


@pytest.fixture(params=["rows", "places"])
def pair(request: pytest.FixtureRequest) -> Pair:
    """Verdicts of rows, and of places."""
    if request.param == "rows":
        return both(evaluator("after-interview", "native"), Random(1))
    for number in range(100):
        run, compiled = plain_run(Random(number))
        found = Evaluator(compiled, "native").verdicts(run.log, run.as_of)
        if isinstance(found, Verdicts) and len(found) > 3:
            return found, tuple(Evaluator(compiled, "native").verdicts(run.log, run.as_of))
    pytest.fail("none has as many cases")


def test_a_sequence(pair: Pair) -> None:
    """Length, order, places from both ends, and slices."""
    found, made = pair
    assert len(found) == len(made) > 3
    assert found[1] == made[1]
    assert found[-1] == made[-1]
    assert found[1:-1] == made[1:-1]
    assert found[::-2] == made[::-2]
    assert list(found) == list(made)
    assert made[2] in found
    assert repr(found) == repr(made)
    with pytest.raises(IndexError):
        found[len(made)]


def test_what_is_equal(pair: Pair) -> None:
    """Sequences of the same verdicts, on either side; nothing else."""
    found, made = pair
    assert found == made
    assert made == found
    assert found == list(made)
    assert found != made[1:]
    assert found != made[::-1]
    assert found != "verdicts"
    with pytest.raises(TypeError):
        hash(found)


def test_made_once(pair: Pair) -> None:
    """What was asked for is kept."""
    found, _ = pair
    assert found[0] is found[0]
    assert found[0] is next(iter(found))
