"""The rules that are shipped, on their own examples: every tree comes to the state that the example expects."""

from __future__ import annotations

from afterword.engine.why.choose import Asked
from afterword.engine.why.explain import Judged, Question, explain
from afterword.reports.why_text import render_why
from afterword.tests.pack.shipped import evaluator, examples, pack
from afterword.tests.pack.test_examples import read


def test_examples() -> None:
    """Each case of each example is explained by the reasons that make it what it is, and can be read on a page."""
    rules = {rule.id: rule for rule in pack().rules}
    for example in examples():
        log, as_of = read(example)
        judged = Judged(log, as_of, evaluator("native").verdicts(log, as_of), "native")
        answer = explain(Question(example.rule, (Asked(rules[example.rule]),), {}), pack(), judged)
        (rule,) = answer.rules
        assert sorted(case.state.value for case in rule.cases if case.state) == sorted(state.value for state in example.expect), (
            example.name
        )
        assert bool(rule.cases) != bool(rule.why_not)
        page = render_why(answer, color=False, width=100)
        assert all(case.state.value.upper() in page for case in rule.cases if case.state)
