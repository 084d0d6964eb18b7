"""Places, and the mistakes that are told at them."""

from __future__ import annotations

import time

import pytest

from afterword.engine.diagnostics import Diagnostic, Related, choices_hint, nearest, quote, render_diagnostic, sort_diagnostics, suggest
from afterword.engine.spans import Source, Span

TEXT = "candidate: Jane Roe\r\npeople:\rp1: {role: interviewr}\n"


def told(text: str, start: int, end: int) -> list[str]:
    """The lines that a mistake between two offsets is shown in, after the first."""
    return render_diagnostic(Diagnostic("code", "message", Source("log.yaml", text).span(start, end))).splitlines()[1:]


def test_lines_end_where_an_editor_ends_them() -> None:
    """At LF, CR, or both together; form feeds and the separators of Unicode end none."""
    source = Source("a", "one\ntwo\r\nthree\rfo\x0b\x0cur\u2028\x85\x1c\n\nlast")
    assert [text for _, text in source.lines()] == ["one", "two", "three", "fo\x0b\x0cur\u2028\x85\x1c", "", "last"]
    assert [offset for offset, _ in source.lines()] == [0, 4, 9, 15, 25, 26]
    assert [source.line(number) for number in (0, 1, 6, 7, -1)] == ["", "one", "last", "", ""]


def test_an_empty_text_has_one_empty_line() -> None:
    """There is always a place to speak of."""
    source = Source("a", "")
    assert list(source.lines()) == [(0, "")]
    assert str(source.span(0, 0)) == "a:1:1"


def test_positions() -> None:
    """Lines and columns count from 1; the end of the text has a place, too."""
    source = Source("log.yaml", TEXT)
    assert [source.position(offset) for offset in (0, 18, 21, 29, len(TEXT))] == [(1, 1), (1, 19), (2, 1), (3, 1), (4, 1)]
    assert str(source.span(41, 51)) == "log.yaml:3:13"


def test_lines_are_found_quickly() -> None:
    """The text is split once, however many of its lines are asked for."""
    source = Source("a", "some line\n" * 200_000)
    began = time.process_time()
    assert all(source.line(number) == "some line" for number in range(1, 20_000))
    assert time.process_time() - began < 2


def test_a_mistake_is_shown_with_its_line() -> None:
    """File, line and column first, as editors want it; the line with carets; other places; the hint last."""
    source = Source("log.yaml", TEXT)
    related = (Related("it is listed here", source.span(21, 27)),)
    assert render_diagnostic(Diagnostic("unknown-choice", "no such role", source.span(41, 51), "did you mean `interviewer`?", related)) == (
        "log.yaml:3:13: unknown-choice: no such role\n"
        "  3 | p1: {role: interviewr}\n"
        "    |             ^^^^^^^^^^\n"
        "log.yaml:2:1: note: it is listed here\n"
        "  2 | people:\n"
        "    | ^^^^^^\n"
        "  help: did you mean `interviewer`?"
    )


def test_carets_stay_in_the_line() -> None:
    """A stretch of several lines is marked to the end of its first; one past the end of a line, right after it."""
    assert told("a: [b,\n  c]\n", 3, 11) == ["  1 | a: [b,", "    |    ^^^"]
    assert told("a: [\n", 4, 4) == ["  1 | a: [", "    |     ^"]
    assert told("a: [\n", 4, 5) == ["  1 | a: [", "    |     ^"]


def test_lines_with_nothing_to_see_are_not_shown() -> None:
    """At the end of a file, or in an empty one."""
    assert told("a: b\n", 5, 5) == []
    assert told("", 0, 0) == []


def test_tabs_and_control_characters_take_one_column() -> None:
    """What a terminal would jump or obey at is made plain."""
    assert told("a:\t\x1b[31mb\u202e", 3, 4) == ["  1 | a: �[31mb�", "    |    ^"]


def test_wide_characters_take_two_columns() -> None:
    """Carets stand below what they mean in a terminal; accents that combine take no column of their own."""
    assert told("氏名: 東京 x", 4, 6) == ["  1 | 氏名: 東京 x", "    |       ^^^^"]
    assert told("e\u0301: x", 4, 5) == ["  1 | e\u0301: x", "    |    ^"]


@pytest.mark.parametrize(("start", "cut_left", "cut_right"), [(0, False, True), (50, False, True), (500, True, True), (998, True, False)])
def test_long_lines_are_cut_around_the_place(start: int, cut_left: bool, cut_right: bool) -> None:  # noqa: FBT001 (in words)
    """What is left out on either side is shown to be."""
    text = "".join(f"{number:04d}" for number in range(250))
    line, caret = told(text, start, start + 2)
    shown = line.removeprefix("  1 | ")
    assert (shown.startswith("…"), shown.endswith("…")) == (cut_left, cut_right)
    assert len(shown) <= 112
    at = caret.removeprefix("    | ").index("^^")
    assert shown[at : at + 2] == text[start : start + 2]


def test_a_line_of_megabytes_is_shown_quickly() -> None:
    """Only what is shown is looked at."""
    began = time.process_time()
    assert len(told("x" * 20_000_000, 10_000_000, 20_000_000)[1]) < 200
    assert time.process_time() - began < 1


def test_order_of_report() -> None:
    """By file, line, column, code and message; each once."""
    a, b = Source("a", "x\ny"), Source("b", "x")
    late = Diagnostic("code", "m", Span(a, 2, 1, 2, 2))
    first = Diagnostic("code", "m", Span(a, 1, 1, 1, 2))
    other = Diagnostic("another", "m", Span(a, 1, 1, 1, 2))
    last = Diagnostic("code", "m", Span(b, 1, 1, 1, 2))
    assert sort_diagnostics([last, late, first, other, late]) == (other, first, late, last)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("titel", "title"),
        ("Title", "title"),
        ("thank-you", "thank_you"),
        ("THANK YOU", "thank_you"),
        ("x", None),
        ("title", None),
        ("t" * 200, None),
    ],
)
def test_what_was_meant(word: str, meant: str | None) -> None:
    """Letters that are wrong, missing or in another order; another case; dashes for underscores. Never the word itself."""
    choices = ("title", "thank_you", "step")
    assert nearest(word, choices) == meant
    assert suggest(word, choices) == (f"did you mean `{meant}`?" if meant else None)


def test_hints_for_choices() -> None:
    """The nearest, or else all where they are few enough to read."""
    assert choices_hint("titel", ["title", "step"]) == "did you mean `title`?"
    assert choices_hint("xyz", ["title", "step"]) == "one of: title, step"
    assert choices_hint("xyz", [str(number) for number in range(20)]) is None
    assert choices_hint("xyz", []) is None


def test_what_users_wrote_is_quoted_safely() -> None:
    """Cut where it is long; nothing in it can move the cursor of a terminal."""
    assert quote("Jane") == "`Jane`"
    assert quote("a\x1b[2J\nb") == "`a�[2J�b`"
    assert quote("x" * 100) == f"`{'x' * 60}…`"
