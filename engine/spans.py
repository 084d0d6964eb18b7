"""Places in source texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the name a person knows it by (a path, or ``<stdin>``).

    Its lines end where an editor ends them: at LF, CR, or CR and LF together. Form feeds and the line separators of Unicode are
    characters like any other, for the readers too.
    """

    name: str
    text: str
    _starts: list[int] = field(default_factory=list, init=False, repr=False)

    def line(self, number: int) -> str:
        """The line of that number (from 1), without its line break; empty past the end."""
        starts = self._line_starts()
        if not 0 < number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def lines(self) -> Iterator[tuple[int, str]]:
        """Every line with the offset of its first character, in order."""
        for number, start in enumerate(self._line_starts(), start=1):
            yield start, self.line(number)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column (from 1) of the character at ``offset``."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """The stretch between two offsets; the end is exclusive."""
        return Span(self, *self.position(start), *self.position(end))

    def _line_starts(self) -> list[int]:
        """The offset of each line's first character, worked out at the first question: few sources are ever asked."""
        if not self._starts:
            self._starts[:] = [0, *(found.end() for found in LINE_BREAK.finditer(self.text))]
        return self._starts


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a source. Lines and columns count from 1; the end is exclusive."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        """``file:line:col``, as editors and terminals make it clickable."""
        return f"{self.source.name}:{self.line}:{self.column}"


NOWHERE = Span(Source("", ""), 1, 1, 1, 1)
"""The place of what was never written down."""
