"""Tests of rules are found, read and run."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.evaluator import Evaluator, durable_is_available
from afterword.engine.log.model import Event, Log
from afterword.engine.rule_tests.model import PackTests, TrialKind
from afterword.engine.rule_tests.run_rule_tests import run_rule_tests
from afterword.engine.run.model import Verdict
from afterword.engine.run.run_program import Executor
from afterword.engine.verdicts import Level, State
from afterword.tests.language.packs import marked
from afterword.tests.rule_tests.conftest import RunTests


def missing(tests: PackTests) -> dict[str, tuple[str, ...]]:
    """What no test shows of each rule."""
    return {one.rule: one.missing for one in tests.coverage.rules}


def mistakes(folder: Path, old: str = "", new: str = "", *cases: str, **settings: str) -> list[str]:
    """What is wrong with the pack once a text in its files is replaced: `file: code: what is marked`."""
    for path in sorted((folder / "moving").rglob("*.yaml")) if old else ():
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    outcome = run_rule_tests(["moving"], cases, settings, "native")
    assert outcome.value is None
    return [told(one) for one in outcome.diagnostics]


def told(mistake: Diagnostic) -> str:
    """A mistake in a line."""
    return f"{Path(mistake.span.source.name).name}: {mistake.code}: {marked(mistake)}"


def test_examples_and_cases_run(run_tests: RunTests) -> None:
    """All examples of rules that are on, in the order of the pack, then the cases in the folder beside its files."""
    tests = run_tests()
    assert (tests.pack_id, tests.pack_title, tests.pack_version) == ("moving", "Moving house", "1")
    assert [(one.kind.value, one.name, one.rules) for one in tests.trials] == [
        ("example", "two flats, one read", ("read-the-meters",)),
        ("example", "forgotten", ("read-the-meters",)),
        ("example", "", ("no-flash",)),
        ("case", "a move", ()),
    ]
    assert tests.passed
    assert tests.left_out == 1
    assert [moment.as_of.isoformat() for moment in tests.trials[3].moments] == ["2025-05-02T09:00:00+02:00", "2025-05-05T12:00:00+02:00"]
    assert str(tests.trials[0].span).endswith("rules.yaml:14:15")


def test_coverage(run_tests: RunTests) -> None:
    """A state is shown where a test expects it; a fact where it is made; rules that no settings switch on do not count."""
    tests = run_tests()
    assert missing(tests) == {"newcomer": (), "read-the-meters": ("lapsed",), "no-flash": ("violated",)}
    assert (tests.coverage.total, tests.coverage.shown, tests.coverage.percent) == (8, 6, 75.0)
    assert missing(run_tests("        settings: {strict: true}\n", "")) == {"newcomer": (), "read-the-meters": ("lapsed",)}


def test_what_fails_shows_nothing(run_tests: RunTests) -> None:
    """A state that was expected and did not come out is not shown, nor one that came out unasked."""
    tests = run_tests("expect: [overdue]", "expect: [late]")
    assert missing(tests)["read-the-meters"] == ("overdue", "lapsed")


def test_a_state_that_is_not_as_expected(run_tests: RunTests) -> None:
    """What came out stands beside what was expected; the rest is as expected."""
    trial = run_tests("expect: [open, done]", "expect: [overdue, done]").trials[0]
    (moment,) = trial.moments
    (difference,) = moment.differences
    assert not trial.passed
    assert difference.expectation is not None
    assert difference.expectation.state is State.OVERDUE
    assert difference.seen is not None
    assert (difference.seen.state, difference.seen.about["flat"], difference.seen.level) == (State.OPEN, "f2", Level.ADVICE)
    assert difference.seen.message == "Read the meters by Sun 4 May 09:00."
    assert difference.seen.due is not None
    assert difference.seen.due.isoformat() == "2025-05-04T09:00:00+00:00"
    assert [(seen.state, seen.message) for seen in moment.as_expected] == [(State.DONE, None)]
    assert str(moment.span).endswith("rules.yaml:21:17")


def test_settings_hold_for_all_tests(run_tests: RunTests) -> None:
    """A setting from outside changes what comes out, where a test does not set it itself."""
    tests = run_tests(read_within="5 days", strict="true")
    assert [one.name for one in tests.trials if not one.passed] == ["forgotten", "a move"]
    assert tests.left_out == 0


def test_only_some(run_tests: RunTests) -> None:
    """With words, tests run that have one in their name, in that of their rule, or in that of a rule that they expect something of."""
    assert [one.name for one in run_tests("", "", "FORGOT").trials] == ["forgotten"]
    tests = run_tests("", "", "meters", "nothing")
    assert [one.name for one in tests.trials] == ["two flats, one read", "forgotten", "a move"]
    assert tests.left_out == 0
    assert list(missing(tests)) == ["read-the-meters"]
    assert run_tests("", "", "nothing").coverage.percent == 100


def test_mistakes_in_examples(folder: Path) -> None:
    """What is wrong with the log, the time or the settings of an example is told at its place in the file of the rule; all at once."""
    text = (folder / "moving" / "rules.yaml").read_text(encoding="utf-8")
    text = (
        text.replace("as_of: 2025-05-05", "as_of: 2025-05-32")
        .replace("flat: f1}\n", "flatt: f1}\n", 1)
        .replace("strict: true", "strikt: true")
    )
    (folder / "moving" / "rules.yaml").write_text(text, encoding="utf-8")
    found = mistakes(folder, "rule: read-the-meters, state: late", "rule: read-the-metres, state: late")
    assert found == [
        "move.yaml: unknown-rule: read-the-metres",
        "rules.yaml: unknown-field: flatt",
        "rules.yaml: no-such-time: 2025-05-32",
        "rules.yaml: unknown-parameter: strikt",
    ]


def test_mistakes_in_the_pack(folder: Path) -> None:
    """A pack that cannot be read, or not be compiled, has no tests that could run."""
    cycle = "when: [{none: {fact: newcomer, where: {flat: $keys.flat}}}]\n    conclude"
    assert mistakes(folder, "conclude", cycle) == ["rules.yaml: cycle-through-negation: {fact: newcomer, where: {flat: $keys.flat}}"]
    assert mistakes(folder, "kind: fact", "kind: fct") == ["rules.yaml: unknown-value: fct"]


def test_mistakes_in_settings(folder: Path) -> None:
    """A setting from outside that the pack does not have is told where it was typed."""
    assert mistakes(folder, read_witin="1 day") == ["--set: unknown-parameter: read_witin"]


def test_mistakes_that_settings_make(folder: Path) -> None:
    """A setting of a test that leaves a rule without sense is told at the rule."""
    path = folder / "moving" / "rules.yaml"
    text = path.read_text(encoding="utf-8").replace("within: $read_within}", "after: 1 day, within: $read_within}")
    path.write_text(text.replace("{strict: true}", "{strict: true, read_within: 1 hour}"), encoding="utf-8")
    assert mistakes(folder) == ["rules.yaml: window-closes-first: $read_within"]


@pytest.mark.skipif(not durable_is_available(), reason="there is one engine here")
def test_both_engines(run_tests: RunTests) -> None:
    """Every test runs on both, and passes where they agree."""
    tests = run_tests(engine="both")
    assert tests.passed
    assert {len(moment.engines) for trial in tests.trials for moment in trial.moments} == {2}


@pytest.mark.skipif(not durable_is_available(), reason="there is one engine here")
def test_engines_that_differ(run_tests: RunTests, monkeypatch: pytest.MonkeyPatch) -> None:
    """A difference between the engines fails a test, whatever it expected, and shows what each found."""
    judge = Evaluator.judge

    def forgetful(self: Evaluator, log: Log, events: tuple[Event, ...], as_of: int, executor: Executor) -> tuple[Verdict, ...]:
        verdicts = judge(self, log, events, as_of, executor)
        return verdicts if executor.name == "native" else verdicts[:1]

    monkeypatch.setattr(Evaluator, "judge", forgetful)
    trial = run_tests("expect: [open, done]", "expect: [done]", engine="both").trials[0]
    (moment,) = trial.moments
    assert not trial.passed
    assert [(one.engine, one.seen.state, one.seen.about["flat"]) for one in moment.disagreements] == [("native", State.OPEN, "f2")]
    assert not moment.differences

    def backwards(self: Evaluator, log: Log, events: tuple[Event, ...], as_of: int, executor: Executor) -> tuple[Verdict, ...]:
        verdicts = judge(self, log, events, as_of, executor)
        return verdicts if executor.name == "native" else verdicts[::-1]

    monkeypatch.setattr(Evaluator, "judge", backwards)
    (moment,) = run_tests(engine="both").trials[0].moments
    assert [one.seen.about["flat"] for one in moment.disagreements] == ["f2", "f1"]


def test_an_engine_that_cannot_be_had(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused once, not for every test."""
    assert folder.is_dir()
    monkeypatch.setattr("afterword.engine.evaluator.durable_is_available", lambda: False)
    outcome = run_rule_tests(["moving"], [], {}, "both")
    assert [one.code for one in outcome.diagnostics] == ["engine-not-here"]


def test_kinds(run_tests: RunTests) -> None:
    """Examples and cases are told apart."""
    assert {trial.kind for trial in run_tests().trials} == set(TrialKind)
