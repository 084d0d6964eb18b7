"""Which reader a text is given to."""

from __future__ import annotations

from afterword.engine.diagnostics import Outcome
from afterword.engine.reading.json_text import parse_json, parse_json_lines
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source


def parse_documents(source: Source) -> Outcome[tuple[Document, ...]]:
    """The documents of a text: JSON Lines may hold several, YAML and JSON hold one."""
    if source.name.endswith((".jsonl", ".ndjson")):
        return parse_json_lines(source)
    outcome = parse_json(source) if source.name.endswith(".json") else parse_yaml(source)
    return Outcome((outcome.value,) if outcome.value else None, outcome.diagnostics)
