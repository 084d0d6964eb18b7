"""Which reader a text is given to."""

from __future__ import annotations

import pytest

from afterword.engine.reading.documents import parse_documents
from afterword.engine.spans import Source
from afterword.tests.reading.trees import Bare, bare, codes


def documents(name: str, text: str) -> list[Bare]:
    """The documents of a faultless text."""
    outcome = parse_documents(Source(name, text))
    assert not outcome.diagnostics
    return [bare(one.root) for one in outcome.value or ()]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.yaml", "a: no", [{"a": "no"}]),
        ("a.YML", "{a: no}", [{"a": "no"}]),
        ("a.json", '{"a":\t"\\ud83d\\ude00"}', [{"a": "😀"}]),
        ("a.jsonl", '{"a": 1}\n{"a": 2}', [{"a": "1"}, {"a": "2"}]),
        ("a.NDJSON", "[1]\n\n[2]\n", [["1"], ["2"]]),
        ("<stdin>", "a: {b: c}", [{"a": {"b": "c"}}]),
        ("<stdin>", "- a\n- b", [["a", "b"]]),
        ("<stdin>", '\n{\n"a":\t1\n}\n', [{"a": "1"}]),
        ("<stdin>", '\n{"a": 1}\n\n{"a": 2}\n', [{"a": "1"}, {"a": "2"}]),
        ("<stdin>", '{"a": 1}', [{"a": "1"}]),
        ("<stdin>", "{a: no, b: [on]}", [{"a": "no", "b": ["on"]}]),
        ("/dev/fd/63", "[a,\n b]", [["a", "b"]]),
    ],
)
def test_the_name_or_the_content_tells(name: str, text: str, found: list[Bare]) -> None:
    """The ending of the name where it says something; else brackets tell JSON, and whole ones in each line JSON Lines."""
    assert documents(name, text) == found


def test_what_is_neither_is_told_as_json() -> None:
    """A bracketed text that neither reader understands has JSON's mistakes: most such texts are written by programs."""
    outcome = parse_documents(Source("<stdin>", '{"a": 1, "b": [1, 2'))
    assert outcome.value is None
    assert codes(outcome.diagnostics) == ["unclosed-bracket 1:15"]


def test_yaml_that_cannot_be_read() -> None:
    """There is no document then."""
    assert parse_documents(Source("a.yaml", "a: [")).value is None
