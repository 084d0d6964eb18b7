"""Follows `extends`: reads the packs that a pack builds on, each once, those at the bottom first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os.path import abspath, basename, dirname, join, realpath
from typing import NamedTuple, TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome, Related, quote
from afterword.engine.language.find_pack import find_pack, list_files, path_of
from afterword.engine.language.scope import as_scalars, as_table
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document, Scalar
from afterword.engine.spans import Source, Span


class Base(NamedTuple):
    """A pack that another one builds on: its name as it is written, and the folder that a path counts from."""

    name: str
    folder: str


class Layer(NamedTuple):
    """One of the packs that are taken together; ``below`` are the numbers of those that it builds on, directly or not."""

    documents: tuple[Document, ...]
    below: tuple[int, ...]


class Stack(NamedTuple):
    """A pack, which comes last, with all that it builds on; ``bases`` are the names by which these were found."""

    layers: tuple[Layer, ...]
    bases: tuple[Base, ...]


_Identity: TypeAlias = frozenset[str]
"""The files of a pack, by which it is known under whatever name."""


def read_layers(documents: Sequence[Document], folder: str | None = None) -> Outcome[Stack]:
    """The layers that a pack is made of; or every mistake in naming and reading them.

    ``folder`` is where the files of the pack are, where their names do not tell.
    """
    reader = _Reader()
    place = folder if folder is not None else dirname(documents[0].source.name) if documents else ""  # noqa: PTH120
    files = frozenset(realpath(join(place, basename(document.source.name))) for document in documents)  # noqa: PTH118, PTH119
    reader.lay(tuple(documents), place or ".", ((files, None),))
    return Outcome(None if reader.found else Stack(tuple(reader.layers), tuple(dict.fromkeys(reader.bases))), tuple(reader.found))


class _Reader:
    """Reads layers one after the other."""

    def __init__(self) -> None:
        self.layers: list[Layer] = []
        self.bases: list[Base] = []
        self.found: list[Diagnostic] = []
        self._numbers: dict[_Identity, int] = {}

    def lay(self, documents: tuple[Document, ...], folder: str, trail: tuple[tuple[_Identity, Span | None], ...]) -> int:
        """Add a pack after all that it builds on. ``trail`` leads from the first pack to this one, with the places that name each."""
        below: set[int] = set()
        for name, source in _extended(documents):
            number = self._follow(name, source, folder, trail)
            if number is not None:
                below |= {number, *self.layers[number].below}
        self.layers.append(Layer(documents, tuple(sorted(below))))
        return len(self.layers) - 1

    def _follow(self, name: Scalar, source: Source, folder: str, trail: tuple[tuple[_Identity, Span | None], ...]) -> int | None:
        """The number of the layer that ``name`` means, which is read where it was not met before."""
        self.bases.append(Base(name.text, abspath(folder)))  # noqa: PTH100
        place = name.place.span(source)
        files = list_files(name.text, folder)
        identity = frozenset(map(realpath, files or (path_of(name.text, folder),)))
        if identity in self._numbers:
            return self._numbers[identity]
        if any(identity == other for other, _ in trail):
            self._note_circle(name, place, identity, trail)
            return None
        found = find_pack(name.text, folder, place)
        read = [parse_documents(one) for one in found.value or ()]
        mistakes = (*found.diagnostics, *(one for outcome in read for one in outcome.diagnostics))
        self.found += mistakes
        if mistakes:
            return None
        documents = tuple(document for outcome in read for document in outcome.value or ())
        self._numbers[identity] = number = self.lay(documents, str(files[0].parent), (*trail, (identity, place)))
        return number

    def _note_circle(self, name: Scalar, place: Span, identity: _Identity, trail: tuple[tuple[_Identity, Span | None], ...]) -> None:
        steps = [span for _, span in trail[[other for other, _ in trail].index(identity) + 1 :] if span is not None]
        message = f"{quote(name.text)} builds on this pack, so this pack cannot build on it" if steps else "a pack cannot build on itself"
        related = tuple(Related("it does so here" if step is steps[0] else "by way of this", step) for step in steps)
        self.found.append(Diagnostic("circular-extends", message, place, "leave one of them out", related))


def _extended(documents: Sequence[Document]) -> Iterator[tuple[Scalar, Source]]:
    """What the head of a pack says that it builds on."""
    for document in documents:
        root = as_table(document.root)
        head = as_table(root.get("pack")) if root is not None else None
        for name in as_scalars(head.get("extends")) if head is not None else ():
            if name.text:
                yield name, document.source
