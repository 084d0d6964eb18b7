"""The durable-rules executor: each production as small networks of rules, one for each round of look-ups."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from threading import local
from typing import NamedTuple

from afterword.engine.compile.program import MISSING, Default, EmitFact, Header, Latest, Match, Production, Program, Shift
from afterword.engine.run.board import Board, State
from afterword.engine.run.conjunctions import match_rows
from afterword.engine.run.emit import emitted
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.lookups import look_up
from afterword.engine.run.network import MOST_PATTERNS, Network
from afterword.engine.run.rounds import Round, plan_round
from afterword.engine.run.segments import Segments, cut

_EMPTY: Row = ()


class DurablePlan(NamedTuple):
    """A production as networks: its rounds, the sums that only its end asks for, and the slots by which its results are sorted."""

    rounds: tuple[Round, ...]
    last: tuple[Latest | Shift | Default, ...]
    bound: tuple[int, ...]


class KeptPlan(NamedTuple):
    """A pickled `DurablePlan`, and the relations and flags of which it must match a row each: most logs need few of the plans of a pack."""

    seeks: tuple[tuple[int, int | None], ...]
    plan: bytes


def prepare_networks(program: Program) -> tuple[KeptPlan, ...] | None:
    """The networks of every production, fit to be kept; ``None`` where a rule joins more than the library can match."""
    cuts = [cut(production) for production in program.productions]
    if any(len(part.matches) + len(part.absents) >= MOST_PATTERNS for one in cuts for part in one.parts):
        return None
    return tuple(map(_plan, cuts))


def _plan(segments: Segments) -> KeptPlan:
    matches = [step for step in segments.production.steps if isinstance(step, Match)]
    rounds = tuple(plan_round(part, first=number == 0) for number, part in enumerate(segments.parts))
    plan = DurablePlan(rounds, segments.last, tuple(match.slot for match in matches))
    return KeptPlan(tuple((match.seek.relation, match.seek.flag) for match in matches), pickle.dumps(plan, pickle.HIGHEST_PROTOCOL))


class Durable:
    """Runs productions on durable-rules: a network for each round of each, built when first needed, apart for each thread.

    Small networks are quicker than one large one: those of productions that find no events are never built, and facts meet only the
    patterns that may take them. They also stay far from what the library can hold. Long logs are shown to them in slices, as the
    library compares each fact with each.
    """

    name = "durable-rules 2.0.28"

    def __init__(self, program: Program, plans: tuple[KeptPlan, ...]) -> None:
        """``plans`` is what `prepare_networks` made for ``program``. Nothing is built yet."""
        self._plans = {id(production): plan for production, plan in zip(program.productions, plans, strict=True)}
        self._local = local()

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], list[list[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call, and adds the facts that they make."""
        own = self._local.__dict__
        run = _Run(base, own.setdefault("networks", {}))
        loaded: dict[int, DurablePlan] = own.setdefault("plans", {})

        def evaluate(production: Production) -> list[Row]:
            kept = self._plans[id(production)]
            if not all(any(flag is None or row[flag] for row in base.rows[relation]) for relation, flag in kept.seeks):
                return []
            if id(kept) not in loaded:
                loaded[id(kept)] = pickle.loads(kept.plan)  # noqa: S301  (made in this process or in this user's own cache)
            return run.evaluate(production, loaded[id(kept)])

        def evaluate_all(productions: Sequence[Production]) -> list[list[Row]]:
            results = list(map(evaluate, productions))
            if productions and isinstance(productions[0].emit, EmitFact):
                base.add(zip(productions, results, strict=True), base.known)
            return results

        return evaluate_all


class _Run:
    """Evaluates productions over the rows of one log."""

    def __init__(self, base: FactBase, networks: dict[int, Network]) -> None:
        self._base = base
        self._board = Board(base, networks)

    def evaluate(self, production: Production, plan: DurablePlan) -> list[Row]:
        """What a production emits, in the order of the rows matched."""
        states = [State([_EMPTY] * production.slots, [0] * production.registers)]
        for one in plan.rounds:
            self._do_sums(one.segment.sums, states)
            met = match_rows(one, states, self._board) if one.segment.matches else look_up(one, states, self._board)
            states = [state for state in met if all(state.slots[found.slot][Header.ID] >= 0 for found in one.segment.founds)]
            if not states:
                return []
        self._do_sums(plan.last, states)
        states.sort(key=lambda state: [(state.slots[slot][Header.SEQ], state.slots[slot][Header.ID]) for slot in plan.bound])
        return [emitted(production.emit, state.slots, state.registers) for state in states]

    def _do_sums(self, sums: Sequence[Latest | Shift | Default], states: Sequence[State]) -> None:
        for state in states:
            for step in sums:
                match step:
                    case Latest(slot, slots):
                        state.slots[slot] = max((state.slots[one] for one in slots), key=lambda row: row[Header.SEQ])
                    case Shift(register, operand, _, _, zone):
                        state.registers[register] = self._base.shift(step, state.read(operand), state.read(zone))
                    case Default(register, operand, default):
                        found = state.read(operand)
                        state.registers[register] = default if found == MISSING else found
