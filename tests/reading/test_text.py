"""From bytes to text."""

from __future__ import annotations

import io
import os
import sys
import threading
from pathlib import Path

import pytest

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.reading import text
from afterword.engine.reading.text import decode, read_path
from afterword.tests.reading.trees import codes


def text_of(data: bytes) -> str:
    """The text of bytes that are one."""
    outcome = decode("a.yaml", data)
    assert not outcome.diagnostics
    assert outcome.value is not None
    assert outcome.value.name == "a.yaml"
    return outcome.value.text


def mistake_of(data: bytes) -> Diagnostic:
    """The one mistake of bytes that are no text."""
    outcome = decode("a.yaml", data)
    assert outcome.value is None
    (found,) = outcome.diagnostics
    return found


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_encodings_that_say_what_they_are(codec: str) -> None:
    """UTF-8 with and without its mark, UTF-16 and UTF-32 of either order with theirs."""
    mark = "\ufeff" if codec.endswith("e") else ""
    assert text_of((mark + "employer: Café 東京\n").encode(codec)) == "employer: Café 東京\n"


def test_nothing_is_a_text() -> None:
    """An empty file is read; that nothing is in it is for the parsers to say."""
    assert text_of(b"") == ""
    assert text_of(b"\xef\xbb\xbf") == ""


def test_line_breaks_and_tabs_are_left_as_they_are() -> None:
    """All three line breaks, tabs and the odd characters of word processors are text."""
    assert text_of("a\tb\r\nc\rd\u2028e\u0085f\u00a0".encode()) == "a\tb\r\nc\rd\u2028e\u0085f\u00a0"


@pytest.mark.parametrize(
    ("start", "kind"), [(b"%PDF-1.7", "PDF"), (b"\x1f\x8b", "gzip"), (b"\x89PNG", "picture"), (b"\xd0\xcf\x11\xe0", "old Word")]
)
def test_files_of_programs_are_named(start: bytes, kind: str) -> None:
    """What is plainly another kind of file is called what it is, instead of text in a wrong encoding."""
    found = mistake_of(start + b"\x00\xff")
    assert found.code == "not-text"
    assert kind in found.message


def test_a_byte_that_windows_means_nothing_by() -> None:
    """No guess is made where there is none."""
    assert mistake_of(b"a: \x81").message == "this is not UTF-8 text: byte 0x81 means nothing here"


def test_a_wrong_encoding_is_shown_in_its_line() -> None:
    """What can be read of the line is shown, though the file cannot be."""
    found = mistake_of("a: b\nemployer: Café".encode("latin-1"))
    assert found.span.source.line(2) == "employer: Caf\ufffd"


def test_the_first_twenty_control_characters_are_told() -> None:
    """A file full of them is not told of for pages."""
    outcome = decode("a.yaml", b"\x07" * 100)
    assert outcome.value is None
    assert codes(outcome.diagnostics) == [f"control-character 1:{column}" for column in range(1, 21)]


def test_too_large(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file past the limit is refused, and no more of it read than shows that."""
    monkeypatch.setattr(text, "LIMIT", 10)
    path = tmp_path / "log.yaml"
    path.write_bytes(b"x" * 10)
    assert read_path(str(path)).value is not None
    path.write_bytes(b"x" * 11)
    assert codes(read_path(str(path)).diagnostics) == ["too-large 1:1"]


def test_a_file_has_the_name_it_was_asked_for_by(tmp_path: Path) -> None:
    """Places name files as the user did."""
    path = tmp_path / "log.yaml"
    path.write_text("a: b\n", encoding="utf-8")
    source = read_path(str(path)).value
    assert source is not None
    assert (source.name, source.text) == (str(path), "a: b\n")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` is standard input; one that is closed is empty."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa: b")))
    source = read_path("-").value
    assert source is not None
    assert (source.name, source.text) == ("<stdin>", "a: b")
    monkeypatch.setattr(sys, "stdin", None)
    closed = read_path("-").value
    assert closed is not None
    assert closed.text == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_named_pipe(tmp_path: Path) -> None:
    """What a shell puts in place of `<(command)` is read to its end."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"a: b\n",))
    writer.start()
    source = read_path(str(path)).value
    writer.join()
    assert source is not None
    assert source.text == "a: b\n"
