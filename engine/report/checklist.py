"""The checklist: every case of every rule under the step it belongs to, findings or not."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.language.rule import Pack, RuleKind
from afterword.engine.report.about import Case
from afterword.engine.report.model import ChecklistItem, ChecklistStep

_OTHER = "Everything else"


def build_checklist(pack: Pack, cases: Sequence[Case]) -> tuple[ChecklistStep, ...]:
    """The steps of the pack in their order, each with its cases in the order given; rules under no step come last, where there are any."""
    items: dict[int | None, list[ChecklistItem]] = {step.number: [] for step in pack.steps}
    for verdict, about in cases:
        rule = verdict.rule
        item = ChecklistItem(rule.id, rule.title, about, verdict.state, rule.kind is not RuleKind.ADVICE, verdict.standing)
        if rule.step in items:
            items[rule.step].append(item)
        else:
            items.setdefault(None, []).append(item)
    titles = {step.number: step.title for step in pack.steps}
    return tuple(ChecklistStep(step, _OTHER if step is None else titles[step], tuple(found)) for step, found in items.items())
