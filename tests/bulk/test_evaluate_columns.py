"""Chunks in columns: the bytes, mistakes and counts are those of one log after another, whatever is wrong with the lines."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from afterword.benchmarks.candidates import moment_after, write_log
from afterword.engine.bulk.evaluate_chunk import ChunkEvaluator
from afterword.engine.bulk.model import Chunk, Tally, Written
from afterword.engine.diagnostics import Diagnostic
from afterword.engine.evaluator import load_evaluator
from afterword.tests.bulk.mangled import mangle, whole_logs
from afterword.tests.bulk.shop import PACK, log, write_pack
from afterword.tests.bulk.test_evaluate_chunk import chunks, plain

pytest.importorskip("numba")
pytest.importorskip("msgspec")

from afterword.engine.bulk.evaluate_columns import ColumnsEvaluator
from afterword.engine.columnar.case_columns import CaseColumns
from afterword.engine.columnar.line_batch import LineBatch
from afterword.engine.columnar.line_things import Told
from afterword.engine.columnar.many import ManyVerdicts, load_many
from afterword.engine.columnar.read_back import ReadBack
from afterword.engine.columnar.read_lines import LineReader
from afterword.engine.kernel.layout import MOST_CRITERIA
from afterword.engine.kernel.surroundings import Surroundings


class Both:
    """Both ways to evaluate chunks by one pack."""

    def __init__(self, pack: str, as_of: str) -> None:
        evaluator, many = load_evaluator(pack, {}, "native").value, load_many(pack, {}).value
        assert evaluator is not None
        assert many is not None
        self.one_by_one = ChunkEvaluator(evaluator, as_of)
        self.columns = ColumnsEvaluator(self.one_by_one, many)

    def compare(self, chunk: Chunk) -> Tally:
        """Fail unless both give the same; the counts."""
        one_by_one, at_once = Tally(), Tally()
        assert told(self.columns.write(chunk, at_once)) == told(self.one_by_one.write(chunk, one_by_one))
        assert vars(at_once) == vars(one_by_one)
        return at_once


def told(written: Iterable[Written | tuple[Diagnostic, ...]]) -> list[object]:
    """What was written, log by log, and what is wrong with the others; the lines of logs that follow one another are one text."""
    found: list[object] = []
    lines = b""
    for one in written:
        if isinstance(one, Written):
            lines += bytes(one.lines)
            found += one.logs
        else:
            found += [lines, *map(plain, one)]
            lines = b""
    return [*found, lines]


def test_the_same_as_one_by_one(tmp_path: Path) -> None:
    """Bad logs, waived duties and odd texts among others; events with lines of their own; lines that nobody wrote."""
    both = Both(write_pack(tmp_path), "2025-03-01")
    tallies = [both.compare(chunk) for chunk in chunks()]
    assert [tally.bad for tally in tallies][:2] == [2, 2]
    assert all(sum(tally.findings.values()) for tally in tallies)


def test_nothing_is_left_to_the_collector(tmp_path: Path) -> None:
    """What a chunk took is gone when the next one comes, so that memory does not grow with the number of logs."""
    both = Both(write_pack(tmp_path), "2025-03-01")
    gc.collect()
    gc.disable()
    try:
        for chunk in chunks():
            assert list(both.columns.write(chunk, Tally()))
        kinds = set(map(type, gc.get_objects()))  # of others there may be what stands for something that is gone, and cannot be asked
        left = [kind for kind in kinds if issubclass(kind, LineBatch | Told | CaseColumns | ManyVerdicts | ReadBack)]
    finally:
        gc.enable()
    assert not left


def test_nothing_in_it(tmp_path: Path) -> None:
    """A chunk of blank lines, and one of nothing but bad ones."""
    both = Both(write_pack(tmp_path), "2025-03-01")
    assert both.compare(Chunk("x.jsonl", b"\n \n\n", 1)).logs == 0
    assert both.compare(Chunk("x.jsonl", b"[]\n\n{}\n", 1)).bad == 2


@pytest.mark.parametrize("moment", ["2024-01-20", "2024-03-31T01:30", "2025-01-01T00:00Z"])
def test_candidates(moment: str) -> None:
    """Realistic logs in the words of the default pack, asked at several moments: one that the clocks of some skip, too."""
    logs = [write_log(4 + number % 37, number) for number in range(60)]
    zones = ("Europe/London", "America/New_York", "Asia/Kolkata", "+05:30", None)
    lines = [json.dumps({**log, "timezone": zones[number % len(zones)]}) for number, log in enumerate(logs)]
    tally = Both("after-interview", moment).compare(Chunk("x.jsonl", "\n".join(lines).encode(), 1))
    assert sum(tally.findings.values()) > 150


@pytest.mark.parametrize("seed", range(2))
def test_mangled_logs(seed: int) -> None:
    """Of hundreds of logs that went wrong, or nearly, each is told as it would be alone."""
    random = Random(seed)
    logs = list(whole_logs())
    lines = [mangle(random.choice(logs), random) for _ in range(600)]
    tally = Both("after-interview", "2025-09-12T06:00:00Z").compare(Chunk("x.jsonl", b"\n".join(lines), 7))
    assert tally.bad > 300
    assert tally.logs > 30


def test_most_are_read_at_once() -> None:
    """Of realistic logs only few are left to others: those that tell of an event twice, and what is asked in a zone without that time."""
    evaluator = load_evaluator("after-interview", {}).value
    assert evaluator is not None
    vocabulary = evaluator.pack.vocabulary
    lines = [json.dumps(write_log(20, number), ensure_ascii=number % 2 == 0).encode() for number in range(100)]
    logs = LineReader(vocabulary).read(b"\n".join(lines))
    assert not logs.lines.doubtful.any()
    moment = int(moment_after(write_log(20, 0)).timestamp()) * 1_000_000
    assert LineBatch(logs, range(100), vocabulary, lambda _: moment, Surroundings()).doubtful.sum() < 3


def test_rule_that_is_left_to_others(tmp_path: Path) -> None:
    """Logs with a case of a rule with too many tests are told by those who can; others still are read at once."""
    path = tmp_path / "long.yaml"
    fields = [f"n{number}" for number in range(MOST_CRITERIA + 1)]
    path.write_text(
        PACK.replace("fields: {by", f"fields: {{{', '.join(f'{name}: {{type: integer}}' for name in fields)}, by")
        + "  - id: long\n    kind: must\n    title: All at least one\n    for_each: {first: {event: shipped}}\n"
        + f"    require: {{{', '.join(f'$first.{name}: {{at_least: 1}}' for name in fields)}}}\n    say: {{violated: Too small.}}\n",
        encoding="utf-8",
    )
    both = Both(str(path), "2025-03-01")
    assert len(both.columns._unlowered) == 1
    logs = [log(number) for number in range(8)]
    logs[0]["events"][1] |= {fields[-1]: 0}
    tally = both.compare(Chunk("x.jsonl", "\n".join(map(json.dumps, logs)).encode(), 1))
    assert {state: count for (rule, state), count in tally.cases.items() if rule == "long"} == {"violated": 1, "done": 3}
