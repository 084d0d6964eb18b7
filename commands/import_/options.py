"""Arguments and options that the imports share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from afterword.commands.options import complete_pack

F = TypeVar("F", bound=Callable[..., Any])

files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(allow_dash=True, readable=False))

output_option = click.option(
    "-o", "--output", metavar="PATH", type=click.Path(dir_okay=False), help="Where the logs are written; without it, standard output."
)

timezone_option = click.option("--timezone", metavar="ZONE", help="Where times without an offset are from, as Europe/London.")

check_option = click.option(
    "--pack", metavar="NAME|PATH", shell_complete=complete_pack, help="Check the logs by the words of this pack before they are written."
)

_PROCESS = (
    click.option(
        "--activity",
        multiple=True,
        metavar="NAME",
        help="The column that says what happened, which becomes the type; of several, the values are joined by |.",
    ),
    click.option("--timestamp", metavar="NAME", help="The column with the time."),
    timezone_option,
    click.option(
        "--time-format",
        metavar="FORM",
        help="How times are written: seconds, milliseconds, or a form such as %d.%m.%Y %H:%M. Without it, ISO 8601 or since 1970.",
    ),
    click.option(
        "--keep", multiple=True, metavar="NAME", help="Keep this further column, and no other but those named so; may be repeated."
    ),
    click.option("--drop", multiple=True, metavar="NAME", help="Leave this column out; may be repeated."),
    click.option(
        "--lifecycle",
        multiple=True,
        metavar="WORD",
        help="Keep only events whose lifecycle:transition is this, as complete; may be repeated.",
    ),
    click.option("--skip-bad", is_flag=True, help="Leave rows with mistakes out, instead of writing nothing."),
    check_option,
    click.option(
        "--pack-out",
        metavar="PATH",
        type=click.Path(dir_okay=False),
        help="Write a pack to begin with: the types and fields that were seen.",
    ),
    output_option,
)


def process_options(command: F) -> F:
    """The options of all imports of events in rows."""
    for option in reversed(_PROCESS):
        command = option(command)
    return command
