"""`afterword import xes`: event logs of process mining."""

from __future__ import annotations

from typing import Any

import click

from afterword.commands.import_.options import files_argument, process_options
from afterword.commands.import_.run import import_traces


@click.command("xes")
@files_argument
@click.option("--case", metavar="KEY", help="The attribute that names a trace; without it, concept:name. Each trace becomes a log.")
@click.option("--classifier", metavar="NAME", help="Make types as this classifier of the file says, instead of by --activity.")
@process_options
def command(files: tuple[str, ...], classifier: str | None, **options: Any) -> None:  # noqa: ANN401 - see `import_traces`
    """Make logs of XES files, a log for each trace.

    Attributes of events become their fields, attributes of a trace what the log says of its case. A FILE may be gzipped, and of any size:
    one trace at a time is held. - is standard input.
    """
    import_traces(files, classifier, options)
