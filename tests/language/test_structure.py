"""However a pack is mangled, loading it tells what is wrong and raises nothing; the quick and the slow check of its structure agree."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from afterword.engine.diagnostics import render_diagnostic, sort_diagnostics
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.structure import SCHEMA, check_structure, structure_schema
from afterword.engine.reading.acceptor import make_acceptor
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Scalar, Table
from afterword.engine.reading.plain_values import follow, plain
from afterword.engine.reading.schema_check import check_schema
from afterword.tests.language.packs import FACT, HEAD, WORDS, documents, rule_text

RICH = (
    HEAD
    + WORDS
    + "  retraction: {event: wrote, field: answers}\n  duplicates: [form]\n"
    + "defaults: {step: 1, tags: [a], enabled: $on}\nrules:\n"
    + FACT
    + rule_text(
        """
title: Write
source: [S1]
topic: {open: letter, overdue: letter, late: other}
severity: advice
why: Because.
for_each: {talk: {last: met, per: [person], where: {form: {one_of: [phone]}, at: {present: true}}}, one: {item_of: $talk.people}}
when: [{none: {fact: known, where: {person: $one}}}, {some: {any_of: [{event: rested}], at_least: 1}}]
unless: [{event: rested, where: {at: {after: {from: $talk.at, plus: 1 day}}}}]
expect: {event: wrote, where: {person: $one, polite: true, said: {matches: x}}, within: $grace, after: 1 day, before_next: {event: met}}
say: {open: "Write to {one.name|them} by {due:day}.", late: ~}
about: {person: $one}
examples: [{name: x, log: {events: []}, as_of: "2025-01-01", expect: [done]}]
"""
    )
    + rule_text("for_each: {talk: {event: met}}\nrequire: {$talk.length: {at_least: 2}, $talk.until: {after: $talk.at}}", name="two")
    + rule_text("count: {any_of: [{event: met}], at_most: $most, within: 7 days, by: person}", name="three")
    + rule_text("for_each: {known: {first_fact: known}}\nforbid: {event: met, before: $known.until, from: $known.at}", "must_not", "four")
    + rule_text("for_each: {who: {record: person, where: {role: host}}}\nshow: {after: 1 day}\nsay: Hello {who}", "advice", "five")
)


def nodes_of(node: Node) -> Iterator[Node]:
    """The node and all below it."""
    yield node
    if isinstance(node, Table):
        for entry in node.entries:
            yield from nodes_of(entry.value)
    elif isinstance(node, Items):
        for member in node.nodes:
            yield from nodes_of(member)


def words_of(node: Node) -> Iterator[str]:
    """Every key and value."""
    for one in nodes_of(node):
        if isinstance(one, Scalar):
            yield one.text
        elif isinstance(one, Table):
            yield from (entry.key.text for entry in one.entries)


(WHOLE,) = documents(RICH)
PLACES = list(nodes_of(WHOLE.root))
TEXTS = sorted(
    {*words_of(WHOLE.root), "", "~", "$", "$one.x.y", "{", "(", "1.5", "-1", "99 days", "any_of", "one_of", "exactly", "conclude", "\0"}
)

texts = st.sampled_from(TEXTS) | st.text(max_size=3)
scalars = st.builds(lambda text, quoted: ("scalar", text, quoted), texts, st.booleans())
changes = st.one_of(
    scalars,
    st.builds(lambda place: ("graft", place, False), st.integers(0, len(PLACES) - 1)),
    st.builds(lambda text, quoted: ("list", text, quoted), texts, st.booleans()),
    st.builds(lambda text, quoted: ("rename", text, quoted), texts, st.booleans()),
    st.builds(lambda text, quoted: ("add", text, quoted), texts, st.booleans()),
    st.just(("drop", "", False)),
)


def mangle(node: Node, spots: Mapping[int, tuple[str, Any, bool]], counter: Iterator[int]) -> Node:
    """The tree with changes at the nodes of those numbers."""
    change = spots.get(next(counter))
    if isinstance(node, Table):
        entries = [Entry(entry.key, mangle(entry.value, spots, counter)) for entry in node.entries]
        if change and change[0] == "rename" and entries:
            entries[0] = Entry(entries[0].key._replace(text=change[1]), entries[0].value)
        elif change and change[0] == "add":
            entries.append(Entry(Scalar(change[1], change[2], node.place), Scalar(change[1], change[2], node.place)))
        elif change and change[0] == "drop":
            entries = entries[1:]
        node = Table(tuple({entry.key.text: entry for entry in entries}.values()), node.place)
    elif isinstance(node, Items):
        node = Items(tuple(mangle(member, spots, counter) for member in node.nodes), node.place)
    match change:
        case "scalar", str(text), bool(quoted):
            return Scalar(text, quoted, node.place)
        case "list", str(text), bool(quoted):
            return Items((Scalar(text, quoted, node.place), node), node.place)
        case "graft", int(place), _:
            return PLACES[place]
        case _:
            return node


mangled = st.dictionaries(st.integers(0, len(PLACES) - 1), changes, min_size=1, max_size=4).map(
    lambda spots: Document(mangle(WHOLE.root, spots, iter(range(10_000))), WHOLE.source)
)


def test_whole_pack_is_sound() -> None:
    """What is mangled below is without mistakes."""
    assert load_pack((WHOLE,), {}).diagnostics == ()


@settings(max_examples=150)
@given(mangled)
def test_no_mangled_pack_makes_loading_raise(document: Document) -> None:
    """There is a pack or there are mistakes, each once, sorted, and each can be shown."""
    outcome = load_pack((document,), {"grace": "1 day"})
    assert (outcome.value is None) is bool(outcome.diagnostics)
    assert outcome.diagnostics == sort_diagnostics(outcome.diagnostics)
    for one in outcome.diagnostics:
        assert render_diagnostic(one)
        assert one.message


@settings(max_examples=150)
@given(mangled)
def test_quick_check_agrees_with_slow_check(document: Document) -> None:
    """The quick check takes a file exactly where the validator finds nothing wrong."""
    schema = structure_schema()
    sound = Draft202012Validator(schema).is_valid(plain(document.root, schema))
    assert make_acceptor(schema)(document.root) is sound
    assert (check_structure(document) == ()) is sound


def test_slow_check_explains() -> None:
    """What the quick check refuses has a mistake with a place."""
    (document,) = documents("rules: [{id: x, kind: must, exepct: {}}]\n")
    (mistake,) = check_structure(document)
    assert (mistake.code, mistake.span.column) == ("unknown-key", 29)
    assert mistake.hint == "did you mean `expect`?"


SHAPES = [
    {"type": "integer"},
    {"type": ["number", "null"]},
    {"enum": ["a", "b"]},
    {"type": "string", "pattern": "^a", "minLength": 2},
    {"type": ["boolean", "string"], "minLength": 2},
    {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 2},
    {"type": ["array", "object"]},
    {
        "type": "object",
        "required": ["a"],
        "minProperties": 2,
        "propertyNames": {"pattern": "^.$"},
        "additionalProperties": {"type": "integer"},
    },
    {
        "type": "object",
        "properties": {"a": False, "b": {"$ref": "#/$defs/x"}},
        "$defs": {"x": {"type": "object", "properties": {"b": {"$ref": "#/$defs/x"}}}},
    },
]
INPUTS = [
    "a: 1",
    "b: {b: {b: 3}}",
    "{a: 1, b: 2}",
    "{a: x, bb: 1}",
    "[]",
    "[1]",
    "[1, 2, 3]",
    "[a]",
    "1",
    "1.5",
    "~",
    "a",
    "ab",
    "b",
    "true",
    '"true"',
    '"1"',
    "x",
]


@pytest.mark.parametrize("schema", SHAPES, ids=json.dumps)
def test_acceptor(schema: Mapping[str, Any]) -> None:
    """Each keyword means what it means to the validator."""
    for text in INPUTS:
        (document,) = documents(text)
        assert make_acceptor(schema)(document.root) is (check_schema(document, schema) == ()), text


def test_acceptor_refuses_what_it_does_not_know() -> None:
    """A schema that asks for more than it can check is our mistake."""
    with pytest.raises(ValueError, match="uniqueItems"):
        make_acceptor({"type": "array", "uniqueItems": True})


def test_schema_for_editors() -> None:
    """The schema is sound, explains every key, and refuses keys that it does not know."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    def explained(part: Mapping[str, Any]) -> bool:
        return "description" in part or ("$ref" in part and explained(follow(part["$ref"], schema)))

    def walk(part: Any, path: str) -> Iterator[str]:  # noqa: ANN401 (a schema is any JSON)
        if isinstance(part, dict):
            for name, one in part.get("properties", {}).items():
                if isinstance(one, dict) and "allOf" not in path and not explained(one):
                    yield f"{path}/{name}"
            if "properties" in part and "allOf" not in path and "additionalProperties" not in part:
                yield f"{path} takes any key"
            for name, one in part.items():
                yield from walk(one, f"{path}/{name}")
        elif isinstance(part, list):
            for one in part:
                yield from walk(one, path)

    assert list(walk(schema, "")) == []


@pytest.mark.parametrize(
    "rule",
    [
        "kind: must, expect: {event: met}, forbid: {event: met}",
        "kind: must, expect: {event: met}, next: {event: met}",
        "kind: must",
        "kind: must_not, expect: {event: met}",
        "kind: must_not, forbid: {event: met}, next: {event: met}",
        "kind: advice, title: x",
        "kind: fact, title: x",
        "kind: fact, conclude: {fact: x}, say: x",
        "kind: must, expect: {event: met, fact: met}",
        "kind: must, expect: {within: 1 day}",
        "kind: must, expect: {event: met, within: 1 day, before: $x.at}",
        "kind: must, count: {event: met}",
        "kind: must, count: {event: met, at_least: 0}",
        "kind: must, count: {event: met, at_least: x}",
        "kind: must, step: x, expect: {event: met}",
        "kind: must, expect: {event: met, before: {from: $x.at, plus: 1 day, minus: 1 day}}",
        "kind: must, expect: {event: met, where: {said: {present: maybe}}}",
    ],
)
def test_editors_see_what_the_readers_say(rule: str) -> None:
    """What the structure alone leaves to the readers is refused by the schema as editors use it."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    (document,) = documents(f"{HEAD}rules: [{{id: x, {rule}}}]\n")
    assert check_structure(document) == ()
    assert check_schema(document, schema) != ()
    assert load_pack((document,), {}).diagnostics != ()
