"""A group of commands, each in a module of its own that is loaded when the command is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

_SENTENCE = 200  # no first sentence is as long


class LazyGroup(click.Group):
    """Commands by name: ``modules`` says in which module of `afterword.commands` each stands, under the name `command`.

    Where only a file is given, the command named ``usual`` is proposed for it.
    """

    def __init__(self, *, modules: Mapping[str, str], usual: str, **settings: Any) -> None:  # noqa: ANN401 - as click has it
        super().__init__(**settings)
        self._modules = modules
        self._usual = usual

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        """The names, in the order of ``modules``."""
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        """The command of that name, loaded now."""
        if cmd_name not in self._modules:
            return None
        command: click.Command = import_module(f"afterword.commands.{self._modules[cmd_name]}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands, each with its whole first sentence."""
        commands = [(name, self.get_command(ctx, name)) for name in self._modules]
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.get_short_help_str(limit=_SENTENCE)) for name, command in commands if command is not None])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with."""
        if args[0] not in self._modules:
            if args[0] == "-" or os.path.exists(args[0]):  # noqa: PTH110 - pathlib is slow to load
                ctx.fail(f"Which command? Perhaps `{ctx.command_path} {self._usual} {args[0]}`.")
            if not args[0].startswith("-"):
                from afterword.engine.diagnostics import suggest

                hint = suggest(args[0], tuple(self._modules))
                ctx.fail(f"No such command '{args[0]}'{f'; {hint}' if hint else '.'}")
        return super().resolve_command(ctx, args)
