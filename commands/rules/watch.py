"""`afterword rules watch`: lint and test a pack whenever it is saved."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from afterword.commands.inputs import wall_clock
from afterword.commands.options import DEFAULT_PACK, as_of_option, complete_pack, set_option
from afterword.commands.terminal import BAD_INPUT

_TIMEOUT = 250  # milliseconds
_ENDINGS = (".yaml", ".yml", ".json")


@click.command("watch")
@click.argument("pack", default=DEFAULT_PACK, metavar="[PACK]", shell_complete=complete_pack)
@set_option
@click.option("--log", "logs", multiple=True, type=click.Path(readable=False), metavar="LOG", help="Check this log too; may be repeated.")
@as_of_option
def command(pack: str, settings: Mapping[str, str], logs: tuple[str, ...], as_of: str | None) -> None:
    """Say what is wrong in a pack, and run its examples, whenever a file of it is saved.

    The packs that it builds on are watched with it, and so are the logs. Ctrl-C ends it.
    """
    try:
        import watchfiles
    except ImportError:
        raise click.UsageError("To watch files, the package watchfiles must be installed: pip install 'afterword[watch]'") from None

    sets = [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]
    asked = [*sets, *(("--as-of", as_of) if as_of is not None else ())]
    watched: _Watched | None = None
    changes: Iterator[set[Any]] = iter(())
    try:
        while True:
            found = _find(pack, logs)
            if found != watched and found.files:
                watched = found
                changes = watchfiles.watch(
                    *found.folders, watch_filter=found.takes, recursive=False, yield_on_timeout=True, rust_timeout=_TIMEOUT
                )
                next(changes)  # it looks from here on, and misses nothing that is saved meanwhile
            code = _report(pack, logs, sets, asked)
            if watched is None:
                raise click.exceptions.Exit(code)  # there is no such pack to wait for
            click.echo("\nWaiting for the next save; Ctrl-C ends.")
            while not next(changes):
                pass
    except (KeyboardInterrupt, click.Abort):
        click.echo()


def _report(pack: str, logs: Iterable[str], sets: list[str], asked: list[str]) -> int:
    """One round: what is wrong; and where the pack can be read, what its tests say, and what it finds in logs."""
    from afterword.commands.check import command as check
    from afterword.commands.rules.lint import command as lint
    from afterword.commands.rules.test import command as test

    if sys.stdout.isatty():
        click.clear()
    click.echo(f"{wall_clock()}  {pack}\n")
    code = _run(lint, pack, *sets)
    if code != BAD_INPUT:
        _run(test, pack, *sets)
        for log in logs:
            click.echo()
            _run(check, log, "--pack", pack, *asked)
    return code


def _run(command: click.Command, *arguments: str) -> int:
    """Run one of our own commands; its exit code."""
    name, helps = f"afterword {command.name}", ["-h", "--help"]  # a command remembers how it was first called
    return command.main(list(arguments), prog_name=name, standalone_mode=False, help_option_names=helps) or 0


class _Watched(NamedTuple):
    """What to wait for: changes of files, and of whatever there is in whole folders."""

    files: frozenset[str]
    whole: frozenset[str]

    @property
    def folders(self) -> list[str]:
        """The folders to look into: editors put a new file in the place of the old one."""
        folders = self.whole | {os.path.dirname(file) for file in self.files}  # noqa: PTH120 - texts, as the watcher has them
        return sorted(filter(os.path.isdir, folders))

    def takes(self, _change: object, path: str) -> bool:
        """Whether a change matters."""
        real = os.path.realpath(path)
        folder, name = os.path.split(real)
        return real in self.files or (folder in self.whole and name.endswith(_ENDINGS) and not name.startswith("."))


def _find(pack: str, logs: Iterable[str]) -> _Watched:
    """What to watch for a pack, as far as it can be told now; no files where there is no such pack."""
    from afterword.engine.language.find_pack import list_files
    from afterword.engine.language.open_pack import open_pack

    opened = open_pack(pack, {}).value
    bases = [list_files(base.name, base.folder) for base in opened.bases] if opened is not None else []
    own = list_files(pack)
    files = [*own, *(file for base in bases for file in base), *map(Path, logs)] if own else []
    homes = [Path(pack), Path(pack, "cases")] if Path(pack).is_dir() else []
    return _Watched(frozenset(map(os.path.realpath, files)), frozenset(os.path.realpath(home) for home in homes if home.is_dir()))
