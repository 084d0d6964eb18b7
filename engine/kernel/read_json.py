"""Compiled: logs from lines of JSON, as codes of values: a field is a row of numbers, and each text of a field has one of its own.

Only the outline of JSON is looked at here: which keys there are, and from where to where each value goes. What a value says is for
others to find out, once for each text (see `engine.columnar.settle_codes`). A line in which anything is unusual is left: it is doubtful.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_room import (
    AT,
    C_BEGIN,
    C_END,
    C_HASH,
    C_NAME,
    CELL,
    EVENTS,
    MOST_FIELDS,
    S_BEGIN,
    S_CODE,
    S_END,
    S_HASH,
    S_ROW,
    SECTION,
    SEEN,
    TYPE,
    UNKNOWN,
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
    PRIME,
    QUOTE,
    are_alike,
    find_end,
    find_text_end,
    is_null,
    skip,
)
from afterword.engine.kernel.keep_compiled import inlined, keep_compiled
from afterword.engine.kernel.memory import Bytes, Integers, Memory, pointer_to
from afterword.engine.kernel.parse_times import UNREAD, parse_time

_MOST_CODES = 2**26
"""Room is never made for more codes of events, nor of entities: where these are more, what does not go in is left to others."""


def read_lines(data: bytes, lines: int, outline: Outline) -> Lines:
    """So many lines, each with a break behind it. The ``texts`` are those of each row of codes."""
    text = np.frombuffer(data, np.uint8)
    rows, kinds = outline.named + 1, len(outline.needs)
    most = min(int(np.count_nonzero(text == OPEN)) + 1, _MOST_CODES // rows)
    values = int(np.count_nonzero(text == COLON)) + 1
    logs, events, entities = (make_room(count, rows, kinds) for count in (lines, most, most))
    keys = Keys(*outline, len(outline.name_table) - 1, len(outline.types), kinds - 1, len(outline.doubted))
    table = np.zeros(1 << (2 * values).bit_length(), np.int64)
    walls, offsets, timed = np.zeros((3, most), np.int64)
    met, seen = np.zeros((2, keys.size), np.int64)
    entries, counts, cells = np.empty(SEEN * values, np.int64), np.zeros(rows + 1, np.int64), np.empty(CELL * MOST_FIELDS, np.int64)
    work = Work(walls, offsets, timed, entries, table, counts, cells, met, seen, np.zeros(1, np.int64), len(table) - 1)
    doubtful = np.zeros(lines, np.bool_)
    _read_all(text, keys, logs, events, entities, work, doubtful)
    count = int(events.count[0])
    return Lines(
        _things(logs, lines),
        _things(events, count),
        _things(entities, int(entities.count[0])),
        walls[:count],
        offsets[:count],
        timed[:count] > 0,
        doubtful,
        _list_texts(text, entries.reshape(-1, SEEN)[: counts[rows]], counts[:rows]),
    )


def _things(room: Room, count: int) -> Things:
    used = room.used.reshape(-1, room.rows) > 0
    return Things(room.kinds[:count], room.owners[:count], room.codes.reshape(room.rows, room.most)[:, :count], used)


def _list_texts(data: Bytes, entries: Integers, counts: Integers) -> list[JsonTexts]:
    """The texts of each row, of which there are so many, in order of their codes."""
    entries = entries[np.argsort(entries[:, S_ROW], kind="stable")]
    ends = np.cumsum(entries[:, S_END] - entries[:, S_BEGIN] + 1)
    joined = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    _join(data, entries, joined)
    whole, bounds = joined.tobytes(), np.cumsum(np.append(0, counts)).tolist()
    begins = np.append(0, ends)[bounds].tolist()
    return [JsonTexts(whole, begins[row], ends[begin:end]) for row, (begin, end) in enumerate(pairwise(bounds))]


@keep_compiled
def _join(data: Bytes, entries: Integers, joined: Bytes) -> None:
    """Write one text after another, with a comma behind each."""
    at = 0
    for entry in range(len(entries)):
        for place in range(entries[entry, S_BEGIN], entries[entry, S_END]):
            joined[at] = data[place]
            at += 1
        joined[at] = COMMA
        at += 1


@keep_compiled
def _read_all(data: Bytes, keys: Keys, logs: Room, events: Room, entities: Room, work: Work, doubtful: NDArray[np.bool_]) -> None:
    """Read one line after another; what is read of a doubtful one stays."""
    text, known, met = pointer_to(data), bare_keys(keys), bare_work(work)
    rooms = bare_room(logs), bare_room(events), bare_room(entities)
    at = 0
    for log in range(len(doubtful)):
        end = _read_log(text, at, log, known, *rooms, met)
        if end == FAIL or text[skip(text, end)] != BREAK:
            doubtful[log] = True
        if end != FAIL:
            at = end
        while text[at] != BREAK:
            at += 1
        at += 1


@inlined
def _read_log(
    data: Memory,
    at: int,
    log: int,
    keys: Keys,
    logs: Room,
    events: Room,
    entities: Room,
    work: Work,
) -> int:
    """One log; where it ends. It has events."""
    kind = keys.log
    logs.kinds[log], logs.owners[log] = kind, log
    at = skip(data, at)
    if data[at] != OPEN:
        return FAIL
    at = skip(data, at + 1)
    eventful = False
    while True:
        name, at = _read_key(data, at, keys)
        if at == FAIL or work.seen[name] == log + 1:
            return FAIL
        work.seen[name] = log + 1
        role = keys.roles[kind * keys.size + name]
        if role == UNKNOWN:
            return FAIL
        if role >= 0:
            end, hashed = find_end(data, at)
            if end == FAIL:
                return FAIL
            logs.codes[role * logs.most + log] = _number(data, at, end, hashed, role, keys, work)
            at = end
        elif role == EVENTS:
            eventful = True
            at = _read_events(data, at, log, keys, events, work)
        else:
            at = _read_section(data, at, log, keys.event_types + SECTION - role, keys, entities, work)
        if at == FAIL:
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == CLOSE and eventful else FAIL


@inlined
def _read_events(
    data: Memory,
    at: int,
    log: int,
    keys: Keys,
    events: Room,
    work: Work,
) -> int:
    """The events of a log; where they end."""
    if data[at] != LIST:
        return FAIL
    at = skip(data, at + 1)
    if data[at] == LIST_END:
        return at + 1
    while True:
        count, at = _read_fields(data, at, keys, work)
        if at == FAIL or events.count[0] == events.most:
            return FAIL
        kind = _read_envelope(data, count, events.count[0], keys, work)
        if kind == UNKNOWN or keys.doubted[kind] or not _keep_fields(data, count, kind, log, keys, events, work):
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == LIST_END else FAIL


@inlined
def _read_envelope(data: Memory, count: int, event: int, keys: Keys, work: Work) -> int:
    """The type of an event with so many fields, and its time."""
    kind = UNKNOWN
    work.timed[event], work.walls[event], work.offsets[event] = 0, UNREAD, 0
    for cell in range(0, count * CELL, CELL):
        begin, end = work.cells[cell + C_BEGIN], work.cells[cell + C_END]
        role = keys.roles[work.cells[cell + C_NAME]]
        if role == TYPE and data[begin] == QUOTE:
            name = _find_name(data, begin + 1, end - 1, work.cells[cell + C_HASH], keys)
            kind = keys.types[name] if name >= 0 else UNKNOWN
        elif role == AT:
            work.timed[event] = 1
            if data[begin] == QUOTE:
                work.walls[event], work.offsets[event] = parse_time(data, begin + 1, end - 1)
    return kind


@inlined
def _read_section(data: Memory, at: int, log: int, kind: int, keys: Keys, entities: Room, work: Work) -> int:
    """The entities of one kind that a log lists; where they end."""
    if data[at] != OPEN:
        return FAIL
    at = skip(data, at + 1)
    if data[at] == CLOSE:
        return at + 1
    while True:
        at = _read_entity(data, at, log, kind, keys, entities, work)
        if at == FAIL:
            return FAIL
        at = skip(data, at)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return at + 1 if data[at] == CLOSE else FAIL


@inlined
def _read_entity(data: Memory, at: int, log: int, kind: int, keys: Keys, entities: Room, work: Work) -> int:
    """One entity: its name, and its fields or null; where it ends."""
    begin, row = at, entities.count[0]
    end, hashed, at = _find_key(data, begin)
    if at == FAIL or row == entities.most:
        return FAIL
    if is_null(data, at):
        entities.kinds[row], entities.owners[row] = kind, log
        entities.count[0] += 1
        at += 4
    else:
        count, at = _read_fields(data, at, keys, work)
        if at == FAIL or not _keep_fields(data, count, kind, log, keys, entities, work):
            return FAIL
    entities.codes[keys.named * entities.most + row] = _number(data, begin, end, hashed, keys.named, keys, work)
    return at


@inlined
def _read_fields(data: Memory, at: int, keys: Keys, work: Work) -> tuple[int, int]:
    """The fields of a thing into the cells: how many there are, and where they end. No key is there twice."""
    if data[at] != OPEN:
        return 0, FAIL
    at = skip(data, at + 1)
    if data[at] == CLOSE:
        return 0, at + 1
    work.stamp[0] += 1
    count = 0
    while True:
        name, at = _read_key(data, at, keys)
        if at == FAIL or work.met[name] == work.stamp[0] or count == MOST_FIELDS:
            return 0, FAIL
        work.met[name] = work.stamp[0]
        end, hashed = find_end(data, at)
        if end == FAIL:
            return 0, FAIL
        cell = count * CELL
        work.cells[cell + C_NAME], work.cells[cell + C_BEGIN], work.cells[cell + C_END], work.cells[cell + C_HASH] = name, at, end, hashed
        count += 1
        at = skip(data, end)
        if data[at] != COMMA:
            break
        at = skip(data, at + 1)
    return count, at + 1 if data[at] == CLOSE else FAIL


@inlined
def _keep_fields(data: Memory, count: int, kind: int, log: int, keys: Keys, things: Room, work: Work) -> bool:
    """Note the codes of so many fields as those of one more thing. Whether all of them are known, and none is missing."""
    row = things.count[0]
    needed = imported = 0
    for cell in range(0, count * CELL, CELL):
        name = work.cells[cell + C_NAME]
        role = keys.roles[kind * keys.size + name]
        if role == UNKNOWN:
            for other in range(things.rows):
                things.codes[other * things.most + row] = 0
            return False
        if role >= 0:
            begin, end, hashed = work.cells[cell + C_BEGIN], work.cells[cell + C_END], work.cells[cell + C_HASH]
            things.codes[role * things.most + row] = _number(data, begin, end, hashed, role, keys, work)
            things.used[kind * things.rows + role] = 1
            needed += keys.needed[kind * keys.size + name]
            imported += int(role == keys.imported[kind])
    things.kinds[row], things.owners[row] = kind, log
    things.count[0] += 1
    return needed == keys.needs[kind] or imported > 0


@inlined
def _number(data: Memory, begin: int, end: int, hashed: int, slot: int, keys: Keys, work: Work) -> int:
    """The code of a text among those of its row, from 1 on."""
    place = (hashed ^ (slot * PRIME)) & work.last
    while work.table[place] != 0:
        seen = (work.table[place] - 1) * SEEN
        if work.entries[seen + S_HASH] == hashed and work.entries[seen + S_ROW] == slot:
            other = work.entries[seen + S_BEGIN]
            if work.entries[seen + S_END] - other == end - begin and are_alike(data, begin, data, other, end - begin):
                return int(work.entries[seen + S_CODE])
        place = (place + 1) & work.last
    seen = work.counts[keys.named + 1] * SEEN
    work.counts[slot] += 1
    work.counts[keys.named + 1] += 1
    work.table[place] = work.counts[keys.named + 1]
    work.entries[seen + S_ROW], work.entries[seen + S_BEGIN], work.entries[seen + S_END] = slot, begin, end
    work.entries[seen + S_HASH], work.entries[seen + S_CODE] = hashed, work.counts[slot]
    return int(work.counts[slot])


@inlined
def _read_key(data: Memory, at: int, keys: Keys) -> tuple[int, int]:
    """The name that a key is, and where its value begins."""
    end, hashed, value = _find_key(data, at)
    if value == FAIL:
        return 0, FAIL
    name = _find_name(data, at + 1, end - 1, hashed, keys)
    return (name, value) if name >= 0 else (0, FAIL)


@inlined
def _find_key(data: Memory, at: int) -> tuple[int, int, int]:
    """Where a key ends, its hash, and where its value begins."""
    if data[at] != QUOTE:
        return 0, 0, FAIL
    end, hashed = find_text_end(data, at)
    if end == FAIL:
        return 0, 0, FAIL
    at = skip(data, end)
    return end, hashed, skip(data, at + 1) if data[at] == COLON else FAIL


@inlined
def _find_name(data: Memory, begin: int, end: int, hashed: int, keys: Keys) -> int:
    """The number of a name; below 0 where nothing is called like that."""
    place = hashed & keys.last
    while keys.name_table[place] >= 0:
        name = keys.name_table[place]
        first = keys.name_from[name]
        if keys.name_from[name + 1] - first == end - begin and are_alike(data, begin, keys.names, first, end - begin):
            return int(name)
        place = (place + 1) & keys.last
    return -1
