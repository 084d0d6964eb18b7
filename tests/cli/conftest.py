"""The command line with an evaluator of one rule, in a folder with a log."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from click.testing import CliRunner, Result

import afterword.engine
from afterword.cli import commands
from afterword.tests.cli import stand_in

Run: TypeAlias = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the log `jane.yaml` in it."""
    (tmp_path / "jane.yaml").write_text(stand_in.LOG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in ``folder``."""
    assert folder.is_dir()
    module = stand_in.module()
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(afterword.engine, "evaluator", module, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*args: str, **options: object) -> Result:
        return CliRunner().invoke(commands, args, prog_name="afterword", **options)  # type: ignore[arg-type]

    return run
