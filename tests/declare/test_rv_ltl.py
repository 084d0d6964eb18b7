"""The four verdicts are what they are defined to be, shown by going through every continuation of small traces.

Satisfied (violated): whatever may yet happen, the activation is kept (broken) when the trace is over. Currently satisfied (violated): so it
is if nothing more happens, but something may happen that changes it. Two more steps are enough to bring about all that the templates of the
page can come to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest

from afterword.engine.run.standing import rv_ltl
from afterword.engine.verdicts import Standing
from afterword.tests.declare.checker import MAY_BE_BROKEN, SATISFIED, VIOLATED, Constraint, Step, Trace, check
from afterword.tests.declare.engines import evaluate, load_evaluator
from afterword.tests.declare.examples import page_constraints, page_pack

KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("a", {"x": 4, "y": "p"}),
    ("a", {"x": 3, "y": "p"}),
    ("b", {"x": 4, "y": "p"}),
    ("b", {"x": 4, "y": "q"}),
    ("c", {}),
)
GAPS = (0, 1, 2, 3)
MET = {SATISFIED, MAY_BE_BROKEN}


def random_start(dice: Random) -> tuple[Trace, float]:
    """Up to three steps, and a moment at the last of them or later."""
    at = 0.0
    steps = []
    for _ in range(dice.choice((1, 2, 2, 3, 3))):
        at += dice.choice(GAPS)
        kind, data = dice.choice(KINDS)
        steps.append(Step(kind, at, data))
    return tuple(steps), at + dice.choice((0, 0, 1, 2, 3))


def continuations(trace: Trace, now: float) -> Iterator[tuple[Trace, float]]:
    """What the trace may come to: as it is, and with one or two more steps from now on; and when it is over."""
    for length in range(3):
        for gaps, kinds in product(product((0, 1, 3), repeat=length), product(KINDS, repeat=length)):
            at = now
            steps = []
            for gap, (kind, data) in zip(gaps, kinds, strict=True):
                at += gap
                steps.append(Step(kind, at, data))
            yield (*trace, *steps), at


def defined(constraint: Constraint, trace: Trace, now: float) -> Mapping[int | None, str]:
    """The verdicts by their definition, from what the checker says of traces that are over."""
    ends = [check(constraint, more, at, over=True) for more, at in continuations(trace, now)]
    verdicts = {}
    for place, result in ends[0].items():
        kept = result.verdict == SATISFIED
        final = all((end[place].verdict == SATISFIED) == kept for end in ends)
        verdicts[place] = rv_ltl(met=kept, final=final).value
    return verdicts


@pytest.mark.parametrize("self_pairs", [False, True], ids=["pairs", "self-pairs"])
def test_by_every_continuation(self_pairs: bool) -> None:  # noqa: FBT001
    """The engine calls final what no continuation changes, and nothing else."""
    text = page_pack(self_pairs=self_pairs).replace("after: 2 hours", "after: 1 hour").replace("48 hours", "2 hours")
    evaluator = load_evaluator(text, "native")
    constraints = {
        name: replace(constraint, lo=1, hi=2) if constraint.hi == 48 else constraint
        for name, constraint in page_constraints(self_pairs=self_pairs).items()
        if not (self_pairs and constraint.template == "exclusive-choice")  # that of one type with itself is broken from the start
    }
    dice = Random(2)
    seen: Counter[str] = Counter()
    for _ in range(20):
        trace, now = random_start(dice)
        found = evaluate(evaluator, trace, now, over=False)
        for name, constraint in constraints.items():
            verdicts = {place: result.verdict for place, result in found.get(name, {}).items()}
            assert verdicts == defined(constraint, trace, now), (name, trace, now)
            seen.update(verdicts.values())
    assert set(seen) == {one.value for one in Standing}


def test_checker_agrees_with_the_definition() -> None:
    """The checker, which the engine is held to elsewhere, has the four verdicts right too."""
    dice = Random(3)
    for _ in range(8):
        trace, now = random_start(dice)
        for constraint in page_constraints().values():
            short = replace(constraint, lo=1, hi=2) if constraint.hi == 48 else constraint
            results = check(short, trace, now, over=False)
            assert {place: result.verdict for place, result in results.items()} == defined(short, trace, now)


@pytest.mark.parametrize(
    ("met", "final", "standing"),
    [
        (True, True, Standing.SATISFIED),
        (False, True, Standing.VIOLATED),
        (True, False, Standing.CURRENTLY_SATISFIED),
        (False, False, Standing.CURRENTLY_VIOLATED),
    ],
)
def test_four_values(met: bool, final: bool, standing: Standing) -> None:  # noqa: FBT001
    """Kept or broken, for good or as things stand."""
    assert rv_ltl(met=met, final=final) is standing
    assert (standing.value in MET, standing.value in {SATISFIED, VIOLATED}) == (met, final)
