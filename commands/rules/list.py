"""`afterword rules list`: the rules of a pack, or those of a kind, step, tag or source."""

from __future__ import annotations

from collections.abc import Mapping

import click

from afterword.commands.options import DEFAULT_PACK, Choice, color_option, complete_pack, set_option
from afterword.commands.rules.handbooks import load_handbook
from afterword.commands.terminal import columns, wants_color, write_data, write_text


@click.command("list")
@click.argument("pack", default=DEFAULT_PACK, metavar="[PACK]", shell_complete=complete_pack)
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only rules with this tag; may be repeated.")
@click.option("--step", "steps", multiple=True, type=int, metavar="NUMBER", help="Only rules of this step; may be repeated.")
@click.option(
    "--kind", "kinds", multiple=True, type=Choice(["must", "must_not", "advice", "fact"]), help="Only rules of this kind; may be repeated."
)
@click.option("--source", "sources", multiple=True, metavar="ID", help="Only rules that rest on this source; may be repeated.")
@click.option("--outside/--no-outside", default=None, help="Only rules from outside the guide, or only the others.")
@set_option
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", show_default=True, help="How to write it.")
@color_option
def command(  # noqa: PLR0913 - as many as the command has options
    *,
    pack: str,
    tags: tuple[str, ...],
    steps: tuple[int, ...],
    kinds: tuple[str, ...],
    sources: tuple[str, ...],
    outside: bool | None,
    settings: Mapping[str, str],
    form: str,
    color: bool | None,
) -> None:
    """List the rules of a pack.

    PACK is a shipped pack by name, or a file or folder of rules; without it, the pack after-interview. Rules that are switched off are
    listed too, and marked.
    """
    handbook = load_handbook(pack, settings)
    rules = [
        rule
        for rule in handbook.rules
        if (not tags or set(tags) & set(rule.tags))
        and (not steps or rule.step in steps)
        and (not kinds or rule.kind in kinds)
        and (not sources or set(sources) & set(rule.sources))
        and outside in {None, rule.outside}
    ]
    if form == "json":
        from afterword.reports.rules_json import render_rule_list_json

        write_data(render_rule_list_json(handbook, rules))
    else:
        from afterword.reports.rules_text import render_rule_list

        colored = wants_color(color)
        write_text(render_rule_list(handbook, rules, color=colored, width=columns()), color=colored)
