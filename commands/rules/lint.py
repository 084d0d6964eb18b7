"""`afterword rules lint`: what is wrong, or looks wrong, in a pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from afterword.commands.options import DEFAULT_PACK, Choice, complete_pack, set_option
from afterword.commands.terminal import BAD_INPUT, FINDINGS, save_text, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.lint.model import Linted


@click.command("lint")
@click.argument("packs", nargs=-1, metavar="[PACK]...", shell_complete=complete_pack)
@set_option
@click.option("--notes", is_flag=True, help="Also tell what may well be meant: types of events that no rule looks at.")
@click.option(
    "--format",
    "form",
    type=Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="JSON is one line a pack; GitHub Actions shows the third beside the lines, code hosts and editors read SARIF.",
)
@click.option("--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write into a file instead.")
@click.option(
    "--fail-on",
    type=Choice(["warning", "error"]),
    default="warning",
    show_default=True,
    help="The least that makes the exit code other than 0.",
)
@click.pass_context
def command(  # noqa: PLR0913 - as many as the command has options
    ctx: click.Context,
    *,
    packs: tuple[str, ...],
    settings: Mapping[str, str],
    notes: bool,
    form: str,
    output: str | None,
    fail_on: str,
) -> None:
    """Say what is wrong in rules, and what hardly does what was meant.

    PACK is a shipped pack by name, or a file or folder of rules; without it, the pack after-interview.

    Exit codes: 0 nothing to mend, 1 warnings, 2 mistakes in the call or in a pack, 3 a mistake of ours.
    """
    from afterword.engine.lint.lint_pack import lint_pack
    from afterword.engine.lint.model import Level, Linted

    found = [Linted(pack, lint_pack(pack, settings)) for pack in packs or (DEFAULT_PACK,)]
    linted = [Linted(pack, tuple(one for one in findings if notes or one.level is not Level.NOTE)) for pack, findings in found]
    text = _render(linted, form)
    if output is not None:
        save_text(text, output)
    elif form == "text":
        write_text(text)
    else:
        write_data(text)
    if any(one.count(Level.ERROR) for one in linted):
        ctx.exit(BAD_INPUT)
    ctx.exit(FINDINGS if fail_on == "warning" and any(one.count(Level.WARNING) for one in linted) else 0)


def _render(linted: list[Linted], form: str) -> str:
    match form:
        case "json":
            from afterword.reports.diagnostics_json import render_linted_json

            return render_linted_json(linted)
        case "github":
            from afterword.reports.diagnostics_github import render_linted_github

            return render_linted_github(linted)
        case "sarif":
            from importlib.metadata import version

            from afterword.reports.diagnostics_sarif import render_linted_sarif

            return render_linted_sarif(linted, version("afterword"))
        case _:
            from afterword.reports.diagnostics_text import render_linted

            return render_linted(linted)
