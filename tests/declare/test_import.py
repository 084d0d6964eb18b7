"""What `afterword import-declare` makes of a model means what the model does: as the checker has it, for every template."""

from __future__ import annotations

import re
from itertools import chain
from random import Random

import pytest
import yaml

from afterword.engine.diagnostics import Outcome, render_diagnostic
from afterword.engine.foreign.declare_model import Template
from afterword.engine.foreign.declare_pack import import_declare
from afterword.engine.lint.lint_pack import lint_sources
from afterword.engine.spans import Source
from afterword.tests.declare.checker import Constraint, Result, check
from afterword.tests.declare.engines import evaluate, load_evaluator
from afterword.tests.declare.examples import PAGE
from afterword.tests.declare.models import HEAD, random_constraint, random_steps

ROUNDS = 12


def import_text(text: str) -> Outcome[str]:
    """A model as a pack."""
    return import_declare(Source("model.decl", text))


def pack_of(text: str) -> str:
    """The pack of a model without mistakes."""
    outcome = import_text(text)
    assert outcome.value is not None, "\n".join(render_diagnostic(one) for one in outcome.diagnostics)
    return outcome.value


def draw(dice: Random, template: Template) -> tuple[str, tuple[Constraint, ...]]:
    """A random constraint; not one whose condition nothing can meet, or that rules cannot say, which is told."""
    while True:
        line, meant = random_constraint(dice, template)
        outcome = import_text(f"{HEAD}{line}\n")
        if outcome.value is not None:
            return line, meant
        (mistake,) = outcome.diagnostics
        assert mistake.code == "beyond-rules", render_diagnostic(mistake)
        assert "no event can meet" in mistake.message or "only once" in mistake.message, render_diagnostic(mistake)


@pytest.mark.parametrize("template", Template, ids=lambda one: one.value)
def test_round_trip(template: Template) -> None:
    """Random constraints of each template, with conditions of all kinds: the same verdicts, on traces that are over and on the way."""
    dice = Random(template.value)
    drawn = [draw(dice, template) for _ in range(ROUNDS)]
    text = HEAD + "".join(f"{line}\n" for line, _ in drawn)
    evaluator = load_evaluator(pack_of(text), "native")
    judged = [rule.id for rule in evaluator.pack.rules if rule.kind.value != "fact"]
    constraints = list(chain.from_iterable(meant for _, meant in drawn))
    assert len(judged) == len(constraints)
    for _ in range(25):
        trace = random_steps(dice, 7)
        now = dice.choice([0.0, *(step.at for step in trace)]) + dice.choice((0, 0, 0.5, 2, 48, 49))
        so_far = tuple(step for step in trace if step.at <= now)
        over = dice.random() < 0.5
        found = evaluate(evaluator, so_far, now, over=over)
        for name, constraint in zip(judged, constraints, strict=True):
            wanted = check(constraint, so_far, now, over=over)
            got = {
                place: result if wanted[place].decided else Result(result.verdict)
                for place, result in found.get(name, {}).items()
                if place in wanted
            }
            assert got == wanted, (name, so_far, now, over, text)
            assert found.get(name, {}).keys() == wanted.keys()


@pytest.mark.parametrize("template", Template, ids=lambda one: one.value)
def test_lint_has_nothing_to_say(template: Template) -> None:
    """What is made of a constraint is as a rule should be, with nothing in it that is hardly meant."""
    names = "a" if template.is_unary else "a, b"
    text = "".join(f"activity {name}\n" for name in names.split(", ")) + f"{template.value}[{names}] | | |\n"
    found = [one.diagnostic for one in lint_sources((Source("model.yaml", pack_of(text)),), {})]
    assert not found, "\n".join(render_diagnostic(one) for one in found)


def test_page_model() -> None:
    """The model on the page can be imported, and is about what it says."""
    (model,) = re.findall(r"^```\n(activity.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (rule,) = yaml.safe_load(pack_of(model))["rules"]
    assert rule["for_each"] == {"a": {"event": "Send Invoice", "where": {"amount": {"more_than": 100}}}}
    assert rule["expect"] == {
        "any_of": [
            {"event": "Pay", "where": {"channel": "card", "customer": "$a.customer"}},
            {"event": "Pay", "where": {"amount": {"less_than": 500}, "customer": "$a.customer"}},
        ],
        "within": "720 hours",
    }
