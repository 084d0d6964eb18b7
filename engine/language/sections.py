"""Puts together what several files of a pack say under the same key, and notes what is said twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Related, quote
from afterword.engine.language.scope import Mistakes, as_table
from afterword.engine.reading.nodes import Entry


class Part(NamedTuple):
    """An entry of one file of a pack."""

    entry: Entry
    mistakes: Mistakes


def merge_tables(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The entries of all the tables in ``parts``; a name given twice is noted, and the first counts."""
    tables = ((as_table(part.entry.value), part.mistakes) for part in parts)
    return merge_parts([Part(entry, mistakes) for table, mistakes in tables if table is not None for entry in table.entries])


def merge_parts(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The entries, each name once; a name given twice is noted, and the first counts."""
    merged: dict[str, Part] = {}
    for part in parts:
        first = merged.setdefault(part.entry.key.text, part)
        if first is not part:
            note_twice(first, part)
    return tuple(merged.values())


def inner_parts(parts: Sequence[Part], key: str) -> tuple[Part, ...]:
    """What stands under ``key`` in each of the tables in ``parts``."""
    inner = []
    for part in parts:
        table = as_table(part.entry.value)
        inner += [Part(entry, part.mistakes) for entry in (table.entries if table is not None else ()) if entry.key.text == key]
    return tuple(inner)


def note_twice(first: Part, second: Part) -> None:
    """Note a name that stands in two places."""
    place = Related("it is here already", first.mistakes.span(first.entry.key))
    second.mistakes.add("given-twice", f"{quote(second.entry.key.text)} is given twice", second.entry.key, "keep one of them", (place,))
