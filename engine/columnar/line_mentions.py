"""Whether all that lines name is there: events by their ids, entities by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.line_things import Entities, Told
from afterword.engine.columnar.line_words import EMPTY, NO_PAIRS, NOTHING, Codes, Key, Words, are_among, logs_of, pair, words_of
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import FieldType, Kind


class Mention(NamedTuple):
    """A field of things of these logs, whose values have these codes."""

    type: FieldType
    key: Key
    owners: Integers
    coded: Integers


def mentions_of(told: Told) -> list[Mention]:
    """The fields of things."""
    return [Mention(told.fields[name].type, told.key(name), told.owners, told.codes(name)) for name in told.columns if name in told.fields]


def check_ids(pairs: Integers) -> Integers:
    """The logs in which, of their ``pairs`` with the ids of events in order, two are alike, or one says nothing."""
    return np.concatenate([logs_of(pairs[1:][pairs[1:] == pairs[:-1]]), logs_of(pairs[words_of(pairs) <= EMPTY])])


def check_mentions(told: Iterable[Mention], entities: Mapping[str, Entities], events: Integers, codes: Codes, words: Words) -> Integers:
    """The logs in which anything is ``told`` to have to do with what they do not know; ``events`` are the pairs of their ids, in order."""
    named: dict[str | None, list[Integers]] = {}
    lost = [NO_PAIRS]
    for one in told:
        if one.type.kind in (Kind.ENTITY, Kind.EVENT):
            there = np.flatnonzero(one.coded)
            owners, coded = one.owners[there], one.coded[there]
            kind = None if one.type.kind is Kind.EVENT else one.type.entity
            pairs = _members(one, owners, coded, codes, words) if one.type.many else pair(owners, codes.words(one.key, coded))
            named.setdefault(kind, []).append(pairs)
    for kind, parts in named.items():
        known = events if kind is None else np.sort(pair(entities[kind].logs, entities[kind].called))
        wanted = np.concatenate(parts)
        lost.append(wanted[~are_among(wanted, known) & (words_of(wanted) != NOTHING)])
    return logs_of(np.concatenate(lost))


def _members(one: Mention, owners: Integers, coded: Integers, codes: Codes, words: Words) -> Integers:
    """The members of lists, each with its log."""
    values: Any = codes.values(one.key)
    lists = [values[code] for code in coded.tolist()]
    sizes = np.fromiter(map(len, lists), np.int64, len(lists))
    owners = np.repeat(owners, sizes)
    return pair(owners, words.number(chain.from_iterable(lists), len(owners)))
