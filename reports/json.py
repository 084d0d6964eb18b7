"""Reports as JSON: one object a line for each log, keys in a fixed order, the same report always the same text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from afterword.engine.report.model import ChecklistStep, Finding, Report
from afterword.engine.times.durations import iso_duration
from afterword.engine.verdicts import Standing

SCHEMA = 1
"""The version of the format; `schemas/report.schema.json` describes it."""


def render_json(reports: Iterable[Report]) -> str:
    """JSON Lines: a line for each report, so that one report alone is a JSON document, and many can be read one at a time."""
    return "".join(json.dumps(report_object(report), ensure_ascii=False, separators=(", ", ": ")) + "\n" for report in reports)


def report_object(report: Report) -> dict[str, Any]:
    """A report as plain dicts, lists, texts and numbers."""
    return {
        "schema": SCHEMA,
        "engine": report.engine,
        "pack": {"id": report.pack_id, "version": report.pack_version},
        "as_of": report.as_of.isoformat(),
        "log": report.log,
        "summary": dict(report.summary),
        "findings": [finding_object(finding) for finding in report.findings],
        "checklist": [_step(step) for step in report.checklist],
    }


def finding_object(finding: Finding) -> dict[str, Any]:
    """A finding as plain dicts, lists, texts and numbers."""
    return {
        "rule": finding.rule,
        "topic": finding.topic,
        "level": finding.level.value,
        "state": finding.state.value,
        "step": finding.step,
        "title": finding.title,
        "message": finding.message,
        "about": dict(finding.about),
        "since": _moment(finding.since),
        "due": _moment(finding.due),
        "late_by": None if finding.late_by is None else iso_duration(finding.late_by),
        "fields": list(finding.fields),
        "evidence": [{"event": one.event, "line": one.line} for one in finding.evidence],
        "source": [{"id": one.id, "kind": one.kind, "title": one.title} for one in finding.source],
        "outside": finding.outside,
        "verdict": _word(finding.verdict),
    }


def _step(step: ChecklistStep) -> dict[str, Any]:
    items = [
        {"rule": item.rule, "about": dict(item.about), "state": item.state.value, "verdict": _word(item.verdict)} for item in step.items
    ]
    return {"step": step.step, "title": step.title, "items": items}


def _word(standing: Standing | None) -> str | None:
    return None if standing is None else standing.value


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
