"""The cases of a batch that make findings, put together with those that are alike, and what lines say of them: a column at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.bound_things import BoundThings, LogColumns, Things
from afterword.engine.columnar.case_moments import MOMENT_COLUMNS, CaseTimes, tell_moments
from afterword.engine.columnar.read_back import STATES, ReadBack
from afterword.engine.columnar.slot_words import EMPTY, RecipeBook, find_words
from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.find_slots import Cases, Numbered, find_slots
from afterword.engine.kernel.memory import (
    V_COUNT,
    V_DECIDING,
    V_DUE,
    V_FAILS,
    V_LOG,
    V_PLAN,
    V_STATE,
    Integers,
)
from afterword.engine.kernel.write_lines import Sheet, encode_texts
from afterword.engine.report.line_pieces import CASE, EVENT, Kin, Part, Told
from afterword.engine.report.line_script import TIMES
from afterword.engine.report.quick_messages import Face, LogScene
from afterword.engine.report.quick_texts import QUOTED, TIDY
from afterword.engine.times.model import SECOND
from afterword.engine.times.zones import DAY
from afterword.engine.verdicts import State

_LATE = STATES.index(State.LATE)


class Slots(NamedTuple):
    """Slots of cases, each of which has a script; its slots begin at a place among ``cells``, which are numbers of ``texts``.

    Of each case so many are ``asked`` for: these stand as `ASKED`.
    """

    scripts: Integers
    begins: Integers
    cells: Integers
    asked: Integers
    texts: list[str]


class Alike(NamedTuple):
    """Cases that are alike: what they are, their places among all cases, and the things that they bind and, last, what decided them.

    ``columns`` tell of these things in which column of `FoundThings` their places are.
    """

    kin: Kin
    places: Integers
    things: Mapping[int, Things]
    columns: Mapping[int, int]


class LogHeads(NamedTuple):
    """How the lines of each log begin, the years that go without saying, and, if it comes to that, all that its words depend on."""

    heads: Sequence[str]
    years: Integers
    scenes: Mapping[int, LogScene]


class CaseColumns:
    """Cases that make findings, from their rows in `Found`."""

    def __init__(self, read_back: ReadBack, batch: LogColumns, logs: LogHeads, rows: Integers) -> None:
        """``batch`` is what was evaluated, and ``logs`` what lines have of its logs."""
        self.rows = rows
        self._logs = rows[:, V_LOG]
        self._read_back = read_back
        self._batch = batch
        self._heads = logs
        self._event_names = batch.event_names()
        self._zones = np.array([read_back.surroundings.zone(zone) for zone in batch.zones], np.int64)
        self._times = CaseTimes(np.full((len(rows), TIMES), MISSING), np.zeros((len(rows), TIMES), np.int64))
        self._bound = BoundThings(read_back, batch)
        self._as_of = batch.as_of[self._logs]
        self._found = self._bound.find(rows)

    def alike(self) -> Iterator[Alike]:
        """All of them, each once."""
        order, groups = self._found.order, self._found.groups.tolist()
        for begin, end in pairwise(groups):
            yield self._alike(order[begin:end])

    def _alike(self, places: Integers) -> Alike:
        first, logs = places[0], self._logs[places]
        plan = self._read_back.plans[self.rows[first, V_PLAN]]
        kinds = self._found.kinds[first].tolist()
        faces: list[tuple[str, Face]] = []
        things: dict[int, Things] = {}
        columns: dict[int, int] = {}
        for column, alias in (*enumerate(plan.aliases), (len(kinds) - 1, None)):
            one = self._bound.things(kinds[column], alias, logs, self._found.places[places, column])
            if one is not None:
                number = EVENT if alias is None else len(faces)
                things[number], columns[number] = one, column
                if alias is not None:
                    faces.append((alias.alias, one.face))
        decided = things[EVENT].face if EVENT in things else None
        kin = Kin(plan.rule, STATES[self.rows[first, V_STATE]], tuple(faces), decided)
        return Alike(kin, places, things, columns)

    def find_slots(self, scripts: Integers, begins: Integers, size: int, book: RecipeBook) -> Slots:
        """What stands in so many slots, by the scripts of cases; those of a case stand from ``begins`` on."""
        batch = self._batch
        words = find_words(book, batch, self._read_back, self._found.places[self._bound.are_items(self._found.kinds)])
        named = batch.texts()
        said = ["" if one is None else TIDY[one] for one in named]
        texts = [*map(QUOTED.__getitem__, named), *said, *book.texts]
        odd = np.array([one in book.odd for one in said], np.bool_)
        cases = Cases(self.rows, self._found.places, scripts)
        fixed = 2 * len(named)
        numbered = Numbered(0, len(named), fixed, fixed + book.texts[EMPTY], odd)
        cells, asked = find_slots(cases, begins, size, book.recipes(), words, numbered)
        return Slots(scripts, begins, cells, asked, texts)

    def tell_times(self, alike: Alike, told: Sequence[Told]) -> None:
        """Have lines tell when things came about: a day by their own clock, all else by that of the log."""
        for column, (thing, _, style) in enumerate(told):
            lo, hi, own = alike.things[thing].times()
            zones = self._zones[self._logs[alike.places]]
            wide = np.flatnonzero((lo != hi) & (style != "time"))
            is_day = (hi[wide] + self._read_back.surroundings.offsets(own[wide], hi[wide])) % DAY == DAY - 1
            zones[wide[is_day]] = own[wide[is_day]]
            self._times.moments[alike.places, column] = hi
            self._times.zones[alike.places, column] = zones

    def sheet(self, slots: Slots) -> Sheet:
        """What their lines are written of."""
        batch, surroundings = self._batch, self._read_back.surroundings
        first_head = len(slots.texts)
        heads, years, _ = self._heads
        moments = tell_moments(self.rows, self._times, self._zones, years, surroundings, first_head + len(heads))
        return Sheet(
            self.rows,
            slots.scripts,
            slots.begins,
            slots.cells,
            moments.columns,
            self._late_by(),
            self._read_back.evidence,
            encode_texts([*slots.texts, *heads, *moments.texts]),
            first_head,
            self._event_names,
            batch.event_from,
            batch.event_lines(),
        )

    def column(self, alike: Alike, part: Part) -> Sequence[Any]:
        """A part of each of them; none that a script has steps for."""
        if part.thing != CASE:
            return alike.things[part.thing].column(part.name)
        match part.name:
            case "scene":
                return [self._heads.scenes[log] for log in self._rows(alike, V_LOG)]
            case "fields":
                return self._failing(alike)
            case "late" | "left":
                lengths = self._late_by()[alike.places] if part.name == "late" else self._left(alike)
                return [None if one == MISSING else one for one in lengths.tolist()]
            case "count":
                return self._rows(alike, V_COUNT)
            case _:
                return self._told(alike, MOMENT_COLUMNS[part.name])

    def _left(self, alike: Alike) -> Integers:
        """How long each is before its due time, as a number below 0."""
        due, as_of = self.rows[alike.places, V_DUE], self._as_of[alike.places]
        return _past(due, np.where(due < as_of, MISSING, as_of))

    def _late_by(self) -> Integers:
        """How long past its due time each of all is: now, or when it was done."""
        moments = self._as_of.copy()
        late = np.flatnonzero((self.rows[:, V_STATE] == _LATE) & (self.rows[:, V_DECIDING] >= 0))
        moments[late] = self._batch.readings(self._batch.event_from[self._logs[late]] + self.rows[late, V_DECIDING])[0]
        return _past(self.rows[:, V_DUE], moments)

    def _rows(self, alike: Alike, column: int) -> list[int]:
        found: list[int] = self.rows[alike.places, column].tolist()
        return found

    def _told(self, alike: Alike, column: int) -> Sequence[Any]:
        """Moments on the clocks of their logs."""
        pairs = zip(self._rows(alike, V_LOG), self._rows(alike, column), strict=True)
        return [None if moment == MISSING else self._heads.scenes[log].moments[moment] for log, moment in pairs]

    def _failing(self, alike: Alike) -> list[tuple[str, ...]]:
        fails = self._rows(alike, V_FAILS)
        names = {bits: self._read_back.failing(int(self.rows[alike.places[0], V_PLAN]), bits) for bits in set(fails)}
        return [names[bits] for bits in fails]


def _past(due: Integers, moments: Integers) -> Integers:
    """How long past due times moments are, or `MISSING` where there is none of either."""
    past = moments + (moments % SECOND == SECOND - 1) - due - (due % SECOND == SECOND - 1)
    return np.where((due == MISSING) | (moments == MISSING), MISSING, past)
