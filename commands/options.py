"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Any

import click

from afterword.engine.verdicts import Level

DEFAULT_PACK = "after-interview"
LEVELS = tuple(level.value for level in Level)


class Choice(click.Choice):  # type: ignore[type-arg,unused-ignore] # generic from click 8.2 on
    """A choice that says which word was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has it
        """The word chosen."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as mistake:
            from afterword.engine.diagnostics import suggest

            hint = suggest(str(value), self.choices)
            self.fail(f"{mistake.message.removesuffix('.')}{f'; {hint}' if hint else '.'}", param, ctx)


def parse_pairs(given: tuple[str, ...], form: str) -> dict[str, str]:
    """`name=value` pairs; of two with one name the last holds. ``form`` shows how one is written."""
    pairs = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"'{pair}' is not of the form {form}.")
        pairs[name.strip()] = value.strip()
    return pairs


def _parse_settings(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """The parameters that are changed."""
    return parse_pairs(given, "name=value, as in thank_you_within='48 hours'")


def _check_stdin(_ctx: click.Context, _param: click.Parameter, logs: tuple[str, ...]) -> tuple[str, ...]:
    """Standard input can be read once."""
    if logs.count("-") > 1:
        raise click.BadParameter("'-' is standard input, which can be read only once.")
    return logs


def complete_pack(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    """The packs that have a name, then files and folders."""
    from click.shell_completion import CompletionItem

    from afterword.engine.language.find_pack import known_packs

    known = [CompletionItem(name) for name in known_packs() if name.startswith(incomplete)]
    return known or [CompletionItem(incomplete, type="file")]


logs_argument = click.argument(
    "logs", nargs=-1, required=True, metavar="LOG...", type=click.Path(allow_dash=True, readable=False), callback=_check_stdin
)

pack_option = click.option(
    "--pack",
    default=DEFAULT_PACK,
    show_default=True,
    metavar="NAME|PATH",
    shell_complete=complete_pack,
    help="The rules: a shipped or installed pack by name, or a file or folder.",
)

set_option = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parse_settings,
    help="Change a parameter; may be repeated.",
)

as_of_option = click.option(
    "--as-of", metavar="TIME", help="The moment to ask about: a time as in the log, or a day (its end). Without it, now."
)

ended_option = click.option("--ended", is_flag=True, help="Take each log as over: nothing more will happen in it.")

engine_option = click.option(
    "--engine",
    type=Choice(["auto", "durable", "native"]),
    default="auto",
    show_default=True,
    help="What runs the rules; the verdicts are the same.",
)

color_option = click.option(
    "--color/--no-color", default=None, help="Colours; without it, on a terminal only, and not where NO_COLOR is set."
)
