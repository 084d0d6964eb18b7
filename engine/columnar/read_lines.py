"""Lines of JSON to structures, by msgspec: right by their types, or not read at all.

As `engine.log.quick_log` this takes only what is plainly right, and leaves the rest to readers that explain: it never judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

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
        logs = [self._decode(line) for line in lines]
        kept = [line for line, log in zip(lines, logs, strict=True) if log is not None]
        if self._loses(b"\n".join(kept), [log for log in logs if log is not None]):
            logs = [None if log is None or self._loses(line, log) else log for line, log in zip(lines, logs, strict=True)]
        return logs

    def _decode(self, line: bytes) -> Any:  # noqa: ANN401 - a structure that the vocabulary says
        try:
            return self._read(line) if (line.isascii() and b"\x7f" not in line) or not holds_unseen(line.decode()) else None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None

    def _loses(self, text: bytes, read: object) -> bool:
        """Whether anything in a text was dropped: of two values under one key the last one is kept, and what is null is left out.

        Each key and each text takes two quotes, so there would be fewer of them if it were written again. Escapes of quotes do not count;
        where anything else is escaped by a backslash twice, or in halves, there is no telling.
        """
        written = self._write(read)
        if b"\\" not in text:
            return text.count(b'"') != written.count(b'"')
        if b"\\\\" in text or b"\\u005c" in text or b"\\u0022" in text or b"\\ud" in text.lower():
            return True
        return text.count(b'"') - text.count(b'\\"') != written.count(b'"') - written.count(b'\\"')
