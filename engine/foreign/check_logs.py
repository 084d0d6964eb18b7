"""Logs that were imported, checked by the words of a pack; mistakes are placed in the rows that the events came from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from afterword.engine.diagnostics import Diagnostic, sort_diagnostics
from afterword.engine.foreign.bad_rows import MOST
from afterword.engine.foreign.file_text import FileText
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.json_text import parse_json
from afterword.engine.spans import Source, Span


def check_logs(logs: Iterable[bytes], reader: LogReader, texts: Sequence[FileText]) -> tuple[Diagnostic, ...]:
    """What a pack has against logs, up to a hundred mistakes.

    Each log is JSON with each event in a line of its own, the first one in the second. ``texts`` are the files that they were made of.
    """
    known = {text.short_name: text for text in reversed(texts)}
    found = tuple(islice(_check_each(logs, reader), MOST))
    rows = {id(span): _row(span, known) for one in found for span in _spans(one)}
    for text in texts:
        text.fetch(line for of, line in rows.values() if of is text)
    return sort_diagnostics(_placed(one, rows) for one in found)


def _check_each(logs: Iterable[bytes], reader: LogReader) -> Iterator[Diagnostic]:
    for log in logs:
        parsed = parse_json(Source("", log.decode()))
        yield from parsed.diagnostics
        if parsed.value is not None:
            yield from reader.read(parsed.value).diagnostics


def _spans(mistake: Diagnostic) -> Iterator[Span]:
    yield mistake.span
    yield from (related.span for related in mistake.related)


def _row(span: Span, texts: Mapping[str, FileText]) -> tuple[FileText, int]:
    """The file and the line of the event that a mistake is in; the first line of all for what stands above the events."""
    event = span.source.line(span.line).rstrip(",")
    if span.line == 1 or not event:
        return next(iter(texts.values())), 1
    name, _, line = json.loads(event.removesuffix("]}"))["source"].rpartition(":")
    return texts[name], int(line)


def _placed(mistake: Diagnostic, rows: Mapping[int, tuple[FileText, int]]) -> Diagnostic:
    related = tuple(one._replace(span=_span(one.span, rows)) for one in mistake.related)
    return mistake._replace(span=_span(mistake.span, rows), related=related)


def _span(span: Span, rows: Mapping[int, tuple[FileText, int]]) -> Span:
    """The same in the row: at the value that is marked, where the row holds it as it is."""
    text, line = rows[id(span)]
    marked = span.source.line(span.line)[span.column - 1 : span.end_column - 1].strip('"')
    found = re.search(rf"(?<![\w.:-]){re.escape(marked)}(?![\w.:-])", text.line(line)) if span.line > 1 else None
    return Span(text, line, found.start() + 1, line, found.end() + 1) if found else Span(text, line, 1, line, 2)
