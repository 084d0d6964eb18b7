"""What the commands print, and how they end on mistakes in what they were given."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from afterword.engine.diagnostics import Diagnostic, Outcome

T = TypeVar("T")

FINDINGS, BAD_INPUT, OUR_BUG, INTERRUPTED = 1, 2, 3, 130
_USUAL_WIDTH = 80
_MOST_CODES = 3


def sound(outcome: Outcome[T], others: Iterable[Diagnostic] = ()) -> T:
    """What a stage made; where it met mistakes, they are listed and the command ends."""
    mistakes = (*outcome.diagnostics, *others)
    if outcome.value is not None and not mistakes:
        return outcome.value
    list_mistakes(mistakes)
    click.echo(f"\n{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'} to mend; nothing was evaluated.", err=True)
    click.echo(tell_more(mistakes), err=True)
    raise click.exceptions.Exit(BAD_INPUT)


def tell_more(mistakes: Iterable[Diagnostic]) -> str:
    """What to type to have mistakes explained."""
    return tell_more_of(list(dict.fromkeys(mistake.code for mistake in mistakes)))


def tell_more_of(codes: Sequence[str]) -> str:
    """The same, for the codes of mistakes."""
    return f"To learn more: afterword rules explain {' '.join(codes) if len(codes) <= _MOST_CODES else 'CODE'}"


def list_mistakes(mistakes: Iterable[Diagnostic]) -> None:
    """Each with its place, on standard error."""
    from afterword.engine.diagnostics import render_diagnostic

    for mistake in mistakes:
        click.echo(_printable(render_diagnostic(mistake), sys.stderr.encoding), err=True)


def write_text(text: str, *, color: bool | None = None) -> None:
    """Text for people."""
    click.echo(_printable(text, sys.stdout.encoding), nl=False, color=color)


def write_data(text: str) -> None:
    """Text for programs: the same bytes everywhere; a character that UTF-8 cannot hold stands as its JSON escape."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


def save_text(text: str, path: str, *, new: bool = False) -> None:
    """Write text into a file, whole or not at all; a ``new`` one takes the place of none."""
    from afterword.commands.files import whole_file

    with whole_file(path, new=new) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


def wants_color(asked: bool | None) -> bool:  # noqa: FBT001 - as the option has it
    """Whether to write in colours: as asked, else on a terminal that can."""
    if asked is not None:
        return asked
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def can_show(signs: str) -> bool:
    """Whether the terminal has codes for all these characters."""
    return _printable(signs, sys.stdout.encoding) == signs


def columns() -> int:
    """How wide the terminal is; `COLUMNS` goes before what it says of itself."""
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isdecimal() and int(chosen) > 0:
        return int(chosen)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or _USUAL_WIDTH
    except (OSError, ValueError):
        return _USUAL_WIDTH


def _printable(text: str, encoding: str | None) -> str:
    """The text with a question mark for each character that the terminal has no code for."""
    return text.encode(encoding or "utf-8", "replace").decode(encoding or "utf-8")
