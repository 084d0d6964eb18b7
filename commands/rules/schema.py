"""`afterword rules schema`: the JSON Schemas of packs, logs and reports, for editors and programs."""

from __future__ import annotations

import json

import click

from afterword.commands.files import whole_file
from afterword.commands.options import Choice, pack_option
from afterword.commands.terminal import sound, write_data
from afterword.engine.language.structure import SCHEMA

LOG = "log"
_KINDS = (*sorted(path.name.removesuffix(".schema.json") for path in SCHEMA.parent.glob("*.schema.json")), LOG)


@click.command("schema")
@click.argument("kind", metavar=f"[{'|'.join(_KINDS)}]", type=Choice(_KINDS), default="pack")
@pack_option
@click.option("-o", "--output", metavar="PATH", type=click.Path(dir_okay=False), help="The file to write; without it, standard output.")
def command(kind: str, pack: str, output: str | None) -> None:
    """Print a JSON Schema, by which editors complete and check files while you write.

    The schema of packs is the same for all; that of logs is made of the words of --pack: its types of events with their fields, what these
    mean, and what may stand in them. docs/editors.md tells how to give one to an editor.
    """
    text = render_schema(kind, pack)
    if output is None:
        write_data(text)
        return
    with whole_file(output) as file:
        file.write(text.encode())


def render_schema(kind: str, pack: str) -> str:
    """A schema as text; where the pack has mistakes, they are listed and the command ends."""
    if kind != LOG:
        return (SCHEMA.parent / f"{kind}.schema.json").read_text(encoding="utf-8")
    from afterword.engine.language.open_pack import open_pack
    from afterword.engine.log.log_schema import log_schema

    opened = sound(open_pack(pack, {})).pack
    return json.dumps(log_schema(opened.title, opened.vocabulary, opened.known_rules), ensure_ascii=False, indent=2) + "\n"
