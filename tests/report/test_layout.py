"""Text in columns."""

from __future__ import annotations

from afterword.reports.layout import clean, columns, wrap


def test_columns() -> None:
    """Wide characters take two columns; accents on their own, and joiners, take none."""
    assert [columns(text) for text in ("abc", "äö", "面接", "e\u0301", "a\u200db", "")] == [3, 2, 4, 1, 2, 0]


def test_wrap() -> None:
    """Lines break at spaces; several spaces are one, and none stand at the ends."""
    assert wrap("  one two   three ", 7) == ["one two", "three"]
    assert wrap("", 7) == wrap("  ", 7) == []
    assert wrap("12\u00a0h left", 6) == ["12\u00a0h", "left"]


def test_wrap_long_words() -> None:
    """A word wider than a line goes on in the next; a character wider than a line stands alone."""
    assert wrap("a bcdefgh i", 3) == ["a", "bcd", "efg", "h i"]
    assert wrap("面接", 1) == ["面", "接"]


def test_clean() -> None:
    """What does not print becomes a space, joiners of letters apart."""
    assert clean("a\tb\x1b[0mc\u200dd\u202ee") == "a b [0mc\u200dd e"
