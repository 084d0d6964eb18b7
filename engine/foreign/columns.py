"""Which columns hold the case, the type and the time of an event: those that are named, else those that are usually called so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint, quote
from afterword.engine.spans import Span

LIFECYCLE = "lifecycle:transition"
"""The column that says at which point of its life a step of a process is, as XES has it."""

CASE_PREFIX = "case:"
"""What columns begin with that say something of the case, and not of the event."""

_MOST_SHOWN = 20

_USUAL = {
    "case": "case:concept:name, case id, case, trace id, trace, case number, process instance, candidate id, candidate",
    "activity": "concept:name, activity, activity name, event type, event name, act, task, event, type, action, operation",
    "timestamp": "time:timestamp, timestamp, complete timestamp, complete time, end time, event time, date time, time, ts, date",
}
"""What such columns are called, the likeliest name first; capitals, spaces and signs do not matter."""


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked for beside files; ``None`` and empty tuples where nothing was said.

    ``activity`` may be several columns, whose values together are the type. Only events whose `LIFECYCLE` is among ``lifecycle`` are kept.
    Of the further columns those in ``keep`` become fields, all of them where it is empty, without those in ``drop``. ``form`` is that of
    times (see `moment_reader`), ``zone`` that of local ones. Rows with mistakes keep everything from being written, or, with
    ``skip_bad``, are left out.
    """

    case: str | None = None
    activity: tuple[str, ...] = ()
    timestamp: str | None = None
    lifecycle: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    form: str | None = None
    zone: str | None = None
    skip_bad: bool = False


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are read."""

    case: str
    activity: tuple[str, ...]
    timestamp: str
    lifecycle: frozenset[str] = frozenset()
    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()

    def is_field(self, column: str) -> bool:
        """Whether a column becomes a field."""
        used = column in {self.case, self.timestamp} or column in self.activity
        return not used and column not in self.drop and (not self.keep or column in self.keep)


def choose_columns(names: Sequence[str], request: Request, place: Span) -> Outcome[Columns]:
    """The columns among ``names``; ``place`` is where these stand."""
    mistakes: list[Diagnostic] = []

    def choose(what: str, asked: str | None) -> str:
        if asked is None:
            return _usual(what) or ""
        if asked not in names:
            mistakes.append(Diagnostic("unknown-column", f"there is no column {quote(asked)}", place, _near(asked, names)))
        return asked

    def _usual(what: str) -> str | None:
        loose = {_loosely(name): name for name in reversed(names)}
        found = next((loose[word] for word in map(_loosely, _USUAL[what].split(", ")) if word in loose), None)
        if found is None:
            hint = f"name it with `--{what}`; there are: {', '.join(map(quote, names[:_MOST_SHOWN]))}"
            mistakes.append(Diagnostic("unknown-column", f"no column looks like the {_CALLED[what]}", place, hint))
        return found

    case, timestamp = choose("case", request.case), choose("timestamp", request.timestamp)
    activity = tuple(choose("activity", one) for one in request.activity or (None,))
    for asked in (*request.keep, *request.drop, *([LIFECYCLE] if request.lifecycle else [])):
        choose("", asked)
    return Outcome(None if mistakes else take_columns(case, activity, timestamp, request), tuple(mistakes))


def take_columns(case: str, activity: tuple[str, ...], timestamp: str, request: Request) -> Columns:
    """The columns of that name, with what is asked of the others."""
    lifecycle = frozenset(one.lower() for one in request.lifecycle)
    return Columns(case, activity, timestamp, lifecycle, frozenset(request.keep), frozenset(request.drop))


_CALLED = {"case": "case of an event", "activity": "type of an event", "timestamp": "time of an event"}


def _near(asked: str, names: Sequence[str]) -> str:
    return choices_hint(asked, names, most=_MOST_SHOWN) or "the columns are named in the first line"


def _loosely(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.lower())
