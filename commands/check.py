"""`afterword check`: the main job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from afterword.commands.inputs import load_evaluator, moments, open_logs
from afterword.commands.options import (
    LEVELS,
    Choice,
    as_of_option,
    color_option,
    ended_option,
    engine_option,
    logs_argument,
    pack_option,
    set_option,
)
from afterword.commands.terminal import FINDINGS, columns, wants_color, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.log.model import Log


@click.command("check")
@logs_argument
@as_of_option
@pack_option
@set_option
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", show_default=True, help="JSON is one line a log.")
@click.option(
    "--fail-on",
    type=Choice([*LEVELS, "never"]),
    default="overdue",
    show_default=True,
    help="The quietest finding that makes the exit code 1.",
)
@ended_option
@engine_option
@color_option
@click.pass_context
def command(  # noqa: PLR0913 - as many as the command has options
    ctx: click.Context,
    *,
    logs: tuple[str, ...],
    as_of: str | None,
    pack: str,
    settings: Mapping[str, str],
    form: str,
    fail_on: str,
    ended: bool,
    engine: str,
    color: bool | None,
) -> None:
    """Say what to do next, what went wrong and what is overdue.

    Each LOG is a YAML, JSON or JSON Lines file; - is standard input.

    Exit codes: 0 nothing as loud as --fail-on, 1 findings, 2 mistakes in the call or in an input (all are listed), 3 a mistake of ours.
    """
    evaluator = load_evaluator(pack, settings, engine, as_of)
    opened = open_logs(logs, evaluator)
    loud = LEVELS[LEVELS.index(fail_on) :] if fail_on in LEVELS else ()
    failed = False
    for number, (log, moment) in enumerate(moments(opened, as_of)):
        report = evaluator.evaluate(replace(log, ended=moment) if ended else log, moment)
        if form == "json":
            from afterword.reports.json import render_json

            write_data(render_json([report]))
        else:
            from afterword.reports.text import render_text

            colored = wants_color(color)
            text = render_text(report, color=colored, width=columns())
            write_text(f"\n\n{text}" if number else text, color=colored)
            if as_of is None:
                _tell_later(log, moment)
        failed = failed or any(finding.level.value in loud for finding in report.findings)
    ctx.exit(FINDINGS if failed else 0)


def _tell_later(log: Log, now: int) -> None:
    """Say which events of a log do not count yet, as a year is soon misspelt: who asks about now hardly means to write of what comes."""
    later = [event for event in log.events if event.when.lo > now]
    if later:
        line = f":{later[0].place.line}" if later[0].place is not None else ""
        others = f" ({len(later) - 1} more like it)" if len(later) > 1 else ""
        click.echo(f"\n{log.source.name}{line}: note: this event is later than now, and does not count yet{others}", err=True)
