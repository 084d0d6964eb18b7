"""`afterword rules`: what those need who write rules, one command a file."""

from __future__ import annotations

import click

from afterword.commands.groups import LazyGroup

_MODULES = {
    "lint": "rules.lint",
    "test": "rules.test",
    "explain": "rules.explain",
    "list": "rules.list",
    "show": "rules.show",
    "doc": "rules.doc",
    "new": "rules.new",
    "diff": "rules.diff",
    "schema": "rules.schema",
    "watch": "rules.watch",
}


@click.group("rules", cls=LazyGroup, modules=_MODULES, usual="lint")
def command() -> None:
    """Read, write and check rules."""
