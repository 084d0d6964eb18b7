"""What is wrong with a rule is told at the place where it stands, once, and without mistakes that only follow from it."""

from __future__ import annotations

import pytest

from afterword.tests.language.packs import FACT, HEAD, WORDS, load, load_rule, marked, mistakes, rule_text

EACH = "for_each: {talk: {event: met}}\n"
THEN = "\nexpect: {event: wrote}"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("for_each: {talk: {event: mt}}\nexpect: {event: wrote, where: {person: $talk.any}, within: 1 day}", ["unknown-event-type: mt"]),
        ("for_each: {talk: {event: []}}" + THEN, ["too-short: []"]),
        ("for_each: {talk: {event: ~}}" + THEN, ["unknown-event-type: ~"]),
        ("for_each: {talk: 3}\nexpect: {event: wrote, where: {person: $talk.any}}", ["wrong-kind: 3"]),
        ("for_each: {talk: {record: [person]}}" + THEN, ["wrong-kind: [person]"]),
        ("for_each: {one: {item_of: $tlak.people}, two: {item_of: $one}}" + THEN, ["unknown-name: $tlak.people"]),
        ("for_each: {it: {fact: known}, one: {item_of: $it}}" + THEN, ["not-a-list: $it"]),
        ("for_each: {one: {item_of: $grace}}" + THEN, ["not-a-list: $grace"]),
        (EACH + "expect: {event: wrote, where: {form: {one_off: [post]}}}", ["unknown-key: one_off"]),
        (EACH + "expect: {event: wrote, where: {form: [post]}}", ["wrong-kind: [post]"]),
        (EACH + "expect: {event: wrote, where: {form: {one_of: post}}}", ["wrong-kind: post"]),
        (EACH + "expect: {event: wrote, where: {form: video}}", ["unknown-choice: video"]),
        (EACH + "expect: {event: wrote, where: {polite: maybe}}", ["wrong-value: maybe"]),
        (EACH + 'expect: {event: wrote, where: {polite: "true"}}', ['wrong-value: "true"']),
        (EACH + "expect: {event: wrote, where: {said: {matches: $most}}}", ["wrong-parameter: $most"]),
        (EACH + "expect: {event: wrote, where: {said: {same_text: $talk.length}}}", ["wrong-reference: $talk.length"]),
        (EACH + "expect: {event: wrote, where: {person: $grace.value}}", ["bad-reference: $grace.value"]),
        (EACH + "expect: {event: wrote, where: {person: $talk}}", ["wrong-reference: $talk"]),
        (EACH + "expect: {event: wrote, where: {at: $talk.at}}", ["wrong-test: at"]),
        (EACH + "expect: {event: wrote, within: $tlak}", ["unknown-name: $tlak"]),
        (EACH + "expect: {event: wrote, within: [1 day]}", ["wrong-kind: [1 day]"]),
        (EACH + "expect: {event: wrote, after: [1 day]}", ["wrong-kind: [1 day]"]),
        (EACH + "expect: {event: wrote, before: $tlak.at}", ["unknown-name: $tlak.at"]),
        (EACH + "expect: {event: wrote, before: {plus: 1 day}}", ["missing-key: {plus: 1 day}"]),
        (EACH + "expect: {event: wrote, before: {from: $talk.at, plus: soon}}", ["bad-duration: soon"]),
        (EACH + "expect: {event: wrote, before: $talk.people}", ["not-a-time: $talk.people"]),
        ("for_each: {it: {fact: known}}\nexpect: {event: wrote, before: $it}", ["not-a-time: $it"]),
        ("for_each: {it: {fact: knwon}}\nexpect: {event: wrote, before: $it.due, after: $it}", ["unknown-fact: knwon"]),
        (EACH + "expect: {event: wrote, before_next: {record: person}}", ["pattern-not-here: record"]),
        (EACH + "expect: {any_of: [{record: person}], one_of: [{event: wrote}]}", ["pattern-not-here: record", "one-too-many: one_of"]),
        (EACH + "expect: {any_of: [{event: wrote}], where: {said: x}}", ["one-too-many: where"]),
        (EACH + "count: {event: wrote}", ["missing-key: {event: wrote}"]),
        (EACH + "count: {event: wrote, exactly: 2, at_most: 3}", ["one-too-many: at_most"]),
        (EACH + "count: {event: wrote, at_most: x}", ["wrong-value: x"]),
        (EACH + "count: {event: wrote, exactly: -1}", ["wrong-value: -1"]),
        (EACH + "count: {event: wrote, at_most: 2, by: [person]}", ["wrong-kind: [person]"]),
        (EACH + "count: {event: wrote, at_most: 2, by: persn}", ["unknown-field: persn"]),
        (EACH + "expect: 3", ["wrong-kind: 3"]),
        ("when: [{sum: {event: met}}]" + THEN, ["unknown-key: sum"]),
        ("when: [{some: met}]" + THEN, ["wrong-kind: met"]),
        ("when: [{some: {event: met, at_least: 0}}]" + THEN, ["wrong-value: 0"]),
        ("step: one" + THEN, ["wrong-value: one"]),
        ("step: 9" + THEN, ["unknown-step: 9"]),
        ("enabled: $most" + THEN, ["wrong-parameter: $most"]),
        ("severity: loud" + THEN, ["unknown-value: loud"]),
        (EACH + "about: {person: ann}" + THEN, ["bad-reference: ann"]),
        (EACH + "about: {person: $talk.form}" + THEN, ["wrong-reference: $talk.form"]),
        (EACH + "about: {person: $form}" + THEN, []),
        (EACH + "require: {$talk.length: {at_least: x}}", ["wrong-value: x"]),
        (EACH + "require: {$tlak.length: 3}", ["unknown-name: $tlak.length"]),
        (EACH + "say: {open: [x]}" + THEN, ["wrong-kind: [x]"]),
        (EACH + "say: {done: x}" + THEN, ["unknown-key: done"]),
        (EACH + "say: [x]" + THEN, ["wrong-kind: [x]"]),
        (EACH + 'say: "{talk.persn.name} {talk.person.nam} {talk.said.x} {most:day} {talk:day} {talk.people.name}"' + THEN,
            ["unknown-field: {talk.persn.name}", "unknown-field: {talk.person.nam}", "unknown-field: {talk.said.x}",
             "wrong-style: {most:day}", "unknown-place: {talk:day}"]),
        ('for_each: {talk: {event: mt}}\nsay: "{talk} {talk.any.thing:day} {event.x}"' + THEN,
            ["unknown-event-type: mt", "unknown-field: {event.x}"]),
        (EACH + 'say: "{talk.at:|x} {a-b} {talk..at}"' + THEN, ["bad-message: {a-b}", "bad-message: {talk..at}"]),
        (EACH + 'say: "\\u0041 {tlak\\u002eat}"' + THEN, ['unknown-place: "\\u0041 {tlak\\u002eat}"']),
    ],
)  # fmt: skip
def test_mistakes_of_a_rule(body: str, expected: list[str]) -> None:
    """Each mistake marks the very words that are wrong."""
    assert mistakes(body) == expected


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("expect: {event: wrote}", "must_not", ["misplaced-key: expect"]),
        ("forbid: {event: wrote}\nforbid_before: {event: met}", "must_not", ["one-too-many: forbid_before"]),
        ("title: x", "advice", ["missing-key: advice"]),
        ("expect: {event: wrote}\nshow: {}", "advice", []),
        ("title: x", "fact", ["missing-key: fact"]),
        ("conclude: {fct: x}", "fact", ["missing-key: {fct: x}"]),
        ("conclude: {fact: x, who: $talk.person, what: [x]}", "fact", ["unknown-name: $talk.person", "wrong-kind: [x]"]),
        ("conclude: {fact: x, length: $grace}", "fact", ["wrong-parameter: $grace"]),
        ("unless: [{event: met}]\nseverity: advice\nconclude: {fact: x}", "fact", ["misplaced-key: unless", "misplaced-key: severity"]),
        ("expect: {event: wrote}", "mast", ["unknown-value: mast"]),
    ],
)
def test_mistakes_of_kinds(body: str, kind: str, expected: list[str]) -> None:
    """A rule has the parts of its kind."""
    assert mistakes(body, kind) == expected


def test_misspelt_keys() -> None:
    """A key that is plainly meant is told as misspelt, and not as missing as well."""
    assert mistakes(EACH + "exepct: {event: wrote}") == ["unknown-key: exepct"]
    assert mistakes(EACH + "count: {event: wrote, at_lest: 2}") == ["unknown-key: at_lest"]
    assert mistakes("about: {person: $who}\nfor_each: {who: {recrd: person}}\nlooks: 3") == [
        "missing-key: must",
        "unknown-key: recrd",
        "unknown-key: looks",
    ]


def test_rule_without_id() -> None:
    """A rule that lacks its id or its kind is checked all the same."""
    outcome = load(HEAD + WORDS + "rules:\n  - {kind: must, expect: {event: wrot}}\n  - {id: two, expect: {event: wrot}}\n")
    assert [one.code for one in outcome.diagnostics] == ["missing-key", "unknown-event-type", "missing-key", "unknown-event-type"]


@pytest.mark.parametrize(
    ("window", "wrong"),
    [
        ("after: 2 days, within: 1 day", True),
        ("after: 1 day, within: 1 day", False),
        ("after: 25 hours, within: 24 hours", True),
        ("after: 2 bd, within: 1 bd", True),
        ("after: 2 days, within: 24 hours", True),
        ("after: 1 day, within: 24 hours", False),
        ("after: 26 hours, within: 1 day", False),
        ("after: 27 hours, within: 1 day", True),
        ("after: 5 days, within: 1 bd", False),
        ("after: 3 bd, within: 24 hours", True),
        ("after: 1 bd, within: 1 hour", False),
        ("after: $talk.until, within: 1 hour", False),
        ("after: $talk.until, before: {from: $talk.until, minus: 1 hour}", True),
        ("after: {from: $talk.until, plus: 2 days}, before: {from: $talk.until, plus: 1 day}", True),
        ("after: {from: $talk.until, plus: 1 bd}, before: $talk.until", True),
        ("after: {from: $talk.until, plus: 1 day}, before: {from: $talk.until, plus: 1 hour}", True),
        ("after: {from: $talk.until, plus: 1 day}, before: {from: $talk.until, plus: 23 hours}", False),
        ("after: {from: $talk.until, minus: 1 day}, before: {from: $talk.until, minus: 2 days}", True),
        ("after: {from: $talk.until, minus: 2 days}, before: {from: $talk.until, minus: 1 day}", False),
        ("after: {from: $talk.until, minus: 1 bd}, before: {from: $talk.until, plus: 1 bd}", False),
        ("after: {from: $talk.until, plus: 0 h}, before: $talk.until", False),
        ("after: $talk.until, before: $talk.at", False),
    ],
)
def test_windows_that_close_first(window: str, wrong: bool) -> None:  # noqa: FBT001 (a column of the table)
    """A window is refused where it is shut whatever the log says."""
    found = [one.code for one in load_rule(f"{EACH}expect: {{event: wrote, {window}}}").diagnostics]
    assert found == (["window-closes-first"] if wrong else [])


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        ("until: $talk.until", "until: $letter.at", True),
        ("form: $talk.form", "form: $letter.form", True),
        ("form: $talk.form", "form: fax", True),
        ("who: $talk.people", "who: $letter.person", False),
        ("who: $talk.person", "who: 3", False),
        ("who: $talk.person", "whom: $letter.person", False),
        ("length: 3", "length: $talkk.length", True),
    ],
)
def test_facts_with_several_rules(one: str, other: str, fits: bool) -> None:  # noqa: FBT001 (a column of the table)
    """Rules that conclude one fact agree in its fields and in what these hold."""
    rules = rule_text(f"for_each: {{talk: {{event: met}}}}\nconclude: {{fact: shared, {one}}}", "fact", "a")
    rules += rule_text(f"for_each: {{letter: {{event: wrote}}}}\nconclude: {{fact: shared, {other}}}", "fact", "b")
    codes = [one.code for one in load(HEAD + WORDS + "rules:\n" + rules).diagnostics]
    assert ("fact-differs" in codes) is not fits


def test_fact_of_what_could_not_be_read() -> None:
    """A mistake in a fact's rule is told there, not wherever the fact is used."""
    rules = rule_text("for_each: {it: {fact: made}}\nexpect: {event: wrote, where: {person: $it.who}, before: $it.until}")
    rules += rule_text("for_each: {talk: {event: mt}}\nconclude: {fact: made, who: $talk.person, until: $talk.until}", "fact", "two")
    outcome = load(HEAD + WORDS + "rules:\n" + rules)
    assert [f"{one.code}: {marked(one)}" for one in outcome.diagnostics] == ["unknown-event-type: mt"]
    assert not load(HEAD + WORDS + "rules:\n" + FACT).diagnostics


def test_fields_that_lists_of_types_share() -> None:
    """Fields of one name that do not go together are not shared."""
    text = (
        HEAD + "vocabulary: {events: {a: {fields: {x: text, y: date, z: [text]}}, b: {fields: {x: integer, y: time, z: text}}}}\nrules:\n"
    )
    body = "for_each: {one: {event: [a, b]}}\nexpect: {event: [a, b], where: {x: $one.x, z: q, y: {after: $one.y}}}"
    assert [marked(one) for one in load(text + rule_text(body)).diagnostics] == ["x", "$one.x", "z"]


def test_pack_without_words() -> None:
    """A pack without a vocabulary knows no event types; `any` stands for whatever happens."""
    assert not load(HEAD + "rules:\n" + rule_text("for_each: {start: {first: any}}\nexpect: {event: any}")).diagnostics
