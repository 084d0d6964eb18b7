"""The command line: arguments, files, the clock and exit codes. What it does stands in the engine and the renderers."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from afterword.engine.diagnostics import Diagnostic, Outcome
    from afterword.engine.evaluator import Evaluator
    from afterword.engine.log.model import Log
    from afterword.engine.report.model import Report

T = TypeVar("T")

FINDINGS, BAD_INPUT, OUR_BUG, INTERRUPTED = 1, 2, 3, 130
DEFAULT_PACK = "after-interview"
_USUAL_WIDTH = 80
LEVELS = ("advice", "warning", "overdue")


class _Choice(click.Choice):  # type: ignore[type-arg,unused-ignore] # generic from click 8.2 on
    """A choice that says which word was probably meant."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401 - as click has it
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as mistake:
            from afterword.engine.diagnostics import suggest

            self.fail(f"{mistake.message.removesuffix('.')}. {suggest(str(value), self.choices) or ''}".rstrip(), param, ctx)


class _Commands(click.Group):
    """Commands; one that is forgotten before the name of a file is named."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and (args[0] == "-" or os.path.exists(args[0])):  # noqa: PTH110 - pathlib is slow to load
            ctx.fail(f"Which command? To check this log: `{ctx.command_path} check {args[0]}`.")
        return super().resolve_command(ctx, args)


def _parse_settings(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    """`name=value` pairs; of two with one name the last holds."""
    settings = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.BadParameter(f"'{pair}' is not of the form name=value, as in thank_you_within='48 hours'.")
        settings[name.strip()] = value.strip()
    return settings


def _check_stdin(_ctx: click.Context, _param: click.Parameter, logs: tuple[str, ...]) -> tuple[str, ...]:
    """Standard input can be read once."""
    if logs.count("-") > 1:
        raise click.BadParameter("'-' is standard input, which can be read only once.")
    return logs


def _complete_pack(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
    """The packs that are shipped, then files and folders."""
    from click.shell_completion import CompletionItem

    from afterword.engine.language.find_pack import shipped_packs

    shipped = [CompletionItem(name) for name in shipped_packs() if name.startswith(incomplete)]
    return shipped or [CompletionItem(incomplete, type="file")]


_logs = click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=click.Path(allow_dash=True), callback=_check_stdin)
_pack = click.option(
    "--pack",
    default=DEFAULT_PACK,
    show_default=True,
    metavar="NAME|PATH",
    shell_complete=_complete_pack,
    help="The rules: a shipped pack by name, or a file or folder.",
)
_set = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    callback=_parse_settings,
    help="Change a parameter; may be repeated.",
)


_COMPLETION = """\
Completion in bash: eval "$(_AFTERWORD_COMPLETE=bash_source afterword)" in ~/.bashrc; in zsh and fish with zsh_source and fish_source."""


@click.group(
    name="afterword", cls=_Commands, epilog=_COMPLETION, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="afterword", prog_name="afterword")
def commands() -> None:
    """What to do next after a job interview, what went wrong, and what is overdue."""


@commands.command()
@_logs
@click.option("--as-of", metavar="TIME", help="The moment to ask about: a time as in the log, or a day (its end). Without it, now.")
@_pack
@_set
@click.option("--format", "form", type=_Choice(["text", "json"]), default="text", show_default=True, help="JSON is one line a log.")
@click.option(
    "--fail-on",
    type=_Choice([*LEVELS, "never"]),
    default="overdue",
    show_default=True,
    help="The quietest finding that makes the exit code 1.",
)
@click.option(
    "--engine",
    type=_Choice(["auto", "durable", "native"]),
    default="auto",
    show_default=True,
    help="What runs the rules; the verdicts are the same.",
)
@click.option("--color/--no-color", default=None, help="Colours; without it, on a terminal only, and not where NO_COLOR is set.")
@click.pass_context
def check(  # noqa: PLR0913 - as many as the command has options
    ctx: click.Context,
    *,
    logs: tuple[str, ...],
    as_of: str | None,
    pack: str,
    settings: Mapping[str, str],
    form: str,
    fail_on: str,
    engine: str,
    color: bool | None,
) -> None:
    """Say what to do next, what went wrong and what is overdue.

    Each LOG is a YAML, JSON or JSON Lines file; - is standard input.

    Exit codes: 0 nothing as loud as --fail-on, 1 findings, 2 mistakes in the call or in an input (all are listed), 3 a mistake of ours.
    """
    evaluator = _load(pack, settings, engine, as_of)
    opened = _open(logs, evaluator)
    loud = False
    for number, (log, moment) in enumerate(_moments(opened, as_of)):
        report = evaluator.evaluate(log, moment)
        if form == "json":
            _write_json(report)
        else:
            _write_text(report, color=color, first=number == 0)
        loud = loud or any(finding.level.value in LEVELS[_rank(fail_on) :] for finding in report.findings)
    ctx.exit(FINDINGS if loud else 0)


@commands.command()
@_logs
@_pack
def validate(logs: tuple[str, ...], pack: str) -> None:
    """Check that logs are written as they should be.

    Lists every mistake with its place and what to write instead; the exit code is 2 if there is one.
    """
    for log in _open(logs, _load(pack, {}, "auto", None)):
        count = len(log.events)
        click.echo(f"{log.source.name}: {count} event{'' if count == 1 else 's'}, no mistakes")


def main() -> NoReturn:
    """The program: runs a command, and ends with its exit code."""
    gc.set_threshold(100_000, 50, 100)  # one short run makes no garbage to speak of, and looking for it costs a tenth of the time
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that has seen enough ends us quietly
    try:
        code = commands.main(prog_name="afterword", standalone_mode=False) or 0
    except click.ClickException as mistake:
        mistake.show()
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as bug:  # noqa: BLE001 - the last line of defence
        code = _own_up(bug)
    sys.exit(code)


def _own_up(bug: Exception) -> int:
    """Ask to report a bug of ours."""
    if os.environ.get("AFTERWORD_DEBUG"):
        import traceback

        traceback.print_exception(bug)
    click.echo(
        f"afterword: something broke inside Afterword ({type(bug).__name__}: {bug}).\n"
        "This is our mistake, not one in your log. Please report it with the command you ran;\n"
        "with AFTERWORD_DEBUG=1 set, the same command shows where it broke.",
        err=True,
    )
    return OUR_BUG


def _load(pack: str, settings: Mapping[str, str], engine: str, as_of: str | None) -> Evaluator:
    from afterword.engine.evaluator import load_evaluator

    outcome = load_evaluator(pack, settings, engine)
    return _sound(outcome, () if as_of is None else _parse_as_of(as_of, "UTC").diagnostics)


def _open(paths: Iterable[str], evaluator: Evaluator) -> tuple[Log, ...]:
    from afterword.engine.log.open_logs import open_logs
    from afterword.engine.log.read_log import LogReader

    return _sound(open_logs(paths, LogReader(evaluator.pack.vocabulary, [rule.id for rule in evaluator.pack.rules])))


def _moments(logs: Iterable[Log], as_of: str | None) -> list[tuple[Log, int]]:
    """Each log with the moment of asking, which may be local to its zone."""
    if as_of is None:
        now = time.time_ns() // 1_000
        return [(log, now) for log in logs]
    return [(log, _sound(_parse_as_of(as_of, log.zone))) for log in logs]


def _parse_as_of(as_of: str, zone: str) -> Outcome[int]:
    from afterword.engine.spans import Source
    from afterword.engine.times.asking import parse_as_of

    return parse_as_of(Source("--as-of", as_of), zone)


def _sound(outcome: Outcome[T], others: Iterable[Diagnostic] = ()) -> T:
    """What a stage made; where it met mistakes, they are listed and the command ends."""
    mistakes = (*outcome.diagnostics, *others)
    if outcome.value is not None and not mistakes:
        return outcome.value
    from afterword.engine.diagnostics import render_diagnostic

    for mistake in mistakes:
        click.echo(_printable(render_diagnostic(mistake), sys.stderr.encoding), err=True)
    click.echo(f"\n{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'} to mend; nothing was evaluated.", err=True)
    raise click.exceptions.Exit(BAD_INPUT)


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _write_json(report: Report) -> None:
    """The same bytes everywhere; a character that UTF-8 cannot hold stands as its JSON escape."""
    from afterword.reports.json import render_json

    click.echo(render_json([report]).encode("utf-8", "backslashreplace"), nl=False)


def _write_text(report: Report, *, color: bool | None, first: bool) -> None:
    from afterword.reports.text import render_text

    if color is None:
        color = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = _columns()
    text = render_text(report, color=color, width=width)
    click.echo(_printable(text if first else f"\n\n{text}", sys.stdout.encoding), nl=False, color=color)


def _columns() -> int:
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
