"""Each rule of docs/declare.md says what its template means: as an independent checker has it, on random traces."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from afterword.tests.declare.checker import TEMPLATES, Result, Trace, check
from afterword.tests.declare.engines import evaluate, load_evaluator
from afterword.tests.declare.examples import page_constraints, page_pack, random_trace
from afterword.tests.oracle.runs import EXECUTORS

RUNS = {"native": 250, "durable": 25}


def moments(dice: Random, trace: Trace) -> tuple[float, ...]:
    """Some moments to ask at: between and at steps, and after the last one."""
    last = trace[-1].at if trace else 0
    return (dice.uniform(0, last), dice.choice([0.0, *(step.at for step in trace)]), last + dice.choice((0, 1, 47, 48, 49)))


@pytest.mark.parametrize("self_pairs", [False, True], ids=["pairs", "self-pairs"])
@pytest.mark.parametrize("engine", EXECUTORS)
def test_templates(engine: str, self_pairs: bool) -> None:  # noqa: FBT001
    """Verdicts, and the events that decide them, are those of the checker: on traces that are over, and on the way."""
    evaluator = load_evaluator(page_pack(self_pairs=self_pairs), engine)
    constraints = page_constraints(self_pairs=self_pairs)
    dice = Random(1)
    for _ in range(RUNS[engine]):
        trace = random_trace(dice, 7)
        for now in moments(dice, trace):
            so_far = tuple(step for step in trace if step.at <= now)
            over = dice.random() < 0.4
            found = evaluate(evaluator, so_far, now, over=over)
            for name, constraint in constraints.items():
                wanted = check(constraint, so_far, now, over=over)
                assert _comparable(found.get(name, {}), wanted) == wanted, (name, so_far, now, over)


def _comparable(found: dict[int | None, Result], wanted: dict[int | None, Result]) -> dict[int | None, Result]:
    """What was found, without the deciding steps where the checker names none."""
    return {place: result if place not in wanted or wanted[place].decided else Result(result.verdict) for place, result in found.items()}


def test_every_rule_is_checked() -> None:
    """Each rule of the page has its constraint, each template of the checker its rule."""
    evaluator = load_evaluator(page_pack(), "native")
    constraints = page_constraints()
    assert {rule.id for rule in evaluator.pack.rules} == set(constraints)
    assert {constraint.template for constraint in constraints.values()} == set(TEMPLATES)


def test_traces_are_varied() -> None:
    """Every verdict that a template can come to comes up."""
    thrown: dict[str, Counter[str]] = {}
    dice = Random(1)
    for _ in range(250):
        trace = random_trace(dice, 7)
        now = max(moments(dice, trace))
        for name, constraint in page_constraints().items():
            results = check(constraint, trace, now, over=dice.random() < 0.4)
            thrown.setdefault(name, Counter()).update(result.verdict for result in results.values())
    for name, verdicts in thrown.items():
        backward = "precedence" in name or name.endswith(("succession-2", "init-mp")) or name == "init"
        assert len(verdicts) >= (2 if backward else 3), (name, verdicts)
