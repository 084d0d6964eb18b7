"""What lint finds, for programs: one object a line for each pack."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from afterword.engine.lint.model import Finding, Level, Linted
from afterword.engine.spans import Span

SCHEMA = 1
"""The version of the format; `schemas/diagnostics.schema.json` describes it."""


def render_linted_json(packs: Iterable[Linted]) -> str:
    """JSON Lines: a line for each pack, keys in a fixed order."""
    return "".join(json.dumps(_pack(pack), ensure_ascii=False, separators=(", ", ": ")) + "\n" for pack in packs)


def _pack(pack: Linted) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "pack": pack.pack,
        "summary": {level.value: pack.count(level) for level in Level},
        "findings": [_finding(finding) for finding in pack.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    level, one = finding
    related = [{"message": other.message, **_place(other.span)} for other in one.related]
    return {"level": level.value, "code": one.code, "message": one.message, "help": one.hint, **_place(one.span), "related": related}


def _place(span: Span) -> dict[str, Any]:
    """Lines and columns count from 1; the end is exclusive."""
    return {
        "file": span.source.name,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
