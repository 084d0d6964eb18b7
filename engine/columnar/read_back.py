"""From numbers back to what they stand for: the rows of single logs, and whole verdicts on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from afterword.engine.columnar.code import Encoded
from afterword.engine.columnar.memory import (
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
)
from afterword.engine.columnar.run_batch import Found
from afterword.engine.columnar.surroundings import Surroundings
from afterword.engine.compile.program import MISSING, FieldColumn, Header, MemberRows, Program, RecordRows, RulePlan, StartRows
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

    def records(self, log: int, entity: str) -> Sequence[Record]:
        """Its entities of one kind."""


class ReadBack:
    """Reads what came out of one batch. Makes the objects of a log when it is asked about it, and keeps those of the last one."""

    def __init__(self, program: Program, encoded: Encoded, logs: Integers, found: Found, surroundings: Surroundings, origins: Origins) -> None:  # noqa: E501, PLR0913, PLR0917
        """``logs`` is the memory that the batch was evaluated from."""
        self._program = program
        self._encoded = encoded
        self._logs = logs
        self._found = found
        self._surroundings = surroundings
        self._origins = origins
        self._shapes = fact_shapes(program)
        self._made_from = np.searchsorted(found.made[:, M_LOG], np.arange(int(logs[EVENT_FROM + 2])))
        self._evidence: list[int] = found.evidence.tolist()
        self._kept: tuple[int, LogRows] | None = None

    def rows(self, log: int) -> LogRows:
        """What the IDs of a log stand for."""
        if self._kept is None or self._kept[0] != log:
            self._kept = log, LogRows(self, log)
        return self._kept[1]

    def verdict(self, row: Sequence[int]) -> Verdict:
        """A whole verdict, from its row in `Found`."""
        plan, rows, state = self._program.plans[row[V_PLAN]], self.rows(row[V_LOG]), STATES[row[V_STATE]]
        bound = row[VERDICT : VERDICT + len(plan.aliases)]
        if row[V_TO]:
            evidence = tuple(rows.event(one) for one in self._evidence[row[V_FROM] : row[V_TO]])
        else:
            evidence = rows.evidence((*bound, row[V_ANCHOR], row[V_EVENT]))
        return Verdict(
            rule=plan.rule,
            state=state,
            bound=bind(plan, [rows.origin(one) for one in bound]),
            zone=self._surroundings.zones[row[V_ZONE]],
            since=Interval(row[V_LO], row[V_HI]),
            opens=None if row[V_OPENS] == MISSING else row[V_OPENS],
            due=None if row[V_DUE] == MISSING else row[V_DUE],
            event=rows.event(row[V_DECIDING]) if row[V_DECIDING] >= 0 else None,
            fields=self.fields(row[V_PLAN], row[V_FAILS]),
            count=row[V_COUNT],
            evidence=evidence,
            standing=STANDINGS[row[V_STANDING]] if row[V_STANDING] >= 0 else None,
        )

    def finding(self, row: Sequence[int]) -> FindingCase:
        """What a line says of a case that makes a finding, from its row in `Found`."""
        plan, rows = self._program.plans[row[V_PLAN]], self.rows(row[V_LOG])
        events = rows.events
        bound = bind(plan, [rows.origin(one) for one in row[VERDICT : VERDICT + len(plan.aliases)]])
        return FindingCase._make(
            (
                plan.rule,
                STATES[row[V_STATE]],
                STANDINGS[row[V_STANDING]] if row[V_STANDING] >= 0 else None,
                tuple(bound),
                tuple(bound.values()),
                row[V_HI],
                None if row[V_OPENS] == MISSING else row[V_OPENS],
                None if row[V_DUE] == MISSING else row[V_DUE],
                events[row[V_DECIDING]] if row[V_DECIDING] >= 0 else None,
                self.fields(row[V_PLAN], row[V_FAILS]),
                row[V_COUNT],
                tuple([events[one] for one in self._evidence[row[V_FROM] : row[V_TO]]]),
            )
        )

    def fields(self, plan: int, fails: int) -> tuple[str, ...]:
        """The fields whose tests fail, each once."""
        if not fails:
            return ()
        return tuple(dict.fromkeys(name for bit, name in enumerate(self._encoded.failing[plan]) if fails >> bit & 1))


class LogRows:
    """What the IDs of one log stand for."""

    def __init__(self, whole: ReadBack, log: int) -> None:
        """Look nothing up yet but what is there."""
        self._whole = whole
        self.events = whole._origins.events(log)  # noqa: SLF001 - one piece with `ReadBack`
        self._log = log
        self._facts: dict[int, Fact] = {}
        self._others: list[Origin] | None = None
        self._made_from = int(whole._made_from[log])  # noqa: SLF001

    def event(self, identity: int) -> Event:
        """An event, by its ID."""
        return self.events[identity]

    def origin(self, identity: int) -> Origin:
        """What the row of an ID stands for."""
        if identity < len(self.events):
            return self.events[identity]
        if self._others is None:
            self._others = self._list_others()
        place = identity - len(self.events)
        return self._others[place] if place < len(self._others) else self._fact(identity)

    def zone(self, number: int) -> str:
        """The name of a zone."""
        return self._whole._surroundings.zones[number]  # noqa: SLF001

    def evidence(self, identities: Sequence[int]) -> tuple[Event, ...]:
        """The events that rows stand for or rest on, each once, in the log's order."""
        return tuple(self.events[one] for one in sorted(self._beneath(identities)))

    def _beneath(self, identities: Sequence[int]) -> set[int]:
        """The IDs of these events."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = [one for one in identities if one >= 0]
        while waiting:
            one = waiting.pop()
            if one < len(self.events):
                found.add(one)
            elif one not in seen and not (self._others is not None and one < len(self.events) + len(self._others)):
                seen.add(one)
                waiting += self._parents(one)
        return found

    def _parents(self, identity: int) -> list[int]:
        whole = self._whole
        place = self._made_place(identity)
        if place is None:
            return []
        made = whole._found.made[place]  # noqa: SLF001
        begin = int(made[M_CELL]) + self._width(int(made[M_RELATION]))
        parents: list[int] = whole._found.made_cells[begin : begin + int(made[M_PARENTS])].tolist()  # noqa: SLF001
        return parents

    def _width(self, relation: int) -> int:
        return WIDTH + len(self._whole._encoded.relations[relation].columns)  # noqa: SLF001

    def _made_place(self, identity: int) -> int | None:
        """Where a conclusion stands; ``None`` for what is none."""
        made = self._whole._found.made  # noqa: SLF001
        if self._made_from >= len(made) or made[self._made_from, M_LOG] != self._log or identity < made[self._made_from, M_ID]:
            return None
        return self._made_from + identity - int(made[self._made_from, M_ID])

    def _fact(self, identity: int) -> Fact:
        if identity not in self._facts:
            whole, place = self._whole, self._made_place(identity)
            if place is None:
                raise IndexError(f"nothing in log {self._log} has the ID {identity}")
            made = whole._found.made[place]  # noqa: SLF001
            relation = int(made[M_RELATION])
            cells = whole._found.made_cells[int(made[M_CELL]) : int(made[M_CELL]) + self._width(relation)].tolist()  # noqa: SLF001
            shape = whole._shapes[relation]  # noqa: SLF001
            when = Interval(cells[Header.LO], cells[Header.HI]) if cells[Header.SEQ] >= 0 else None
            fields = shape.read(tuple(cells[WIDTH:]), whole._encoded.questions.symbols)  # noqa: SLF001
            self._facts[identity] = Fact(shape.name, when, self.zone(cells[Header.ZONE]), fields, self.evidence(self._parents(identity)))
        return self._facts[identity]

    def _list_others(self) -> list[Origin]:
        """What has an ID behind the events: the start of the log, its entities, members of its lists."""
        whole = self._whole
        relations = whole._encoded.relations  # noqa: SLF001
        others: list[Origin] = [None for one in relations if isinstance(one.source, StartRows)]
        for one in relations:
            if isinstance(one.source, RecordRows):
                others += whole._origins.records(self._log, one.source.entity)  # noqa: SLF001
        for place, one in enumerate(relations):
            if isinstance(one.source, MemberRows):
                others += self._members(place, [column.field for column in one.columns if isinstance(column, FieldColumn)])
        return others

    def _members(self, relation: int, columns: Sequence[str]) -> list[Origin]:
        logs, symbols = self._whole._logs, self._whole._encoded.questions.symbols  # noqa: SLF001
        row_from = logs[ROW_FROM] + relation * logs[ROW_FROM + 1]
        begin, end, first = (int(logs[row_from + one]) for one in (self._log, self._log + 1, 0))
        own = int(logs[OWN] + logs[logs[OWN_FROM] + relation])
        place = columns.index("value")
        return [str(symbols.values[int(logs[own + (row - first) * len(columns) + place])]) for row in range(begin, end)]


def bind(plan: RulePlan, origins: Sequence[Origin]) -> dict[str, Bound]:
    """What the aliases of a case stand for, by their names."""
    bound: dict[str, Bound] = {}
    for alias, origin in zip(plan.aliases, origins, strict=True):
        if isinstance(origin, str):
            bound[alias.alias] = Item(origin, alias.entity)
        elif origin is not None:
            bound[alias.alias] = origin
    return bound
