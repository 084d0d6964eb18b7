"""From what is met in lines to columns: cells in order by row, and the texts of each row one after another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from afterword.engine.kernel.json_room import CELL_THING, S_BEGIN, S_CODE, S_ROW, S_SIZE, Cells, JsonTexts, Room, Things
from afterword.engine.kernel.json_text import COMMA
from afterword.engine.kernel.keep_compiled import keep_compiled
from afterword.engine.kernel.memory import Bytes, Integers, pointer_to


def make_things(room: Room, texts: tuple[Integers, Integers]) -> Things:
    """The things in a room; of ``texts`` it takes rows and codes."""
    count, cells = room.count.tolist()
    places, codes, row_from = np.empty(cells, np.int64), np.empty(cells, np.int64), np.zeros(room.rows + 1, np.int64)
    _group(room.cells[:cells], *texts, places, codes, row_from)
    return Things(room.kinds[:count], room.owners[:count], room.used.reshape(-1, room.rows) > 0, Cells(places, codes), row_from.tolist())


@keep_compiled
def _group(cells: Integers, rows: Integers, numbers: Integers, places: Integers, codes: Integers, row_from: Integers) -> None:
    """Put cells in order by row, and say where those of each begin, and one more; ``rows`` and ``numbers`` are those of texts."""
    mask = (1 << CELL_THING) - 1
    bare, row_of, number_of, into, coded = pointer_to(cells), pointer_to(rows), pointer_to(numbers), pointer_to(places), pointer_to(codes)
    for cell in range(len(cells)):
        row_from[row_of[bare[cell] & mask] + 1] += 1
    for row in range(1, len(row_from)):
        row_from[row] += row_from[row - 1]
    begins = row_from.copy()
    free = pointer_to(begins)
    for cell in range(len(cells)):
        text = bare[cell] & mask
        at = free[row_of[text]]
        free[row_of[text]] = at + 1
        into[at], coded[at] = bare[cell] >> CELL_THING, number_of[text]


def list_texts(data: Bytes, texts: Integers, counts: Integers) -> list[JsonTexts]:
    """The texts of each row, of which there are so many, in order of their codes."""
    row_from, ends = np.cumsum(np.append(0, counts)), np.empty(len(texts), np.int64)
    joined = np.empty(len(texts) + int(texts[:, S_SIZE].sum()), np.uint8)
    _join(data, texts, row_from, ends, joined)
    whole, bounds = joined.tobytes(), row_from.tolist()
    begins = np.append(0, ends)[bounds].tolist()
    return [JsonTexts(whole, begins[row], ends[begin:end]) for row, (begin, end) in enumerate(pairwise(bounds))]


@keep_compiled
def _join(data: Bytes, texts: Integers, row_from: Integers, ends: Integers, joined: Bytes) -> None:
    """Write one text after another, with a comma behind each, and note where they end."""
    order = np.empty(len(texts), np.int64)
    for text in range(len(texts)):
        order[row_from[texts[text, S_ROW]] + texts[text, S_CODE] - 1] = text
    at = 0
    for place in range(len(order)):
        text = order[place]
        for byte in range(texts[text, S_BEGIN], texts[text, S_BEGIN] + texts[text, S_SIZE]):
            joined[at] = data[byte]
            at += 1
        joined[at] = COMMA
        at += 1
        ends[place] = at
