"""Packs build on packs: what is taken over, what may be changed, and what comes of several of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterword.engine.language.examples import load_examples
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.language.rule import Severity
from afterword.engine.language.rule_face import rule_face
from afterword.engine.language.scope import text_of
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.vocabulary import Kind
from afterword.tests.language.extending import BASE, brief, extended, found, head, rule, said, write
from afterword.tests.language.installed import install, write_files


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own, beside a pack to build on."""
    monkeypatch.chdir(tmp_path)
    write(base=BASE)


def test_all_is_taken_over() -> None:
    """A pack that changes nothing has all that the other one has, under a name of its own."""
    mine, base = extended("").pack, open_pack("base.yaml", {}).value
    assert base is not None
    assert (mine.id, mine.title) == ("mine", "Mine")
    assert [(rule_face(one), one.bindings, one.target) for one in mine.rules] == [
        (rule_face(one), one.bindings, one.target) for one in base.pack.rules
    ]
    assert (mine.vocabulary, mine.parameters) == (base.pack.vocabulary, base.pack.parameters)
    assert (mine.topics, mine.sources, mine.steps) == (base.pack.topics, base.pack.sources, base.pack.steps)


def test_what_is_opened_is_a_plain_pack() -> None:
    """The documents hold all that was changed, so that whoever reads them needs to know nothing of it."""
    mine = extended("override: {write: {severity: advice}}\nswitch_off: {rules: rest}\nparameters: {grace: 1 hour}\n")
    assert load_pack(mine.documents, {}).value == mine.pack
    assert [source.name for source in mine.own] == ["mine.yaml"]
    assert [document.source.name for document in mine.documents] == ["base.yaml", "mine.yaml"]


def test_override_takes_only_the_keys_given() -> None:
    """A key that is given takes the place of the old one, whole; what is not given stays."""
    mine = extended("override: {write: {severity: advice, tags: [mine], unless: [], expect: {event: wrote, within: 1 day}}}\n")
    changed = rule(mine, "write")
    assert (changed.severity, changed.tags, changed.unless, changed.title, changed.step) == (Severity.ADVICE, ("mine",), (), "Write", 1)
    assert changed.target is not None
    assert (changed.target.window.due, changed.target.patterns[0].where) == (Duration(days=1, text="1 day"), ())
    assert changed.span.source.name == "base.yaml"


@pytest.mark.parametrize(
    ("name", "say", "wanted"),
    [
        ("write", "{open: Now., late: At last.}", {"open": "Now.", "overdue": "Too late.", "late": "At last."}),
        ("write", "{overdue: ~}", {"open": "Write by ."}),
        ("write", "{other: Do it.}", {"open": "Write by .", "overdue": "Too late."}),
        ("write", "Do it.", {"open": "Do it.", "overdue": "Do it.", "late": "Do it."}),
        ("rest", "{open: Now., late: ~}", {"open": "Now.", "overdue": "All the same."}),
    ],
)
def test_messages_change_state_by_state(name: str, say: str, wanted: dict[str, str]) -> None:
    """The states that are given are changed; one message for all states takes the place of all."""
    assert said(extended(f"override: {{{name}: {{say: {say}}}}}\n"), name) == wanted


def test_topics_change_state_by_state() -> None:
    """As messages do; a topic for all states stays for those that are not named."""
    mine = extended("override: {write: {topic: {late: b}}, rest: {topic: {open: b}}}\n")
    assert [topic for _, topic in sorted((state.value, topic) for state, topic in rule(mine, "write").topics.items())] == ["b", "a", "a"]
    assert set(rule(mine, "rest").topics.values()) == {"b"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("switch_off: {rules: [write]}", ["rest", "own"]),
        ("switch_off: {rules: write}", ["rest", "own"]),
        ("switch_off: {tags: letters}", ["rest", "own"]),
        ("switch_off: {tags: [other]}", ["write", "own"]),
        ("switch_off: {outside: true}", ["write", "own"]),
        ("switch_off: {outside: false, tags: [letters, other]}", ["own"]),
        ("switch_off: {tags: [letters, other]}\noverride: {rest: {enabled: true}}", ["rest", "own"]),
        ("override: {write: {enabled: false}}", ["rest", "own"]),
    ],
)
def test_rules_are_switched_off(text: str, left: list[str]) -> None:
    """By id, by tag, or all from outside; a rule of the pack itself, whatever its tags, goes on."""
    own = "\nrules: [{id: own, kind: must, source: R1, tags: [letters, other], for_each: {t: {event: met}}, expect: {event: wrote}}]\n"
    mine = extended(text + own)
    assert [one.id for one in mine.pack.rules] == left
    assert set(mine.pack.known_rules) == {"write", "rest", "own"}


@pytest.mark.parametrize("text", ["grace: 36 hours", "grace: {value: 36 hours}"])
def test_parameters_change(text: str) -> None:
    """A value alone is enough; what the parameter is for stays as it was. What is set from outside counts more."""
    mine = extended(f"parameters: {{{text}, own: {{value: 1 day}}, form: '7'}}\n")
    grace = mine.pack.parameters["grace"]
    assert (grace.value, grace.about, grace.sources, grace.changed) == (
        Duration(elapsed=36 * HOUR, text="36 hours"),
        "How long",
        ("S1",),
        False,
    )
    assert (mine.pack.parameters["own"].value, mine.pack.parameters["form"].value) == (Duration(days=1, text="1 day"), "7")
    assert extended(f"parameters: {{{text}}}\n", grace="1 h").pack.parameters["grace"].value == Duration(elapsed=HOUR, text="1 h")


def test_headings_and_sources_take_the_place_of_others() -> None:
    """Steps, topics and sources of the same name are taken instead; new ones are added."""
    mine = extended(
        "steps: {2: Zwei, 3: Three}\ntopics: {b: Bee, c: C}\nsources: {R1: {kind: guide, title: Mine}, X: {kind: other, title: X}}\n"
    )
    assert [(step.number, step.title) for step in mine.pack.steps] == [(1, "One"), (2, "Zwei"), (3, "Three")]
    assert mine.pack.topics == {"a": "A", "b": "Bee", "c": "C"}
    assert [source.title for source in mine.pack.sources.values()] == ["Here", "Mine", "X"]
    assert not rule(mine, "rest").outside


WORDS = """\
vocabulary:
  entities:
    person: {label: job, introduced_by: [wrote], fields: {age: integer}, learned: {job: met.role}}
    place: {}
  choices: {way: [post, phone]}
  scopes: {talk: {where: text}}
  events:
    met: {about: A meeting, fields: {mood: {type: enum, choices: [so so]}, name: {type: text, about: the name}, more: boolean}}
    wrote: {fields: {people: [event]}}
    voided: {fields: {what: event}}
  retraction: {event: voided, field: what}
  duplicates: [more]
"""


def test_words_are_added() -> None:
    """Event types, fields, choices, scopes and entities grow; what is said anew takes the place of what was said."""
    words = extended(WORDS).pack.vocabulary
    person = words.entities["person"]
    assert (person.section, person.label, person.introduced_by, list(person.fields)) == (
        "people",
        "job",
        ("met", "wrote"),
        ["name", "job", "age"],
    )
    assert [(one.name, one.field) for one in person.learned] == [("name", "name"), ("job", "role")]
    assert list(words.entities) == ["person", "place"]
    met = words.events["met"]
    assert (met.about, list(met.fields)) == ("A meeting", ["person", "where", "way", "name", "mood", "role", "more"])
    assert met.fields["way"].type.choices == ("phone", "video", "post")
    assert (met.fields["mood"].type.choices, met.fields["mood"].required) == (("good", "bad", "so so"), True)
    assert (met.fields["name"].type.kind, met.fields["name"].about) == (Kind.TEXT, "the name")
    assert (words.events["wrote"].fields["people"].type.kind, words.events["wrote"].fields["people"].type.many) == (Kind.EVENT, True)
    assert (words.retraction, words.duplicate_fields) == (("voided", "what"), ("more",))


def test_examples_keep_the_values_they_were_written_for() -> None:
    """The examples of a pack hold when another one changes its parameters; those of an override are of their own time."""
    example = '{log: {events: []}, as_of: "2025-01-02", expect: []}'
    mine = extended(f"parameters: {{grace: 1 hour}}\noverride: {{rest: {{examples: [{example}]}}}}\n")
    write(top=head("mine.yaml", "top") + "parameters: {grace: 3 hours, most: 9}\n")
    top = open_pack("top.yaml", {}).value
    assert top is not None
    assert settings_of(mine) == [{"grace": "2 days"}, {}]
    assert settings_of(top) == [{"grace": "2 days", "most": "3"}, {"grace": "1 hour", "most": "3"}]


def settings_of(pack: OpenPack) -> list[dict[str, str]]:
    """The settings of each example of a pack."""
    tables = [example.settings for example in load_examples(pack.documents).value or ()]
    return [{entry.key.text: text_of(entry.value) for entry in table.entries} if table is not None else {} for table in tables]


def test_several_packs() -> None:
    """What packs have in common is read once; of several that change the same thing, the one that is named later counts."""
    write_files(
        Path("inner"), one=head("../base.yaml", "one") + "parameters: {grace: 1 hour}\noverride: {write: {title: One, severity: advice}}\n"
    )
    write_files(Path("inner"), two=head("../base.yaml", "two") + "parameters: {grace: 2 hours}\noverride: {write: {title: Two}}\n")
    mine = extended("topics: {mine: Mine}\noverride: {rest: {topic: mine}}\n", "[inner/one.yaml, ./base.yaml, inner/two.yaml]")
    assert [document.source.name for document in mine.documents] == ["base.yaml", "inner/one.yaml", "inner/two.yaml", "mine.yaml"]
    write_rule = rule(mine, "write")
    assert (write_rule.title, write_rule.severity) == ("Two", Severity.ADVICE)
    assert mine.pack.parameters["grace"].value == Duration(elapsed=2 * HOUR, text="2 hours")
    assert [(base.name, Path(base.folder).name) for base in mine.bases] == [
        ("inner/one.yaml", Path.cwd().name),
        ("../base.yaml", "inner"),
        ("./base.yaml", Path.cwd().name),
        ("inner/two.yaml", Path.cwd().name),
    ]


def test_packs_side_by_side_may_be_at_odds() -> None:
    """Two packs that do not build on each other cannot both say the same name: both places are shown."""
    write(
        one='pack: {id: one, version: "1", title: One}\ntopics: {same: One}\n',
        two='pack: {id: two, version: "1", title: Two}\ntopics: {same: Two}\n',
    )
    [mistake] = found("", "[one.yaml, two.yaml]")
    assert brief(mistake) == "two.yaml: given-twice: same"
    assert mistake.related[0].span.source.name == "one.yaml"


def test_a_pack_may_be_a_folder_or_json() -> None:
    """A base may be a folder of files, in any format, each with defaults of its own; its words may come without a head."""
    write_files(Path("words"), words="topics: {w: W}\n")
    write_files(
        Path("folder"), a="defaults: {step: 2}\nrules: [{id: x, kind: must, for_each: {t: {event: met}}, expect: {event: wrote}}]\n"
    )
    Path("folder", "head.json").write_text(
        '{"pack": {"id": "f", "version": "1", "title": "F", "extends": ["../base.yaml", "../words"]}}', encoding="utf-8"
    )
    mine = extended("override: {x: {topic: w}}\n", "folder")
    assert (rule(mine, "x").step, set(rule(mine, "x").topics.values())) == (2, {"w"})


def test_installed_packs_are_built_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pack that another distribution brings along is named as it is called; it may build on packs beside it."""
    site = tmp_path / "site"
    write_files(site / "acme_rules" / "common", base=BASE)
    write_files(site / "acme_rules" / "team", pack=head("../common/base.yaml", "team"), more="override: {write: {title: Team}}\n")
    install(site, "acme-rules", "acme-team = acme_rules:team\nacme-common = acme_rules:common")
    monkeypatch.syspath_prepend(str(site))
    mine = extended("", "[acme-common, acme-team]")
    assert rule(mine, "write").title == "Team"
    assert [document.source.name for document in mine.documents][1:] == ["acme-team/more.yaml", "acme-team/pack.yaml", "mine.yaml"]
    team = open_pack("acme-team", {}).value
    assert team is not None
    assert rule(team, "write").title == "Team"
