"""What a pack asks lint to leave alone: `lint: {ignore: [code]}` in a rule, or at the top of a file for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.scope import as_scalars, as_table
from afterword.engine.lint.subject import Subject, covers, extent
from afterword.engine.reading.nodes import Scalar
from afterword.engine.spans import Source, Span


class Ignore(NamedTuple):
    """A code that is to be left alone, and where: inside ``parts``, or in all of the file where there are none."""

    code: Scalar
    source: Source
    parts: tuple[Span, ...] = ()

    def takes(self, found: Diagnostic) -> bool:
        """Whether it asks for this one to be left out."""
        place = found.span
        here = any(covers(part, place) for part in self.parts) if self.parts else place.source is self.source
        return found.code == self.code.text and here


def find_ignores(subject: Subject) -> tuple[Ignore, ...]:
    """All that a pack asks to be left alone."""
    return (*_of_files(subject), *_of_rules(subject))


def _of_files(subject: Subject) -> Iterator[Ignore]:
    for document in subject.documents:
        root = as_table(document.root)
        table = as_table(root.get("lint")) if root is not None else None
        for code in as_scalars(table.get("ignore")) if table is not None else ():
            yield Ignore(code, document.source)


def _of_rules(subject: Subject) -> Iterator[Ignore]:
    for one in subject.rules:
        table = as_table(one.node.get("lint"))
        for code in as_scalars(table.get("ignore")) if table is not None else ():
            yield Ignore(code, one.source, extent(one))


def heed_ignores(found: Iterable[Diagnostic], ignores: Sequence[Ignore], *, whole: bool) -> Iterator[Diagnostic]:
    """What is left of ``found``; where that is the ``whole``, with `unused-ignore` for what there was nothing to ignore of."""
    used = set()
    for one in found:
        taken = [number for number, ignore in enumerate(ignores) if ignore.takes(one)]
        used.update(taken)
        if not taken:
            yield one
    for number, ignore in enumerate(ignores):
        if whole and number not in used:
            message = f"there is no `{ignore.code.text}` here to ignore"
            yield Diagnostic("unused-ignore", message, ignore.code.place.span(ignore.source), "leave it out")
