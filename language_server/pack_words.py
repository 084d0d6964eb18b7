"""The words of a pack: what stands for what, and where it is said. Taken from the tree, so that a rule half written counts too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from afterword.engine.language.facts import FACT_HEADS, find_sites
from afterword.engine.language.load_pack import ReadPack
from afterword.engine.language.rule import Pack, Rule
from afterword.engine.language.scope import Mistakes, as_scalar, as_scalars, as_table, as_tables, text_of
from afterword.engine.language.shapes import Shape, event_shape, fact_shape, record_shape
from afterword.engine.reading.nodes import Document, Node, Scalar, Table
from afterword.engine.spans import Source, Span
from afterword.language_server.cursor import Cursor
from afterword.language_server.files import sections

EVENT_HEADS = ("event", "last", "first")
"""The keys of a pattern that name event types."""

PATTERN_HEADS = (*EVENT_HEADS, *FACT_HEADS, "record", "item_of")


class Binding(NamedTuple):
    """A name of `for_each` with its pattern."""

    name: Scalar
    pattern: Table | None


class PackWords:
    """What the rules of a pack may name."""

    def __init__(self, read: ReadPack) -> None:
        self._read = read

    @property
    def pack(self) -> Pack:
        """As much of the pack as can be read."""
        return self._read.pack

    @property
    def documents(self) -> tuple[Document, ...]:
        """Those of the packs that it builds on, and its own."""
        return self._read.extended.documents

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id, also those that are switched off."""
        return {one.rule.id: one.rule for one in self._read.rules}

    @cached_property
    def facts(self) -> Mapping[str, tuple[Span, tuple[str, ...]]]:
        """Where each fact is first concluded, and its fields."""
        roots = [(as_table(document.root), document.source) for document in self.documents]
        rules = [(rule, Mistakes(source, [])) for root, source in roots if root for rule in as_tables(root.get("rules"))]
        return {
            name: (
                first.mistakes.span(first.conclude),
                tuple(dict.fromkeys(entry.key.text for site in sites for entry in site.conclude.entries if entry.key.text != "fact")),
            )
            for name, sites in find_sites(rules).items()
            for first in sites[:1]
        }

    def shape_of(self, pattern: Table | None) -> Shape:
        """The fields of what a pattern finds."""
        vocabulary = self.pack.vocabulary
        for head in PATTERN_HEADS if pattern is not None else ():
            named = as_scalars(pattern.get(head)) if pattern is not None else ()
            names = tuple(one.text for one in named)
            if names and head in EVENT_HEADS and all(name in vocabulary.events or name == "any" for name in names):
                return event_shape(vocabulary, () if "any" in names else names)
            if names and head in FACT_HEADS and names[0] in self.facts:
                return fact_shape(names[0], dict.fromkeys(self.facts[names[0]][1]))
            if names and head == "record" and names[0] in vocabulary.entities:
                return record_shape(vocabulary, names[0])
        return Shape("")

    def place(self, section: str, name: str) -> Span | None:
        """Where a name is declared in one of the sections at the top, such as `parameters`."""
        return next((span for key, span in self._entries(sections(self.documents, section)) if key == name), None)

    def place_of(self, part: str, name: str) -> Span | None:
        """Where a name is declared in a part of the vocabulary, such as `events`."""
        tables = ((as_table(table.get(part)), source) for table, source in sections(self.documents, "vocabulary"))
        return next((span for key, span in self._entries((one, at) for one, at in tables if one is not None) if key == name), None)

    @staticmethod
    def _entries(tables: Iterable[tuple[Table, Source]]) -> Iterator[tuple[str, Span]]:
        for table, source in tables:
            for entry in table.entries:
                yield entry.key.text, entry.key.place.span(source)


def rule_around(cursor: Cursor) -> Table | None:
    """The rule that the cursor stands in."""
    if cursor.steps[:1] not in (("rules",), ("override",)):
        return None
    return next((node for node in cursor.nodes[1:] if isinstance(node, Table) and _looks_like_rule(node)), None)


def bindings_of(rule: Table | None) -> dict[str, Binding]:
    """The names of a rule's `for_each`."""
    table = as_table(rule.get("for_each")) if rule is not None else None
    return {entry.key.text: Binding(entry.key, as_table(entry.value)) for entry in table.entries} if table is not None else {}


def pattern_around(cursor: Cursor) -> Table | None:
    """The pattern whose `where` the cursor stands in."""
    for number in range(len(cursor.nodes) - 1, -1, -1):
        node = cursor.nodes[number]
        if isinstance(node, Table) and any(_has(node, head) for head in PATTERN_HEADS) and "where" in cursor.steps[number:]:
            return node
    return None


def id_of(rule: Table | None) -> str:
    """The id of a rule, as far as it is written."""
    return text_of(rule.get("id")) if rule is not None else ""


def _looks_like_rule(node: Table) -> bool:
    return any(_has(node, key) for key in ("id", "kind", "for_each", "expect", "say", "title"))


def _has(table: Table, key: str) -> bool:
    node: Node | None = table.get(key)
    return node is not None or any(as_scalar(entry.key) and entry.key.text == key for entry in table.entries)
