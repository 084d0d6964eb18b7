"""The durable-rules executor: productions as networks of rules, one network for each round of look-ups."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import local
from typing import NamedTuple

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
from afterword.engine.run.network import Condition, NetFact, NetPattern, NetRule, Network
from afterword.engine.run.segments import Segment, Segments, cut, is_plain

_CHUNK = 8
"""Productions a network holds: few, so that those of a log with few events are quickly built, and stay far from what the library can hold."""
_EMPTY: Row = ()


class Durable:
    """Runs the productions of one program on durable-rules. Networks are built when first needed, apart for each thread."""

    name = "durable-rules 2.0.28"

    def __init__(self, program: Program) -> None:
        """Cut the productions into segments; nothing is built yet."""
        productions = [*(one for stratum in program.strata for one in stratum.productions), *program.outputs]
        self._segments = {id(one): cut(one) for one in productions}
        self._local = local()

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], list[list[Row]]]:
        """What evaluates productions over ``base``, as it is at the moment of each call."""

        def evaluate(productions: Sequence[Production]) -> list[list[Row]]:
            results: list[list[Row]] = []
            for first in range(0, len(productions), _CHUNK):
                chunk = [self._segments[id(one)] for one in productions[first : first + _CHUNK]]
                results += _evaluate(chunk, base, self._round)
            return results

        return evaluate

    def _round(self, chunk: Sequence[Segments], number: int) -> _Round:
        """The network for one round of a chunk, from this thread's store; made at its first use."""
        store: dict[tuple[int, int], _Round] = self._local.__dict__.setdefault("rounds", {})
        key = (id(chunk[0].production), number)
        if key not in store:
            store[key] = _Round(chunk, number)
        return store[key]


class _State(NamedTuple):
    """A row on its way through a production."""

    slots: list[Row]
    registers: list[int]


def _evaluate(chunk: Sequence[Segments], base: FactBase, rounds: Callable[[Sequence[Segments], int], _Round]) -> list[list[Row]]:
    states = [_begin(one, base) for one in chunk]
    for number in range(max(len(one.parts) for one in chunk)):
        if not any(states):
            break
        for segments, going in zip(chunk, states, strict=True):
            if number < len(segments.parts):
                _do_sums(segments.parts[number].sums, going, base)
        rounds(chunk, number).run(base, states)
    results = []
    for segments, going in zip(chunk, states, strict=True):
        _do_sums(segments.last, going, base)
        bound = [step.slot for step in segments.production.steps if isinstance(step, Match)]
        going.sort(key=lambda state: [state.slots[slot][Header.ID] for slot in bound])  # noqa: B023  (used at once)
        results.append([emitted(segments.production.emit, state.slots, state.registers) for state in going])
    return results


def _begin(segments: Segments, base: FactBase) -> list[_State]:
    """One state to start from; none where a relation has no row that the first conjunction could take."""
    for match in segments.parts[0].matches:
        flag = match.seek.flag
        if not any(flag is None or row[flag] for row in base.rows[match.seek.relation]):
            return []
    return [_State([_EMPTY] * segments.production.slots, [0] * segments.production.registers)]


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


class _Part(NamedTuple):
    """One production's share of a round: its place in the chunk, its segment, and the fields that its rows bring along."""

    place: int
    segment: Segment
    brought: dict[Operand, str]


class _Round:
    """A network, and what to do with what it fires."""

    def __init__(self, chunk: Sequence[Segments], number: int) -> None:
        self._first = number == 0
        self._parts = [_Part(place, one.parts[number], {}) for place, one in enumerate(chunk) if number < len(one.parts)]
        self._columns: dict[int, dict[int, str]] = {}
        self._flags: dict[int, set[int | None]] = {}
        rules = [rule for part in self._parts for rule in self._rules(part)]
        self._network = Network(rules)

    # -- building --------------------------------------------------------------------------------------------------------

    def _rules(self, part: _Part) -> Iterator[NetRule]:
        own = {match.slot: match.seek.relation for match in part.segment.matches}
        if part.segment.matches:
            patterns = [self._pattern(f"m{match.slot}", match.seek, part, own) for match in part.segment.matches]
            patterns += [
                self._pattern(f"n{place}", absent.seek, part, own, absent=True) for place, absent in enumerate(part.segment.absents)
            ]
            yield NetRule(f"p{part.place}_m", (*self._brought(part), *patterns))
        for place, step in enumerate(part.segment.lookups):
            for number, seek in enumerate((step.seek,) if isinstance(step, Absent) else step.seeks):
                lacking = isinstance(step, Absent) and is_plain(seek)
                pattern = self._pattern("x", seek, part, own, absent=lacking)
                yield NetRule(f"p{part.place}_{place}_{number}", (*self._brought(part), pattern))

    def _brought(self, part: _Part) -> tuple[NetPattern, ...]:
        return () if self._first else (NetPattern("w", f"w{part.place}", None, ()),)

    def _pattern(self, alias: str, seek: Seek, part: _Part, own: dict[int, int], *, absent: bool = False) -> NetPattern:
        conditions = []
        for join in seek.joins:
            source = join.operand
            if isinstance(source, Cell) and source.slot in own:
                other = (f"m{source.slot}", self._column(own[source.slot], source.column))
            else:
                other = ("w", part.brought.setdefault(source, f"w{len(part.brought)}"))
            conditions.append(Condition(self._column(seek.relation, join.column), join.compare, *other))
        flag = None if seek.flag is None else self._column(seek.relation, seek.flag)
        self._columns.setdefault(seek.relation, {})
        self._flags.setdefault(seek.relation, set()).add(seek.flag)
        return NetPattern(alias, f"r{seek.relation}", flag, tuple(conditions), absent)

    def _column(self, relation: int, column: int) -> str:
        return self._columns.setdefault(relation, {}).setdefault(column, f"c{int(column)}")

    # -- running ---------------------------------------------------------------------------------------------------------

    def run(self, base: FactBase, states: list[list[_State]]) -> None:
        """Take every state one segment further; those that a condition stops are gone."""
        facts: list[NetFact] = []
        rows: list[Row | int] = []
        for part in () if self._first else self._parts:
            for number, state in enumerate(states[part.place]):
                columns = {name: value(operand, state.slots, state.registers) for operand, name in part.brought.items()}
                facts.append(NetFact(f"w{part.place}", columns))
                rows.append(number)
        if not any(states[part.place] for part in self._parts):
            return
        for relation, columns in self._columns.items():
            flags = self._flags[relation]
            for row in base.rows[relation]:
                if None in flags or any(row[flag] for flag in flags if flag is not None):
                    facts.append(NetFact(f"r{relation}", {name: row[column] for column, name in columns.items()}))
                    rows.append(row)
        fired: dict[str, list[dict[str, Row | int]]] = {}
        for name, bound in self._network.fire(facts):
            fired.setdefault(name, []).append({alias: rows[place] for alias, place in bound.items()})
        for part in self._parts:
            matches = part.segment.matches
            advance = _match if matches else _look_up
            states[part.place] = [
                state for state in advance(part, base, states[part.place], fired) if all(state.slots[one.slot][0] >= 0 for one in part.segment.founds)
            ]


_Fired = dict[str, list[dict[str, Row | int]]]


def _match(part: _Part, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
    """New states, one for each firing that also passes what integers cannot decide."""
    for bound in fired.get(f"p{part.place}_m", ()):
        number = bound.get("w", 0)
        if not states or not isinstance(number, int):
            continue
        before = states[number]
        state = _State(list(before.slots), list(before.registers))
        for match in part.segment.matches:
            row = bound[f"m{match.slot}"]
            state.slots[match.slot] = row if isinstance(row, tuple) else _EMPTY
        if all(_passes(match.seek, state.slots[match.slot], state, base) for match in part.segment.matches):
            yield state


def _look_up(part: _Part, base: FactBase, states: list[_State], fired: _Fired) -> Iterator[_State]:
    """The same states with what their look-ups found, without those that a look-up stops."""
    stopped: set[int] = set()
    for place, step in enumerate(part.segment.lookups):
        seeks = (step.seek,) if isinstance(step, Absent) else step.seeks
        found: list[dict[int, Row]] = [{} for _ in states]
        for number, seek in enumerate(seeks):
            for bound in fired.get(f"p{part.place}_{place}_{number}", ()):
                at, row = bound["w"], bound.get("x", _EMPTY)
                if isinstance(at, int) and isinstance(row, tuple) and (not row or _passes(seek, row, states[at], base)):
                    found[at][row[Header.ID] if row else -1] = row
        for at, state in enumerate(states):
            match step:
                case Absent(seek):
                    if bool(found[at]) is not is_plain(seek):
                        stopped.add(at)
                case Count(register, _, at_least):
                    state.registers[register] = len(found[at])
                    if len(found[at]) < at_least:
                        stopped.add(at)
                case Find():
                    state.slots[step.slot] = _nth(step, found[at])
    return (state for at, state in enumerate(states) if at not in stopped)


def _nth(step: Find, found: dict[int, Row]) -> Row:
    order = sorted(found.values(), key=lambda row: (row[Header.SEQ], row[Header.ID]), reverse=step.pick is Pick.LAST)
    if len(order) >= step.nth:
        return order[step.nth - 1]
    return NOTHING_AFTER if step.pick is Pick.FIRST else NOTHING_BEFORE


def _passes(seek: Seek, row: Row, state: _State, base: FactBase) -> bool:
    """What the network cannot test: absent operands, and texts."""
    guarded = all(value(join.operand, state.slots, state.registers) != MISSING for join in seek.joins if join.guard)
    return guarded and all(
        text_join(base, join, row[join.column], value(join.operand, state.slots, state.registers)) for join in seek.texts
    )
