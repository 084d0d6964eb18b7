"""Compiled: the rows that a log begins with, from what its fields hold: those of its events, of its entities and of members of lists."""

from __future__ import annotations

from afterword.engine.compile.program import Header
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.memory import (
    AS_OF,
    BASE,
    CALENDAR,
    CALENDARS,
    CASE_CELLS_END,
    CELLS,
    CELLS_END,
    EVENT_FROM,
    EVENT_PLACES,
    FACTS,
    HEADS,
    HI,
    HOME,
    KINDS,
    LISTS,
    LO,
    LOG,
    MEMBER_CELL,
    MEMBER_CELLS,
    MEMBER_LIST,
    MEMBER_LISTS,
    MEMBER_ROWS,
    MEMBERS,
    MET_MEMBERS,
    OUT_FULL,
    R_COUNT,
    R_LATEST,
    R_LIST,
    R_VERSION,
    RANK_SPAN,
    RELATION,
    RELATIONS,
    ROW,
    SECTIONS,
    SETTLED,
    SPAN,
    START,
    STATUS,
    THING_FROM,
    TIDE,
    TYPE,
    TYPES,
    USE,
    USES,
    VALUES,
    WIDTH,
    WIDTHS,
    ZONES,
    Memory,
    fetch_ahead,
    get,
    put,
    rows_of,
    single,
)
from afterword.engine.kernel.order import READINGS, sort
from afterword.engine.kernel.room import take, take_cells

_ID, _SEQ, _LO, _HI, _PLO, _PHI, _ZONE = map(int, (Header.ID, Header.SEQ, Header.LO, Header.HI, Header.PLO, Header.PHI, Header.ZONE))


@compiled
def lay_out(code: Memory, logs: Memory, codes: Memory, work: Memory, out: Memory, log: int) -> None:
    """Put a log's rows into cells, and make the list of rows of each relation, and of one row for each ID."""
    begin, end = single(logs, EVENT_FROM, log), single(logs, EVENT_FROM, log + 1)
    work[LOG], work[CALENDAR], work[FACTS] = log, single(logs, CALENDARS, log), 0
    work[CELLS], work[LISTS] = work[CASE_CELLS_END], work[CELLS_END]
    work[TIDE] += 1
    others = _make_lists(code, logs, codes, work, log, begin, end)
    ranks = rank_readings(logs, work, begin, end)
    _look_at_times(logs, work, log, begin, end)
    work[BASE] = end - begin + others
    work[HEADS] = take(work, work[BASE])
    if work[STATUS]:
        return
    for event in range(begin, end):
        seq = event - begin
        plo = phi = seq
        if ranks >= 0:
            plo, phi = work[ranks + 2 * seq], work[ranks + 2 * seq + 1]
        kind, place, lo, hi = (
            single(logs, KINDS, event),
            single(logs, EVENT_PLACES, event),
            single(logs, LO, event),
            single(logs, HI, event),
        )
        _lay_rows(code, logs, codes, work, kind, place, seq, seq, lo, hi, plo, phi, single(logs, ZONES, event))
    identity = end - begin
    start, home = work[START], single(logs, HOME, log)
    for section in range(rows_of(code, SECTIONS)):
        for place in range(get(logs, THING_FROM, section, log), get(logs, THING_FROM, section, log + 1)):
            _lay_rows(code, logs, codes, work, single(code, SECTIONS, section), place, identity, -1, start, start, -1, -1, home)
            identity += 1
    if rows_of(code, MEMBER_CELLS) and not work[STATUS]:
        _lay_members(code, logs, codes, work, out, log)


@compiled
def _make_lists(code: Memory, logs: Memory, codes: Memory, work: Memory, log: int, begin: int, end: int) -> int:
    """Make room for the list of each relation. How many things the log begins with beside its events, members of lists aside.

    What the fields of events hold lies far apart, so that it is sent for now.
    """
    first, last = RELATIONS, RELATIONS + RELATION * rows_of(code, WIDTHS)
    for relation in range(first, last, RELATION):
        work[relation + R_COUNT] = work[relation + R_LATEST] = 0
        work[relation + R_VERSION] += 1
    for event in range(begin, end):
        kind, place = single(logs, KINDS, event), single(logs, EVENT_PLACES, event)
        _count_rows(code, work, kind, 1)
        made = code[code[TYPES] + TYPE * kind]
        use, stop = logs[USES] + code[made], logs[USES] + code[made + 1]
        while use < stop:
            fetch_ahead(codes, logs[use] + place)
            use += USE
    others = 0
    for section in range(rows_of(code, SECTIONS)):
        count = get(logs, THING_FROM, section, log + 1) - get(logs, THING_FROM, section, log)
        _count_rows(code, work, single(code, SECTIONS, section), count)
        others += count
    for relation in range(first, last, RELATION):
        if work[relation + R_COUNT]:
            work[relation + R_LIST] = take(work, work[relation + R_COUNT])
            work[relation + R_COUNT] = 0
    return others


@inlined
def _count_rows(code: Memory, work: Memory, kind: int, things: int) -> None:
    """Count so many more things of a type in the relations that they are rows of."""
    own = code[TYPES] + TYPE * kind
    for part in range(code[code[own] + 3], code[code[own + 1] - ROW + 4]):
        work[code[part] + R_COUNT] += things


@compiled
def _lay_rows(
    code: Memory,
    logs: Memory,
    codes: Memory,
    work: Memory,
    kind: int,
    place: int,
    identity: int,
    seq: int,
    lo: int,
    hi: int,
    plo: int,
    phi: int,
    zone: int,
) -> None:
    """The rows that are made of a thing of a type, which has a place among all that are coded as it is."""
    own, uses, values = code[TYPES] + TYPE * kind, logs[USES], logs[VALUES]
    made, last = code[own], code[own + 1]
    work[work[HEADS] + identity] = work[CELLS]
    while made < last:
        use, end = uses + code[made], uses + code[made + 1]
        row = take_cells(work, WIDTH + code[made + 2])
        if row < 0:
            return
        work[row + _ID], work[row + _SEQ], work[row + _LO], work[row + _HI] = identity, seq, lo, hi
        work[row + _PLO], work[row + _PHI], work[row + _ZONE] = plo, phi, zone
        cell, value = row + WIDTH, -1
        while use < end:  # without a branch for the end of a cell: 1 where all that makes it is 1
            table = logs[use + 1]
            value &= logs[values + (table >> 1) + codes[logs[use] + place]]
            work[cell] = value
            cell += table & 1
            value |= -(table & 1)
            use += USE
        part, stop = code[made + 3], code[made + 4]
        while part < stop:
            relation = code[part]
            work[work[relation + R_LIST] + work[relation + R_COUNT]] = row
            work[relation + R_COUNT] += 1
            part += 1
        made += ROW


@compiled
def _lay_members(code: Memory, logs: Memory, codes: Memory, work: Memory, out: Memory, log: int) -> None:
    """Members of lists: each list once, as the log's events and then its entities meet them."""
    first = work[LISTS]
    for event in range(single(logs, EVENT_FROM, log), single(logs, EVENT_FROM, log + 1)):
        _meet_lists(code, logs, codes, work, out, single(logs, KINDS, event), single(logs, EVENT_PLACES, event))
    for section in range(rows_of(code, SECTIONS)):
        for place in range(get(logs, THING_FROM, section, log), get(logs, THING_FROM, section, log + 1)):
            _meet_lists(code, logs, codes, work, out, single(code, SECTIONS, section), place)
    relation = code[code[MEMBER_CELLS]]
    work[relation + R_LIST], work[relation + R_COUNT] = first, work[LISTS] - first


@inlined
def _meet_lists(code: Memory, logs: Memory, codes: Memory, work: Memory, out: Memory, kind: int, place: int) -> None:
    """A row for each member of each list that a thing holds, and no other did before."""
    own, uses = code[TYPES] + TYPE * kind, logs[USES]
    for use in range(uses + code[own + 2], uses + code[own + 3], USE):
        known = logs[logs[VALUES] + (logs[use + 1] >> 1) + codes[logs[use] + place]]
        listed = logs[MEMBER_LISTS] + MEMBER_LIST * known
        if known >= 0 and logs[listed + 3] != work[TIDE]:
            logs[listed + 3] = work[TIDE]
            for member in range(logs[listed + 1], logs[listed + 2]):
                _lay_member(code, logs, work, out, logs[listed], single(logs, MEMBERS, member))


@compiled
def _lay_member(code: Memory, logs: Memory, work: Memory, out: Memory, listed: int, symbol: int) -> None:
    """A row for a member of a list, which has the next ID."""
    cells = rows_of(code, MEMBER_CELLS)
    row, place = take_cells(work, WIDTH + cells), take(work, 1)
    if row < 0 or place < 0:
        return
    if work[MET_MEMBERS] >= rows_of(out, MEMBER_ROWS):
        work[STATUS] = OUT_FULL
        return
    work[place] = row
    work[row + _ID] = work[BASE]
    work[row + _SEQ] = work[row + _PLO] = work[row + _PHI] = -1
    work[row + _LO] = work[row + _HI] = work[START]
    work[row + _ZONE] = single(logs, HOME, work[LOG])
    for cell in range(cells):
        work[row + WIDTH + cell] = symbol if code[code[MEMBER_CELLS] + MEMBER_CELL * cell + 1] else listed
    put(out, MEMBER_ROWS, work[MET_MEMBERS], 0, work[LOG])
    put(out, MEMBER_ROWS, work[MET_MEMBERS], 1, symbol)
    work[BASE] += 1
    work[MET_MEMBERS] += 1


@compiled
def rank_readings(logs: Memory, work: Memory, begin: int, end: int) -> int:
    """Where a list begins of two places for each event: those of its earliest reading and of its latest among all readings of the log.

    It is -1 where no time is in doubt: then both are the event's own. Events stand in the order of their latest readings, so only the
    earlier readings of those in doubt are put in between: each behind all that are not later, where it makes one more for what follows.
    """
    work[SPAN] = work[RANK_SPAN] = 0
    for event in range(begin, end):
        work[SPAN] = max(work[SPAN], single(logs, HI, event) - single(logs, LO, event))
    if not work[SPAN]:
        return -1
    ranks = take(work, 2 * (end - begin))
    if ranks < 0:
        return -1
    doubtful = work[LISTS]
    for event in range(begin, end):
        if single(logs, LO, event) != single(logs, HI, event):
            one = take(work, 1)
            if one < 0:
                return -1
            work[one] = ranks + 2 * (event - begin)
            work[work[one]] = single(logs, LO, event)
    last = work[LISTS]
    sort(work, doubtful, last, READINGS, 0, -1)
    earlier = 0
    for seq in range(end - begin):
        while doubtful + earlier < last and work[work[doubtful + earlier]] < single(logs, HI, begin + seq):
            work[work[doubtful + earlier]] = seq + earlier
            earlier += 1
        work[ranks + 2 * seq + 1] = seq + earlier
        if single(logs, LO, begin + seq) == single(logs, HI, begin + seq):
            work[ranks + 2 * seq] = seq + earlier
        work[RANK_SPAN] = max(work[RANK_SPAN], work[ranks + 2 * seq + 1] - work[ranks + 2 * seq])
    return ranks


@compiled
def _look_at_times(logs: Memory, work: Memory, log: int, begin: int, end: int) -> None:
    """When a log begins: with its first event, or at the moment of asking where it has none; and whether all that counts is over."""
    as_of = single(logs, AS_OF, log)
    start, settled = single(logs, LO, begin) if begin < end else as_of, 1
    for event in range(begin, end):
        start = min(start, single(logs, LO, event))
        if single(logs, HI, event) > as_of:
            settled = 0
    work[START], work[SETTLED] = start, settled
