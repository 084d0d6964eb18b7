"""Findings of many logs, one a row: as JSON Lines, CSV, or batches for Parquet. The same finding is always the same bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

from afterword.engine.bulk.model import CountedLog, Data, Evaluated
from afterword.reports.json import finding_object

if TYPE_CHECKING:
    import pyarrow as pa

_MOMENTS = ("since", "due")
_LISTS = ("fields", "evidence", "source")


def render_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A JSON object a line."""
    dump = _dumper()
    return b"".join([dump(row) + b"\n" for row in rows])


def render_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The cells of each row, without the names of the columns; lists are joined, what is unknown is empty."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerows([_cell(value) for value in row.values()] for row in rows)
    return file.getvalue().encode("utf-8", "backslashreplace")


def csv_head(names: Sequence[str]) -> bytes:
    """The first line of a CSV file."""
    file = StringIO()
    csv.writer(file, lineterminator="\n").writerow(names)
    return file.getvalue().encode()


def finding_objects(evaluated: Evaluated) -> list[dict[str, Any]]:
    """The findings of a log as JSON has them, each with the log that it is of and the line where that begins."""
    report, line = evaluated
    head = {"log": report.log, "line": line, "candidate": report.candidate}
    return [{**head, **finding_object(finding)} for finding in report.findings]


def flat_names(kinds: Iterable[str]) -> tuple[str, ...]:
    """The columns of a table of findings, for a pack with entities of these kinds."""
    return (*_HEAD, *kinds, "event", *_TAIL)


def flat_rows(lines: Data) -> list[dict[str, Any]]:
    """The findings in lines of JSON, with single values and lists of texts only."""
    rows = []
    for line in bytes(lines).splitlines():
        row = json.loads(line)
        about = row.pop("about")
        row["evidence"] = [one["event"] for one in row["evidence"]]
        row["source"] = [one["id"] for one in row["source"]]
        rows.append({name: about[name] if name in about else row[name] for name in flat_names(kind for kind in about if kind != "event")})
    return rows


def candidate_row(one: Evaluated | CountedLog) -> dict[str, Any]:
    """How many findings a candidate has by level, and how many duties are done."""
    told = one.report if isinstance(one, Evaluated) else one
    return {"log": told.log, "line": one.line, "candidate": told.candidate, **told.summary}


CANDIDATE = ("log", "line", "candidate", "advice", "warning", "overdue", "done")
"""The columns of `candidate_row`."""


def arrow_schema(kinds: Iterable[str]) -> pa.Schema:
    """The types of the columns of `flat_rows`."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {"line": pa.int64(), "step": pa.int64(), "outside": pa.bool_()}
    types |= {name: pa.timestamp("us", "UTC") for name in _MOMENTS}
    types |= {name: pa.list_(pa.string()) for name in _LISTS}
    return pa.schema([pa.field(name, types.get(name, pa.string())) for name in flat_names(kinds)])


def render_batch(rows: Sequence[Mapping[str, Any]], kinds: Iterable[str]) -> bytes:
    """The rows as a message of an Arrow stream; nothing for none."""
    import pyarrow as pa

    if not rows:
        return b""
    rows = [{**row, **{name: row[name] and datetime.fromisoformat(row[name]) for name in _MOMENTS}} for row in rows]
    message: bytes = pa.RecordBatch.from_pylist(rows, schema=arrow_schema(kinds)).serialize().to_pybytes()
    return message


_HEAD = ("log", "line", "candidate", "rule", "topic", "level", "state", "step", "title", "message")
_TAIL = ("since", "due", "late_by", "fields", "evidence", "source", "outside", "verdict")


def _cell(value: Any) -> str:  # noqa: ANN401 (whatever a finding holds)
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return "; ".join(value)
        case _:
            return str(value)


def _dumper() -> Callable[[Any], bytes]:
    """The quickest way to the same bytes."""

    def dump(value: Any) -> bytes:  # noqa: ANN401
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")

    try:
        from orjson import JSONEncodeError, dumps
    except ImportError:
        return dump

    def quick(value: Any) -> bytes:  # noqa: ANN401
        try:
            return dumps(value)
        except JSONEncodeError:  # half a character in a name of a file
            return dump(value)

    return quick
