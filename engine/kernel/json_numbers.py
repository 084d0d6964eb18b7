"""Compiled: texts and names as numbers, by hash tables that hold their seals."""

from __future__ import annotations

from afterword.engine.kernel.json_blocks import BLOCK, Seal
from afterword.engine.kernel.json_room import N_SEAL, N_SIZE, NAME, S_BEGIN, S_CODE, S_ROW, S_SEAL, S_SIZE, SEEN, Keys, Work
from afterword.engine.kernel.json_text import Text, are_alike, hash_seal, seal
from afterword.engine.kernel.keep_compiled import compiled, inlined
from afterword.engine.kernel.memory import Memory

FEW = 2**12
"""Places of the table of texts to begin with: what is small stays close to the processor."""


@inlined
def number_text(text: Text, begin: int, end: int, slot: int, keys: Keys, work: Work) -> int:
    """The number of a text among all that were seen. It has a code of its own in its row, from 1 on."""
    data = text.data
    size = end - begin
    own = seal(text, begin, end)
    place = hash_seal(own, slot) & work.last[0]
    while work.table[place] != 0:
        seen = (work.table[place] - 1) * SEEN
        if (
            _is_sealed(work.entries, seen + S_SEAL, own)
            and work.entries[seen + S_ROW] == slot
            and work.entries[seen + S_SIZE] == size
            and (size <= BLOCK or are_alike(data, begin, data, work.entries[seen + S_BEGIN], size))
        ):
            return int(seen // SEEN)
        place = (place + 1) & work.last[0]
    seen = work.counts[keys.named + 1] * SEEN
    work.counts[slot] += 1
    work.counts[keys.named + 1] += 1
    work.table[place] = work.counts[keys.named + 1]
    work.entries[seen + S_ROW], work.entries[seen + S_BEGIN], work.entries[seen + S_SIZE] = slot, begin, size
    work.entries[seen + S_CODE] = work.counts[slot]
    words = seen + S_SEAL
    work.entries[words], work.entries[words + 1], work.entries[words + 2], work.entries[words + 3] = own
    if 2 * work.counts[keys.named + 1] > work.last[0]:
        _spread(keys, work)
    return int(seen // SEEN)


@inlined
def _is_sealed(words: Memory, at: int, own: Seal) -> bool:
    """Whether a seal stands there."""
    return words[at] == own[0] and words[at + 1] == own[1] and words[at + 2] == own[2] and words[at + 3] == own[3]


@compiled
def _spread(keys: Keys, work: Work) -> None:
    """Give the texts twice the places in the table."""
    clear_table(work, 2 * (work.last[0] + 1))
    for number in range(work.counts[keys.named + 1]):
        seen = number * SEEN
        words = seen + S_SEAL
        own = int(work.entries[words]), int(work.entries[words + 1]), int(work.entries[words + 2]), int(work.entries[words + 3])
        place = hash_seal(own, work.entries[seen + S_ROW]) & work.last[0]
        while work.table[place] != 0:
            place = (place + 1) & work.last[0]
        work.table[place] = number + 1


@inlined
def clear_table(work: Work, places: int) -> None:
    """Have so many places in the table, and nothing in it."""
    work.last[0] = places - 1
    for place in range(places):
        work.table[place] = 0


@inlined
def find_name(text: Text, begin: int, end: int, keys: Keys) -> int:
    """The number of a name; below 0 where nothing is called like that."""
    data = text.data
    size = end - begin
    own = seal(text, begin, end)
    place = hash_seal(own, 0) & keys.last
    while keys.name_table[place] >= 0:
        name = keys.name_table[place]
        mark = name * NAME
        if (
            _is_sealed(keys.marks, mark + N_SEAL, own)
            and keys.marks[mark + N_SIZE] == size
            and (size <= BLOCK or are_alike(data, begin, keys.names, keys.name_from[name], size))
        ):
            return int(name)
        place = (place + 1) & keys.last
    return -1
