"""`afterword import-declare`: models of process mining become packs."""

from __future__ import annotations

import shlex

import click

from afterword.commands.files import keep_inputs
from afterword.commands.terminal import save_text, sound, write_text


@click.command("import-declare")
@click.argument("file", metavar="FILE", type=click.Path(allow_dash=True, readable=False))
@click.option(
    "-o",
    "--output",
    metavar="PATH",
    type=click.Path(dir_okay=False),
    help="Where the pack is written, a file that is not there yet; without it, standard output.",
)
def command(file: str, output: str | None) -> None:
    """Make a pack of a Declare model.

    FILE is a .decl file, as Declare4Py and RuM write them; - is standard input. Its activities become the types of events, its
    attributes their fields, and each constraint a rule or more. Check logs by it with: afterword check --pack PATH LOG...
    """
    from afterword.engine.foreign.declare_pack import import_declare
    from afterword.engine.reading.text import read_path

    keep_inputs((file,), output)
    pack = sound(import_declare(sound(read_path(file))))
    if output is None or output == "-":
        write_text(pack)
        return
    save_text(pack, output, new=True)
    click.echo(f"The rules are in {output}; look them over with: afterword rules lint {shlex.quote(output)}", err=True)
