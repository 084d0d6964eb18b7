"""Compiled: where things end in JSON, and what tells texts apart. Every text ends with a break, at which all of this stops."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from afterword.engine.kernel.json_blocks import BLOCK, Seal, count_byte, count_plain, stir, stir_words, take, take_bytes
from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.memory import Memory, pointer_to

QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE, LIST, LIST_END, SPACE, TAB, BREAK, _N, _U, _L = b'"\\:,{}[] \t\nnul'
FAIL = -1
_THIRD, _FOURTH, _MORE = 0x2545F4914F6CDD1D, 0x369DEA0F31A53F85, 0x9E3779B1  # odd, and without a pattern


class Text(NamedTuple):
    """A text as compiled functions get it: ``data``, and once more the end of it, from ``end_from`` on, with a block behind that."""

    data: Any
    end: Any
    end_from: int


def make_text(data: bytes) -> Text:
    """A text, as arrays."""
    end_from = max(len(data) - BLOCK, 0)
    return Text(np.frombuffer(data, np.uint8), np.frombuffer(data[end_from:] + bytes(2 * BLOCK), np.uint8), end_from)


@inlined
def bare_text(text: Text) -> Text:
    """A text as bare pointers."""
    return Text(pointer_to(text.data), pointer_to(text.end), text.end_from)


@keep_compiled
def count_in(text: Text, byte: int) -> int:
    """How often a byte is in a text."""
    bare, count, at = bare_text(text), 0, 0
    while at < bare.end_from:
        count += count_byte(bare.data, at, byte)
        at += BLOCK
    return count + count_byte(bare.end, at - bare.end_from, byte)


@inlined
def are_alike(data: Memory, begin: int, others: Memory, other: int, size: int) -> bool:
    """Whether so many bytes are the same at two places."""
    for place in range(size):  # noqa: SIM110 - compiled
        if data[begin + place] != others[other + place]:
            return False
    return True


@inlined
def skip(data: Memory, at: int) -> int:
    """Where blanks end."""
    while data[at] == SPACE or data[at] == TAB:
        at += 1
    return at


@inlined
def is_null(data: Memory, at: int) -> bool:
    """Whether null stands there."""
    return data[at] == _N and data[at + 1] == _U and data[at + 2] == _L and data[at + 3] == _L


@inlined
def seal(text: Text, begin: int, end: int) -> Seal:
    """Words that tell a text from most others of its size; up to `BLOCK` bytes, from all."""
    return _take(text, begin, end - begin) if end - begin <= BLOCK else _seal_long(text, begin, end)


@compiled
def _seal_long(text: Text, begin: int, end: int) -> Seal:
    found = _take(text, begin, BLOCK)
    for at in range(begin + BLOCK, end, BLOCK):
        more = _take(text, at, min(end - at, BLOCK))
        found = stir(found[0], more[0]), stir(found[1], more[1]), stir(found[2], more[2]), stir(found[3], more[3])
    return found


@inlined
def _take(text: Text, at: int, size: int) -> Seal:
    block, place = _block(text, at)
    return take(block, place, size)


@inlined
def _block(text: Text, at: int) -> tuple[Memory, int]:
    """Where there is a whole block from a place on."""
    return (text.data, at) if at < text.end_from else (text.end, at - text.end_from)


@inlined
def hash_seal(found: Seal, more: int) -> int:
    """A seal as one word, with something more about the text."""
    return stir(found[0] + found[2] * _THIRD, found[1] + found[3] * _FOURTH) ^ (more * _MORE)


@inlined
def find_text_end(text: Text, at: int) -> int:
    """Where a text ends that begins with a quote. It has no control characters in it."""
    data = text.data
    at += 1
    while True:
        block, place = _block(text, at)
        plain = count_plain(block, place)
        at += plain
        if plain == BLOCK:
            continue
        if data[at] == QUOTE:
            return at + 1
        if data[at] != BACKSLASH or data[at + 1] < SPACE:
            return FAIL
        at += 2


@inlined
def find_end(text: Text, at: int) -> int:
    """Where a text, a number, a truth or a list of such ends. Nothing else is a value here."""
    data = text.data
    byte = int(data[at])
    if byte == QUOTE:
        return find_text_end(text, at)
    if byte == LIST:
        return _find_list_end(text, at)
    begin = at
    if byte == OPEN or byte == _N:  # noqa: PLR1714, SIM109 - compiled, and so is the next one
        return FAIL
    while byte > SPACE and byte != COMMA and byte != CLOSE and byte != QUOTE and byte != LIST_END:  # noqa: PLR1714
        at += 1
        byte = int(data[at])
    return at if at > begin else FAIL


@inlined
def _find_list_end(text: Text, at: int) -> int:
    """The same of a list, which has none in it."""
    data = text.data
    at += 1
    while True:
        byte = int(data[at])
        if byte < SPACE or byte == OPEN or byte == LIST:  # noqa: PLR1714, SIM109
            return FAIL
        if byte == QUOTE:
            at = find_text_end(text, at)
            if at == FAIL:
                return FAIL
        else:
            at += 1
            if byte == LIST_END:
                return at


def seal_name(name: bytes) -> tuple[Seal, int]:
    """The seal of a name, as that of a text, and the hash of it."""
    found, *more = (take_bytes(name, at, BLOCK) for at in range(0, max(len(name), 1), BLOCK))
    for block in more:
        first, second, third, fourth = map(stir_words, found, block)
        found = first, second, third, fourth
    return found, stir_words(found[0] + found[2] * _THIRD, found[1] + found[3] * _FOURTH)
