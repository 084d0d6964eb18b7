"""YAML to nodes. Every scalar stays the text it is written as; nothing is ever made of a tag.

The events of PyYAML's C parser are put together here, with places: its own composer takes three times as long, keeps duplicate keys and
expands nothing. This module and `yaml_mistakes` are the only users of PyYAML.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from afterword.engine.diagnostics import Diagnostic, Outcome, Related, sort_diagnostics, suggest
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.spans import Source

DEEPEST = 64
"""How many lists and mappings may stand inside one another."""

MOST_SHARED = 1_000_000
"""How many values the aliases of one text may stand for."""


def parse_yaml(source: Source) -> Outcome[Document]:
    """The one document of a YAML text."""
    composer = _Composer(source)
    try:
        root = composer.compose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
        composer.report("yaml-syntax", error.problem or "this cannot be read", place)
        root = None
    found = sort_diagnostics(composer.diagnostics)
    return Outcome(None if root is None else Document(root, source), found)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    event: yaml.CollectionStartEvent
    before: int
    nodes: list[Node] = field(default_factory=list)
    height: int = 0


class _Composer:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def report(self, code: str, message: str, place: Place, hint: str | None = None, *related: Related) -> None:
        self.diagnostics.append(Diagnostic(code, message, place.span(self.source), hint, related))

    def compose(self) -> Node | None:
        loader = yaml.CSafeLoader(self.source.text)
        roots: list[Node] = []
        nodes = roots
        stack: list[_Open] = []
        anchors: dict[str, Node] = {}
        while True:
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                start, end = event.start_mark, event.end_mark
                place = Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
                node = Scalar(event.value, bool(event.style), place)
                if event.anchor:
                    anchors[event.anchor] = node
            elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                opened = _Open(event, 0)
                stack.append(opened)
                nodes = opened.nodes
                continue
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                opened = stack.pop()
                start, end = opened.event.start_mark, event.end_mark
                place = Place(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
                node = Items(tuple(nodes), place) if kind is yaml.SequenceEndEvent else self.table(nodes, place)
                if opened.event.anchor:
                    anchors[opened.event.anchor] = node
                nodes = stack[-1].nodes if stack else roots
            elif kind is yaml.AliasEvent:
                node = anchors[event.anchor]
            elif kind is yaml.StreamEndEvent:
                break
            else:
                continue
            nodes.append(node)
        return roots[0] if roots else None

    def table(self, nodes: list[Node], place: Place) -> Table:
        keys = nodes[::2]
        return Table(tuple(map(Entry, keys, nodes[1::2])), place)
