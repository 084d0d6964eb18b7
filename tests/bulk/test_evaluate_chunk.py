"""A chunk to lines at once: what its reports would have given, with the same counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
from afterword.engine.bulk.model import Chunk, Evaluated, Tally, Written
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.evaluator import durable_is_available, load_evaluator
from afterword.reports.finding_rows import candidate_row, finding_objects, render_lines
from afterword.tests.bulk.shop import event_lines, log, write_pack


def chunks() -> list[Chunk]:
    """A log a line, bad ones and waived duties among them; an event a line; lines that nobody wrote."""
    logs = [json.dumps(log(number)) for number in range(12)]
    logs[3] = json.dumps({**log(2), "candidate": 'Ann "é" 🙂', "waivers": [{"rule": "ship-soon", "reason": "on strike"}]})
    logs[5], logs[7] = "{", json.dumps(log(1)).replace("shipped", "shiped")
    data = "\n".join(logs).encode()
    lines = event_lines(4)
    return [
        Chunk("logs.jsonl", data, 5),
        Chunk("half \udcff.jsonl", data, None),
        Chunk("events.jsonl", "\n".join(lines).encode(), 1, (2, 3, 2, 2)),
    ]


@pytest.mark.parametrize("engine", ("native", "durable") if durable_is_available() else ("native",))
def test_the_same_as_by_reports(tmp_path: Path, engine: str) -> None:
    """Bytes, mistakes, counts and rows of candidates are those that reports give."""
    evaluator = load_evaluator(write_pack(tmp_path), {}, engine).value
    assert evaluator is not None
    worker = ChunkEvaluator(evaluator, "2025-03-01")
    by_report, at_once = Tally(), Tally()
    for chunk in chunks():
        one_by_one = zip(worker.evaluate(chunk, by_report), worker.write(chunk, at_once), strict=True)
        for report, written in one_by_one:
            if isinstance(report, Evaluated) and isinstance(written, Written):
                assert written.lines == render_lines(finding_objects(report))
                assert list(map(candidate_row, written.logs)) == [candidate_row(report)]
            else:
                assert [plain(one) for one in written] == [plain(one) for one in report]
    assert vars(at_once) == vars(by_report)
    assert (at_once.bad, at_once.cases["ship-soon", "waived"]) == (4, 2)
    assert sum(at_once.findings.values()) > 20


def plain(mistake: object) -> tuple[str, int]:
    """A mistake and its line."""
    assert isinstance(mistake, Diagnostic)
    return mistake.message, mistake.span.line
