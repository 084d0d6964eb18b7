"""Whether all that lines name is there: events by their ids, entities by their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.line_things import Entities, Told
from afterword.engine.columnar.line_words import Codes, Key, Words
from afterword.engine.kernel.check_names import find_unknown
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


def check_mentions(
    told: Iterable[Mention], entities: Mapping[str, Entities], events: tuple[Integers, Integers], codes: Codes, words: Words
) -> list[Integers]:
    """The logs in which anything is ``told`` to have to do with what they do not know; ``events`` are logs and ids, as words, of these."""
    lost = []
    for one in told:
        if one.type.kind in (Kind.ENTITY, Kind.EVENT):
            known = entities.get(one.type.entity or "")
            owners, named = _members(one, codes, words) if one.type.many else (one.owners, codes.words(one.key, one.coded))
            logs, names = events if known is None else (known.logs, known.called)
            lost.append(owners[find_unknown(owners, named, logs, names, len(words))])
    return lost


def _members(one: Mention, codes: Codes, words: Words) -> tuple[Integers, Integers]:
    """The logs of the members of lists, and these as words."""
    values: Any = codes.values(one.key)
    sizes = np.array([0, *map(len, values[1:])], np.int64)
    begins, members = np.cumsum(sizes) - sizes, words.number(chain.from_iterable(values[1:]), int(sizes.sum()))
    each = sizes[one.coded]
    behind = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    return np.repeat(one.owners, each), members[np.repeat(begins[one.coded], each) + behind]
