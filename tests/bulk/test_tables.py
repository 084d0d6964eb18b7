"""Tables of other tools as sources of a batch, and whatever else is read from files."""

from __future__ import annotations

import gzip
import importlib.util
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from afterword.engine.bulk import cut_tables
from afterword.engine.bulk.cut_sources import cut_sources
from afterword.engine.bulk.find_sources import find_sources
from afterword.engine.bulk.model import Chunk, Form
from afterword.engine.foreign.columns import Request
from afterword.tests.bulk.shop import log, write_logs

CSV = "case,activity,time,amount\nc1,paid,2025-01-01T10:00Z,5\nc2,paid,2025-01-01T11:00Z,6\nc1,shipped,2025-01-02T10:00Z,\n"


def cut(*paths: Path, request: Request | None = None) -> list[Chunk]:
    """The chunks of files."""
    return list(cut_sources(find_sources([str(path) for path in paths]).value or (), request or Request()))


def test_csv(tmp_path: Path) -> None:
    """Each case becomes a log; its rows need not stand together."""
    (tmp_path / "rows.csv").write_text(CSV, encoding="utf-8")
    [chunk] = cut(tmp_path / "rows.csv")
    logs = [json.loads(line) for line in chunk.data.splitlines()]
    assert chunk.line is None
    assert [(one["candidate"], [event["type"] for event in one["events"]]) for one in logs] == [
        ("c1", ["paid", "shipped"]),
        ("c2", ["paid"]),
    ]
    assert logs[0]["events"][1]["source"] == "rows.csv:4"


def test_many_cases_are_several_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long table does not go through in one piece."""
    monkeypatch.setattr(cut_tables, "CHUNK", 500_000)
    rows = "".join(f"c{number},paid,2025-01-01T10:00Z,5\n" for number in range(9_000))
    (tmp_path / "rows.csv").write_text(f"case,activity,time,amount\n{rows}", encoding="utf-8")
    chunks = cut(tmp_path / "rows.csv")
    assert len(chunks) > 1
    assert sum(len(chunk.data.splitlines()) for chunk in chunks) == 9_000


def test_a_table_with_a_bad_row_has_no_logs(tmp_path: Path) -> None:
    """A case could lack an event, and be judged for it."""
    (tmp_path / "rows.csv").write_text(CSV.replace("2025-01-01T11:00Z", "soon"), encoding="utf-8")
    [chunk] = cut(tmp_path / "rows.csv")
    assert [mistake.code for mistake in chunk.mistakes] == ["time-format"]
    assert chunk.data == b""


def test_parquet(tmp_path: Path) -> None:
    """Times, days, numbers, truth, lists and bytes come as logs would have them; what is null is left out."""
    rows = {
        "case": ["c1", "c1"],
        "activity": ["paid", "shipped"],
        "time": [datetime(2025, 1, 1, 10, tzinfo=UTC), datetime(2025, 1, 2, 10, tzinfo=UTC)],
        "amount": [5, None],
        "ready": [True, False],
        "day": [date(2025, 1, 1), None],
        "tags": [["a", None, "b"], []],
        "raw": [b"abc", None],
        "price": [1.5, None],
    }
    parquet.write_table(pa.table(rows), tmp_path / "rows.parquet")
    [chunk] = cut(tmp_path / "rows.parquet")
    first, second = json.loads(chunk.data)["events"]
    assert first["at"].startswith("2025-01-01T10:00")
    assert (first["amount"], first["ready"], first["tags"], first["raw"], first["price"]) == (5, True, ["a", "b"], "abc", 1.5)
    assert "amount" not in second


def test_no_parquet(tmp_path: Path) -> None:
    """Something else under that name is told as such; so is a row without a time."""
    (tmp_path / "a.parquet").write_text("no", encoding="utf-8")
    parquet.write_table(pa.table({"case": ["c1"], "activity": ["paid"], "time": ["soon"]}), tmp_path / "b.parquet")
    first, second = cut(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert [mistake.code for mistake in first.mistakes] == ["not-parquet"]
    assert [(mistake.code, mistake.span.line) for mistake in second.mistakes] == [("time-format", 1)]


def test_parquet_needs_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow, the message says what to install."""
    parquet.write_table(pa.table({"case": ["c1"]}), tmp_path / "a.parquet")
    monkeypatch.setattr("afterword.engine.bulk.parquet_table.find_spec", lambda _: None)
    assert importlib.util.find_spec("pyarrow") is not None
    [chunk] = cut(tmp_path / "a.parquet")
    assert [mistake.code for mistake in chunk.mistakes] == ["needs-package"]


def test_files_that_are_gone(tmp_path: Path) -> None:
    """A file that goes away between finding and reading is a bad source among others."""
    paths = [tmp_path / name for name in ("a.parquet", "b.csv", "c.jsonl")]
    for path in paths:
        path.write_text("{}", encoding="utf-8")
    sources = find_sources([str(path) for path in paths]).value or ()
    for path in paths:
        path.unlink()
    assert [[one.code for one in chunk.mistakes] for chunk in cut_sources(sources, Request())] == [["file-not-found"]] * 3


def test_packed_lines(tmp_path: Path) -> None:
    """Gzipped lines are unpacked on the way; a damaged file keeps what came before."""
    packed = gzip.compress("".join(json.dumps(log(number)) + "\n" for number in range(20)).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed)
    (tmp_path / "b.jsonl.gz").write_bytes(packed[:-9])
    first, *rest = cut(tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl.gz")
    assert len(first.data.splitlines()) == 20
    assert [mistake.code for mistake in rest[-1].mistakes] == ["unreadable-file"]


def test_other_encodings(tmp_path: Path) -> None:
    """Lines in UTF-16 are refused with what to do; a mark of UTF-8 is passed over."""
    (tmp_path / "a.jsonl").write_text(json.dumps(log(1)), encoding="utf-16")
    (tmp_path / "b.jsonl").write_text(json.dumps(log(1)), encoding="utf-8-sig")
    first, second = cut(tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert [mistake.code for mistake in first.mistakes] == ["wrong-encoding"]
    assert json.loads(second.data)["candidate"] == "c1"


def test_files_in_groups(tmp_path: Path) -> None:
    """Single logs go many at a time, and keep their place among other sources."""
    for number in range(70):
        (tmp_path / f"{number:03}.json").write_text("{}", encoding="utf-8")
    write_logs(tmp_path / "050.jsonl", 1)
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(CSV.encode()))
    (tmp_path / "y.json.gz").write_bytes(b"")
    chunks = cut(tmp_path)
    assert [len(chunk.paths) for chunk in chunks] == [51, 0, 19, 0]
    assert [chunk.done for chunk in chunks] == sorted(chunk.done for chunk in chunks)
    assert [len(chunk.paths) for chunk in cut(*sorted(tmp_path.glob("*.json")))] == [64, 6]


def test_unknown_endings(tmp_path: Path) -> None:
    """What is named is read, as JSON Lines if nothing tells otherwise."""
    write_logs(tmp_path / "logs.txt", 1)
    [source] = find_sources([str(tmp_path / "logs.txt")]).value or ()
    assert source.form is Form.LINES
    assert [one.code for one in find_sources(["a\0b"]).diagnostics] == ["unreadable-file"]
