"""How much of a pack's rules its tests show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.language.states import reachable_states
from afterword.engine.rule_tests.model import Coverage, RuleCoverage, TrialResult
from afterword.engine.verdicts import State

MADE = "made"
"""What tests show of a rule that concludes a fact."""


def measure_coverage(rules: Iterable[Rule], trials: Sequence[TrialResult], fired: Collection[str]) -> Coverage:
    """What ``trials`` show of ``rules``.

    A state is shown where a test expects it and it comes out; a fact, where it was made in the run of any test (``fired``). That a case is
    waived is left out: any finding can be.
    """
    shown: dict[str, set[str]] = {}
    for trial in trials:
        for moment in trial.moments:
            for seen in moment.as_expected:
                shown.setdefault(seen.rule, set()).add(seen.state.value)
    for rule in fired:
        shown.setdefault(rule, set()).add(MADE)
    return Coverage(tuple(_measure(rule, shown) for rule in rules))


def _measure(rule: Rule, shown: Mapping[str, Collection[str]]) -> RuleCoverage:
    states = (state.value for state in reachable_states(rule) if state is not State.WAIVED)
    goals = (MADE,) if rule.kind is RuleKind.FACT else tuple(states)
    return RuleCoverage(rule.id, rule.span, goals, tuple(goal for goal in goals if goal in shown.get(rule.id, ())))
