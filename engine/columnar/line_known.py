"""What there is to know of the entities of logs that were read from lines, with what events tell of them, the latest winning.

See `engine.log.names`, and `engine.report.known` for what messages ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from afterword.engine.columnar.line_things import Entities, Events
from afterword.engine.columnar.line_words import ID, NOTHING, Codes, Key, Words, are_among, logs_of, pair
from afterword.engine.kernel.find_slots import WORD_BITS
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import Entity


class KnownField:
    """The values of a field, or the `id`, of entities of one kind."""

    def __init__(self, pairs: Integers, codes: Integers, values: Sequence[Value | None]) -> None:
        """The entities are ``pairs`` of logs and names, in the order in which they come up, some again and again."""
        if (pairs[1:] <= pairs[:-1]).any():
            met, last = np.unique(pairs[::-1], return_index=True)
            self.pairs, self.codes = met, codes[len(codes) - 1 - last]
        else:
            self.pairs, self.codes = pairs, codes
        self.values = values
        self._told = pairs

    @cached_property
    def found(self) -> Mapping[int, Value | None]:
        """The values by pair."""
        return dict(zip(self.pairs.tolist(), map(self.values.__getitem__, self.codes.tolist()), strict=True))

    def listed(self, logs: Integers, names: Integers) -> Integers:
        """Where ``names`` are listed in their logs; behind all others where they are not."""
        wanted, owners = pair(logs, names), logs_of(self.pairs)
        places: Integers = self._places[np.searchsorted(self.pairs, wanted)]
        counts: Integers = np.searchsorted(owners, logs + 1) - np.searchsorted(owners, logs)
        return np.where(are_among(wanted, self.pairs), places, counts)

    @cached_property
    def _places(self) -> Integers:
        """Where each pair is listed in its log, and one more."""
        _, first = np.unique(self._told, return_index=True)
        logs = logs_of(self.pairs)
        places = np.zeros(len(logs) + 1, np.int64)
        places[np.lexsort((first, logs))] = np.arange(len(logs)) - np.searchsorted(logs, logs)
        return places


class KnownFields(dict[tuple[str, str], KnownField]):
    """By kind and field (or `id`). Looking one up works it out for all logs."""

    def __init__(  # noqa: PLR0913, PLR0917 - what tells of entities
        self,
        kinds: Mapping[str, Entity],
        entities: Mapping[str, Entities],
        events: Mapping[str, Events],
        seq: Integers,
        codes: Codes,
        words: Words,
    ) -> None:
        """``seq`` says of all events where they stand in their logs, or -1: these tell nothing."""
        super().__init__()
        self.kinds = kinds
        self.words = words
        self._entities = entities
        self._events = events
        self._seq = seq
        self._codes = codes

    def __missing__(self, key: tuple[str, str]) -> KnownField:
        """One field."""
        kind, field = key
        listed, learned = self._listed(kind, field), self._learned(kind, field)
        values, coded = self._codes.join([(key, codes) for _, key, codes, _ in (*listed, *learned)])
        pairs = [pairs for pairs, _, _, _ in (*listed, *learned)]
        first = len(listed)
        seqs = _join([seqs for _, _, _, seqs in learned])
        order = np.argsort(seqs, kind="stable")
        found = self[key] = KnownField(
            _join([*pairs[:first], _join(pairs[first:])[order]]), _join([*coded[:first], _join(coded[first:])[order]]), values
        )
        return found

    def _listed(self, kind: str, field: str) -> list[tuple[Integers, Key, Integers, Integers]]:
        """What the entities themselves say."""
        known = self._entities.get(kind)
        if known is None:
            return []
        pairs = pair(known.logs, known.called)
        if field == "id":
            return [(pairs, ID, known.name_codes, pairs)]
        if field in known.columns:
            return [(pairs, known.key(field), known.codes(field), pairs)]
        return [(pairs, ID, np.full(len(pairs), NOTHING), pairs)]

    def _learned(self, kind: str, field: str) -> list[tuple[Integers, Key, Integers, Integers]]:
        """What events tell of them, with the places of those in their logs."""
        found = []
        entity = self.kinds.get(kind)
        for learned in entity.learned if entity else ():
            own = self._events.get(learned.event)
            names = own.words(learned.key) if own else None
            if own is None or names is None or field not in {"id", learned.name} or learned.field not in own.columns:
                continue
            seqs = self._seq[own.places]
            rows = np.flatnonzero((seqs >= 0) & (names != NOTHING) & (own.codes(learned.field) != NOTHING))
            name = learned.key if field == "id" else learned.field
            found.append((pair(own.owners[rows], names[rows]), own.key(name), own.codes(name)[rows], seqs[rows]))
        return found


class KnownInLog:
    """The entities of one log."""

    __slots__ = ("_fields", "_log")

    def __init__(self, fields: KnownFields, log: int) -> None:
        """``fields`` are those of all logs."""
        self._fields = fields
        self._log = log

    def value(self, kind: str, name: Any, field: str) -> Value | None:  # noqa: ANN401 - whatever stands where an id may stand
        """A field of the one of a kind that has an id."""
        return self._fields[kind, field].found.get(self._pair(name))

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""
        own = self._pair(name)
        return next((kind for kind in self._fields.kinds if own in self._fields[kind, "id"].found), None)

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""
        number = self._fields.words.find(name)
        return int(self._fields[kind, "id"].listed(np.array([self._log]), np.array([number]))[0])

    def _pair(self, name: Any) -> int:  # noqa: ANN401
        """It with its log; no entity is called by what is no word."""
        return (self._log << WORD_BITS) + self._fields.words.find(name)


def _join(columns: Iterable[Integers]) -> Integers:
    return np.concatenate([np.zeros(0, np.int64), *columns])
