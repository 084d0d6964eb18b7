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
from afterword.engine.kernel.read_json import read_lines
from afterword.engine.reading.text import holds_unseen
from afterword.engine.vocabulary import Vocabulary


class ReadLines(NamedTuple):
    """Lines as they were read, and how to find out what their values say."""

    lines: Lines
    outline: LineOutline
    readers: Sequence[ValueReader]


class LineReader:
    """Reads logs of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """See what lines may say."""
        self._vocabulary = vocabulary

    def read(self, lines: Sequence[bytes]) -> ReadLines:
        """Lines that hold a log each: no break is in any."""
        data = b"\n".join((*lines, b""))
        if not data.isascii() or b"\x7f" in data:
            data = b"\n".join((*(line if _is_seen(line) else b"" for line in lines), b""))
        return ReadLines(read_lines(data, len(lines), self._outline.arrays), self._outline, self._readers)

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
