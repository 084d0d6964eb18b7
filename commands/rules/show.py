"""`afterword rules show`: one rule in plain English, with all that belongs to it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from afterword.commands.options import Choice, color_option, pack_option, set_option
from afterword.commands.rules.handbooks import load_handbook
from afterword.commands.terminal import columns, wants_color, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.handbook.model import Handbook, Rule


def _complete_rule(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    """The rules of the pack that is asked for."""
    from click.shell_completion import CompletionItem

    from afterword.commands.options import DEFAULT_PACK
    from afterword.engine.language.open_pack import open_pack

    opened = open_pack(ctx.params.get("pack") or DEFAULT_PACK, {}).value
    rules = [one.rule for one in opened.rules] if opened is not None else []
    return [CompletionItem(rule.id, help=rule.title) for rule in rules if rule.id.startswith(incomplete)]


@click.command("show")
@click.argument("name", metavar="RULE", shell_complete=_complete_rule)
@pack_option
@set_option
@click.option(
    "--format",
    "form",
    type=Choice(["text", "json", "yaml"]),
    default="text",
    show_default=True,
    help="YAML is the text of the rule itself.",
)
@color_option
def command(*, name: str, pack: str, settings: Mapping[str, str], form: str, color: bool | None) -> None:
    """Show a rule in plain English, with its messages, parameters, sources and examples."""
    handbook = load_handbook(pack, settings)
    rule = _find(name, handbook, pack)
    match form:
        case "json":
            from afterword.reports.rules_json import render_rule_json

            write_data(render_rule_json(handbook, rule))
        case "yaml":
            write_data("\n".join(f"# {text.place}\n{text.text}" for text in rule.texts))
        case _:
            from afterword.reports.rules_text import render_rule

            colored = wants_color(color)
            write_text(render_rule(handbook, rule, color=colored, width=columns()), color=colored)


def _find(name: str, handbook: Handbook, pack: str) -> Rule:
    """The rule of that name, in the handbook of ``pack``."""
    from afterword.engine.diagnostics import suggest

    found = next((rule for rule in handbook.rules if rule.id == name), None)
    if found is None:
        hint = suggest(name, [rule.id for rule in handbook.rules]) or f"`afterword rules list {shlex.quote(pack)}` lists them all."
        raise click.UsageError(f"The pack {handbook.id} has no rule '{name}'. {hint[:1].upper()}{hint[1:]}")
    return found
