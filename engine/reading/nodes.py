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
