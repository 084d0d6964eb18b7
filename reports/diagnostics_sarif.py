"""What lint finds, in SARIF 2.1.0, which code hosts and editors read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from afterword.engine.codes import list_codes, load_code
from afterword.engine.diagnostics import Related
from afterword.engine.lint.model import Finding, Level, Linted, is_file
from afterword.engine.spans import Span

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_linted_sarif(packs: Sequence[Linted], version: str) -> str:
    """One document with one run for all packs; ``version`` is that of Afterword. Each code brings its page along."""
    findings = [finding for pack in packs for finding in pack.findings]
    codes = sorted({finding.diagnostic.code for finding in findings})
    levels = {finding.diagnostic.code: finding.level for finding in findings}
    driver = {"name": "Afterword", "semanticVersion": version, "rules": [_rule(code, levels[code]) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.diagnostic.code)) for finding in findings],
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str, level: Level) -> dict[str, Any]:
    """What a code means; one that has no page yet is told by its name alone."""
    rule: dict[str, Any] = {"id": code, "defaultConfiguration": {"level": level.value}}
    if code not in list_codes():
        return rule
    page = load_code(code)
    samples = "".join(f"\n\nThis fails:\n\n{_block(one.fails)}\n\nThis passes:\n\n{_block(one.passes)}" for one in page.samples[:1])
    return rule | {
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.why},
        "help": {"text": f"{page.why}\n\n{page.mend}", "markdown": f"{page.why}\n\n{page.mend}{samples}"},
    }


def _block(text: str) -> str:
    """A text as Markdown shows code; no page has a fence in it."""
    return f"```\n{text.rstrip()}\n```"


def _result(finding: Finding, number: int) -> dict[str, Any]:
    level, one = finding
    text = one.message if one.hint is None else f"{one.message}\n{one.hint}"
    result: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": number,
        "level": level.value,
        "message": {"text": text},
        "locations": [_location(one.span)] if is_file(one.span) else [],
    }
    if one.related:
        result["relatedLocations"] = [_related(place, other) for place, other in enumerate(one.related)]
    return result


def _related(number: int, other: Related) -> dict[str, Any]:
    return {"id": number, **_location(other.span), "message": {"text": other.message}}


def _location(span: Span) -> dict[str, Any]:
    region = {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(span.source.name)}, "region": region}}


def _uri(name: str) -> str:
    """A path as a reference: relative where it was given so."""
    return quote(name.replace("\\", "/"))
