"""Lines of JSON to structures, by msgspec: right by their types, or not read at all.

As `engine.log.quick_log` this takes only what is plainly right, and leaves the rest to readers that explain: it never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from afterword.engine.columnar.line_losses import is_misleading, written_quotes
from afterword.engine.columnar.line_types import log_type
from afterword.engine.reading.text import holds_unseen
from afterword.engine.vocabulary import Vocabulary


class LineReader:
    """Reads logs of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Make the types."""
        self._read = msgspec.json.Decoder(log_type(vocabulary)).decode
        self._write = msgspec.json.Encoder().encode

    def read(self, lines: Sequence[bytes]) -> list[Any]:
        """The log of each line, `None` where there is any doubt about it."""
        return [self._decode(line) for line in lines]

    def find_losses(self, lines: Sequence[bytes], logs: Sequence[Any], quotes: int) -> list[int]:
        """The places of the ``logs`` of ``lines`` in which something was dropped; all of them together would take so many ``quotes``."""
        text = b"\n".join(lines)
        if not is_misleading(text) and written_quotes(text) == quotes:
            return []
        return [place for place, (line, log) in enumerate(zip(lines, logs, strict=True)) if self._loses(line, log)]

    def _decode(self, line: bytes) -> Any:  # noqa: ANN401 - a structure that the vocabulary says
        try:
            return self._read(line) if (line.isascii() and b"\x7f" not in line) or not holds_unseen(line.decode()) else None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def _loses(self, text: bytes, read: object) -> bool:
        """Whether anything in a text was dropped, or there is no telling."""
        return is_misleading(text) or written_quotes(text) != written_quotes(self._write(read))
