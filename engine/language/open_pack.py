"""Finds, reads and loads a pack whole: what every use of rules but evaluation begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from afterword.engine.diagnostics import Outcome, sort_diagnostics
from afterword.engine.language.base_packs import Base
from afterword.engine.language.change_rules import Override
from afterword.engine.language.find_pack import find_pack, list_files
from afterword.engine.language.load_pack import ReadRule, read_pack
from afterword.engine.language.rule import Pack
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.spans import Source


class OpenPack(NamedTuple):
    """A pack with the documents that it was read from; ``rules`` has those that are switched off too.

    The documents of the packs that it builds on come first, with all that it changes in them; ``own`` are its own files. What was changed
    is in ``overrides``, in the order in which it was done (see `find_shadowed`); ``bases`` are the packs that it builds on, as they are
    named.
    """

    pack: Pack
    documents: tuple[Document, ...]
    rules: tuple[ReadRule, ...]
    own: tuple[Source, ...]
    overrides: tuple[Override, ...]
    bases: tuple[Base, ...]


def open_pack(name_or_path: str, settings: Mapping[str, str]) -> Outcome[OpenPack]:
    """A pack by its name or path, its parameters set by ``settings``; or every mistake in it, in the order of places."""
    found = find_pack(name_or_path)
    read = [parse_documents(source) for source in found.value or ()]
    mistakes = sort_diagnostics((*found.diagnostics, *(one for outcome in read for one in outcome.diagnostics)))
    if mistakes:
        return Outcome(None, mistakes)
    documents = tuple(document for outcome in read for document in outcome.value or ())
    files = list_files(name_or_path)
    pack = read_pack(documents, settings, str(files[0].parent) if files else None)
    if pack.diagnostics or not documents:
        return Outcome(None, pack.diagnostics)
    whole = pack.extended
    return Outcome(OpenPack(pack.pack, whole.documents, pack.rules, found.value or (), whole.overrides, whole.bases))
