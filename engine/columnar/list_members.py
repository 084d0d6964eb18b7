"""The members of lists as rows: each member, once, of each list of a log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from afterword.engine.compile.program import MISSING, EventRows, FieldColumn, Relation
from afterword.engine.kernel.fill_rows import Rows
from afterword.engine.kernel.memory import Integers
from afterword.engine.run.symbols import Symbols


class MemberMaker:
    """Finds the lists that stand in the rows of relations."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        """See which columns hold lists, in the order in which a row of each is made for one event: see `_rank`."""
        ranked = sorted(range(len(relations)), key=lambda place: _rank(relations[place]))
        self._columns = [
            (place, number)
            for place in ranked
            for number, column in enumerate(relations[place].columns)
            if isinstance(column, FieldColumn) and relations[place].kinds[column.field][1]
        ]

    def make(
        self, relation: Relation, tables: Sequence[Rows], first: Integers, lists: Mapping[int, tuple[Any, ...]], symbols: Symbols
    ) -> Rows:
        """The rows, in the order in which one log after another would meet the lists.

        Their IDs count from ``first`` in each log; ``lists`` tells what the symbols of lists stand for.
        """
        logs, numbers = self._meet(tables, first)
        members = {
            number: [symbols.number(str(one)) for one in dict.fromkeys(lists.get(number, ()))] for number in dict.fromkeys(numbers.tolist())
        }
        met = [members[number] for number in numbers.tolist()]
        sizes = np.fromiter(map(len, met), np.int64, len(met))
        logs = np.repeat(logs, sizes)
        begins = np.searchsorted(logs, np.arange(len(first) + 1))
        by_name = {"list": np.repeat(numbers, sizes), "value": np.fromiter(chain.from_iterable(met), np.int64, len(logs))}
        columns = [by_name[column.field] for column in relation.columns if isinstance(column, FieldColumn)]
        return Rows(begins, (first - begins[:-1])[logs] + np.arange(len(logs)), np.column_stack([logs, *columns])[:, 1:])

    def _meet(self, tables: Sequence[Rows], first: Integers) -> tuple[Integers, Integers]:
        """The lists of each log, each once, in the order in which they are met: logs, and symbols of lists."""
        base = np.cumsum(first) - first
        met = [(_NONE, _NONE, _NONE)]
        for place, number in self._columns:
            own = tables[place]
            if len(own.ids):
                there = np.flatnonzero(own.cells[:, number] != MISSING)
                logs = np.searchsorted(own.begins, there, side="right") - 1
                met.append((base[logs] + own.ids[there], logs, own.cells[there, number]))
        rows, logs, numbers = (np.concatenate(parts) for parts in zip(*met, strict=True))
        order = np.argsort(rows, kind="stable")
        logs, numbers = logs[order], numbers[order]
        _, firsts = np.unique((logs << 32) + numbers, return_index=True)
        firsts.sort()
        return logs[firsts], numbers[firsts]


def _rank(relation: Relation) -> int:
    """Rows of events of some types come first, then those of any, then entities."""
    match relation.source:
        case EventRows(types):
            return 0 if types else 1
        case _:
            return 2


_NONE = np.zeros(0, np.int64)
