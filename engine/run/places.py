"""Logs without doubt by plain rules: events as places, in and out; see `engine.run.place_code`."""

from __future__ import annotations

import marshal
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from itertools import chain
from types import CodeType
from typing import TypeAlias

from afterword.engine.compile.program import MISSING, NEVER
from afterword.engine.log.model import Event, Log
from afterword.engine.run.decided import Told, Verdicts
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.judge import Judge
from afterword.engine.run.make_facts import FactMaker
from afterword.engine.run.model import Verdict
from afterword.engine.run.place_frames import CONSTANT, NUMBER, PLACE, STATES, PlaceCode
from afterword.engine.run.standing import find_now

Case: TypeAlias = tuple[int, ...]
_Decide: TypeAlias = "Callable[[dict[str, list[int]], list[int], int, bool, list[Case]], None]"


class PlaceRunner:
    """Decides the cases of a program whose rules are all plain. Holds nothing of a log: threads may share it."""

    def __init__(self, code: PlaceCode, judge: Judge, maker: FactMaker) -> None:
        """Load the ``code`` that `prepare_places` made; ``judge`` and ``maker`` are of the same program."""
        names: dict[str, object] = {"bisect_left": bisect_left, "bisect_right": bisect_right}
        module: CodeType = marshal.loads(code.module)  # noqa: S302  (made by `prepare_places`, in this process or in this user's own cache)
        exec(module, names)  # noqa: S102
        self._decide: _Decide = names["decide"]  # type: ignore[assignment]
        self.frames = code.frames
        self.judge = judge
        self.maker = maker

    def run(self, log: Log, events: tuple[Event, ...], as_of: int) -> Verdicts | None:
        """The verdicts on a log whose ``events``, in the log's order, count at ``as_of``; ``None`` where the time of one is in doubt."""
        ends = list(chain.from_iterable([event.when for event in events]))
        at = ends[::2]
        if at != ends[1::2]:
            return None
        places: dict[str, list[int]] = {}
        for place, kind in enumerate([event.type for event in events]):
            if kind in places:
                places[kind].append(place)
            else:
                places[kind] = [place]
        at += _ENDS
        cases: list[Case] = []
        self._decide(places, at, as_of, log.has_ended(as_of), cases)
        return Verdicts(cases, _PlaceClerk(self, log, events, as_of))


_ENDS = (NEVER, MISSING)
"""The time behind all places, and (counted from the end) before them."""


class _PlaceClerk:
    """Makes verdicts of cases over places. Rows of the log are made when the first of them is asked for."""

    __slots__ = ("_as_of", "_base", "_events", "_log", "_runner")

    def __init__(self, runner: PlaceRunner, log: Log, events: tuple[Event, ...], as_of: int) -> None:
        self._runner = runner
        self._log = log
        self._events = events
        self._as_of = as_of
        self._base: FactBase | None = None

    def tell(self, case: Case) -> Told:
        rule = self._runner.judge.rules[self._runner.frames[case[0]].plan]
        return Told(rule.plan.rule, STATES[case[1]], rule.bound(self._row(case)))

    def write(self, case: Case) -> Verdict:
        base = self._rows()
        now = find_now(base, self._as_of, has_ended=self._log.has_ended(self._as_of))
        rule = self._runner.judge.rules[self._runner.frames[case[0]].plan]
        return rule.verdict(self._row(case), (STATES[case[1]], case[2], (), ()), base, now)

    def _row(self, case: Case) -> Row:
        """The case as executors hand it over."""
        return tuple(
            [self._integer(kind, case[value] if kind in (NUMBER, PLACE) else value) for kind, value in self._runner.frames[case[0]].parts]
        )

    def _integer(self, kind: int, value: int) -> int:
        if kind in (CONSTANT, NUMBER):
            return value
        if kind == PLACE:
            return value if value < len(self._events) else -1
        return self._rows().rows[value][0][0]

    def _rows(self) -> FactBase:
        if self._base is None:
            self._base = self._runner.maker.make(self._log, self._events, self._as_of)
        return self._base
