"""Moving a moment by a duration, along a calendar of working days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from functools import lru_cache

from afterword.engine.times.model import Duration, Interval
from afterword.engine.times.zones import known_zone

_MONDAY = 3  # 1970-01-01 was a Thursday, three days after one
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_WEEK = 7
_WORKDAYS = 5


class Calendar:
    """Working days are Monday to Friday, ``holidays`` apart."""

    __slots__ = ("holidays",)

    def __init__(self, holidays: frozenset[date]) -> None:
        """Keep the holidays that fall on a weekday, each as how many weekdays lie before it."""
        days = (day.toordinal() - _EPOCH_DAY for day in holidays if day.weekday() < _WORKDAYS)
        self.holidays = tuple(sorted(_weekdays_before(day) for day in days))

    def shift(self, moment: int, duration: Duration, zone: str, sign: int = 1, *, latest: bool) -> int:
        """``moment`` moved by ``duration``, forward (``sign`` 1) or back (-1), by the clocks of a known ``zone``.

        Elapsed time is plain addition. Days keep the wall clock: one that a clock change skips moves forward by as much as the clock does;
        of one that comes twice, ``latest`` chooses. Business days give the last microsecond of the N-th working day after the local day of
        ``moment``, or its first one where ``latest`` is false.
        """
        if duration.days:
            return known_zone(zone).days_later(moment, sign * duration.days, latest=latest)
        if duration.business_days:
            day = known_zone(zone).local_day(moment)
            bounds = _working_day(self.holidays, zone, day, sign * duration.business_days)
            return bounds.hi if latest else bounds.lo
        return moment + sign * duration.elapsed


@lru_cache(maxsize=4096)  # many events are on one day
def _working_day(holidays: tuple[int, ...], zone: str, day: int, count: int) -> Interval:
    """The ``count``-th working day after a local day, or before it where ``count`` is negative; never 0. A day that was skipped is none."""
    clock = known_zone(zone)
    day = _find_working_day(holidays, day, count)
    while (bounds := clock.day(day)) is None:
        day = _find_working_day(holidays, day, 1 if count > 0 else -1)
    return bounds


def _find_working_day(holidays: tuple[int, ...], day: int, count: int) -> int:
    """The same by the calendar alone.

    Weekdays are numbered through, weekends left out; each holiday passed on the way moves the goal by one.
    """
    if count > 0:
        start = _weekdays_before(day + 1) - 1
        goal = start + count
        for holiday in holidays[bisect_right(holidays, start) :]:
            if holiday > goal:
                break
            goal += 1
    else:
        start = _weekdays_before(day)
        goal = start + count
        for holiday in reversed(holidays[: bisect_left(holidays, start)]):
            if holiday < goal:
                break
            goal -= 1
    weeks, rest = divmod(goal, _WORKDAYS)
    return weeks * _WEEK + rest - _MONDAY


def _weekdays_before(day: int) -> int:
    """How many days from Monday to Friday lie between Monday 1969-12-29 and a day; also the number of that day if it is one of them."""
    weeks, rest = divmod(day + _MONDAY, _WEEK)
    return weeks * _WORKDAYS + min(rest, _WORKDAYS)
