"""Text in columns: what of it a terminal can show, how wide it is there, and where its lines break."""

from __future__ import annotations

import unicodedata

_JOINERS = "\u200c\u200d"  # they shape names in several scripts


def clean(text: str) -> str:
    """The text on one line, without what could move the cursor or change colours: a log may hold anything."""
    return "".join(char if char.isprintable() or char in _JOINERS else " " for char in text)


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: two for each wide character, none for one that joins the one before."""
    return len(text) if text.isascii() else sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or char in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` columns, broken at spaces, and inside a word only where it is wider than a line."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        rest = word
        if not rest:
            continue
        if line and columns(line) + 1 + columns(rest) <= width:
            line = f"{line} {rest}"
            continue
        if line:
            lines.append(line)
        while columns(rest) > width:
            head = _head(rest, width)
            lines.append(head)
            rest = rest[len(head) :]
        line = rest
    return [*lines, line] if line else lines


def _head(word: str, width: int) -> str:
    """As many characters of a word as fit, at least one."""
    taken = 0
    for place, char in enumerate(word):
        taken += _columns(char)
        if taken > width and place:
            return word[:place]
    return word


def pad(left: str, right: str, width: int) -> str:
    """Two texts at both ends of a line."""
    return left + " " * (width - columns(left) - columns(right)) + right


def fits(left: str, right: str, width: int) -> bool:
    """Whether two texts have room beside each other, with some air between."""
    return columns(left) + 2 + columns(right) <= width
