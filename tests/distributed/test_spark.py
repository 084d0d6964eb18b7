"""A real Spark of two workers, where Spark and Java are there."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyarrow")
pytest.importorskip("pandas")
pytest.importorskip("pyspark")

from afterword.benchmarks.cluster import Plain, row_lines, write_tables
from afterword.engine.distributed.spark import evaluate_frame
from afterword.engine.embedding import InputError
from afterword.tests.distributed.tables import AS_OF, one_event, whole_logs

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java"),
    pytest.mark.filterwarnings("ignore"),  # what Spark has to say of other libraries
]
LOGS = 500


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Two workers, and batches so small that logs are cut."""
    from pyspark.sql import SparkSession

    before = os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "5",
        "spark.sql.execution.arrow.maxRecordsPerBatch": "7",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()
    if before is None:
        del os.environ["PYSPARK_PYTHON"]
    else:
        os.environ["PYSPARK_PYTHON"] = before


@pytest.fixture(scope="module")
def wanted() -> list[str]:
    """What the plain evaluator says of the logs."""
    return sorted(chain.from_iterable(map(Plain().lines, range(LOGS))))


def said(frame: Any) -> list[str]:  # noqa: ANN401 - a DataFrame of Spark
    """What a DataFrame of verdicts says."""
    rows = ({**row.asDict(), "about": list((row["about"] or {}).items())} for row in frame.collect())
    return sorted(chain.from_iterable(map(row_lines, rows)))


def test_events_from_a_lake(spark: Any, wanted: list[str], tmp_path: Path) -> None:  # noqa: ANN401
    """Events that lie apart are brought together, and say what each log says by itself; nothing depends on the parts."""
    write_tables(tmp_path, LOGS)
    frame = spark.read.parquet(str(tmp_path))
    verdicts = evaluate_frame(frame, as_of=AS_OF)
    assert verdicts.rdd.getNumPartitions() == 5, "a part is a task: never one for each candidate"
    assert said(verdicts) == wanted
    assert said(evaluate_frame(frame.drop("position"), as_of=AS_OF, partitions=2)) == wanted


def test_whole_logs_stay_where_they_are(spark: Any, wanted: list[str]) -> None:  # noqa: ANN401
    """A log a row needs no shuffle."""
    frame = spark.createDataFrame(whole_logs(range(LOGS)).to_pylist(), "log string").repartition(3)
    verdicts = evaluate_frame(frame, as_of=AS_OF)
    assert verdicts.rdd.getNumPartitions() == 3
    assert said(verdicts) == wanted


def test_a_bad_log_stops_nothing(spark: Any) -> None:  # noqa: ANN401
    """Its mistake is a row of the result."""
    rows = [*one_event().to_pylist(), *one_event(candidate="joe", type="interview_complete").to_pylist()]
    found = [row.asDict() for row in evaluate_frame(spark.createDataFrame(rows), as_of="2025-09-12T09:00").collect()]
    assert {row["candidate"] for row in found if row["rule"]} == {"jane"}
    assert {(row["candidate"], row["error"], row["place"]) for row in found if row["error"]} == {("joe", "unknown-event-type", "event 1")}


def test_a_wrong_column_is_told_before_anything_runs(spark: Any) -> None:  # noqa: ANN401
    """The mistake is raised where the frame is made."""
    with pytest.raises(InputError, match="did you mean"):
        evaluate_frame(spark.createDataFrame(one_event(intervew="i1").to_pylist()), as_of=AS_OF)
