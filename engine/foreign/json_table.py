"""JSON Lines of other tools: an object a line, each of which is an event."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from afterword.engine.diagnostics import quote
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import BROKEN, FileText, Stream, broken_file
from afterword.engine.foreign.rows import Cell, Row
from afterword.engine.reading.json_text import parse_json
from afterword.engine.reading.nodes import Node, Place, Table
from afterword.engine.spans import Source

_LOOKED_AT = 100  # rows that are read to learn the names


class JsonTable:
    """One file, read from front to back. Objects within objects become columns of their own: `{"a": {"b": 1}}` is `a.b`."""

    def __init__(self, stream: Stream, bad: BadRows) -> None:
        """Look at the first rows, for their names."""
        self.text: FileText = stream.text
        self._bad = bad
        rows = self._read(stream.file)
        first = tuple(islice(rows, _LOOKED_AT))
        self._rows = chain(first, rows)
        self.names = tuple(dict.fromkeys(name for row in first for name in row.cells))

    def rows(self) -> Iterator[Row]:
        """The rows; blank lines are passed over, and those that cannot be read noted."""
        return self._rows

    def place(self, row: Row, column: str | None) -> Place:
        """Where the value of a column stands."""
        outcome = parse_json(Source(self.text.name, row.written))
        if outcome.value is None:
            span = outcome.diagnostics[0].span
            return Place(row.line, span.column, row.line, span.end_column)
        node: Node | None = outcome.value.root
        for key in (column or "").split("."):
            node = node.get(key) if isinstance(node, Table) else node
        place = node.place if node is not None else Place(1, 1, 1, 2)
        return Place(row.line, place.column, row.line, place.end_column)

    def _read(self, file: Iterable[bytes]) -> Iterator[Row]:
        number = 0
        try:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    row = self._read_line(number, line)
                    if row is not None:
                        yield row
        except BROKEN as error:
            self._bad.add(broken_file(self.text.name, error))

    def _read_line(self, number: int, line: bytes) -> Row | None:
        """The row of a line; ``None`` for one with a mistake, which is noted."""
        try:
            written = line.decode(self.text.encoding)
        except UnicodeDecodeError:
            message = f"this is not {self.text.encoding.upper()} text"
            self._bad.report("wrong-encoding", message, self.text, Place(number, 1, number, 2), "save the file with the encoding UTF-8")
            return None
        try:
            row = Row(number, dict(_cells(_DECODER.decode(written), "")), written)
        except (ValueError, RecursionError, AttributeError):
            self._explain(number, written)
            return None
        return row

    def _explain(self, number: int, written: str) -> None:
        """Note what is wrong with a line: what our own reader finds, or else that it is no row."""
        found = parse_json(Source(self.text.name, written.rstrip("\r\n"))).diagnostics
        for one in found:
            place = Place(number, one.span.column, number, one.span.end_column)
            self._bad.report(one.code, one.message, self.text, place, one.hint)
        if not found:
            hint = 'write an object a line, as in `{"case": 7, "activity": "paid", "time": "2025-09-09T11:00:00Z"}`'
            self._bad.report("bad-row", "this line is no event", self.text, Place(number, 1, number, len(written.rstrip()) + 1), hint)


def _cells(value: dict[str, Any], prefix: str) -> Iterator[tuple[str, Cell]]:
    """The values of an object by column; what is null is left out.

    Raises:
        ValueError: A list holds something else than single values.
    """
    for key, one in value.items():
        match one:
            case dict():
                yield from _cells(one, f"{prefix}{key}.")
            case list():
                yield f"{prefix}{key}", tuple(_single(member) for member in one if member is not None)
            case None:
                pass
            case _:
                yield f"{prefix}{key}", _single(one)


def _single(value: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
    match value:
        case bool():
            return str(value).lower()
        case str():
            return value
        case _:
            raise ValueError(value)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a key that comes twice would silently count once."""
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError(quote(str(pairs)))
    return table


def _refuse(word: str) -> None:
    """`NaN` and its like are not JSON."""
    raise ValueError(word)


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=_refuse, object_pairs_hook=_each_once)
"""Leaves numbers as they are written."""
