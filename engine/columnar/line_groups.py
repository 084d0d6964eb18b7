"""Events of lines put together by type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.line_columns import take_apart
from afterword.engine.columnar.line_times import Written
from afterword.engine.kernel.memory import Integers


class Grouped(NamedTuple):
    """Events in the order of the file: the type of each, by number, and where it stands among those of its type and among all of them.

    By type: its name, the places of its events in the file, and the columns that any of these has.
    """

    kinds: Integers
    rows: Integers
    standing: Integers
    order: Integers
    names: Sequence[str]
    places: Sequence[Integers]
    given: Sequence[dict[str, tuple[Any, ...]]]

    def written(self) -> Written:
        """What the events say of their time, one type after another."""
        return Written(*(list(chain.from_iterable(map(self._column, range(len(self.names)), [name] * len(self.names)))) for name in Written._fields))

    def _column(self, kind: int, name: str) -> Sequence[str | None]:
        return self.given[kind].get(name) or [None] * len(self.places[kind])


def group_events(everything: Sequence[Any]) -> Grouped:
    """Events, as msgspec has read them, by type."""
    types = list(dict.fromkeys(map(type, everything)))
    numbers = {one: number for number, one in enumerate(types)}
    kinds = np.fromiter(map(numbers.__getitem__, map(type, everything)), np.int64, len(everything))
    order = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(len(types) + 1))
    standing = np.empty(len(order), np.int64)
    standing[order] = np.arange(len(order))
    by_type = [everything[place] for place in order.tolist()]
    return Grouped(
        kinds,
        standing - bounds[kinds],
        standing,
        order,
        [one.__struct_config__.tag for one in types],
        [order[begin:end] for begin, end in pairwise(bounds.tolist())],
        [take_apart(by_type[begin:end]) for begin, end in pairwise(bounds.tolist())],
    )
