"""The comparison of two packs as JSON: one object on one line; `schemas/comparison.schema.json` describes it."""

from __future__ import annotations

import json
from typing import Any

from afterword.engine.compare.model import Comparison, Difference, FindingDifference, LogDifference, Version
from afterword.reports.json import finding_object

SCHEMA = 1
"""The version of the format."""


def render_comparison_json(comparison: Comparison) -> str:
    """The whole comparison."""
    return json.dumps(comparison_object(comparison), ensure_ascii=False) + "\n"


def comparison_object(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain dicts, lists and texts."""
    pack = comparison.pack
    return {
        "schema": SCHEMA,
        "old": _version(comparison.old),
        "new": _version(comparison.new),
        "differs": comparison.differs,
        "settings": [_difference(one) for one in pack.settings],
        "words": [_difference(one) for one in pack.words],
        "headings": [_difference(one) for one in pack.headings],
        "rules": [_difference(one) for one in pack.rules],
        "logs": [_log(log) for log in comparison.logs],
    }


def _version(version: Version) -> dict[str, str]:
    return {"id": version.id, "version": version.version, "title": version.title, "asked": version.asked}


def _difference(one: Difference) -> dict[str, Any]:
    return {"name": one.name, "change": one.kind.value, "title": one.title, "parts": [change._asdict() for change in one.changes]}


def _log(log: LogDifference) -> dict[str, Any]:
    return {
        "log": log.log,
        "as_of": log.as_of.isoformat(),
        "old": dict(log.old),
        "new": dict(log.new),
        "findings": [_finding(one) for one in log.findings],
    }


def _finding(one: FindingDifference) -> dict[str, Any]:
    return {
        "change": one.kind.value,
        "parts": [change._asdict() for change in one.changes],
        "elsewhere": None if one.elsewhere is None else one.elsewhere.value,
        "old": None if one.old is None else finding_object(one.old),
        "new": None if one.new is None else finding_object(one.new),
    }
