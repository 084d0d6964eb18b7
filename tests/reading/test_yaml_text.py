"""From YAML to nodes."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
import yaml

from afterword.engine.reading import yaml_text
from afterword.engine.reading.nodes import DEEPEST, Items, Place, Scalar, Table
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source
from afterword.tests.reading.trees import bare, codes, yaml_of
from afterword.tests.test_cases import read_case


def test_scalars_stay_as_they_are_written() -> None:
    """What YAML 1.1 makes numbers, times and truth values of is text here; quotes are remembered."""
    written = ["10:30", "no", "on", "0049301234", "1_000", "2025-09-09", "~", "null", "1e3", "0x1F", "=", ".inf"]
    assert bare(yaml_of("\n".join(f"- {one}" for one in written))) == written
    node = yaml_of("[12, '12', \"12\"]")
    assert isinstance(node, Items)
    assert [(one.text, one.quoted) for one in node.nodes if isinstance(one, Scalar)] == [("12", False), ("12", True), ("12", True)]


def test_texts_of_several_lines() -> None:
    """Literal and folded blocks, plain and quoted texts that go on; blocks count as quoted."""
    node = yaml_of("a: |\n  one\n  two\nb: >-\n  one\n  two\nc: one\n  two\nd: 'one\n  two'\ne: |2\n   one\n")
    assert bare(node) == {"a": "one\ntwo\n", "b": "one two", "c": "one two", "d": "one two", "e": " one\n"}
    assert isinstance(node, Table)
    assert [entry.value.quoted for entry in node.entries if isinstance(entry.value, Scalar)] == [True, True, False, True, True]


def test_places() -> None:
    """Lines and columns count from 1, in characters; what has no closing bracket ends with the last thing in it."""
    node = yaml_of("é: {b: 'x'}\nlist:\n  - 東京\n  - k: v\n\nlast:\n")
    assert isinstance(node, Table)
    first, second, last = node.entries
    assert (node.place, first.key.place, first.value.place) == (Place(1, 1, 6, 6), Place(1, 1, 1, 2), Place(1, 4, 1, 12))
    assert isinstance(first.value, Table)
    assert first.value.entries[0].value.place == Place(1, 8, 1, 11)
    assert second.value.place == Place(3, 3, 4, 9)
    assert isinstance(second.value, Items)
    assert [one.place for one in second.value.nodes] == [Place(3, 5, 3, 7), Place(4, 5, 4, 9)]
    assert last.value == Scalar("", quoted=False, place=Place(6, 6, 6, 6))


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_line_breaks(line_break: str) -> None:
    """All three count alike."""
    node = yaml_of(f"a: b{line_break}c: d{line_break}")
    assert isinstance(node, Table)
    assert node.entries[1].key.place == Place(2, 1, 2, 2)


def test_separators_of_word_processors_are_text() -> None:
    """U+2028 and its like break no line for an editor, nor for us, though they did in YAML 1.1; every column counts them."""
    node = yaml_of("a: one\u2028two\u0085three\u2029four\nb: '\u2028'\n\U0010fffd: x\n")
    assert bare(node) == {"a": "one\u2028two\u0085three\u2029four", "b": "\u2028", "\U0010fffd": "x"}
    assert isinstance(node, Table)
    assert node.entries[0].value.place == Place(1, 4, 1, 22)
    assert node.entries[1].key.place.line == 2


def test_a_stand_in_is_none_that_the_text_writes_as_an_escape() -> None:
    """A character that only an escape makes is not taken for a hidden line separator."""
    assert bare(yaml_of('a: "\\U0010fffd \u2028"\n')) == {"a": "\U0010fffd \u2028"}


def test_aliases_share_what_they_stand_for() -> None:
    """One value in two places: its children are the same objects, itself stands where the alias does."""
    node = yaml_of("a: &x [one, [two]]\nb: *x\nc: &y z\nd: {*y : *y}\n")
    assert bare(node) == {"a": ["one", ["two"]], "b": ["one", ["two"]], "c": "z", "d": {"z": "z"}}
    assert isinstance(node, Table)
    one, other = node.entries[0].value, node.entries[1].value
    assert isinstance(one, Items)
    assert isinstance(other, Items)
    assert one.nodes[1] is other.nodes[1]
    assert (one.place, other.place) == (Place(1, 4, 1, 19), Place(2, 4, 2, 6))
    assert node.place == Place(1, 1, 4, 13)


def test_an_anchor_may_be_used_again() -> None:
    """The last value of a name counts from there on."""
    assert bare(yaml_of("- &x 1\n- *x\n- &x 2\n- *x\n")) == ["1", "1", "2", "2"]


def test_depth() -> None:
    """As many levels as are said, and fifty at the least."""
    assert DEEPEST >= 50
    assert isinstance(yaml_of("[" * DEEPEST + "]" * DEEPEST), Items)
    assert isinstance(yaml_of("a: &x [" + "[" * 30 + "]" * 30 + "]\nb: [*x]\n"), Table)


def test_marks_that_change_nothing() -> None:
    """A mark at the beginning or the end of the one document, and directives, are passed over."""
    assert bare(yaml_of("%YAML 1.2\n---\na: b\n...\n")) == {"a": "b"}


def test_mistakes_that_can_be_passed_over_leave_a_document() -> None:
    """Later stages find theirs in the same run: of two values the first is kept, a tag is dropped."""
    outcome = parse_yaml(Source("a.yaml", "a: 1\na: 2\nb: !!int 3\n"))
    assert codes(outcome.diagnostics) == ["duplicate-key 2:1", "tag 3:4"]
    assert outcome.value is not None
    assert bare(outcome.value.root) == {"a": "1", "b": "3"}


def test_mistakes_before_the_one_that_ends_reading_are_told() -> None:
    """One run tells all that it can."""
    outcome = parse_yaml(Source("a.yaml", "a: !x {b: 1, b: 2}\nc: [d\ne: f\n"))
    assert outcome.value is None
    assert codes(outcome.diagnostics) == ["tag 1:4", "duplicate-key 1:14", "unclosed-bracket 2:4"]


def test_tags_of_lists_and_mappings() -> None:
    """Tags are refused on whatever they stand."""
    outcome = parse_yaml(Source("a.yaml", "a: !x [1]\nb: !y {}\nc: !!python/name:os.system ''\n"))
    assert codes(outcome.diagnostics) == ["tag 1:4", "tag 2:4", "tag 3:4"]


def test_a_source_that_no_decoder_has_seen() -> None:
    """Control characters, and halves of characters, are refused even in texts made in memory."""
    assert codes(parse_yaml(Source("a.yaml", "a: b\nc: \x00")).diagnostics) == ["control-character 2:4"]
    assert codes(parse_yaml(Source("a.yaml", "a: \ud800")).diagnostics) == ["control-character 1:4"]


def test_a_huge_scalar() -> None:
    """Ten million characters are no matter."""
    node = yaml_of("note: " + "x" * 10_000_000)
    assert isinstance(node, Table)
    assert node.entries[0].value.place.end_column == 10_000_007


def test_the_collector_is_left_as_it_was() -> None:
    """Reading pauses the garbage collector, and neither starts nor ends it."""
    assert gc.isenabled()
    parse_yaml(Source("a.yaml", "a: ["))
    assert gc.isenabled()
    gc.disable()
    try:
        parse_yaml(Source("a.yaml", "a: b"))
        assert not gc.isenabled()
    finally:
        gc.enable()


FOLDER = Path(__file__).parents[1] / "cases" / "reading"
YAML_CASES = [
    path
    for path in sorted(FOLDER.glob("*.yaml"))
    if "input" in (case := read_case(path)) and "schema" not in case and case.get("format", "yaml") == "yaml"
]


@pytest.mark.parametrize("path", YAML_CASES, ids=lambda path: path.stem)
def test_without_libyaml(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML was built without its C parser, the same mistakes are told at the same places."""
    source = Source("input.yaml", read_case(path)["input"])
    with_it = parse_yaml(source)
    monkeypatch.setattr(yaml_text, "_PARSER", yaml.SafeLoader)
    assert parse_yaml(source).diagnostics == with_it.diagnostics


def test_wild_escapes_without_libyaml(monkeypatch: pytest.MonkeyPatch) -> None:
    """PyYAML's own parser trips over some escapes and lets others pass; all are refused."""
    monkeypatch.setattr(yaml_text, "_PARSER", yaml.SafeLoader)
    for text in ('a: "\\UFFFFFFFF"', 'a: "\\U00110000"', 'a: "\\ud83d"', 'a: "\\U0000d83d"', f"%YAML 1.{'1' * 5000}\n---\na"):
        outcome = parse_yaml(Source("a.yaml", text))
        assert outcome.value is None
        assert outcome.diagnostics
