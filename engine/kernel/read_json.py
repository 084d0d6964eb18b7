"""Compiled: logs from lines of JSON, as codes of values: a field is a row of numbers, and each text of a field has one of its own.

Only the outline of JSON is looked at here: which keys there are, and from where to where each value goes. What a value says is for
others to find out, once for each text (see `engine.columnar.settle_codes`). A line in which anything is unusual is left: it is doubtful.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_blocks import BLOCK, Seal
from afterword.engine.kernel.json_room import (
    C_BEGIN,
    C_END,
    C_NAME,
    CELL,
    CELL_THING,
    EVENTS,
    MOST_FIELDS,
    N_SEAL,
    N_SIZE,
    NAME,
    S_BEGIN,
    S_CODE,
    S_ROW,
    S_SEAL,
    S_SIZE,
    SECTION,
    SEEN,
    UNKNOWN,
    Cells,
    JsonTexts,
    Keys,
    Lines,
    Outline,
    Room,
    Things,
    Work,
    bare_keys,
    bare_room,
    bare_work,
    make_room,
)
from afterword.engine.kernel.json_text import (
    BREAK,
    CLOSE,
    COLON,
    COMMA,
    FAIL,
    LIST,
    LIST_END,
    OPEN,
    QUOTE,
    Text,
    are_alike,
    bare_text,
    count_in,
    find_end,
    find_text_end,
    hash_seal,
    is_null,
    make_text,
    seal,
    skip,
)
from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.memory import Bytes, Integers, Memory, pointer_to
from afterword.engine.kernel.parse_times import UNREAD, parse_time

_MOST_THINGS = 2**26
"""Room is never made for more events, nor for more entities: where these are more, what does not go in is left to others."""
_FEW = 2**12
"""Places of the table of texts to begin with: what is small stays close to the processor."""


def read_lines(data: bytes, outline: Outline) -> Lines:
    """Lines, each with a break behind it. The ``texts`` are those of each row of codes."""
    text, rows, kinds = make_text(data), outline.named + 1, len(outline.needs)
    lines, values = count_in(text, BREAK), count_in(text, COLON)
    most = min(values, _MOST_THINGS)
    logs, events, entities = (make_room(count, values, rows, kinds) for count in (lines, most, most))
    keys = Keys(*outline, len(outline.name_table) - 1, len(outline.types), kinds - 1, len(outline.doubted))
    table = np.empty(max(_FEW, 1 << (2 * values).bit_length()), np.int64)
    walls, offsets, timed = np.empty((3, most), np.int64)
    met, seen = np.full((2, keys.size), -1)
    entries, counts, cells = np.empty(SEEN * values, np.int64), np.zeros(rows + 1, np.int64), np.empty(CELL * MOST_FIELDS, np.int64)
    work = Work(walls, offsets, timed, entries, table, np.zeros(1, np.int64), counts, cells, met, seen, np.zeros(1, np.int64))
    doubtful, ends = np.zeros(lines, np.bool_), np.empty(lines, np.int64)
    _read_all(text, keys, logs, events, entities, work, doubtful, ends)
    count, texts = int(events.count[0]), entries[: SEEN * counts[rows]].reshape(-1, SEEN)
    listed = texts[:, S_ROW].copy(), texts[:, S_CODE].copy()
    logs.count[0] = lines
    return Lines(
        _things(logs, listed),
        _things(events, listed),
        _things(entities, listed),
        walls[:count],
        offsets[:count],
        timed[:count] > 0,
        doubtful,
        _list_texts(text.data, texts, counts[:rows]),
        ends,
    )


def _things(room: Room, texts: tuple[Integers, Integers]) -> Things:
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


def _list_texts(data: Bytes, texts: Integers, counts: Integers) -> list[JsonTexts]:
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


@keep_compiled
def _read_all(
    written: Text,
    keys: Keys,
    logs: Room,
    events: Room,
    entities: Room,
    work: Work,
    doubtful: NDArray[np.bool_],
    ends: Integers,
) -> None:
    """Read one line after another, and note where each ends; what is read of a doubtful one stays."""
    text, known, met = bare_text(written), bare_keys(keys), bare_work(work)
    data, rooms = text.data, (bare_room(logs), bare_room(events), bare_room(entities))
    _clear(met, _FEW)
    at = 0
    for log in range(len(doubtful)):
        end = _read_log(text, at, log, known, *rooms, met)
        if end == FAIL or data[skip(data, end)] != BREAK:
            doubtful[log] = True
        if end != FAIL:
            at = end
        while data[at] != BREAK:
            at += 1
        ends[log] = at
        at += 1


@inlined
def _read_log(
    text: Text,
    at: int,
    log: int,
    keys: Keys,
    logs: Room,
    events: Room,
    entities: Room,
    work: Work,
) -> int:
    """One log; where it ends. It has events."""
    data = text.data
    kind = keys.log
    logs.kinds[log], logs.owners[log] = kind, log
    at = skip(data, at)
    if data[at] != OPEN:
        return FAIL
    at = skip(data, at + 1)
    eventful = False
    while True:
        name, at = _read_key(text, at, keys)
        if at == FAIL or work.seen[name] == log:
            return FAIL
        work.seen[name] = log
        role = keys.roles[kind * keys.size + name]
        if role == UNKNOWN:
            return FAIL
        if role >= 0:
            end = find_end(text, at)
            if end == FAIL:
                return FAIL
            _put(logs, log, _number(text, at, end, role, keys, work))
            at = end
        elif role == EVENTS:
            eventful = True
            at = _read_events(text, at, log, keys, events, work)
        else:
            at = _read_section(text, at, log, keys.event_types + SECTION - role, keys, entities, work)
        if at == FAIL:
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == CLOSE and eventful else FAIL


@inlined
def _read_events(
    text: Text,
    at: int,
    log: int,
    keys: Keys,
    events: Room,
    work: Work,
) -> int:
    """The events of a log; where they end."""
    data = text.data
    if data[at] != LIST:
        return FAIL
    at = skip(data, at + 1)
    if data[at] == LIST_END:
        return at + 1
    while True:
        count, at = _read_fields(text, at, keys, work)
        if at == FAIL or events.count[0] == events.most:
            return FAIL
        kind = _read_envelope(text, count, events.count[0], keys, work)
        if kind == UNKNOWN or keys.doubted[kind] or not _keep_fields(text, count, kind, log, keys, events, work):
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == LIST_END else FAIL


@inlined
def _read_envelope(text: Text, count: int, event: int, keys: Keys, work: Work) -> int:
    """The type of an event with so many fields, and its time."""
    data = text.data
    kind = UNKNOWN
    work.timed[event], work.walls[event], work.offsets[event] = 0, UNREAD, 0
    cell = work.met[keys.type_name] - work.stamp[0]
    if 0 <= cell < count:
        begin, end = work.cells[cell * CELL + C_BEGIN], work.cells[cell * CELL + C_END]
        if data[begin] == QUOTE:
            name = _find_name(text, begin + 1, end - 1, keys)
            kind = keys.types[name] if name >= 0 else UNKNOWN
    cell = work.met[keys.at_name] - work.stamp[0]
    if 0 <= cell < count:
        begin, end = work.cells[cell * CELL + C_BEGIN], work.cells[cell * CELL + C_END]
        work.timed[event] = 1
        if data[begin] == QUOTE:
            work.walls[event], work.offsets[event] = parse_time(data, begin + 1, end - 1)
    return kind


@inlined
def _read_section(text: Text, at: int, log: int, kind: int, keys: Keys, entities: Room, work: Work) -> int:
    """The entities of one kind that a log lists; where they end."""
    data = text.data
    if data[at] != OPEN:
        return FAIL
    at = skip(data, at + 1)
    if data[at] == CLOSE:
        return at + 1
    while True:
        at = _read_entity(text, at, log, kind, keys, entities, work)
        if at == FAIL:
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == CLOSE else FAIL


@inlined
def _read_entity(text: Text, at: int, log: int, kind: int, keys: Keys, entities: Room, work: Work) -> int:
    """One entity: its name, and its fields or null; where it ends."""
    data = text.data
    begin, row = at, entities.count[0]
    end, at = _find_key(text, begin)
    if at == FAIL or row == entities.most:
        return FAIL
    if is_null(data, at):
        entities.kinds[row], entities.owners[row] = kind, log
        entities.count[0] += 1
        at += 4
    else:
        count, at = _read_fields(text, at, keys, work)
        if at == FAIL or not _keep_fields(text, count, kind, log, keys, entities, work):
            return FAIL
    _put(entities, row, _number(text, begin, end, keys.named, keys, work))
    return at


@inlined
def _read_fields(text: Text, at: int, keys: Keys, work: Work) -> tuple[int, int]:
    """The fields of a thing into the cells: how many there are, and where they end. No key is there twice."""
    data = text.data
    if data[at] != OPEN:
        return 0, FAIL
    work.stamp[0] += MOST_FIELDS
    stamp, count = work.stamp[0], 0
    at = skip(data, at + 1)
    if data[at] == CLOSE:
        return 0, at + 1
    while True:
        name, at = _read_key(text, at, keys)
        if at == FAIL or work.met[name] >= stamp or count == MOST_FIELDS:
            return 0, FAIL
        work.met[name] = stamp + count
        end = find_end(text, at)
        if end == FAIL:
            return 0, FAIL
        cell = count * CELL
        work.cells[cell + C_NAME], work.cells[cell + C_BEGIN], work.cells[cell + C_END] = name, at, end
        count += 1
        at = skip(data, end)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return count, at + 1 if data[at] == CLOSE else FAIL


@inlined
def _keep_fields(text: Text, count: int, kind: int, log: int, keys: Keys, things: Room, work: Work) -> bool:
    """Note the codes of so many fields as those of one more thing. Whether all of them are known, and none is missing."""
    thing, roles, cells = things.count[0], kind * keys.size, things.count[1]
    needed = imported = 0
    for cell in range(0, count * CELL, CELL):
        name = work.cells[cell + C_NAME]
        role = keys.roles[roles + name]
        if role == UNKNOWN:
            things.count[1] = cells
            return False
        if role >= 0:
            _put(things, thing, _number(text, work.cells[cell + C_BEGIN], work.cells[cell + C_END], role, keys, work))
            things.used[kind * things.rows + role] = 1
            needed += keys.needed[roles + name]
            imported += int(role == keys.imported[kind])
    things.kinds[thing], things.owners[thing] = kind, log
    things.count[0] += 1
    return needed == keys.needs[kind] or imported > 0


@inlined
def _put(things: Room, thing: int, text: int) -> None:
    """Note a cell."""
    things.cells[things.count[1]] = thing << CELL_THING | text
    things.count[1] += 1


@inlined
def _number(text: Text, begin: int, end: int, slot: int, keys: Keys, work: Work) -> int:
    """The number of a text among all that were seen. It has a code of its own in its row, from 1 on."""
    data = text.data
    size = end - begin
    own = seal(text, begin, end)
    place = hash_seal(own, slot) & work.last[0]
    while work.table[place] != 0:
        seen = (work.table[place] - 1) * SEEN
        if (
            _is_sealed(work.entries, seen + S_SEAL, own)
            and work.entries[seen + S_ROW] == slot
            and work.entries[seen + S_SIZE] == size
            and (size <= BLOCK or are_alike(data, begin, data, work.entries[seen + S_BEGIN], size))
        ):
            return int(seen // SEEN)
        place = (place + 1) & work.last[0]
    seen = work.counts[keys.named + 1] * SEEN
    work.counts[slot] += 1
    work.counts[keys.named + 1] += 1
    work.table[place] = work.counts[keys.named + 1]
    work.entries[seen + S_ROW], work.entries[seen + S_BEGIN], work.entries[seen + S_SIZE] = slot, begin, size
    work.entries[seen + S_CODE] = work.counts[slot]
    words = seen + S_SEAL
    work.entries[words], work.entries[words + 1], work.entries[words + 2], work.entries[words + 3] = own
    if 2 * work.counts[keys.named + 1] > work.last[0]:
        _spread(keys, work)
    return int(seen // SEEN)


@inlined
def _is_sealed(words: Memory, at: int, own: Seal) -> bool:
    """Whether a seal stands there."""
    return words[at] == own[0] and words[at + 1] == own[1] and words[at + 2] == own[2] and words[at + 3] == own[3]


@compiled
def _spread(keys: Keys, work: Work) -> None:
    """Give the texts twice the places in the table."""
    _clear(work, 2 * (work.last[0] + 1))
    for number in range(work.counts[keys.named + 1]):
        seen = number * SEEN
        words = seen + S_SEAL
        own = int(work.entries[words]), int(work.entries[words + 1]), int(work.entries[words + 2]), int(work.entries[words + 3])
        place = hash_seal(own, work.entries[seen + S_ROW]) & work.last[0]
        while work.table[place] != 0:
            place = (place + 1) & work.last[0]
        work.table[place] = number + 1


@inlined
def _clear(work: Work, places: int) -> None:
    """Have so many places in the table, and nothing in it."""
    work.last[0] = places - 1
    for place in range(places):
        work.table[place] = 0


@inlined
def _read_key(text: Text, at: int, keys: Keys) -> tuple[int, int]:
    """The name that a key is, and where its value begins."""
    end, value = _find_key(text, at)
    if value == FAIL:
        return 0, FAIL
    name = _find_name(text, at + 1, end - 1, keys)
    return (name, value) if name >= 0 else (0, FAIL)


@inlined
def _find_key(text: Text, at: int) -> tuple[int, int]:
    """Where a key ends, and where its value begins."""
    data = text.data
    if data[at] != QUOTE:
        return 0, FAIL
    end = find_text_end(text, at)
    if end == FAIL:
        return 0, FAIL
    at = skip(data, end)
    return end, skip(data, at + 1) if data[at] == COLON else FAIL


@inlined
def _find_name(text: Text, begin: int, end: int, keys: Keys) -> int:
    """The number of a name; below 0 where nothing is called like that."""
    data = text.data
    size = end - begin
    own = seal(text, begin, end)
    place = hash_seal(own, 0) & keys.last
    while keys.name_table[place] >= 0:
        name = keys.name_table[place]
        mark = name * NAME
        if (
            _is_sealed(keys.marks, mark + N_SEAL, own)
            and keys.marks[mark + N_SIZE] == size
            and (size <= BLOCK or are_alike(data, begin, keys.names, keys.name_from[name], size))
        ):
            return int(name)
        place = (place + 1) & keys.last
    return -1
