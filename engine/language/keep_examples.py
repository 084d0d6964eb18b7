"""Keeps the examples of a pack true when another one changes its parameters: they are asked with the values they were written for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from afterword.engine.language.scope import as_scalar, as_table, text_of
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Scalar, Table, move_entry


def keep_examples(before: Sequence[Document], after: Sequence[Document]) -> list[Document]:
    """The documents ``after`` a change of parameters; their examples set what was changed to what it was ``before``."""
    old, new = _values(before), _values(after)
    changed = {name: entry for name, entry in old.items() if name in new and text_of(entry.value) != text_of(new[name].value)}
    return [_keep(document, changed) for document in after] if changed else list(after)


def _values(documents: Sequence[Document]) -> dict[str, Entry]:
    """The parameters with their values, as settings have them."""
    tables = [
        (as_table(root.get("parameters")), document.source) for document in documents if (root := as_table(document.root)) is not None
    ]
    return {
        entry.key.text: move_entry(Entry(entry.key, value), source)
        for table, source in tables
        if table is not None
        for entry in table.entries
        if (given := as_table(entry.value)) is not None and (value := as_scalar(given.get("value"))) is not None
    }


def _keep(document: Document, settings: Mapping[str, Entry]) -> Document:
    def set_values(node: Node) -> Node:
        if not isinstance(node, Table):
            return node
        own = as_table(node.get("settings"))
        given = {**settings, **({entry.key.text: entry for entry in own.entries} if own is not None else {})}
        key = Scalar("settings", quoted=False, place=node.place)
        kept = (entry for entry in node.entries if entry.key.text != "settings")
        return Table((*kept, Entry(key, Table(tuple(given.values()), node.place))), node.place)

    def change(node: Node, path: Sequence[str]) -> Node:
        if isinstance(node, Items):
            return Items(tuple(change(member, path) for member in node.nodes), node.place)
        if not path or not isinstance(node, Table):
            return set_values(node)
        entries = (Entry(key, change(value, path[1:])) if key.text == path[0] else Entry(key, value) for key, value in node.entries)
        return Table(tuple(entries), node.place)

    return Document(change(document.root, ("rules", "examples")), document.source)
