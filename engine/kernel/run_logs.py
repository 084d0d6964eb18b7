"""Compiled: a program over many logs, one after another, each from its rows to its verdicts."""

from __future__ import annotations

from afterword.engine.compile.program import Header
from afterword.engine.kernel.conclude import settle
from afterword.engine.kernel.judge_cases import judge_plan
from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.layout import P_CASES, P_FACT, P_FIRST, P_PLACES_END, P_VIOLATIONS
from afterword.engine.kernel.memory import (
    AT_PLACE,
    AT_PLAN,
    BASE,
    CALENDAR,
    CALENDARS,
    CASE,
    CASE_CELLS,
    CASE_CELLS_END,
    CASE_ROOM,
    CASE_TABLE,
    CASES,
    CELLS,
    CELLS_END,
    EVENT_FROM,
    EVIDENCE,
    F_COUNT,
    F_RELATION,
    F_ROW,
    FACT,
    FACT_TABLE,
    FACTS,
    FIRST_HEAD,
    HEADS,
    HOME,
    LISTS,
    LOG,
    M_CELL,
    M_ID,
    M_LOG,
    M_PARENTS,
    M_RELATION,
    MADE,
    MADE_CELL_ROWS,
    MADE_CELLS,
    MADE_ROWS,
    MISSED,
    OTHERS,
    OUT_FULL,
    OWN,
    OWN_FROM,
    PLAN,
    PLANS,
    PRODUCTION,
    R_COUNT,
    R_LATEST,
    R_LIST,
    R_VERSION,
    RANK_SPAN,
    RELATION,
    RELATIONS,
    ROW_FROM,
    ROW_IDS,
    SPAN,
    SPANS,
    START,
    STATUS,
    STRATA,
    STRATUM,
    TIDE,
    VERDICTS,
    WIDTH,
    WIDTHS,
    Integers,
    Memory,
    get,
    pointer_to,
    rows_of,
    single,
)
from afterword.engine.kernel.room import take, take_cells
from afterword.engine.kernel.run_steps import run_production

_ID, _SEQ, _LO, _HI, _PLO, _PHI, _ZONE = map(int, (Header.ID, Header.SEQ, Header.LO, Header.HI, Header.PLO, Header.PHI, Header.ZONE))


@keep_compiled
def run_logs(code: Integers, logs: Integers, answers: Integers, work: Integers, out: Integers, which: Integers, begin: int) -> int:
    """Evaluate the logs of those numbers from the ``begin``-th on; how far it came.

    A log that misses answers leaves nothing but its number as one below zero (-1 - number). Before a log for which some room is too small
    it stops, and says so in `STATUS`.
    """
    return _run_from(
        pointer_to(code), pointer_to(logs), pointer_to(answers), pointer_to(work), pointer_to(out), pointer_to(which), begin, len(which)
    )


@compiled
def _run_from(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, which: Memory, begin: int, end: int) -> int:
    for number in range(begin, end):
        verdicts, evidence, made, made_cells = work[VERDICTS], work[EVIDENCE], work[MADE], work[MADE_CELLS]
        work[STATUS] = work[MISSED] = 0
        _run_log(code, logs, answers, work, out, which[number])
        if work[STATUS] or work[MISSED]:
            work[VERDICTS], work[EVIDENCE], work[MADE], work[MADE_CELLS] = verdicts, evidence, made, made_cells
        if work[STATUS]:
            return number
        if work[MISSED]:
            which[number] = -1 - which[number]
    return end


@compiled
def _run_log(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, log: int) -> None:
    _lay_out(code, logs, work, log)
    strata, plans = code[STRATA], code[PLANS]
    for stratum in range(strata, strata + STRATUM * rows_of(code, STRATA), STRATUM):
        first, last = code[stratum], code[stratum + 1]
        while not work[STATUS]:
            before = work[FACTS]
            for production in range(first, last, PRODUCTION):
                if work[code[production + P_FIRST] + R_COUNT]:
                    run_production(code, logs, answers, work, out, production)
            if work[STATUS] or work[FACTS] == before:
                break
            for production in range(first, last, PRODUCTION):
                settle(work, code[production + P_FACT])
            if not code[stratum + 2]:
                break
    for plan in range(plans, plans + PLAN * rows_of(code, PLANS), PLAN):
        if work[STATUS]:
            return
        _run_plan(code, logs, answers, work, out, plan)
    _keep_facts(code, work, out, log)


@compiled
def _run_plan(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, plan: int) -> None:
    first, violations, last = code[plan + P_CASES], code[plan + P_VIOLATIONS], code[plan + P_PLACES_END]
    work[AT_PLAN], work[CASES], work[CASE_CELLS] = plan, 0, work[CASE_TABLE] + CASE * work[CASE_ROOM]
    for place in range(first, last):
        if place == violations and not work[CASES]:
            return
        if work[code[code[place] + P_FIRST] + R_COUNT]:
            work[AT_PLACE] = place - first
            run_production(code, logs, answers, work, out, code[place])
            if work[STATUS]:
                return
    if work[CASES]:
        judge_plan(code, logs, work, out, plan)


@compiled
def _lay_out(code: Memory, logs: Memory, work: Memory, log: int) -> None:
    """Put a log's headers and rows into cells, and make the list of rows of each relation."""
    events = single(logs, EVENT_FROM, log + 1) - single(logs, EVENT_FROM, log)
    work[LOG], work[BASE], work[FACTS] = log, events + single(logs, OTHERS, log), 0
    work[CELLS], work[LISTS] = work[CASE_CELLS_END], work[CELLS_END]
    work[CALENDAR] = single(logs, CALENDARS, log)
    work[TIDE] += 1
    work[FIRST_HEAD] = take_cells(work, WIDTH * work[BASE])
    if work[FIRST_HEAD] < 0:
        return
    _lay_heads(logs, work, log, events)
    work[SPAN], work[RANK_SPAN] = get(logs, SPANS, log, 0), get(logs, SPANS, log, 1)
    for relation in range(rows_of(code, WIDTHS)):
        own = RELATIONS + RELATION * relation
        begin, width = get(logs, ROW_FROM, relation, log), single(code, WIDTHS, relation)
        count = get(logs, ROW_FROM, relation, log + 1) - begin
        work[own + R_COUNT], work[own + R_LATEST] = count, 0
        work[own + R_VERSION] += 1
        if not count:
            continue
        place = take(work, count)
        if place < 0:
            return
        work[own + R_LIST] = place
        source = logs[OWN] + single(logs, OWN_FROM, relation) + (begin - get(logs, ROW_FROM, relation, 0)) * (width - WIDTH)
        for number in range(count):
            head = work[FIRST_HEAD] + WIDTH * single(logs, ROW_IDS, begin + number)
            work[place + number] = head if width == WIDTH else _lay_row(logs, work, head, source, width)
            source += width - WIDTH


@inlined
def _lay_row(logs: Memory, work: Memory, head: int, source: int, width: int) -> int:
    """A row with more to it than its header; where it stands, -1 where there is no room."""
    cell = take_cells(work, width)
    if cell >= 0:
        for column in range(WIDTH):
            work[cell + column] = work[head + column]
        for column in range(WIDTH, width):
            work[cell + column] = logs[source + column - WIDTH]
    return cell


@compiled
def _lay_heads(logs: Memory, work: Memory, log: int, events: int) -> None:
    """The headers of what the log begins with: its events, then what has no time."""
    head, source = work[FIRST_HEAD], logs[HEADS] + WIDTH * single(logs, EVENT_FROM, log)
    for cell in range(WIDTH * events):
        work[head + cell] = logs[source + cell]
    for identity in range(events, work[BASE]):
        row = head + WIDTH * identity
        work[row + _ID] = identity
        work[row + _SEQ] = work[row + _PLO] = work[row + _PHI] = -1
        work[row + _LO] = work[row + _HI] = single(logs, START, log)
        work[row + _ZONE] = single(logs, HOME, log)


@compiled
def _keep_facts(code: Memory, work: Memory, out: Memory, log: int) -> None:
    """Put the log's conclusions out: whole rows, then the IDs of what they rest on."""
    for number in range(work[FACTS]):
        fact = work[FACT_TABLE] + FACT * number
        length = single(code, WIDTHS, work[fact + F_RELATION]) + work[fact + F_COUNT]
        if work[MADE] >= rows_of(out, MADE_ROWS) or work[MADE_CELLS] + length > rows_of(out, MADE_CELL_ROWS):
            work[STATUS] = OUT_FULL
            return
        row, cell = out[MADE_ROWS] + out[MADE_ROWS + 1] * work[MADE], out[MADE_CELL_ROWS] + work[MADE_CELLS]
        out[row + M_LOG], out[row + M_ID], out[row + M_RELATION] = log, work[BASE] + number, work[fact + F_RELATION]
        out[row + M_CELL], out[row + M_PARENTS] = work[MADE_CELLS], work[fact + F_COUNT]
        for column in range(length):
            out[cell + column] = work[work[fact + F_ROW] + column]
        work[MADE] += 1
        work[MADE_CELLS] += length
