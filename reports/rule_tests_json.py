"""What came of the tests of rules as JSON: one object a line for each pack."""

from __future__ import annotations

import json
from typing import Any

from afterword.engine.rule_tests.model import Coverage, Difference, Expectation, MomentResult, PackTests, RuleTests, Seen, TrialResult
from afterword.engine.spans import Span


def render_tests_json(tests: RuleTests) -> str:
    """JSON Lines: a line for each pack, keys in a fixed order."""
    return "".join(json.dumps(_pack(pack), ensure_ascii=False, separators=(", ", ": ")) + "\n" for pack in tests.packs)


def _pack(pack: PackTests) -> dict[str, Any]:
    return {
        "schema": 1,
        "pack": {"id": pack.pack_id, "version": pack.pack_version},
        "passed": pack.passed,
        "left_out": pack.left_out,
        "coverage": _coverage(pack.coverage),
        "tests": [_trial(trial) for trial in pack.trials],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    rules = [{"rule": one.rule, "shown": list(one.shown), "missing": list(one.missing), **_place(one.span)} for one in coverage.rules]
    return {"percent": coverage.percent, "shown": coverage.shown, "total": coverage.total, "rules": rules}


def _trial(trial: TrialResult) -> dict[str, Any]:
    moments = [_moment(moment) for moment in trial.moments]
    told = {"kind": trial.kind.value, "name": trial.name, "rules": list(trial.rules), "passed": trial.passed}
    return {**told, **_place(trial.span), "moments": moments}


def _moment(moment: MomentResult) -> dict[str, Any]:
    return {
        "as_of": moment.as_of.isoformat(),
        "engines": list(moment.engines),
        "passed": moment.passed,
        "differences": [_difference(one) for one in moment.differences],
        "disagreements": [{"engine": one.engine, "found": _seen(one.seen)} for one in moment.disagreements],
    }


def _difference(difference: Difference) -> dict[str, Any]:
    expected = None if difference.expectation is None else _expectation(difference.expectation)
    found = None if difference.seen is None else _seen(difference.seen)
    return {"expected": expected, "found": found, "forbidden": difference.forbidden}


def _expectation(expectation: Expectation) -> dict[str, Any]:
    return {"rule": expectation.rule, "told": expectation.text, **_place(expectation.span)}


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "rule": seen.rule,
        "state": seen.state.value,
        "about": dict(seen.about),
        "due": None if seen.due is None else seen.due.isoformat(),
        "level": None if seen.level is None else seen.level.value,
        "message": seen.message,
    }


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "line": span.line, "column": span.column}
