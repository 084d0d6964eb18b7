"""A newcomer's first rule, written by the README alone: `afterword check` tells each slip alone, with what to do about it.

More slips, and what lint says of them, are in tests/lint/test_first_rule.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands
from afterword.engine.language.load_pack import load_pack
from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.tests.docs.readme import README, blocks, write_files

PACK = "moving.yaml"
RULE = next(block.text for block in blocks(README.read_text(encoding="utf-8")) if block.text.startswith(f"# {PACK}\n"))
EXPECT = "expect: {event: meters_read, within: 2 days}"

BREAKS = [
    ("a key without its colon", "title: Read", "title Read", "missing-colon 10:5", "write `key: value`"),
    ("months, which differ", "within: 2 days", "within: 2 months", "bad-duration 12:42", "count in days or weeks"),
    ("a lost colon in braces", "within: 2 days", "within 2 days", "unknown-key 12:34", "did you mean `within`?"),
    ("a lost brace at the end", EXPECT, EXPECT[:-1], "unclosed-bracket 12:13", "close it with `}`"),
    ("a lost brace at the beginning", EXPECT, EXPECT.replace("{", ""), "unquoted-colon 12:18", f"missing: `{EXPECT}`"),
    ("a line moved to the left", f"    {EXPECT}", f"   {EXPECT}", "bad-indentation 12:4", "begin it in column"),
    ("a tab", f"    {EXPECT}", f"\t{EXPECT}", "tab 12:1", "two for each level"),
    ("a brace left open in a message", "by {due}.\n", "by {due.\n", "bad-message 15:38", "write `{name}`"),
    ("a state by another name", "overdue:", "missed:", "unknown-key 16:7", "one of: upcoming, open, overdue"),
    ("a topic that is listed nowhere", "    why:", "    topic: moving\n    why:", "unknown-topic 13:12", "list it under `topics`"),
]


def check(folder: Path, pack: str) -> Result:
    """What `afterword check` of the README says with that pack."""
    write_files(README.read_text(encoding="utf-8"), folder)
    (folder / PACK).write_text(pack, encoding="utf-8")
    paths = [str(folder / "my-move.yaml"), "--pack", str(folder / PACK)]
    return CliRunner().invoke(commands, ["check", *paths, "--as-of", "2025-05-04T09:00"])


def test_the_rule_works(tmp_path: Path) -> None:
    """What is broken below is whole before."""
    result = check(tmp_path, RULE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Read the meters" in result.stdout


@pytest.mark.parametrize(("old", "new", "place", "help_"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS])
def test_each_mistake_is_told_alone(tmp_path: Path, old: str, new: str, place: str, help_: str) -> None:
    """One slip makes one mistake, at its place, and no other that only follows from it."""
    code, _, where = place.partition(" ")
    assert old in RULE
    result = check(tmp_path, RULE.replace(old, new, 1))
    lines = result.stderr.splitlines()
    assert result.exit_code == 2
    assert lines[0].startswith(f"{tmp_path / PACK}:{where}: {code}: "), result.stderr
    [hint] = [line for line in lines if line.startswith("  help: ")]
    assert help_ in hint
    assert lines[-2:] == ["1 mistake to mend; nothing was evaluated.", f"To learn more: afterword rules explain {code}"]


def test_a_pattern_without_a_name(tmp_path: Path) -> None:
    """Who leaves out the name in `for_each` is shown where one goes."""
    result = check(tmp_path, RULE.replace("{keys: {event: keys_received}}", "{event: keys_received}"))
    assert "help: give what is looked for a name of its own: `{name: {event: …}}`" in result.stderr


def test_a_broken_rule_is_not_asked_for_its_states() -> None:
    """Which states a rule comes to is told of rules that are whole; beside a broken one, of the others."""
    text = RULE.replace("within: 2 days", "within: 2") + RULE.partition("rules:\n")[2].replace("read-the", "read-both").replace(
        "within: 2 days", "direction: any"
    )
    found = load_pack(parse_documents(Source(PACK, text)).value or (), {}).diagnostics
    assert [one.code for one in found] == ["bad-duration", "state-out-of-reach", "state-out-of-reach"]
    assert [one.span.line > len(RULE.splitlines()) for one in found] == [False, True, True]
