"""Whether anything that lines say was dropped while they were read: of two values under one key the last is kept, and no null at all.

Each key and each text takes two quotes, and nothing else does. So lines have more quotes than what was read of them would take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from afterword.engine.vocabulary import Field, Kind

_BREAK = ord('"')
_WITHOUT_QUOTES = (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN)


class Quotes:
    """The quotes that take what was read, if it was written again."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.count = 0

    def add_texts(self, count: int) -> None:
        """Keys, or texts, so many of them."""
        self.count += 2 * count

    def add_columns(self, columns: Mapping[str, Sequence[Any]], fields: Mapping[str, Field]) -> None:
        """Fields and their keys, where they are there."""
        for name, values in columns.items():
            kind = fields[name].type
            there = len(values) - values.count(None)
            self.add_texts(there)
            if kind.kind not in _WITHOUT_QUOTES:
                self.add_texts(sum(map(len, filter(None, values))) if kind.many else there)


def written_quotes(text: bytes) -> int:
    """How many quotes there are in JSON, those that are part of a text left out, if it has no escaped backslash."""
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == _BREAK)) - (text.count(b'\\"') if b"\\" in text else 0)


def is_misleading(text: bytes) -> bool:
    """Whether quotes of JSON cannot be told: where anything but them is escaped by a backslash twice, or in halves."""
    if b"\\" not in text:
        return False
    text = text.lower()
    return any(escape in text for escape in (b"\\\\", b"\\u005c", b"\\u0022", b"\\ud"))
