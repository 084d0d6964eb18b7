"""Lint reads as much of a pack as its mistakes leave, and tells no more than it can be sure of."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from afterword.engine.language.find_pack import find_pack
from afterword.engine.lint.lint_pack import lint_pack, lint_sources
from afterword.engine.lint.model import LINT_CODES, Level
from afterword.tests.lint.packs import HEAD, codes, lint, places
from afterword.tests.test_house import ROOT

WORDS = "vocabulary: {events: {met: {fields: {said: text}}, wrote: {}}}\n"
RULE = "  - {id: one, kind: must, title: T, for_each: {talk: {event: met}}, expect: {event: wrote, within: 1 day}, say: Write.}\n"
SOUND = HEAD + WORDS + "rules:\n" + RULE


def test_the_default_pack_is_clean() -> None:
    """There is nothing to mend in the pack that is shipped, with every setting of a switch; notes tell of what is kept on record."""
    for settings in ({}, {"letter_to_one": "true", "letter_to_each": "false"}, {"outside_rules": "false"}):
        assert {finding.level for finding in lint_pack("after-interview", settings)} <= {Level.NOTE}
    assert codes(lint_pack("after-interview", {})) == ["unused-event-type"] * 3


def test_sources_and_paths_are_linted_alike(tmp_path: Path) -> None:
    """What an editor holds is linted as if it were on disk."""
    (tmp_path / "rules.yaml").write_text(SOUND.replace("say: Write.", "say: ~, why: 3, kindd: x"), encoding="utf-8")
    sources = find_pack(str(tmp_path)).value
    assert sources is not None
    (found,) = lint_pack(str(tmp_path), {})
    (also,) = lint_sources(sources, {})
    assert (
        (found.diagnostic.code, found.diagnostic.hint)
        == (also.diagnostic.code, also.diagnostic.hint)
        == ("unknown-key", "did you mean `kind`?")
    )


def test_a_pack_that_is_not_there() -> None:
    """A name that leads nowhere is an error like any other."""
    assert codes(lint_pack("after-intervew", {})) == ["unknown-pack"]


def test_settings_are_heeded() -> None:
    """A setting is checked, and what it changes is linted."""
    pack = HEAD + "parameters: {soon: {value: 1 day}}\n" + WORDS + "rules:\n" + RULE.replace("1 day", "$soon")
    assert lint(pack) == ()
    assert codes(lint(pack, settings={"soon": "0 days"})) == ["never-in-time"]
    assert places(lint(pack, settings={"son": "2 days"})) == ["error unknown-parameter --set:1:1"]


def test_rules_without_mistakes_are_checked_beside_others() -> None:
    """A mistake in one rule hides nothing in another; what would only follow from it is not told."""
    pack = SOUND + RULE.replace("one", "two").replace("say: Write.", "say: {open: x}").replace("1 day", "2 days")
    pack += RULE.replace("one", "three").replace("event: met", "event: mett").replace("say: Write.", "say: {open: '{talk.x}'}")
    assert places(lint(pack)) == ["warning silent-state 1.yaml:5:109", "error unknown-event-type 1.yaml:6:64"]


def test_a_file_that_cannot_be_read() -> None:
    """The other files are checked as far as they do not need it: what it declares is not told as missing, nor as unused."""
    broken = "parameters: {soon: {value: 1 day}\n"
    other = (
        HEAD + "topics: {x: y}\nrules:\n" + RULE.replace("1 day", "$soon").replace("title: T", "titel: T") + RULE.replace("1 day", "0 days")
    )
    found = places(lint(broken, other))
    assert found == ["error unclosed-bracket 1.yaml:1:13", "error unknown-key 2.yaml:4:27", "error given-twice 2.yaml:5:10"]


def test_a_file_of_a_larger_pack() -> None:
    """A file that neither says which pack it is nor brings words is a part of one: what it names may stand elsewhere."""
    found = lint("rules:\n" + RULE.replace("T,", "T, stepp: 3, topic: x,"))
    assert places(found) == ["error no-pack 1.yaml:1:1", "error unknown-key 1.yaml:2:37"]
    assert "its folder" in (found[0].diagnostic.hint or "")


def test_cycles_through_negation_are_found() -> None:
    """What only compiling finds is an error too, with both places."""
    pack = (
        HEAD
        + WORDS
        + (
            "rules:\n"
            "  - {id: a, kind: fact, for_each: {talk: {event: met}}, when: [{none: {fact: b}}], conclude: {fact: a}}\n"
            "  - {id: b, kind: fact, for_each: {talk: {fact: a}}, conclude: {fact: b}}\n"
        )
    )
    (found, *_) = (one for one in lint(pack) if one.level is Level.ERROR)
    assert found.diagnostic.code == "cycle-through-negation"
    assert found.diagnostic.related[0].span.line == 5


def test_findings_are_in_the_order_of_places() -> None:
    """Whatever check finds it, what stands first is told first."""
    found = [(one.span.source.name, one.span.line, one.span.column) for _, one in lint(SOUND, "topics: {x: y, z: y}\nsteps: {1: x}\n")]
    assert found == sorted(found)
    assert len(found) == 3 + 1


@pytest.mark.parametrize("place", ["1.yaml", "2.yaml"])
def test_a_file_asks_for_itself_alone(place: str) -> None:
    """`lint` at the top of a file speaks for that file."""
    files = {"1.yaml": SOUND + "topics: {x: y}\n", "2.yaml": "topics: {z: y}\n"}
    files[place] += "lint: {ignore: [unused-topic, incomplete-rule]}\n"
    found = lint(*files.values())
    other = ({"1.yaml", "2.yaml"} - {place}).pop()
    assert [one.span.source.name for _, one in found if one.code == "unused-topic"] == [other]


def test_packs_that_build_on_others(tmp_path: Path) -> None:
    """Of the packs below, only what one's own changes bring about is told; what they declare is theirs."""
    base = SOUND.replace("title: T, ", "title: T, step: 1, ").replace("rules:", "steps: {1: One, 2: Two}\ntopics: {x: y}\nrules:")
    (tmp_path / "base.yaml").write_text(base, encoding="utf-8")
    mine = 'pack: {id: mine, version: "1", title: Mine, extends: base.yaml}\n'
    (tmp_path / "mine.yaml").write_text(mine, encoding="utf-8")
    assert {one.code for _, one in lint_pack(str(tmp_path / "base.yaml"), {})} == {"unused-topic", "unused-step", "incomplete-rule"}
    assert lint_pack(str(tmp_path / "mine.yaml"), {}) == ()
    (tmp_path / "mine.yaml").write_text(mine + "override: {one: {expect: {event: wrote, within: 0 days}}}\n", encoding="utf-8")
    assert [(one.code, one.span.line) for _, one in lint_pack(str(tmp_path / "mine.yaml"), {})] == [("never-in-time", 2)]
    (tmp_path / "mine.yaml").write_text(mine + "override: {one: {lint: {ignore: [silent-state]}}}\n", encoding="utf-8")
    assert [(one.code, one.span.line) for _, one in lint_pack(str(tmp_path / "mine.yaml"), {})] == [("unused-ignore", 2)]


def test_shadowed_overrides(tmp_path: Path) -> None:
    """Of two packs side by side, one may undo what the other changed; the pack above them may do so knowingly."""
    (tmp_path / "base.yaml").write_text(SOUND, encoding="utf-8")
    for name in ("left", "right"):
        text = f'pack: {{id: {name}, version: "1", title: T, extends: base.yaml}}\noverride: {{one: {{title: {name}}}}}\n'
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    mine = 'pack: {id: mine, version: "1", title: Mine, extends: [left.yaml, right.yaml]}\n'
    (tmp_path / "mine.yaml").write_text(mine, encoding="utf-8")
    (found,) = lint_pack(str(tmp_path / "mine.yaml"), {})
    assert (found.level, found.diagnostic.code) == (Level.WARNING, "shadowed-override")
    assert found.diagnostic.span.source.name.endswith("left.yaml")
    mine = mine.replace("[left.yaml, right.yaml]", "left.yaml")
    (tmp_path / "mine.yaml").write_text(mine + "override: {one: {title: mine}}\n", encoding="utf-8")
    assert lint_pack(str(tmp_path / "mine.yaml"), {}) == ()


def test_what_can_be_ignored_is_what_lint_alone_finds() -> None:
    """An editor proposes the codes of warnings, and no mistakes."""
    schema = json.loads((ROOT / "schemas" / "pack.schema.json").read_text(encoding="utf-8"))
    listed = schema["$defs"]["lint"]["properties"]["ignore"]["items"]["enum"]
    assert listed == sorted(set(LINT_CODES) - {"unused-ignore"})


def test_the_documentation_knows_every_warning() -> None:
    """`docs/lint.md` lists the codes that lint alone has, each once."""
    page = (ROOT / "docs" / "lint.md").read_text(encoding="utf-8")
    table = page.split("## What is warned of")[1].split("\n\n")[1]
    listed = [code for line in table.splitlines()[2:] for code in re.findall(r"`([a-z-]+)`", line.split("|")[1])]
    assert sorted(listed) == sorted(LINT_CODES)


def test_what_an_alias_repeats_is_part_of_the_rule() -> None:
    """A mistake in what `&name` marks is one of each rule that repeats it: what they mean can only be guessed."""
    pack = SOUND.replace("{event: met}", "&talk {event: mett}") + RULE.replace("one", "two").replace("{event: met}", "*talk").replace(
        "T,", "'',"
    )
    assert {one.code for _, one in lint(pack)} == {"unknown-event-type"}
    assert "incomplete-rule" in codes(lint(pack.replace("mett", "met")))
