"""Tables to the texts of logs, in JSON, so that they are read, and their mistakes told, as those of any file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from json.encoder import encode_basestring
from typing import NamedTuple, TypeAlias

import pyarrow as pa

from afterword.engine.diagnostics import Diagnostic, quote
from afterword.engine.distributed.schema import CANDIDATE, FIELDS, HEAD, ID, LOG, POSITION
from afterword.engine.reading.json_text import parse_json
from afterword.engine.spans import LINE_BREAK, Source, Span

Cells: TypeAlias = list[str | None]
"""The cells of a column, each as JSON; ``None`` where there is nothing."""

_ROWS = 1_000  # as many logs are texts at a time
_OBJECT = json.JSONDecoder(parse_int=str, parse_float=str)  # no number is worked out, as none is needed, however many digits it has


class LogText(NamedTuple):
    """A log as a text of bytes, or what kept it from becoming one: mistakes, each with its place in words.

    ``by_event`` tells that the first line is the head of the log, and each one after it an event.
    """

    candidate: str | None
    data: bytes
    by_event: bool
    mistakes: tuple[tuple[str, Diagnostic], ...] = ()

    def place(self, span: Span) -> str:
        """Where something stands, in the words of a table."""
        if not self.by_event:
            return f"{span.line}:{span.column}"
        return HEAD if span.line == 1 else f"event {span.line - 1}"


def write_logs(table: pa.Table) -> Iterator[LogText]:
    """The logs of a table, in the order of its rows; where it holds events, all those of a log stand together."""
    if LOG in table.column_names:
        for batch in table.to_batches(max_chunksize=_ROWS):
            yield from _whole_logs(batch)
    else:
        yield from _logs_of_events(table)


def find_candidate(text: LogText) -> str | None:
    """Whose log it is, as far as that can be told of a broken one."""
    if text.candidate is not None or text.by_event:
        return text.candidate
    found = _object(text.data.decode("utf-8", "replace"))
    name = found.get(CANDIDATE) if found else None
    return name if isinstance(name, str) else None


def _whole_logs(batch: pa.RecordBatch) -> Iterator[LogText]:
    texts = _texts(batch.column(LOG))
    names = _texts(batch.column(CANDIDATE)) if CANDIDATE in batch.schema.names else [None] * len(texts)
    for name, text in zip(names, texts, strict=True):
        yield LogText(name, _bytes(text or ""), by_event=False)


def _logs_of_events(table: pa.Table) -> Iterator[LogText]:
    names = _texts(table.column(CANDIDATE))
    heads = _texts(table.column(HEAD)) if HEAD in table.column_names else [None] * len(names)
    fields = _texts(table.column(FIELDS)) if FIELDS in table.column_names else [None] * len(names)
    apart = (CANDIDATE, HEAD, FIELDS, POSITION)
    columns = [(_quoted(name), _cells(table.column(name))) for name in table.column_names if name not in apart]
    has_ids = ID in table.column_names
    for name, group in groupby(range(len(names)), names.__getitem__):
        rows = list(group)
        mistakes: list[tuple[str, Diagnostic]] = []
        lines = [_head(name, [head for row in rows if (head := heads[row]) is not None], mistakes)]
        for number, row in enumerate(rows, start=1):
            parts = [f"{key}: {cell}" for key, cells in columns if (cell := cells[row]) is not None]
            more, keys = _inside(fields[row], f"event {number}", mistakes)
            if not has_ids and ID not in keys:
                parts.append(f'"{ID}": "{number}"')
            lines.append(f"{{{', '.join([*parts, *more])}}}{',' if number < len(rows) else ']}'}")
        yield LogText(name, _bytes("\n".join(lines)), by_event=True, mistakes=tuple(mistakes))


def _head(name: str | None, heads: Sequence[str], mistakes: list[tuple[str, Diagnostic]]) -> str:
    """The first line of a log: all that comes before its events."""
    if not name:
        span = Source(CANDIDATE, "").span(0, 0)
        mistakes.append((CANDIDATE, Diagnostic("no-candidate", "these rows do not say whose they are", span)))
    others = sorted(set(heads) - set(heads[:1]))
    if others:
        span = Source(HEAD, others[0]).span(0, len(others[0]))
        hint = "give the same head on each row of a candidate, or on one of them alone"
        mistakes.append((HEAD, Diagnostic("two-heads", f"the rows of {quote(name or '')} have heads that differ", span, hint)))
    more, keys = _inside(heads[0] if heads else None, HEAD, mistakes)
    own = () if keys.get(CANDIDATE) == name else (f'"{CANDIDATE}": {_quoted(name or "")}',)
    return f'{{{", ".join([*own, *more])}, "events": ['


def _inside(text: str | None, place: str, mistakes: list[tuple[str, Diagnostic]]) -> tuple[tuple[str, ...], dict[str, object]]:
    """What stands between the brackets of an object of JSON, on one line, if anything does; and the object, its numbers as texts."""
    if text is None:
        return (), {}
    found = _object(text)
    if found is not None:
        return ((LINE_BREAK.sub(" ", text.strip())[1:-1],) if found else ()), found
    source = Source(place, text)
    wrong = Diagnostic("wrong-type", 'expected an object of JSON, as in `{"round": 1}`', source.span(0, len(text)))
    mistakes += [(place, one) for one in parse_json(source).diagnostics or (wrong,)]
    return (), {}


def _object(text: str) -> dict[str, object] | None:
    try:
        found = _OBJECT.decode(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _texts(column: pa.ChunkedArray | pa.Array) -> Cells:
    """The texts of a column. Bytes that are no UTF-8 stay what they are, to be refused with the log that they stand in."""
    column = column.cast(pa.string())
    try:
        texts: Cells = column.to_pylist()
    except UnicodeDecodeError:
        return [None if one is None else one.decode("utf-8", "surrogateescape") for one in column.cast(pa.binary()).to_pylist()]
    return texts


def _cells(column: pa.ChunkedArray) -> Cells:
    """The cells of a column as JSON. Moments are told in UTC, where the column has a zone; without one, by the log's own clock."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_timestamp(kind):
        times = column.cast(pa.timestamp("us", kind.tz and "UTC"), safe=False)
        return _each(_quoted, _texts(times))
    if pa.types.is_decimal(kind):
        return _texts(column)
    if pa.types.is_nested(kind):
        return _each(_nested, column.to_pylist())
    if pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _each(json.dumps, column.to_pylist())
    return _each(_quoted, _texts(column))


def _each(write: Callable[[str], str], values: Sequence[str | None]) -> Cells:
    return [None if value is None else write(value) for value in values]


def _nested(value: object) -> str:
    """A list; times and days in it as a log writes them."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _quoted(text: str) -> str:
    return encode_basestring(text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
