"""Tests of fields against constants, made ready once for all rows that they are put to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Op, Test
from afterword.engine.log.model import Value

Fields: TypeAlias = Mapping[str, Value]
Flag: TypeAlias = Callable[[Fields], bool]


def make_flag(tests: tuple[Test, ...]) -> Flag:
    """Whether fields pass all tests, whose operands are literals."""
    flags = tuple(map(_make_one, tests))
    if len(flags) == 1:
        return flags[0]
    return lambda fields: all(one(fields) for one in flags)


def _make_one(test: Test) -> Flag:
    name, op, value = test.field, test.op, test.value
    match op:
        case Op.PRESENT if value is True:
            return lambda fields: fields.get(name) is not None
        case Op.PRESENT:
            return lambda fields: fields.get(name) is None
        case Op.IS if is_word(value):
            return lambda fields: fields.get(name) == value
        case Op.IS if isinstance(value, bool):
            return lambda fields: fields.get(name) is value
        case Op.ONE_OF if isinstance(value, tuple) and all(map(is_word, value)):
            words = frozenset(value)
            return lambda fields: fields.get(name) in words
        case _:
            return lambda fields: passes(op, fields.get(name), value)


def is_word(value: object) -> bool:
    """Whether a value equals only what is written like it: a text that no number could be written as."""
    return isinstance(value, str) and not value[:1].isdigit() and not value.startswith(("-", "+", "."))
