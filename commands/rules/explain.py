"""`afterword rules explain`: what a diagnostic code means, and how the mistake is mended."""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stderr
from typing import TYPE_CHECKING, Any

import click

from afterword.commands.options import Choice, color_option
from afterword.commands.terminal import columns, wants_color, write_data, write_text

if TYPE_CHECKING:
    from afterword.engine.codes import Sample


def say(sample: Sample, program: click.Command) -> str:
    """What ``program``, which is `afterword`, says to the failing text of a sample."""
    if sample.kind == "call":
        with redirect_stderr(io.StringIO()) as said:
            program.main(shlex.split(sample.fails)[1:], prog_name="afterword", standalone_mode=False)
        return said.getvalue().partition("\n\n")[0] + "\n"  # without the line that counts mistakes
    from afterword.engine.diagnostics import render_diagnostic
    from afterword.engine.samples import try_sample

    return "".join(f"{render_diagnostic(one)}\n" for one in try_sample(sample.kind, sample.format, sample.fails))


def _check_codes(_ctx: click.Context, _param: click.Parameter, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Only codes that there are; all others are told at once."""
    from afterword.engine.codes import list_codes
    from afterword.engine.diagnostics import quote, suggest

    known = list_codes()
    wrong = [
        f"there is no code {quote(code)}{f'; {hint}' if (hint := suggest(code, known)) else ''}" for code in codes if code not in known
    ]
    if wrong:
        raise click.BadParameter("\n".join(wrong))
    return codes


def _complete_code(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    """The codes that begin like what is typed."""
    from click.shell_completion import CompletionItem

    from afterword.engine.codes import list_codes, load_code

    return [CompletionItem(code, help=load_code(code).title) for code in list_codes() if code.startswith(incomplete)]


@click.command("explain")
@click.argument("codes", nargs=-1, metavar="CODE...", callback=_check_codes, shell_complete=_complete_code)
@click.option("--all", "every", is_flag=True, help="List all codes, each in a few words.")
@click.option("--format", "form", type=Choice(["text", "json"]), default="text", show_default=True, help="JSON is one line a code.")
@color_option
@click.pass_context
def command(ctx: click.Context, *, codes: tuple[str, ...], every: bool, form: str, color: bool | None) -> None:
    """Say what a diagnostic code means, why it matters, and what to do about it.

    The code is what stands between the place and the message of a mistake, such as unknown-field. Each is shown with a text that brings
    it out, and with the same text mended.
    """
    from afterword.engine.codes import list_codes, load_code

    if every == bool(codes):
        raise click.UsageError("Name one or several codes, such as unknown-field; or ask for --all.", ctx)
    pages = [load_code(code) for code in codes or list_codes()]
    program = ctx.find_root().command
    if form == "json":
        from afterword.reports.code_json import render_code_json

        write_data("".join(render_code_json(page, [say(sample, program) for sample in page.samples]) for page in pages))
        return
    from afterword.reports.code_text import render_code, render_codes

    colored, width = wants_color(color), columns()
    if every:
        write_text(render_codes(pages, color=colored, width=width), color=colored)
        return
    texts = (render_code(page, [say(sample, program) for sample in page.samples], color=colored, width=width) for page in pages)
    write_text("\n\n".join(texts), color=colored)
