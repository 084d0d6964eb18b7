"""`afterword rules diff`: what changes in a pack changes in its logs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from afterword.cli import commands

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "comparison.schema.json").read_text(encoding="utf-8"))
SHOWN = """\
old.yaml: Old 1 → new.yaml: Old 1

SETTINGS  1 changed

 ~ loan_time
     value: 4 weeks → 6 weeks

RULES  1 new, 1 gone, 2 changed

 ~ return-books  Return what you borrowed
     why: Somebody else may be waiting for it. → nothing

 + one-book-at-a-time  One book at a time
     meaning:
       + For each book you borrowed (“the loan”):
       + The advice is given until 9 weeks after the loan.

 ~ when-books-are-due
     meaning:
       - · “ends”: 4 weeks after the loan
       + · “ends”: 6 weeks after the loan

 - no-lending-on  Lend no book of the library to others

old-log.yaml, Thu 10 Apr 2025 12:00  2 new, 1 gone, 1 changed

 ~ return-books
     level: overdue → advice
     state: overdue → open
     due: Sat 29 Mar 2025 → Sat 12 Apr 2025
     message:
       - Moby Dick should have been back by Sat 29 Mar. Take it along on your next way into town.
         Somebody else may be waiting for it.
       + Bring Moby Dick back by Sat 12 Apr.

 + renew-in-time  advice, open
     If you still read Moby Dick, renew it by Sat 12 Apr.
     (before: lapsed)

 + one-book-at-a-time  advice, open
     Read Moby Dick first.

 - no-lending-on  warning, violated; event e2
     You gave Moby Dick to somebody else. Ask for it back: the library will ask you.

5 differences between the packs; in 1 of 1 log, findings differ: 2 new, 1 gone, 1 changed.
"""
AS_OF = "--as-of=2025-04-10T12:00"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with two versions of a pack, and a log."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    assert CliRunner().invoke(commands, ["rules", "new", "old.yaml"]).exit_code == 0
    text = Path("old.yaml").read_text(encoding="utf-8")
    lending = text.index("  # `must_not`"), text.index("  # `advice`")
    Path("new.yaml").write_text(
        (text[: lending[0]] + text[lending[1] :])
        .replace("id: old, ", "id: new, ")
        .replace("value: 4 weeks", "value: 6 weeks")
        .replace("    why: Somebody else may be waiting for it.\n", "")
        .replace("expect: [overdue, open]", "expect: [open, open]")
        + """
  - id: one-book-at-a-time
    kind: advice
    title: One book at a time
    for_each: {loan: {event: book_borrowed}}
    show: {within: 9 weeks}
    say: {open: "Read {loan.book} first."}
""",
        encoding="utf-8",
    )


def run(*args: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(commands, ["rules", "diff", *args], prog_name="afterword")


def test_no_difference() -> None:
    """The exit code tells, as `diff` has it."""
    result = run("old.yaml", "old.yaml", "old-log.yaml", AS_OF)
    assert result.exit_code == 0
    assert result.output == "old.yaml: Old 1 → old.yaml: Old 1\n\nThe packs mean the same; the log is found alike.\n"
    assert run("after-interview", "after-interview").output == "After the interview 1 → After the interview 1\n\nThe packs mean the same.\n"
    assert "all 2 logs are found alike." in run("old.yaml", "old.yaml", "old-log.yaml", "old-log.yaml", AS_OF).output


def test_in_words() -> None:
    """Settings, rules and findings, each with what it was and what it is."""
    result = run("old.yaml", "new.yaml", "old-log.yaml", AS_OF)
    assert result.exit_code == 1
    assert result.output == SHOWN


def test_colours() -> None:
    """What is new is green, what is gone red."""
    text = run("old.yaml", "new.yaml", "--color").output
    assert "\x1b[32m+\x1b[0m" in text
    assert "\x1b[31m-\x1b[0m" in text
    assert "\x1b" not in run("old.yaml", "new.yaml").output


def test_narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lines are broken, whatever the width."""
    monkeypatch.setenv("COLUMNS", "50")
    lines = run("old.yaml", "new.yaml", "old-log.yaml", AS_OF).output.splitlines()
    assert max(map(len, lines)) <= 50


def test_settings() -> None:
    """A pack can be compared with itself under another setting."""
    result = run("old.yaml", "old.yaml", "--set", "loan_time=6 weeks", "old-log.yaml", AS_OF)
    assert result.exit_code == 1
    assert "value: 4 weeks → 6 weeks" in result.output
    assert "return-books" in result.output


def test_json() -> None:
    """As JSON it is one line, as its schema describes it."""
    Draft202012Validator.check_schema(SCHEMA)
    for arguments in (("old.yaml", "old.yaml"), ("old.yaml", "new.yaml", "old-log.yaml"), ("after-interview", "release-checklist")):
        result = run(*arguments, AS_OF, "--format", "json")
        [line] = result.output.splitlines()
        found = json.loads(line)
        assert not list(Draft202012Validator(SCHEMA).iter_errors(found))
        assert found["differs"] is (result.exit_code == 1)
    found = json.loads(run("old.yaml", "new.yaml", "old-log.yaml", AS_OF, "--format", "json").output)
    assert [(one["name"], one["change"]) for one in found["rules"]] == [
        ("return-books", "changed"),
        ("one-book-at-a-time", "new"),
        ("when-books-are-due", "changed"),
        ("no-lending-on", "gone"),
    ]
    [log] = found["logs"]
    assert log["old"]["overdue"] == 1
    assert log["new"]["overdue"] == 0


def test_mistakes() -> None:
    """Mistakes in packs, logs and times are listed; nothing is compared."""
    Path("broken.yaml").write_text("rules: 5\n", encoding="utf-8")
    Path("strange.yaml").write_text("timezone: UTC\nevents: [{id: e1, type: nothing, at: 2025-01-01T10:00}]\n", encoding="utf-8")
    for arguments in (("old.yaml", "broken.yaml"), ("old.yaml", "new.yaml", "strange.yaml"), ("nowhere", "new.yaml")):
        result = run(*arguments, AS_OF)
        assert result.exit_code == 2
        assert "to mend; nothing was evaluated." in result.stderr
        assert result.stdout == ""
    assert run("old.yaml", "new.yaml", "old-log.yaml", "--as-of", "soon").exit_code == 2
    assert run("old.yaml").exit_code == 2
