"""The columns of the tables that go in and come out."""

from __future__ import annotations

import pyarrow as pa

from afterword.engine.diagnostics import Diagnostic, choices_hint, quote
from afterword.engine.spans import Source
from afterword.engine.vocabulary import ENVELOPE, Vocabulary

CANDIDATE, TYPE, AT, DAY, ID = "candidate", "type", "at", "day", "id"
LOG = "log"
"""A whole log, as JSON: a table that has this column holds one log a row, any other holds one event a row."""
HEAD = "head"
"""What a log says beside its events, as an object of JSON; the same on every row of a candidate, or null."""
FIELDS = "fields"
"""Fields of an event, as an object of JSON; they may have columns of their own instead, or some of them."""
POSITION = "position"
"""Where an event stands in its log: what orders the events of one moment."""

VERDICTS = pa.schema(
    [
        ("candidate", pa.string()),
        ("rule", pa.string()),
        ("state", pa.string()),
        ("level", pa.string()),
        ("topic", pa.string()),
        ("about", pa.map_(pa.string(), pa.string())),
        ("message", pa.string()),
        ("since", pa.timestamp("us", "UTC")),
        ("opens", pa.timestamp("us", "UTC")),
        ("due", pa.timestamp("us", "UTC")),
        ("event", pa.string()),
        ("error", pa.string()),
        ("place", pa.string()),
    ]
)
"""One row for each case of each rule, and one for each mistake of a log that has any: these alone have an `error`, its code."""


def check_columns(names: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """What is wrong with the columns of a table of logs or events."""
    source = Source("columns", ", ".join(names))
    fields = {name for event in vocabulary.events.values() for name in event.fields}
    known = (LOG, CANDIDATE) if LOG in names else (CANDIDATE, HEAD, FIELDS, POSITION, *ENVELOPE, *sorted(fields - ENVELOPE.keys()))
    needed = () if LOG in names else (CANDIDATE, TYPE, *(() if DAY in names else (AT,)))
    mistakes: list[Diagnostic] = []
    start = 0
    for name in names:
        if name not in known:
            message = f"the pack has no field for the column {quote(name)}"
            hint = choices_hint(name, known) or f"leave the column out, or put what it holds into the column `{FIELDS}`"
            mistakes.append(Diagnostic("unknown-field", message, source.span(start, start + len(name)), hint))
        start += len(name) + 2
    for name in needed:
        if name not in names:
            hint = f"give one event a row, with `{CANDIDATE}`, `{TYPE}` and `{AT}`, or one log a row in a column `{LOG}`"
            mistakes.append(Diagnostic("missing-field", f"the table needs the column `{name}`", source.span(0, 0), hint))
    return tuple(mistakes)
