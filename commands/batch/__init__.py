"""`afterword batch`: many logs at once."""

from __future__ import annotations

from typing import Any

import click

from afterword.commands.options import LEVELS, Choice, as_of_option, pack_option, set_option
from afterword.commands.terminal import FINDINGS


@click.command("batch")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...", type=click.Path(allow_dash=True, readable=False))
@as_of_option
@pack_option
@set_option
@click.option("-o", "--output", metavar="PATH", type=click.Path(dir_okay=False), help="Where findings go; without it, standard output.")
@click.option("--format", "form", type=Choice(["jsonl", "csv", "parquet"]), help="Of the findings; without it, by the ending of --output.")
@click.option("--candidates", metavar="PATH", type=click.Path(dir_okay=False), help="Count the findings of each candidate in this file.")
@click.option("--summary", metavar="PATH", type=click.Path(dir_okay=False), help="Write the counts by rule and state as JSON.")
@click.option("--case", metavar="NAME", help="Tables: the column that says whose event a row is.")
@click.option("--activity", multiple=True, metavar="NAME", help="Tables: the column with the type of event; may be repeated.")
@click.option("--timestamp", metavar="NAME", help="Tables: the column with the time.")
@click.option("--timezone", metavar="ZONE", help="Tables: where times without an offset are from, as Europe/London.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="How many processes; without it, one for each core.")
@click.option("--resume", is_flag=True, help="Go on where a run with the same --output broke off.")
@click.option("--on-bad", type=Choice(["1", "2"]), default="2", show_default=True, help="The exit code where a log could not be read.")
@click.option(
    "--fail-on",
    type=Choice([*LEVELS, "never"]),
    default="never",
    show_default=True,
    help="The quietest finding that makes the exit code 1.",
)
@click.option(
    "--engine",
    type=Choice(["auto", "durable", "native", "columnar"]),
    default="auto",
    show_default=True,
    help="What runs the rules; the verdicts are the same. auto: native, and columnar where there is much to do.",
)
@click.pass_context
def command(ctx: click.Context, /, *, sources: tuple[str, ...], on_bad: str, fail_on: str, **options: Any) -> None:  # noqa: ANN401 - see `Wish`
    """Evaluate many logs, on all cores, and write their findings, one a line.

    A SOURCE is a folder of logs, a file of JSON Lines (a log a line, or an event a line with its candidate), a log, or a CSV or Parquet
    file with a row for each event; - is standard input. What cannot be read is listed and counted, and the rest goes on.

    Exit codes: 0 all went well, 1 findings as loud as --fail-on, 2 mistakes in the call or in a log (see --on-bad), 3 a mistake of ours.
    """
    from afterword.commands.batch.run import run
    from afterword.commands.batch.wish import Wish

    tally = run(sources, Wish(**options))
    loud = LEVELS[LEVELS.index(fail_on) :] if fail_on in LEVELS else ()
    failed = any(tally.findings[level] for level in loud)
    ctx.exit(int(on_bad) if tally.bad else FINDINGS if failed else 0)
