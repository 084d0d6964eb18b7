"""The entities of lines: those that logs list, those that events bring up, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from afterword.engine.columnar.line_things import Entities, Events
from afterword.engine.columnar.line_words import ID, Codes, Key
from afterword.engine.kernel.check_names import find_again, find_unknown, match_owners
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import Entity, Kind


class Belonging(NamedTuple):
    """Which events name an entity, and one that it may belong to: the log of each, and both as words."""

    logs: Integers
    names: Integers
    owners: Integers


def introduce(entity: Entity, given: Entities, events: Mapping[str, Events], codes: Codes) -> Entities:
    """The entities with those that events bring up, which stand behind the others of their log, in the order of the file."""
    own = [events[name] for name in entity.introduced_by if name in events]
    told = [(one, numbers) for one in own if (numbers := one.words(entity.key)) is not None]
    if not told:
        return given
    order = np.argsort(np.concatenate([one.places for one, _ in told]))
    owners, words = np.concatenate([one.owners for one, _ in told])[order], np.concatenate([numbers for _, numbers in told])[order]
    new = find_unknown(owners, words, given.logs, given.called, codes.most_words) & ~find_again(owners, words, codes.most_words)
    firsts = order[new]
    if not len(firsts):
        return given
    logs = np.concatenate([given.logs, owners[new]])
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
    return Entities(logs[behind], codes.named(ID, named), columns, entity.fields, codes)


def find_owners(key: str, entities: Entities, told: Belonging, codes: Codes) -> Integers:
    """Give each entity its owner, under the name of ``key``, if anything tells of it. The logs in which one has two.

    Events are ``told`` as logs, names of entities and of owners.
    """
    if not len(told.logs) and key not in entities.columns:
        return told.logs
    whose: Key = key, Kind.ENTITY.value, False
    given = entities.words(key)
    said = np.zeros(len(entities), np.int64) if given is None else given
    owners, differs = match_owners(entities.logs, entities.called, said, *told, codes.most_words)
    found = codes.named(whose, owners)
    if given is None and key in entities.columns:
        listed = codes.code(whose, entities.values(key), len(entities))
        found = np.where(listed, listed, found)
    entities.give_owners(key, found)
    return np.concatenate([entities.logs, told.logs])[differs]


def _shares(entity: Entity, events: Events, name: str) -> bool:
    """Whether events that introduce an entity say a field of it, which is one of theirs too."""
    field = events.fields.get(name)
    return name in events.columns and field is not None and field.type == entity.fields[name].type
