"""Files that are read once from front to back, and may be too large to be held."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from gzip import BadGzipFile, GzipFile
from io import BufferedReader, BytesIO, RawIOBase, TextIOWrapper
from pathlib import Path, PurePath
from typing import NamedTuple, cast

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.reading.text import STDIN, explain_unreadable, find_mark, refuse_binary
from afterword.engine.spans import Source

BROKEN = (OSError, EOFError, zlib.error)
"""What reading on in a file may raise: a disk that fails, a gzip file that is cut off or damaged."""

_GZIP = b"\x1f\x8b"
_START = 8  # bytes that tell what a file is


@dataclass(frozen=True, slots=True, eq=False)
class FileText(Source):
    """The text of a file. Where ``text`` is empty nobody holds it: the lines that mistakes stand in are fetched when these are told."""

    path: str | None = None
    encoding: str = "utf-8"
    _fetched: dict[int, str] = field(default_factory=dict, init=False, repr=False)

    @property
    def short_name(self) -> str:
        """The name without folders, which say more about a machine than about the log."""
        return PurePath(self.name).name

    def line(self, number: int) -> str:
        """A line, if it is held or was fetched."""
        return Source.line(self, number) if self.text else self._fetched.get(number, "")

    def fetch(self, numbers: Iterable[int]) -> None:
        """Read the file again for some of its lines. Standard input is gone, and its lines with it."""
        wanted = set(numbers) - self._fetched.keys()
        if self.path is None or not wanted:
            return
        try:
            with (
                _unpacked(Path(self.path).open("rb"), self.path) as file,
                TextIOWrapper(file, self.encoding, "replace", newline="") as text,
            ):
                for number, line in zip(range(1, max(wanted) + 1), text, strict=False):
                    if number in wanted:
                        self._fetched[number] = line.rstrip("\r\n")
        except BROKEN:
            return


class Stream(NamedTuple):
    """The bytes of a file, unpacked and past the mark of their encoding, and the text that its mistakes are placed in.

    ``opened`` has what must be closed in the end.
    """

    text: FileText
    file: BufferedReader | GzipFile
    opened: ExitStack

    def lines(self) -> Iterator[str]:
        """The lines of the file as text, with their ends; letters that are none come as halves of characters."""
        text = TextIOWrapper(self.file, self.text.encoding, "surrogateescape", newline="")
        self.opened.callback(text.close)
        return text


def open_stream(path: str, encoding: str | None = None) -> Outcome[Stream]:
    """A file, plain or gzipped; ``-`` is standard input. Without an ``encoding`` it is what its first bytes say, or else UTF-8."""
    name = STDIN if path == "-" else path
    try:
        packed = _stdin() if path == "-" else Path(path).open("rb")  # noqa: SIM115 (it is handed on)
        file = _unpacked(packed, path)
        start = file.peek(_START)
    except BROKEN as error:
        return Outcome(None, (broken_file(name, error),))
    except ValueError as error:
        return Outcome(None, (explain_unreadable(name, error),))
    refused = refuse_binary(name, start)
    if refused is not None:
        file.close()
        return Outcome(None, (refused,))
    mark, found = find_mark(start)
    file.read(len(mark))
    opened = ExitStack()
    opened.callback(file.close)
    return Outcome(Stream(FileText(name, "", None if path == "-" else path, encoding or found), file, opened))


def broken_file(name: str, error: Exception) -> Diagnostic:
    """Why a file cannot be read, or not to its end."""
    if isinstance(error, OSError) and not isinstance(error, BadGzipFile):
        return explain_unreadable(name, error)
    return explain_unreadable(name, OSError(0, "the gzip file is damaged, or cut off"))


def _stdin() -> BufferedReader:
    """Standard input, of which the first bytes can be looked at; a closed one is nothing."""
    return BufferedReader(cast("RawIOBase", sys.stdin.buffer if sys.stdin else BytesIO()))


def _unpacked(file: BufferedReader, path: str) -> BufferedReader | GzipFile:
    """The same file, or what is in it where it is gzipped."""
    if file.peek(len(_GZIP))[: len(_GZIP)] != _GZIP:
        return file
    if path == "-":
        return GzipFile(fileobj=file)
    file.close()
    return GzipFile(path)
