"""The entities of lines: those that logs list, those that events bring up, and who belongs to whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import numpy as np

from afterword.engine.columnar.line_columns import Values, check_required, read_columns, take_apart
from afterword.engine.columnar.line_losses import Quotes
from afterword.engine.columnar.line_things import Entities, Events
from afterword.engine.columnar.line_words import NO_PAIRS, NOTHING, Codes, are_among, logs_of, pair, words_of
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import Entity


def list_entities(  # noqa: PLR0913, PLR0917 - and who is told of them
    entity: Entity,
    listed: Sequence[Mapping[str, Any] | None],
    zones: Sequence[str | None],
    codes: Codes,
    doubt: Callable[[int], None],
    quotes: Quotes,
) -> Entities:
    """The entities of one kind that each log lists; ``doubt`` is told the logs that have bad ones, ``quotes`` count what there is."""
    owners = np.repeat(np.arange(len(listed)), [len(one or ()) for one in listed])
    names = list(chain.from_iterable(filter(None, listed)))
    given = list(chain.from_iterable(one.values() for one in listed if one))
    there = [place for place, one in enumerate(given) if one is not None] if None in given else range(len(given))
    logs = owners[there].tolist() if given else []

    def doubt_place(place: int) -> None:
        doubt(logs[place])

    fields = take_apart([given[place] for place in there])
    quotes.add_texts(len(listed) - listed.count(None) + len(names))
    quotes.add_columns(fields, entity.fields)
    columns = read_columns(fields, entity.fields, zones, logs, doubt_place)
    check_required(entity.fields, columns, len(there), doubt_place)
    if len(there) < len(given):
        columns = {name: _spread(values, there, len(given)) for name, values in columns.items()}
    return Entities(owners, names, columns, entity.fields, codes)


def introduce(entity: Entity, given: Entities, events: Mapping[str, Events], codes: Codes) -> Entities:
    """The entities with those that events bring up, which stand behind the others of their log, in the order of the file."""
    own = [events[name] for name in entity.introduced_by if name in events]
    told = [(one, numbers) for one in own if (numbers := one.words(entity.key)) is not None]
    if not told:
        return given
    pairs = np.concatenate([pair(one.owners, numbers) for one, numbers in told])
    sources = np.repeat(np.arange(len(told)), [len(numbers) for _, numbers in told])
    rows = np.concatenate([np.arange(len(numbers)) for _, numbers in told])
    order = np.argsort(np.concatenate([one.places for one, _ in told]))
    order = order[np.concatenate([numbers for _, numbers in told])[order] != NOTHING]
    met, firsts = np.unique(pairs[order], return_index=True)
    firsts = order[np.sort(firsts[~are_among(met, np.sort(pair(given.logs, given.called)))])]
    if not len(firsts):
        return given
    new = list(zip(sources[firsts].tolist(), rows[firsts].tolist(), strict=True))
    logs = np.concatenate([given.logs, logs_of(pairs[firsts])])
    behind = np.argsort(logs, kind="stable")
    listed = behind.tolist()

    def merge(listed_values: Values | None, told_values: Sequence[Values | None]) -> list[Any]:
        """What was listed, with what events of each type tell of the new ones."""
        learned = [None if (values := told_values[source]) is None else values[row] for source, row in new]
        both = [*(listed_values or [None] * len(given)), *learned]
        return [both[place] for place in listed]

    columns: dict[str, Values] = {}
    for name in entity.fields:
        lessons = [_shared(entity, one, name) for one, _ in told]
        if name in given.columns or any(lessons):
            columns[name] = merge(given.columns.get(name), lessons)
    names = merge(given.names, [one.columns[entity.key] for one, _ in told])
    return Entities(logs[behind], names, columns, entity.fields, codes)


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


def _shared(entity: Entity, events: Events, name: str) -> Values | None:
    """What events that introduce an entity say of a field of it, which is one of theirs too."""
    field = events.fields.get(name)
    return events.columns.get(name) if field is not None and field.type == entity.fields[name].type else None


def _spread(values: Values, places: Sequence[int], size: int) -> Values:
    """Values where they belong among more; nothing in between."""
    spread: list[Any] = [None] * size
    for place, value in zip(places, values, strict=True):
        spread[place] = value
    return spread
