"""A text of another tool, imported to learn what is wrong with it."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from io import BufferedReader, BytesIO
from tempfile import TemporaryFile

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.foreign.columns import Request
from afterword.engine.foreign.csv_table import open_csv
from afterword.engine.foreign.declare_pack import import_declare
from afterword.engine.foreign.file_text import FileText, Stream
from afterword.engine.foreign.import_calendar import CalendarRequest, import_calendars
from afterword.engine.foreign.import_logs import check_request, import_tables, import_xes
from afterword.engine.foreign.json_table import JsonTable
from afterword.engine.language.rule import Pack
from afterword.engine.log.read_log import LogReader
from afterword.engine.spans import Source


def find_mistakes(source: Source, form: str, request: Request) -> tuple[Diagnostic, ...]:
    """What is wrong with a text of the form `csv`, `jsonl`, `xes` or `decl`.

    Raises:
        ValueError: There is no such form.
    """
    if form == "decl":
        return import_declare(source).diagnostics
    asked = check_request(request)
    with TemporaryFile() as file:
        streams = [_stream(source)]
        match form:
            case "csv":
                harvest = import_tables(streams, partial(open_csv, None), request, file)
            case "jsonl":
                harvest = import_tables(streams, lambda stream, bad: Outcome(JsonTable(stream, bad)), request, file)
            case "xes":
                harvest = import_xes(streams, None, request, file)
            case _:
                raise ValueError(f"no file of another tool is of the form {form}")
        return asked + harvest.bad.told()


def find_calendar_mistakes(source: Source, request: CalendarRequest, pack: Pack) -> tuple[Diagnostic, ...]:
    """What is wrong with a calendar, in the words of a pack."""
    reader = LogReader(pack.vocabulary, pack.known_rules)
    return import_calendars([_stream(source)], request, pack.vocabulary, reader).diagnostics


def _stream(source: Source) -> Stream:
    return Stream(FileText(source.name, source.text), BufferedReader(BytesIO(source.text.encode("utf-8", "surrogateescape"))), ExitStack())
