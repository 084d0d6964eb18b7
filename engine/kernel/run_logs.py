"""Compiled: a program over many logs, one after another, each from its rows to its verdicts."""

from __future__ import annotations

from afterword.engine.kernel.conclude import settle
from afterword.engine.kernel.judge_cases import judge_plan
from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.lay_out import lay_out
from afterword.engine.kernel.layout import P_CASES, P_FACT, P_FIRST, P_PLACES_END, P_VIOLATIONS
from afterword.engine.kernel.memory import (
    AT_PLACE,
    AT_PLAN,
    BASE,
    CASE,
    CASE_CELLS,
    CASE_ROOM,
    CASE_TABLE,
    CASES,
    EVIDENCE,
    F_COUNT,
    F_RELATION,
    F_ROW,
    FACT,
    FACT_TABLE,
    FACTS,
    M_CELL,
    M_ID,
    M_LOG,
    M_PARENTS,
    M_RELATION,
    MADE,
    MADE_CELL_ROWS,
    MADE_CELLS,
    MADE_ROWS,
    MET_MEMBERS,
    MISSED,
    OUT_FULL,
    PLAN,
    PLANS,
    PRODUCTION,
    R_COUNT,
    STATUS,
    STRATA,
    STRATUM,
    VERDICTS,
    WIDTHS,
    Coded,
    Integers,
    Memory,
    pointer_to,
    rows_of,
    single,
)
from afterword.engine.kernel.run_steps import run_production


@keep_compiled
def run_logs(
    code: Integers, logs: Integers, codes: Coded, answers: Integers, work: Integers, out: Integers, which: Integers, begin: int
) -> int:
    """Evaluate the logs of those numbers from the ``begin``-th on; how far it came.

    A log that misses answers leaves nothing but its number as one below zero (-1 - number). Before a log for which some room is too small
    it stops, and says so in `STATUS`.
    """
    return _run_from(
        pointer_to(code),
        pointer_to(logs),
        pointer_to(codes),
        pointer_to(answers),
        pointer_to(work),
        pointer_to(out),
        pointer_to(which),
        begin,
        len(which),
    )


@compiled
def _run_from(
    code: Memory, logs: Memory, codes: Memory, answers: Memory, work: Memory, out: Memory, which: Memory, begin: int, end: int
) -> int:
    for number in range(begin, end):
        verdicts, evidence, made, made_cells, members = work[VERDICTS], work[EVIDENCE], work[MADE], work[MADE_CELLS], work[MET_MEMBERS]
        work[STATUS] = work[MISSED] = 0
        _run_log(code, logs, codes, answers, work, out, which[number])
        if work[STATUS] or work[MISSED]:
            work[VERDICTS], work[EVIDENCE], work[MADE], work[MADE_CELLS], work[MET_MEMBERS] = verdicts, evidence, made, made_cells, members
        if work[STATUS]:
            return number
        if work[MISSED]:
            which[number] = -1 - which[number]
    return end


@compiled
def _run_log(code: Memory, logs: Memory, codes: Memory, answers: Memory, work: Memory, out: Memory, log: int) -> None:
    lay_out(code, logs, codes, work, out, log)
    _conclude_all(code, logs, answers, work, out)
    plans = code[PLANS]
    for plan in range(plans, plans + PLAN * rows_of(code, PLANS), PLAN):
        if _may_have_cases(code, work, plan):
            _run_plan(code, logs, answers, work, out, plan)
    if not work[STATUS]:
        _keep_facts(code, work, out, log)


@compiled
def _conclude_all(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory) -> None:
    """Conclude all facts, one layer after another."""
    strata = code[STRATA]
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


@inlined
def _may_have_cases(code: Memory, work: Memory, plan: int) -> bool:
    """Whether there are rows that any of a plan's cases begins with: for most plans there are none. Nothing goes on without room."""
    place, last = code[plan + P_CASES], code[plan + P_VIOLATIONS]
    while place < last and not work[STATUS]:
        if work[code[code[place] + P_FIRST] + R_COUNT]:
            return True
        place += 1
    return False


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
