"""From codes of what JSON writes to codes of values, row by row: texts become values once, and doubt about one is doubt about its logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
    own = things.column(number)
    doubt(things.owners[np.array([False, *(text is None for text in texts)], np.bool_)[own]])
    listed = [None, *texts]
    return [listed[code] for code in own.tolist()]


def settle_codes(read: ReadLines, zones: Sequence[str | None], codes: Codes, doubt: _Doubt) -> None:
    """Have events and entities have codes of values, in the ``zones`` of their logs."""
    homes = list(dict.fromkeys(zones))
    known = {zone: place for place, zone in enumerate(homes)}
    home = np.array([known[zone] for zone in zones], np.int64)
    in_events, in_entities = set(read.lines.events.rows), {*read.lines.entities.rows, read.outline.named}
    for number, (row, reader, texts) in enumerate(zip(read.outline.rows, read.readers, read.lines.texts, strict=True)):
        among = [things for things, rows in ((read.lines.events, in_events), (read.lines.entities, in_entities)) if number in rows]
        if among and len(texts.ends):
            one, decoded = _Settled(number, row, reader, codes, doubt), reader.decode(texts)
            if reader.zoned and len(homes) > 1:
                for things in among:
                    _settle_in_zones(one, things, decoded, homes, home)
            else:
                _settle(one, among, decoded, homes * len(decoded) if reader.zoned else None)


class _Settled(NamedTuple):
    """A row, how its values are read, and who is told of doubt."""

    number: int
    row: Row
    reader: ValueReader
    codes: Codes
    doubt: _Doubt


def _settle(one: _Settled, among: Sequence[Things], texts: Sequence[Any], zones: Sequence[str | None] | None) -> None:
    """Put codes of values in place of codes of texts, where they differ."""
    numbers = one.codes.number(one.row.key, one.reader.read(texts, zones))
    if numbers == list(range(1, len(numbers) + 1)):
        return
    final = np.array([NOTHING, *numbers], np.int64)
    for things in among:
        _put(one, things, final, things.cells(one.number).codes)


def _settle_in_zones(one: _Settled, things: Things, texts: Sequence[Any], homes: Sequence[str | None], home: Integers) -> None:
    """The same of values that depend on a zone: one of ``homes``, that of each log."""
    places, own = things.cells(one.number)
    pairs = (own - 1) * len(homes) + home[things.owners[places]]
    met = np.flatnonzero(np.bincount(pairs, minlength=1))
    told = [divmod(pair, len(homes)) for pair in met.tolist()]
    found = one.reader.read([texts[text] for text, _ in told], [homes[place] for _, place in told])
    final = np.zeros(len(texts) * len(homes), np.int64)
    final[met] = one.codes.number(one.row.key, found)
    _put(one, things, final, pairs)


def _put(one: _Settled, things: Things, final: Integers, numbers: Integers) -> None:
    """Give cells their final codes by what they are numbered by."""
    places, own = things.cells(one.number)
    own[:] = final[numbers]
    one.doubt(things.owners[places[own == NOTHING]])
