"""The commands of docs/changing-rules.md and docs/editors.md are typed as they stand."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import commands
from afterword.tests.docs.pages import DOCS
from afterword.tests.docs.readme import ROOT, blocks


def run(page: str, language: str = "sh") -> dict[str, int]:
    """The commands of a page with their exit codes; a watch would not end, and is left out."""
    shown = [block.text for block in blocks((DOCS / page).read_text(encoding="utf-8")) if block.language == language]
    typed = [line for text in shown for line in text.splitlines() if " watch " not in line]
    return {line: type_in(shlex.split(line)) for line in typed}


def type_in(words: list[str]) -> int:
    """Run a line of a page; its exit code."""
    if words[0] == "afterword":
        return CliRunner().invoke(commands, words[1:], prog_name="afterword").exit_code
    return subprocess.run(words, check=False).returncode


def test_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack is begun, another built, and both compared; schemas are written where the page says."""
    monkeypatch.chdir(tmp_path)
    for name in ("jane.yaml", "sam.yaml"):
        (tmp_path / name).write_text((ROOT / "examples" / "jane.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert list(run("changing-rules.md").values()) == [0, 0, 0, 1]
    assert list(run("editors.md").values()) == [0, 0, 0]
    for name in ("pack", "log"):
        assert "$schema" in json.loads((tmp_path / ".schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))


def test_settings_of_editors() -> None:
    """What is to be pasted is sound."""
    [settings] = [block.text for block in blocks((DOCS / "editors.md").read_text(encoding="utf-8")) if block.language == "json"]
    assert list(json.loads(settings)["yaml.schemas"]) == [".schemas/pack.schema.json", ".schemas/log.schema.json"]
