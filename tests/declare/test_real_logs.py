"""On real event logs the rules give the verdicts of the checker.

The logs are not part of the project: `AFTERWORD_REAL_LOGS=folder pytest tests/declare/test_real_logs.py` looks for them in a folder.
`AFTERWORD_REAL_SHARE=20` takes every twentieth trace.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from afterword.tests.declare.real_logs import Model, lines_of, read_traces
from afterword.tests.oracle.runs import EXECUTORS

FOLDER = os.environ.get("AFTERWORD_REAL_LOGS")
SHARE = int(os.environ.get("AFTERWORD_REAL_SHARE", "1"))
LOGS = ("bpic2012", "hiring_log_high")


@pytest.mark.skipif(FOLDER is None, reason="AFTERWORD_REAL_LOGS names no folder of logs")
@pytest.mark.parametrize("engine", EXECUTORS)
@pytest.mark.parametrize("name", LOGS)
def test_real_logs(name: str, engine: str) -> None:
    """All verdicts, on traces that are over and at moments before; durable on small traces."""
    traces = read_traces(Path(str(FOLDER)) / f"{name}.jsonl.gz")
    counts = Counter(step.type for trace in traces.values() for step in trace)
    firsts = Counter(trace[0].type for trace in traces.values())
    chosen = dict(list(traces.items())[::SHARE])
    if engine == "durable":
        chosen = dict([(case, trace) for case, trace in traces.items() if len(trace) <= 8][::SHARE][:300])
    frequent = [one for one, _ in counts.most_common(8)]
    comparison = Model(list(counts), lines_of(frequent[::2] + frequent[1::2], firsts.most_common(1)[0][0]), engine).compare(chosen)
    print(f"\n{name}, {engine}: {comparison.told()}")  # noqa: T201 - the numbers are what one runs this for
    assert comparison.compared > 1_000
    assert not comparison.differing, comparison.differing[:3]
