"""`afterword import-declare`: a model in, a pack out, by which logs can be checked at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands

MODEL = """\
activity sent
activity paid
bind paid: amount
amount: float between 0.0 and 500.0
Response[sent, paid] | |T.amount >= 10 |0,30,d
End[paid] | |
"""
EVENTS = [
    {"id": "e1", "type": "sent", "at": "2025-09-01T10:00"},
    {"id": "e2", "type": "paid", "at": "2025-10-01T10:00", "amount": 10.0},
]


def run(*args: str, stdin: str | None = None) -> Result:
    """Run a command."""
    return CliRunner().invoke(commands, args, input=stdin, prog_name="afterword")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a model and a log in it."""
    (tmp_path / "shop.decl").write_text(MODEL, encoding="utf-8")
    (tmp_path / "log.json").write_text(json.dumps({"timezone": "UTC", "events": EVENTS}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verdicts(*args: str) -> list[str]:
    """The verdicts on the log, in the order of rules."""
    result = run("check", "--pack", "shop.yaml", "log.json", "--format", "json", *args)
    assert result.exit_code in {0, 1}, result.stderr
    return [item["verdict"] for step in json.loads(result.stdout)["checklist"] for item in step["items"]]


def test_a_pack(folder: Path) -> None:
    """The pack is written, and works: on a log that goes on, and on one that is over."""
    result = run("import-declare", "shop.decl", "-o", "shop.yaml")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "afterword rules lint shop.yaml" in result.stderr
    assert (folder / "shop.yaml").read_text(encoding="utf-8").startswith('# Made of the Declare model "shop.decl"')
    assert verdicts("--as-of", "2025-09-15T10:00") == ["currently_violated", "currently_violated"]
    assert verdicts("--as-of", "2025-10-01T10:00") == ["satisfied", "currently_satisfied"]
    assert verdicts("--as-of", "2025-10-01T10:00", "--ended") == ["satisfied", "satisfied"]
    assert verdicts("--as-of", "2025-09-15T10:00", "--ended") == ["violated", "violated"]


def test_the_model_is_never_overwritten(folder: Path) -> None:
    """A model that would be replaced by the pack made of it stays."""
    result = run("import-declare", "shop.decl", "-o", "./shop.decl")
    assert result.exit_code == 2
    assert "./shop.decl is what is to be read, and is left as it is" in result.stderr
    assert (folder / "shop.decl").read_text(encoding="utf-8") == MODEL


def test_a_pack_that_is_there_stays(folder: Path) -> None:
    """Rules that may have been worked on since are not overwritten."""
    pack = folder / "shop.yaml"
    pack.write_text("rules: []\n", encoding="utf-8")
    result = run("import-declare", "shop.decl", "-o", "shop.yaml")
    assert result.exit_code == 2
    assert "shop.yaml is there already, and is left as it is" in result.stderr
    assert pack.read_text(encoding="utf-8") == "rules: []\n"


def test_standard_output(folder: Path) -> None:
    """Without a place to write to, the pack is printed; the model may come from standard input."""
    assert folder.is_dir()
    from_file, from_input = run("import-declare", "shop.decl"), run("import-declare", "-", stdin=MODEL)
    assert from_file.exit_code == from_input.exit_code == 0
    assert from_file.stdout.partition("rules:")[2] == from_input.stdout.partition("rules:")[2]
    assert "id: response-sent-paid" in from_file.stdout


def test_mistakes(folder: Path) -> None:
    """All mistakes are listed with their places, and nothing is written."""
    (folder / "shop.decl").write_text(MODEL + "Respons[sent, paid]\nInit[send] | |\n", encoding="utf-8")
    result = run("import-declare", "shop.decl", "-o", "shop.yaml")
    assert result.exit_code == 2
    assert "shop.decl:7:1: unknown-template" in result.stderr
    assert "did you mean `Response`?" in result.stderr
    assert "shop.decl:8:6: unknown-activity" in result.stderr
    assert not (folder / "shop.yaml").exists()
    assert run("import-declare", "none.decl").exit_code == 2
