"""`python -m afterword.benchmarks.cluster`: many small logs through a local Spark of two workers, and through the plain evaluator.

Needs `afterword[spark]` and Java. Prints how long each took, and whether both said the same of every case. `--logs` tells how many logs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from afterword.benchmarks.candidates import Entry, write_log
from afterword.engine.evaluator import Evaluator, load_evaluator
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.report.model import Report
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of

AS_OF = "2024-02-01T12:00:00Z"
LOGS_A_FILE = 5_000


def write_small_log(number: int) -> Entry:
    """A log of five to ten events; the same number gives the same log."""
    return write_log(5 + number % 6, seed=number)


def event_rows(log: Entry, number: int) -> Iterator[dict[str, Any]]:
    """The events of a log as rows of a table."""
    head = json.dumps({key: value for key, value in log.items() if key not in {"candidate", "events"}})
    for position, event in enumerate(log["events"]):
        apart = {key: event.get(key) for key in ("id", "type", "at", "day")}
        fields = json.dumps({key: value for key, value in event.items() if key not in apart})
        yield {"candidate": f"c{number}", "head": head, "position": position, **apart, "fields": fields}


def write_tables(folder: Path, logs: int) -> int:
    """Parquet files with all events, a few thousand logs each; how many events there are."""
    events = 0
    for begin in range(0, logs, LOGS_A_FILE):
        numbers = range(begin, min(begin + LOGS_A_FILE, logs))
        table = pa.Table.from_pylist([row for number in numbers for row in event_rows(write_small_log(number), number)])
        # Odd rows first: a candidate's events lie apart, as they do in a lake.
        odd = [*range(1, table.num_rows, 2), *range(0, table.num_rows, 2)]
        pq.write_table(table.take(odd), folder / f"{begin:09}.parquet")
        events += table.num_rows
    return events


def run_spark(source: Path, target: Path) -> float:
    """Evaluate the tables by Spark into another folder; the seconds it took, without the start of Spark."""
    from pyspark.sql import SparkSession

    from afterword.engine.distributed.spark import evaluate_frame

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        spark.range(1).count()
        begin = perf_counter()
        evaluate_frame(spark.read.parquet(str(source)), as_of=AS_OF, partitions=16).write.parquet(str(target))
        return perf_counter() - begin
    finally:
        spark.stop()


class Plain:
    """The evaluator as any program uses it, a log at a time."""

    def __init__(self) -> None:
        """Load the default pack."""
        found = load_evaluator("after-interview", {}, "native").value
        assert found is not None  # noqa: S101 - the pack that is shipped is sound
        self._evaluator: Evaluator = found
        self._reader = LogReader(found.pack.vocabulary, found.pack.known_rules)
        self._as_of = parse_as_of(Source("as_of", AS_OF), "UTC").value or 0

    def lines(self, number: int) -> Iterator[str]:
        """What it says of a log, a line a case and one a finding."""
        log = json.dumps({**write_small_log(number), "candidate": f"c{number}"})
        for one in parse_logs(Source("log.json", log), self._reader).value or ():
            yield from report_lines(self._evaluator.evaluate(one, self._as_of))


def report_lines(report: Report) -> Iterator[str]:
    """The cases and the findings of a report."""
    for item in chain.from_iterable(step.items for step in report.checklist):
        about = sorted((kind, name) for kind, name in item.about.items() if name is not None)
        yield json.dumps([report.candidate, item.rule, item.state.value, about])
    for one in report.findings:
        yield json.dumps(
            [report.candidate, one.rule, one.level.value, one.topic, one.message, *(_micros(when) for when in (one.since, one.due))]
        )


def row_lines(row: dict[str, Any]) -> Iterator[str]:
    """The same of a row of verdicts."""
    event = [("event", row["event"])] if row["event"] is not None else []
    yield json.dumps([row["candidate"], row["rule"], row["state"], sorted([*row["about"], *event])])
    if row["level"] is not None:
        yield json.dumps(
            [row["candidate"], row["rule"], row["level"], row["topic"], row["message"], *(_micros(row[key]) for key in ("since", "due"))]
        )


def _micros(moment: Any) -> int | None:  # noqa: ANN401 - a datetime, of any zone
    return None if moment is None else round(moment.timestamp() * 1_000_000)


def digest(lines: Iterable[str]) -> tuple[int, int]:
    """How many lines there are, and a number that is the same for the same lines in any order."""
    count = total = 0
    for line in lines:
        count += 1
        total = (total + int.from_bytes(blake2b(line.encode(), digest_size=16).digest())) % (1 << 128)
    return count, total


def main() -> None:
    """Run both and compare."""
    parser = argparse.ArgumentParser(prog="python -m afterword.benchmarks.cluster", description="Spark against the plain evaluator.")
    parser.add_argument("--logs", type=int, default=100_000)
    logs = parser.parse_args().logs
    with TemporaryDirectory() as name:
        source, target = Path(name, "events"), Path(name, "verdicts")
        source.mkdir()
        events = write_tables(source, logs)
        print(f"{logs:,} logs, {events:,} events", flush=True)
        seconds = run_spark(source, target)
        print(f"Spark, two workers: {seconds:.1f} s, {events / seconds:,.0f} events a second", flush=True)
        batches = chain.from_iterable(pq.ParquetFile(path).iter_batches() for path in sorted(target.glob("*.parquet")))
        found = digest(chain.from_iterable(row_lines(row) for batch in batches for row in batch.to_pylist()))
        print(f"Spark says {found[0]:,} things, {found[1]:032x}", flush=True)
    begin = perf_counter()
    plain = Plain()
    wanted = digest(chain.from_iterable(map(plain.lines, range(logs))))
    print(f"The plain evaluator, one process, logs made on the way: {perf_counter() - begin:.1f} s")
    print(f"The plain evaluator says {wanted[0]:,} things, {wanted[1]:032x}")
    if found != wanted:
        sys.exit("They do not say the same.")


if __name__ == "__main__":
    main()
