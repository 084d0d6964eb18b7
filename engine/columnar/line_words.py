"""Values and names of one batch as numbers, so that they are compared at once, and each text is looked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.find_slots import WORD_BITS
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value

Key: TypeAlias = tuple[str, str, bool]
"""A field: its name, the word for its kind and whether it holds many. What differs in kind is numbered apart: 1 and true are equal."""

ID: Key = ("id", "text", False)
NOTHING, EMPTY = 0, 1
"""Stand for no word, and for the one without a character."""


class Words:
    """The words of a batch, numbered."""

    def __init__(self) -> None:
        """None yet, but for the empty one."""
        self._numbers: defaultdict[Any, int] = defaultdict(count(2).__next__, {None: NOTHING, "": EMPTY})

    def number(self, texts: Iterable[Value | None], size: int) -> Integers:
        """The numbers of so many texts."""
        return np.fromiter(map(self._numbers.__getitem__, texts), np.int64, size)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers)

    def texts(self) -> list[str | None]:
        """The words by number."""
        return list(self._numbers)

    def find(self, text: Value | None) -> int:
        """The number of a text, or -1."""
        return self._numbers.get(text, -1)


class Codes:
    """The values of fields, numbered field by field; nothing is 0."""

    def __init__(self, words: Words) -> None:
        """None yet."""
        self._words = words
        self._numbers: defaultdict[Key, defaultdict[Value | None, int]] = defaultdict(lambda: defaultdict(count(1).__next__, {None: 0}))
        self._named: dict[Key, Integers] = {}
        self._listed: dict[Key, list[Value | None]] = {}

    @property
    def most_words(self) -> int:
        """How many words there are."""
        return len(self._words)

    def code(self, key: Key, values: Iterable[Value | None], size: int) -> Integers:
        """The numbers of so many values."""
        return np.fromiter(map(self._numbers[key].__getitem__, values), np.int64, size)

    def number(self, key: Key, values: Iterable[Value | None]) -> list[int]:
        """The same of a few values."""
        return list(map(self._numbers[key].__getitem__, values))

    def values(self, key: Key) -> list[Value | None]:
        """The values by number."""
        numbers, listed = self._numbers[key], self._listed.get(key)
        if listed is None or len(listed) < len(numbers):
            listed = self._listed[key] = list(numbers)
        return listed

    def join(self, columns: Iterable[tuple[Key, Integers]]) -> tuple[list[Value | None], list[Integers]]:
        """The values of several columns as one list, and their numbers among these."""
        joined: list[Value | None] = [None]
        behind: dict[Key, int] = {}
        found = []
        for key, codes in columns:
            if key not in behind:
                behind[key] = len(joined) - 1
                joined += self.values(key)[1:]
            found.append(np.where(codes == NOTHING, NOTHING, codes + behind[key]) if behind[key] else codes)
        return joined, found

    def named(self, key: Key, words: Integers) -> Integers:
        """Words as values, which are texts."""
        met = np.flatnonzero(np.bincount(words, minlength=1))
        texts, codes = self._words.texts(), np.zeros(len(self._words), np.int64)
        codes[met] = self.code(key, [texts[word] for word in met.tolist()], len(met))
        return codes[words]

    def words(self, key: Key, codes: Integers) -> Integers:
        """Values, which are texts, as words."""
        named = self._named.get(key)
        if named is None or len(named) < len(self._numbers[key]):
            named = self._named[key] = self._words.number(self._numbers[key], len(self._numbers[key]))
        return named[codes]


def pair(logs: Integers, words: Integers) -> Integers:
    """Words of logs, each with its log as one number. They are in order by log."""
    return (logs << WORD_BITS) + words


def logs_of(pairs: Integers) -> Integers:
    """The logs of pairs."""
    return pairs >> WORD_BITS


def are_among(pairs: Integers, known: Integers) -> NDArray[np.bool_]:
    """Which of the pairs are ``known``; these are sorted."""
    if not len(known):
        return np.zeros(len(pairs), np.bool_)
    found: NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, pairs), len(known) - 1)] == pairs
    return found
