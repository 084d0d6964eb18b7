"""`afterword rules lint`: what it is asked, what it writes where, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands
from afterword.tests.lint.packs import HEAD

WORDS = "vocabulary: {events: {met: {}, wrote: {}}}\nrules:\n"
RULE = "  - {id: one, kind: must, title: T, for_each: {talk: {event: met}}, expect: {event: wrote, within: 1 day}, say: Write.}\n"
FILES = {
    "sound.yaml": HEAD + WORDS + RULE,
    "noted.yaml": HEAD + WORDS.replace("met: {}", "met: {}, slept: {}") + RULE,
    "doubtful.yaml": HEAD + WORDS + RULE.replace("1 day", "0 days"),
    "wrong.yaml": HEAD + WORDS + RULE.replace("title", "titel"),
    "set.yaml": HEAD + "parameters: {soon: {value: 1 day}}\n" + WORDS + RULE.replace("1 day", "$soon"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with packs in it."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*args: str) -> Result:
    """Lint as one types it."""
    return CliRunner().invoke(commands, ["rules", "lint", *args], prog_name="afterword")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("args", "code", "last"),
    [
        (["sound.yaml"], 0, "sound.yaml: nothing to mend"),
        (["noted.yaml"], 0, "noted.yaml: nothing to mend"),
        (["noted.yaml", "--notes"], 0, "To learn more: afterword rules explain unused-event-type"),
        (["doubtful.yaml"], 1, "To learn more: afterword rules explain never-in-time"),
        (["doubtful.yaml", "--fail-on", "error"], 0, "To learn more: afterword rules explain never-in-time"),
        (["wrong.yaml"], 2, "To learn more: afterword rules explain unknown-key"),
        (["wrong.yaml", "--fail-on", "error"], 2, "To learn more: afterword rules explain unknown-key"),
        (["sound.yaml", "doubtful.yaml", "wrong.yaml"], 2, "To learn more: afterword rules explain never-in-time unknown-key"),
        (["set.yaml"], 0, "set.yaml: nothing to mend"),
        (["set.yaml", "--set", "soon=0 h"], 1, "To learn more: afterword rules explain never-in-time"),
        (["set.yaml", "--set", "soon=now"], 2, "To learn more: afterword rules explain wrong-setting"),
        ([], 0, "after-interview: nothing to mend"),
        (["nowhere.yaml"], 2, "To learn more: afterword rules explain file-not-found"),
    ],
)
def test_exit_codes(args: list[str], code: int, last: str) -> None:
    """0 where there is nothing to mend, 1 for warnings, 2 for mistakes, whatever else there is."""
    result = run(*args)
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (code, last)
    assert not result.stderr


@pytest.mark.usefixtures("folder")
def test_packs_are_told_one_after_the_other() -> None:
    """The findings of all packs, in their order, then a line for each."""
    lines = run("wrong.yaml", "sound.yaml", "doubtful.yaml").stdout.splitlines()
    assert [line for line in lines if line.startswith(("wrong", "sound", "doubtful"))] == [
        "wrong.yaml:4:27: unknown-key: `titel` is not a key that can stand here",
        "doubtful.yaml:4:100: warning: never-in-time: only what happens in the very moment of the case's event is in time",
        "wrong.yaml: 1 error",
        "sound.yaml: nothing to mend",
        "doubtful.yaml: 1 warning",
    ]


def test_formats(folder: Path) -> None:
    """Programs get JSON lines, GitHub Actions its commands, SARIF a document; each may go into a file."""
    told = [json.loads(line) for line in run("wrong.yaml", "sound.yaml", "--format", "json").stdout.splitlines()]
    assert [(one["pack"], one["summary"]["error"]) for one in told] == [("wrong.yaml", 1), ("sound.yaml", 0)]
    assert run("wrong.yaml", "--format", "github").stdout.startswith("::error file=wrong.yaml,line=4,")
    assert json.loads(run("wrong.yaml", "--format", "sarif").stdout)["version"] == "2.1.0"
    result = run("wrong.yaml", "--format", "sarif", "--output", "found.sarif")
    assert (result.exit_code, result.stdout) == (2, "")
    assert json.loads((folder / "found.sarif").read_text(encoding="utf-8"))["runs"][0]["results"][0]["ruleId"] == "unknown-key"


@pytest.mark.usefixtures("folder")
def test_bad_calls() -> None:
    """A format that there is not is told with the one that was meant."""
    result = run("sound.yaml", "--format", "sariff")
    assert result.exit_code == 2
    assert "did you mean `sarif`?" in result.stderr
