"""`afterword rules doc`: the handbook of a pack."""

from __future__ import annotations

from collections.abc import Mapping

import click

from afterword.commands.options import DEFAULT_PACK, Choice, complete_pack, set_option
from afterword.commands.rules.handbooks import load_handbook
from afterword.commands.terminal import save_text, write_data


@click.command("doc")
@click.argument("pack", default=DEFAULT_PACK, metavar="[PACK]", shell_complete=complete_pack)
@set_option
@click.option(
    "--format",
    "form",
    type=Choice(["markdown", "html"]),
    default="markdown",
    show_default=True,
    help="HTML is one file with all it needs, for a browser or for paper.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), metavar="FILE", help="Write into a file instead.")
def command(*, pack: str, settings: Mapping[str, str], form: str, output: str | None) -> None:
    """Write the handbook of a pack: all its rules in plain English, with their messages, sources, parameters and words.

    PACK is a shipped pack by name, or a file or folder of rules; without it, the pack after-interview. A FILE that is there already is
    written anew.
    """
    handbook = load_handbook(pack, settings)
    if form == "html":
        from afterword.reports.handbook_html import render_handbook_html

        text = render_handbook_html(handbook)
    else:
        from afterword.reports.handbook_markdown import render_handbook_markdown

        text = render_handbook_markdown(handbook)
    if output is None:
        write_data(text)
    else:
        save_text(text, output)
