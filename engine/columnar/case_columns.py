"""The cases of a batch that make findings, put together with those that are alike, and what lines say of them: a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.bound_things import BoundThings, Found, LogColumns, Things
from afterword.engine.columnar.read_back import STANDINGS, STATES, ReadBack
from afterword.engine.compile.program import MISSING, BoundAlias
from afterword.engine.kernel.memory import (
    V_COUNT,
    V_DECIDING,
    V_DUE,
    V_FAILS,
    V_FROM,
    V_HI,
    V_LOG,
    V_OPENS,
    V_PLAN,
    V_STANDING,
    V_STATE,
    V_TO,
    VERDICT,
    Integers,
)
from afterword.engine.report.finding_writer import write_evidence
from afterword.engine.report.quick_finding import CASE, EVENT, Kin, Part
from afterword.engine.report.quick_messages import LogScene
from afterword.engine.report.quick_moments import Told
from afterword.engine.report.quick_texts import QUOTED
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import State

_MOMENTS = {"since": V_HI, "opens": V_OPENS, "due": V_DUE}


class Alike(NamedTuple):
    """Cases that are alike: what they are, their places among all cases, and the things that they bind and, last, what decided them."""

    kin: Kin
    places: Integers
    things: Mapping[int, Things]


class CaseColumns:
    """Cases that make findings, from their rows in `Found`."""

    def __init__(self, read_back: ReadBack, batch: LogColumns, scenes: Sequence[LogScene], rows: Integers) -> None:
        """``batch`` is what was evaluated, and ``scenes`` what there is to know of its logs."""
        self.rows = rows
        self._logs = rows[:, V_LOG]
        self._read_back = read_back
        self._batch = batch
        self._scenes = scenes
        self._bound = BoundThings(read_back, batch, scenes)
        self._as_of = batch.as_of[self._logs]

    def alike(self) -> Iterator[Alike]:
        """All of them, each once."""
        rows, logs = self.rows, self._logs
        bind = np.array([len(plan.aliases) for plan in self._read_back.plans])[rows[:, V_PLAN]]
        aliases = [self._bound.find(logs, np.where(place < bind, rows[:, VERDICT + place], -1)) for place in range(rows.shape[1] - VERDICT)]
        event = self._bound.find(logs, rows[:, V_DECIDING])
        group = rows[:, V_PLAN] * len(STATES) + rows[:, V_STATE]
        for kinds, _ in (*aliases, event):
            group = np.unique(group, return_inverse=True)[1] * self._bound.kinds + kinds
        order = np.argsort(group, kind="stable")
        for places in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
            if len(places):
                yield self._alike(places, aliases, event)

    def _alike(self, places: Integers, aliases: Sequence[Found], event: Found) -> Alike:
        first = places[0]
        plan = self._read_back.plans[self.rows[first, V_PLAN]]

        def things(alias: BoundAlias | None, found: Found) -> Things | None:
            return self._bound.things(int(found.kinds[first]), alias, self._logs[places], found.places[places])

        found = [(alias.alias, things(alias, one)) for alias, one in zip(plan.aliases, aliases, strict=False)]
        named = [(name, one) for name, one in found if one is not None]
        decided = things(None, event)
        faces = tuple((name, one.face) for name, one in named)
        kin = Kin(plan.rule, STATES[self.rows[first, V_STATE]], faces, None if decided is None else decided.face)
        of_cases = dict(enumerate(one for _, one in named))
        return Alike(kin, places, of_cases if decided is None else {**of_cases, EVENT: decided})

    def column(self, alike: Alike, part: Part) -> Sequence[Any]:
        """A part of each of them."""
        if part.thing != CASE:
            return alike.things[part.thing].column(part.name)
        match part.name:
            case "since" | "opens" | "due":
                return self._told(alike, _MOMENTS[part.name])
            case "late" | "left":
                return self._late(alike) if part.name == "late" else self._left(alike)
            case "fields":
                return self._failing(alike)
            case "evidence":
                return [self._all_evidence[place] for place in alike.places.tolist()]
            case _:
                return self._looked_up(alike, part.name)

    def _looked_up(self, alike: Alike, name: str) -> Sequence[Any]:
        match name:
            case "scene":
                return [self._scenes[log] for log in self._rows(alike, V_LOG)]
            case "standing":
                return [_STANDINGS[one] for one in self._rows(alike, V_STANDING)]
            case _:
                return self._rows(alike, V_COUNT)

    def _rows(self, alike: Alike, column: int) -> list[int]:
        found: list[int] = self.rows[alike.places, column].tolist()
        return found

    def _told(self, alike: Alike, column: int) -> list[Told | None]:
        """Moments on the clocks of their logs."""
        pairs = zip(self._rows(alike, V_LOG), self._rows(alike, column), strict=True)
        return [None if moment == MISSING else self._scenes[log].moments[moment] for log, moment in pairs]

    def _late(self, alike: Alike) -> list[int | None]:
        places = alike.places
        if alike.kin.state is not State.LATE:
            return self._past(places, self._as_of[places])
        begins = self._batch.event_from[self._logs[places]]
        return self._past(places, self._batch.readings(begins + self.rows[places, V_DECIDING])[0])

    def _left(self, alike: Alike) -> list[int | None]:
        as_of = self._as_of[alike.places]
        return self._past(alike.places, np.where(self.rows[alike.places, V_DUE] < as_of, MISSING, as_of))

    def _failing(self, alike: Alike) -> list[tuple[str, ...]]:
        fails = self._rows(alike, V_FAILS)
        names = {bits: self._read_back.failing(int(self.rows[alike.places[0], V_PLAN]), bits) for bits in set(fails)}
        return [names[bits] for bits in fails]

    def _past(self, places: Integers, moments: Integers) -> list[int | None]:
        """How long past its due time each is at a moment."""
        due = self.rows[places, V_DUE]
        length = moments - due - (due % SECOND == SECOND - 1)
        known = (due != MISSING) & (moments != MISSING)
        return [one if there else None for one, there in zip(length.tolist(), known.tolist(), strict=True)]

    @cached_property
    def _all_evidence(self) -> list[str]:
        """The events that each case rests on, as JSON."""
        begins, ends = self.rows[:, V_FROM], self.rows[:, V_TO]
        counts = ends - begins
        stops = np.cumsum(counts)
        flat = np.arange(stops[-1] if len(stops) else 0) + np.repeat(begins - (stops - counts), counts)
        events = self._batch.event_from[np.repeat(self._logs, counts)] + self._read_back.evidence[flat]
        which, inverse = np.unique(events, return_inverse=True)
        made = list(map(write_evidence, *self._batch.lines_of(which)))
        told = [made[one] for one in inverse.tolist()]
        spans = zip((stops - counts).tolist(), stops.tolist(), strict=True)
        return [told[begin] if end - begin == 1 else ",".join(told[begin:end]) for begin, end in spans]


_STANDINGS = [*(QUOTED[standing.value] for standing in STANDINGS), QUOTED[None]]  # (the last is that of -1)
