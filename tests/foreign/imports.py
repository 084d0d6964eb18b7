"""Ways to import a text and look at what comes of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from io import BufferedReader, BytesIO
from tempfile import TemporaryFile
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from afterword.engine.diagnostics import Diagnostic, Outcome, render_diagnostic
from afterword.engine.foreign.columns import Columns, Request
from afterword.engine.foreign.convert import Harvest
from afterword.engine.foreign.csv_table import open_csv
from afterword.engine.foreign.file_text import FileText, Stream
from afterword.engine.foreign.import_logs import import_tables, import_xes
from afterword.engine.foreign.json_table import JsonTable
from afterword.engine.foreign.starter_pack import render_starter
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source


class Found(NamedTuple):
    """What an import made: logs as plain values by case, the same as text, a pack for them, and the mistakes."""

    logs: dict[str, Any]
    text: str
    pack: str
    mistakes: tuple[Diagnostic, ...]
    harvest: Harvest
    columns: dict[str, Columns]

    @property
    def codes(self) -> list[str]:
        """The codes of the mistakes."""
        return [one.code for one in self.mistakes]


def stream(data: bytes | str, name: str = "input", encoding: str = "utf-8") -> Stream:
    """A file that holds ``data``."""
    raw = data if isinstance(data, bytes) else data.encode()
    return Stream(FileText(name, data if isinstance(data, str) else "", None, encoding), BufferedReader(BytesIO(raw)), ExitStack())


def import_text(
    form: str, *texts: str | bytes, encoding: str = "utf-8", delimiter: str | None = None, classifier: str | None = None, **request: object
) -> Found:
    """Import texts of the form `csv`, `jsonl` or `xes`."""
    asked = Request(**request)  # type: ignore[arg-type] # the parts of a request
    streams = [stream(text, f"input-{number}.{form}", encoding) for number, text in enumerate(texts, start=1)]
    with TemporaryFile() as file:
        match form:
            case "csv":
                harvest = import_tables(streams, partial(open_csv, delimiter), asked, file)
            case "jsonl":
                harvest = import_tables(streams, lambda one, bad: Outcome(JsonTable(one, bad)), asked, file)
            case _:
                harvest = import_xes(streams, classifier, asked, file)
        lines = [line.decode() for line in harvest.store.logs(asked.zone)]
    logs = {log["candidate"]: log for log in map(json.loads, lines)}
    return Found(logs, "".join(lines), render_starter(harvest.survey, "input.x"), harvest.bad.told(), harvest, harvest.chosen)


def events(found: Found, case: str = "1") -> list[dict[str, Any]]:
    """The events of a case without what every one of them has."""
    kept = ({key: value for key, value in event.items() if key not in {"id", "source"}} for event in found.logs[case]["events"])
    return list(kept)


def read_pack(text: str) -> Pack:
    """The pack that a text is, which must have no mistakes."""
    outcome = load_pack(parse_documents(Source("pack.yaml", text)).value or (), {})
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    return outcome.value


def read_logs(found: Found) -> tuple[Log, ...]:
    """The logs as our own reader has them, in the words of the pack that was made for them; they must have no mistakes."""
    outcome = parse_logs(Source("logs.jsonl", found.text), LogReader(read_pack(found.pack).vocabulary))
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics[:5]))
    return outcome.value


def write_csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str], delimiter: str = ",") -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_xes(traces: Mapping[str, Sequence[Mapping[str, str]]], head: str = "") -> str:
    """Traces as XES: events are attributes by key, all of them strings but the time."""

    def attribute(key: str, value: str) -> str:
        return f"<{'date' if key == 'time:timestamp' else 'string'} key={quoteattr(key)} value={quoteattr(value)}/>"

    def event(cells: Mapping[str, str]) -> str:
        return f"<event>{''.join(attribute(*cell) for cell in cells.items())}</event>\n"

    bodies = (f"<trace>{attribute('concept:name', name)}\n{''.join(map(event, rows))}</trace>\n" for name, rows in traces.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="2.0">{head}\n{"".join(bodies)}</log>\n'
