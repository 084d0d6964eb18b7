"""Which reader a text is given to. Each is imported when a text is there for it: few runs need both."""

from __future__ import annotations

from itertools import islice

from afterword.engine.diagnostics import Outcome
from afterword.engine.reading.nodes import Document
from afterword.engine.spans import Source


def parse_documents(source: Source) -> Outcome[tuple[Document, ...]]:
    """The documents of a text: JSON Lines may hold several, YAML and JSON hold one.

    The ending of the name tells the format: .json, .jsonl, .ndjson, .yaml or .yml. Under any other name (standard input) the content does.
    """
    name = source.name.lower()
    if name.endswith((".jsonl", ".ndjson")):
        return _parse_json_lines(source)
    if name.endswith(".json"):
        return _parse_json(source)
    if name.endswith((".yaml", ".yml")) or not source.text.lstrip().startswith(("{", "[")):
        return _parse_yaml(source)
    return _parse_bracketed(source)


def _parse_bracketed(source: Source) -> Outcome[tuple[Document, ...]]:
    """A text that begins with a bracket: JSON, a JSON document for each line, or YAML that looks like JSON."""
    lines = (line for _, text in source.lines() if (line := text.strip()))
    first = list(islice(lines, 2))
    if len(first) > 1 and all(line[0] in "{[" and line[-1] in "}]" for line in first):
        return _parse_json_lines(source)
    json = _parse_json(source)
    if not json.diagnostics:
        return json
    yaml = _parse_yaml(source)
    return json if yaml.diagnostics else yaml


def _parse_yaml(source: Source) -> Outcome[tuple[Document, ...]]:
    from afterword.engine.reading.yaml_text import parse_yaml

    return _alone(parse_yaml(source))


def _parse_json(source: Source) -> Outcome[tuple[Document, ...]]:
    from afterword.engine.reading.json_text import parse_json

    return _alone(parse_json(source))


def _parse_json_lines(source: Source) -> Outcome[tuple[Document, ...]]:
    from afterword.engine.reading.json_text import parse_json_lines

    return parse_json_lines(source)


def _alone(outcome: Outcome[Document]) -> Outcome[tuple[Document, ...]]:
    return Outcome(None if outcome.value is None else (outcome.value,), outcome.diagnostics)
