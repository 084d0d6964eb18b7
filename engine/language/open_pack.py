"""Finds, reads and loads a pack whole: what every use of rules but evaluation begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import Outcome, sort_diagnostics
from afterword.engine.language.find_pack import find_pack
from afterword.engine.language.load_pack import ReadRule, read_pack
from afterword.engine.language.rule import Pack
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document


class OpenPack(NamedTuple):
    """A pack with the documents that it was read from; ``rules`` has those that are switched off too."""

    pack: Pack
    documents: tuple[Document, ...]
    rules: tuple[ReadRule, ...]


def open_pack(name_or_path: str, settings: Mapping[str, str]) -> Outcome[OpenPack]:
    """A pack by its name or path, its parameters set by ``settings``; or every mistake in it, in the order of places."""
    found = find_pack(name_or_path)
    read = [parse_documents(source) for source in found.value or ()]
    mistakes = sort_diagnostics((*found.diagnostics, *(one for outcome in read for one in outcome.diagnostics)))
    if mistakes:
        return Outcome(None, mistakes)
    documents = tuple(document for outcome in read for document in outcome.value or ())
    pack = read_pack(documents, settings)
    return Outcome(None if pack.diagnostics or not documents else OpenPack(pack.pack, documents, pack.rules), pack.diagnostics)
