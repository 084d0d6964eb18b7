"""Bytes to text: UTF-8 (or UTF-16 and UTF-32 that say so by their first bytes), refused with the place where it is anything else."""

from __future__ import annotations

import re
import sys
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from itertools import islice
from pathlib import Path

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.spans import Source

LIMIT = 128 * 1024 * 1024
"""The most bytes that are read from one file: some 800,000 events."""

STDIN = "<stdin>"

_CODECS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (BOM_UTF32_BE, "utf-32-be"),
    (BOM_UTF16_LE, "utf-16-le"),
    (BOM_UTF16_BE, "utf-16-be"),
)

_BINARY = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MOST_UNSEEN = 20


def read_path(path: str) -> Outcome[Source]:
    """The text of a file; ``-`` is standard input."""
    name = STDIN if path == "-" else path
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LIMIT + 1) if sys.stdin else b""  # a closed one is nothing
        else:
            with Path(path).open("rb") as file:
                data = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return Outcome(None, (explain_unreadable(name, error),))
    return decode(name, data)


def explain_unreadable(name: str, error: OSError | ValueError) -> Diagnostic:
    """Why a file cannot be had, in the words of a user."""
    if isinstance(error, FileNotFoundError):
        return _refuse(name, "file-not-found", "there is no such file", "check the spelling, and the folder you are in")
    if isinstance(error, IsADirectoryError):
        return _refuse(name, "is-a-folder", "this is a folder, not a file", "name the file inside it")
    reason = getattr(error, "strerror", None) or "its name is not a name of a file"
    return _refuse(name, "unreadable-file", f"this file cannot be read ({reason.lower()})", "check its name, and whether you may read it")


def decode(name: str, data: bytes) -> Outcome[Source]:
    """The text that bytes are, under the name that a person knows it by."""
    if len(data) > LIMIT:
        return Outcome(None, (_refuse(name, "too-large", f"this is more than {LIMIT >> 20} MB of text", "split it into several files"),))
    mark, codec = find_mark(data)
    if (mistake := refuse_binary(name, data)) is not None:
        return Outcome(None, (mistake,))
    data = data[len(mark) :]
    try:
        source = Source(name, data.decode(codec))
    except UnicodeDecodeError as error:
        return Outcome(None, (_wrong_encoding(name, data, codec, error),))
    unseen = find_unseen(source)
    return Outcome(None if unseen else source, unseen)


def find_mark(start: bytes) -> tuple[bytes, str]:
    """The mark that a text begins with to say how it is written, and that encoding; no mark means UTF-8."""
    return next(((mark, codec) for mark, codec in _CODECS if start.startswith(mark)), (b"", "utf-8"))


def refuse_binary(name: str, start: bytes) -> Diagnostic | None:
    """A mistake where a file does not begin as a text does, but as one of the usual files that are none."""
    kind = next((kind for first, kind in _BINARY if start.startswith(first)), None)
    return _refuse(name, "not-text", f"this is {kind}, not a text file", "save or export it as plain text") if kind else None


def find_unseen(source: Source) -> tuple[Diagnostic, ...]:
    """Characters that no text file holds: NUL, bell, escape and their like (the first twenty)."""
    return tuple(
        Diagnostic(
            "control-character",
            f"there is an invisible character here that no text holds (U+{ord(found[0]):04X})",
            source.span(found.start(), found.end()),
            "save the file as UTF-8" if found[0] == "\0" else "delete it",
        )
        for found in islice(_UNSEEN.finditer(source.text), _MOST_UNSEEN)
    )


def holds_unseen(text: str) -> bool:
    """Whether there is such a character in a text."""
    return _UNSEEN.search(text) is not None


def _wrong_encoding(name: str, data: bytes, codec: str, error: UnicodeDecodeError) -> Diagnostic:
    source = Source(name, data.decode(codec, errors="replace"))
    offset = len(data[: error.start].decode(codec))
    bad = data[error.start : error.start + 1]
    if codec != "utf-8":
        message = f"this file says it is {codec[:-3].upper()} text, but here is something else"
    else:
        message = f"this is not UTF-8 text: byte 0x{bad.hex().upper()} means nothing here"
        if (meant := bad.decode("cp1252", errors="ignore")).isprintable() and meant:
            message += f" (`{meant}`, if Windows wrote it)"
    return Diagnostic("wrong-encoding", message, source.span(offset, offset + 1), "save the file with the encoding UTF-8")


def _refuse(name: str, code: str, message: str, hint: str | None = None) -> Diagnostic:
    """A file that cannot be had at all: the place is its beginning."""
    return Diagnostic(code, message, Source(name, "").span(0, 0), hint)
