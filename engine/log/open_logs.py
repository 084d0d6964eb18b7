"""Files to logs: every file is read, and every mistake of each is reported, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.log.gather import gather_events
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.text import read_path
from afterword.engine.spans import Source


def open_logs(paths: Iterable[str], reader: LogReader) -> Outcome[tuple[Log, ...]]:
    """The logs of all files (``-`` is standard input; a JSON Lines file may hold many), or ``None`` where one of them has a mistake."""
    logs: list[Log] = []
    mistakes: list[Diagnostic] = []
    for path in paths:
        text = read_path(path)
        mistakes += text.diagnostics
        if text.value is not None:
            found = parse_logs(text.value, reader)
            logs += found.value or ()
            mistakes += found.diagnostics
    return Outcome(None if mistakes else tuple(logs), tuple(mistakes))


def parse_logs(source: Source, reader: LogReader) -> Outcome[tuple[Log, ...]]:
    """The logs of one text, or ``None`` where it has a mistake."""
    documents = parse_documents(source)
    gathered = gather_events(documents.value or ())
    outcomes = [reader.read(document) for document in gathered.value or ()]
    mistakes = sort_diagnostics(
        (*documents.diagnostics, *gathered.diagnostics, *(one for outcome in outcomes for one in outcome.diagnostics))
    )
    return Outcome(None if mistakes else tuple(outcome.value for outcome in outcomes if outcome.value), mistakes)
