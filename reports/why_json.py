"""Explanations as JSON: one object a line for each log, keys in a fixed order."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from afterword.engine.times.durations import iso_duration
from afterword.engine.why.model import Explanation, Plain, Reason, RuleExplanation, Subject, Tested, Why

SCHEMA = 1
"""The version of the format; `schemas/why.schema.json` describes it."""


def render_why_json(answers: Iterable[Why]) -> str:
    """JSON Lines: a line for each log."""
    return "".join(json.dumps(why_object(why), ensure_ascii=False, separators=(", ", ": ")) + "\n" for why in answers)


def why_object(why: Why) -> dict[str, Any]:
    """An answer as plain dicts, lists, texts and numbers."""
    return {
        "schema": SCHEMA,
        "engine": why.engine,
        "pack": {"id": why.pack_id, "version": why.pack_version},
        "as_of": why.as_of.isoformat(),
        "log": why.log,
        "asked": {"rule": why.asked, "about": dict(why.about)},
        "rules": [_rule(rule) for rule in why.rules],
    }


def _rule(rule: RuleExplanation) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "kind": rule.kind,
        "title": rule.title,
        "place": None if rule.place is None else {"file": rule.place[0], "line": rule.place[1]},
        "switched_off": rule.switched_off or None,
        "counts": dict(rule.counts),
        "cases": [_case(case) for case in rule.cases],
        "left_out": rule.left_out,
        "why_not": [_reason(reason) for reason in rule.why_not],
    }


def _case(case: Explanation) -> dict[str, Any]:
    return {
        "state": case.state.value if case.state else None,
        "about": dict(case.about),
        "title": case.title,
        "text": case.text,
        "since": _plain(case.since),
        "opens": _plain(case.opens),
        "due": _plain(case.due),
        "event": _subject(case.event),
        "verdict": case.verdict.value if case.verdict else None,
        "fact": None if case.fact is None else {name: _plain(value) for name, value in case.fact.items()},
        "reasons": [_reason(reason) for reason in case.children],
    }


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "kind": reason.kind.value,
        "passed": reason.passed,
        "text": reason.text,
        "doubt": reason.doubt or None,
        "subject": _subject(reason.subject),
        "test": _test(reason.tested),
        "reasons": [_reason(child) for child in reason.children],
        "left_out": reason.left_out,
    }


def _subject(subject: Subject | None) -> dict[str, Any] | None:
    if subject is None:
        return None
    return {"kind": subject.kind, "type": subject.type, "id": subject.id, "line": subject.line, "at": _plain(subject.at)}


def _test(tested: Tested | None) -> dict[str, Any] | None:
    if tested is None:
        return None
    off = iso_duration(tested.off) if isinstance(tested.off, timedelta) else tested.off
    return {"field": tested.field, "test": tested.test, "wanted": _plain(tested.wanted), "met": _plain(tested.met), "off": off}


def _plain(value: Plain | None) -> Any:  # noqa: ANN401  (what JSON holds)
    """A value of the log; times are written as RFC 3339 does, days as `2025-09-09`."""
    match value:
        case tuple():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case _:
            return value
