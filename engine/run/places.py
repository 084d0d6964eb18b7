"""Logs without doubt by plain rules: events as places, in and out; see `engine.run.place_code`."""

from __future__ import annotations

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from types import CodeType
from typing import TypeAlias

from afterword.engine.compile.program import MISSING, NEVER
from afterword.engine.language.rule import Rule
from afterword.engine.log.model import Event, Log
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.judge import Judge
from afterword.engine.run.make_facts import FactMaker
from afterword.engine.run.model import Verdict
from afterword.engine.run.place_frames import CONSTANT, NUMBER, PLACE, TIME, Part, PlaceCode
from afterword.engine.run.standing import Now, find_now
from afterword.engine.times.calendar import Calendar
from afterword.engine.verdicts import State

Case: TypeAlias = tuple[int, ...]
_Shift: TypeAlias = Callable[[int, int, str], int]
_Decide: TypeAlias = "Callable[[dict[str, list[int]], list[int], Sequence[Event], _Shift | None, str, int, bool, list[Case]], None]"
_ENDS = (NEVER, MISSING)
"""The times of what is behind all places and, counted from the end, before them."""


class PlaceRunner:
    """Decides the cases of a program whose rules are all plain. Holds nothing of a log: threads may share it."""

    def __init__(self, code: PlaceCode, judge: Judge, maker: FactMaker) -> None:
        """Load the ``code`` that `prepare_places` made; ``judge`` and ``maker`` are of the same program."""
        names: dict[str, object] = {"bisect_left": bisect_left, "bisect_right": bisect_right}
        module: CodeType = marshal.loads(code.module)  # noqa: S302  (made by `prepare_places`, in this process or in this user's own cache)
        exec(module, names)  # noqa: S102
        self._decide: _Decide = names["decide"]  # type: ignore[assignment]
        self._shifts = code.shifts
        self.rules = [judge.rules[frame.plan] for frame in code.frames]
        self.frames = code.frames
        self.maker = maker

    def run(self, log: Log, events: tuple[Event, ...], ends: list[int], as_of: int) -> Verdicts[Case] | None:
        """The verdicts on a log whose ``events``, in the log's order, count at ``as_of``; ``None`` where the time of one is in doubt.

        ``ends`` are the two readings of their times; see `engine.log.normalise`.
        """
        at = ends[::2]
        if at != ends[1::2]:
            return None
        at += _ENDS
        places: dict[str, list[int]] = {}
        for place, kind in enumerate([event.type for event in events]):
            if kind in places:
                places[kind].append(place)
            else:
                places[kind] = [place]
        cases: list[Case] = []
        self._decide(places, at, events, self._shifter(log), log.zone, as_of, log.has_ended(as_of), cases)
        return _PlaceVerdicts(cases, self, log, events, as_of)

    def _shifter(self, log: Log) -> _Shift | None:
        """What moves a moment by a step along the log's calendar, in a zone; what is absent stays so."""
        if not self._shifts:
            return None
        shifts, calendar = self._shifts, Calendar(log.holidays)

        def shift(number: int, moment: int, zone: str) -> int:
            step = shifts[number]
            return moment if moment == MISSING else calendar.shift(moment, step.duration, zone, step.sign, latest=step.latest)

        return shift


class _PlaceVerdicts(Verdicts[Case]):
    """Verdicts made of cases over places. The rows of the log are made when the first of them is asked for."""

    __slots__ = ("_as_of", "_events", "_log", "_rows", "_runner")

    def __init__(self, cases: list[Case], runner: PlaceRunner, log: Log, events: tuple[Event, ...], as_of: int) -> None:
        super().__init__(cases)
        self._runner = runner
        self._log = log
        self._events = events
        self._as_of = as_of
        self._rows: tuple[FactBase, Now] | None = None

    def _found(self, case: Case) -> tuple[Rule, State]:
        return self._runner.rules[case[0]].plan.rule, self._runner.frames[case[0]].state

    def _bound(self, case: Case) -> Row:
        return self._runner.rules[case[0]].bound(self._row(case))

    def _make(self, case: Case) -> Verdict:
        base, now = self._base()
        frame = self._runner.frames[case[0]]
        return self._runner.rules[case[0]].verdict(self._row(case), (frame.state, self._integer(frame.event, case), (), ()), base, now)

    def _row(self, case: Case) -> Row:
        """The case as executors hand it over."""
        return tuple([part[1] if part[0] == CONSTANT else self._integer(part, case) for part in self._runner.frames[case[0]].parts])

    def _integer(self, part: Part, case: Case) -> int:
        kind, value, more = part
        if kind == PLACE:
            return case[value] if case[value] < len(self._events) else -1
        if kind == TIME:
            return more + (self._events[case[value]].when.hi if case[value] < len(self._events) else NEVER)
        return value if kind == CONSTANT else case[value] if kind == NUMBER else self._base()[0].rows[value][0][0]

    def _base(self) -> tuple[FactBase, Now]:
        if self._rows is None:
            base = self._runner.maker.make(self._log, self._events, self._as_of)
            self._rows = base, find_now(base, self._as_of, has_ended=self._log.has_ended(self._as_of))
        return self._rows
