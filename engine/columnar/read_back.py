"""From numbers back to what they stand for: the rows of single logs, and whole verdicts on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from afterword.engine.compile.program import MISSING, NEVER, Header, Program, RulePlan
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import (
    EVENT_FROM,
    M_CELL,
    M_ID,
    M_LOG,
    M_PARENTS,
    M_RELATION,
    THING_FROM,
    V_ANCHOR,
    V_COUNT,
    V_DECIDING,
    V_DUE,
    V_EVENT,
    V_FAILS,
    V_FROM,
    V_HI,
    V_LO,
    V_LOG,
    V_OPENS,
    V_PLAN,
    V_STANDING,
    V_STATE,
    V_TO,
    V_ZONE,
    VERDICT,
    WIDTH,
    Integers,
    table_of,
)
from afterword.engine.kernel.run_batch import Found
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Record
from afterword.engine.run.conclusions import FactShape
from afterword.engine.run.facts import Origin
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import Standing, State

STATES, STANDINGS = tuple(State), tuple(Standing)


class Origins(Protocol):
    """What the first rows of logs stand for."""

    def events(self, log: int) -> Sequence[Event]:
        """The events of a log that count, in their order."""

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of its entities of one kind, counted from 0."""


class ReadBack:
    """Reads what came out of one batch. Makes the objects of a log when it is asked about it, and keeps those of the last one."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a batch consists of
        self,
        program: Program,
        encoded: Encoded,
        shapes: Mapping[int, FactShape],
        logs: Integers,
        found: Found,
        surroundings: Surroundings,
        origins: Origins | None,
    ) -> None:
        """``shapes`` are those of the program's facts, ``logs`` is the memory that the batch was evaluated from.

        Nobody asks for objects where there are no ``origins``.
        """
        self.surroundings = surroundings
        self.zones = surroundings.zones
        self.origins = origins
        self.relations = encoded.relations
        self.shapes = shapes
        self.symbols = encoded.questions.symbols
        self.unlowered = encoded.unlowered
        self.made = found.made
        self.made_cells = found.made_cells
        self.evidence = found.evidence
        self._members = found.members
        self.plans = program.plans
        self._encoded = encoded
        self._logs = logs
        self._kept: tuple[int, LogRows] | None = None

    @cached_property
    def others(self) -> Others:
        """What has an ID behind the events of each log."""
        return Others(self._encoded, self._logs, self._members)

    @cached_property
    def made_from(self) -> Integers:
        """Where the conclusions of each log begin."""
        return np.searchsorted(self.made[:, M_LOG], np.arange(int(self._logs[EVENT_FROM + 2])))

    @cached_property
    def first_facts(self) -> Integers:
        """By log, the ID of the first conclusion; greater than any ID where there is none."""
        first = np.full(len(self.made_from), NEVER)
        logs, places = np.unique(self.made[:, M_LOG], return_index=True)
        first[logs] = self.made[places, M_ID]
        return first

    def rows(self, log: int) -> LogRows:
        """What the IDs of a log stand for."""
        if self._kept is None or self._kept[0] != log:
            self._kept = log, LogRows(self, log)
        return self._kept[1]

    def verdict(self, row: Sequence[int]) -> Verdict:
        """A whole verdict, from its row in `Found`."""
        plan, rows, state = self.plans[row[V_PLAN]], self.rows(row[V_LOG]), STATES[row[V_STATE]]
        if row[V_PLAN] in self.unlowered:
            raise ValueError(f"the rule {plan.rule.id} is not decided here")
        bound = row[VERDICT : VERDICT + len(plan.aliases)]
        if row[V_TO]:
            evidence = tuple([rows.events[one] for one in self.evidence[row[V_FROM] : row[V_TO]].tolist()])
        else:
            evidence = rows.evidence((*bound, row[V_ANCHOR], row[V_EVENT]))
        return Verdict(
            rule=plan.rule,
            state=state,
            bound=_bind(plan, bound, rows),
            zone=self.zones[row[V_ZONE]],
            since=Interval(row[V_LO], row[V_HI]),
            opens=None if row[V_OPENS] == MISSING else row[V_OPENS],
            due=None if row[V_DUE] == MISSING else row[V_DUE],
            event=rows.events[row[V_DECIDING]] if row[V_DECIDING] >= 0 else None,
            fields=self.failing(row[V_PLAN], row[V_FAILS]),
            count=row[V_COUNT],
            evidence=evidence,
            standing=STANDINGS[row[V_STANDING]] if row[V_STANDING] >= 0 else None,
        )

    def failing(self, plan: int, fails: int) -> tuple[str, ...]:
        """The fields whose tests fail, by their bits, each once."""
        return tuple(dict.fromkeys(name for bit, name in enumerate(self._encoded.failing[plan]) if fails >> bit & 1))


def _bind(plan: RulePlan, identities: Sequence[int], rows: LogRows) -> dict[str, Bound]:
    """What the aliases of a case stand for, by their names."""
    bound: dict[str, Bound] = {}
    for alias, identity in zip(plan.aliases, identities, strict=True):
        origin = rows.origin(identity)
        if isinstance(origin, str):
            bound[alias.alias] = Item(origin, alias.entity)
        elif origin is not None:
            bound[alias.alias] = origin
    return bound


class LogRows:
    """What the IDs of one log stand for."""

    def __init__(self, whole: ReadBack, log: int) -> None:
        """Look nothing up yet but what is there."""
        if whole.origins is None:
            raise ValueError("nobody said what the rows of this batch stand for")
        self.events = whole.origins.events(log)
        self._origins = whole.origins
        self._whole = whole
        self._log = log
        self._facts: dict[int, Fact] = {}
        self._first_fact = int(whole.first_facts[log])
        self._made_from = int(whole.made_from[log])

    def origin(self, identity: int) -> Origin:
        """What the row of an ID stands for."""
        if identity < len(self.events):
            return self.events[identity]
        if identity >= self._first_fact:
            return self._fact(identity)
        found = self._whole.others.find(self._log, identity - len(self.events))
        if isinstance(found, tuple):
            return self._origins.record_at(self._log, *found)
        return None if found is None else str(self._whole.symbols.values[found])

    def zone(self, number: int) -> str:
        """The name of a zone."""
        return self._whole.zones[number]

    def evidence(self, identities: Iterable[int]) -> tuple[Event, ...]:
        """The events that rows stand for or rest on, each once, in the log's order."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = [one for one in identities if one >= 0]
        while waiting:
            one = waiting.pop()
            if one < len(self.events):
                found.add(one)
            elif one >= self._first_fact and one not in seen:
                seen.add(one)
                waiting += self._parents(one)
        return tuple(self.events[one] for one in sorted(found))

    def _made(self, identity: int) -> list[int]:
        made: list[int] = self._whole.made[self._made_from + identity - self._first_fact].tolist()
        return made

    def _parents(self, identity: int) -> list[int]:
        made = self._made(identity)
        begin = made[M_CELL] + WIDTH + len(self._whole.relations[made[M_RELATION]].columns)
        parents: list[int] = self._whole.made_cells[begin : begin + made[M_PARENTS]].tolist()
        return parents

    def _fact(self, identity: int) -> Fact:
        fact = self._facts.get(identity)
        if fact is None:
            made = self._made(identity)
            shape = self._whole.shapes[made[M_RELATION]]
            width = WIDTH + len(self._whole.relations[made[M_RELATION]].columns)
            cells = self._whole.made_cells[made[M_CELL] : made[M_CELL] + width].tolist()
            when = Interval(cells[Header.LO], cells[Header.HI]) if cells[Header.SEQ] >= 0 else None
            fields = shape.read(tuple(cells[WIDTH:]), self._whole.symbols)
            fact = Fact(shape.name, when, self.zone(cells[Header.ZONE]), fields, self.evidence(self._parents(identity)))
            self._facts[identity] = fact
        return fact


class Others:
    """What has an ID behind the events of each log: its start, then its entities, kind by kind, then the members of its lists.

    By log, ``begins`` tell where the ``entities`` of each kind begin, and last where members do, which have ``symbols``.
    """

    def __init__(self, encoded: Encoded, logs: Integers, members: Integers) -> None:
        """``members`` are those of lists, by log, with their symbols."""
        sections = encoded.layout.sections
        begins = table_of(logs, THING_FROM, len(sections))
        own = [place for place, entity in enumerate(sections) if entity is not None]
        self.starts = len(sections) - len(own)
        self.entities = [entity for entity in sections if entity is not None]
        self.begins = np.concatenate([begins[own], [np.searchsorted(members[:, 0], np.arange(begins.shape[1]))]])
        self.symbols = members[:, 1].copy()

    def find(self, log: int, place: int) -> tuple[str, int] | int | None:
        """A kind of entity and a place among those of the log; or the symbol of a member; or the start of the log.

        Places are counted from 0 behind the events of the log.
        """
        rest = place - self.starts
        if rest < 0:
            return None
        for entity, begins in zip(self.entities, self.begins, strict=False):
            count = int(begins[log + 1] - begins[log])
            if rest < count:
                return entity, rest
            rest -= count
        return int(self.symbols[self.begins[-1, log] + rest])
