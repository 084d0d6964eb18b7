"""What a round shows its network: rows on their way, and rows that they may meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from afterword.engine.compile.program import MISSING, Operand, Seek
from afterword.engine.run.emit import value
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.native import text_join
from afterword.engine.run.network import NetFact, Network
from afterword.engine.run.rounds import BROUGHT, Round, Sought
from afterword.engine.run.slices import Slices, SliceTables


class State(NamedTuple):
    """A row on its way through a production."""

    slots: list[Row]
    registers: list[int]

    def read(self, operand: Operand) -> int:
        """The integer an operand stands for."""
        return value(operand, self.slots, self.registers)


class Board:
    """The rows of one log, for the networks of one thread."""

    def __init__(self, base: FactBase, networks: dict[int, Network]) -> None:
        """``networks`` are those built before, by the round they are for; more are added."""
        self.base = base
        self._networks = networks
        self._tables = SliceTables(base)

    def find(self, sought: Sought, read: Callable[[Operand], int]) -> tuple[Slices, range]:
        """Slices of rows, and which of them may hold what a pattern seeks; ``read`` gives its keys and bounds their values."""
        slices = self._tables.find(sought.table, tuple(map(read, sought.keys)))
        return slices, slices.within((join.column, join.compare, read(join.operand)) for join in sought.bounds)

    def show(self, one: Round, states: Mapping[int, State], rows: Iterable[tuple[Sought, Row]]) -> Iterator[tuple[str, dict[str, Row]]]:
        """Every match: the rule's name, and the rows bound to its aliases. A row on its way stands as its number among ``states``."""
        bound: list[Row] = []
        facts = []
        for sought, row in rows:
            facts.append(NetFact(sought.type, {name: row[column] for column, name in one.columns[sought.table.relation]}))
            bound.append(row)
        if not one.first:
            for number, state in states.items():
                facts.append(NetFact(BROUGHT, {name: state.read(operand) for operand, name in one.brought}))
                bound.append((number,))
        for name, places in self._network(one).fire(facts):
            yield name, {alias: bound[place] for alias, place in places.items()}

    def passes(self, seek: Seek, row: Row, state: State) -> bool:
        """What the network cannot test: absent operands, and texts."""
        guarded = all(state.read(join.operand) != MISSING for join in seek.joins if join.guard)
        return guarded and all(text_join(self.base, join, row[join.column], state.read(join.operand)) for join in seek.texts)

    def _network(self, one: Round) -> Network:
        if id(one) not in self._networks:
            self._networks[id(one)] = Network(one.definition)
        return self._networks[id(one)]
