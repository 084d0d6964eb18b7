"""`afterword validate`: logs checked alone."""

from __future__ import annotations

import click

from afterword.commands.inputs import load_evaluator, open_logs
from afterword.commands.options import logs_argument, pack_option


@click.command("validate")
@logs_argument
@pack_option
def command(logs: tuple[str, ...], pack: str) -> None:
    """Check that logs are written as they should be.

    Lists every mistake with its place and what to write instead; the exit code is 2 if there is one.
    """
    for log in open_logs(logs, load_evaluator(pack, {}, "auto", None)):
        count = len(log.events)
        click.echo(f"{log.source.name}: {count} event{'' if count == 1 else 's'}, no mistakes")
