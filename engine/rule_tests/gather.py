"""Which tests belong to which pack: files of cases, those beside a pack and those that are named, put with the pack that they are for."""

from __future__ import annotations

from collections.abc import Sequence
from os.path import isdir, join, realpath  # unlike the methods of Path, they take every text
from pathlib import Path
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.language.find_pack import find_pack, list_files, path_of
from afterword.engine.language.scope import as_scalar, as_table
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.text import read_path
from afterword.engine.rule_tests.read_cases import check_structure
from afterword.engine.spans import Source, Span

CASES = "cases"
"""The folder of a pack's cases, beside its files."""


class Gathered(NamedTuple):
    """A pack, by its name or path, with the files of cases that are for it."""

    pack: str
    cases: tuple[Document, ...]


def gather_cases(packs: Sequence[str], paths: Sequence[str]) -> Outcome[tuple[Gathered, ...]]:
    """``packs``, and those that the files of cases at ``paths`` name, each once, with all cases that are for it.

    A file of cases that names no pack is for the one whose folder it stands in, or for the only one of ``packs``.
    """
    gatherer = _Gatherer()
    for pack in packs:
        gatherer.add_pack(pack)
    for path in paths:
        gatherer.add_cases(path, packs[0] if len(packs) == 1 else None)
    return Outcome(tuple(Gathered(pack, tuple(gatherer.cases[key])) for key, pack in gatherer.packs.items()), tuple(gatherer.found))


def find_stray_cases(pack: str) -> tuple[Diagnostic, ...]:
    """Files of cases among what was named as a pack."""
    texts = (read_path(str(file)).value for file in list_files(pack))
    roots = [(text, as_table(one.root)) for text in texts if text is not None for one in parse_documents(text).value or ()]
    hint = "name it with `--cases`"
    return tuple(
        Diagnostic("no-pack", "this is a file of cases, and not of rules", Span(text, 1, 1, 1, 1), hint)
        for text, root in roots
        if root is not None and root.get(CASES) is not None
    )


class _Gatherer:
    """Packs and their cases, by what tells a pack from others: its files."""

    def __init__(self) -> None:
        self.packs: dict[tuple[str, ...], str] = {}
        self.cases: dict[tuple[str, ...], list[Document]] = {}
        self.found: list[Diagnostic] = []
        self.read: set[str] = set()

    def add_pack(self, pack: str) -> list[Document]:
        """The cases of a pack, to be added to."""
        files = list_files(pack)
        key = tuple(realpath(file) for file in files) or (pack,)
        if key not in self.packs:
            self.packs[key] = pack
            self.cases[key] = []
            folder = files[0].parent / CASES if files and files != (Path(pack),) else None
            if folder is not None and folder.is_dir():
                self.add_cases(str(folder), pack)
        return self.cases[key]

    def add_cases(self, path: str, owner: str | None) -> None:
        """Add a file of cases, or all that stand in a folder; ``owner`` is the pack of those that name none."""
        files = [join(path, file.name) for file in list_files(path)] if isdir(path) else [path]  # noqa: PTH112, PTH118
        if not files:
            place = Source(path, "").span(0, 0)
            self.found.append(Diagnostic("no-cases", "this folder holds no files of cases", place, "they end in .yaml, .yml or .json"))
        for file in files:
            if realpath(file) not in self.read:
                self.read.add(realpath(file))
                self.add_file(file, owner)

    def add_file(self, path: str, owner: str | None) -> None:
        """Add the cases of a file, if it is one."""
        text = read_path(path)
        documents = parse_documents(text.value) if text.value is not None else Outcome(())
        self.found += (*text.diagnostics, *documents.diagnostics)
        for document in documents.value or ():
            self.found += check_structure(document)
            pack = self.pack_of(document, owner)
            if pack is not None:
                self.add_pack(pack).append(document)

    def pack_of(self, document: Document, owner: str | None) -> str | None:
        """The pack that a file of cases is for."""
        source = document.source
        root = as_table(document.root)
        named = as_scalar(root.get("pack")) if root is not None else None
        if named is None:
            owner = owner or _home(source)
            if owner is None:
                hint = "begin it with `pack:` and the name or path of a pack, or name the pack in the command"
                self.found.append(Diagnostic("no-pack", "this file does not say which pack it is for", Span(source, 1, 1, 1, 1), hint))
            return owner
        folder = str(Path(source.name).parent)
        files = list_files(named.text, folder)
        if not files:
            self.found += find_pack(named.text, folder, named.place.span(source)).diagnostics
            return None
        path = path_of(named.text, folder)
        return path if list_files(path) == files else named.text


def _home(source: Source) -> str | None:
    """The pack in whose folder of cases a file stands."""
    folder = Path(source.name).parent
    return str(folder.parent) if folder.name == CASES and list_files(str(folder.parent)) else None
