"""The texts that are open in an editor, and the packs and logs that they are or belong to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from afterword.engine.language.find_pack import ENDINGS, SHIPPED, list_files
from afterword.engine.language.load_pack import ReadPack, read_pack
from afterword.engine.language.scope import as_table
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document, Table
from afterword.engine.reading.text import read_path
from afterword.engine.spans import Source

_PACK_KEYS = frozenset({"pack", "rules", "vocabulary", "parameters", "sources", "topics", "steps", "override", "switch_off", "defaults"})


class Sort(Enum):
    """What a text is."""

    PACK = "pack"
    LOG = "log"
    OTHER = "other"


class PackFiles(NamedTuple):
    """The texts that make up a pack, and where they are."""

    sources: tuple[Source, ...]
    folder: str


def sort_of(text: str, path: str) -> Sort:
    """Told by the keys at the top, as far as they can be read."""
    keys = top_keys(Source(path, text))
    if "events" in keys:
        return Sort.LOG
    return Sort.PACK if _PACK_KEYS & keys else Sort.OTHER


def top_keys(source: Source) -> set[str]:
    """The keys at the top of a text; of one that cannot be read, those that stand at the beginning of a line."""
    document = first_document(source)
    root = as_table(document.root) if document is not None else None
    if root is not None:
        return {entry.key.text for entry in root.entries}
    lines = source.text.splitlines()
    return {line.partition(":")[0] for line in lines if ":" in line and line[:1].isalpha()}


def first_document(source: Source) -> Document | None:
    """The document of a text; the first of several."""
    documents = parse_documents(source).value or ()
    return documents[0] if documents else None


def pack_files(path: str, open_texts: Mapping[str, str]) -> PackFiles:
    """The files of the pack that a file belongs to: its folder, or itself alone where the folder holds several packs.

    ``open_texts`` are by path, and go before what is on disk.
    """
    folder = Path(path).parent
    names = {str(file) for file in folder.glob("*")} | {name for name in open_texts if Path(name).parent == folder}
    texts = {}
    for name in sorted(names):
        file = Path(name)
        if file.suffix in ENDINGS and not file.name.startswith("."):
            source = Source(name, open_texts[name]) if name in open_texts else read_path(name).value
            if source is not None and (name == path or sort_of(source.text, name) is Sort.PACK):
                texts[name] = source
    heads = [name for name, source in texts.items() if "pack" in top_keys(source)]
    if len(heads) > 1:
        texts = {name: source for name, source in texts.items() if name == path}
    return PackFiles(tuple(texts.values()), str(folder))


def read_files(files: PackFiles) -> ReadPack:
    """As much as can be made of a pack whose files have mistakes."""
    documents = [document for source in files.sources for document in parse_documents(source).value or ()]
    return read_pack(documents, {}, files.folder)


def named_files(name: str) -> PackFiles:
    """The files of a pack by its name or path."""
    files = [file.absolute() for file in list_files(name)]
    sources = tuple(source for file in files if (source := read_path(str(file)).value) is not None)
    return PackFiles(sources, str(files[0].parent) if files else "")


def path_of(source: Source) -> str | None:
    """Where the file of a source is; a shipped one goes by a name that is the same on every machine."""
    if Path(source.name).is_absolute():
        return source.name
    pack, _, file = source.name.partition("/")
    shipped = SHIPPED / pack.replace("-", "_") / file
    return str(shipped) if file and shipped.is_file() else None


def sections(documents: tuple[Document, ...], key: str) -> tuple[tuple[Table, Source], ...]:
    """The mappings under a key at the top of each document."""
    roots = [(as_table(document.root), document.source) for document in documents]
    found = [(as_table(root.get(key)), source) for root, source in roots if root is not None]
    return tuple((table, source) for table, source in found if table is not None)
