"""From numbers back to what they stand for: the rows of single logs, and whole verdicts on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Protocol

import numpy as np

from afterword.engine.compile.program import MISSING, NEVER, FieldColumn, Header, MemberRows, Program, RecordRows, RulePlan, StartRows
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import (
    EVENT_FROM,
    M_CELL,
    M_ID,
    M_LOG,
    M_PARENTS,
    M_RELATION,
    OWN,
    OWN_FROM,
    ROW_FROM,
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
from afterword.engine.report.quick_finding import FindingCase
from afterword.engine.run.conclusions import fact_shapes
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
        self, program: Program, encoded: Encoded, logs: Integers, found: Found, surroundings: Surroundings, origins: Origins
    ) -> None:
        """``logs`` is the memory that the batch was evaluated from."""
        self.zones = surroundings.zones
        self.origins = origins
        self.relations = encoded.relations
        self.shapes = fact_shapes(program)
        self.symbols = encoded.questions.symbols
        self.unlowered = encoded.unlowered
        self.made_cells = found.made_cells
        self._encoded = encoded
        self._logs = logs
        self._found = found
        self._plans = program.plans
        self._names = [tuple(alias.alias for alias in plan.aliases) for plan in program.plans]
        self._kept: tuple[int, LogRows] | None = None

    @cached_property
    def others(self) -> Others:
        """What has an ID behind the events of each log."""
        return Others(self._encoded, self._logs)

    @cached_property
    def made(self) -> list[list[int]]:
        """The conclusions of all logs."""
        made: list[list[int]] = self._found.made.tolist()
        return made

    @cached_property
    def made_from(self) -> list[int]:
        """Where those of each log begin."""
        begins: list[int] = np.searchsorted(self._found.made[:, M_LOG], np.arange(int(self._logs[EVENT_FROM + 2]))).tolist()
        return begins

    @cached_property
    def _evidence(self) -> list[int]:
        evidence: list[int] = self._found.evidence.tolist()
        return evidence

    def rows(self, log: int) -> LogRows:
        """What the IDs of a log stand for."""
        if self._kept is None or self._kept[0] != log:
            self._kept = log, LogRows(self, log)
        return self._kept[1]

    def let_go(self) -> None:
        """Keep nothing of the last log that was asked about."""
        self._kept = None

    def verdict(self, row: Sequence[int]) -> Verdict:
        """A whole verdict, from its row in `Found`."""
        if row[V_PLAN] in self.unlowered:
            raise ValueError(f"the rule {self._plans[row[V_PLAN]].rule.id} is not decided here")
        plan, rows, state = self._plans[row[V_PLAN]], self.rows(row[V_LOG]), STATES[row[V_STATE]]
        bound = row[VERDICT : VERDICT + len(plan.aliases)]
        evidence = self._events(row) if row[V_TO] else rows.evidence((*bound, row[V_ANCHOR], row[V_EVENT]))
        return Verdict(
            rule=plan.rule,
            state=state,
            bound=self._bind(plan, bound, rows, whole=True),
            zone=self.zones[row[V_ZONE]],
            since=Interval(row[V_LO], row[V_HI]),
            opens=None if row[V_OPENS] == MISSING else row[V_OPENS],
            due=None if row[V_DUE] == MISSING else row[V_DUE],
            event=rows.events[row[V_DECIDING]] if row[V_DECIDING] >= 0 else None,
            fields=self._fields(row),
            count=row[V_COUNT],
            evidence=evidence,
            standing=STANDINGS[row[V_STANDING]] if row[V_STANDING] >= 0 else None,
        )

    def finding(self, row: Sequence[int]) -> FindingCase:
        """What a line says of a case that makes a finding, from its row in `Found`. The facts that it binds come without evidence."""
        plan, rows = self._plans[row[V_PLAN]], self.rows(row[V_LOG])
        bound = self._bind(plan, row[VERDICT : VERDICT + len(plan.aliases)], rows, whole=False)
        opens, due, deciding, standing = row[V_OPENS], row[V_DUE], row[V_DECIDING], row[V_STANDING]
        return FindingCase._make(
            (
                plan.rule,
                STATES[row[V_STATE]],
                STANDINGS[standing] if standing >= 0 else None,
                tuple(bound),
                tuple(bound.values()),
                row[V_HI],
                None if opens == MISSING else opens,
                None if due == MISSING else due,
                rows.events[deciding] if deciding >= 0 else None,
                self._fields(row) if row[V_FAILS] else (),
                row[V_COUNT],
                self._events(row),
            )
        )

    def _events(self, row: Sequence[int]) -> tuple[Event, ...]:
        """The events that a finding rests on."""
        events = self.rows(row[V_LOG]).events
        return tuple([events[one] for one in self._evidence[row[V_FROM] : row[V_TO]]])

    def _bind(self, plan: RulePlan, identities: Sequence[int], rows: LogRows, *, whole: bool) -> dict[str, Bound]:
        """What the aliases of a case stand for, by their names."""
        bound: dict[str, Bound] = {}
        for alias, identity in zip(plan.aliases, identities, strict=True):
            origin = rows.origin(identity, whole=whole)
            if isinstance(origin, str):
                bound[alias.alias] = Item(origin, alias.entity)
            elif origin is not None:
                bound[alias.alias] = origin
        return bound

    def _fields(self, row: Sequence[int]) -> tuple[str, ...]:
        """The fields whose tests fail, each once."""
        return tuple(dict.fromkeys(name for bit, name in enumerate(self._encoded.failing[row[V_PLAN]]) if row[V_FAILS] >> bit & 1))


class LogRows:
    """What the IDs of one log stand for."""

    def __init__(self, whole: ReadBack, log: int) -> None:
        """Look nothing up yet but what is there."""
        self.events = whole.origins.events(log)
        self._whole = whole
        self._log = log
        self._facts: dict[tuple[int, bool], Fact] = {}
        first = whole.made_from[log]
        has_facts = first < len(whole.made) and whole.made[first][M_LOG] == log
        self._first_fact = whole.made[first][M_ID] if has_facts else NEVER
        self._made_from = first

    def origin(self, identity: int, *, whole: bool = True) -> Origin:
        """What the row of an ID stands for. Facts have their evidence where they are wanted ``whole``."""
        if identity < len(self.events):
            return self.events[identity]
        if identity >= self._first_fact:
            return self._fact(identity, whole=whole)
        found = self._whole.others.find(self._log, identity - len(self.events))
        if isinstance(found, tuple):
            return self._whole.origins.record_at(self._log, *found)
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
        return self._whole.made[self._made_from + identity - self._first_fact]

    def _parents(self, identity: int) -> list[int]:
        made = self._made(identity)
        begin = made[M_CELL] + WIDTH + len(self._whole.relations[made[M_RELATION]].columns)
        parents: list[int] = self._whole.made_cells[begin : begin + made[M_PARENTS]].tolist()
        return parents

    def _fact(self, identity: int, *, whole: bool) -> Fact:
        fact = self._facts.get((identity, whole))
        if fact is None:
            made = self._made(identity)
            shape = self._whole.shapes[made[M_RELATION]]
            width = WIDTH + len(self._whole.relations[made[M_RELATION]].columns)
            cells = self._whole.made_cells[made[M_CELL] : made[M_CELL] + width].tolist()
            when = Interval(cells[Header.LO], cells[Header.HI]) if cells[Header.SEQ] >= 0 else None
            evidence = self.evidence(self._parents(identity)) if whole else ()
            fact = Fact(shape.name, when, self.zone(cells[Header.ZONE]), shape.read(tuple(cells[WIDTH:]), self._whole.symbols), evidence)
            self._facts[identity, whole] = fact
        return fact


class Others:
    """What has an ID behind the events of each log: its start, then its entities, then members of its lists."""

    def __init__(self, encoded: Encoded, logs: Integers) -> None:
        relations = encoded.relations
        self._starts = sum(isinstance(one.source, StartRows) for one in relations)
        row_from = table_of(logs, ROW_FROM, len(relations))
        self._records = [
            (one.source.entity, np.diff(row_from[place]).tolist())
            for place, one in enumerate(relations)
            if isinstance(one.source, RecordRows)
        ]
        self._members: list[tuple[list[int], list[int]]] = []
        for place, one in enumerate(relations):
            if isinstance(one.source, MemberRows):
                column, width = one.columns.index(FieldColumn("value")), len(one.columns)
                begin = int(logs[OWN] + logs[logs[OWN_FROM] + place])
                count = int(row_from[place, -1] - row_from[place, 0])
                values = logs[begin : begin + count * width].reshape(count, width)[:, column].tolist()
                self._members.append(((row_from[place] - row_from[place, 0]).tolist(), values))

    def find(self, log: int, place: int) -> tuple[str, int] | int | None:
        """A kind of entity and a place among those of the log; or the symbol of a member; or the start of the log."""
        place -= self._starts
        if place < 0:
            return None
        for entity, counts in self._records:
            if place < counts[log]:
                return entity, place
            place -= counts[log]
        for begins, values in self._members:
            if place < begins[log + 1] - begins[log]:
                return values[begins[log] + place]
            place -= begins[log + 1] - begins[log]
        raise IndexError(f"nothing in log {log} has that ID")
