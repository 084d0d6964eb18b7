"""The README keeps its word: what it shows is what happens."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from afterword.tests.docs.pages import default_pack
from afterword.tests.docs.readme import README, ROOT, blocks, render_readme, run, write_files

PAGE = README.read_text(encoding="utf-8")


def test_commands_say_what_the_page_shows() -> None:
    """Each command of the README is typed, with the files that the README shows, and says what stands there."""
    assert render_readme() == PAGE, "run `python -m afterword.tests.docs.pages`, and read what has changed"


def test_every_file_shown_is_used() -> None:
    """A file that no command or program of the page reads would never be run."""
    names = [match[1] for block in blocks(PAGE) if (match := re.match(r"# ([\w-]+\.yaml)\n", block.text))]
    others = "".join(block.text for block in blocks(PAGE) if block.language != "yaml")
    assert len(names) == len([block for block in blocks(PAGE) if block.language == "yaml"])
    assert [name for name in names if name not in others] == []


def test_two_commands_do_all_the_setting_up() -> None:
    """One checks an example, the other runs the tests; .ci/run types both as they stand. Here the first one runs without its setting up."""
    setups = [block.text.strip() for block in blocks(PAGE) if block.language == "sh"]
    check, tests = (command.removeprefix("python3 -m pip install uv && python3 -m uv run ") for command in setups)
    assert tests == "pytest"
    done = run(check, ROOT)
    assert done.returncode == 1
    assert "OVERDUE" in done.stdout


def test_embedding_takes_five_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The program of the README runs, and prints the findings of the log of the README."""
    write_files(PAGE, tmp_path)
    monkeypatch.chdir(tmp_path)
    [program] = [block.text for block in blocks(PAGE) if block.language == "python"]
    tree = ast.parse(program)
    assert sum(1 for _ in filter(None, program.splitlines())) == 5
    exec(compile(tree, "README.md", "exec"), {})  # noqa: S102 - it is our own README
    assert "thank" in capsys.readouterr().out.lower()


def test_the_words_you_need_most_are_true() -> None:
    """The table of event types names the fields that each really requires."""
    events = default_pack().vocabulary.events
    shown = re.findall(r"^\| `(\w+)` \| [^|]+ \| (`[^|]+`) \|$", PAGE, re.MULTILINE)
    assert len(shown) >= 15
    for name, fields in shown:
        required = {field.name for field in events[name].fields.values() if field.required}
        assert set(re.findall(r"`(\w+)`", fields)) == required, name
