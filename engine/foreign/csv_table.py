"""CSV files: a line of names, then a row for each event."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import Diagnostic, Outcome, quote
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import BROKEN, FileText, Stream, broken_file
from afterword.engine.foreign.rows import Row, Table
from afterword.engine.reading.mistakes import empty_file
from afterword.engine.reading.nodes import Place

_DELIMITERS = (",", ";", "\t", "|")


class CsvTable:
    """One file, read from front to back."""

    def __init__(self, text: FileText, lines: _Lines, delimiter: str, names: tuple[str, ...], bad: BadRows) -> None:
        """``lines`` stand past the line of names."""
        self.text = text
        self.names = names
        self.delimiter = delimiter
        self._lines = lines
        self._bad = bad

    def rows(self) -> Iterator[Row]:
        """The rows; blank ones are passed over, and those that cannot be read noted."""
        reader = csv.reader(self._lines, delimiter=self.delimiter, strict=True)
        names, width, lines = self.names, len(self.names), self._lines
        while True:
            lines.begin_row()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._report_quotes(str(error))
                continue
            except (UnicodeError, *BROKEN) as error:
                self._report_end(error)
                return
            if len(cells) != width and not self._fit(cells, width):
                continue
            yield Row(lines.first, dict(zip(names, cells, strict=True)), "".join(lines.row))

    def place(self, row: Row, column: str | None) -> Place:
        """Where a cell stands: quotes and lines within them are counted as they are written."""
        line, start = row.line, 1
        if column not in self.names:
            return Place(line, start, line, start + 1)
        cells = _cut(row.written, self.delimiter)
        before, cell = cells[: self.names.index(column)], cells[self.names.index(column)]
        for part in before:
            line += part.count("\n")
            start = start + len(part) + 1 if "\n" not in part else len(part) - part.rindex("\n") + 1
        return Place(line, start, line, start + max(1, len(cell.partition("\n")[0].rstrip("\r"))))

    def _fit(self, cells: list[str], width: int) -> bool:
        """Make a row as wide as the names where it has nothing but empty cells too many; note any other one that is not blank."""
        if not cells:
            return False
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
            return True
        line, first = self._lines.first, self._lines.row[0].rstrip("\r\n")
        message = f"this row has {len(cells)} cells, where the first line names {width}"
        hint = "a cell that holds a delimiter stands in double quotes; one that is empty has its delimiter all the same"
        self._bad.report("bad-row", message, self.text, Place(line, 1, line, len(first) + 1), hint)
        return False

    def _report_quotes(self, error: str) -> None:
        line, first = self._lines.first, self._lines.row[0].rstrip("\r\n")
        open_ended = "end of data" in error or "limit" in error
        message = "a quote in this row is not closed" if open_ended else "text goes on after a quote that closes a cell"
        hint = 'a quote inside a quoted cell is written twice: `"so ""called"" quotes"`'
        start = first.find('"') + 1
        self._bad.report("bad-row", message, self.text, Place(line, start, line, len(first) + 1), hint)

    def _report_end(self, error: Exception) -> None:
        """Note why the rest of the file cannot be read."""
        if isinstance(error, UnicodeError):
            line = self._lines.first
            hint = "name the encoding that the file was written with, as in `--encoding cp1252`"
            self._bad.report("wrong-encoding", f"this is not {self.text.encoding.upper()} text", self.text, Place(line, 1, line, 2), hint)
        else:
            self._bad.add(broken_file(self.text.name, error))


class _Lines:
    """The lines of a file, those of the present row kept; ``first`` is the number of the first of them."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._number = 0
        self.first = 1
        self.row: list[str] = []

    def begin_row(self) -> None:
        """Forget the lines of the row before."""
        self.first = self._number + 1
        self.row.clear()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        self.row.append(line)
        return line


def open_csv(delimiter: str | None, stream: Stream, bad: BadRows) -> Outcome[Table]:
    """A table with the names that its first line holds; without a ``delimiter``, that line shows which it is."""
    text = stream.text
    lines = _Lines(stream.lines())
    try:
        first = next(lines, "")
        chosen = delimiter or max(_DELIMITERS, key=first.count)
        names = tuple(name.strip() for name in next(csv.reader(_chain(first, lines), delimiter=chosen, strict=True), ()))
        "".join(names).encode()
    except (UnicodeError, csv.Error, *BROKEN) as error:
        return Outcome(None, (_bad_head(error, text),))
    place = Place(1, 1, 1, max(2, len(first.rstrip("\r\n")) + 1)).span(text)
    if not any(names):
        return Outcome(None, (empty_file(text),))
    mistakes = tuple(
        Diagnostic("given-twice", f"two columns are called {quote(name)}", place, "give one of them another name")
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    )
    return Outcome(None if mistakes else CsvTable(text, lines, chosen, _number_nameless(names), bad), mistakes)


def _chain(first: str, lines: _Lines) -> Iterator[str]:
    """The line of names, and those after it where a quoted name goes on."""
    yield first
    yield from lines


def _number_nameless(names: Sequence[str]) -> tuple[str, ...]:
    """The names, with numbers for columns that have none."""
    return tuple(name or f"column {number}" for number, name in enumerate(names, start=1))


def _bad_head(error: Exception, text: FileText) -> Diagnostic:
    place = Place(1, 1, 1, 2).span(text)
    if isinstance(error, UnicodeError):
        hint = "name the encoding that the file was written with, as in `--encoding cp1252`"
        return Diagnostic("wrong-encoding", f"this is not {text.encoding.upper()} text", place, hint)
    if isinstance(error, csv.Error):
        message, hint = (
            "the names in the first line cannot be read",
            "a name in quotes ends with its quote, and a quote inside is written twice",
        )
        return Diagnostic("bad-row", message, place, hint)
    return broken_file(text.name, error)


def _cut(row: str, delimiter: str) -> list[str]:
    """The cells of a row as they are written, with their quotes."""
    cells, start, quoted = [], 0, False
    for at, char in enumerate(row):
        if char == '"':
            quoted = not quoted
        elif char == delimiter and not quoted:
            cells.append(row[start:at])
            start = at + 1
    return [*cells, row[start:].rstrip("\r\n")]
