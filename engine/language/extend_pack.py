"""Puts a pack together with the packs that it builds on: many documents in, those of one plain pack out.

What comes out says nothing of `extends`, `override` and `switch_off` any more. The documents of the bases come first, with all that was
changed in them; what was put there from another file still knows its own place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.base_packs import Base, read_layers
from afterword.engine.language.change_rules import CHANGES, Override, change_rules
from afterword.engine.language.keep_examples import keep_examples
from afterword.engine.language.merge_sections import merge_sections
from afterword.engine.language.scope import Mistakes, as_table
from afterword.engine.language.sections import Part, note_twice
from afterword.engine.language.structure import check_structure
from afterword.engine.reading.nodes import Document, Entry, Table


class Extended(NamedTuple):
    """The documents of a pack with those that it builds on, as one pack; ``whole`` where all of these could be read.

    ``overrides`` are in the order in which they were made: a later one goes before an earlier one.
    """

    documents: tuple[Document, ...]
    bases: tuple[Base, ...]
    overrides: tuple[Override, ...]
    diagnostics: tuple[Diagnostic, ...]
    whole: bool = True


def extend_pack(documents: Sequence[Document], folder: str | None = None) -> Extended:
    """The pack that ``documents`` are, with all that it builds on, and the mistakes in saying so.

    ``folder`` is where its files are, where their names do not tell. No file is read where the pack builds on none.
    """
    stack = read_layers(documents, folder)
    if stack.value is None:
        mistakes = [mistake for document in documents for mistake in _check_head(document)]
        return Extended(tuple(documents), (), (), (*stack.diagnostics, *mistakes), whole=False)
    found: list[Diagnostic] = []
    overrides: list[Override] = []
    made: list[list[Document]] = []
    for layer in stack.value.layers:
        own = [_check(document, found, changes=bool(layer.below)) for document in layer.documents]
        sections = [section for document in own for section in _read_changes(document, found)]
        own = [_without(document, CHANGES) for document in own]
        if layer is not stack.value.layers[-1]:
            own = _headless(own, found)
        if layer.below:
            own, changed = _apply(layer.below, made, own, sections, found)
            overrides += changed
        else:
            _note_nothing_below(sections)
        made.append(own)
    made[-1] = [_plain_head(document) for document in made[-1]]
    return Extended(tuple(document for own in made for document in own), stack.value.bases, tuple(overrides), tuple(found))


def _apply(
    below: Sequence[int], made: list[list[Document]], own: list[Document], sections: Sequence[Part], found: list[Diagnostic]
) -> tuple[list[Document], tuple[Override, ...]]:
    """Lay one pack over those that it builds on, which are changed in ``made``."""
    bases = [document for number in below for document in made[number]]
    merged, own = merge_sections(bases, own, [Mistakes(document.source, found) for document in own])
    bases, overrides = change_rules(keep_examples(bases, merged), sections)
    rest = iter(bases)
    for number in below:
        made[number] = [next(rest) for _ in made[number]]
    return own, overrides


def blame_overrides(mistakes: Iterable[Diagnostic], overrides: Sequence[Override]) -> list[Diagnostic]:
    """The same mistakes; one in a rule that was changed is moved to where that was done, as the rule alone had been sound."""
    return [_blame(mistake, overrides) for mistake in mistakes]


def _blame(mistake: Diagnostic, overrides: Sequence[Override]) -> Diagnostic:
    place = mistake.span
    for one in overrides:
        start, end = (one.changed.line, one.changed.column), (one.changed.end_line, one.changed.end_column)
        if one.changed.source is place.source and start <= (place.line, place.column) < end:
            shown = Related("it shows here, in the rule that this changes", place)
            return mistake._replace(span=one.span, related=(shown, *mistake.related))
    return mistake


def _check(document: Document, found: list[Diagnostic], *, changes: bool) -> Document:
    """The file without what is malformed in it and would go into other files; what it is is noted.

    Of a pack that ``changes`` no other, only the sections are checked that no later stage gets to see.
    """
    mistakes = check_structure(document) if changes else _check_head(document)
    found += mistakes
    faults = [(one.span.line, one.span.column) for one in mistakes]
    root = as_table(document.root)
    if root is None or not changes or not faults:
        return document
    entries = (_prune(entry, faults, _LEVELS.get(entry.key.text, 0)) for entry in root.entries)
    return Document(Table(tuple(entries), root.place), document.source)


_LEVELS = {"steps": 1, "topics": 1, "sources": 1, "parameters": 1, "switch_off": 1, "vocabulary": 2, "override": 2}
"""How many levels down the things stand that a section changes one by one."""


def _check_head(document: Document) -> tuple[Diagnostic, ...]:
    """What is wrong with the form of the sections that tell of other packs."""
    root = as_table(document.root)
    entries = tuple(entry for entry in root.entries if entry.key.text in {"pack", *CHANGES}) if root is not None else ()
    return check_structure(Document(Table(entries, document.root.place), document.source)) if entries else ()


def _prune(entry: Entry, faults: Sequence[tuple[int, int]], levels: int) -> Entry:
    """The entry without the entries, so many levels down, in which there are faults."""
    table = as_table(entry.value)
    if table is None or not levels:
        return entry
    kept = [one for one in table.entries if levels > 1 or not any(_holds(one, fault) for fault in faults)]
    return Entry(entry.key, Table(tuple(_prune(one, faults, levels - 1) for one in kept), table.place))


def _holds(entry: Entry, fault: tuple[int, int]) -> bool:
    start, end = entry.key.place, entry.value.place
    return (start.line, start.column) <= fault < (end.end_line, end.end_column)


def _read_changes(document: Document, found: list[Diagnostic]) -> list[Part]:
    """The sections of a file that change rules."""
    root, notes = as_table(document.root), Mistakes(document.source, found)
    return [Part(entry, notes) for entry in root.entries if entry.key.text in CHANGES] if root is not None else []


def _without(document: Document, keys: Sequence[str]) -> Document:
    root = as_table(document.root)
    if root is None:
        return document
    return Document(Table(tuple(entry for entry in root.entries if entry.key.text not in keys), root.place), document.source)


def _headless(documents: Sequence[Document], found: list[Diagnostic]) -> list[Document]:
    """The files of a base without its head: the pack that builds on it has its own."""
    heads = [
        Part(entry, Mistakes(document.source, found))
        for document in documents
        for entry in (document.root.entries if isinstance(document.root, Table) else ())
        if entry.key.text == "pack"
    ]
    for other in heads[1:]:
        note_twice(heads[0], other)
    return [_without(document, ("pack",)) for document in documents]


def _plain_head(document: Document) -> Document:
    """The file with a head that builds on nothing."""
    root = as_table(document.root)
    if root is None:
        return document
    heads = (as_table(entry.value) if entry.key.text == "pack" else None for entry in root.entries)
    entries = (
        entry if head is None else Entry(entry.key, Table(tuple(one for one in head.entries if one.key.text != "extends"), head.place))
        for entry, head in zip(root.entries, heads, strict=True)
    )
    return Document(Table(tuple(entries), root.place), document.source)


def _note_nothing_below(sections: Sequence[Part]) -> None:
    for part in sections:
        message = f"`{part.entry.key.text}` changes rules of other packs, but this pack builds on none"
        hint = "name one in the head: `pack: {id: …, version: …, title: …, extends: the-other-pack}`"
        part.mistakes.add("extends-nothing", message, part.entry.key, hint)
