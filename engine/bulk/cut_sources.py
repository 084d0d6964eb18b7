"""Sources to chunks, one after another: nothing is read before it is needed, and nothing is held when it is done."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing

from afterword.engine.bulk.cut_lines import CHUNK, cut_lines
from afterword.engine.bulk.model import Chunk, Form, SourceFile
from afterword.engine.foreign.columns import Request
from afterword.engine.foreign.file_text import BROKEN, broken_file, open_stream

_MOST_FILES = 64


def cut_sources(sources: Sequence[SourceFile], request: Request) -> Generator[Chunk, None, None]:
    """The chunks of all sources, in their order. ``request`` says how tables of other tools are read."""
    done = 0
    group: list[SourceFile] = []
    for source in sources:
        if group and (source.form is not Form.FILE or len(group) == _MOST_FILES or sum(one.size for one in group) > CHUNK):
            done += sum(one.size for one in group)
            yield Chunk("", paths=tuple(one.path for one in group), done=done)
            group = []
        if source.form is Form.FILE:
            group.append(source)
            continue
        with closing(_cut(source, request)) as chunks:
            for chunk in chunks:
                yield chunk._replace(done=done + chunk.done)
        done += source.size
    if group:
        yield Chunk("", paths=tuple(one.path for one in group), done=done + sum(one.size for one in group))


def _cut(source: SourceFile, request: Request) -> Generator[Chunk, None, None]:
    match source.form:
        case Form.LINES | Form.FILE:
            return _cut_lines(source)
        case Form.CSV | Form.PARQUET:
            from afterword.engine.bulk.cut_tables import cut_table

            return cut_table(source, request)


def _cut_lines(source: SourceFile) -> Generator[Chunk, None, None]:
    opened = open_stream(source.path)
    if opened.value is None:
        yield Chunk(source.path, mistakes=opened.diagnostics)
        return
    text, file = opened.value.text, opened.value.file
    with opened.value.opened:
        if text.encoding != "utf-8":
            from afterword.engine.bulk.cut_tables import refuse_encoding

            yield Chunk(source.path, mistakes=(refuse_encoding(text),))
            return
        raw = getattr(file, "fileobj", None) or file
        try:
            for chunk in cut_lines(text.name, file.read):
                yield chunk._replace(done=raw.tell() if source.size else 0)
        except BROKEN as error:
            yield Chunk(text.name, mistakes=(broken_file(text.name, error),))
