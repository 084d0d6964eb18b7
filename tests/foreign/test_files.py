"""Files: where they come from, how they are packed, and which of their lines are shown."""

from __future__ import annotations

import gzip
import io
import sys
from pathlib import Path

import pytest

from afterword.engine.diagnostics import Outcome, render_diagnostic
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import FileText, Stream, open_stream
from afterword.engine.reading.nodes import Place


def read(outcome: Outcome[Stream]) -> bytes:
    """All that is in a file."""
    assert outcome.value is not None, outcome.diagnostics
    with outcome.value.opened:
        return outcome.value.file.read()


@pytest.mark.parametrize("packed", [False, True])
def test_from_a_path(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - a parameter
    """A file is unpacked where it is gzipped, whatever it is called."""
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"a,b\n") if packed else b"a,b\n")
    assert read(open_stream(str(path))) == b"a,b\n"


@pytest.mark.parametrize("packed", [False, True])
def test_from_standard_input(monkeypatch: pytest.MonkeyPatch, packed: bool) -> None:  # noqa: FBT001 - a parameter
    """Standard input too."""
    data = gzip.compress(b"a,b\n") if packed else b"a,b\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    outcome = open_stream("-")
    assert outcome.value is not None
    assert outcome.value.text.name == "<stdin>"
    assert read(outcome) == b"a,b\n"
    monkeypatch.setattr(sys, "stdin", None)
    assert read(open_stream("-")) == b""


def test_the_mark_of_an_encoding(tmp_path: Path) -> None:
    """The first bytes of a file may say how it is written; what is asked for goes before."""
    path = tmp_path / "log.csv"
    path.write_bytes("a".encode("utf-16"))
    outcome = open_stream(str(path))
    assert outcome.value is not None
    assert outcome.value.text.encoding == "utf-16-le"
    assert read(outcome) == b"a\x00"
    outcome = open_stream(str(path), "cp1252")
    assert outcome.value is not None
    assert outcome.value.text.encoding == "cp1252"
    outcome.value.opened.close()


def test_files_that_are_none(tmp_path: Path) -> None:
    """What cannot be read says why."""
    (tmp_path / "table.csv").write_bytes(b"PK\x03\x04 and so on")
    (tmp_path / "short.gz").write_bytes(gzip.compress(b"a,b\n" * 1_000)[:5])
    found = [open_stream(str(tmp_path / name)).diagnostics[0] for name in ("none", ".", "table.csv", "short.gz", "a\0b")]
    assert [one.code for one in found] == ["file-not-found", "is-a-folder", "not-text", "unreadable-file", "unreadable-file"]
    assert "gzip file is damaged" in found[3].message


def test_lines_are_fetched_for_mistakes(tmp_path: Path) -> None:
    """A mistake shows its line, though nobody held the file; standard input is gone."""
    path = tmp_path / "log.csv"
    path.write_bytes(b"first\r\nsecond\rthird \xe4\n")
    text, gone = FileText(str(path), "", str(path), "cp1252"), FileText("<stdin>", "")
    bad = BadRows(skipped=False)
    for source in (text, gone):
        bad.report("bad-row", "no", source, Place(3, 7, 3, 8))
    assert {render_diagnostic(one) for one in bad.told()} == {
        "<stdin>:3:7: bad-row: no",
        f"{path}:3:7: bad-row: no\n  3 | third ä\n    |       ^",
    }
    path.unlink()
    text.fetch([1])
    assert text.line(1) == ""


def test_mistakes_are_counted_to_the_end() -> None:
    """A hundred are listed; what is told once is counted each time."""
    bad, text = BadRows(skipped=True), FileText("x", "one\n")
    for _ in range(120):
        bad.report("zone-needed", "no", text, Place(1, 1, 1, 2), once=True)
    assert (len(bad.told()), bad.count, bad.full) == (1, 120, False)
    for line in range(120):
        bad.report("bad-row", "no", text, Place(line + 1, 1, line + 1, 2))
    assert (len(bad.told()), bad.count) == (100, 240)
    assert not bad.fatal
