"""Packs of Declare evaluated by the engine, with results in the shape of the checker's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.load_pack import load_pack
from afterword.engine.log.model import Event, Log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.run.model import Verdict
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR, Interval
from afterword.engine.verdicts import Standing
from afterword.tests.declare.checker import Result, Results, Trace

EPOCH = int(datetime(2025, 9, 1, tzinfo=UTC).timestamp()) * 1_000_000
"""The moment that the clocks of traces count from."""


def load_evaluator(text: str, engine: str) -> Evaluator:
    """What evaluates a pack."""
    documents = parse_documents(Source("pack.yaml", text))
    assert documents.value is not None, [render_diagnostic(one) for one in documents.diagnostics]
    loaded = load_pack(documents.value, {})
    assert loaded.value is not None, "\n".join(render_diagnostic(one) for one in loaded.diagnostics)
    compiled = compile_for_evaluation(loaded.value)
    assert compiled.value is not None
    assert compiled.value.networks is not None
    return Evaluator(compiled.value, engine)


def moment(at: float, unit: int = HOUR) -> int:
    """A time of a trace, in microseconds."""
    return EPOCH + round(at * unit)


def make_log(trace: Trace, unit: int = HOUR, ended: int | None = None) -> Log:
    """A trace as a log; the ids are the places."""
    times = [Interval(moment(step.at, unit), moment(step.at, unit)) for step in trace]
    events = tuple(
        Event(str(place), step.type, when, day_only=False, zone="UTC", position=place, fields=step.data)
        for place, (step, when) in enumerate(zip(trace, times, strict=True))
    )
    return Log(Source("trace", ""), None, "UTC", frozenset(), {}, events, (), ended)


def evaluate(evaluator: Evaluator, trace: Trace, now: float, unit: int = HOUR, *, over: bool) -> Mapping[str, Results]:
    """The results of each rule at ``now``, over all that has happened in the trace by then."""
    as_of = moment(now, unit)
    log = make_log(trace, unit, as_of if over else None)
    found: dict[str, dict[int | None, list[Verdict]]] = {}
    for verdict in evaluator.verdicts(log, as_of):
        bound = next((int(one.id) for one in verdict.bound.values() if isinstance(one, Event)), None)
        found.setdefault(verdict.rule.id, {}).setdefault(bound, []).append(verdict)
    return {rule: {place: _result(verdicts) for place, verdicts in results.items()} for rule, results in found.items()}


def _result(verdicts: list[Verdict]) -> Result:
    """The verdicts on one activation, which are of one kind, as one result."""
    (standing,) = {verdict.standing for verdict in verdicts}
    assert isinstance(standing, Standing)
    return Result(standing.value, tuple(sorted(int(verdict.event.id) for verdict in verdicts if verdict.event)))
