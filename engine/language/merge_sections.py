"""Lays what a pack says over what the packs that it builds on say: steps, topics, sources, parameters and words of the same names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from afterword.engine.language.parameter_reader import check_change
from afterword.engine.language.scope import Mistakes, as_nodes
from afterword.engine.language.sections import Part, merge_parts
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Scalar, Table, move_node
from afterword.engine.vocabulary import Kind

Merge: TypeAlias = Callable[[Node, Node], Node]
"""What becomes of a value of the base and a value of the pack that builds on it."""


def merge_sections(below: Sequence[Document], own: Sequence[Document], notes: Sequence[Mistakes]) -> tuple[list[Document], list[Document]]:
    """The documents of the bases with all that ``own`` changes in them, and those of ``own`` with what is left to add.

    ``notes`` take what is wrong in each document of ``own``.
    """
    below, own = list(below), list(own)
    for path, merge in _SECTIONS.items():
        entries = [
            Part(entry, mistakes)
            for document, mistakes in zip(own, notes, strict=True)
            for entry in _table_at(document.root, path)
            if path != _VOCABULARY or entry.key.text == "retraction"
        ]
        given = {part.entry.key.text: part for part in merge_parts(entries)}
        known = {entry.key.text for document in below for entry in _table_at(document.root, path)} & given.keys()
        if path == _PARAMETERS:
            given = {name: part for name, part in given.items() if name not in known or _fits(below, part)}
        if known:
            below = [Document(_change(document.root, path, _lay_over(given, merge)), document.source) for document in below]
            own = [Document(_change(document.root, path, _without(known)), document.source) for document in own]
    return below, own


def _fits(below: Sequence[Document], part: Part) -> bool:
    """Whether a parameter gets a value of the kind that it has; if not, the base's is kept."""
    entries = (entry for document in below for entry in _table_at(document.root, _PARAMETERS))
    return all(check_change(entry.value, part) for entry in entries if entry.key.text == part.entry.key.text)


def _table_at(node: Node, path: Sequence[str]) -> tuple[Entry, ...]:
    """The entries of the table that stands under those keys, one inside the other."""
    found: Node | None = node
    for key in path:
        found = found.get(key) if isinstance(found, Table) else None
    return found.entries if isinstance(found, Table) else ()


def _change(node: Node, path: Sequence[str], change: Callable[[Table], Table]) -> Node:
    """The node with the table that stands under those keys changed."""
    if not isinstance(node, Table):
        return node
    if not path:
        return change(node)
    entries = (Entry(one.key, _change(one.value, path[1:], change)) if one.key.text == path[0] else one for one in node.entries)
    return Table(tuple(entries), node.place)


def _lay_over(given: Mapping[str, Part], merge: Merge) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        return Table(tuple(_merged(entry, given.get(entry.key.text), merge) for entry in table.entries), table.place)

    return change


def _merged(entry: Entry, part: Part | None, merge: Merge) -> Entry:
    return entry if part is None else Entry(entry.key, merge(entry.value, move_node(part.entry.value, part.mistakes.source)))


def _without(names: set[str]) -> Callable[[Table], Table]:
    def change(table: Table) -> Table:
        return Table(tuple(entry for entry in table.entries if entry.key.text not in names), table.place)

    return change


def _replace(_base: Node, own: Node) -> Node:
    return own


def _unite(base: Node, own: Node) -> Node:
    """The list with what is new in the other; a lone value is a list of one."""
    known = {one.text for one in as_nodes(base) if isinstance(one, Scalar)}
    new = (one for one in as_nodes(own) if not isinstance(one, Scalar) or one.text not in known)
    return Items((*as_nodes(base), *new), base.place)


def _by_key(rest: Merge, **named: Merge) -> Merge:
    """Mappings key by key: each key as ``named`` says, or as ``rest``."""

    def merge(base: Node, own: Node) -> Node:
        if not isinstance(base, Table) or not isinstance(own, Table):
            return own
        given = {entry.key.text: entry for entry in own.entries}
        kept = [
            Entry(entry.key, named.get(key, rest)(entry.value, given.pop(key).value)) if key in given else entry
            for entry, key in ((entry, entry.key.text) for entry in base.entries)
        ]
        return Table((*kept, *given.values()), base.place)

    return merge


def _spelled_out(key: str, merge: Merge) -> Merge:
    """As ``merge``; where one value is short for a mapping that has it under ``key``, it is taken as that mapping."""

    def full(node: Node) -> Node:
        return node if isinstance(node, Table) else Table((Entry(Scalar(key, quoted=False, place=node.place), node),), node.place)

    def merged(base: Node, own: Node) -> Node:
        return merge(full(base), full(own)) if isinstance(base, Table) or isinstance(own, Table) else own

    return merged


def _retype(base: Node, own: Node) -> Node:
    """A field with what is new of it; choices stay where it is still one of them."""
    merged = _by_key(_replace, choices=_unite)(base, own)
    type_ = own.get("type") if isinstance(own, Table) else None
    retyped = isinstance(own, Table) and own.get("choices") is None and isinstance(type_, Scalar) and type_.text != Kind.ENUM.value
    return _without({"choices"})(merged) if retyped and isinstance(merged, Table) else merged


_FIELDS = _by_key(_spelled_out("type", _retype))
_PARAMETERS = ("parameters",)
_VOCABULARY = ("vocabulary",)
_SECTIONS: Mapping[tuple[str, ...], Merge] = {
    ("steps",): _replace,
    ("topics",): _replace,
    ("sources",): _replace,
    _PARAMETERS: _spelled_out("value", _by_key(_replace)),
    (*_VOCABULARY, "entities"): _by_key(_replace, fields=_FIELDS, learned=_by_key(_replace), introduced_by=_unite),
    (*_VOCABULARY, "choices"): _unite,
    (*_VOCABULARY, "scopes"): _FIELDS,
    (*_VOCABULARY, "events"): _by_key(_replace, fields=_FIELDS),
    _VOCABULARY: _replace,
}
"""The mappings of a pack whose names may be given anew, and what becomes of a name that is."""
