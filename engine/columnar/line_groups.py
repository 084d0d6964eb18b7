"""Events of lines put together by type."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.kernel.memory import Integers


class Group(NamedTuple):
    """The events of one type, as msgspec has read them, and their places among all."""

    name: str
    places: Integers
    events: Sequence[Any]


class Grouped(NamedTuple):
    """Events by type. Of each, as they stand in the file: the number of its type, and where it stands among those of it, and of all."""

    groups: Sequence[Group]
    kinds: Integers
    rows: Integers
    standing: Integers


def group_events(everything: Sequence[Any]) -> Grouped:
    """Put events together by type."""
    types = list(dict.fromkeys(map(type, everything)))
    numbers = {one: number for number, one in enumerate(types)}
    kinds = np.fromiter(map(numbers.__getitem__, map(type, everything)), np.int64, len(everything))
    order = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(len(types) + 1))
    standing = np.empty(len(order), np.int64)
    standing[order] = np.arange(len(order))
    by_type = [everything[place] for place in order.tolist()]
    groups = [
        Group(one.__struct_config__.tag, order[begin:end], by_type[begin:end])
        for one, (begin, end) in zip(types, pairwise(bounds.tolist()), strict=True)
    ]
    return Grouped(groups, kinds, standing - bounds[kinds], standing)
