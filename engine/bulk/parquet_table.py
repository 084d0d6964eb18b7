"""Parquet files with a row for each event, read a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import FileText, Stream
from afterword.engine.foreign.rows import Cell, Row
from afterword.engine.reading.nodes import Place
from afterword.engine.reading.text import explain_unreadable

_ROWS = 4_096


def open_parquet(path: str) -> Outcome[Stream]:
    """The file, and the name by which its mistakes are told."""
    text = FileText(path, "", None)
    if find_spec("pyarrow") is None:
        message = "to read Parquet, the package `pyarrow` must be installed"
        return Outcome(None, (_refuse(text, "needs-package", message, "run `pip install 'afterword[bulk]'`"),))
    try:
        file = Path(path).open("rb")  # noqa: SIM115 (it is handed on)
    except OSError as error:
        return Outcome(None, (explain_unreadable(path, error),))
    opened = ExitStack()
    opened.callback(file.close)
    return Outcome(Stream(text, file, opened))


class ParquetTable:
    """One file; the number of a row stands for its line."""

    def __init__(self, stream: Stream, bad: BadRows) -> None:
        """Look at the names of the columns."""
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile

        self.text = stream.text
        self.names: tuple[str, ...] = ()
        self._bad = bad
        try:
            self._file = ParquetFile(stream.file)
            self.names = tuple(self._file.schema_arrow.names)
        except (ArrowException, OSError):
            bad.add_fatal(_refuse(self.text, "not-parquet", "this is no Parquet file, or a damaged one", "write it anew"))

    def rows(self) -> Iterator[Row]:
        """The rows, in order."""
        number = 0
        for batch in self._file.iter_batches(batch_size=_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield Row(number, {name: _cell(value) for name, value in row.items() if value is not None})

    def place(self, row: Row, column: str | None) -> Place:  # noqa: ARG002 - a cell has no place but its row
        """Where a row stands."""
        return Place(row.line, 1, row.line, 2)


def _cell(value: Any) -> Cell:  # noqa: ANN401 (whatever Parquet holds)
    if isinstance(value, list):
        return tuple(_text(member) for member in value if member is not None)
    return _text(value)


def _text(value: Any) -> str:  # noqa: ANN401
    match value:
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.decode(errors="replace")
        case _:
            return str(value)


def _refuse(text: FileText, code: str, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code, message, Place(1, 1, 1, 2).span(text), hint)
