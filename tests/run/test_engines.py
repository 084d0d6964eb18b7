"""Which engine runs, and what it keeps to itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from afterword.engine import evaluator as core
from afterword.engine.evaluator import DURABLE_EVENTS, Evaluator, durable_is_available, load_evaluator
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.spans import Source

AS_OF = 1_760_000_000_000_000
HEAD = "pack: {id: small, version: '1', title: Small}\nvocabulary: {events: {met: {}, wrote: {}}}\n"
ONE = HEAD + "rules:\n  - {id: answer, kind: must, for_each: {m: {event: met}}, expect: {event: wrote}, say: Write.}\n"
needs_durable = pytest.mark.skipif(not durable_is_available(), reason="durable-rules is not installed for this Python")


def load(text: str, tmp_path: Path, engine: str = "auto") -> Evaluator:
    """A pack of one file."""
    (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
    outcome = load_evaluator(str(tmp_path / "pack.yaml"), {}, engine)
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def log_of(evaluator: Evaluator, events: int) -> Log:
    """Meetings, minute by minute, each second one answered."""
    lines = [
        f"  - {{id: e{number}, type: {'wrote' if number % 2 else 'met'}, at: 2025-01-01T{number // 60:02}:{number % 60:02}Z}}"
        for number in range(events)
    ]
    logs = parse_logs(Source("log.yaml", "events:\n" + "\n".join(lines)), LogReader(evaluator.pack.vocabulary, []))
    assert logs.value is not None, logs.diagnostics
    return logs.value[0]


@needs_durable
def test_auto_takes_durable_rules_for_small_logs(tmp_path: Path) -> None:
    """And native for larger ones; the report says which."""
    evaluator = load(ONE, tmp_path)
    assert evaluator.evaluate(log_of(evaluator, DURABLE_EVENTS), AS_OF).engine.startswith("durable-rules")
    assert evaluator.evaluate(log_of(evaluator, DURABLE_EVENTS + 1), AS_OF).engine == "native"


@needs_durable
def test_a_rule_of_many_events_runs_natively(tmp_path: Path) -> None:
    """One that joins more than durable-rules can match; asking for that engine is refused, kept pack or not."""
    many = ", ".join(f"x{number}: {{event: met}}" for number in range(14))
    text = HEAD + f"rules:\n  - {{id: many, kind: must_not, for_each: {{{many}}}, say: Stop.}}\n"
    evaluator = load(text, tmp_path)
    assert evaluator.evaluate(log_of(evaluator, 4), AS_OF).engine == "native"
    for _ in range(2):
        refused = load_evaluator(str(tmp_path / "pack.yaml"), {}, "durable")
        assert [one.code for one in refused.diagnostics] == ["engine-not-here"]


def test_an_engine_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused where it is asked for, and done without where it is not."""
    monkeypatch.setattr(core, "durable_is_available", lambda: False)
    evaluator = load(ONE, tmp_path)
    assert evaluator.evaluate(log_of(evaluator, 4), AS_OF).engine == "native"
    refused = load_evaluator(str(tmp_path / "pack.yaml"), {}, "durable")
    assert [one.code for one in refused.diagnostics] == ["engine-not-here"]


@pytest.mark.parametrize("engine", ["native", pytest.param("durable", marks=needs_durable)])
def test_threads_share_an_evaluator(tmp_path: Path, engine: str) -> None:
    """Logs that are evaluated at once do not get into each other's way."""
    evaluator = load(ONE, tmp_path, engine)
    logs = [log_of(evaluator, size) for size in range(2, 42)]
    alone = [evaluator.verdicts(log, AS_OF) for log in logs]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda log: evaluator.verdicts(log, AS_OF), logs)) == alone


def test_mistakes_in_a_pack_come_back(tmp_path: Path) -> None:
    """Those of its text, of its rules, and of what they make together."""
    for text, code in (
        ("rules: [", "yaml-syntax"),
        (HEAD + "rules: [{id: a, kind: must, for_each: {m: {event: mt}}, expect: {event: wrote}}]", "unknown-event-type"),
        (HEAD + "rules: [{id: a, kind: fact, when: [{none: {fact: f}}], conclude: {fact: f}}]", "cycle-through-negation"),
    ):
        (tmp_path / "pack.yaml").write_text(text, encoding="utf-8")
        outcome = load_evaluator(str(tmp_path / "pack.yaml"), {})
        assert outcome.value is None
        assert [one.code for one in outcome.diagnostics] == [code]
    assert load_evaluator(str(tmp_path / "none.yaml"), {}).diagnostics
