"""The tests of the packs that are shipped: both engines say what each example and case expects, and together they show all there is."""

from __future__ import annotations

from functools import cache

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.evaluator import durable_is_available
from afterword.engine.language.examples import Example, example_log
from afterword.engine.language.find_pack import SHIPPED, shipped_packs
from afterword.engine.log.model import Log
from afterword.engine.rule_tests.model import PackTests, TrialKind
from afterword.engine.rule_tests.run_rule_tests import run_rule_tests
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of
from afterword.reports.rule_tests_text import render_failure, render_lacking
from afterword.tests.pack.shipped import evaluator, examples, pack

CASES = str(SHIPPED.parent / "examples" / "cases")


@cache
def shipped_tests() -> dict[str, PackTests]:
    """What came of the tests of the packs that are shipped, and of the cases in `examples/cases`; they run once."""
    outcome = run_rule_tests(shipped_packs(), [CASES], {}, "both" if durable_is_available() else "native")
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    return {tests.pack_id: tests for tests in outcome.value.packs}


@pytest.mark.parametrize("name", shipped_packs())
def test_all_come_out_as_expected(name: str) -> None:
    """Every example of every rule, and every case; none is left out, as those of rules that are off say how to switch them on."""
    tests = shipped_tests()[name]
    assert tests.trials
    assert tests.passed, "\n\n".join(render_failure(trial) for trial in tests.trials if not trial.passed)
    assert tests.left_out == 0


@pytest.mark.parametrize("name", shipped_packs())
def test_all_is_shown(name: str) -> None:
    """Together they show every state of every rule, and every fact."""
    coverage = shipped_tests()[name].coverage
    assert coverage.percent == 100, render_lacking(coverage, 100)
    assert coverage.total > 0


def test_cases_are_run() -> None:
    """The stories beside the examples of logs are among the tests of the default pack."""
    cases = [trial for trial in shipped_tests()["after-interview"].trials if trial.kind is TrialKind.CASE]
    assert len(cases) >= 5
    assert sum(len(case.moments) for case in cases) >= 20


def read(example: Example) -> tuple[Log, int]:
    """The log of an example, and the moment of asking."""
    log = example_log(example, pack().vocabulary).value
    assert log is not None
    asked = parse_as_of(Source("as_of", example.as_of), log.zone).value
    assert asked is not None
    return log, asked


def test_messages_have_no_holes() -> None:
    """Whatever a log leaves out, a message reads on: no place is left with a question mark for want of a fallback."""
    for example in examples():
        for finding in evaluator("native").evaluate(*read(example)).findings:
            assert finding.message, finding.rule
            assert " ? " not in f" {finding.message.replace('?.', '? ')} ", (finding.rule, finding.message)
            assert finding.topic in pack().topics, (finding.rule, finding.topic)
