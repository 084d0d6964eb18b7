"""Moments moved along a calendar, compiled: `engine.times.calendar` on arrays, near no clock change; near one it is asked itself."""

from __future__ import annotations

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.find_rows import ask
from afterword.engine.kernel.keep_compiled import compiled
from afterword.engine.kernel.memory import (
    CALENDAR,
    FIRST_DAY,
    HOLIDAY_FROM,
    HOLIDAYS,
    SHIFT_ROW,
    SHIFTS,
    STEADY,
    UNSTEADY,
    Memory,
    get,
    single,
)
from afterword.engine.times.zones import DAY

_WEEK, _WORKDAYS, _MONDAY = 7, 5, 3  # as in `engine.times.calendar`


@compiled
def shift_moment(code: Memory, logs: Memory, answers: Memory, work: Memory, out: Memory, question: int, moment: int, zone: int) -> int:
    """A moment moved as a question of SHIFTS says; what is absent stays so."""
    if moment == MISSING:
        return MISSING
    own = code[SHIFTS] + SHIFT_ROW * question
    days, working, sign = code[own + 1], code[own + 2], code[own + 3]
    if not (days or working):
        return moment + sign * code[own]
    offset = _offset(logs, zone, moment // DAY)
    if offset == UNSTEADY:
        return ask(answers, work, out, question, moment, zone, work[CALENDAR])
    if days:
        wall = moment + offset + sign * days * DAY
        then = _offset(logs, zone, wall // DAY)
        return ask(answers, work, out, question, moment, zone, work[CALENDAR]) if then == UNSTEADY else wall - then
    day = _working_day(logs, work[CALENDAR], (moment + offset) // DAY, sign * working)
    then = _offset(logs, zone, day)
    if then == UNSTEADY:
        return ask(answers, work, out, question, moment, zone, work[CALENDAR])
    start = day * DAY - then
    return start + DAY - 1 if code[own + 4] else start


@compiled
def _offset(logs: Memory, zone: int, day: int) -> int:
    """The offset of a zone that is in force all around a day."""
    place = day - single(logs, FIRST_DAY, 0)
    if place < 0 or place >= logs[STEADY + 1]:
        return UNSTEADY
    return get(logs, STEADY, zone, place)


@compiled
def _weekdays_before(day: int) -> int:
    return (day + _MONDAY) // _WEEK * _WORKDAYS + min((day + _MONDAY) % _WEEK, _WORKDAYS)


@compiled
def _working_day(logs: Memory, calendar: int, day: int, count: int) -> int:
    """The ``count``-th working day after a day, or before it."""
    first, last = single(logs, HOLIDAY_FROM, calendar), single(logs, HOLIDAY_FROM, calendar + 1)
    if count > 0:
        start = _weekdays_before(day + 1) - 1
        goal = start + count
        for place in range(first, last):
            holiday = single(logs, HOLIDAYS, place)
            if holiday > goal:
                break
            goal += holiday > start
    else:
        start = _weekdays_before(day)
        goal = start + count
        for place in range(last - 1, first - 1, -1):
            holiday = single(logs, HOLIDAYS, place)
            if holiday < goal:
                break
            goal -= holiday < start
    return goal // _WORKDAYS * _WEEK + goal % _WORKDAYS - _MONDAY
