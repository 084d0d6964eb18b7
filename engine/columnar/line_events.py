"""The events of lines, type by type: what they say, and when they happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.line_columns import check_required, read_columns, take_apart
from afterword.engine.columnar.line_losses import Quotes
from afterword.engine.columnar.line_things import Events
from afterword.engine.columnar.line_times import LineTimes, Written, read_times
from afterword.engine.columnar.line_words import Codes
from afterword.engine.kernel.memory import Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.vocabulary import ENVELOPE, Vocabulary

_KEPT = {name: ENVELOPE[name] for name in ("source", "recorded_at", "note")}


class Grouped(NamedTuple):
    """Events by type. Of each, as they stand in the file: the number of its type, its place among those, and among all, and its times."""

    types: Sequence[Events]
    kinds: Integers
    rows: Integers
    standing: Integers
    times: LineTimes


def read_events(  # noqa: PLR0913, PLR0917 - all that is known of the logs
    everything: Sequence[Any],
    owner: Integers,
    zones: Sequence[str | None],
    vocabulary: Vocabulary,
    surroundings: Surroundings,
    codes: Codes,
    doubt: Callable[[int], None],
    quotes: Quotes,
) -> Grouped:
    """Events as msgspec has read them, of which each is of the log ``owner``.

    ``doubt`` is told which logs have bad ones, ``quotes`` count what there is, but for the types.
    """
    structures: list[Any] = list(dict.fromkeys(map(type, everything)))
    numbers = {one: number for number, one in enumerate(structures)}
    kinds = np.fromiter(map(numbers.__getitem__, map(type, everything)), np.int64, len(everything))
    order = np.argsort(kinds, kind="stable")
    bounds = np.searchsorted(kinds[order], np.arange(len(structures) + 1))
    by_type = [everything[place] for place in order.tolist()]
    written = Written([], [], [])
    types: list[Events] = []
    for structure, (begin, end) in zip(structures, pairwise(bounds.tolist()), strict=True):
        given = take_apart(by_type[begin:end])
        name = structure.__struct_config__.tag
        quotes.add_columns(given, {**ENVELOPE, **vocabulary.events[name].fields})
        written.add(given, end - begin)
        places = order[begin:end]
        types.append(_read_type(name, given, places, owner[places], zones, vocabulary, codes, doubt))
    times, readable = read_times(written, owner[order], zones, surroundings)
    for log in owner[order[~readable]].tolist():
        doubt(log)
    standing = np.empty(len(order), np.int64)
    standing[order] = np.arange(len(order))
    return Grouped(types, kinds, standing - bounds[kinds], standing, times.at(standing))


def _read_type(  # noqa: PLR0913, PLR0917
    name: str,
    given: Mapping[str, Sequence[Any]],
    places: Integers,
    owners: Integers,
    zones: Sequence[str | None],
    vocabulary: Vocabulary,
    codes: Codes,
    doubt: Callable[[int], None],
) -> Events:
    fields, logs = vocabulary.events[name].fields, owners.tolist()

    def doubt_row(row: int) -> None:
        doubt(logs[row])

    columns = read_columns(given, {**fields, **_KEPT}, zones, logs, doubt_row)
    check_required(fields, columns, len(logs), doubt_row, columns.get("source"))
    if vocabulary.retraction and vocabulary.retraction.event == name:
        for log in logs:
            doubt(log)
    return Events(name, places, owners, given.get("id") or [None] * len(logs), columns, fields, codes)
