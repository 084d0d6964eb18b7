"""The same function on a cluster: a DataFrame of logs in, a DataFrame of verdicts out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from afterword.engine.distributed.evaluate_table import TableEvaluator
from afterword.engine.distributed.schema import AT, CANDIDATE, DAY, ID, LOG, POSITION
from afterword.engine.embedding import DEFAULT_PACK, AsOf, PathName

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

VERDICT_COLUMNS = (
    "candidate string, rule string, state string, level string, topic string, about map<string, string>, message string, "
    "since timestamp, opens timestamp, due timestamp, event string, error string, place string"
)
"""`schema.VERDICTS`, as Spark writes it."""


def evaluate_frame(  # noqa: PLR0913 - each may be left out but one
    frame: DataFrame,
    *,
    as_of: AsOf,
    pack: PathName = DEFAULT_PACK,
    settings: Mapping[str, object] | None = None,
    findings_only: bool = False,
    partitions: int | None = None,
) -> DataFrame:
    """The verdicts on all logs of a DataFrame, whose columns are told in docs/scale.md; nothing runs before they are asked for.

    Events are brought together by candidate in ``partitions`` parts (`spark.sql.shuffle.partitions` where it is left out) and put in order
    there; whole logs stay in the parts they are in. The pack is compiled here and travels with the work: workers need none of its files.

    Raises:
        InputError: The pack, a setting, ``as_of`` or the columns are wrong; mistakes of logs are rows.
    """
    evaluator = TableEvaluator(pack, as_of=as_of, settings=settings, findings_only=findings_only)
    evaluator.check_columns(frame.columns)

    def evaluate(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return evaluator.evaluate_batches(batches)

    return (frame if LOG in frame.columns else _bring_together(frame, partitions)).mapInArrow(evaluate, VERDICT_COLUMNS)


def _bring_together(frame: DataFrame, partitions: int | None) -> DataFrame:
    """All events of a candidate in one part, one after another, in an order that is the same in each run."""
    order = (POSITION,) if POSITION in frame.columns else (AT, DAY, ID)
    # With a number, Spark does not merge the parts for being few bytes: the work is in the rules, not in the bytes.
    parts = partitions or int(frame.sparkSession.conf.get("spark.sql.shuffle.partitions") or 200)
    together = frame.repartition(parts, CANDIDATE)
    return together.sortWithinPartitions(CANDIDATE, *(name for name in order if name in frame.columns))
