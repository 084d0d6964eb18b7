"""What differs between two packs is what they mean."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterword.engine.compare.compare_packs import compare_packs
from afterword.engine.language.open_pack import open_pack
from afterword.tests.compare.packs import PACK, compare, edit, opened, told

RETURN = "expect: {event: book_returned, where: {book: $loan.book}, before: $loan.ends}"


def test_a_pack_is_like_itself(tmp_path: Path) -> None:
    """Nothing differs where nothing does, in the large pack too."""
    assert compare(tmp_path, PACK).all == ()
    one, other = open_pack("after-interview", {}).value, open_pack("after-interview", {}).value
    assert one is not None
    assert other is not None
    assert compare_packs(one, other).all == ()


@pytest.mark.parametrize(
    "text",
    [
        re.sub(r" #.*", "", PACK),
        PACK.replace(RETURN, "expect:\n      before: $loan.ends\n      where:\n        book: $loan.book\n      event: book_returned\n"),
        PACK.replace("    kind: must\n    title: Return what you borrowed\n", "    title: 'Return what you borrowed'\n    kind: must\n"),
        PACK.replace("Return what you borrowed", '"Return what you borrowed"'),
        PACK.replace("before: $loan.ends", "before: {from: $loan.ends, plus: 0 days}").replace(
            "{from: $loan.ends, plus: 0 days}", "$loan.ends"
        ),
        PACK[: PACK.index("    examples:")] + PACK[PACK.index("  # `must_not`") :],
    ],
    ids=["comments", "layout", "order", "quotes", "detours", "examples"],
)
def test_what_makes_no_difference(tmp_path: Path, text: str) -> None:
    """Comments, layout, the order of keys, quotes, and examples."""
    assert compare(tmp_path, text).all == ()


def test_files_make_no_difference(tmp_path: Path) -> None:
    """Nor does it matter over how many files a pack is spread, and in which order its rules stand."""
    rules = PACK.index("rules:\n")
    first, second = PACK[:rules], PACK[rules:]
    (tmp_path / "apart").mkdir()
    (tmp_path / "apart" / "a.yaml").write_text(second, encoding="utf-8")
    (tmp_path / "apart" / "b.yaml").write_text(first, encoding="utf-8")
    apart = open_pack(str(tmp_path / "apart"), {}).value
    assert apart is not None
    assert compare_packs(opened(tmp_path, PACK), apart).all == ()


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("title: Return what you borrowed", "title: Give it back", ["changed return-books: title"]),
        ("why: Somebody else may be waiting for it.\n", "why: Others wait.\n", ["changed return-books: why"]),
        ("    why: Somebody else may be waiting for it.\n", "", ["changed return-books: why"]),
        ("open: Bring {loan.book} back", "open: Please bring {loan.book} back", ["changed return-books: message when open"]),
        ("{loan.book} came back {late_by} late", "{loan.book|It} came back {late_by} late", ["changed return-books: message when late"]),
        ("    kind: must_not\n", "    kind: must_not\n    severity: advice\n", ["changed no-lending-on: meaning, severity"]),
        ("    kind: must_not\n", "    kind: must_not\n    tags: [care]\n", ["changed no-lending-on: tags"]),
        ("    kind: must_not\n", "    kind: must_not\n    enabled: false\n", ["changed no-lending-on: switched"]),
        (
            RETURN,
            RETURN.replace("where", "after: $loan.at, where"),
            ["changed return-books: meaning"],
        ),
        ("per: [book]", "per: [book], where: {book: {present: true}}", ["changed when-books-are-due: meaning"]),
        ("minus: 3 days", "minus: 4 days", ["changed renew-in-time: meaning"]),
        ("unless: [{event: book_returned, where: {book: $loan.book}}]\n    say: {vi", "say: {vi", ["changed no-lending-on: meaning"]),
    ],
)
def test_rules_that_change(tmp_path: Path, old: str, new: str, rules: list[str]) -> None:
    """Each part of a rule that means something is told when it changes, and no other is."""
    text = re.sub(r"    examples:.*?(?=\n\n|\Z)", "", edit((old, new)), flags=re.DOTALL)
    found = compare(tmp_path, text)
    assert told(found.rules) == rules
    assert found.words == found.settings == ()


def test_a_setting_changes_what_rules_mean(tmp_path: Path) -> None:
    """The setting is told, and each rule that says something else by it, in plain English."""
    found = compare(tmp_path, edit(("value: 4 weeks", "value: 2 weeks"), ("expect: [overdue, open]", "expect: [overdue, overdue]")))
    [setting] = found.settings
    assert (setting.name, setting.changes) == ("loan_time", (("value", "4 weeks", "2 weeks"),))
    [fact] = found.rules
    [change] = fact.changes
    assert (fact.name, change.part) == ("when-books-are-due", "meaning")
    assert "4 weeks" in change.old
    assert change.new == change.old.replace("4 weeks", "2 weeks")


def test_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    """Rules, settings, steps, topics, sources and words of the log come and go."""
    added = """
  - id: look-after-books
    kind: must
    title: Look after books
    step: 1
    topic: care
    source: S1
    count: {event: book_borrowed, at_most: $most}
    say: {violated: That is too many.}
"""
    text = edit(
        (
            "parameters:\n",
            (
                "steps: {1: Care}\ntopics: {care: Care for books}\nsources: {S1: {kind: guide, title: A guide}}\n"
                "parameters:\n  most: {value: 5}\n"
            ),
        ),
        ("    book_renewed:", "    book_lost: {}\n    book_renewed:"),
    )
    found = compare(tmp_path, text + added)
    assert told(found.settings) == ["new most"]
    assert told(found.words) == ["new book_lost"]
    assert told(found.headings) == ["new step 1", "new topic care", "new source S1"]
    assert told(found.rules) == ["new look-after-books: meaning"]
    back = compare(tmp_path, PACK, text + added)
    assert [line.replace("gone", "new") for line in told(back.all)] == [line.removesuffix(": meaning") for line in told(found.all)]


def test_words_of_the_log(tmp_path: Path) -> None:
    """Fields are told one by one, with what they hold."""
    text = edit(
        ("book: {type: text, required: true, about: its title}", "book: text\n      pages: {type: integer, required: true}"),
        ("    book_lent_on: {scope: loan, called: a book you gave", "    book_lent_on: {called: a book you gave away"),
        ("forbid: {event: book_lent_on, where: {book: $loan.book}}", "forbid: {event: book_lent_on}"),
    )
    text = re.sub(r"    examples:.*?(?=\n\n|\Z)", "", text, flags=re.DOTALL)
    found = compare(tmp_path, text)
    words = {one.name: one.changes for one in found.words}
    assert words["book_borrowed"] == (("field book", "text, required", "text"), ("field pages", "", "a whole number, required"))
    assert [change.part for change in words["book_lent_on"]] == ["called", "field book"]


def test_entities_and_choices(tmp_path: Path) -> None:
    """What events refer to, and words that may stand in a field, are words too."""
    old = 'pack: {id: x, version: "1", title: X}\nvocabulary:\n  entities: {shelf: {section: shelves, fields: {name: text}}}\n'
    old += "  events: {put: {fields: {shelf: shelf, how: {type: enum, choices: [upright, flat]}}}}\nrules: []\n"
    new = old.replace("fields: {name: text}", "introduced_by: [put], fields: {name: text}").replace("flat", "flat, aslant")
    found = compare(tmp_path, new, old)
    assert told(found.words) == ["changed put: field how", "changed shelves: brought up by"]
    assert "(upright, flat, aslant)" in found.words[0].changes[0].new


def test_what_reads_alike_and_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the words for two rules should be the same, a rule that means something else is told."""
    monkeypatch.setattr("afterword.engine.compare.compare_packs.plain_text", lambda _: "the same words")
    found = compare(tmp_path, edit(("minus: 3 days", "minus: 2 days")))
    [rule] = found.rules
    assert rule.changes == (("meaning", "", "it reads alike, but its conditions are not the same"),)
