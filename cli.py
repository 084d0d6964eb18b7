"""The command line: the commands by name, and how a run of the program begins and ends. Each command stands in `commands/`."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from typing import NoReturn

import click

from afterword.commands.groups import LazyGroup
from afterword.commands.terminal import BAD_INPUT, INTERRUPTED, OUR_BUG

_COMPLETION = """\
Completion in bash: eval "$(_AFTERWORD_COMPLETE=bash_source afterword)" in ~/.bashrc; in zsh and fish with zsh_source and fish_source."""

_MODULES = {
    "check": "check",
    "validate": "validate",
    "batch": "batch",
    "why": "why",
    "rules": "rules",
    "import": "import_",
    "import-declare": "import_declare",
    "lsp": "lsp",
}


@click.group(
    name="afterword",
    cls=LazyGroup,
    modules=_MODULES,
    usual="check",
    epilog=_COMPLETION,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="afterword", prog_name="afterword")
def commands() -> None:
    """What to do next after a job interview, what went wrong, and what is overdue."""


def run() -> NoReturn:
    """The program: as `main`, and gone at once.

    To take apart all that a run has made, as Python does at its end, takes a tenth of the time and helps nobody.
    """
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:  # what could not be written was told, where there was somebody to tell
            code = code or BAD_INPUT
    os._exit(code)


def main() -> int:
    """Run the command that was asked for; its exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever called us: what is said there goes nowhere
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - pathlib is slow to load; it stays open
    gc.set_threshold(100_000, 50, 100)  # one short run makes no garbage to speak of, and looking for it costs a tenth of the time
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader that has seen enough ends us quietly
    try:
        return commands.main(prog_name="afterword", standalone_mode=False) or 0
    except click.ClickException as mistake:
        mistake.show()
        return BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except OSError as failure:
        if failure.errno != errno.ENOSPC:
            return _own_up(failure)
        click.echo("afterword: the disk is full; what was to be written is not there, or not whole.", err=True)
        return BAD_INPUT
    except Exception as bug:  # noqa: BLE001 - the last line of defence
        return _own_up(bug)


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
