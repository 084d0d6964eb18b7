"""The server: what an editor asks, and what it is answered. The protocol is pygls' affair, the answers those of the other modules."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from importlib.metadata import version
from typing import TypeAlias

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import PositionCodec, TextDocument

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.lint.model import Level
from afterword.engine.spans import Source, Span
from afterword.language_server.complete_log import complete_log
from afterword.language_server.complete_pack import complete_pack
from afterword.language_server.completion import Completion, Kind
from afterword.language_server.cursor import Cursor, cursor_at, cursor_in
from afterword.language_server.definition import find_in_log, find_in_pack
from afterword.language_server.diagnose import diagnose_log, diagnose_pack
from afterword.language_server.files import Sort, first_document, named_files, pack_files, path_of, read_files, sort_of
from afterword.language_server.hover_log import hover_log
from afterword.language_server.hover_pack import hover_pack
from afterword.language_server.pack_words import PackWords

_Place: TypeAlias = types.CompletionParams | types.HoverParams | types.DefinitionParams

_PAUSE = 0.2  # seconds without a keystroke before a text is checked
_KINDS = {
    Kind.KEY: types.CompletionItemKind.Property,
    Kind.WORD: types.CompletionItemKind.Value,
    Kind.EVENT: types.CompletionItemKind.Event,
    Kind.FIELD: types.CompletionItemKind.Field,
    Kind.NAME: types.CompletionItemKind.Variable,
    Kind.PARAMETER: types.CompletionItemKind.Constant,
    Kind.ENTITY: types.CompletionItemKind.Class,
}
_SEVERITIES = {
    Level.ERROR: types.DiagnosticSeverity.Error,
    Level.WARNING: types.DiagnosticSeverity.Warning,
    Level.NOTE: types.DiagnosticSeverity.Information,
}


class AfterwordServer(LanguageServer):
    """Looks after the packs and logs that are open; logs are read with the words of ``pack``, a name or a path."""

    def __init__(self, pack: str) -> None:
        super().__init__("afterword", version("afterword"))
        self.pack = pack
        self._checks: dict[str, asyncio.Task[None]] = {}

    def texts(self) -> dict[str, str]:
        """What is open, by path."""
        return {path: one.source for uri, one in self.workspace.text_documents.items() if (path := to_fs_path(uri))}

    def words(self, path: str, sort: Sort) -> PackWords:
        """The words of the pack that a text is written in, or belongs to."""
        return PackWords(read_files(pack_files(path, self.texts()))) if sort is Sort.PACK else _named_words(self.pack)

    def codec(self) -> PositionCodec:
        """How the editor counts characters."""
        return self.workspace.position_codec

    def check_soon(self, uri: str) -> None:
        """Check a text once its writer pauses."""
        if uri in self._checks:
            self._checks[uri].cancel()
        self._checks[uri] = asyncio.get_running_loop().create_task(self._check(uri))

    async def _check(self, uri: str) -> None:
        await asyncio.sleep(_PAUSE)
        document = self.workspace.get_text_document(uri)
        path = to_fs_path(uri) or uri
        texts = self.texts()
        match sort_of(document.source, path):
            case Sort.PACK:
                found = await asyncio.to_thread(lambda: diagnose_pack(pack_files(path, texts)))
                for file, findings in found.items():
                    self._publish(file, [self._mistake(one.diagnostic, one.level) for one in findings])
            case Sort.LOG:
                source = Source(path, document.source)
                mistakes = await asyncio.to_thread(lambda: diagnose_log(source, _named_words(self.pack)))
                self._publish(path, [self._mistake(one, Level.ERROR) for one in mistakes])
            case Sort.OTHER:
                self._publish(path, [])

    def _publish(self, path: str, diagnostics: list[types.Diagnostic]) -> None:
        uri = from_fs_path(path) or path
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=diagnostics))

    def _mistake(self, mistake: Diagnostic, level: Level) -> types.Diagnostic:
        hint = f"\nhelp: {mistake.hint}" if mistake.hint else ""
        related = [
            types.DiagnosticRelatedInformation(location=place, message=one.message)
            for one in mistake.related
            if (place := self.location(one.span)) is not None
        ]
        return types.Diagnostic(
            range=self.range_of(mistake.span),
            message=f"{mistake.message}{hint}",
            severity=_SEVERITIES[level],
            code=mistake.code,
            source="afterword",
            related_information=related,
        )

    def range_of(self, span: Span) -> types.Range:
        """A place, as the editor counts."""
        lines = [line for _, line in span.source.lines()]
        start = types.Position(min(span.line, len(lines)) - 1, span.column - 1)
        end = types.Position(min(span.end_line, len(lines)) - 1, span.end_column - 1)
        return self.codec().range_to_client_units(lines, types.Range(start, end))

    def location(self, span: Span) -> types.Location | None:
        """A place with its file; ``None`` where that is no file."""
        path = path_of(span.source)
        return types.Location(uri=from_fs_path(path) or path, range=self.range_of(span)) if path is not None else None


class _Asked:
    """A place in a text that the editor asks about."""

    def __init__(self, server: AfterwordServer, params: _Place) -> None:
        document: TextDocument = server.workspace.get_text_document(params.text_document.uri)
        self.text = document.source
        self.path = to_fs_path(document.uri) or document.uri
        self.source = Source(self.path, self.text)
        lines = [line for _, line in self.source.lines()]
        place = server.codec().position_from_client_units(lines, params.position)
        self.line, self.column = place.line + 1, place.character + 1
        self.sort = sort_of(self.text, self.path)

    def cursor(self) -> Cursor | None:
        """The word that stands there."""
        document = first_document(self.source)
        return cursor_at(document.root, self.line, self.column) if document is not None else None


@lru_cache(maxsize=4)
def _named_words(name: str) -> PackWords:
    return PackWords(read_files(named_files(name)))


def make_server(pack: str) -> AfterwordServer:
    """A server that waits to be started; ``pack`` is that of the logs."""
    server = AfterwordServer(pack)

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def open_text(params: types.DidOpenTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def change_text(params: types.DidChangeTextDocumentParams) -> None:
        server.check_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def save_text(params: types.DidSaveTextDocumentParams) -> None:
        _named_words.cache_clear()  # it may have been a file of the pack that logs are read with
        server.check_soon(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["$", ".", "{", ":", " ", "-"]))
    def complete(params: types.CompletionParams) -> list[types.CompletionItem]:
        asked = _Asked(server, params)
        cursor = cursor_in(asked.text, asked.line, asked.column)
        if cursor is None or asked.sort is Sort.OTHER:
            return []
        words = server.words(asked.path, asked.sort)
        found = complete_pack(cursor, words) if asked.sort is Sort.PACK else complete_log(cursor, words.pack)
        return [_completion(one, params.position) for one in found]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        asked = _Asked(server, params)
        cursor = asked.cursor()
        if cursor is None or asked.sort is Sort.OTHER:
            return None
        words = server.words(asked.path, asked.sort)
        told = hover_pack(cursor, words) if asked.sort is Sort.PACK else hover_log(cursor, words)
        content = types.MarkupContent(kind=types.MarkupKind.Markdown, value=told)
        return types.Hover(contents=content, range=server.range_of(cursor.scalar.place.span(asked.source))) if told else None

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def define(params: types.DefinitionParams) -> types.Location | None:
        asked = _Asked(server, params)
        cursor = asked.cursor()
        if cursor is None or asked.sort is Sort.OTHER:
            return None
        words = server.words(asked.path, asked.sort)
        find = find_in_pack if asked.sort is Sort.PACK else find_in_log
        span = find(cursor, words, asked.source)
        return server.location(span) if span is not None else None

    return server


def _completion(found: Completion, position: types.Position) -> types.CompletionItem:
    start = types.Position(position.line, position.character - len(found.typed))
    return types.CompletionItem(
        label=found.word,
        kind=_KINDS[found.kind],
        documentation=found.meaning or None,
        filter_text=found.word,
        text_edit=types.TextEdit(range=types.Range(start, position), new_text=found.word),
    )
