"""`afterword rules test`: what is printed, what is written, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands

ALL_WELL = "moving 1: 3 examples and 1 case as expected. Coverage 75 % (6 of 8).\n1 example left out: the rules are switched off.\n"


def run(*args: str) -> Result:
    """Run the command on the small pack."""
    return CliRunner().invoke(commands, ["rules", "test", *args], prog_name="afterword", env={"COLUMNS": "100"})


def spoil(folder: Path) -> None:
    """Let an example expect what does not come out."""
    path = folder / "moving" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("expect: [overdue]", "expect: [late]"), encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_all_is_well() -> None:
    """The exit code is 0, and one line tells how much was tested; a pack may be named by a path or by its name."""
    result = run("moving")
    assert (result.exit_code, result.output) == (0, ALL_WELL)
    result = run("moving", "after-interview", "-k", "forgotten", "--engine", "native")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.output.splitlines()] == ["moving 1", "after-interview 1"]


def test_failure(folder: Path) -> None:
    """The exit code is 1, and the difference is shown."""
    spoil(folder)
    result = run("moving")
    assert result.exit_code == 1
    assert "FAILED read-the-meters: forgotten\nmoving/rules.yaml:25:17: asked about Mon 5 May 2025 (UTC)\n" in result.output
    assert "  - expected  late\n  + came out  overdue, flat f1, due Sun 4 May 2025 09:00\n" in result.output


def test_why(folder: Path) -> None:
    """How each case of a failure came to its state: the one that came out, or all of the rule where nothing like it did."""
    spoil(folder)
    result = run("moving", "--why", "-k", "forgotten")
    assert result.exit_code == 1
    assert "\n\nOVERDUE  flat f1\n" in result.output
    path = folder / "moving" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("expect: [open, done]", "expect: [open, done, late]"), encoding="utf-8")
    output = run("moving", "--why", "-k", "two flats").output
    assert output.count("\nOPEN  flat f2\n") == output.count("\nDONE  flat f1") == 1


@pytest.mark.usefixtures("folder")
def test_coverage() -> None:
    """It is listed where it is asked for, and fails where it is lower than it must be."""
    assert " [ ] read-the-meters  open, overdue, late, done; not lapsed\n" in run("moving", "--coverage").output
    result = run("moving", "--min-coverage", "80")
    assert result.exit_code == 1
    assert "FAILED coverage is 75 %, and 80 % is asked for. No test shows\nmoving/rules.yaml:6:9: read-the-meters lapsed\n" in result.output
    assert run("moving", "--min-coverage", "75").exit_code == 0


@pytest.mark.usefixtures("folder")
def test_settings_and_cases() -> None:
    """Settings go to the pack, and files of cases may be named apart from it."""
    result = run("moving", "--set", "strict=true")
    assert (result.exit_code, "left out" in result.output) == (0, False)
    assert run("moving/rules.yaml", "moving/words.yaml").exit_code == 2
    other = Path("other.yaml")
    other.write_text("pack: moving\ncases: [{name: empty, log: {events: []}, moments: [{at: 2025-05-02, expect: []}]}]\n", encoding="utf-8")
    assert run("--cases", "other.yaml").output.startswith("moving 1: 3 examples and 2 cases as expected.")


def test_formats(folder: Path) -> None:
    """JSON and JUnit go to standard output, or whole into a file; the exit code is the same."""
    spoil(folder)
    result = run("moving", "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.output)["passed"] is False
    result = run("moving", "--format", "junit", "--min-coverage", "100", "--output", "report.xml")
    assert (result.exit_code, result.output) == (1, "")
    root = ET.fromstring((folder / "report.xml").read_bytes())  # noqa: S314 - our own
    assert (root.get("tests"), root.get("failures")) == ("5", "2")
    assert run("moving", "--color", "--output", "report.txt").exit_code == 1
    assert (folder / "report.txt").read_text(encoding="utf-8").startswith("FAILED read-the-meters")


def test_a_file_that_cannot_be_written(folder: Path) -> None:
    """It is a mistake in the call, and what was there stays as it was; nothing else is left behind."""
    before = sorted(folder.iterdir())
    result = run("moving", "--output", "nowhere/report.txt")
    assert (result.exit_code == 0, "cannot be written" in result.output) == (False, True)
    assert run("moving", "--output", "moving").exit_code == 2
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
def test_mistakes() -> None:
    """Mistakes in files, and in the call, end with 2."""
    result = run("moving", "--cases", "nowhere.yaml", "--set", "strikt=true")
    assert result.exit_code == 2
    assert "nowhere.yaml:1:1: file-not-found" in result.output
    assert "unknown-parameter" in result.output
    result = run("moving", "-k", "nothing-like-it")
    assert (result.exit_code, "No test has 'nothing-like-it' in its name." in result.output) == (2, True)
    result = run("moving", "-k", "forgotten", "--min-coverage", "10")
    assert (result.exit_code, "leave out -k" in result.output) == (2, True)
    assert run("moving", "--engine", "both", "--min-coverage", "101").exit_code == 2
