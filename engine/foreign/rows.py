"""What the files of other tools have in common: rows, each of which is an event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol, TypeAlias

from afterword.engine.foreign.file_text import FileText
from afterword.engine.reading.nodes import Place

Cell: TypeAlias = str | tuple[str, ...]
"""A value as text, or a list of them; an empty one says nothing."""


class Row(NamedTuple):
    """An event: its cells by column, the line that it begins in, and its text as it is written, where that is at hand."""

    line: int
    cells: Mapping[str, Cell]
    written: str = ""


class Placed(Protocol):
    """A file whose mistakes have a place."""

    @property
    def text(self) -> FileText:
        """Where mistakes are placed."""

    def place(self, row: Row, column: str | None, /) -> Place:
        """Where the cell of a column stands; without one, where the row begins."""


class Table(Placed, Protocol):
    """A file with a row for each event."""

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, as far as they are known before the rows are read."""

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""
