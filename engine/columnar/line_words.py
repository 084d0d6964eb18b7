"""Names as numbers: all that lines name is numbered for one batch, so that what a log knows and what it names are compared at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value

NOTHING, EMPTY = 0, 1
"""Stand for no text, and for the one without a character."""
NO_PAIRS = np.zeros(0, np.int64)
_LOG = 32  # bits of a pair that are left to the word


class Words:
    """The words of a batch, numbered."""

    def __init__(self) -> None:
        """None yet, but for the empty one."""
        self._numbers: defaultdict[Value | None, int] = defaultdict(count(2).__next__, {None: NOTHING, "": EMPTY})

    def number(self, texts: Iterable[Value | None], size: int) -> Integers:
        """The numbers of so many texts."""
        return np.fromiter(map(self._numbers.__getitem__, texts), np.int64, size)


def pair(logs: Integers, words: Integers) -> Integers:
    """Words of logs, each with its log as one number. They are in order by log."""
    return (logs << _LOG) + words


def logs_of(pairs: Integers) -> Integers:
    """The logs of pairs."""
    return pairs >> _LOG


def words_of(pairs: Integers) -> Integers:
    """The words of pairs."""
    return pairs & ((1 << _LOG) - 1)


def are_among(pairs: Integers, known: Integers) -> NDArray[np.bool_]:
    """Which of the pairs are ``known``; these are sorted."""
    if not len(known):
        return np.zeros(len(pairs), np.bool_)
    return known[np.minimum(np.searchsorted(known, pairs), len(known) - 1)] == pairs
