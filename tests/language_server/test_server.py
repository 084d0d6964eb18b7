"""What an editor is told of packs and logs, over the real protocol."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from lsprotocol.types import DiagnosticSeverity

from afterword.commands.lsp import command
from afterword.tests.language_server.client import Editor, talk, talk_to_command

PACK = """\
pack: {id: tea, version: "1", title: Tea}
sources: {S1: {kind: guide, title: The book of tea}}
topics: {cold_tea: The tea is cold}
parameters: {brew: {value: 4 minutes, about: how long it draws}}
vocabulary:
  events:
    poured: {about: Water met the leaves., fields: {pot: text, kind: {type: enum, choices: [green, black]}}}
    drunk: {about: The cup is empty., fields: {pot: text}}
rules:
  - id: drink
    kind: must
    topic: cold_tea
    source: S1
    title: Drink it warm
    for_each: {cup: {event: poured, where: {kind: black}}}
    expect: {event: drunk, where: {pot: $cup.pot}, within: $brew}
    say: "Drink the {cup.kind|tea} by {due}."
"""
LOG = """\
candidate: Jane Roe
timezone: Europe/London
applications: {a1: {employer: Northwind Analytics}}
people: {p1: {app: a1, name: Ann Lee}}
events:
  - {id: e1, type: interview_completed, at: "2025-09-09T11:00", app: a1, interview: i1, round: 1, interviewers: [p1]}
  - {id: e2, type: thank_you_sent, at: "2025-09-09T18:00", app: a1, interview: i1, to: p1, channel: email}
"""


def at(text: str, place: str) -> str:
    """The text with the cursor where ``place`` has it."""
    plain = place.replace("^", "")
    assert text.count(plain) == 1, plain
    return text.replace(plain, place)


def typing(text: str, old: str, typed: str) -> str:
    """The text with ``typed`` in place of ``old``, the cursor within it."""
    assert text.count(old) == 1, old
    return text.replace(old, typed)


def test_mistakes_are_marked_while_typing(tmp_path: Path) -> None:
    """With code, place, hint and level; they go when they are mended, and characters beyond the BMP do not shift them."""

    async def conversation(editor: Editor) -> None:
        await editor.open("pack.yaml", PACK.replace("event: drunk", "event: drnk").replace("Tea}", "Tea 🍵}"))
        (mistake,) = await editor.mistakes("pack.yaml")
        assert (mistake.code, mistake.severity, mistake.source) == ("unknown-event-type", DiagnosticSeverity.Error, "afterword")
        assert "did you mean `drunk`?" in mistake.message
        assert (mistake.range.start.line, mistake.range.start.character, mistake.range.end.character) == (15, 20, 24)
        await editor.change("pack.yaml", PACK)
        assert await editor.mistakes("pack.yaml") == []
        await editor.change("pack.yaml", PACK.replace("topics: {", "topics: {hot_tea: It burns, "))
        (warning,) = await editor.mistakes("pack.yaml")
        assert (warning.code, warning.severity) == ("unused-topic", DiagnosticSeverity.Warning)
        await editor.change("pack.yaml", 'pack: {id: "🍵🍵", idd: 1, version: "1", title: x}')
        marked = {one.code: one.range.start.character for one in await editor.mistakes("pack.yaml")}
        assert marked["unknown-key"] == len('pack: {id: "🍵🍵", '.encode("utf-16-le")) // 2

    talk(tmp_path, conversation)


def test_a_pack_of_several_files_is_checked_whole(tmp_path: Path) -> None:
    """What another file of the folder declares is known, as it is in the editor, or else on disk."""
    head, rules = PACK.split("rules:\n")
    (tmp_path / "head.yaml").write_text(head, encoding="utf-8")

    async def conversation(editor: Editor) -> None:
        await editor.open("rules.yaml", "rules:\n" + rules)
        assert await editor.mistakes("rules.yaml") == []
        await editor.open("head.yaml", head.replace("drunk:", "drank:"))
        assert [one.code for one in await editor.mistakes("rules.yaml")] == ["unknown-event-type"]

    talk(tmp_path, conversation)


def test_completion_in_a_pack(tmp_path: Path) -> None:
    """Keys, event types, fields, choices, names, parameters and places of messages; also in a text that is not whole."""

    async def conversation(editor: Editor) -> None:
        async def offered(marked: str) -> set[str]:
            return set(await editor.complete("pack.yaml", marked))

        keys = await editor.complete("pack.yaml", PACK + "    ^\n")
        assert {"unless", "when", "severity", "why"} <= keys.keys()
        assert not {"id", "kind", "expect"} & keys.keys()
        assert keys["severity"].documentation
        assert {"unless", "when"} <= await offered(PACK + "    un^\n")
        assert await offered(PACK + "  - id: other\n    kind: ^\n") == {"must", "must_not", "advice", "fact"}
        events = await editor.complete("pack.yaml", typing(PACK, "event: drunk", "event: dr^"))
        assert events["drunk"].documentation == "The cup is empty."
        assert events.keys() == {"any", "poured", "drunk"}
        assert await offered(typing(PACK, "where: {kind: black}", "where: {^}")) >= {"pot", "kind", "at", "id"}
        assert await offered(typing(PACK, "where: {kind: black}", "where: {kind: ^}")) >= {"green", "black", "$brew"}
        assert await offered(typing(PACK, "pot: $cup.pot", "pot: $^")) == {"$cup", "$brew"}
        assert await offered(typing(PACK, "pot: $cup.pot", "pot: $cup.^")) >= {"$cup.pot", "$cup.kind", "$cup.at"}
        assert await offered(typing(PACK, "within: $brew", "within: ^")) == {"$cup", "$brew"}
        assert await offered(typing(PACK, "topic: cold_tea", "topic: ^")) == {"cold_tea"}
        assert await offered(typing(PACK, "source: S1\n", "source: [^]\n")) == {"S1"}
        assert await offered(typing(PACK, "by {due}.", "by {^")) >= {"due", "cup", "brew", "late_by"}
        assert await offered(typing(PACK, "{cup.kind|tea}", "{cup.^")) >= {"cup.pot", "cup.kind"}
        assert "rules" in await offered(typing(PACK, "rules:\n", "rul^\n"))

    talk(tmp_path, conversation)


RICH = """\
pack: {id: mine, version: "1", title: Mine, extends: release-checklist}
steps: {1: First}
switch_off: {rules: [], tags: []}
override: {}
vocabulary:
  entities: {pot: {section: pots, key: pot, about: A pot., fields: {size: integer}}}
  events:
    poured: {about: Water met the leaves., fields: {pot: pot, hot: {type: boolean}}}
rules:
  - id: one
    kind: advice
    step: 1
    for_each:
      pot: {record: pot}
      last: {last: poured, per: [pot], where: {hot: true}}
    unless: []
    say: {open: "Drink."}
    about: {pot: $last.pot}
    examples:
      - {name: x, log: {events: []}, as_of: 2025-01-01, expect: [open]}
  - {id: two, kind: fact, for_each: {p: {event: poured}}, conclude: {fact: full, pot: $p.pot}}
  - {id: three, kind: must, for_each: {f: {fact: full}}, require: {$f.pot: p1}, say: No.}
"""
"""A pack that has a bit of everything, on top of another one."""


def test_completion_in_every_corner_of_a_pack(tmp_path: Path) -> None:
    """Steps, states, tags, packs, things, facts, types, and rules of the pack that is built on."""

    async def conversation(editor: Editor) -> None:
        async def offered(old: str, typed: str) -> set[str]:
            return set(await editor.complete("pack.yaml", typing(RICH, old, typed)))

        assert {"after-interview", "release-checklist"} <= await offered("extends: release-checklist", "extends: ^")
        assert await offered("step: 1\n", "step: ^\n") >= {"1"}
        assert await offered("record: pot", "record: ^") >= {"pot"}
        assert await offered("per: [pot]", "per: [^]") >= {"pot", "hot"}
        assert await offered("hot: true", "hot: ^") >= {"true", "false"}
        assert await offered("expect: [open]", "expect: [^]") >= {"open", "done", "overdue"}
        assert await offered("fact: full}", "fact: ^}") >= {"full"}
        assert await offered("$f.pot: p1", "$f.^: p1") == {"$f.at", "$f.pot"}
        assert await offered("type: boolean", "type: ^") >= {"boolean", "date", "pot"}
        assert await offered("{pot: $last.pot}", "{pot: ^}") >= {"$pot", "$last"}
        assert await offered("say: {open: ", "say: {^: ") >= {"overdue", "late"}
        assert await offered("rules: []", "rules: [^]") >= {"one", "two"}
        assert len(await offered("rules: []", "rules: [^]")) > 10
        assert await offered("override: {}", "override: {^}") >= {"one"}
        assert len(await offered("tags: []", "tags: [^]")) > 1
        assert await offered("id: one", "id: ^") == set()

    talk(tmp_path, conversation)


def test_hover_and_definition_in_every_corner_of_a_pack(tmp_path: Path) -> None:
    """Facts with the rules that conclude them, things, steps, and rules of the pack that is built on."""

    async def conversation(editor: Editor) -> None:
        fact = await editor.hover("pack.yaml", at(RICH, "{fact: fu^ll}"))
        assert "The fact **full** with `pot`" in fact
        assert await editor.hover("pack.yaml", at(RICH, "{record: p^ot}")) == "A pot."
        assert await editor.hover("pack.yaml", at(RICH, "step: ^1\n")) == "First"
        assert "Water met" in await editor.hover("pack.yaml", at(RICH, "    pou^red: {about"))
        assert "bound in `for_each` of `one`" in await editor.hover("pack.yaml", RICH.replace("{pot: $last.pot}", "{pot: $la^st}"))
        assert await editor.hover("pack.yaml", RICH.replace("$last.pot", "$no^thing")) == ""
        assert await editor.definition("pack.yaml", at(RICH, "{record: p^ot}")) == ("pack.yaml", 6, 14)
        base = next(iter(await editor.complete("pack.yaml", typing(RICH, "override: {}", "override: {^}"))))
        overriding = RICH.replace("override: {}", f"override: {{^{base}: {{title: Other}}}}")
        assert await editor.hover("pack.yaml", overriding) != ""
        place = await editor.definition("pack.yaml", overriding)
        assert place is not None
        assert place[0] != "pack.yaml"

    talk(tmp_path, conversation)


def test_a_completion_replaces_what_is_typed_of_it(tmp_path: Path) -> None:
    """Not only the letters behind the last sign that the editor takes for the end of a word."""

    async def conversation(editor: Editor) -> None:
        items = await editor.complete("pack.yaml", typing(PACK, "pot: $cup.pot", "pot: $cup.p^"))
        edit = items["$cup.pot"].text_edit
        assert edit is not None
        assert edit.new_text == "$cup.pot"
        assert edit.range.end.character - edit.range.start.character == len("$cup.p")  # type: ignore[union-attr] # a plain edit

    talk(tmp_path, conversation)


def test_hover_in_a_pack(tmp_path: Path) -> None:
    """A rule in plain English, an event's meaning, a parameter's value, what a key is for; nothing on plain text."""

    async def conversation(editor: Editor) -> None:
        rule = await editor.hover("pack.yaml", at(PACK, "id: dr^ink"))
        assert "Drink it warm" in rule
        assert "Within 4 minutes after the cup" in rule
        assert "Water met the leaves." in await editor.hover("pack.yaml", at(PACK, "event: pou^red"))
        assert "4 minutes: how long it draws" in await editor.hover("pack.yaml", at(PACK, "within: $br^ew"))
        assert "`$cup.pot`: a text" in await editor.hover("pack.yaml", at(PACK, "$cup^.pot"))
        assert "How soon it is due" in await editor.hover("pack.yaml", at(PACK, "with^in: $brew"))
        assert "The book of tea" in await editor.hover("pack.yaml", at(PACK, "source: S^1"))
        assert await editor.hover("pack.yaml", at(PACK, "title: Drink^ it warm")) == ""

    talk(tmp_path, conversation)


def test_definition_in_a_pack(tmp_path: Path) -> None:
    """Names of `for_each`, parameters, event types, sources and topics; facts lead to where they are concluded."""
    facts = PACK + (
        "  - {id: full, kind: fact, for_each: {p: {event: poured}}, conclude: {fact: pot_full, pot: $p.pot}}\n"
        "  - {id: empty, kind: must, for_each: {f: {fact: pot_full}}, expect: {event: drunk}, say: Drink.}\n"
    )
    column = facts.splitlines()[17].index("{fact: pot_full") + 1

    async def conversation(editor: Editor) -> None:
        assert await editor.definition("pack.yaml", at(PACK, "pot: $c^up.pot")) == ("pack.yaml", 15, 16)
        assert await editor.definition("pack.yaml", at(PACK, "within: $br^ew")) == ("pack.yaml", 4, 14)
        assert await editor.definition("pack.yaml", at(PACK, "event: dru^nk")) == ("pack.yaml", 8, 5)
        assert await editor.definition("pack.yaml", at(PACK, "source: S^1")) == ("pack.yaml", 2, 11)
        assert await editor.definition("pack.yaml", at(facts, "{fact: pot^_full}")) == ("pack.yaml", 18, column)
        assert await editor.definition("pack.yaml", at(PACK, "kind: mu^st")) is None

    talk(tmp_path, conversation)


def test_a_log_in_the_words_of_its_pack(tmp_path: Path) -> None:
    """Mistakes, completion, hover and definition; event types lead to the pack's own file."""

    async def conversation(editor: Editor) -> None:
        await editor.open("jane.yaml", LOG.replace("channel: email", "channel: emial"))
        (mistake,) = await editor.mistakes("jane.yaml")
        assert (mistake.code, mistake.range.start.line) == ("unknown-choice", 6)
        await editor.change("jane.yaml", LOG)
        assert await editor.mistakes("jane.yaml") == []
        assert "letter" in (await editor.hover("jane.yaml", at(LOG, "type: thank_you^_sent"))).lower()
        assert "Ann Lee" in await editor.hover("jane.yaml", at(LOG, "to: p^1"))
        assert await editor.definition("jane.yaml", at(LOG, "to: p^1")) == ("jane.yaml", 4, 10)
        assert (await editor.definition("jane.yaml", at(LOG, "type: thank_you^_sent")) or ("",))[0] == "vocabulary.yaml"
        channels = await editor.complete("jane.yaml", typing(LOG, "channel: email", "channel: ^"))
        assert {"email", "post"} <= channels.keys()
        keys = await editor.complete("jane.yaml", LOG + "  - type: thank_you_sent\n    ^\n")
        assert {"app", "to", "channel", "at", "day"} <= keys.keys()
        assert "type" not in keys
        types = await editor.complete("jane.yaml", LOG + "  - type: offer^\n")
        assert types["offer_received"].documentation
        people = await editor.complete("jane.yaml", typing(LOG, "to: p1", "to: ^"))
        assert people.keys() == {"p1"}
        assert {"waivers", "holidays"} <= (await editor.complete("jane.yaml", LOG + "^\n")).keys()
        assert {"e1", "e2"} <= (await editor.complete("jane.yaml", LOG + "  - {type: event_retracted, event: ^}\n")).keys()
        assert "thank-you-letter" in await editor.complete("jane.yaml", LOG + "waivers:\n  - rule: ^\n")
        assert {"rule", "reason"} <= (await editor.complete("jane.yaml", LOG + "waivers:\n  - ^\n")).keys()
        assert {"interview", "person"} <= (await editor.complete("jane.yaml", LOG + "waivers:\n  - about: {^}\n")).keys()
        assert "role" in await editor.complete("jane.yaml", LOG.replace("name: Ann Lee", "^"))
        assert await editor.hover("jane.yaml", at(LOG, "time^zone: Europe")) != ""
        assert await editor.hover("jane.yaml", at(LOG, "peo^ple:")) != ""
        assert "channel" in await editor.hover("jane.yaml", at(LOG, "chan^nel: email"))
        waived = LOG + "waivers: [{rule: thank-you-letter, reason: asked}]\n"
        assert "Thank" in await editor.hover("jane.yaml", at(waived, "rule: thank-you^-letter"))
        assert (await editor.definition("jane.yaml", at(waived, "rule: thank-you^-letter")) or ("",))[0] == "step-4.yaml"
        retracted = LOG + "  - {id: e3, type: event_retracted, at: 2025-09-10T09:00, event: e2}\n"
        assert await editor.definition("jane.yaml", at(retracted, "event: e^2}")) == ("jane.yaml", 7, 10)
        assert await editor.definition("jane.yaml", at(LOG, "interview: i^1, to")) == ("jane.yaml", 6, 5)

    talk(tmp_path, conversation)


def test_the_command_serves_on_standard_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As editors start it, with the pack that logs are written for."""
    pack = tmp_path / "pack.yaml"
    pack.write_text(PACK, encoding="utf-8")

    async def conversation(editor: Editor) -> None:
        await editor.open("tea.yaml", "events:\n  - {id: e1, type: poured, at: 2025-09-09T11:00Z, pot: p1, kind: red}\n")
        (mistake,) = await editor.mistakes("tea.yaml")
        assert (mistake.code, mistake.range.start.line) == ("unknown-choice", 1)
        placed = "events:\n  - {id: e1, type: pour^ed, at: 2025-09-09T11:00Z, pot: p1}\n"
        assert await editor.definition("tea.yaml", placed) == ("pack.yaml", 7, 5)

    monkeypatch.chdir(tmp_path)
    talk_to_command(tmp_path, conversation, "--pack", pack.name)


def test_other_texts_are_left_alone(tmp_path: Path) -> None:
    """Neither a pack nor a log: nothing is marked, offered or told."""

    async def conversation(editor: Editor) -> None:
        await editor.open("recipe.yaml", "tea: hot\n")
        assert await editor.mistakes("recipe.yaml") == []
        assert await editor.complete("recipe.yaml", "tea: ^\n") == {}
        assert await editor.hover("recipe.yaml", "te^a: hot\n") == ""
        assert await editor.definition("recipe.yaml", "te^a: hot\n") is None

    talk(tmp_path, conversation)


def test_without_pygls_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is an extra."""
    for name in [name for name in sys.modules if name.startswith("afterword.language_server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = CliRunner().invoke(command, [])
    assert result.exit_code == 2
    assert "pip install 'afterword[lsp]'" in result.output
