"""Compiled: what names of things have to do with each other, log by log.

Names are words, which are numbers, and those of one log follow those of the one before. So one look at each name is enough: ``stamps`` say,
by word, in which log it was met last, counted from 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from afterword.engine.kernel.keep_compiled import keep_compiled
from afterword.engine.kernel.memory import Integers


@keep_compiled
def find_unknown(owners: Integers, words: Integers, known_owners: Integers, known: Integers, size: int) -> NDArray[np.bool_]:
    """Which words (of ``size``) are none of those that are ``known`` in their log. Nothing (0) need not be known."""
    stamps = np.zeros(size, np.int64)
    unknown = np.zeros(len(words), np.bool_)
    at = 0
    for place in range(len(words)):
        log = owners[place]
        while at < len(known) and known_owners[at] <= log:
            stamps[known[at]] = known_owners[at] + 1
            at += 1
        unknown[place] = words[place] != 0 and stamps[words[place]] != log + 1
    return unknown


@keep_compiled
def find_again(owners: Integers, words: Integers, size: int) -> NDArray[np.bool_]:
    """Which words stand before in their log."""
    stamps = np.zeros(size, np.int64)
    again = np.zeros(len(words), np.bool_)
    for place in range(len(words)):
        again[place] = stamps[words[place]] == owners[place] + 1
        stamps[words[place]] = owners[place] + 1
    return again


@keep_compiled
def match_owners(
    logs: Integers,
    names: Integers,
    said: Integers,
    told_logs: Integers,
    told_names: Integers,
    told_owners: Integers,
    size: int,
) -> tuple[Integers, NDArray[np.bool_]]:
    """Who each name belongs to: as is ``said`` of it, or else as others are ``told`` to; and of both, behind one another, who differs."""
    stamps, owned = np.zeros(size, np.int64), np.zeros(size, np.int64)
    owners, differs = said.copy(), np.zeros(len(names) + len(told_names), np.bool_)
    place = at = 0
    while place < len(names) or at < len(told_names):
        log = min(logs[place] if place < len(names) else told_logs[at], told_logs[at] if at < len(told_names) else logs[place])
        begin = place
        while place < len(names) and logs[place] == log:
            if said[place]:
                differs[place] = stamps[names[place]] == log + 1 and owned[names[place]] != said[place]
                stamps[names[place]], owned[names[place]] = log + 1, said[place]
            place += 1
        while at < len(told_names) and told_logs[at] == log:
            name = told_names[at]
            if name and told_owners[at]:
                differs[len(names) + at] = stamps[name] == log + 1 and owned[name] != told_owners[at]
                stamps[name], owned[name] = log + 1, told_owners[at]
            at += 1
        for one in range(begin, place):
            if not owners[one] and stamps[names[one]] == log + 1:
                owners[one] = owned[names[one]]
    return owners, differs


def compile_names() -> None:
    """Have compiled what the first lines would wait for."""
    nothing = np.zeros(0, np.int64)
    find_unknown(nothing, nothing, nothing, nothing, 0)
    find_again(nothing, nothing, 0)
    match_owners(nothing, nothing, nothing, nothing, nothing, nothing, 0)
