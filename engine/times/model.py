"""Times as the engine knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MICROSECOND = 1
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


class Interval(NamedTuple):
    """A time known to lie between two moments, both included, in microseconds since 1970 (UTC).

    A moment is an interval whose ends are equal. A day is the interval of that local day. A local time that a clock change
    makes happen twice is the interval from its first to its second reading.
    """

    lo: int
    hi: int


class TimeProblem(NamedTuple):
    """Why a text is no time or no day. ``code`` is that of a diagnostic."""

    code: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in one of three kinds of unit; exactly one field is not zero, or all are.

    ``elapsed``: microseconds. ``days``: calendar days (the same wall clock that many days later). ``business_days``: working days
    of the log's calendar. ``text`` is how it was written, for messages.
    """

    elapsed: int = 0
    days: int = 0
    business_days: int = 0
    text: str = ""
