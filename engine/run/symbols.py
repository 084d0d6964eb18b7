"""Numbers for the texts and lists of one log."""

from __future__ import annotations

from typing import TypeAlias

from afterword.engine.compile.program import MISSING
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import Kind

Symbol: TypeAlias = str | tuple[str, ...] | tuple[int, ...]


class Symbols:
    """Numbers for texts and lists: equal values, equal numbers, given in the order in which values come in."""

    def __init__(self) -> None:
        """No symbol yet."""
        self.numbers: dict[Symbol, int] = {}
        self._values: list[Symbol] = []

    @property
    def values(self) -> list[Symbol]:
        """The values by their numbers."""
        if len(self._values) != len(self.numbers):
            self._values = list(self.numbers)
        return self._values

    def number(self, value: Symbol) -> int:
        """The number of a value, a new one where it is met for the first time."""
        return self.numbers.setdefault(value, len(self.numbers))

    def encode(self, value: Value | None) -> int:
        """A value that is no time, as the integer of its column."""
        if isinstance(value, str | tuple):
            return self.number(value)
        return MISSING if value is None else int(value)

    def decode(self, number: int, kind: tuple[Kind, bool]) -> Value | None:
        """The value in a column that is no time."""
        if number == MISSING:
            return None
        match kind:
            case (Kind.BOOLEAN, False):
                return bool(number)
            case (Kind.INTEGER, False):
                return number
            case _:
                return self.values[number]
