"""What holds for every input, good or bad."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from afterword.engine.diagnostics import Diagnostic, render_diagnostic, sort_diagnostics
from afterword.engine.reading import yaml_text
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.json_text import parse_json
from afterword.engine.reading.nodes import DEEPEST, Items, Node, Place, Table
from afterword.engine.reading.text import decode
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source
from afterword.tests.reading.trees import Bare, bare

NAMES = ("a.yaml", "a.json", "a.jsonl", "<stdin>")

YAML_BITS = (
    *(
        "a",
        "b: c",
        "key:",
        "- ",
        "-",
        ": ",
        "? ",
        "\n",
        "\n  ",
        "\n    ",
        "\t",
        " ",
        "'",
        '"',
        "\\",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "&x ",
        "*x",
        "!t ",
    ),
    *(
        "!!str ",
        "|\n",
        ">-\n",
        "#c",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "@",
        "`",
        "%",
        "<<: ",
        "\r\n",
        "\r",
        "\u2028",
        "\x85",
        "\u00a0",
        "é",
        "東",
    ),
    *("\ufeff", "~", "1:2", "“", "\\u", "\\ud83d", "\\U", "x" * 1030),
)
JSON_BITS = (
    *(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        '"a"',
        '"b"',
        "\\",
        "\\n",
        "\\u00e9",
        "\\ud83d",
        "\\ude00",
        "0",
        "1",
        "-",
        "+",
        ".",
        "e",
        "E",
        "true",
    ),
    *("false", "null", "NaN", "Infinity", " ", "\n", "\r", "\t", "/", "//", "/*", "*/", "#", "'", "“", "\u00a0", "\x00", "\x7f", "x"),
)


def texts_of(bits: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts put together of what means something to a reader."""
    return st.lists(st.sampled_from(bits), max_size=30).map("".join)


bare_values: st.SearchStrategy[Bare] = st.recursive(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["no", "012", "10:30", "- a", "a: b", "#", "~", "\u2028"]),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text("ab: #-é\u00a0", min_size=1, max_size=5), inside, max_size=3),
    max_leaves=8,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=12,
)


def sound(found: tuple[Diagnostic, ...]) -> None:
    """Diagnostics are in order, stand within the text, and can be shown and written to a file."""
    assert found == sort_diagnostics(found)
    for one in found:
        lines = sum(1 for _ in one.span.source.lines())
        for span in (one.span, *(related.span for related in one.related)):
            assert 1 <= span.line <= lines + 1, one
            assert 1 <= span.column <= len(span.source.line(span.line)) + 3, one
            assert (span.line, span.column) <= (span.end_line, span.end_column), one
        render_diagnostic(one).encode()
        assert one.message
        assert one.hint != ""


def places(node: Node) -> list[Place]:
    """Every place in a tree."""
    match node:
        case Items(nodes, place):
            return [place, *(inner for one in nodes for inner in places(one))]
        case Table(entries, place):
            return [place, *(inner for key, value in entries for inner in (key.place, *places(value)))]
        case _:
            return [node.place]


@given(st.sampled_from(NAMES), st.binary(max_size=60) | texts_of(YAML_BITS).map(str.encode) | texts_of(JSON_BITS).map(str.encode))
@settings(max_examples=600)
@example("a.yaml", b"? [a]\n: b")
@example("a.yaml", b"a: &x\n  *x : b")
@example("<stdin>", b"{")
@example("a.jsonl", b"{}\r{")
@example("a.json", b'"\\u0000\\ud800\\udc00"')
def test_no_bytes_make_reading_raise(name: str, data: bytes) -> None:
    """Whatever the bytes, there are documents, or a mistake is told, or both; and every place is one of the text."""
    text = decode(name, data)
    sound(text.diagnostics)
    if text.value is None:
        assert text.diagnostics
        return
    outcome = parse_documents(text.value)
    sound(outcome.diagnostics)
    assert outcome.value or outcome.diagnostics
    for document in outcome.value or ():
        for place in places(document.root):
            assert (1, 1) <= (place.line, place.column) <= (place.end_line, place.end_column)
        json.dumps(bare(document.root), ensure_ascii=False).encode()


@given(st.sampled_from(NAMES), st.text(max_size=30))
def test_no_text_makes_reading_raise(name: str, text: str) -> None:
    """The same for texts made in memory, which no decoder has seen."""
    sound(parse_documents(Source(name, text)).diagnostics)


@given(texts_of(YAML_BITS))
@settings(max_examples=300)
def test_the_readers_agree_without_libyaml(text: str) -> None:
    """What PyYAML's own parser takes as well, is the same tree; neither parser makes reading raise."""
    source = Source("a.yaml", text.replace("\ufeff", ""))  # which libyaml drops at the start of any line
    one = parse_yaml(source)
    parser, yaml_text._PARSER = yaml_text._PARSER, yaml.SafeLoader
    try:
        other = parse_yaml(source)
    finally:
        yaml_text._PARSER = parser
    sound(other.diagnostics)
    if not one.diagnostics and not other.diagnostics:
        assert one.value is not None
        assert other.value is not None
        assert bare(one.value.root) == bare(other.value.root)


@given(bare_values, st.sampled_from([None, True, False]), st.booleans(), st.sampled_from([None, '"', "'"]))
@settings(max_examples=200)
def test_what_yaml_writes_is_read(value: Bare, flow: bool | None, unicode: bool, style: str | None) -> None:  # noqa: FBT001 (drawn)
    """Any texts in lists and mappings, in any style that PyYAML writes, come back as they were."""
    text = yaml.dump(value, Dumper=_Unaliased, default_flow_style=flow, allow_unicode=unicode, default_style=style, width=40)
    if any(char in text for char in "\x85\u2028\u2029"):
        return  # PyYAML folds lines at these, as YAML 1.1 did
    outcome = parse_yaml(Source("a.yaml", text))
    hard = [one.code for one in outcome.diagnostics if one.code not in {"odd-space", "control-character"}]
    assert not hard, (text, outcome.diagnostics)
    if not outcome.diagnostics:
        assert outcome.value is not None
        assert bare(outcome.value.root) == value


class _Unaliased(yaml.SafeDumper):
    """Writes a value out each time."""

    def ignore_aliases(self, data: object) -> bool:
        """Share nothing."""
        del data
        return True


@given(json_values, st.sampled_from([None, 0, 2, "\t"]), st.booleans())
@settings(max_examples=200)
def test_what_json_writes_is_read(value: Any, indent: int | str | None, ascii_only: bool) -> None:  # noqa: ANN401, FBT001 (drawn)
    """Any JSON, however it is laid out, has the texts it was written with."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    if any("\ud800" <= char <= "\udfff" for char in json.dumps(value, ensure_ascii=False)):
        return
    outcome = parse_json(Source("a.json", text))
    assert not outcome.diagnostics
    assert outcome.value is not None
    assert bare(outcome.value.root) == _as_written(value)


def _as_written(value: Any) -> Bare:  # noqa: ANN401 (any JSON)
    if isinstance(value, dict):
        return {key: _as_written(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_as_written(one) for one in value]
    return value if isinstance(value, str) else json.dumps(value)


@given(texts_of(JSON_BITS) | json_values.map(json.dumps))
@settings(max_examples=600)
@example("01")
@example("-")
@example('{"a":1,"a":2}')
@example('"\\ud83d\\ude00"')
@example("1\n2")
@example("\ufeff1")
def test_what_json_refuses_is_refused(text: str) -> None:
    """A text has a mistake exactly where the standard library, told to be strict, refuses it."""
    assert bool(parse_json(Source("a.json", text)).diagnostics) == _refused(text)


def _refused(text: str) -> bool:
    def no_number(name: str) -> None:
        raise ValueError(name)

    def no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError(pairs)
        return dict(pairs)

    try:
        value = json.loads(text, parse_constant=no_number, object_pairs_hook=no_duplicates)
        json.dumps(value, ensure_ascii=False).encode()
    except ValueError:
        return True
    return _depth(value) > DEEPEST


def _depth(value: Any) -> int:  # noqa: ANN401 (any JSON)
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(_depth, inside), default=0)
