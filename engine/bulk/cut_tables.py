"""Tables to chunks: CSV and Parquet with a row for each event, put together by case in a temporary file as `afterword import` does."""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from tempfile import TemporaryFile

from afterword.engine.bulk.cut_lines import CHUNK
from afterword.engine.bulk.model import Chunk, Form, SourceFile
from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.columns import Request
from afterword.engine.foreign.csv_table import open_csv
from afterword.engine.foreign.file_text import FileText, Stream, open_stream
from afterword.engine.foreign.import_logs import import_tables
from afterword.engine.foreign.rows import Table
from afterword.engine.reading.nodes import Place


def cut_table(source: SourceFile, request: Request) -> Generator[Chunk, None, None]:
    """The logs of a table, in the order in which its cases come up. One with bad rows has none: a case may lack an event then."""
    opened = open_stream(source.path) if source.form is Form.CSV else _open_parquet(source.path)
    if opened.value is None:
        yield Chunk(source.path, mistakes=opened.diagnostics, done=source.size)
        return
    with opened.value.opened, TemporaryFile() as file:
        harvest = import_tables([opened.value], _open_csv if source.form is Form.CSV else _open_rows, request, file)
        if harvest.bad.count:
            yield Chunk(source.path, mistakes=harvest.bad.told(), done=source.size)
            return
        held: list[bytes] = []
        size = 0
        for log in harvest.store.logs(request.zone):
            held.append(log)
            size += len(log)
            if size >= CHUNK:
                yield Chunk(source.path, b"".join(held), None, done=source.size)
                held, size = [], 0
        if held:
            yield Chunk(source.path, b"".join(held), None, done=source.size)


def refuse_encoding(text: FileText) -> Diagnostic:
    """A mistake where a file of lines is no UTF-8."""
    message = f"this file says it is {text.encoding.upper()} text"
    return Diagnostic("wrong-encoding", message, Place(1, 1, 1, 2).span(text), "save the file with the encoding UTF-8")


def _open_csv(stream: Stream, bad: BadRows) -> Outcome[Table]:
    return partial(open_csv, None)(stream, bad)


def _open_parquet(path: str) -> Outcome[Stream]:
    from afterword.engine.bulk.parquet_table import open_parquet

    return open_parquet(path)


def _open_rows(stream: Stream, bad: BadRows) -> Outcome[Table]:
    from afterword.engine.bulk.parquet_table import ParquetTable

    return Outcome(ParquetTable(stream, bad))
