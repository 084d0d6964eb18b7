"""`afterword import csv`: tables with a row for each event."""

from __future__ import annotations

from functools import partial
from typing import Any

import click

from afterword.commands.import_.options import files_argument, process_options
from afterword.commands.import_.run import import_rows

_NAMED = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}


def _parse_delimiter(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str | None:
    """One character, or the name of one."""
    chosen = _NAMED.get(given, given) if given is not None else None
    if chosen is not None and (len(chosen) != 1 or chosen in '"\r\n'):
        raise click.BadParameter(f"'{given}' is not one character; write tab for a tab.")
    return chosen


def _parse_encoding(_ctx: click.Context, _param: click.Parameter, given: str | None) -> str | None:
    """The name of an encoding that Python knows."""
    import codecs

    try:
        return codecs.lookup(given).name if given is not None else None
    except LookupError:
        raise click.BadParameter(f"'{given}' is no encoding; usual ones are utf-8, cp1252, latin-1 and utf-16.") from None


@click.command("csv")
@files_argument
@click.option("--case", metavar="NAME", help="The column that says which case an event belongs to; each case becomes a log.")
@click.option(
    "--delimiter", metavar="CHAR", callback=_parse_delimiter, help="What stands between cells; without it, as the first line shows."
)
@click.option("--encoding", metavar="NAME", callback=_parse_encoding, help="How letters are written; without it, UTF-8.")
@process_options
def command(files: tuple[str, ...], delimiter: str | None, encoding: str | None, **options: Any) -> None:  # noqa: ANN401 - see `import_rows`
    """Make logs of CSV files, a row for each event.

    The first line names the columns. Those with the case, the type and the time are found where they have usual names (case id, activity,
    timestamp, those of XES); all others are kept as fields. Rows of a case need not stand together. A FILE may be gzipped; - is standard
    input.
    """
    from afterword.engine.foreign.csv_table import open_csv

    import_rows(files, partial(open_csv, delimiter), encoding, options)
