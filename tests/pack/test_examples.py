"""Every example of every rule of the pack comes out as it says, by both engines."""

from __future__ import annotations

import pytest

from afterword.engine.evaluator import durable_is_available
from afterword.engine.language.examples import Example, example_log
from afterword.engine.log.model import Log
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import Interval
from afterword.tests.pack.shipped import evaluator, examples, pack

ENGINES = ("native", "durable") if durable_is_available() else ("native",)


def read(example: Example) -> tuple[Log, int]:
    """The log of an example, and the moment of asking."""
    outcome = example_log(example, pack().vocabulary)
    assert outcome.value is not None, [(one.code, one.message, one.span.line) for one in outcome.diagnostics]
    asked = parse_time(example.as_of, outcome.value.zone)
    assert isinstance(asked, Interval), asked
    return outcome.value, asked.hi


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.rule}: {example.name}")
def test_example(example: Example, engine: str) -> None:
    """The cases of the rule come to the states that the example expects."""
    log, as_of = read(example)
    states = [verdict.state for verdict in evaluator(engine).verdicts(log, as_of) if verdict.rule.id == example.rule]
    assert sorted(state.value for state in states) == sorted(state.value for state in example.expect)


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.rule}: {example.name}")
def test_messages_have_no_holes(example: Example) -> None:
    """Whatever a log leaves out, a message reads on: no place is left with a question mark for want of a fallback."""
    log, as_of = read(example)
    for finding in evaluator("native").evaluate(log, as_of).findings:
        assert finding.message, finding.rule
        assert " ? " not in f" {finding.message.replace('?.', '? ')} ", (finding.rule, finding.message)
        assert finding.topic in pack().topics, (finding.rule, finding.topic)
