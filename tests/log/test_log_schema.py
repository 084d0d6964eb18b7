"""The schema of a vocabulary's logs: it takes what the reader takes, and refuses what is wrong in form."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import Pack
from afterword.engine.log.log_schema import log_schema
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.reading.plain_values import Plain, read_scalar
from afterword.engine.spans import Source
from afterword.engine.vocabulary import ENVELOPE, EventType, FieldType, Kind
from afterword.tests.docs.readme import README, ROOT, blocks
from afterword.tests.log.words import VOCABULARY, required

WORDS = VOCABULARY._replace(
    events={
        **VOCABULARY.events,
        "7": EventType(
            "7",
            {
                "level": required("level", FieldType(Kind.ENUM, ("1", "true", "1.5", "no"))),
                "cost": required("cost", FieldType(Kind.DECIMAL)),
                "levels": required("levels", FieldType(Kind.ENUM, ("1", "no"), many=True)),
            },
        ),
    }
)


def as_an_editor(node: Node) -> Plain:
    """The values of a text as an editor types them, by YAML 1.2 alone."""
    match node:
        case Table(entries):
            return {entry.key.text: as_an_editor(entry.value) for entry in entries}
        case Items(nodes):
            return [as_an_editor(one) for one in nodes]
        case Scalar(text, quoted):
            if not quoted:
                for kind in ("null", "boolean", "integer", "number"):
                    if spelled := read_scalar(text, kind):
                        return spelled[0]
            return text


@cache
def shipped(name: str) -> Pack:
    """A pack that is shipped."""
    opened = open_pack(name, {}).value
    assert opened is not None
    return opened.pack


def schema_of(name: str) -> Draft202012Validator:
    """The schema of the logs of a pack that is shipped."""
    pack = shipped(name)
    schema = log_schema(pack.title, pack.vocabulary, pack.known_rules)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


SMALL = Draft202012Validator(log_schema("Small", WORDS, ["one", "two"]))


def accepts(text: str, schema: Draft202012Validator = SMALL) -> bool:
    """Whether a schema takes a log."""
    [document] = parse_documents(Source("log.yaml", text)).value or ()
    return bool(schema.is_valid(as_an_editor(document.root)))


LOGS = sorted(path for path in (ROOT / "examples").rglob("*.yaml") if re.search("^events:", path.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.name)
def test_every_example_is_taken(path: Any) -> None:  # noqa: ANN401 - a path
    """The logs of the project are as their packs want them, and so they are as the schemas want them."""
    text = path.read_text(encoding="utf-8")
    [document] = parse_documents(Source("log.yaml", text)).value or ()
    pack = next(
        name
        for name in ("after-interview", "release-checklist")
        if read_log(document, shipped(name).vocabulary, shipped(name).known_rules).value is not None
    )
    errors = [error.message for error in schema_of(pack).iter_errors(as_an_editor(document.root))]
    assert not errors


def test_the_log_of_the_readme() -> None:
    """What a newcomer copies is taken."""
    text = next(block.text for block in blocks(README.read_text(encoding="utf-8")) if "my-search.yaml" in block.text)
    assert accepts(text, schema_of("after-interview"))


SOUND = """\
candidate: 7
timezone: Europe/London
holidays: [GB, 2025-12-24]
ended: 2026-01-01
applications: {a1: {employer: Northwind}, a2: }
meetings: {m1: {app: a1, round: 1, planned: 2025-09-09T11:00}}
people: {p1: {role: interviewer, name: 12}}
places: {}
events:
  - {id: e1, type: met, at: 2025-09-09T11:00, app: a1, meeting: m1, round: 2, people: [p1], planned: 2025-09-09, topics: [1, yes, x]}
  - {id: 2, type: sent, day: 2025-09-10, at: ~, app: a1, meeting: m1, to: p1, channel: email, polite: true, reply_by: 2025-09-12, tz: UTC}
  - {id: e3, type: met, at: "2025-09-09 11:00:00.5Z", source: elsewhere, round: ~}
  - {id: e4, type: 7, at: 2025-09-09T11:00, level: 1, cost: 2, levels: [1, no]}
  - {id: e5, type: "7", at: 2025-09-09T11:00, level: "1", cost: -2.5, levels: ["1"]}
  - {id: e6, type: 7, at: 2025-09-09T11:00, level: true, cost: 1e3, levels: []}
  - {id: e7, type: retracted, at: 2025-09-09T11:00, event: e6}
  - {id: e8, type: searched, at: 2025-09-09T11:00, kind: ~, zone: +01:00}
waivers: [{rule: one, reason: 5, about: {meeting: m1}, until: 2025-10-01}, {rule: two, reason: x, about: }]
"""


def test_everything_that_a_log_may_say() -> None:
    """A log of all kinds of fields is read, and taken."""
    [document] = parse_documents(Source("log.yaml", SOUND)).value or ()
    assert read_log(document, WORDS, ["one", "two"]).diagnostics == ()
    assert [error.message for error in SMALL.iter_errors(as_an_editor(document.root))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("candidate: 7", "candidat: 7"),
        ("candidate: 7", "candidate: [7]"),
        ("timezone: Europe/London", "timezone: 1"),
        ("holidays: [GB, 2025-12-24]", "holidays: {a: b}"),
        ("ended: 2026-01-01", "ended: 1.1.2026"),
        ("{employer: Northwind}", "{boss: Ann}"),
        ("{employer: Northwind}", "Northwind"),
        ("role: interviewer, ", ""),
        ("role: interviewer", "role: friend"),
        ("type: retracted", "type: retraced"),
        ("id: e1, ", ""),
        ("at: 2025-09-09T11:00, app", "app"),
        ("at: ~, app", "at: 2025-09-09T11:00, app"),
        ("at: 2025-09-09T11:00, app", "at: 2025-09-09, app"),
        ("day: 2025-09-10", "day: 10/9/2025"),
        ("app: a1, meeting: m1, round: 2", "meeting: m1, round: 2"),
        ("meeting: m1, round: 2", "meeting: ~, round: 2"),
        ("round: 2", "round: two"),
        ("round: 2", 'round: "2"'),
        ("people: [p1]", "people: p1"),
        ("topics: [1, yes, x]", "topics: [x, ~]"),
        ("channel: email", "channel: mail"),
        ("polite: true", "polite: yes"),
        ("to: p1", "too: p1"),
        ("level: 1,", "level: 2,"),
        ("levels: [1, no]", "levels: [1, yes]"),
        ("cost: 2,", 'cost: "2",'),
        ("kind: ~", "kind: [a]"),
        ("rule: one, ", ""),
        ("rule: one", "rule: three"),
        ("about: {meeting: m1}", "about: {met: m1}"),
        ("until: 2025-10-01", "until: soon"),
    ],
)
def test_what_is_wrong_in_form_is_refused(old: str, new: str) -> None:
    """Each of these is a mistake to the reader too."""
    assert old in SOUND
    text = SOUND.replace(old, new, 1)
    [document] = parse_documents(Source("log.yaml", text)).value or ()
    assert read_log(document, WORDS, ["one", "two"]).diagnostics
    assert not accepts(text)


def test_no_events_at_all() -> None:
    """The key must be there; what is under it may be nothing."""
    assert not accepts("candidate: x\n")
    assert accepts("events:\n")
    assert accepts("events: []\n")


ODD = ("x", "1", "07", "true", "~", "", "null", "[x]", "[]", '"2"', "2025-09-09", "2025-09-09T11:00", ".5", "1e3", "+1")
SPELLED = {
    Kind.TEXT: ("x", "1", "07", "true", "no", '"~"', "1.5", "2025-09-09"),
    Kind.INTEGER: ("2", "-3", "2.0", "0"),
    Kind.DECIMAL: ("2", "-3.50", "2.0E4", "007"),
    Kind.BOOLEAN: ("true", "False", "TRUE"),
    Kind.DATE: ("2025-09-09", '" 2025-09-09 "'),
    Kind.TIME: ("2025-09-09", "2025-09-09T11:00", "2025-09-09 11:00:00.5z", '"2025-09-09T11:00:59+01:00"'),
    Kind.ZONE: ("UTC", "Europe/London", "+01:00"),
    Kind.EVENT: ("e1", '"e1"'),
}
IDS = {"application": ("a1", '"a1"', "2"), "meeting": ("m1",), "person": ("p1",), "place": ("7", "x.y")}
HEAD = """\
timezone: UTC
applications: {a1: , 2: {employer: 5}}
meetings: {m1: {app: a1}}
people: {p1: {role: reference}}
places: {7: , x.y: {}}
"""


def values(type_: FieldType) -> st.SearchStrategy[str]:
    """Spellings of a value, most of them right."""
    words = IDS[type_.entity] if type_.entity else SPELLED.get(type_.kind, (*type_.choices, *map('"{}"'.format, type_.choices)))
    right = st.sampled_from(words)
    listed = st.lists(right, max_size=2).map(", ".join).map("[{}]".format) if type_.many else right
    return st.integers(0, 29).flatmap(lambda chance: st.sampled_from(ODD) if chance == 0 else listed)


@st.composite
def events(draw: st.DrawFn) -> str:
    """An event in one line of YAML."""
    name = draw(st.sampled_from([*WORDS.events, '"7"']))
    when = draw(st.sampled_from(["at: 2025-09-09T11:00", "day: 2025-09-09", "at: 2025-09-09T11:00Z, day: ~", "day: 2025-09-09, at: null"]))
    fields = {**WORDS.events[name.strip('"')].fields, **{one: ENVELOPE[one] for one in ("tz", "source", "recorded_at", "note")}}
    kept = [field for field in fields.values() if draw(st.booleans()) or field.required]
    return ", ".join([f"type: {name}", when, *(f"{field.name}: {draw(values(field.type))}" for field in kept)])


@given(
    st.lists(events(), min_size=1, max_size=3),
    st.sampled_from(["", "holidays: GB-SCT", "ended: 2026-01-01", "candidate: [x]", "places: 5"]),
)
def test_what_the_reader_takes_the_schema_takes(told: list[str], head: str) -> None:
    """A log without mistakes is never marked in an editor."""
    text = f"{HEAD}{head}\nevents:" + "".join(f"\n  - {{id: e{number}, {event}}}" for number, event in enumerate(told, start=1)) + "\n"
    [document] = parse_documents(Source("log.yaml", text)).value or (None,)
    if document is not None and read_log(document, WORDS, ["one"]).value is not None:
        assert [error.message for error in SMALL.iter_errors(as_an_editor(document.root))] == []


def test_examples_were_found() -> None:
    """There are logs to try."""
    assert len(LOGS) >= 3
