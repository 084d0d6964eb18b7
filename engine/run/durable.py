"""The durable-rules executor: each production as small networks of rules, one for each round of look-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import local
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    Absent,
    Cell,
    Count,
    Default,
    Find,
    Header,
    Latest,
    Match,
    Operand,
    Pick,
    Production,
    Program,
    Seek,
    Shift,
)
from afterword.engine.run.emit import emitted, value
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.native import text_join
from afterword.engine.run.network import MOST_PATTERNS, Condition, NetFact, NetPattern, NetRule, Network
from afterword.engine.run.segments import Segment, Segments, cut, is_plain

_EMPTY: Row = ()


class Durable:
    """Runs productions on durable-rules: a network for each round of each, built when first needed, apart for each thread.

    Small networks are quicker than one large one: those of productions that find no events are never built, and facts meet only the
    patterns that may take them. They also stay far from what the library can hold.
    """

    name = "durable-rules 2.0.28"

    def __init__(self) -> None:
        """Nothing is built yet."""
        self._local = local()

    @staticmethod
    def fits(program: Program) -> bool:
        """Whether no rule joins more patterns than the library can match."""
        productions = [*(one for stratum in program.strata for one in stratum.productions), *program.outputs]
        parts = (part for production in productions for part in cut(production).parts)
        return all(len(part.matches) + len(part.absents) < MOST_PATTERNS for part in parts)

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], list[list[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call."""

        def evaluate(productions: Sequence[Production]) -> list[list[Row]]:
            return [self._evaluate(production, base) if _may_match(production, base) else [] for production in productions]

        return evaluate

    def _evaluate(self, production: Production, base: FactBase) -> list[Row]:
        segments, rounds = self._rounds(production)
        states = [_State([_EMPTY] * production.slots, [0] * production.registers)]
        for one in rounds:
            _do_sums(one.segment.sums, states, base)
            states = one.run(base, states)
        _do_sums(segments.last, states, base)
        bound = [step.slot for step in production.steps if isinstance(step, Match)]
        states.sort(key=lambda state: [(state.slots[slot][Header.SEQ], state.slots[slot][Header.ID]) for slot in bound])
        return [emitted(production.emit, state.slots, state.registers) for state in states]

    def _rounds(self, production: Production) -> tuple[Segments, list[_Round]]:
        """The networks of a production, from this thread's store."""
        store: dict[int, tuple[Segments, list[_Round]]] = self._local.__dict__.setdefault("rounds", {})
        if id(production) not in store:
            segments = cut(production)
            store[id(production)] = (segments, [_Round(segment, first=number == 0) for number, segment in enumerate(segments.parts)])
        return store[id(production)]


class _State(NamedTuple):
    """A row on its way through a production."""

    slots: list[Row]
    registers: list[int]


def _may_match(production: Production, base: FactBase) -> bool:
    """Whether every relation that the production must match has a row that it could take."""
    seeks = (step.seek for step in production.steps if isinstance(step, Match))
    return all(any(seek.flag is None or row[seek.flag] for row in base.rows[seek.relation]) for seek in seeks)


def _do_sums(sums: Sequence[Latest | Shift | Default], states: Sequence[_State], base: FactBase) -> None:
    for state in states:
        for step in sums:
            match step:
                case Latest(slot, slots):
                    state.slots[slot] = max((state.slots[one] for one in slots), key=lambda row: row[Header.SEQ])
                case Shift(register, operand, _, _, zone):
                    moment = value(operand, state.slots, state.registers)
                    state.registers[register] = base.shift(step, moment, value(zone, state.slots, state.registers))
                case Default(register, operand, default):
                    found = value(operand, state.slots, state.registers)
                    state.registers[register] = default if found == MISSING else found


class _Round:
    """One segment of a production: its network, and what to do with what that fires."""

    def __init__(self, segment: Segment, *, first: bool) -> None:
        self.segment = segment
        self._first = first
        self._brought: dict[Operand, str] = {}
        self._columns: dict[int, dict[int, str]] = {}
        self._copies: dict[int, int] = {}
        self._flags: dict[int, set[int | None]] = {}
        self._rules = list(self._write_rules())
        self._network: Network | None = None

    # -- building --------------------------------------------------------------------------------------------------------

    def _write_rules(self) -> Iterator[NetRule]:
        own = {match.slot: match.seek.relation for match in self.segment.matches}
        brought = () if self._first else (NetPattern("w", "w", None, ()),)
        if self.segment.matches:
            patterns = [self._pattern(f"m{match.slot}", match.seek, own) for match in self.segment.matches]
            patterns += [self._pattern(f"n{place}", one.seek, own, absent=True) for place, one in enumerate(self.segment.absents)]
            yield NetRule("m", (*brought, *self._told_apart(patterns)))
        for place, step in enumerate(self.segment.lookups):
            for number, seek in enumerate(_seeks(step)):
                lacking = isinstance(step, Absent) and is_plain(seek)
                yield NetRule(f"l{place}_{number}", (*brought, self._pattern("x", seek, own, absent=lacking)))

    def _told_apart(self, patterns: Sequence[NetPattern]) -> Iterator[NetPattern]:
        """The library never binds one fact twice in a rule, as a case may: each pattern on a relation gets facts of its own."""
        seen: dict[int, int] = {}
        for pattern in patterns:
            relation = int(pattern.type.removeprefix("r"))
            copy = seen[relation] = seen.get(relation, -1) + 1
            self._copies[relation] = max(copy, self._copies.get(relation, 0))
            yield pattern._replace(type=_type(relation, copy))

    def _pattern(self, alias: str, seek: Seek, own: dict[int, int], *, absent: bool = False) -> NetPattern:
        conditions = []
        for join in seek.joins:
            source = join.operand
            if isinstance(source, Cell) and source.slot in own:
                other = (f"m{source.slot}", self._column(own[source.slot], source.column))
            else:
                other = ("w", self._brought.setdefault(source, f"w{len(self._brought)}"))
            conditions.append(Condition(self._column(seek.relation, join.column), join.compare, *other))
        flag = None if seek.flag is None else self._column(seek.relation, seek.flag)
        self._columns.setdefault(seek.relation, {})
        self._flags.setdefault(seek.relation, set()).add(seek.flag)
        return NetPattern(alias, _type(seek.relation), flag, tuple(conditions), absent)

    def _column(self, relation: int, column: int) -> str:
        return self._columns.setdefault(relation, {}).setdefault(column, f"c{int(column)}")

    # -- running ---------------------------------------------------------------------------------------------------------

    def run(self, base: FactBase, states: list[_State]) -> list[_State]:
        """Take every state one segment further; those that a condition stops are gone."""
        if not states:
            return []
        facts: list[NetFact] = []
        rows: list[Row] = []
        if not self._first:
            for number, state in enumerate(states):
                facts.append(NetFact("w", {name: value(operand, state.slots, state.registers) for operand, name in self._brought.items()}))
                rows.append((number,))
        for relation, columns in self._columns.items():
            flags = self._flags[relation]
            for row in base.rows[relation]:
                if None in flags or any(row[flag] for flag in flags if flag is not None):
                    fields = {name: row[column] for column, name in columns.items()}
                    for copy in range(self._copies.get(relation, 0) + 1):
                        facts.append(NetFact(_type(relation, copy), fields))
                        rows.append(row)
        if self._network is None:
            self._network = Network(self._rules)
        fired: _Fired = {}
        for name, bound in self._network.fire(facts):
            fired.setdefault(name, []).append({alias: rows[place] for alias, place in bound.items()})
        advanced = self._match(base, states, fired) if self.segment.matches else self._look_up(base, states, fired)
        return [state for state in advanced if all(state.slots[one.slot][Header.ID] >= 0 for one in self.segment.founds)]

    def _match(self, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
        """New states, one for each firing that also passes what integers cannot decide."""
        for bound in fired.get("m", ()):
            before = states[0 if self._first else bound["w"][0]]
            state = _State(list(before.slots), list(before.registers))
            for match in self.segment.matches:
                state.slots[match.slot] = bound[f"m{match.slot}"]
            if all(_passes(match.seek, state.slots[match.slot], state, base) for match in self.segment.matches):
                yield state

    def _look_up(self, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
        """The same states with what their look-ups found, without those that a look-up stops."""
        stopped: set[int] = set()
        for place, step in enumerate(self.segment.lookups):
            found: list[dict[int, Row]] = [{} for _ in states]
            for number, seek in enumerate(_seeks(step)):
                for bound in fired.get(f"l{place}_{number}", ()):
                    (at,), row = bound["w"], bound.get("x", _LACK)
                    if row is _LACK or _passes(seek, row, states[at], base):
                        found[at][row[Header.ID]] = row
            stopped.update(at for at, state in enumerate(states) if not _settle(step, state, found[at]))
        return (state for at, state in enumerate(states) if at not in stopped)


_Fired: TypeAlias = dict[str, list[dict[str, Row]]]
_LACK: Row = (-1,)
"""Stands for the row that a fulfilled negation did not find."""


def _type(relation: int, copy: int = 0) -> str:
    """What the network calls the facts of a relation."""
    return f"r{relation}" + "b" * copy


def _seeks(step: Find | Count | Absent) -> tuple[Seek, ...]:
    return (step.seek,) if isinstance(step, Absent) else step.seeks


def _settle(step: Find | Count | Absent, state: _State, found: Mapping[int, Row]) -> bool:
    """Put what a look-up found into a state; whether the state goes on."""
    match step:
        case Absent(seek):
            return bool(found) is is_plain(seek)
        case Count(register, _, at_least):
            state.registers[register] = len(found)
            return len(found) >= at_least
        case Find(slot, _, pick, nth):
            order = sorted(found.values(), key=lambda row: (row[Header.SEQ], row[Header.ID]), reverse=pick is Pick.LAST)
            nothing = NOTHING_AFTER if pick is Pick.FIRST else NOTHING_BEFORE
            state.slots[slot] = order[nth - 1] if len(order) >= nth else nothing
            return True


def _passes(seek: Seek, row: Row, state: _State, base: FactBase) -> bool:
    """What the network cannot test: absent operands, and texts."""
    guarded = all(value(join.operand, state.slots, state.registers) != MISSING for join in seek.joins if join.guard)
    return guarded and all(
        text_join(base, join, row[join.column], value(join.operand, state.slots, state.registers)) for join in seek.texts
    )
