"""What a question means: rules by id, facts by name, what switches a rule off, and whom cases are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.spans import Source
from afterword.engine.why.choose import check_about, find_rules
from afterword.tests.why.asking import WORDS, small_log

RULES = """\
parameters: {letters: {value: false, about: Whether letters are wanted}, calls: {value: true, about: Whether calls are}}
defaults: {enabled: $calls}
rules:
  - {id: met-them, kind: fact, for_each: {talk: {event: met}}, conclude: {fact: has_met, app: $talk.app}}
  - {id: has-met, kind: must_not, for_each: {talk: {event: met}}}
  - {id: letter, kind: must_not, enabled: $letters, for_each: {talk: {event: met}}}
  - {id: never, kind: must_not, enabled: false, for_each: {talk: {event: met}}}
"""


def opened(folder: Path, settings: dict[str, str] | None = None) -> OpenPack:
    """The pack above, read from a file."""
    path = folder / "pack.yaml"
    path.write_text(WORDS + RULES, encoding="utf-8")
    outcome = open_pack(str(path), settings or {})
    assert outcome.value is not None, outcome.diagnostics
    return outcome.value


def found(word: str, pack: OpenPack) -> list[tuple[str, str]]:
    """The rules that a word means, with what they are switched off by."""
    outcome = find_rules(Source("RULE", word), pack.pack, pack)
    assert outcome.value is not None, outcome.diagnostics
    return [(asked.rule.id, asked.switched_off) for asked in outcome.value]


def test_rules_and_facts(tmp_path: Path) -> None:
    """A rule is found by its id, a fact by its name with dashes or underscores; a rule goes before a fact."""
    pack = opened(tmp_path)
    assert found("met-them", pack) == [("met-them", "")]
    assert found("has-met", pack) == [("has-met", "")]
    assert found("has_met", pack) == [("met-them", "")]


def test_switched_off(tmp_path: Path) -> None:
    """What switches a rule off is named with its place, and how it is switched on."""
    path = tmp_path / "pack.yaml"
    pack = opened(tmp_path)
    switch = f"`enabled: $letters` ({path}:"
    ((_, off),) = found("letter", pack)
    assert off.startswith(switch)
    assert off.endswith("`letters` is false: it is so in the pack. `--set letters=true` switches the rule on")
    ((_, off),) = found("never", pack)
    assert off == f"`enabled: false` ({path}:{len((WORDS + RULES).splitlines())}:42)"
    assert found("letter", opened(tmp_path, {"letters": "true"})) == [("letter", "")]
    ((_, off),) = found("has-met", opened(tmp_path, {"calls": "false"}))
    assert "`calls` is false: it was set so." in off


def test_switched_off_from_another_pack(tmp_path: Path) -> None:
    """A rule that a pack switches off in the pack it builds on is shown where that is said."""
    opened(tmp_path)
    mine = tmp_path / "mine.yaml"
    mine.write_text('pack: {id: mine, version: "1", title: Mine, extends: ./pack.yaml}\nswitch_off: {rules: [has-met]}\n', encoding="utf-8")
    outcome = open_pack(str(mine), {})
    assert outcome.value is not None, outcome.diagnostics
    ((_, off),) = found("has-met", outcome.value)
    assert off == f"`enabled: false` ({mine}:2:22)"


def test_unknown_rule(tmp_path: Path) -> None:
    """A word that means nothing is answered with the one that was meant, be it a rule or a fact."""
    pack = opened(tmp_path)
    for word, hint in (("lettr", "did you mean `letter`?"), ("has-mett", "did you mean `has"), ("x" * 30, "one of: met-them")):
        outcome = find_rules(Source("RULE", word), pack.pack, pack)
        assert outcome.value is None
        assert [one.code for one in outcome.diagnostics] == ["unknown-rule"]
        assert hint in (outcome.diagnostics[0].hint or "")
    alone = find_rules(Source("RULE", "never"), pack.pack, None)
    assert alone.value is None, "a pack made in memory knows no rules that are off"


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        ({"person": "p1"}, {"person": "p1"}),
        ({"app": "a1"}, {"application": "a1"}),
        ({"event": "e1", "application": "a2"}, {"event": "e1", "application": "a2"}),
    ],
)
def test_about(tmp_path: Path, about: dict[str, str], wanted: dict[str, str]) -> None:
    """What cases are about is named by its kind, or by the key that events have for it."""
    pack = opened(tmp_path).pack
    assert check_about(about, pack.vocabulary, small_log(pack, "id: e1, type: met, at: 2025-09-09T11:00")).value == wanted


def test_unknown_about(tmp_path: Path) -> None:
    """Kinds that there are not, and things that the log does not know, are mistakes, and all are told."""
    pack = opened(tmp_path).pack
    log = small_log(pack, "id: e1, type: met, at: 2025-09-09T11:00")
    mistakes = check_about({"persn": "p1", "person": "p9", "event": "e2"}, pack.vocabulary, log).diagnostics
    assert [one.code for one in mistakes] == ["unknown-entity", "unknown-reference", "unknown-reference"]
    assert [(one.span.line, one.span.column) for one in mistakes] == [(1, 1), (1, 8), (1, 7)]
    assert "did you mean `person`?" in render_diagnostic(mistakes[0])
    assert "one of: p1, p2, p3" in render_diagnostic(mistakes[1])
