"""The report as JSON: exactly as its schema has it, always the same bytes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from afterword.engine.report.model import Report
from afterword.engine.times.durations import iso_duration
from afterword.engine.verdicts import Standing, State
from afterword.reports.json import render_json, report_object
from afterword.tests.report.world import FOLLOW_UP, FOUND, GIFT, LETTER, LOG, QUALITY, SENT, case, moment, report, when

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "report.schema.json").read_text(encoding="utf-8"))


def everything() -> Report:
    """A report with a case in every state."""
    return report(
        case(LETTER, State.OVERDUE, due=moment("2025-09-09T20:00")),
        case(LETTER, State.OPEN, due=moment("2025-09-15")),
        case(LETTER, State.LATE, event=SENT),
        case(GIFT, State.VIOLATED, since=None, due=None, evidence=(replace(SENT, place=None),)),
        case(QUALITY, State.VIOLATED, fields=("proofread",)),
        case(FOLLOW_UP, State.UPCOMING, since=when("2025-09-09")),
        *(case(FOUND, state) for state in (State.DONE, State.LAPSED, State.WAIVED, State.CLEAR)),
    )


def validate(text: str) -> None:
    """Hold each line against the schema."""
    for line in text.splitlines():
        Draft202012Validator(SCHEMA).validate(json.loads(line))


def test_schema_is_a_schema() -> None:
    """The schema itself is sound, and refuses what it does not know."""
    Draft202012Validator.check_schema(SCHEMA)
    wrong: dict[str, Any] = report_object(everything())
    wrong["findings"][0]["late_by"] = "an hour"
    wrong["more"] = 1
    assert len(list(Draft202012Validator(SCHEMA).iter_errors(wrong))) == 2


def test_fits_the_schema() -> None:
    """A report with every state, a bare one, and one of a log that was asked about far away fit."""
    bare = report()._replace(checklist=())
    away = report(case(LETTER, State.OVERDUE), log=replace(LOG, zone="America/St_Johns"))
    validate(render_json([everything(), bare, away]))


EXPECTED = (
    '{"schema": 1, "engine": "native 1", "pack": {"id": "after-interview", "version": "1"}, "as_of": "2025-09-10T11:01:00+01:00", '
    '"log": "jane.yaml", "summary": {"advice": 0, "warning": 0, "overdue": 1, "done": 1}, "findings": [{"rule": "thank-you-letter", '
    '"topic": "thank_you_missing", "level": "overdue", "state": "overdue", "step": 4, "title": "Thank every interviewer in writing", '
    '"message": "Ann Lee has had no letter since Wed 10 Sep 11:00. Write now. A letter within a day is remembered.", '
    '"about": {"application": "a1", "interview": "i1", "person": "p2", "event": null}, "since": "2025-09-09T11:00:00+01:00", '
    '"due": "2025-09-10T11:00:00+01:00", "late_by": "PT1M", "fields": [], "evidence": [{"event": "e1", "line": 1}], '
    '"source": [{"id": "S32", "kind": "guide", "title": "Send it within 24 hours"}, '
    '{"id": "R02", "kind": "outside", "title": "Princeton University"}], "outside": false, "verdict": "currently_violated"}], '
    '"checklist": [{"step": 1, "title": "Ask about next steps", "items": [{"rule": "unspoken", '
    '"about": {"application": "a1", "interview": "i1", "person": "p2", "event": null}, "state": "done", "verdict": "satisfied"}]}, '
    '{"step": 4, "title": "Thank in writing", "items": [{"rule": "thank-you-letter", '
    '"about": {"application": "a1", "interview": "i1", "person": "p2", "event": null}, "state": "overdue", '
    '"verdict": "currently_violated"}]}, '
    '{"step": 6, "title": "Follow up", "items": []}, {"step": 7, "title": "Keep looking", "items": []}]}\n'
)


def test_exact_text() -> None:
    """Keys and their order are the format's promise."""
    late = case(LETTER, State.OVERDUE, standing=Standing.CURRENTLY_VIOLATED)
    made = report(late, case(FOUND, State.DONE, standing=Standing.SATISFIED), as_of="2025-09-10T11:01")
    assert render_json([made]) == EXPECTED


def test_lines() -> None:
    """One line for each report, whatever stands in it; letters of all scripts as they are."""
    made = report(case(LETTER, State.OPEN), log=replace(LOG, source=replace(LOG.source, name="zoë\n.yaml")))
    text = render_json([made, made])
    assert text.count("\n") == 2
    assert "zoë\\n.yaml" in text
    assert render_json([]) == ""


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "PT0S"),
        (timedelta(minutes=1), "PT1M"),
        (timedelta(days=1, hours=2), "P1DT2H"),
        (timedelta(days=400), "P400D"),
        (timedelta(hours=25, seconds=3), "P1DT1H3S"),
        (timedelta(seconds=59, microseconds=500_000), "PT59.5S"),
        (timedelta(microseconds=1), "PT0.000001S"),
    ],
)
def test_durations(length: timedelta, text: str) -> None:
    """Lengths of time are written as ISO 8601 has them, with no part that is nothing."""
    assert iso_duration(length) == text
    Draft202012Validator({"$ref": "#/$defs/duration", "$defs": SCHEMA["$defs"]}).validate(text)
