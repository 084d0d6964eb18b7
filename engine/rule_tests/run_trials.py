"""Runs tests: every moment is evaluated, by one engine or by two, and what comes out is held against what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from afterword.engine.collector import collector_paused
from afterword.engine.compile.program import Production
from afterword.engine.log.names import learned_records
from afterword.engine.log.normalise import normalise
from afterword.engine.report.about import Case, find_about
from afterword.engine.report.build_report import make_finding
from afterword.engine.report.messages import Scene
from afterword.engine.rule_tests.compare import find_differences
from afterword.engine.rule_tests.model import Disagreement, Evaluated, MomentResult, Seen, TrialKind, TrialResult
from afterword.engine.rule_tests.trials import Moment, Trial
from afterword.engine.rule_tests.variants import Variant
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Verdict
from afterword.engine.run.run_program import Executor
from afterword.engine.times.instants import to_datetime


class Fired:
    """An executor that notes which rules made a fact or a case."""

    def __init__(self, executor: Executor, rules: set[str]) -> None:
        """Rules are noted in ``rules``."""
        self._executor = executor
        self._rules = rules

    @property
    def name(self) -> str:
        """That of the executor."""
        return self._executor.name

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], Sequence[Sequence[Row]]]:
        """As the executor does."""
        evaluate = self._executor.start(base)

        def evaluate_and_note(productions: Sequence[Production]) -> Sequence[Sequence[Row]]:
            emitted = evaluate(productions)
            self._rules.update(production.name for production, rows in zip(productions, emitted, strict=True) if rows)
            return emitted

        return evaluate_and_note


def run_trial(trial: Trial, variant: Variant, fired: set[str]) -> TrialResult:
    """Run a test with the pack as its settings make it; the ids of rules that made something are added to ``fired``."""
    moments = tuple(_run_moment(moment, trial, variant, fired) for moment in trial.moments)
    return TrialResult(trial.kind, trial.name, trial.rules, trial.span, moments)


class _Run(NamedTuple):
    """What an engine found at a moment."""

    engine: str
    verdicts: tuple[Verdict, ...]


def _run_moment(moment: Moment, trial: Trial, variant: Variant, fired: set[str]) -> MomentResult:
    with collector_paused():
        vocabulary = variant.pack.vocabulary
        events = normalise(moment.log, vocabulary, moment.at)
        runs = []
        for evaluator in variant.evaluators.value or ():
            executor = Fired(evaluator.executor(len(events)), fired)
            runs.append(_Run(executor.name, evaluator.judge(moment.log, events, moment.at, executor)))
        scene = Scene(variant.pack, moment.log, learned_records(events, moment.log, vocabulary), moment.at)
        own = [one for one in runs[0].verdicts if trial.kind is TrialKind.CASE or one.rule.id in trial.rules]
        differences, as_expected = find_differences(moment, trial, tuple(_see(own, scene)))
        disagreements = tuple(one for other in runs[1:] for one in _disagree(runs[0], other, scene))
    evaluated = Evaluated(variant.pack, moment.log, moment.at, runs[0].verdicts)
    asked, engines = to_datetime(moment.at, moment.log.zone), tuple(run.engine for run in runs)
    return MomentResult(asked, moment.span, engines, differences, as_expected, disagreements, evaluated)


def _see(verdicts: Iterable[Verdict], scene: Scene) -> Iterator[Seen]:
    """Verdicts as tests see them."""
    for verdict in verdicts:
        about = find_about(verdict, scene.pack.vocabulary, scene.records)
        finding = make_finding(Case(verdict, about), scene)
        due = to_datetime(verdict.due, scene.log.zone) if verdict.due is not None else None
        level, message = (finding.level, finding.message.removesuffix(f" {verdict.rule.why}")) if finding is not None else (None, None)
        yield Seen(verdict.rule.id, verdict.state, about, due, level, message, verdict)


def _disagree(first: _Run, second: _Run, scene: Scene) -> Iterator[Disagreement]:
    """What only one of two engines found; where they differ in the order alone, the first cases that do."""
    for one, other in ((first, second), (second, first)):
        alone = [verdict for verdict in one.verdicts if verdict not in other.verdicts]
        misplaced = [verdict for verdict, there in zip(one.verdicts, other.verdicts, strict=False) if verdict != there]
        yield from (Disagreement(one.engine, seen) for seen in _see(alone or misplaced[:1], scene))
