"""The house: what stands where, what must never be committed, and what a start may cost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MADE = {
    ".git",
    ".venv",
    "build",
    "dist",
    "__pycache__",
    ".hypothesis",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
}
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".json", ".jsonl", ".txt", ".cfg", ""}
BESIDE = {"codes", "engine", "reports", "rules", "schemas"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def is_made(name: str) -> bool:
    """Whether a file or folder of that name is made by a tool and never committed."""
    return name in MADE or name.endswith(".egg-info") or name == "uv.lock" or name.startswith(".coverage")


def walk() -> list[Path]:
    """Every file of the repository that is not made by a tool, links left alone."""
    files = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not is_made(name)]
        files += [Path(folder, name) for name in names if not is_made(name)]
    return sorted(files)


FILES = walk()
MODULES = [path for path in FILES if path.suffix == ".py"]
PRODUCT = [path for path in MODULES if path.relative_to(ROOT).parts[0] not in {"tests", "benchmarks"}]


def name_of(path: Path) -> str:
    """The path as one writes it from the root."""
    return path.relative_to(ROOT).as_posix()


def test_top_level_is_what_was_promised() -> None:
    """A newcomer sees the rooms and the papers of the project, and nothing else."""
    promised = {
        *{".ci", ".gitignore", ".pre-commit-config.yaml", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md"},
        *{
            "__init__.py",
            "__main__.py",
            "benchmarks",
            "cli.py",
            "codes",
            "commands",
            "docs",
            "engine",
            "examples",
            "language_server",
            "py.typed",
            "pyproject.toml",
            "reports",
            "rules",
            "schemas",
            "tests",
        },
    }
    found = {path.name for path in ROOT.iterdir() if not is_made(path.name)}
    assert found == promised


def test_nothing_of_a_machine_is_committed() -> None:
    """No file names a home folder, or a host that packages were fetched from."""
    faults = []
    strange = re.compile(r"/(?:home|root|Users|work)/\w|[A-Z]:\\Users|python" + "hosted|--(?:extra-)?index" + "-url|find" + "-links")
    for path in FILES:
        if path.suffix in TEXT:
            text = path.read_bytes().decode("utf-8", errors="replace")
            faults += [f"{name_of(path)}: {match.group()}" for match in strange.finditer(text)]
    assert not faults


def test_the_lock_file_is_ignored() -> None:
    """`uv.lock` names hosts, so it never enters the repository."""
    assert "uv.lock" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_stay_small_and_well_named(path: Path) -> None:
    """A module that passes 400 lines wants to be two; a module called `utils` has no subject."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert not re.search("util|helper|manager|common|misc", path.stem)


def test_every_room_and_every_file_beside_the_code_is_installed() -> None:
    """What the wheel holds is listed by hand in pyproject.toml; this keeps the list whole."""
    rooms = {"afterword"} | {
        "afterword." + name_of(path.parent).replace("/", ".") for path in PRODUCT if path.name == "__init__.py" and path.parent != ROOT
    }
    homeless = [name_of(path) for path in PRODUCT if path.parent != ROOT and not (path.parent / "__init__.py").exists()]
    setuptools = PROJECT["tool"]["setuptools"]
    assert set(setuptools["packages"]) == rooms
    assert not homeless
    data = {path for path in FILES if path.suffix != ".py" and name_of(path).split("/")[0] in BESIDE}
    assert data == {path for pattern in setuptools["package-data"]["afterword"] for path in ROOT.glob(pattern)} - {ROOT / "py.typed"}


def test_the_clock_is_read_in_the_command_line_alone() -> None:
    """Time is an argument everywhere else, so that the same question has the same answer."""
    clock = re.compile(r"\b(?:time\.time|time_ns|monotonic|datetime\.now|utcnow|date\.today)\b")
    readers = [name_of(path) for path in PRODUCT if clock.search(path.read_text(encoding="utf-8"))]
    assert "commands/inputs.py" in readers
    assert not [name for name in readers if not name.startswith("commands/")]


def test_the_engine_neither_prints_nor_writes() -> None:
    """Only the command line speaks."""
    voice = re.compile(r"\b(?:print|click\.echo)\(|sys\.std(?:out|err)|\.write_(?:text|bytes)\(")
    assert not [
        name_of(path)
        for path in PRODUCT
        if "commands" not in path.parts and path.name != "cli.py" and voice.search(path.read_text(encoding="utf-8"))
    ]


def test_every_exception_of_a_linter_has_its_code() -> None:
    """A bare `noqa` or `type: ignore` would hide the next mistake of that line too."""
    bare = re.compile(r"#\s*(?:noqa(?!:)|type:\s*ignore(?!\[))")
    assert not [name_of(path) for path in MODULES if path != Path(__file__).resolve() and bare.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("module", ["afterword", "afterword.cli"])
def test_an_import_is_quiet_and_light(module: str) -> None:
    """Importing says nothing, warns of nothing, and leaves what is heavy until it is needed."""
    heavy = "{'jsonschema', 'durable', 'durable_rules_engine', 'holidays', 'rich', 'hypothesis', 'asyncio', 'unittest'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (run.stdout, run.stderr) == ("[]\n", "")
