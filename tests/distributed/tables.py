"""Small tables of logs, for the tests of this room."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from afterword.benchmarks.cluster import event_rows, write_small_log

AS_OF = "2024-02-01T12:00:00Z"
HEAD = {"timezone": "Europe/London", "applications": {"a1": {"employer": "Northwind"}}, "people": {"p1": {"app": "a1"}}}
MET = {"app": "a1", "interview": "i1", "round": 1, "interviewers": ["p1"]}


def whole_logs(numbers: range) -> pa.Table:
    """Logs made by their numbers, one a row."""
    return pa.table({"log": [json.dumps({**write_small_log(number), "candidate": f"c{number}"}) for number in numbers]})


def event_table(numbers: range) -> pa.Table:
    """The same logs, one event a row, with their fields as JSON."""
    return pa.Table.from_pylist([row for number in numbers for row in event_rows(write_small_log(number), number)])


def one_event(**cells: Any) -> pa.Table:  # noqa: ANN401 - whatever a cell may hold
    """A log of one interview, as a table of one row; ``cells`` stand in place of its own, or beside them."""
    row = {
        "candidate": "jane",
        "head": json.dumps(HEAD),
        "type": "interview_completed",
        "at": "2025-09-09T11:00",
        "fields": json.dumps(MET),
    }
    return pa.table({name: [value] for name, value in {**row, **cells}.items()})


def errors(table: pa.Table) -> list[tuple[str | None, str, str]]:
    """Candidate, code and place of each mistake."""
    return [(row["candidate"], row["error"], row["place"]) for row in table.to_pylist() if row["error"] is not None]
