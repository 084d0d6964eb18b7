"""`afterword why`: a question about a rule in, its reasons out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from afterword.cli import commands

SCHEMA = Path(__file__).parents[2] / "schemas" / "why.schema.json"
JANE = Path(__file__).parents[2] / "examples" / "jane.yaml"
LATER = "2025-10-02T14:31"


@pytest.fixture
def why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Result]:
    """Asks about the log of the example, at a terminal of 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "jane.yaml").write_text(JANE.read_text(encoding="utf-8"), encoding="utf-8")

    def ask(rule: str, *args: str, log: str = "jane.yaml", **options: object) -> Result:
        return CliRunner().invoke(commands, ["why", rule, log, "--as-of", LATER, *args], prog_name="afterword", **options)  # type: ignore[arg-type]

    return ask


@pytest.mark.parametrize("engine", ["auto", "native"])
def test_text(why: Callable[..., Result], engine: str) -> None:
    """Each case stands with the lines of the log behind it, whichever engine found it."""
    result = why("thank-you-letter", "--engine", engine)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "1 overdue, 1 done." in result.stdout
    assert "OVERDUE  person p2 (Dana), interview i1, application a1 (Northwind Analytics)\n" in result.stdout
    assert "to was p1 (Sam Okafor), wanted p2 (Dana)" in result.stdout
    assert "jane.yaml:24" in result.stdout


def test_about_and_all(why: Callable[..., Result]) -> None:
    """Cases may be chosen, and all be told of them."""
    short = why("thank-you-letter", "--about", "person=p1").stdout
    assert "about person p1?" in short
    assert "OVERDUE" not in short
    assert why("thank-you-letter", "--about", "person=p1", "--all").stdout.count("\n") > short.count("\n")


def test_json(why: Callable[..., Result]) -> None:
    """JSON is a line a log that fits its schema."""
    result = why("follow-up-window", "--format", "json")
    assert result.stdout.count("\n") == 1
    answer = json.loads(result.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(answer)
    assert answer["asked"] == {"rule": "follow-up-window", "about": {}}
    assert [bool(rule["cases"]) for rule in answer["rules"]].count(True) == 1


def test_settings_and_packs(why: Callable[..., Result]) -> None:
    """Settings and packs are those of `check`; a rule that is off says so, and is explained all the same."""
    assert "(48 hours)" in why("thank-you-letter", "--set", "thank_you_within=48 hours").stdout
    off = why("thank-you-letter", "--set", "letter_to_each=false")
    assert off.exit_code == 0
    assert "This rule is switched off by `enabled: $letter_to_each`" in off.stdout


def test_mistakes(why: Callable[..., Result], tmp_path: Path) -> None:
    """All mistakes of a question are listed at once, in the call and in the log."""
    result = why("thank-you-lettr", "--about", "persn=p2", "--about", "app=a9")
    assert result.exit_code == 2
    assert result.stdout == ""
    for said in ("did you mean `thank-you-letter`?", "did you mean `person`?", "there is no application `a9` in this log", "3 mistakes"):
        assert said in result.stderr
    (tmp_path / "bad.yaml").write_text("timezone: UTC\nevnts: []\n", encoding="utf-8")
    result = why("thank-you-lettr", log="bad.yaml")
    assert "did you mean `thank-you-letter`?" in result.stderr
    assert "bad.yaml:2:1: unknown-key" in result.stderr
    assert why("thank-you-letter", "--about", "p2").exit_code == 2
    assert why("thank-you-letter", log="nowhere.yaml").exit_code == 2
    assert why("thank-you-letter", "--pack", "nowhere").exit_code == 2


def test_several_logs_in_one_file(why: Callable[..., Result], tmp_path: Path) -> None:
    """A JSON Lines file is explained log by log."""
    logs: list[dict[str, object]] = [{"candidate": name, "timezone": "UTC", "events": []} for name in ("Jane", "Joe")]
    (tmp_path / "all.jsonl").write_text("".join(json.dumps(log) + "\n" for log in logs), encoding="utf-8")
    assert why("thank-you-letter", log="all.jsonl").stdout.count("Why thank-you-letter?") == 2
    assert len(why("thank-you-letter", "--format", "json", log="all.jsonl").stdout.splitlines()) == 2


def test_standard_input_and_plain_terminals(why: Callable[..., Result]) -> None:
    """`-` is standard input; a terminal that has no signs gets letters; colours are asked for."""
    text = JANE.read_text(encoding="utf-8")
    assert "<stdin>:24" in why("thank-you-letter", log="-", input=text).stdout
    plain = CliRunner(charset="ascii").invoke(commands, ["why", "thank-you-letter", "jane.yaml", "--as-of", LATER])
    assert "  + `interview` is e09" in plain.stdout
    assert "✓" not in plain.stdout
    assert "\x1b[" in why("thank-you-letter", "--color", color=True).stdout
    assert "\x1b[" not in why("thank-you-letter", "--no-color", color=True).stdout
