"""Compiled: where things end in JSON, and hashes of what stands there. Every text ends with a break, at which all of this stops."""

from __future__ import annotations

from afterword.engine.kernel.keep_compiled import inlined
from afterword.engine.kernel.memory import Memory

QUOTE, BACKSLASH, COLON, COMMA, OPEN, CLOSE, LIST, LIST_END, SPACE, TAB, BREAK, _N, _U, _L = b'"\\:,{}[] \t\nnul'
FAIL = -1
PRIME = 0x1000193
_SEED, _MASK = 0x11C9DC5, 0x7FFFFFFF


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
def mix(hashed: int, byte: int) -> int:
    """A hash with one more byte, below 2**31 so that it never grows too large on the way."""
    return ((hashed ^ byte) * PRIME) & _MASK


@inlined
def find_text_end(data: Memory, at: int) -> tuple[int, int]:
    """Where a text ends that begins with a quote, and its hash. It has no control characters in it."""
    hashed = _SEED
    while True:
        at += 1
        byte = int(data[at])
        if byte == QUOTE:
            return at + 1, hashed
        if byte == BACKSLASH:
            hashed = mix(hashed, byte)
            at += 1
            byte = int(data[at])
        if byte < SPACE:
            return FAIL, 0
        hashed = mix(hashed, byte)


@inlined
def find_end(data: Memory, at: int) -> tuple[int, int]:
    """Where a text, a number, a truth or a list of such ends, and its hash. Nothing else is a value here."""
    byte = int(data[at])
    if byte == QUOTE:
        return find_text_end(data, at)
    if byte == LIST:
        return _find_list_end(data, at)
    hashed, begin = _SEED, at
    if byte == OPEN or byte == _N:  # noqa: PLR1714, SIM109 - compiled, and so is the next one
        return FAIL, 0
    while byte > SPACE and byte != COMMA and byte != CLOSE and byte != QUOTE and byte != LIST_END:  # noqa: PLR1714
        hashed = mix(hashed, byte)
        at += 1
        byte = int(data[at])
    return at if at > begin else FAIL, hashed


@inlined
def _find_list_end(data: Memory, at: int) -> tuple[int, int]:
    """The same of a list, which has none in it."""
    hashed = mix(_SEED, LIST)
    at += 1
    while True:
        byte = int(data[at])
        if byte < SPACE or byte == OPEN or byte == LIST:  # noqa: PLR1714, SIM109
            return FAIL, 0
        if byte == QUOTE:
            end, part = find_text_end(data, at)
            if end == FAIL:
                return FAIL, 0
            hashed, at = mix(hashed, part), end
        else:
            hashed, at = mix(hashed, byte), at + 1
            if byte == LIST_END:
                return at, hashed


def hash_name(name: bytes) -> int:
    """The hash of a name, as that of a text."""
    hashed = _SEED
    for byte in name:
        hashed = ((hashed ^ byte) * PRIME) & _MASK  # as `mix`, which would have to be compiled for this
    return hashed
