"""The handbook says of each rule all that belongs to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterword.engine.handbook.make_handbook import HOLDS, make_handbook
from afterword.engine.handbook.model import Handbook, Rule
from afterword.engine.handbook.prose import plain_phrase
from afterword.engine.vocabulary import Kind
from afterword.tests.handbook.packs import default_pack, every_word, opened

COACHING = Path(__file__).resolve().parents[2] / "examples" / "packs" / "my-coaching.yaml"

HEAD = """\
pack: {id: small, version: "2", title: Small}
parameters: {wait: {value: 2 days, about: How long}, on: {value: true}, most: {value: 3}, way: {value: mail}, unused: {value: 1 hour}}
topics: {letter: A letter}
sources: {G: {kind: guide, title: The guide}, H: {kind: guide, title: A remark, unchecked: nothing to do}}
vocabulary:
  entities: {person: {section: people, key: person, label: name, about: Somebody., fields: {name: text}, introduced_by: [met]}}
  events:
    met: {called: a meeting, about: You met., fields: {person: {type: person, required: true}, until: time, people: [person]}}
    wrote: {fields: {person: person, way: {type: enum, choices: [mail, by_hand]}}}
"""


def handbook(rules: str, folder: Path) -> Handbook:
    """The handbook of the small pack with these rules."""
    (folder / "small.yaml").write_text(HEAD + rules, encoding="utf-8")
    return make_handbook(opened(str(folder / "small.yaml"), {}))


def rule_of(book: Handbook, name: str) -> Rule:
    """A rule by its id."""
    return next(rule for rule in book.rules if rule.id == name)


@pytest.fixture(scope="module")
def shipped() -> Handbook:
    """The handbook of the default pack."""
    return make_handbook(default_pack())


def test_every_rule_is_told_once(shipped: Handbook) -> None:
    """Rules stand by their steps, those of the guide first, facts apart; those that are switched off are among them."""
    assert sorted(rule.id for rule in shipped.rules) == sorted(one.rule.id for one in default_pack().rules)
    for step in shipped.steps:
        assert {rule.step for rule in step.rules} == {step.number}
        outside = [rule.outside for rule in step.rules]
        assert outside == sorted(outside)
    assert {rule.kind for rule in shipped.fact_rules} == {"fact"}
    assert not rule_of(shipped, "thank-you-letter-to-one").enabled
    assert rule_of(shipped, "thank-you-letter").enabled


def test_rules_without_a_step(tmp_path: Path) -> None:
    """They stand under a heading of their own."""
    book = handbook("rules: [{id: one, kind: must, for_each: {met: {event: met}}, expect: {event: wrote}}]\n", tmp_path)
    assert [(step.number, step.title, [rule.id for rule in step.rules]) for step in book.steps] == [(None, "Without a step", ["one"])]


def test_parameters_are_found_wherever_a_rule_names_them(tmp_path: Path) -> None:
    """In windows, tests, counts, messages, and in what the file says for all its rules."""
    rules = """\
defaults: {enabled: $on}
rules:
  - id: one
    kind: must
    title: $unused is just a word here
    topic: letter
    for_each: {met: {event: met}}
    expect: {event: wrote, where: {way: $way}, within: $wait}
    say: Write within {wait}.
  - id: two
    kind: must
    enabled: true
    topic: letter
    for_each: {met: {event: met}}
    count: {event: wrote, at_most: $most}
    say: "No more than {most}, {met.person|somebody}."
"""
    book = handbook(rules, tmp_path)
    assert rule_of(book, "one").parameters == ("way", "wait", "on")
    assert rule_of(book, "two").parameters == ("most",)
    assert {one.name: one.rules for one in book.parameters} == {
        "wait": ("one",),
        "on": ("one",),
        "most": ("two",),
        "way": ("one",),
        "unused": (),
    }
    assert {one.name: one.value for one in book.parameters} == {
        "wait": "2 days",
        "on": "true",
        "most": "3",
        "way": "mail",
        "unused": "1 hour",
    }
    said = {plain_phrase(message.text) for message in rule_of(book, "one").messages}
    assert said == {"Write within 2 days."}
    assert plain_phrase(rule_of(book, "two").messages[0].text) == "No more than 3, [the met's person, or “somebody”]."


def test_places_of_messages_are_told_in_words(tmp_path: Path) -> None:
    """What is filled in can be understood without knowing how places are written."""
    rules = """\
rules:
  - id: one
    kind: must
    topic: letter
    for_each: {met: {event: met}, guest: {item_of: $met.people}}
    expect: {event: wrote, after: 1 hour, within: $wait}
    say:
      upcoming: "{opens} {opens:day} {since:time} {left} {on}"
      open: "{guest.name|them} {met.at} {met.at:day} {met.at:time} {met.until:day} {{plain}}"
      overdue: "{due} {late_by} {fields} {count}"
      late: "{event.way} {event.at} {guest}"
"""
    said = {message.state: plain_phrase(message.text) for message in rule_of(handbook(rules, tmp_path), "one").messages}
    assert said == {
        "upcoming": (
            "[when it may begin] [when it may begin, the day alone] [the time it counts from, the clock time alone] "
            "[how much time is left] yes"
        ),
        "open": (
            "[the guest's name, or “them”] [the time of the met] [the day of the met] [the clock time of the met] "
            "[the day of the met's “until”] {plain}"
        ),
        "overdue": "[when it is due] [how late it is] [what is amiss] [how many there are]",
        "late": "[the event's way] [the time of the event] [the guest]",
    }


def test_states_without_a_message_are_told_too(shipped: Handbook) -> None:
    """A coach sees that nothing is said of them."""
    messages = {message.state: message for message in rule_of(shipped, "follow-up").messages}
    assert list(messages) == ["upcoming", "open", "overdue", "late"]
    assert messages["late"].text == ()
    assert messages["open"].topic_title == "A follow-up to make"


def test_facts_know_their_makers_and_their_users(shipped: Handbook) -> None:
    """From a rule to the facts it builds on, and from a fact to all who build on it."""
    fact = next(fact for fact in shipped.facts if fact.name == "follow_up_window")
    assert fact.concluded_by == ("window-named", "window-named-with-an-end", "window-usual")
    assert set(fact.used_by) == {"early-contact", "planned-too-early", "follow-up"}
    assert fact.fields == ("app", "interview", "basis", "frame", "opens", "due")
    for rule in shipped.rules:
        assert rule.serves == (next(fact.used_by for fact in shipped.facts if fact.name == rule.concludes) if rule.concludes else ())
        assert all(rule.id in next(fact.used_by for fact in shipped.facts if fact.name == name) for name in rule.facts)
    assert "window-named" not in rule_of(shipped, "window-named").facts


def test_a_fact_that_builds_on_itself_uses_itself() -> None:
    """What a rule concludes is used by it only if it looks for it."""
    book = make_handbook(every_word())
    assert rule_of(book, "settled-again").facts == ("settled",)
    assert rule_of(book, "settled").facts == ()


def test_words_and_sources_know_who_uses_them(shipped: Handbook) -> None:
    """From an event type or a source to its rules; and why a source has none."""
    event = next(event for event in shipped.events if event.name == "self_assessment")
    assert event.rules == ("bad-interview",)
    source = next(source for source in shipped.sources if source.id == "S32")
    assert "thank-you-letter" in source.rules
    assert all(bool(source.rules) is not bool(source.unchecked) for source in shipped.sources if source.kind == "guide")


def test_examples_are_told_in_their_order(shipped: Handbook) -> None:
    """What was given, when it was asked, and what came out."""
    example = next(one for one in rule_of(shipped, "thank-you-letter").examples if one.name == "after a flight, in another zone")
    assert example.others == ("timezone: Europe/London",)
    assert [(event.when, event.type) for event in example.events] == [
        ("2025-09-09 15:00-05:00", "interview_completed"),
        ("2025-09-10 20:59+01:00", "thank_you_sent"),
    ]
    assert example.events[0].called == "an interview that is over"
    assert example.events[0].given == "app: a1, interview: i1, round: 1, interviewers: [p1]"
    assert (example.as_of, example.states) == ("2025-09-11 12:00", ("done",))


def test_settings_and_nested_values_of_examples(tmp_path: Path) -> None:
    """Whatever an example gives can be read in one line."""
    rules = """\
rules:
  - id: one
    kind: must
    for_each: {met: {event: met}}
    expect: {event: wrote, within: $wait}
    examples:
      - name: two
        settings: {wait: 3 days}
        log: {people: {p1: {name: Ann}}, events: [{type: met, day: 2025-09-09, person: p1}]}
        as_of: "2025-09-10"
        expect: [open]
"""
    [example] = rule_of(handbook(rules, tmp_path), "one").examples
    assert example.others == ("people: {p1: {name: Ann}}", "wait = 3 days")
    assert (example.events[0].when, example.as_of) == ("2025-09-09", "2025-09-10")


def test_every_kind_of_field_has_its_words() -> None:
    """A new kind needs them too."""
    assert set(HOLDS) | {Kind.ENTITY} == set(Kind)


# ------------------------------------------------------------------------------------------------------------------- texts


FORMS = {
    "block": """\
rules:
  # Before it
  - id: one
    kind: must
    for_each:
      met: {event: met}

    # Within it
    expect:
      event: wrote
    why: >-
      Because it
      is so.
  # After it
topics: {}
""",
    "block at the margin": "rules:\n- id: one\n  kind: must\n  for_each: {met: {event: met}}\n  expect: {event: wrote}\n",
    "braces": "rules:\n  - {id: one, kind: must, for_each: {met: {event: met}}, expect: {event: wrote}}\n",
    "braces over lines": "rules: [\n  {id: one, kind: must,\n   for_each: {met: {event: met}},\n   expect: {event: wrote}}]\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_the_text_of_a_rule_is_cut_out_whole(form: str, tmp_path: Path) -> None:
    """It reads as the same rule again, and nothing else comes with it."""
    rules = FORMS[form].replace("topics: {}\n", "")
    (path := tmp_path / "small.yaml").write_text(HEAD + rules, encoding="utf-8")
    pack = opened(str(path), {})
    [text] = make_handbook(pack).rules[0].texts
    assert text.place == f"{path}:{pack.rules[0].rule.span.line}"
    assert "After it" not in text.text
    assert "Before it" not in text.text
    assert text.text.startswith("- ")
    again = HEAD + "rules:\n" + "".join(f"  {line}\n".replace("  \n", "\n") for line in text.text.splitlines())
    (other := tmp_path / "again.yaml").write_text(again, encoding="utf-8")
    assert opened(str(other), {}).pack.rules == pack.pack.rules


def test_a_rule_of_a_json_pack_is_cut_out_too(tmp_path: Path) -> None:
    """JSON is YAML in braces."""
    (path := tmp_path / "small.json").write_text(
        '{"pack": {"id": "small", "version": "1", "title": "Small"}, "vocabulary": {"events": {"met": {}}},\n'
        ' "rules": [{"id": "one", "kind": "must",\n            "expect": {"event": "met"}}]}\n',
        encoding="utf-8",
    )
    [text] = make_handbook(opened(str(path), {})).rules[0].texts
    assert text.text == '- {"id": "one", "kind": "must",\n   "expect": {"event": "met"}}\n'


def test_the_text_of_the_default_pack_is_cut_out(shipped: Handbook) -> None:
    """Each rule begins with its id and ends before the next one."""
    for rule in shipped.rules:
        [text] = rule.texts
        assert text.text.startswith(f"- id: {rule.id}\n")
        assert len(re.findall(r"^- ", text.text, re.MULTILINE)) == 1


def test_overrides_are_shown_beside_what_they_change() -> None:
    """A rule of a pack that builds on another is what both of them say."""
    book = make_handbook(opened(str(COACHING), {}))
    base, change = rule_of(book, "keep-looking").texts
    assert base.place.startswith("after-interview/step-7.yaml:")
    assert change.place.startswith(str(COACHING))
    assert change.text.splitlines()[:2] == ["keep-looking:", "  severity: advice"]
    assert "vocabulary" not in change.text
    assert rule_of(book, "keep-looking").severity == "advice"
    assert len(rule_of(book, "call-your-coach").texts) == 1


def test_an_override_in_braces_is_cut_out(tmp_path: Path) -> None:
    """Nothing of its neighbours comes with it."""
    path = tmp_path / "mine.yaml"
    path.write_text(
        'pack: {id: mine, version: "1", title: Mine, extends: after-interview}\n'
        "override: {no-gifts: {severity: advice}, keep-looking: {severity: advice,\n    tags: [search]}}\n",
        encoding="utf-8",
    )
    book = make_handbook(opened(str(path), {}))
    assert [text.text for text in rule_of(book, "no-gifts").texts[1:]] == ["no-gifts: {severity: advice}\n"]
    assert [text.text for text in rule_of(book, "keep-looking").texts[1:]] == ["keep-looking: {severity: advice,\ntags: [search]}\n"]
