"""What lint finds is told to people, to programs, to GitHub Actions, and in SARIF."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.lint.model import Finding, Level, Linted
from afterword.engine.spans import Source, Span
from afterword.reports.diagnostics_github import render_linted_github
from afterword.reports.diagnostics_json import render_linted_json
from afterword.reports.diagnostics_sarif import render_linted_sarif
from afterword.reports.diagnostics_text import render_linted
from afterword.tests.test_house import ROOT

SOURCE = Source("my rules/ä:b,c%.yaml", "id: öne\nkind: must\nsay: x\n")
TYPED = Source("--set", "a=b")


def found(
    level: Level = Level.WARNING,
    code: str = "silent-state",
    message: str = "nothing is said",
    place: Span | None = None,
    hint: str | None = "add it",
    *related: Related,
) -> Finding:
    """A finding on the word `öne`, or at a place of its own."""
    return Finding(level, Diagnostic(code, message, place or SOURCE.span(4, 7), hint, related))


PACKS = (
    Linted(
        "one",
        (
            found(Level.ERROR, "unknown-key", "50 % of\r\nit: a, b", SOURCE.span(0, 18), None),
            found(Level.WARNING, "silent-state", "nothing is said", None, "add it", Related("see here", SOURCE.span(20, 21))),
            found(Level.NOTE, "unused-event-type", "no rule looks at `x`"),
            found(Level.ERROR, "unknown-parameter", "there is none", TYPED.span(0, 1)),
            found(Level.WARNING, "not-written-yet", "a code without a page"),
        ),
    ),
    Linted("two", ()),
)


def test_text() -> None:
    """Each finding as mistakes are shown everywhere, then a line for each pack."""
    lines = render_linted(PACKS).splitlines()
    assert [line for line in lines if line.startswith(("my rules", "--set"))] == [
        "my rules/ä:b,c%.yaml:1:1: unknown-key: 50 % of\r\nit: a, b".splitlines()[0],
        "my rules/ä:b,c%.yaml:1:5: warning: silent-state: nothing is said",
        "my rules/ä:b,c%.yaml:3:2: note: see here",
        "my rules/ä:b,c%.yaml:1:5: note: unused-event-type: no rule looks at `x`",
        "--set:1:1: unknown-parameter: there is none",
        "my rules/ä:b,c%.yaml:1:5: warning: not-written-yet: a code without a page",
    ]
    assert lines[-4:] == ["", "one: 2 errors, 2 warnings, 1 note", "two: nothing to mend", "To learn more: afterword rules explain CODE"]
    assert render_linted(PACKS[1:]) == "two: nothing to mend\n"
    assert render_linted((Linted("one", (found(),)),)).endswith("\none: 1 warning\nTo learn more: afterword rules explain silent-state\n")


def test_json() -> None:
    """A line for each pack, as the schema describes it."""
    schema = json.loads((ROOT / "schemas" / "diagnostics.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    told = [json.loads(line) for line in render_linted_json(PACKS).splitlines()]
    for one in told:
        Draft202012Validator(schema).validate(one)
    assert [one["pack"] for one in told] == ["one", "two"]
    assert told[0]["summary"] == {"error": 2, "warning": 2, "note": 1}
    assert told[0]["findings"][1] == {
        "level": "warning",
        "code": "silent-state",
        "message": "nothing is said",
        "help": "add it",
        "file": SOURCE.name,
        "line": 1,
        "column": 5,
        "end_line": 1,
        "end_column": 8,
        "related": [{"message": "see here", "file": SOURCE.name, "line": 3, "column": 2, "end_line": 3, "end_column": 3}],
    }


def test_github() -> None:
    """One command a line, with everything escaped that would end a part of it."""
    name = "my rules/ä%3Ab%2Cc%25.yaml"
    assert render_linted_github(PACKS).splitlines() == [
        f"::error file={name},line=1,endLine=2,title=unknown-key::50 %25 of%0D%0Ait: a, b",
        f"::warning file={name},line=1,endLine=1,col=5,endColumn=8,title=silent-state::nothing is said%0Ahelp: add it",
        f"::notice file={name},line=1,endLine=1,col=5,endColumn=8,title=unused-event-type::no rule looks at `x`%0Ahelp: add it",
        "::error title=unknown-parameter::there is none%0Ahelp: add it",
        f"::warning file={name},line=1,endLine=1,col=5,endColumn=8,title=not-written-yet::a code without a page%0Ahelp: add it",
    ]


TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "markdown": {"type": "string"}}}
COUNT = {"type": "integer", "minimum": 1}
REGION = dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), COUNT)
PLACE = {
    "type": "object",
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"required": ["uri"], "properties": {"uri": {"type": "string", "pattern": "^[A-Za-z0-9._~/%+-]+$"}}},
                "region": {"required": ["startLine"], "additionalProperties": False, "properties": REGION},
            },
        },
        "id": {"type": "integer", "minimum": -1},
        "message": TEXT,
    },
}
LEVELS = {"enum": ["none", "note", "warning", "error"]}
SARIF: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool"],
                "additionalProperties": False,
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "additionalProperties": False,
                                "properties": {
                                    "name": {"type": "string"},
                                    "semanticVersion": {"type": "string"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id"],
                                            "additionalProperties": False,
                                            "properties": {
                                                "id": {"type": "string"},
                                                "defaultConfiguration": {"properties": {"level": LEVELS}},
                                                **dict.fromkeys(("shortDescription", "fullDescription", "help"), TEXT),
                                            },
                                        },
                                    },
                                },
                            }
                        },
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message"],
                            "additionalProperties": False,
                            "properties": {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": -1},
                                "level": LEVELS,
                                "message": TEXT,
                                "locations": {"type": "array", "items": PLACE},
                                "relatedLocations": {"type": "array", "uniqueItems": True, "items": PLACE},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""The part of the standard that is used here."""


def test_sarif() -> None:
    """A document of the standard; each result points to its rule, and each rule that has a page brings it along."""
    document = json.loads(render_linted_sarif(PACKS, "1.2.3"))
    Draft202012Validator(SARIF).validate(document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [one.diagnostic.code for one in PACKS[0].findings]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error", "warning"]
    by_id = {rule["id"]: rule for rule in rules}
    assert "`late: ~`" in by_id["silent-state"]["help"]["markdown"]
    assert by_id["silent-state"]["help"]["markdown"].count("\n```") == 4
    assert set(by_id["not-written-yet"]) == {"id", "defaultConfiguration"}
    second = run["results"][1]
    assert second["message"]["text"] == "nothing is said\nadd it"
    assert second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "my%20rules/%C3%A4%3Ab%2Cc%25.yaml"
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 8}
    assert second["relatedLocations"][0]["message"]["text"] == "see here"
    assert run["results"][3]["locations"] == []


@pytest.mark.parametrize("render", [render_linted_json, render_linted_github, lambda packs: render_linted_sarif(packs, "1")])
def test_nothing_found(render: Any) -> None:  # noqa: ANN401 - one of the renderers
    """Where there is nothing to tell, programs get something they can read all the same."""
    text = render((Linted("one", ()),))
    assert not text or json.loads(text)
