"""A question about a long log is answered while one waits."""

from __future__ import annotations

import json
import time

from afterword.benchmarks.candidates import write_log
from afterword.engine.embedding import Evaluator, parse_log


def test_a_long_log() -> None:
    """A rule that rests on facts of facts is explained in a log of 20,000 events, in not much more time than reading the log takes."""
    evaluator = Evaluator(engine="native")
    text = json.dumps(write_log(20_000))
    started = time.perf_counter()
    log = parse_log(text, evaluator.pack, "long.json")
    reading = time.perf_counter() - started
    started = time.perf_counter()
    (answer,) = evaluator.explain(log, "2030-01-01", "follow-up").rules
    took = time.perf_counter() - started
    assert len(answer.cases) == 10
    assert answer.left_out > 100
    assert took < 10 * reading
