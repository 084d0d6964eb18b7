"""Blocks of bytes: what compiled code sees in them is what plain Python sees."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

pytest.importorskip("numba")

from afterword.engine.kernel.json_blocks import (
    BLOCK,
    count_byte,
    count_bytes,
    count_plain,
    count_plain_bytes,
    stir,
    stir_words,
    take,
    take_bytes,
)
from afterword.engine.kernel.json_text import count_in, make_text
from afterword.engine.kernel.keep_compiled import compiled
from afterword.engine.kernel.memory import Bytes, pointer_to


@compiled
def _look(data: Bytes, at: int, size: int) -> tuple[int, int, tuple[int, int, int, int], int]:
    """All of it, as compiled."""
    text = pointer_to(data)
    words = take(text, at, size)
    return count_plain(text, at), count_byte(text, at, 34), words, stir(words[0], words[1])


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 16, 31, BLOCK])
def test_what_blocks_hold(size: int) -> None:
    """Bytes before a quote, a backslash or a control character, bytes as words, and words made one."""
    dice = Random(size)
    for _ in range(50):
        data, at = bytes(dice.choices(b'ab"\\\x01\x1f \x7f\x80\xff' + bytes(range(48, 122)), k=3 * BLOCK)), dice.randrange(BLOCK)
        words = take_bytes(data, at, size)
        found = count_plain_bytes(data, at), count_bytes(data, at, 34), words, stir_words(words[0], words[1])
        assert _look(np.frombuffer(data, np.uint8), at, size) == found


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 64, 100])
def test_counts(size: int) -> None:
    """Bytes of a text are counted to its very end, and not behind that."""
    data = bytes(Random(size).choices(b"\n:", k=size))
    assert count_in(make_text(data), 10) == data.count(b"\n")
