"""The durable-rules executor: each production as small networks of rules, one for each round of look-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import local
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    NOTHING_AFTER,
    NOTHING_BEFORE,
    Absent,
    Count,
    Default,
    Find,
    Header,
    Latest,
    Match,
    Pick,
    Production,
    Program,
    Seek,
    Shift,
)
from afterword.engine.run.emit import emitted, value
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.native import text_join
from afterword.engine.run.network import MOST_PATTERNS, NetFact, Network
from afterword.engine.run.rounds import Round, plan_round, seeks_of, type_of
from afterword.engine.run.segments import cut

_EMPTY: Row = ()


class DurablePlan(NamedTuple):
    """A production as networks: its rounds, and the sums that only its end asks for. Fit to be kept in a file."""

    rounds: tuple[Round, ...]
    last: tuple[Latest | Shift | Default, ...]


def plan_networks(program: Program) -> tuple[DurablePlan, ...] | None:
    """The networks of every production, strata first, then outputs; ``None`` where a rule joins more than the library can match."""
    cuts = [cut(production) for production in program.productions]
    if any(len(part.matches) + len(part.absents) >= MOST_PATTERNS for one in cuts for part in one.parts):
        return None
    return tuple(DurablePlan(tuple(plan_round(part, first=number == 0) for number, part in enumerate(one.parts)), one.last) for one in cuts)


class Durable:
    """Runs productions on durable-rules: a network for each round of each, built when first needed, apart for each thread.

    Small networks are quicker than one large one: those of productions that find no events are never built, and facts meet only the
    patterns that may take them. They also stay far from what the library can hold.
    """

    name = "durable-rules 2.0.28"

    def __init__(self, program: Program, plans: tuple[DurablePlan, ...]) -> None:
        """Nothing is built yet."""
        self._plans = {id(production): plan for production, plan in zip(program.productions, plans, strict=True)}
        self._local = local()

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], list[list[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call."""

        def evaluate(productions: Sequence[Production]) -> list[list[Row]]:
            return [self._evaluate(production, base) if _may_match(production, base) else [] for production in productions]

        return evaluate

    def _evaluate(self, production: Production, base: FactBase) -> list[Row]:
        plan = self._plans[id(production)]
        states = [_State([_EMPTY] * production.slots, [0] * production.registers)]
        for one in plan.rounds:
            _do_sums(one.segment.sums, states, base)
            states = self._advance(one, base, states) if states else []
        _do_sums(plan.last, states, base)
        bound = [step.slot for step in production.steps if isinstance(step, Match)]
        states.sort(key=lambda state: [(state.slots[slot][Header.SEQ], state.slots[slot][Header.ID]) for slot in bound])
        return [emitted(production.emit, state.slots, state.registers) for state in states]

    def _advance(self, one: Round, base: FactBase, states: list[_State]) -> list[_State]:
        """Take every state one segment further; those that a condition stops are gone."""
        facts: list[NetFact] = []
        rows: list[Row] = []
        for relation, flags, columns, copies in one.relations:
            for row in base.rows[relation]:
                if not flags or any(row[flag] for flag in flags):
                    fields = {name: row[column] for column, name in columns}
                    for copy in range(copies):
                        facts.append(NetFact(type_of(relation, copy), fields))
                        rows.append(row)
        if not facts:
            return [] if one.segment.matches else _find_nothing(one, states)
        if not one.first:
            for number, state in enumerate(states):
                facts.append(NetFact("w", {name: value(operand, state.slots, state.registers) for operand, name in one.brought}))
                rows.append((number,))
        fired: _Fired = {}
        for name, bound in self._network(one).fire(facts):
            fired.setdefault(name, []).append({alias: rows[place] for alias, place in bound.items()})
        advanced = _match(one, base, states, fired) if one.segment.matches else _look_up(one, base, states, fired)
        return _founded(one, advanced)

    def _network(self, one: Round) -> Network:
        """The network of a round, from this thread's store."""
        store: dict[int, Network] = self._local.__dict__.setdefault("networks", {})
        if id(one) not in store:
            store[id(one)] = Network(one.definition)
        return store[id(one)]


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


def _founded(one: Round, states: Iterable[_State]) -> list[_State]:
    """The states in which everything was found that has to be."""
    return [state for state in states if all(state.slots[found.slot][Header.ID] >= 0 for found in one.segment.founds)]


def _find_nothing(one: Round, states: list[_State]) -> list[_State]:
    """What look-ups come to where there is nothing to find: no network is needed for that."""
    return _founded(one, [state for state in states if all(_settle(step, state, {}) for step in one.segment.lookups)])


def _match(one: Round, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
    """New states, one for each firing that also passes what integers cannot decide."""
    for bound in fired.get("m", ()):
        before = states[0 if one.first else bound["w"][0]]
        state = _State(list(before.slots), list(before.registers))
        for match in one.segment.matches:
            state.slots[match.slot] = bound[f"m{match.slot}"]
        if all(_passes(match.seek, state.slots[match.slot], state, base) for match in one.segment.matches):
            yield state


def _look_up(one: Round, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
    """The same states with what their look-ups found, without those that a look-up stops."""
    stopped: set[int] = set()
    for place, step in enumerate(one.segment.lookups):
        found: list[dict[int, Row]] = [{} for _ in states]
        for number, seek in enumerate(seeks_of(step)):
            for bound in fired.get(f"l{place}_{number}", ()):
                (at,), row = bound["w"], bound["x"]
                if _passes(seek, row, states[at], base):
                    found[at][row[Header.ID]] = row
        stopped.update(at for at, state in enumerate(states) if not _settle(step, state, found[at]))
    return (state for at, state in enumerate(states) if at not in stopped)


_Fired: TypeAlias = dict[str, list[dict[str, Row]]]


def _settle(step: Find | Count | Absent, state: _State, found: Mapping[int, Row]) -> bool:
    """Put what a look-up found into a state; whether the state goes on."""
    match step:
        case Absent():
            return not found
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
