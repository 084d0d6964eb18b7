"""Mistakes in packs that build on packs are shown in the file that makes them."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.engine.diagnostics import render_diagnostic, sort_diagnostics
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.open_pack import open_pack
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document
from afterword.engine.spans import Source
from afterword.tests.language.extending import BASE, brief, found, head, write
from afterword.tests.language.installed import write_files
from afterword.tests.language.packs import documents
from afterword.tests.language.test_extend_pack import WORDS
from afterword.tests.language.test_structure import changes, mangle, nodes_of


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test stands in a folder of its own, beside a pack to build on."""
    monkeypatch.chdir(tmp_path)
    write(base=BASE)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("switch_off: {rules: [wirte], tags: [leters]}", ["unknown-rule: wirte", "unknown-tag: leters"]),
        ("switch_off: {rules: [wirte], rulez: x}", ["unknown-rule: wirte", "unknown-key: rulez"]),
        ("switch_off: [write]", ["wrong-kind: [write]"]),
        ("override: {wirte: {severity: advice}}", ["unknown-rule: wirte"]),
        ("override: {write: {id: other, kind: fact}}", ["unknown-key: id", "unknown-key: kind"]),
        ("override: {write: {}}", ["too-short: {}"]),
        ("override: {write: advice}", ["wrong-kind: advice"]),
        ("override: [write]", ["wrong-kind: [write]"]),
        ("override: {write: {step: 7, source: [S9], topic: c}}", ["unknown-step: 7", "unknown-source: S9", "unknown-topic: c"]),
        ("override: {write: {conclude: {fact: x}}}", ["misplaced-key: conclude"]),
        ("override: {write: {require: {$talk.way: phone}}}", ["one-too-many: require"]),
        ("override: {write: {say: {violated: x}, topic: {upcoming: a}}}", ["state-out-of-reach: violated", "state-out-of-reach: upcoming"]),
        ("override: {write: {say: {other: '{talk.moood}'}}}", ["unknown-field: {talk.moood}"]),
        ("switch_off: {rules: write}\noverride: {write: {enabled: true}}", ["override-switched-off: write"]),
        ("switch_off: {tags: letters}\noverride: {write: {step: 2}}", ["override-switched-off: write"]),
        ("parameters: {grave: 1 day}", ["unknown-parameter: grave"]),
        ("parameters: {grace: 3, most: many, form: 1 day}", ["wrong-setting: 3", "wrong-setting: many", "wrong-setting: 1 day"]),
        ("parameters: {form: ~}", ["wrong-setting: ~"]),
        ("parameters: {grace: {value: soon}}", ["wrong-setting: soon"]),
        ("parameters: {grace: [1 day]}", ["wrong-kind: [1 day]"]),
        ("parameters: {grace: {about: x}}", ["missing-key: {about: x}"]),
        ("vocabulary: {events: {met: {fields: {mood: moood}}}}", ["unknown-type: moood"]),
        ("vocabulary: {events: {met: [x]}}", ["wrong-kind: [x]"]),
        ("vocabulary: {retraction: {event: voided, field: of}}", ["unknown-event-type: voided"]),
        ("rules: [{id: write, kind: must, for_each: {t: {event: met}}, expect: {event: wrote}}]", ["given-twice: write"]),
    ],
)
def test_mistakes_are_marked_in_the_pack_that_makes_them(text: str, wanted: list[str]) -> None:
    """Whatever is changed is checked as strictly as in a rule, and marked where it is written."""
    assert [brief(one) for one in found(text)] == [f"mine.yaml: {one}" for one in wanted]


def test_a_message_of_several_lines_is_marked_within() -> None:
    """A place in a message is found in the lines of the file that has the message."""
    [mistake] = found("override:\n  write:\n    say:\n      open: >-\n        Write to\n        {talk.persn} now.\n")
    assert (brief(mistake), mistake.span.line) == ("mine.yaml: unknown-field: {talk.persn}", 7)


def test_what_a_change_breaks_is_shown_at_the_change() -> None:
    """A rule that was sound before is not to blame: its place is shown as the second one."""
    mistakes = found("override:\n  write: {for_each: {meeting: {event: met}}}\n")
    assert [brief(one) for one in mistakes] == ["mine.yaml: unknown-name: write"]
    assert mistakes[0].related[0].span.source.name == "base.yaml"
    assert (
        mistakes[0].related[0].span.line
        == BASE.splitlines().index("    expect: {event: wrote, where: {person: $talk.person}, within: $grace}") + 1
    )


def test_mistakes_of_a_base_are_shown_there() -> None:
    """A pack that builds on a faulty one says where the fault is, along with its own."""
    write(base=BASE.replace("event: wrote, within", "event: wrot, within"))
    assert [brief(one) for one in found("topics: {b: }\nrulez: []\n")] == [
        "base.yaml: unknown-event-type: wrot",
        "mine.yaml: unknown-key: rulez",
    ]


def test_a_base_that_cannot_be_read() -> None:
    """What is wrong with its writing is told, and the form of the pack itself is checked; what rests on the base waits."""
    write(base="pack: {id: base\n", mine="")
    Path("binary.yaml").write_bytes(b"PK\x03\x04")
    Path("empty").mkdir()
    mistakes = found("rulez: []\noverride: {write: {severity: loud}}\nrules: []\n", "[base.yaml, binary.yaml, missing.yaml, empty, basse]")
    assert [(one.span.source.name, one.code) for one in mistakes] == [
        ("base.yaml", "unclosed-bracket"),
        ("binary.yaml", "not-text"),
        *(("mine.yaml", code) for code in ("file-not-found", "empty-pack", "unknown-pack", "unknown-key", "unknown-value")),
    ]
    assert [one.hint for one in mistakes][2] == "a path counts from the folder of this file"


@pytest.mark.parametrize("extends", ["[]", "{base: 1}", "''", "[[base.yaml]]", "'-'"])
def test_extends_has_a_form(extends: str) -> None:
    """It is a name, or a list of names."""
    assert {one.code for one in found("", extends)} <= {"too-short", "wrong-kind", "unknown-pack"}


def test_a_given_name_twice_in_one_pack() -> None:
    """What two files of one pack change in the same rule, or say of the same word, is shown at both places."""
    text = "override: {write: {severity: advice}}\nparameters: {grace: 1 day}\nvocabulary: {retraction: {event: undone, field: of}}\n"
    write_files(Path("mine"), a=head("../base.yaml") + text, b=text)
    mistakes = open_pack("mine", {}).diagnostics
    assert [brief(one) for one in mistakes] == [f"mine/b.yaml: given-twice: {name}" for name in ("write", "grace", "retraction")]
    assert all(one.related[0].span.source.name == "mine/a.yaml" for one in mistakes)


def test_two_heads_in_a_base() -> None:
    """A base is a pack like any other: it has one head."""
    write_files(Path("two"), a='pack: {id: two, version: "1", title: Two}\n', b='pack: {id: Too, version: "1", title: Too}\n')
    assert [brief(one) for one in found("", "two")] == ["two/b.yaml: given-twice: pack", "two/b.yaml: wrong-form: Too"]


def test_packs_that_build_on_each_other() -> None:
    """A circle is shown with every step of it; a pack that only meets the same base twice is in none."""
    write(one=head("two.yaml", "one"), two=head("[base.yaml, three.yaml]", "two"), three=head("[base.yaml, ./one.yaml]", "three"))
    [mistake] = open_pack("one.yaml", {}).diagnostics
    assert brief(mistake) == "three.yaml: circular-extends: ./one.yaml"
    assert mistake.message == "`./one.yaml` builds on this pack, so this pack cannot build on it"
    assert [(one.message, one.span.source.name) for one in mistake.related] == [
        ("it does so here", "one.yaml"),
        ("by way of this", "two.yaml"),
    ]
    [itself] = found("", "mine.yaml")
    assert (itself.code, itself.message, itself.related) == ("circular-extends", "a pack cannot build on itself", ())
    write_files(Path("folder"), a=head("../folder"), b="topics: {}\n")
    assert [one.code for one in open_pack("folder", {}).diagnostics] == ["circular-extends"]


def test_changes_without_a_base() -> None:
    """Only a pack that builds on another one can change its rules; a base is held to the same."""
    write(base=BASE + "switch_off: {outside: true}\n")
    assert [brief(one) for one in found("override: {write: {severity: advice}}\n")] == ["base.yaml: extends-nothing: switch_off"]


def test_texts_alone_may_build_on_packs() -> None:
    """Documents that were read elsewhere are taken to be where their names say."""
    write_files(Path("1.yaml").parent / "inner", base=BASE)
    outcome = load_pack(documents(head("inner/base.yaml") + "topics: {c: C}\n"), {})
    assert outcome.value is not None
    assert list(outcome.value.topics) == ["a", "b", "c"]


RICH = (
    head("base.yaml")
    + WORDS
    + """\
steps: {2: Zwei}
topics: {c: C}
sources: {S1: {kind: guide, title: Mine}}
parameters: {grace: 1 hour, most: {value: 4}}
switch_off: {rules: [rest], tags: [other], outside: true}
override:
  write:
    severity: advice
    say: {other: "{talk.person}"}
    topic: {late: c}
    expect: {event: wrote, within: $grace}
    examples: [{log: {events: []}, as_of: "2025-01-01", expect: []}]
rules: [{id: own, kind: must, for_each: {t: {event: met}}, expect: {event: wrote}, say: x, topic: a}]
"""
)
SPOTS = len(list(nodes_of(documents(RICH)[0].root)))


@settings(max_examples=150)
@given(st.dictionaries(st.integers(0, SPOTS - 1), changes, min_size=1, max_size=4))
def test_no_mangled_pack_makes_extending_raise(spots: dict[int, tuple[str, object, bool]]) -> None:
    """There is a pack or there are mistakes, each once, sorted, and each can be shown."""
    write(base=BASE)
    [document] = parse_documents(Source("mine.yaml", RICH)).value or ()
    outcome = load_pack((Document(mangle(document.root, spots, count()), document.source),), {})
    assert (outcome.value is None) is bool(outcome.diagnostics)
    assert outcome.diagnostics == sort_diagnostics(outcome.diagnostics)
    assert all(render_diagnostic(one) and one.message for one in outcome.diagnostics)
