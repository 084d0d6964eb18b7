"""An editor, as far as the language server knows: a client that talks to it over the real protocol."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from afterword.language_server.server import make_server

T = TypeVar("T")


class Editor:
    """Opens texts, and asks about places in them. A place is the text with `^` where the cursor is."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        """``client`` has been connected."""
        self._client = client
        self._folder = folder
        self._version = 0
        self.published: dict[str, list[types.Diagnostic]] = {}
        self._news = asyncio.Event()

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)  # type: ignore[untyped-decorator]
        def keep(params: types.PublishDiagnosticsParams) -> None:
            self.published[Path(params.uri).name] = list(params.diagnostics)
            self._news.set()

    async def open(self, name: str, text: str) -> None:
        """Open a text as a file of the folder."""
        item = types.TextDocumentItem(uri=self._uri(name), language_id="yaml", version=0, text=text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))

    async def change(self, name: str, text: str) -> None:
        """Replace the whole text."""
        self._version += 1
        changed = types.VersionedTextDocumentIdentifier(uri=self._uri(name), version=self._version)
        whole = [types.TextDocumentContentChangeWholeDocument(text=text)]
        self._client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=changed, content_changes=whole))

    async def mistakes(self, name: str) -> list[types.Diagnostic]:
        """What is marked next in a text."""
        self.published.pop(name, None)
        while name not in self.published:
            self._news.clear()
            await asyncio.wait_for(self._news.wait(), 30)
        return self.published[name]

    async def complete(self, name: str, marked: str) -> dict[str, types.CompletionItem]:
        """What is offered at the cursor, by label."""
        place = await self._put(name, marked)
        items = await self._client.text_document_completion_async(types.CompletionParams(*place))
        assert isinstance(items, list)
        return {item.label: item for item in items}

    async def hover(self, name: str, marked: str) -> str:
        """What is told of the word under the cursor."""
        place = await self._put(name, marked)
        found = await self._client.text_document_hover_async(types.HoverParams(*place))
        assert found is None or isinstance(found.contents, types.MarkupContent)
        return found.contents.value if found is not None else ""  # type: ignore[union-attr] # markdown alone is sent

    async def definition(self, name: str, marked: str) -> tuple[str, int, int] | None:
        """Where the word under the cursor is declared: file, line and column, from 1."""
        place = await self._put(name, marked)
        found = await self._client.text_document_definition_async(types.DefinitionParams(*place))
        assert found is None or isinstance(found, types.Location)
        return None if found is None else (Path(found.uri).name, found.range.start.line + 1, found.range.start.character + 1)

    async def _put(self, name: str, marked: str) -> tuple[types.TextDocumentIdentifier, types.Position]:
        before, cursor, after = marked.partition("^")
        assert cursor, "no ^ marks the cursor"
        await (self.change if self._version else self.open)(name, before + after)
        self._version += 1
        line = before.count("\n")
        units = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        return types.TextDocumentIdentifier(uri=self._uri(name)), types.Position(line, units)

    def _uri(self, name: str) -> str:
        return (self._folder / name).as_uri()


def talk(folder: Path, conversation: Callable[[Editor], Awaitable[T]], pack: str = "after-interview") -> T:
    """Talk to a server that listens in a thread of this process, and end it as an editor does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    server = make_server(pack)  # not in the thread: two that make one at once trip over the types they both resolve

    def serve() -> None:
        with suppress(SystemExit):  # how a server ends that was asked to
            server.start_tcp("127.0.0.1", port)

    serving = Thread(target=serve, daemon=True)
    serving.start()

    async def connect(client: LanguageClient) -> None:
        for _ in range(200):
            with suppress(ConnectionRefusedError):
                await client.start_tcp("127.0.0.1", port)
                return
            await asyncio.sleep(0.05)
        raise TimeoutError("nobody listens")

    result = asyncio.run(_converse(folder, conversation, connect))
    serving.join(10)
    return result


def talk_to_command(folder: Path, conversation: Callable[[Editor], Awaitable[T]], *options: str) -> T:
    """The same with the command that editors start, over its standard streams."""

    async def connect(client: LanguageClient) -> None:
        await client.start_io(sys.executable, "-m", "afterword", "lsp", *options)

    return asyncio.run(_converse(folder, conversation, connect))


async def _converse(
    folder: Path, conversation: Callable[[Editor], Awaitable[T]], connect: Callable[[LanguageClient], Awaitable[None]]
) -> T:
    client = LanguageClient("test-editor", "1")
    editor = Editor(client, folder)
    await connect(client)
    try:
        await client.initialize_async(types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri=folder.as_uri()))
        client.initialized(types.InitializedParams())
        return await conversation(editor)
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]
