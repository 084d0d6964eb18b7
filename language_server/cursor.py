"""Where the cursor stands in the tree of a text: also in one that is being typed, which no reader would take."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from afterword.engine.reading.nodes import Items, Node, Place, Scalar, Table
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source

Step: TypeAlias = str | int
"""A key of a mapping, or a place in a list (from 0)."""

Holds: TypeAlias = Callable[[Scalar], str | None]

_MARK = "\ue0a7"  # of the characters that nobody uses, one
_BARE_WORD = re.compile(r"[ \t]*(- +)*[\w$.-]*")
_OPENING = {"{": "}", "[": "]"}


class Cursor(NamedTuple):
    """The way from the root to a scalar: ``nodes`` has the root first and ends with the collection that the scalar stands in.

    ``steps`` are the keys and places taken from each of them; the last one is missing where the scalar is itself a key (``at_key``).
    ``before`` is as much of the scalar as stands in front of the cursor.
    """

    steps: tuple[Step, ...]
    nodes: tuple[Node, ...]
    scalar: Scalar
    at_key: bool
    before: str

    @property
    def key(self) -> str:
        """The last key on the way; empty at the top."""
        return next((step for step in reversed(self.steps) if isinstance(step, str)), "")

    def table(self, levels: int = 0) -> Table | None:
        """The innermost mapping around the cursor, or the one ``levels`` further out."""
        tables = [node for node in self.nodes if isinstance(node, Table)]
        return tables[-1 - levels] if levels < len(tables) else None

    def under(self, *keys: str) -> bool:
        """Whether the last keys on the way are these, places in lists apart."""
        named = [step for step in self.steps if isinstance(step, str)]
        return tuple(named[len(named) - len(keys) :]) == keys


def cursor_at(root: Node, line: int, column: int) -> Cursor | None:
    """The scalar at a place (both from 1), with the way to it; ``None`` where there is none."""

    def holds(scalar: Scalar) -> str | None:
        place = scalar.place
        return scalar.text if _covers(place, line, column) else None

    return _walk(root, holds, (), ())


def cursor_in(text: str, line: int, column: int) -> Cursor | None:
    """Where a word would stand that was typed at a place (both from 1) of a text that need not be whole.

    The text is read with a mark in that place: as part of what stands there, as a key of its own, without what follows.
    """
    lines = [written for _, written in Source("", text).lines()]
    lines += [""] * (line - len(lines))
    current = lines[line - 1]
    start, rest = current[: column - 1], current[column - 1 :]
    as_key = [f"{start}{_MARK}:"] if _BARE_WORD.fullmatch(start) and not rest.strip() else []
    tries = [*as_key, start + _MARK + rest, f"{start}{_MARK}{_closing(start)}"]
    for after in (lines[line:], []):
        for attempt in tries:
            document = parse_yaml(Source("", "\n".join([*lines[: line - 1], attempt, *after]) + "\n")).value
            found = _walk(document.root, _before_mark, (), ()) if document is not None else None
            if found is not None:
                return found
    return None


def _before_mark(scalar: Scalar) -> str | None:
    before, mark, _ = scalar.text.partition(_MARK)
    return before if mark else None


def _closing(start: str) -> str:
    """The brackets that are open at the end of a line, closed."""
    open_: list[str] = []
    for char in start:
        if char in _OPENING:
            open_.append(_OPENING[char])
        elif open_ and char == open_[-1]:
            open_.pop()
    return "".join(reversed(open_))


def _covers(place: Place, line: int, column: int) -> bool:
    return (place.line, place.column) <= (line, column) <= (place.end_line, place.end_column)


def _walk(node: Node, holds: Holds, steps: tuple[Step, ...], nodes: tuple[Node, ...]) -> Cursor | None:
    """The first scalar, key or value, that ``holds`` gives a text for."""
    match node:
        case Scalar():
            before = holds(node)
            return None if before is None else Cursor(steps, nodes, node, at_key=False, before=before)
        case Items(members):
            ways = (_walk(member, holds, (*steps, number), (*nodes, node)) for number, member in enumerate(members))
            return next((way for way in ways if way is not None), None)
        case Table(entries):
            for entry in entries:
                before = holds(entry.key)
                if before is not None:
                    return Cursor(steps, (*nodes, node), entry.key, at_key=True, before=before)
                way = _walk(entry.value, holds, (*steps, entry.key.text), (*nodes, node))
                if way is not None:
                    return way
            return None
