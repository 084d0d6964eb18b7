"""Compiled: a block of a text at once, by what processors have for that. Where nothing is compiled plain Python does the same."""

from __future__ import annotations

from collections.abc import Callable
from struct import unpack
from typing import Any, TypeAlias

from numba import config
from numba.core.cgutils import ir, pack_array
from numba.extending import intrinsic
from numba.types import UniTuple, int64

from afterword.engine.kernel.memory import Memory

BLOCK = 32
"""Bytes of a block: four words."""
Seal: TypeAlias = tuple[int, int, int, int]
FIRST, SECOND = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers without a pattern."""
_QUOTE, _BACKSLASH, _SPACE = b'"\\ '
_THIRD = 0xD6E8FEB86659FD93
_HALF, _WORD, _WORDS = 32, 64, BLOCK // 8
_ALL, _SIGN = (1 << _WORD) - 1, 1 << (_WORD - 1)
_BYTE, _LONG = ir.IntType(8), ir.IntType(_WORD)
_BYTES = ir.VectorType(_BYTE, BLOCK)


def _load(builder: Any, data: Any, at: Any) -> Any:  # noqa: ANN401 - numba's own, as all here
    return builder.load(builder.bitcast(builder.gep(data, [at]), _BYTES.as_pointer()), align=1)


def _fill(builder: Any, byte: Any) -> Any:  # noqa: ANN401
    place = ir.IntType(32)
    one = builder.insert_element(_each(0), builder.trunc(byte, _BYTE), ir.Constant(place, 0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(place, BLOCK), [0] * BLOCK))


def _each(byte: int) -> Any:  # noqa: ANN401
    return ir.Constant(_BYTES, [byte] * BLOCK)


def _count_plain(_: object, data: Any, at: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def find(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        block = _load(builder, *arguments)
        is_text_end = builder.or_(*(builder.icmp_unsigned("==", block, _each(byte)) for byte in (_QUOTE, _BACKSLASH)))
        is_stop = builder.or_(is_text_end, builder.icmp_unsigned("<", block, _each(_SPACE)))
        stops = builder.zext(builder.bitcast(is_stop, ir.IntType(BLOCK)), _LONG)
        return builder.cttz(builder.or_(stops, ir.Constant(_LONG, 1 << BLOCK)), ir.Constant(ir.IntType(1), 1))

    return int64(data, at), find


def count_plain_bytes(data: Any, at: int) -> int:  # noqa: ANN401 - bytes, or an array of them
    """As `count_plain`."""
    return next((place for place in range(BLOCK) if (byte := data[at + place]) < _SPACE or byte in (_QUOTE, _BACKSLASH)), BLOCK)


def _count_byte(_: object, data: Any, at: Any, byte: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def find(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        data, at, byte = arguments
        alike = builder.icmp_unsigned("==", _load(builder, data, at), _fill(builder, byte))
        return builder.zext(builder.ctpop(builder.bitcast(alike, ir.IntType(BLOCK))), _LONG)

    return int64(data, at, byte), find


def count_bytes(data: Any, at: int, byte: int) -> int:  # noqa: ANN401
    """As `count_byte`."""
    return bytes(data[at : at + BLOCK]).count(byte)


def _take(_: object, data: Any, at: Any, size: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def find(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        data, at, size = arguments
        inside = builder.icmp_unsigned("<", ir.Constant(_BYTES, list(range(BLOCK))), _fill(builder, size))
        block = builder.select(inside, _load(builder, data, at), _each(0))
        words = builder.bitcast(block, ir.VectorType(_LONG, _WORDS))
        return pack_array(builder, [builder.extract_element(words, ir.Constant(ir.IntType(32), place)) for place in range(_WORDS)])

    return UniTuple(int64, _WORDS)(data, at, size), find


def take_bytes(data: Any, at: int, size: int) -> Seal:  # noqa: ANN401
    """As `take`."""
    first, second, third, fourth = unpack("<4q", bytes(data[at : at + size]).ljust(BLOCK, b"\0"))
    return first, second, third, fourth


def _stir(_: object, one: Any, other: Any) -> tuple[Any, Callable[..., Any]]:  # noqa: ANN401
    def find(_: Any, builder: Any, __: Any, arguments: Any) -> Any:  # noqa: ANN401
        def fold(word: Any) -> Any:  # noqa: ANN401
            return builder.xor(word, builder.lshr(word, ir.Constant(_LONG, _HALF)))

        first, second = (builder.mul(word, ir.Constant(_LONG, by)) for word, by in zip(arguments, (FIRST, SECOND), strict=True))
        return fold(builder.mul(fold(builder.xor(first, second)), ir.Constant(_LONG, _THIRD)))

    return int64(one, other), find


def stir_words(one: int, other: int) -> int:
    """As `stir`."""
    mixed = (int(one) * FIRST ^ int(other) * SECOND) & _ALL  # numbers of numpy would be too small
    mixed = (mixed ^ mixed >> _HALF) * _THIRD & _ALL
    mixed ^= mixed >> _HALF
    return (mixed ^ _SIGN) - _SIGN


count_plain: Callable[[Memory, int], int] = count_plain_bytes if config.DISABLE_JIT else intrinsic(_count_plain)
"""How many bytes of a block stand before a quote, a backslash or a control character. All of it must be there to be looked at."""
count_byte: Callable[[Memory, int, int], int] = count_bytes if config.DISABLE_JIT else intrinsic(_count_byte)
"""How often a byte is in a block."""
take: Callable[[Memory, int, int], Seal] = take_bytes if config.DISABLE_JIT else intrinsic(_take)
"""So many bytes of a block as words, with nothing behind the last one. All of it must be there to be looked at."""
stir: Callable[[int, int], int] = stir_words if config.DISABLE_JIT else intrinsic(_stir)
"""Two words as one, each bit of which hangs on all of theirs."""
