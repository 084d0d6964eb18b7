"""Places in source texts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the name a person knows it by (a path, or ``<stdin>``)."""

    name: str
    text: str

    def line(self, number: int) -> str:
        """The line of that number (from 1), without its line break; empty past the end."""
        lines = self.text.splitlines()
        return lines[number - 1] if 0 < number <= len(lines) else ""


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
