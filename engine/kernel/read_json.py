"""Compiled: logs from lines of JSON, as codes of values: a field is a row of numbers, and each text of a field has one of its own.

Only the outline of JSON is looked at here: which keys there are, and from where to where each value goes. What a value says is for
others to find out, once for each text (see `engine.columnar.settle_codes`). A line in which anything is unusual is left: it is doubtful.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.json_cells import list_texts, make_things
from afterword.engine.kernel.json_numbers import FEW, clear_table, find_name, number_text
from afterword.engine.kernel.json_room import (
    C_BEGIN,
    C_END,
    C_NAME,
    CELL,
    CELL_THING,
    EVENTS,
    MOST_FIELDS,
    S_CODE,
    S_ROW,
    SECTION,
    SEEN,
    UNKNOWN,
    Keys,
    Lines,
    Outline,
    Room,
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
    bare_text,
    count_in,
    find_end,
    find_text_end,
    is_null,
    make_text,
    skip,
)
from afterword.engine.kernel.keep_compiled import inlined, keep_compiled
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.parse_times import UNREAD, parse_time

_MOST_THINGS = 2**26
"""Room is never made for more events, nor for more entities: where these are more, what does not go in is left to others."""


def read_lines(data: bytes, outline: Outline) -> Lines:
    """Lines, each with a break behind it. The ``texts`` are those of each row of codes."""
    text, rows, kinds = make_text(data), outline.named + 1, len(outline.needs)
    lines, values = count_in(text, BREAK), count_in(text, COLON)
    most = min(values, _MOST_THINGS)
    logs, events, entities = (make_room(count, values, rows, kinds) for count in (lines, most, most))
    keys = Keys(*outline, len(outline.name_table) - 1, len(outline.types), kinds - 1, len(outline.doubted))
    table = np.empty(max(FEW, 1 << (2 * values).bit_length()), np.int64)
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
        make_things(logs, listed),
        make_things(events, listed),
        make_things(entities, listed),
        walls[:count],
        offsets[:count],
        timed[:count] > 0,
        doubtful,
        list_texts(text.data, texts, counts[:rows]),
        ends,
    )


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
    clear_table(met, FEW)
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
            _put(logs, log, number_text(text, at, end, role, keys, work))
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
            name = find_name(text, begin + 1, end - 1, keys)
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
    _put(entities, row, number_text(text, begin, end, keys.named, keys, work))
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
            _put(things, thing, number_text(text, work.cells[cell + C_BEGIN], work.cells[cell + C_END], role, keys, work))
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
def _read_key(text: Text, at: int, keys: Keys) -> tuple[int, int]:
    """The name that a key is, and where its value begins."""
    end, value = _find_key(text, at)
    if value == FAIL:
        return 0, FAIL
    name = find_name(text, at + 1, end - 1, keys)
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
