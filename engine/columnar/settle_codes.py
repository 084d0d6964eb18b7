"""From codes of what JSON writes to codes of values, row by row: texts become values once, and doubt about one is doubt about its logs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from afterword.engine.columnar.line_outline import Row
from afterword.engine.columnar.line_values import ValueReader
from afterword.engine.columnar.line_words import NOTHING, Codes
from afterword.engine.columnar.read_lines import ReadLines
from afterword.engine.kernel.json_room import Things
from afterword.engine.kernel.memory import Integers

_Doubt: TypeAlias = Callable[[Integers], None]


def settle_texts(read: ReadLines, number: int, things: Things, doubt: _Doubt) -> list[str | None]:
    """A row of texts: that of each thing."""
    texts = read.readers[number].decode(read.lines.texts[number])
    own = things.codes[number]
    doubt(things.owners[np.array([False, *(text is None for text in texts)], np.bool_)[own]])
    listed = [None, *texts]
    return [listed[code] for code in own.tolist()]


def settle_codes(read: ReadLines, zones: Sequence[str | None], codes: Codes, left: Collection[int], doubt: _Doubt) -> None:
    """Have events and entities have codes of values, in the ``zones`` of their logs; rows of events that are ``left`` stay as they are."""
    events, entities = read.lines.events, read.lines.entities
    in_events, in_entities = events.rows - set(left), entities.rows | {read.outline.named}
    for number, (row, reader, texts) in enumerate(zip(read.outline.rows, read.readers, read.lines.texts, strict=True)):
        among = [things for things, rows in ((events, in_events), (entities, in_entities)) if number in rows]
        if among:
            one, decoded = _Settled(number, row, reader, codes, doubt), reader.decode(texts)
            if not reader.zoned:
                _settle(one, among, decoded)
            else:
                for things in among:
                    _settle_in_zones(one, things, decoded, zones)


class _Settled(NamedTuple):
    """A row, how its values are read, and who is told of doubt."""

    number: int
    row: Row
    reader: ValueReader
    codes: Codes
    doubt: _Doubt


def _settle(one: _Settled, among: Sequence[Things], texts: Sequence[Any]) -> None:
    """Put codes of values in place of codes of texts, where they differ."""
    numbers = one.codes.number(one.row.key, one.reader.read(texts))
    if numbers == list(range(1, len(numbers) + 1)):
        return
    final = np.array([NOTHING, *numbers], np.int64)
    bad = np.append([False], final[1:] == NOTHING)
    for things in among:
        own = things.codes[one.number]
        if bad.any():
            one.doubt(things.owners[bad[own]])
        own[:] = final[own]


def _settle_in_zones(one: _Settled, things: Things, texts: Sequence[Any], zones: Sequence[str | None]) -> None:
    """The same of values that depend on a zone."""
    known = {zone: place for place, zone in enumerate(dict.fromkeys(zones))}
    own = things.codes[one.number]
    there = np.flatnonzero(own)
    home = np.array([known[zone] for zone in zones], np.int64)[things.owners[there]]
    met, inverse = np.unique((own[there] - 1) * len(known) + home, return_inverse=True)
    listed = list(known)
    told = [divmod(pair, len(known)) for pair in met.tolist()]
    found = one.reader.read([texts[text] for text, _ in told], [listed[home] for _, home in told])
    own[there] = one.codes.code(one.row.key, found, len(found))[inverse]
    one.doubt(things.owners[there[own[there] == NOTHING]])
