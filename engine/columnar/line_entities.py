"""The entities of lines: those that logs list, those that events bring up, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, repeat

import numpy as np

from afterword.engine.columnar.line_things import Entities, Events
from afterword.engine.columnar.line_words import NO_PAIRS, NOTHING, Codes, are_among, logs_of, pair, words_of
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import Entity


def introduce(entity: Entity, given: Entities, events: Mapping[str, Events], codes: Codes) -> Entities:
    """The entities with those that events bring up, which stand behind the others of their log, in the order of the file."""
    own = [events[name] for name in entity.introduced_by if name in events]
    told = [(one, numbers) for one in own if (numbers := one.words(entity.key)) is not None]
    if not told:
        return given
    pairs = np.concatenate([pair(one.owners, numbers) for one, numbers in told])
    order = np.argsort(np.concatenate([one.places for one, _ in told]))
    order = order[np.concatenate([numbers for _, numbers in told])[order] != NOTHING]
    met, firsts = np.unique(pairs[order], return_index=True)
    firsts = order[np.sort(firsts[~are_among(met, np.sort(pair(given.logs, given.called)))])]
    if not len(firsts):
        return given
    logs = np.concatenate([given.logs, logs_of(pairs[firsts])])
    behind = np.argsort(logs, kind="stable")

    def merge(listed: Integers, learned: list[Integers]) -> Integers:
        """What was listed, with what events of each type tell of the new ones."""
        both: Integers = np.concatenate([listed, np.concatenate(learned)[firsts]])[behind]
        return both

    columns: dict[str, Integers] = {}
    for name in entity.fields:
        sharing = [_shares(entity, one, name) for one, _ in told]
        if name in given.columns or any(sharing):
            lessons = [one.codes(name) if shares else np.zeros(len(one), np.int64) for (one, _), shares in zip(told, sharing, strict=True)]
            columns[name] = merge(given.codes(name) if name in given.columns else np.zeros(len(given), np.int64), lessons)
    named = merge(given.called, [numbers for _, numbers in told])
    return Entities(logs[behind], codes.named(named), columns, entity.fields, codes)


def find_owners(entity: Entity, key: str, entities: Entities, events: Iterable[Events]) -> Integers:
    """Give each entity its owner, under the name of ``key``, if anything tells of it. The logs in which one has two."""
    told = [
        (pair(one.owners, names), owners, one.columns[key])
        for one, names in ((entities, entities.called), *((one, one.words(entity.key)) for one in events))
        if names is not None and (owners := one.words(key)) is not None
    ]
    if not told:
        return NO_PAIRS
    pairs, owners = (np.concatenate([one[part] for one in told]) for part in (0, 1))
    there = np.flatnonzero((owners != NOTHING) & (words_of(pairs) != NOTHING))
    there = there[np.argsort(pairs[there], kind="stable")]
    pairs, owners = pairs[there], owners[there]
    wanted = pair(entities.logs, entities.called)
    texts = list(chain.from_iterable(values for _, _, values in told))
    known, stand = are_among(wanted, pairs).tolist(), np.append(there, 0)[np.searchsorted(pairs, wanted)].tolist()
    said = entities.columns.get(key) or repeat(None)
    both = zip(said, known, stand, strict=False)
    entities.give_owners(key, [value if value is not None or not is_known else texts[place] for value, is_known, place in both])
    return logs_of(pairs[1:][(pairs[1:] == pairs[:-1]) & (owners[1:] != owners[:-1])])


def _shares(entity: Entity, events: Events, name: str) -> bool:
    """Whether events that introduce an entity say a field of it, which is one of theirs too."""
    field = events.fields.get(name)
    return name in events.columns and field is not None and field.type == entity.fields[name].type
