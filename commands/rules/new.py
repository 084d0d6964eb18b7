"""`afterword rules new`: a pack to begin with."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from afterword.commands.files import NotWritten, whole_file
from afterword.commands.options import complete_pack
from afterword.commands.rules.schema import LOG, render_schema
from afterword.commands.rules.starter import built_pack, starter_log, starter_pack
from afterword.commands.terminal import sound

if TYPE_CHECKING:
    from afterword.engine.language.rule import Literal
    from afterword.engine.times.model import Duration

_ENDINGS = (".yaml", ".yml")
_SCHEMAS = ".schemas"  # a folder that is hidden, so that nobody takes what is in it for rules


@click.command("new")
@click.argument("name", default="my-rules", metavar="[NAME]")
@click.option(
    "--extends",
    "base",
    metavar="NAME|PATH",
    shell_complete=complete_pack,
    help="Build on this pack, and say what is to be different.",
)
def command(name: str, base: str | None) -> None:
    """Write a pack to begin with.

    NAME is a folder, or a file that ends in .yaml; without it, the folder my-rules. The pack has a rule of each kind with examples, tells
    what each line is for, and comes with a log to try it; or it builds on another pack. Nothing that is there already is overwritten.
    """
    target = Path(name)
    single = target.suffix in _ENDINGS
    home, stem = (target.parent, target.stem) if single else (target, target.name)
    id_ = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "my-rules"
    pack, log, schemas = (target if single else home / "pack.yaml"), target.parent / f"{stem}-log.yaml", home / _SCHEMAS
    typed = shlex.quote(name)
    text = starter_pack(id_, typed) if base is None else _build(id_, typed, base, home)
    taken = [path for path in (pack, *([log] if base is None else [])) if path.exists()]
    if taken or (not single and home.is_dir() and any(home.iterdir())):
        raise NotWritten(f"{(taken or [home])[0]} is there already, and is left as it is; choose another name.")
    try:
        schemas.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(f"{home} cannot be made ({(error.strerror or str(error)).lower()}).") from error
    _write(pack, text)
    _write(schemas / "pack.schema.json", render_schema("pack", name))
    _write(schemas / f"{id_}-log.schema.json", render_schema(LOG, name))
    click.echo(f"{pack} is a pack of rules. Open it in an editor, read it, and make it yours. Then:\n")
    if base is None:
        _write(log, starter_log(Path(os.path.relpath(schemas, log.parent), f"{id_}-log.schema.json").as_posix()))
        click.echo(f"  afterword check {shlex.quote(str(log))} --pack {typed}    what it finds in a log")
    click.echo(f"  afterword rules lint {typed}    what is wrong in it")
    click.echo(f"  afterword rules test {typed}    whether its examples come out as they say")
    click.echo(f"  afterword rules watch {typed}    both, whenever you save")


def _build(id_: str, path: str, base: str, home: Path) -> str:
    """The text of a pack that builds on another; where that has mistakes, they are listed and the command ends."""
    from afterword.engine.foreign.spelled import scalar
    from afterword.engine.language.open_pack import open_pack
    from afterword.engine.language.rule import RuleKind

    found = sound(open_pack(base, {})).pack
    named = os.path.relpath(base, home) if Path(base).exists() else base
    parameters = {one.name: f"{_spell(one.value)}{f' # {one.about}' if one.about else ''}" for one in found.parameters.values()}
    own = [rule for rule in found.rules if rule.kind is not RuleKind.FACT]
    left_out = own[-1].id if own else "the-id-of-a-rule"
    changed = next((rule.id for rule in own if rule.kind is RuleKind.MUST), left_out)  # severity says something of it
    return built_pack(id_, path, scalar(Path(named).as_posix()), parameters, (left_out, changed))


def _spell(value: Duration | Literal) -> str:
    """A parameter's value as YAML."""
    from afterword.engine.foreign.spelled import scalar
    from afterword.engine.times.model import Duration

    match value:
        case Duration():
            return value.text
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case _:
            return scalar(value)


def _write(path: Path, text: str) -> None:
    with whole_file(str(path)) as file:
        file.write(text.encode())
