"""`afterword rules new` and `rules schema`: what a newcomer begins with."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from afterword.cli import commands
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.structure import SCHEMA
from afterword.engine.times.model import Duration


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)


def run(*args: str) -> Result:
    """Type a command."""
    return CliRunner().invoke(commands, args, prog_name="afterword")


def files() -> list[str]:
    """All files, by their paths."""
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "pack", "log", "home"),
    [
        (None, "my-rules/pack.yaml", "my-rules-log.yaml", "my-rules"),
        ("Good Habits", "Good Habits/pack.yaml", "Good Habits-log.yaml", "Good Habits"),
        ("habits.yaml", "habits.yaml", "habits-log.yaml", "."),
        ("deep/down/habits.yml", "deep/down/habits.yml", "deep/down/habits-log.yaml", "deep/down"),
    ],
)
def test_a_pack_to_begin_with(name: str | None, pack: str, log: str, home: str) -> None:
    """It has nothing to mend, its examples show every state, and its log is read and has findings."""
    result = run("rules", "new", *([name] if name else []))
    assert result.exit_code == 0, result.output
    given = name or "my-rules"
    made = re.sub(r"[^a-z]+", "-", Path(given).stem.lower())
    schemas = [Path(home, ".schemas", one).as_posix() for one in ("pack.schema.json", f"{made}-log.schema.json")]
    assert files() == sorted([pack, log, *schemas])
    assert run("rules", "lint", "--notes", given).exit_code == 0
    tests = run("rules", "test", given, "--min-coverage", "100")
    assert tests.exit_code == 0, tests.output
    assert run("check", log, "--pack", given, "--as-of", "2025-04-10").exit_code == 1
    opened = open_pack(given, {}).value
    assert opened is not None
    assert {rule.kind.value for rule in opened.pack.rules} == {"must", "must_not", "advice", "fact"}
    assert opened.pack.parameters
    for file in (pack, log):
        first = Path(file).read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith("# yaml-language-server: $schema=")
        schema = json.loads(Path(file).parent.joinpath(first.partition("=")[2]).read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        assert ("waivers" in schema["properties"]) is (file == log)


@pytest.mark.parametrize("name", ["my-rules", "Good Habits", "Anne's (new).yaml"])
def test_what_it_tells_to_do_next(name: str) -> None:
    """Each command that is proposed works as it stands, in a shell and in the head of the pack."""
    said = run("rules", "new", name).output
    typed = [shlex.split(line) for line in re.findall(r"^  afterword (.+?)    ", said, re.MULTILINE)]
    stem = Path(name).stem
    pack = Path(name) if name.endswith(".yaml") else Path(name, "pack.yaml")
    head = re.findall("^#   afterword (.+?)    ", pack.read_text(encoding="utf-8"), re.MULTILINE)
    assert [shlex.split(line) for line in head] == [["rules", word, name] for word in ("lint", "test", "watch")]
    assert [line[:2] for line in typed] == [
        ["check", f"{stem}-log.yaml"],
        ["rules", "lint"],
        ["rules", "test"],
        ["rules", "watch"],
    ]
    for line in typed[:3]:
        assert run(*line).exit_code in {0, 1}


def test_nothing_is_overwritten() -> None:
    """Neither a pack nor a log, nor a folder in which something is."""
    Path("my-rules").mkdir()
    assert run("rules", "new").exit_code == 0
    before = {name: Path(name).read_bytes() for name in files()}
    assert run("rules", "new").exit_code == 2
    assert "my-rules/pack.yaml is there already" in run("rules", "new", "--extends", "after-interview").stderr
    Path("notes").mkdir()
    Path("notes/mine.txt").write_text("mine", encoding="utf-8")
    assert "notes is there already" in run("rules", "new", "notes").stderr
    assert "my-rules-log.yaml is there already" in run("rules", "new", "my-rules.yaml").stderr
    assert {name: Path(name).read_bytes() for name in files() if not name.startswith("notes")} == before
    assert "cannot be made" in run("rules", "new", "my-rules-log.yaml/x").stderr


def test_a_pack_that_builds_on_another() -> None:
    """It changes nothing at first; each setting that it lists, with its mark taken off, keeps its value."""
    assert run("rules", "new", "mine", "--extends", "after-interview").exit_code == 0
    assert "mine-log.yaml" not in files()
    base, built = open_pack("after-interview", {}).value, open_pack("mine", {}).value
    assert base is not None
    assert built is not None
    assert [rule.id for rule in built.pack.rules] == [rule.id for rule in base.pack.rules]
    assert run("rules", "lint", "mine").exit_code == 0
    pack = Path("mine/pack.yaml")
    text = pack.read_text(encoding="utf-8")
    start, end = text.index("# parameters:"), text.index("\n\n# Rules of it that are to be left out")
    pack.write_text(text[:start] + re.sub("^# ?", "", text[start:end], flags=re.MULTILINE) + text[end:], encoding="utf-8")
    again = open_pack("mine", {})
    assert again.value is not None, again.diagnostics
    assert list(again.value.pack.parameters) == list(base.pack.parameters)
    assert [one.value for one in again.value.pack.parameters.values()] == [one.value for one in base.pack.parameters.values()]
    assert any(isinstance(one.value, Duration) for one in base.pack.parameters.values())


@pytest.mark.parametrize("base", ["after-interview", "release-checklist"])
def test_what_a_pack_that_builds_on_another_shows(base: str) -> None:
    """All of its examples of changes can be taken as they stand: with their marks taken off, nothing is to mend."""
    assert run("rules", "new", "mine.yaml", "--extends", base).exit_code == 0
    pack = Path("mine.yaml")
    head, parts = pack.read_text(encoding="utf-8").split("\npack:")
    parts = re.sub("^# (parameters:|switch_off:|override:|vocabulary:|  )", r"\1", parts, flags=re.MULTILINE)
    assert "\noverride:\n  " in parts
    pack.write_text(f"{head}\npack:{parts}", encoding="utf-8")
    result = run("rules", "lint", "mine.yaml")
    assert result.exit_code == 0, result.output


def test_a_pack_that_builds_on_a_path() -> None:
    """The path is counted from the new pack."""
    assert run("rules", "new", "one.yaml").exit_code == 0
    assert run("rules", "new", "inner/two", "--extends", "one.yaml").exit_code == 0
    assert 'extends: "../../one.yaml"' in Path("inner/two/pack.yaml").read_text(encoding="utf-8")
    assert run("rules", "lint", "inner/two").exit_code == 0
    assert run("rules", "new", "three", "--extends", "nowhere").exit_code == 2
    assert not Path("three").exists()


def test_schemas() -> None:
    """The schemas that are shipped are printed as they are, that of a log is made of a pack."""
    assert run("rules", "schema").output == SCHEMA.read_text(encoding="utf-8")
    assert run("rules", "schema", "report").output == SCHEMA.with_name("report.schema.json").read_text(encoding="utf-8")
    log = json.loads(run("rules", "schema", "log").output)
    assert log["title"] == "Log for the pack After the interview"
    assert run("rules", "schema", "log", "-o", "log.json").output == ""
    assert json.loads(Path("log.json").read_text(encoding="utf-8")) == log
    assert json.loads(run("rules", "schema", "log", "--pack", "release-checklist").output) != log
    assert "did you mean `report`?" in run("rules", "schema", "reports").stderr
    assert run("rules", "schema", "log", "--pack", "nowhere").exit_code == 2
