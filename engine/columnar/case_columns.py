"""The cases of a batch that make findings, put together with those that are alike, and what lines say of them: a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.bound_things import BoundThings, Found, LogColumns, Things
from afterword.engine.columnar.case_moments import MOMENT_COLUMNS, tell_moments
from afterword.engine.columnar.read_back import STATES, ReadBack
from afterword.engine.compile.program import MISSING, BoundAlias
from afterword.engine.kernel.memory import (
    V_COUNT,
    V_DECIDING,
    V_DUE,
    V_FAILS,
    V_LOG,
    V_PLAN,
    V_STATE,
    VERDICT,
    Integers,
)
from afterword.engine.kernel.write_lines import Sheet, encode_texts
from afterword.engine.report.quick_finding import CASE, EVENT, Kin, Part
from afterword.engine.report.quick_messages import Label, LogScene
from afterword.engine.report.quick_moments import Told
from afterword.engine.report.quick_texts import QUOTED
from afterword.engine.times.model import SECOND
from afterword.engine.verdicts import State

_MOST_GROUPS = 2**62


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
        group, groups = rows[:, V_PLAN] * len(STATES) + rows[:, V_STATE], len(self._read_back.plans) * len(STATES)
        for kinds, _ in (*aliases, event):
            if groups * self._bound.kinds > _MOST_GROUPS:
                numbers, group = np.unique(group, return_inverse=True)
                groups = len(numbers)
            group, groups = group * self._bound.kinds + kinds, groups * self._bound.kinds
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

    def sheet(self, scripts: Integers, slots: Integers, texts: Sequence[str]) -> Sheet:
        """What their lines are written of, with the number of a script for each, and with the first of its slots among ``texts``."""
        batch, surroundings = self._batch, self._read_back.surroundings
        names, events = batch.name_events()
        heads = [scene.head for scene in self._scenes]
        first_event = len(texts) + len(heads)
        zones = np.array([surroundings.zone(zone) for zone in batch.zones], np.int64)
        years = np.array([scene.year for scene in self._scenes], np.int64)
        moments = tell_moments(self.rows, zones, years, surroundings, first_event + len(names))
        return Sheet(
            self.rows,
            scripts,
            slots,
            moments.columns,
            self._read_back.evidence,
            encode_texts([*texts, *heads, *map(QUOTED.__getitem__, names), *moments.texts]),
            len(texts),
            first_event + events,
            batch.event_from,
            batch.event_lines(),
        )

    def column(self, alike: Alike, part: Part) -> Sequence[Any]:
        """A part of each of them; none that a script has steps for."""
        if part.thing != CASE:
            values = alike.things[part.thing].column(part.name)
            return values if part.label is None else self._labels(alike, values, part.label)
        match part.name:
            case "since" | "opens" | "due":
                return self._told(alike, MOMENT_COLUMNS[part.name])
            case "late" | "left":
                return self._late(alike) if part.name == "late" else self._left(alike)
            case "fields":
                return self._failing(alike)
            case "scene":
                return [self._scenes[log] for log in self._rows(alike, V_LOG)]
            case _:
                return self._rows(alike, V_COUNT)

    def _labels(self, alike: Alike, values: Sequence[Any], label: Label) -> list[str | None]:
        """The texts of what values are the ids of."""
        named = list(zip(self._rows(alike, V_LOG), values, strict=True))
        found = [text if type(text) is str else None for text in map(self._batch.fields_of(label.kind, label.field).get, named)]
        for kind in label.before:
            others = self._batch.fields_of(kind, "id")
            found = [None if one in others else text for one, text in zip(named, found, strict=True)]
        return found

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
