"""Logs without doubt by plain rules: events as places, in and out; see `engine.run.place_code`."""

from __future__ import annotations

import marshal
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from types import CodeType
from typing import TypeAlias

from afterword.engine.compile.program import MISSING, NEVER, Header
from afterword.engine.language.rule import Rule
from afterword.engine.log.model import Event, Log
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.judge import Judge, RuleJudge
from afterword.engine.run.make_facts import FactMaker
from afterword.engine.run.model import Verdict
from afterword.engine.run.place_frames import CONSTANT, NUMBER, PLACE, START, TIME, Frame, PlaceCode
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
        self._frames = code.frames
        self._judge = judge
        self._readers: dict[int, _Reader] = {}
        self.maker = maker

    def run(self, log: Log, events: tuple[Event, ...], ends: list[int], as_of: int) -> Verdicts[Case] | None:
        """The verdicts on a log whose ``events``, in the log's order, count at ``as_of``; ``None`` where the time of one is in doubt.

        ``ends`` are the two readings of their times; see `engine.log.normalise`.
        """
        at = ends[::2]
        if at != ends[1::2]:
            return None
        at += _ENDS
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, event in enumerate(events):
            places[event.type].append(place)
        cases: list[Case] = []
        self._decide(places, at, events, self._shifter(log), log.zone, as_of, log.has_ended(as_of), cases)
        return _PlaceVerdicts(cases, self, log, events, as_of)

    def reader(self, number: int) -> _Reader:
        """What reads cases of a frame."""
        reader = self._readers.get(number)
        if reader is None:
            frame = self._frames[number]
            reader = self._readers[number] = _Reader(frame, self._judge.rules[frame.plan])
        return reader

    def _shifter(self, log: Log) -> _Shift | None:
        """What moves a moment by a step along the log's calendar, in a zone; what is absent stays so."""
        if not self._shifts:
            return None
        shifts, calendar = self._shifts, Calendar(log.holidays)

        def shift(number: int, moment: int, zone: str) -> int:
            step = shifts[number]
            return moment if moment == MISSING else calendar.shift(moment, step.duration, zone, step.sign, latest=step.latest)

        return shift


class _Reader:
    """Reads the cases of one frame."""

    def __init__(self, frame: Frame, rule: RuleJudge) -> None:
        self.rule = rule
        self.state = frame.state
        self.bound = [value for _, value, _ in frame.parts[len(frame.parts) - len(rule.plan.aliases) :]]
        self._event = frame.event[1] if frame.event[0] == PLACE else None
        parts = list(enumerate(frame.parts))
        self._row = [value if kind == CONSTANT else -1 for _, (kind, value, _) in parts]
        self._numbers = [(at, value) for at, (kind, value, _) in parts if kind == NUMBER]
        self._places = [(at, value) for at, (kind, value, _) in parts if kind == PLACE]
        self._times = [(at, value, more) for at, (kind, value, more) in parts if kind == TIME]
        self._starts = [(at, value) for at, (kind, value, _) in parts if kind == START]

    def event(self, case: Case, base: FactBase) -> int:
        """The ID of the event that decided the case, or -1."""
        return case[self._event] if self._event is not None and case[self._event] < base.events else -1

    def row(self, case: Case, base: FactBase) -> Row:
        """The case as executors hand it over; ``base`` has the rows of its log."""
        row, events = self._row.copy(), base.events
        for at, place in self._places:
            if case[place] < events:
                row[at] = case[place]
        for at, place, more in self._times:
            row[at] = more + (base.headers[case[place]][Header.HI] if case[place] < events else NEVER)
        for at, place in self._numbers:
            row[at] = case[place]
        for at, relation in self._starts:
            row[at] = base.rows[relation][0][Header.ID]
        return tuple(row)


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
        reader = self._runner.reader(case[0])
        return reader.rule.plan.rule, reader.state

    def _bound(self, case: Case) -> Row:
        return tuple([case[at] for at in self._runner.reader(case[0]).bound])

    def _make(self, case: Case) -> Verdict:
        base, now = self._base()
        reader = self._runner.reader(case[0])
        return reader.rule.verdict(reader.row(case, base), (reader.state, reader.event(case, base), (), ()), base, now)

    def _base(self) -> tuple[FactBase, Now]:
        if self._rows is None:
            base = self._runner.maker.make(self._log, self._events, self._as_of)
            self._rows = base, find_now(base, self._as_of, has_ended=self._log.has_ended(self._as_of))
        return self._rows
