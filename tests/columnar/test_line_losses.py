"""What is dropped while lines are read is found: in the log that it is dropped from, and in no other."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from afterword.benchmarks.candidates import write_log
from afterword.engine.evaluator import load_evaluator

pytest.importorskip("numba")
pytest.importorskip("msgspec")

from afterword.engine.columnar.line_batch import LineBatch
from afterword.engine.columnar.read_lines import LineReader
from afterword.engine.kernel.surroundings import Surroundings
from afterword.tests.bulk.mangled import mangle, whole_logs

EVALUATOR = load_evaluator("after-interview", {}).value
assert EVALUATOR is not None
VOCABULARY = EVALUATOR.pack.vocabulary
READER = LineReader(VOCABULARY)

USUAL = '{"$schema":"s","candidate":"Ö","timezone":"UTC","people":{"p1":{"name":"Ann"},"p2":{}},"events":[%s]}'
EVENT = '{"id":"e%d","type":"offer_received","at":"2025-09-09T11:00:00Z"%s}'


def batch_of(lines: list[bytes]) -> tuple[list[bytes], list[Any], LineBatch]:
    """The lines that can be read, what was read of them, and that as a batch."""
    read = [(line, log) for line, log in zip(lines, READER.read(lines), strict=True) if log is not None]
    logs = [log for _, log in read]
    return [line for line, _ in read], logs, LineBatch(logs, [None] * len(logs), VOCABULARY, lambda _: 2**50, Surroundings())


def losses(lines: list[bytes]) -> list[int]:
    """The places of those that lose something."""
    kept, logs, batch = batch_of(lines)
    assert len(kept) == len(lines)
    return READER.find_losses(kept, logs, batch.quotes)


def line_with(more: str, log: str = USUAL) -> bytes:
    """A log of an event of which is said more."""
    return (log % (EVENT % (1, more))).encode()


@pytest.mark.parametrize(
    "line",
    [
        line_with(',"note":"a","note":"b"'),
        line_with(',"note":null'),
        line_with(',"at":"2025-09-09T11:00:00Z"'),
        line_with(',"id":"e1"'),
        line_with("", USUAL.replace('"candidate":"Ö"', '"candidate":"Ö","candidate":"Ö"')),
        line_with("", USUAL.replace('"candidate":"Ö"', '"candidate":null')),
        line_with("", USUAL.replace('"people"', '"people":{},"people"')),
        line_with("", USUAL.replace('"p2":{}', '"p1":{"name":"Ann"}')),
        line_with("", USUAL.replace('"p2":{}', '"p1":null')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"name":"Bob","name":"Bob"}')),
        line_with("", USUAL.replace('"p2":{}', '"p2":{"name":null}')),
        line_with("", USUAL.replace('"events"', '"events":[],"events"')),
        line_with(',"note":"a \\" b","note":"c"'),
        line_with(',"note":"two \\\\ backslashes"'),
        line_with(',"note":"\\u005c"'),
        line_with(',"note":"\\u005C"'),
        line_with(',"note":"\\u0022"'),
        line_with(',"note":"\\uD83D\\ude00"'),
    ],
)
def test_what_is_dropped(line: bytes) -> None:
    """A key that stands twice, and what is null, wherever: the log is found among others. So is one whose quotes cannot be told."""
    fine = line_with(',"note":"a \\" b \\n é \\u00e9","source":"x"')
    assert losses([fine, line, fine, fine]) == [1]
    assert losses([fine, fine]) == []


def test_what_is_kept() -> None:
    """An entity that is null is there still, and so are events that are."""
    assert losses([line_with("", USUAL.replace('"p2":{}', '"p2":null')), b'{"events":null}', b'{"events":[]}', b"{}"]) == []


@pytest.mark.parametrize("what", ['"waivers":[]', '"waivers":null', '"holidays":["2025-01-01"]', '"ended":"2025-10-01"'])
def test_what_is_not_read(what: str) -> None:
    """Waivers, holidays and an end of a log are left to others."""
    assert READER.read([line_with("", USUAL.replace('"timezone"', f'{what},"timezone"'))]) == [None]


@pytest.mark.parametrize("seed", range(4))
def test_quotes_of_any_log(seed: int) -> None:
    """What a batch counts is what it would take to write its logs again: of realistic ones, and of those that went wrong."""
    random = Random(seed)
    logs = list(whole_logs())
    lines = [mangle(random.choice(logs), random) for _ in range(300)]
    lines += [json.dumps(write_log(20, number), ensure_ascii=number % 2 == 0).encode() for number in range(20)]
    _, logs, batch = batch_of([line for line in lines if b"\\" not in line])
    assert len(logs) > 50
    assert batch.quotes == sum(READER._write(log).count(b'"') for log in logs)
