"""Whether all that lines name is there: events by their ids, entities by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np

from afterword.engine.columnar.line_things import Entities, Told
from afterword.engine.columnar.line_words import EMPTY, NO_PAIRS, NOTHING, Words, are_among, logs_of, pair, words_of
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import Kind


def check_ids(pairs: Integers) -> Integers:
    """The logs in which, of their ``pairs`` with the ids of events in order, two are alike, or one says nothing."""
    return np.concatenate([logs_of(pairs[1:][pairs[1:] == pairs[:-1]]), logs_of(pairs[words_of(pairs) <= EMPTY])])


def check_mentions(told: Sequence[Told], entities: Mapping[str, Entities], events: Integers, words: Words) -> Integers:
    """The logs in which anything is ``told`` to have to do with what they do not know; ``events`` are the pairs of their ids, in order."""
    named: dict[str | None, list[tuple[Integers, Integers]]] = {}
    lost = [NO_PAIRS]
    for one in told:
        for name in one.columns:
            field = one.fields[name].type if name in one.fields else None
            if field is not None and field.kind in (Kind.ENTITY, Kind.EVENT):
                kind = None if field.kind is Kind.EVENT else field.entity
                numbers = one.words(name)
                named.setdefault(kind, []).append(_members(one, name, words) if numbers is None else (one.owners, numbers))
    for kind, parts in named.items():
        known = events if kind is None else np.sort(pair(entities[kind].logs, entities[kind].called))
        wanted = pair(*map(np.concatenate, zip(*parts, strict=True)))
        lost.append(wanted[~are_among(wanted, known) & (words_of(wanted) != NOTHING)])
    return logs_of(np.concatenate(lost))


def _members(one: Told, name: str, words: Words) -> tuple[Integers, Integers]:
    """The members of lists: the log of each, and its number."""
    lists: list[Any] = [value or () for value in one.columns[name]]
    sizes = np.fromiter(map(len, lists), np.int64, len(lists))
    owners = np.repeat(one.owners, sizes)
    return owners, words.number(chain.from_iterable(lists), len(owners))
