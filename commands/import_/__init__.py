"""`afterword import`: logs of other tools, one kind of file a command."""

from __future__ import annotations

import click

from afterword.commands.groups import LazyGroup

_MODULES = {"csv": "import_.csv", "jsonl": "import_.jsonl", "xes": "import_.xes", "ics": "import_.ics"}


class _ByEnding(LazyGroup):
    """For a file that is given without a command, the command of its ending is proposed."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with."""
        ending = args[0].lower().removesuffix(".gz").rpartition(".")[2]
        self._usual = ending if ending in _MODULES else "csv"
        return super().resolve_command(ctx, args)


@click.group("import", cls=_ByEnding, modules=_MODULES, usual="csv")
def command() -> None:
    """Make logs of the files of other tools.

    What comes out are JSON Lines, one log a case, which all commands read. Nothing is written unless the whole input can be read.
    """
