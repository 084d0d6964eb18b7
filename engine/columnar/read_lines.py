"""Lines of JSON to codes: each value of a field is looked at once, however often it stands there, and what is not plainly right is told.

As `engine.log.quick_log` this takes only what is plainly right, and leaves the rest to readers that explain: it never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from afterword.engine.columnar.line_outline import LineOutline
from afterword.engine.columnar.line_values import ValueReader
from afterword.engine.kernel.json_room import Lines
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.read_json import read_lines
from afterword.engine.reading.text import holds_unseen
from afterword.engine.vocabulary import Vocabulary


class ReadLines(NamedTuple):
    """Lines of ``data`` as they were read, and how to find out what their values say."""

    lines: Lines
    outline: LineOutline
    readers: Sequence[ValueReader]
    data: bytes

    @property
    def ends(self) -> Integers:
        """Where each ends, with a break."""
        return self.lines.ends

    def line(self, place: int) -> bytes:
        """One of them."""
        return self.data[int(self.ends[place - 1]) + 1 if place else 0 : int(self.ends[place])]

    def is_blank(self, place: int) -> bool:
        """Whether one of them says nothing."""
        line = self.line(place)
        return not line or line.isspace()


class LineReader:
    """Reads logs of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """See what lines may say."""
        self._vocabulary = vocabulary

    def read(self, data: bytes) -> ReadLines:
        """The lines of a text, each of which may hold a log."""
        if b"\r" in data:
            data = b"\n".join(data.splitlines())
        if not data.endswith(b"\n"):
            data += b"\n"
        seen = data
        if not data.isascii() or b"\x7f" in data:
            seen = b"\n".join([line if _is_seen(line) else b" " * len(line) for line in data.split(b"\n")])
        return ReadLines(read_lines(seen, self._outline.arrays), self._outline, self._readers, data)

    @cached_property
    def _outline(self) -> LineOutline:
        return LineOutline(self._vocabulary)

    @cached_property
    def _readers(self) -> list[Any]:
        return [ValueReader(row.type) for row in self._outline.rows]


def _is_seen(line: bytes) -> bool:
    """Whether a line is text without unseen characters."""
    try:
        return (line.isascii() and b"\x7f" not in line) or not holds_unseen(line.decode())
    except UnicodeDecodeError:
        return False
