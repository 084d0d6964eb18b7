"""Files are taken together as one pack: sections, parameters, settings, defaults."""

from __future__ import annotations

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.rule import PackSource, Severity, Step
from afterword.engine.times.model import HOUR, Duration
from afterword.tests.language.packs import FACT, HEAD, WORDS, load, load_rule, marked, read_pack, read_rule, rule_text


def test_sections() -> None:
    """Everything a pack declares is in the model, steps by their numbers."""
    pack = read_pack(load(HEAD, WORDS, "rules:\n" + FACT))
    assert (pack.id, pack.version, pack.title) == ("small", "1", "Small")
    assert pack.steps == (Step(1, "First"), Step(2, "Second"))
    assert pack.topics == {"letter": "Letters", "other": "Others"}
    assert pack.sources["R1"] == PackSource("R1", "outside", "Elsewhere", "https://example.org/")
    grace = pack.parameters["grace"]
    assert (grace.value, grace.about, grace.sources, grace.changed) == (Duration(days=2, text="2 days"), "How long", ("S1",), False)
    assert [pack.parameters[name].value for name in ("most", "on", "form")] == [3, True, "phone"]
    assert [rule.id for rule in pack.rules] == ["known"]


def test_unchecked_source() -> None:
    """A statement that no rule can check says why."""
    pack = read_pack(load(HEAD + "sources: {S1: {kind: guide, title: One, unchecked: a remark}}\n"))
    assert pack.sources["S1"].unchecked == "a remark"


def test_sections_over_several_files() -> None:
    """Files add to each other's sections."""
    pack = read_pack(
        load(
            HEAD + "topics: {one: One}\nvocabulary: {choices: {form: [a]}, events: {met: {fields: {form: form}}}}\n",
            "topics: {two: Two}\nvocabulary: {events: {wrote: {}}, duplicates: [form]}\nrules:\n"
            + rule_text("expect: {event: [met, wrote]}"),
            "vocabulary: {duplicates: [form]}\nrules:\n" + rule_text("expect: {event: met}", name="two"),
        )
    )
    assert list(pack.topics) == ["one", "two"]
    assert list(pack.vocabulary.events) == ["met", "wrote"]
    assert pack.vocabulary.duplicate_fields == ("form",)
    assert [rule.id for rule in pack.rules] == ["one", "two"]


def test_given_twice() -> None:
    """What two files say of one name is shown at both places."""
    first = (
        HEAD
        + "steps: {1: One}\ntopics: {a: A}\nsources: {S1: {kind: guide, title: One}}\nparameters: {p: {value: 1}}\n"
        + "vocabulary:\n  entities: {who: {}}\n  choices: {c: [x]}\n  scopes: {s: {}}\n"
        + "  events: {met: {fields: {of: event}}}\n  retraction: {event: met, field: of}\n"
        + "rules:\n"
        + rule_text("expect: {event: met}")
    )
    outcome = load(first, first)
    assert outcome.value is None
    twice = [one for one in outcome.diagnostics if one.code == "given-twice"]
    assert twice == list(outcome.diagnostics)
    assert [marked(one) for one in twice] == ["pack", "1", "a", "S1", "p", "who", "c", "s", "met", "retraction", "one"]
    assert all(one.span.source.name == "2.yaml" and one.related[0].span.source.name == "1.yaml" for one in twice)
    assert all(one.related[0].span.line == one.span.line for one in twice)


def test_defaults_of_a_file() -> None:
    """Defaults hold for the rules of their own file that say nothing else."""
    pack = read_pack(
        load(
            HEAD + WORDS,
            "defaults: {step: 1, tags: [a], severity: advice, source: S1}\nrules:\n"
            + rule_text("expect: {event: met}")
            + rule_text("step: 2\ntags: [b]\nseverity: warning\nsource: R1\nexpect: {event: met}", name="two"),
            "rules:\n" + rule_text("expect: {event: met}", name="three"),
        )
    )
    faces = [(rule.step, rule.tags, rule.severity, rule.sources) for rule in pack.rules]
    assert faces == [
        (1, ("a",), Severity.ADVICE, ("S1",)),
        (2, ("b",), Severity.WARNING, ("R1",)),
        (None, (), Severity.WARNING, ()),
    ]


def test_switched_off() -> None:
    """A rule that is switched off is checked, and then left out; what it concludes stays known."""
    text = (
        HEAD
        + WORDS
        + "defaults: {enabled: $on}\nrules:\n"
        + FACT
        + rule_text("for_each: {it: {fact: known}}\nenabled: true\nexpect: {event: wrote}")
    )
    assert [rule.id for rule in read_pack(load(text)).rules] == ["known", "one"]
    assert [rule.id for rule in read_pack(load(text, settings={"on": "false"})).rules] == ["one"]
    faulty = load_rule("enabled: false\nexpect: {event: wrot}")
    assert [one.code for one in faulty.diagnostics] == ["unknown-event-type"]


@pytest.mark.parametrize(
    ("name", "text", "value", "changed"),
    [
        ("grace", "36 hours", Duration(elapsed=36 * HOUR, text="36 hours"), True),
        ("grace", "2 days", Duration(days=2, text="2 days"), False),
        ("most", "5", 5, True),
        ("on", "false", False, True),
        ("form", "24 hours", "24 hours", True),
        ("form", "true", "true", True),
    ],
)
def test_settings(name: str, text: str, value: object, changed: bool) -> None:  # noqa: FBT001 (a column of the table)
    """A setting takes the kind of the pack's own value."""
    parameter = read_pack(load(HEAD + WORDS, settings={name: text})).parameters[name]
    assert (parameter.value, parameter.changed) == (value, changed)


def test_settings_reach_the_rules() -> None:
    """Rules see the value that is set."""
    rule = read_rule("for_each: {talk: {event: met}}\nexpect: {event: wrote, within: $grace}", settings={"grace": "1 h"})
    assert rule.target is not None
    assert rule.target.window.due == Duration(elapsed=HOUR, text="1 h")


def test_values_that_do_not_fit_are_shown() -> None:
    """Where a rule names a parameter that does not fit, the place of its value is shown too: in the pack, or in the setting."""
    broken = WORDS.replace("grace: {value: 2 days", "grace: {value: 2 dyas")
    bodies = {"a": "expect: {event: wrote, within: $grace}", "b": "count: {event: wrote, at_most: $most}", "c": "expect: {event: wrot}"}
    rules = [rule_text(body, name=name) for name, body in bodies.items()]
    outcome = load(HEAD, broken, "rules:\n" + "".join(rules), settings={"most": "-1"})
    assert [(one.code, *((str(place.span), place.message) for place in one.related)) for one in outcome.diagnostics] == [
        ("wrong-parameter", ("2.yaml:8:18", "its value stands here")),
        ("wrong-value", ("--set:1:6", "its value stands here")),
        ("unknown-event-type",),
    ]


def test_every_mistake_at_once() -> None:
    """Mistakes of structure, of words and of settings come together, sorted by place."""
    outcome = load(
        HEAD + WORDS + "rulez: []\nrules:\n" + rule_text("for_each: {talk: {evnt: met}}\nexpect: {event: wrot}"),
        "rules:\n" + rule_text("titel: x\nstep: 7\nexpect: {event: met, within: 5}", name="two"),
        settings={"graze": "1 day"},
    )
    assert [(one.span.source.name, one.code, marked(one)) for one in outcome.diagnostics] == [
        ("--set", "unknown-parameter", "graze"),
        ("1.yaml", "unknown-key", "rulez"),
        ("1.yaml", "unknown-key", "evnt"),
        ("1.yaml", "unknown-event-type", "wrot"),
        ("2.yaml", "unknown-key", "titel"),
        ("2.yaml", "unknown-step", "7"),
        ("2.yaml", "bad-duration", "5"),
    ]
    assert all(render_diagnostic(one) for one in outcome.diagnostics)


def test_no_files() -> None:
    """No file makes no pack, and a file that is no mapping is a mistake of its own."""
    assert load_pack((), {}).value is None
    outcome = load("- a\n- b\n")
    assert [one.code for one in outcome.diagnostics] == ["wrong-kind"]
