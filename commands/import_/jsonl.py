"""`afterword import jsonl`: JSON Lines with an object for each event."""

from __future__ import annotations

from typing import Any

import click

from afterword.commands.import_.options import files_argument, process_options
from afterword.commands.import_.run import import_rows


@click.command("jsonl")
@files_argument
@click.option("--case", metavar="NAME", help="The key that says which case an event belongs to; each case becomes a log.")
@process_options
def command(files: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401 - see `import_rows`
    """Make logs of JSON Lines, an object for each event.

    As for CSV, keys taking the place of columns; {"a": {"b": 1}} has the key a.b.
    """
    from afterword.engine.diagnostics import Outcome
    from afterword.engine.foreign.json_table import JsonTable

    import_rows(files, lambda stream, bad: Outcome(JsonTable(stream, bad)), None, options)
