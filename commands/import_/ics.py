"""`afterword import ics`: calendars."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from afterword.commands.files import keep_inputs
from afterword.commands.import_.options import files_argument, output_option, timezone_option
from afterword.commands.import_.run import count, open_streams, refuse, write_logs
from afterword.commands.inputs import load_evaluator
from afterword.commands.options import pack_option

if TYPE_CHECKING:
    from afterword.engine.foreign.import_calendar import ImportedCalendar

_SHOWN = 5


@click.command("ics")
@files_argument
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="WORDS=>TYPE",
    help="Entries with these words (a regular expression) in their title are events of this type, at the end of the entry; "
    "TYPE@start and TYPE@created choose another moment. May be repeated.",
)
@click.option("--type", "type_", metavar="TYPE", help="All entries are events of this type; as --map '=>TYPE'.")
@click.option(
    "--field",
    "fills",
    multiple=True,
    metavar="NAME=WHAT",
    help="Fill a field with what an entry says: attendees, organizer, start, end, summary, description, location, url. May be repeated.",
)
@click.option("--me", multiple=True, metavar="EMAIL", help="Your own address: you are no attendee, and what you declined is left out.")
@click.option("--candidate", metavar="NAME", help="Whose log it is.")
@timezone_option
@click.option("--since", metavar="DAY", help="Leave out what ended before this day.")
@click.option("--until", metavar="DAY", help="Leave out what begins after this day; needed where an entry repeats without an end.")
@pack_option
@output_option
def command(  # noqa: PLR0913 - as many as the command has options
    *,
    files: tuple[str, ...],
    maps: tuple[str, ...],
    type_: str | None,
    fills: tuple[str, ...],
    me: tuple[str, ...],
    candidate: str | None,
    timezone: str | None,
    since: str | None,
    until: str | None,
    pack: str,
    output: str | None,
) -> None:
    """Make a log of your calendar.

    Export it as an .ics file and say what its entries are, as in --map 'interview (with|at) (?P<app>.+)=>interview_completed'.
    Named groups, here app, are fields; what they name is listed in the log, with an id. Entries that fit no --map are left out, and so are
    those that were called off. An -o that ends in .yaml makes a log to go on writing by hand, and overwrites none that is there; else it is
    a line of JSON.
    """
    from afterword.engine.foreign.calendar_log import render_json_line, render_yaml
    from afterword.engine.foreign.import_calendar import CalendarRequest, import_calendars
    from afterword.engine.log.read_log import LogReader

    keep_inputs(files, output)
    every = (*maps, *((f"=>{type_}",) if type_ is not None else ()))
    if not every:
        raise click.UsageError("Say what your entries are: --map 'interview=>interview_completed', or --type for all of them.")
    loaded = load_evaluator(pack, {}, "auto", None).pack
    request = CalendarRequest(every, fills, since, until, me, candidate, timezone)
    with ExitStack() as stack:
        streams = open_streams(files, None, stack)
        reader = LogReader(loaded.vocabulary, loaded.known_rules)
        outcome = import_calendars(streams, request, loaded.vocabulary, reader)
    if outcome.value is None:
        refuse(outcome.diagnostics)
        return
    log = outcome.value.log
    by_hand = output is not None and output.endswith((".yaml", ".yml"))
    text = render_yaml(log) if by_hand else render_json_line(log)
    write_logs([text.encode("utf-8", "replace")], output, new=by_hand)
    _tell(outcome.value)


def _tell(found: ImportedCalendar) -> None:
    """Say what was read, and what was not, on standard error."""
    entries = f"{found.entries:,} {'entry' if found.entries == 1 else 'entries'}"
    click.echo(f"{count(len(found.log.events), 'event')} of {entries}", err=True)
    if found.cancelled:
        click.echo(f"{found.cancelled:,} left out that are called off, or that you declined", err=True)
    if found.others:
        shown = ", ".join(repr(title) for title in found.others[:_SHOWN])
        more = f" and {len(found.others) - _SHOWN} more" if len(found.others) > _SHOWN else ""
        click.echo(f"left out, as no --map fits: {shown}{more}", err=True)
