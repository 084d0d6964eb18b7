"""`afterword lsp`: what editors start."""

from __future__ import annotations

import click

from afterword.commands.options import pack_option


@click.command("lsp")
@pack_option
def command(pack: str) -> None:
    """Serve an editor by the Language Server Protocol, on standard input and output.

    It marks mistakes in packs and logs while they are written, completes what may stand in a place, explains the word under the cursor, and
    finds where it is said what that is. Logs are read with the words of --pack.
    """
    try:
        from afterword.language_server.server import make_server
    except ModuleNotFoundError as missing:
        if missing.name not in {"pygls", "lsprotocol"}:
            raise
        raise click.UsageError("The language server needs a library more: pip install 'afterword[lsp]'.") from missing
    make_server(pack).start_io()
