"""Checks the structure of a pack's files: known keys, and values of the right kind, as `schemas/pack.schema.json` says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from afterword.engine.diagnostics import Diagnostic, nearest
from afterword.engine.reading.acceptor import Accepts, make_acceptor
from afterword.engine.reading.nodes import Document, Table

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "pack.schema.json"


def check_structure(document: Document) -> tuple[Diagnostic, ...]:
    """Every key that is not known and every value of a wrong kind."""
    if _acceptor()(document.root):
        return ()
    from afterword.engine.reading.schema_check import check_schema

    return check_schema(document, structure_schema())


@cache
def structure_schema() -> dict[str, Any]:
    """The schema of packs without its `allOf`s, which are for editors: of what they ask for, the readers of a pack can tell more."""
    schema: dict[str, Any] = _without_all_of(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return schema


def is_misspelt(node: Table, wanted: Sequence[str]) -> bool:
    """Whether a key of ``node`` that no rule knows was plainly meant as one of ``wanted``, which then need not be told as missing."""
    return any(nearest(entry.key.text, wanted) for entry in node.entries if entry.key.text not in _every_key())


@cache
def _every_key() -> frozenset[str]:
    """The keys that the schema knows anywhere."""
    return frozenset(_keys_in(structure_schema()))


def _keys_in(part: Any) -> Iterator[str]:  # noqa: ANN401 (a schema is any JSON)
    if isinstance(part, dict):
        yield from part.get("properties", ())
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _keys_in(one)


@cache
def _acceptor() -> Accepts:
    return make_acceptor(structure_schema())


def _without_all_of(part: Any) -> Any:  # noqa: ANN401 (a schema is any JSON)
    if isinstance(part, dict):
        return {key: _without_all_of(value) for key, value in part.items() if key != "allOf"}
    return [_without_all_of(one) for one in part] if isinstance(part, list) else part
