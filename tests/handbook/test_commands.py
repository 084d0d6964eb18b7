"""`afterword rules list`, `show` and `doc`, as they are typed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from afterword.cli import commands
from afterword.engine.handbook.make_handbook import make_handbook
from afterword.reports.handbook_html import render_handbook_html
from afterword.reports.handbook_markdown import render_handbook_markdown
from afterword.reports.layout import columns
from afterword.tests.handbook.odd import PACK
from afterword.tests.handbook.packs import EVERY_WORD, default_pack

COACHING = Path(__file__).resolve().parents[2] / "examples" / "packs" / "my-coaching.yaml"


def run(*args: str, width: int = 100) -> Result:
    """Type a command on rules."""
    return CliRunner().invoke(commands, ["rules", *args], prog_name="afterword", env={"COLUMNS": str(width)})


def listed(*args: str) -> list[str]:
    """The ids of the rules that are listed."""
    result = run("list", "--format", "json", *args)
    assert result.exit_code == 0, result.output
    return [rule["id"] for rule in json.loads(result.output)["rules"]]


# -------------------------------------------------------------------------------------------------------------------- list


def test_list() -> None:
    """A line for each rule, and how many there are."""
    result = run("list", "--step", "4", "--no-outside", width=120)
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert lines[0].split() == ["RULE", "STEP", "KIND", "TITLE", "TAGS"]
    assert re.fullmatch(r"thank-you-letter-to-one +4 +must +Thank at least one of those who interviewed you +letter +off", lines[5])
    assert re.fullmatch(r"After the interview 1: 15 of \d+ rules, 1 of them switched off", lines[-1])


def test_filters() -> None:
    """Each option narrows the list; one that is repeated widens its own part of it."""
    every = listed()
    assert every == [rule.id for rule in make_handbook(default_pack()).rules]
    assert listed("--kind", "fact") == [one.rule.id for one in default_pack().rules if one.rule.kind.value == "fact"]
    assert sorted(listed("--outside") + listed("--no-outside")) == sorted(every)
    assert listed("--source", "S32", "--kind", "must") == [
        "thank-you-letter",
        "thank-you-letter-to-one",
        "thank-you-letter-unnamed",
        "resend-letter",
    ]
    assert listed("--step", "1", "--step", "3") == listed("--step", "1") + listed("--step", "3")
    assert set(listed("--tag", "recovery", "--tag", "closing")) == set(listed("--tag", "recovery")) | set(listed("--tag", "closing"))


def test_nothing_to_list() -> None:
    """That no rule is like that is said, not shown as an empty table."""
    result = run("list", "--tag", "no-such-tag")
    assert result.exit_code == 0
    assert result.output.startswith("No rule is like that.\n\nAfter the interview 1: 0 of ")


def test_settings_switch_rules_off() -> None:
    """The list shows which rules run with the settings that are given."""
    rules = json.loads(run("list", "--set", "outside_rules=false", "--format", "json").output)["rules"]
    assert {rule["enabled"] for rule in rules if rule["outside"]} == {False}


def test_a_pack_that_builds_on_another() -> None:
    """Its own rules stand beside those of the other."""
    assert "call-your-coach" in listed(str(COACHING))
    assert "thank-you-letter" in listed(str(COACHING))


@pytest.mark.parametrize("width", [1, 80, 200])
def test_a_list_of_any_width(width: int) -> None:
    """Titles are broken, never cut; a wide terminal shows each rule in one line."""
    output = run("list", "--step", "4", width=width).output
    assert {"Write", "those", "who", "interviewed", "you,", "not", "somebody", "else"} <= set(output.split())
    assert (len(output.splitlines()) == len(listed("--step", "4")) + 3) is (width == 200)


# -------------------------------------------------------------------------------------------------------------------- show


def test_show() -> None:
    """One rule with all that belongs to it."""
    result = run("show", "thank-you-letter")
    assert result.exit_code == 0
    headings = [line for line in result.output.splitlines() if re.match(r"[A-Z][a-z]+( [a-z]+)*$", line)]
    assert headings == [
        "Thank everybody who interviewed you",
        "Why",
        "What it says",
        "Parameters",
        "Events",
        "Facts it builds on",
        "Sources",
        "Examples",
    ]
    assert "to do, step 4 (Send a thank-you letter), switched on, tagged letter\n" in result.output
    assert "Within 24 hours after the interview, there must be one of these:\n" in result.output
    assert "  thank_you_within = 24 hours: How soon" in result.output
    assert "    2025-09-10 12:00  asked, and found: done, done, overdue\n" in result.output
    assert re.search(r"^in after-interview/step-4.yaml:\d+$", result.output, re.MULTILINE)


def test_show_a_rule_from_outside_that_is_switched_off() -> None:
    """What one should know of it stands at the top, and its pages have addresses that can be clicked."""
    output = run("show", "letter-after-a-pause", "--set", "outside_rules=false", "--set", "letter_not_before=1 hour").output
    assert "switched off, from outside the guide" in output
    assert "letter_not_before = 1 hour (changed)" in output
    assert "outside_rules = false (changed)" in output
    assert re.search(r"^    https://\S+$", output, re.MULTILINE)


def test_show_a_fact() -> None:
    """Who uses it is told."""
    output = run("show", "met").output
    assert "a fact, switched on" in output
    assert "Its fact\n  met: used by thanked, " in output
    assert "Its fact\n  quiet: used by no rule\n" in run("show", "quiet", "--pack", str(EVERY_WORD)).output


def test_show_overrides() -> None:
    """A rule that another pack changes stands in two places."""
    output = run("show", "keep-looking", "--pack", str(COACHING)).output
    assert re.search(r"^in after-interview/step-7.yaml:\d+\nchanged in .*my-coaching.yaml:\d+$", output, re.MULTILINE)
    source = run("show", "keep-looking", "--pack", str(COACHING), "--format", "yaml").output
    assert [line[:2] for line in source.splitlines() if line.startswith(("# ", "- ", "k"))] == ["# ", "- ", "# ", "ke"]


def test_show_as_yaml() -> None:
    """The rule's own text, ready to be copied below `rules:`."""
    result = run("show", "thank-you-letter", "--format", "yaml")
    [rule] = yaml.safe_load(result.output)
    assert (rule["id"], len(rule["examples"])) == ("thank-you-letter", 12)


def test_show_as_json() -> None:
    """All that is shown can be read by a program."""
    result = run("show", "thank-you-letter", "--format", "json")
    assert result.output.count("\n") == 1
    rule = json.loads(result.output)["rule"]
    assert rule["description"].startswith("For each interview that is over, and for each person")
    assert rule["source"][0] == "S32"
    assert rule["sources"][0] == {"id": "S32", "kind": "guide", "title": "The letter leaves within 24 hours", "url": None}
    assert rule["messages"][0]["state"] == "open"
    assert {one["name"]: one["value"] for one in rule["parameters"]}["thank_you_within"] == "24 hours"
    assert rule["examples"][0]["states"] == ["done"]
    assert rule["facts"] == ["decided", "next_round"]
    assert rule["places"] == [rule["places"][0]]


def test_show_what_is_not_there() -> None:
    """The nearest id is proposed, or the list of all, by a command that works as it stands."""
    result = run("show", "thank-you-leter")
    assert result.exit_code == 2
    assert "has no rule 'thank-you-leter'. Did you mean `thank-you-letter`?" in result.output
    assert f"`afterword rules list {EVERY_WORD}` lists them all." in run("show", "zzzz", "--pack", str(EVERY_WORD)).output


def test_a_pack_with_mistakes_is_not_shown(tmp_path: Path) -> None:
    """They are listed as everywhere, and the exit code is 2."""
    (tmp_path / "bad.yaml").write_text("pack: {id: bad}\nrulez: []\n", encoding="utf-8")
    for args in (
        ("list", str(tmp_path / "bad.yaml")),
        ("show", "x", "--pack", str(tmp_path / "bad.yaml")),
        ("doc", str(tmp_path / "bad.yaml")),
    ):
        result = run(*args)
        assert result.exit_code == 2
        assert "unknown-key" in result.output


@pytest.mark.parametrize("width", [1, 64, 200])
def test_a_rule_of_any_width(width: int, tmp_path: Path) -> None:
    """Lines keep to the width of the terminal, as far as 40 columns leave room, and no letter of the pack moves the cursor."""
    (tmp_path / "odd.yaml").write_text(PACK, encoding="utf-8")
    for args in (("thank-you-letter",), ("odd-rule", "--pack", str(tmp_path / "odd.yaml"))):
        output = run("show", *args, width=width).output
        widest = max(columns(line) for line in output.splitlines() if "http" not in line and "in /" not in line)
        assert widest <= max(40, min(width, 100))
        assert output.isprintable() or set(re.findall(r"[^\x20-\uffff]", output)) == {"\n"}


def test_colours() -> None:
    """Headings are bold where colours are asked for."""
    assert "\x1b[1mthank-you-letter\x1b[0m" in run("show", "thank-you-letter", "--color").output
    assert "\x1b[1mRULE" in run("list", "--color").output
    assert "\x1b" not in run("show", "thank-you-letter").output + run("list").output


def test_completion_proposes_rules() -> None:
    """A shell completes the id of a rule, of the pack that is named."""
    complete = ShellComplete(commands, {}, "afterword", "_AFTERWORD_COMPLETE")
    assert [one.value for one in complete.get_completions(["rules", "show"], "thank-you-")] == [
        "thank-you-letter",
        "thank-you-letter-to-one",
        "thank-you-letter-unnamed",
    ]
    assert [one.value for one in complete.get_completions(["rules", "show", "--pack", str(EVERY_WORD)], "require")] == [
        "require-one",
        "require-all",
    ]
    assert complete.get_completions(["rules", "show", "--pack", "no-such-pack"], "a") == []


# --------------------------------------------------------------------------------------------------------------------- doc


def test_doc(tmp_path: Path) -> None:
    """The handbook goes to standard output or into a file, which is written anew."""
    book = make_handbook(default_pack())
    assert run("doc").output == render_handbook_markdown(book)
    file = tmp_path / "handbook.html"
    file.write_text("old", encoding="utf-8")
    result = run("doc", "--format", "html", "-o", str(file))
    assert (result.exit_code, result.output) == (0, "")
    assert file.read_text(encoding="utf-8") == render_handbook_html(book)
    assert list(tmp_path.iterdir()) == [file]


def test_doc_is_the_same_each_time() -> None:
    """The same pack and settings give the same bytes; settings show."""
    first = run("doc", str(EVERY_WORD), "--set", "reply_within=3 days").output
    assert first == run("doc", str(EVERY_WORD), "--set", "reply_within=3 days").output
    assert "Within 3 days after the opened case" in first


@pytest.mark.parametrize("place", [".", "no-folder/handbook.md"])
def test_doc_cannot_be_written(place: str, tmp_path: Path) -> None:
    """A folder, or a file where there can be none, is refused in plain words."""
    call = [sys.executable, "-m", "afterword", "rules", "doc", str(EVERY_WORD), "-o", str(tmp_path / place)]
    result = subprocess.run(call, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Error: " in result.stderr
    assert list(tmp_path.iterdir()) == []
