"""From JSON and JSON Lines to nodes."""

from __future__ import annotations

import pytest

from afterword.engine.reading.json_text import parse_json, parse_json_lines
from afterword.engine.reading.nodes import DEEPEST, Items, Node, Place, Scalar, Table
from afterword.engine.spans import Source
from afterword.tests.reading.trees import bare, codes, root_of


def json_of(text: str) -> Node:
    """The root of a faultless JSON text."""
    return root_of(parse_json(Source("a.json", text)))


def mistakes(text: str) -> list[str]:
    """The codes and places of what is wrong with a JSON text."""
    return codes(parse_json(Source("a.json", text)).diagnostics)


def test_values() -> None:
    """Texts are quoted; numbers, truth values and null are not, and stay as they are written."""
    node = json_of('["a", "12", 12, -0.5e+3, true, false, null, "", {}, []]')
    assert isinstance(node, Items)
    scalars = [(one.text, one.quoted) for one in node.nodes if isinstance(one, Scalar)]
    assert scalars[:5] == [("a", True), ("12", True), ("12", False), ("-0.5e+3", False), ("true", False)]
    assert scalars[5:] == [("false", False), ("null", False), ("", True)]
    assert bare(node.nodes[8]) == {}
    assert bare(node.nodes[9]) == []


def test_escapes() -> None:
    """Every escape, with characters beyond the first 65,536 in two halves or as they are."""
    assert bare(json_of(r'["\"\\\/\b\f\n\r\t", "\u00e9\ud83d\ude00", "😀\""]')) == ['"\\/\b\f\n\r\t', "é😀", '😀"']
    assert bare(json_of(r'{"\u0061": 1, "b\n": 2}')) == {"a": "1", "b\n": "2"}


def test_places() -> None:
    """Lines and columns count from 1, over every kind of line break; tabs are one column."""
    node = json_of('{\n\t"a": [1,\r\n  "two"],\r"b" :\n{ "c\\n": null }}\n')
    assert isinstance(node, Table)
    first, second = node.entries
    assert (node.place, first.key.place, first.value.place) == (Place(1, 1, 5, 17), Place(2, 2, 2, 5), Place(2, 7, 3, 9))
    assert isinstance(first.value, Items)
    assert [one.place for one in first.value.nodes] == [Place(2, 8, 2, 9), Place(3, 3, 3, 8)]
    assert (second.key.place, second.value.place) == (Place(4, 1, 4, 4), Place(5, 1, 5, 16))
    assert isinstance(second.value, Table)
    assert (second.value.entries[0].key.place, second.value.entries[0].value.place) == (Place(5, 3, 5, 8), Place(5, 10, 5, 14))


def test_depth() -> None:
    """As many levels as are said; the next is refused, however deep it goes."""
    assert isinstance(json_of("[" * DEEPEST + "]" * DEEPEST), Items)
    assert mistakes('{"a":' * 100_000) == [f"too-deep 1:{5 * DEEPEST + 1}"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[1, 2", ["unclosed-bracket 1:1"]),
        ("{", ["unclosed-bracket 1:1"]),
        ('{"a"', ["missing-colon 1:2"]),
        ('{"a":', ["unclosed-bracket 1:1"]),
        ('{"a": 1,', ["unclosed-bracket 1:1"]),
        ('{"a": "b', ["unclosed-quote 1:7"]),
        ('{"a": /* b', ["unclosed-bracket 1:1", "comment 1:7"]),
        ('{"a": tru', ["unclosed-bracket 1:1", "bare-word 1:7"]),
        ('"\\', ["bad-escape 1:2"]),
        ('"\\u12', ["bad-escape 1:2"]),
        ("]", ["wrong-bracket 1:1"]),
        ("[}", ["wrong-bracket 1:2"]),
        ("{]", ["wrong-bracket 1:2"]),
        (",", ["stray-text 1:1"]),
        ("[:]", ["stray-text 1:2"]),
        ('{"a": 1}}', ["extra-text 1:9"]),
        ("{,}", ["extra-comma 1:2"]),
        ("[1, // one\n]", ["extra-comma 1:3", "comment 1:5"]),
        ("[1 // one\n, 2]", ["comment 1:4"]),
        ('{"a" // one\n: 2}', ["comment 1:6"]),
        ('{// one\n"a": 2}', ["comment 1:2"]),
        ('{"a": 1,, }', ["extra-comma 1:8", "extra-comma 1:9"]),
        ('["a" "b" {} [] -1]', ["missing-comma 1:6", "missing-comma 1:10", "missing-comma 1:13", "missing-comma 1:16"]),
        ('{"a": {} b}', ["stray-text 1:10"]),
        ("[12 months]", ["stray-text 1:5"]),
        ("{a: https://example.org, 1: 2}", ["bare-word 1:2", "bare-word 1:5", "bare-word 1:26"]),
        ("[TRUE, Null]", ["bare-word 1:2", "bare-word 1:8"]),
        ("{\"a\": \u201cb\u201d, \u201ec\u201c: 1, '': 2}", ["wrong-quotes 1:7", "wrong-quotes 1:12", "wrong-quotes 1:20"]),
        ("\ufeff[]", ["odd-space 1:1"]),
        ("[1,\u00a02]", ["odd-space 1:4"]),
        ('{"a": 1, "\\u0061": 2}', ["duplicate-key 1:10"]),
    ],
)
def test_mistakes(text: str, found: list[str]) -> None:
    """Each is told where it stands, and what is beyond doubt is read on."""
    assert mistakes(text) == found


def test_what_was_meant_is_read() -> None:
    """A document with mistakes that leave no doubt is there for later stages."""
    outcome = parse_json(Source("a.json", "{'a': True, b: 01, \"c\": [1,],}"))
    assert codes(outcome.diagnostics) == [
        *("wrong-quotes 1:2", "bare-word 1:7", "bare-word 1:13"),
        *("bad-number 1:16", "extra-comma 1:27", "extra-comma 1:29"),
    ]
    assert outcome.value is not None
    assert bare(outcome.value.root) == {"a": "true", "b": "01", "c": ["1"]}


def test_json_lines() -> None:
    """A document for each line, with the source and the lines of the whole file."""
    source = Source("a.jsonl", '{"a": 1}\r\n\n  \n[2]\n{"a": [\n"x" "y"\n{"b": {"c": 3}}')
    outcome = parse_json_lines(source)
    assert codes(outcome.diagnostics) == ["unclosed-bracket 5:7", "extra-text 6:5"]
    documents = outcome.value or ()
    assert [bare(one.root) for one in documents] == [{"a": "1"}, ["2"], {"b": {"c": "3"}}]
    assert [one.root.place for one in documents] == [Place(1, 1, 1, 9), Place(4, 1, 4, 4), Place(7, 1, 7, 16)]
    assert all(one.source is source for one in documents)


def test_json_lines_of_which_none_can_be_read() -> None:
    """There is no document then, instead of none of many."""
    outcome = parse_json_lines(Source("a.jsonl", "{\n[\n"))
    assert outcome.value is None
    assert codes(outcome.diagnostics) == ["unclosed-bracket 1:1", "unclosed-bracket 2:1"]


def test_a_huge_text() -> None:
    """Ten million characters are no matter, with escapes and without."""
    for letter in ("x", "\\n"):
        node = json_of(f'["{letter * 5_000_000}"]')
        assert isinstance(node, Items)
        assert node.nodes[0].place.end_column == 5_000_000 * len(letter) + 4
