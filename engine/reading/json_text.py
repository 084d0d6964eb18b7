"""JSON and JSON Lines to nodes, with places. (Being written.)"""

from __future__ import annotations

from afterword.engine.diagnostics import Outcome
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source


def parse_json(source: Source) -> Outcome[Document]:
    """The document of a JSON text."""
    return parse_yaml(source)


def parse_json_lines(source: Source) -> Outcome[tuple[Document, ...]]:
    """One document a line."""
    found = [parse_yaml(Source(source.name, line)) for line in source.text.split("\n") if line.strip()]
    return Outcome(tuple(one.value for one in found if one.value), tuple(d for one in found for d in one.diagnostics))
