"""`afterword rules diff`: what two versions of a pack make different."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from afterword.commands.inputs import load_evaluator, moments, open_logs, open_pack
from afterword.commands.options import Choice, as_of_option, color_option, complete_pack, set_option
from afterword.commands.terminal import FINDINGS, columns, wants_color, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.compare.model import LogDifference


@click.command("diff")
@click.argument("old", shell_complete=complete_pack)
@click.argument("new", shell_complete=complete_pack)
@click.argument("logs", nargs=-1, metavar="[LOG]...", type=click.Path(readable=False))
@as_of_option
@set_option
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", show_default=True, help="JSON is one line.")
@color_option
@click.pass_context
def command(  # noqa: PLR0913 - as many as the command has options
    ctx: click.Context,
    *,
    old: str,
    new: str,
    logs: tuple[str, ...],
    as_of: str | None,
    settings: Mapping[str, str],
    form: str,
    color: bool | None,
) -> None:
    """Say what differs between two packs, or two versions of one, in plain English; and what they find otherwise in logs.

    OLD and NEW are packs by name, or files or folders. --set changes a parameter of NEW: so a pack can be compared with itself. What counts
    is what rules mean: comments, the order of keys and the like make no difference.

    Exit codes: 0 no difference, 1 differences, 2 mistakes in the call or in a file (all are listed), 3 a mistake of ours.
    """
    from afterword.engine.compare.compare_packs import compare_packs
    from afterword.engine.compare.model import Comparison, Version

    before, after = open_pack(old, {}), open_pack(new, settings)
    was, now = (Version(one.pack.id, one.pack.version, one.pack.title, asked) for one, asked in ((before, old), (after, new)))
    comparison = Comparison(was, now, compare_packs(before, after), _compare_logs(old, new, logs, as_of, settings))
    if form == "json":
        from afterword.reports.comparison_json import render_comparison_json

        write_data(render_comparison_json(comparison))
    else:
        from afterword.reports.comparison_text import render_comparison

        colored = wants_color(color)
        write_text(render_comparison(comparison, color=colored, width=columns()), color=colored)
    ctx.exit(FINDINGS if comparison.differs else 0)


def _compare_logs(old: str, new: str, logs: tuple[str, ...], as_of: str | None, settings: Mapping[str, str]) -> tuple[LogDifference, ...]:
    """What two packs find otherwise in logs; each reads them in its own words."""
    from afterword.engine.compare.compare_reports import compare_reports

    if not logs:
        return ()
    before, after = load_evaluator(old, {}, "auto", as_of), load_evaluator(new, settings, "auto", as_of)
    told_before, told_after = open_logs(logs, before), open_logs(logs, after)
    asked = moments(told_after, as_of)
    return tuple(
        compare_reports(before.evaluate(was, moment), after.evaluate(now, moment))
        for was, (now, moment) in zip(told_before, asked, strict=True)
    )
