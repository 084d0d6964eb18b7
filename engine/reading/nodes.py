"""The tree that every text format is read into: scalars stay text, and everything knows its place."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from afterword.engine.spans import Source, Span

DEEPEST = 64
"""How many lists and mappings may stand inside one another: every tree can be walked by functions that call themselves."""


class Place(NamedTuple):
    """Where a node stands; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    def span(self, source: Source) -> Span:
        """The place as a span of ``source``."""
        return Span(source, *self)


class PlaceIn(Place):
    """A place in a text of its own: that of a node which was put into the tree of another file."""

    source: Source

    @classmethod
    def of(cls, place: Place, source: Source) -> PlaceIn:
        """The same place, kept with its text; one that knows its text already stays as it is."""
        if isinstance(place, PlaceIn):
            return place
        moved = cls(*place)
        moved.source = source
        return moved

    def span(self, source: Source) -> Span:  # noqa: ARG002 - that of the tree
        """The place as a span of its own text."""
        return Span(self.source, *self)


class Scalar(NamedTuple):
    """A single value as it is written. ``quoted`` tells `"12"` from `12`; a JSON number, true or null is not quoted."""

    text: str
    quoted: bool
    place: Place


class Items(NamedTuple):
    """A list."""

    nodes: tuple[Node, ...]
    place: Place


class Table(NamedTuple):
    """A mapping with its keys in the order of the text. Reading has refused duplicate keys and keys that are no scalars."""

    entries: tuple[Entry, ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The value under ``key``, or ``None``."""
        return next((entry.value for entry in self.entries if entry.key.text == key), None)


Node: TypeAlias = Scalar | Items | Table


class Entry(NamedTuple):
    """A key and its value."""

    key: Scalar
    value: Node


class Document(NamedTuple):
    """One parsed text (or one line of a JSON Lines text) with the source it came from."""

    root: Node
    source: Source


def move_node(node: Node, source: Source) -> Node:
    """The node, made ready to stand in the tree of another file: it and all below it stay known as places of ``source``."""
    place = PlaceIn.of(node.place, source)
    match node:
        case Scalar():
            return node._replace(place=place)
        case Items(nodes):
            return Items(tuple(move_node(member, source) for member in nodes), place)
        case Table(entries):
            return Table(tuple(move_entry(entry, source) for entry in entries), place)


def move_entry(entry: Entry, source: Source) -> Entry:
    """The entry, made ready to stand in the tree of another file."""
    return Entry(entry.key._replace(place=PlaceIn.of(entry.key.place, source)), move_node(entry.value, source))
