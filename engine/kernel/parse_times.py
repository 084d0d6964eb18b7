"""Compiled: times as programs write them. Whatever is written otherwise is left to `engine.times`, which knows it all."""

from __future__ import annotations

import numpy as np

from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.memory import Bytes, Memory
from afterword.engine.times.instants import FIRST_YEAR, LAST_YEAR
from afterword.engine.times.model import HOUR, MINUTE, SECOND
from afterword.engine.times.zones import DAY

UNREAD = -(2**60)
"""Stands for a time that is not read here."""
LOCAL = 2**60
"""Stands for the offset of a time that is written without one."""

_T, _Z, _PLUS, _MINUS, _DASH, _COLON = b"TZ+--:"
_MONTH_DAYS = np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
_LEAP_DAYS = 477  # before 1970
_LEAP_CYCLE, _CENTURY, _GREGORIAN = 4, 100, 400
_MOST_AHEAD = 14 * HOUR


@compiled
def parse_time(data: Bytes | Memory, begin: int, end: int) -> tuple[int, int]:  # noqa: PLR0911
    """What the clock shows, as microseconds since 1970 of that clock, and how far that is ahead of UTC (or `LOCAL`).

    A time is `2025-09-09T11:00` or `2025-09-09T11:00:00`, with or without `Z` or `+01:00`; all else is `UNREAD`.
    """
    length = end - begin
    if length < 16 or data[begin + 4] != _DASH or data[begin + 7] != _DASH or data[begin + 10] != _T or data[begin + 13] != _COLON:  # noqa: PLR2004
        return UNREAD, 0
    year = 100 * _number(data, begin) + _number(data, begin + 2)
    month, day, hour = _number(data, begin + 5), _number(data, begin + 8), _number(data, begin + 11)
    minute, second, at = _number(data, begin + 14), 0, begin + 16
    if at < end and data[at] == _COLON:
        if length < 19:  # noqa: PLR2004
            return UNREAD, 0
        second, at = _number(data, at + 1), at + 3
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):  # noqa: PLR2004
        return UNREAD, 0
    leap = year % _LEAP_CYCLE == 0 and (year % _CENTURY != 0 or year % _GREGORIAN == 0)
    last = _MONTH_DAYS[month] - _MONTH_DAYS[month - 1] + (leap and month == 2)  # noqa: PLR2004
    if not 1 <= day <= last:
        return UNREAD, 0
    before = year - 1
    days = (year - FIRST_YEAR) * 365 + before // 4 - before // 100 + before // 400 - _LEAP_DAYS
    days += _MONTH_DAYS[month - 1] + (leap and month > 2) + day - 1  # noqa: PLR2004
    wall = days * DAY + hour * HOUR + minute * MINUTE + second * SECOND
    if at == end:
        return wall, LOCAL
    if data[at] == _Z and at + 1 == end:
        return wall, 0
    if at + 6 != end or data[at + 3] != _COLON or data[at] not in (_PLUS, _MINUS):
        return UNREAD, 0
    hours, minutes = _number(data, at + 1), _number(data, at + 4)
    ahead = hours * HOUR + minutes * MINUTE
    if hours < 0 or not 0 <= minutes <= 59 or ahead > _MOST_AHEAD:  # noqa: PLR2004
        return UNREAD, 0
    return wall, ahead if data[at] == _PLUS else -ahead


@inlined
def _number(data: Bytes | Memory, at: int) -> int:
    """The number that two digits write; far below 0 where they are none."""
    tens, ones = int(data[at]) - 48, int(data[at + 1]) - 48
    return 10 * tens + ones if 0 <= tens <= 9 and 0 <= ones <= 9 else -1_000_000  # noqa: PLR2004
