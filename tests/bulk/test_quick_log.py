"""Two readers of one language: the quick one may give up, but what it reads is what the explaining one reads."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from afterword.engine.evaluator import load_evaluator
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.quick_log import QuickReader
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.text import decode
from afterword.engine.spans import Source
from afterword.tests.bulk.mangled import mangle, whole_logs

ROUNDS = 3_000


@pytest.fixture(scope="module")
def pack() -> Pack:
    """The pack that is shipped."""
    evaluator = load_evaluator("after-interview", {}).value
    assert evaluator is not None
    return evaluator.pack


def read_slowly(line: bytes, reader: LogReader) -> Log | None:
    """What the explaining reader makes of a line."""
    text = decode("x.jsonl", line).value
    logs = parse_logs(text, reader).value if text else None
    return logs[0] if logs and len(logs) == 1 else None


def told(log: Log) -> tuple[Any, ...]:
    """All that a log says, with the order of what it lists, and the lines of its events."""
    return (
        (log.source.name, log.candidate, log.zone, log.holidays, log.ended, log.waivers),
        [(kind, list(known.items())) for kind, known in log.records.items()],
        [(replace(event, place=None), list(event.fields), event.place and event.place.line) for event in log.events],
        [[type(value) for value in event.fields.values()] for event in log.events],
    )


def test_whole_logs_are_read_at_once(pack: Pack) -> None:
    """What is right is read quickly, with escapes or without, and comes out equal."""
    quick, slow = QuickReader(pack.vocabulary, pack.known_rules), LogReader(pack.vocabulary, pack.known_rules)
    for log in whole_logs():
        for line in (json.dumps(log).encode(), json.dumps(log, ensure_ascii=False, separators=(",", ":")).encode()):
            found, wanted = quick.read(line, Source("x.jsonl", ""), 1), read_slowly(line, slow)
            assert wanted is not None
            assert found is not None
            assert told(found) == told(wanted)


@pytest.mark.parametrize("seed", range(4))
def test_mangled_logs(pack: Pack, seed: int) -> None:
    """Of a thousand logs that went wrong, or nearly, the quick reader takes none that the other refuses, and reads none otherwise."""
    quick, slow = QuickReader(pack.vocabulary, pack.known_rules), LogReader(pack.vocabulary, pack.known_rules)
    random = Random(seed)
    logs = list(whole_logs())
    taken = sound = 0
    for _ in range(ROUNDS // 4):
        line = mangle(random.choice(logs), random)
        found, wanted = quick.read(line, Source("x.jsonl", ""), 1), read_slowly(line, slow)
        sound += wanted is not None
        if found is not None:
            taken += 1
            assert wanted is not None, line
            assert told(found) == told(wanted), line
    assert sound > ROUNDS / 20
    assert sound < ROUNDS / 5
    assert taken > sound * 0.8
