"""Numbers for the texts and lists of one log."""

from __future__ import annotations

from afterword.engine.compile.program import MISSING
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import Kind


class Symbols:
    """Numbers for texts and lists: equal values, equal numbers."""

    def __init__(self) -> None:
        """No symbol yet."""
        self.values: list[str | tuple[str, ...] | tuple[int, ...]] = []
        self._numbers: dict[str | tuple[str, ...] | tuple[int, ...], int] = {}

    def number(self, value: str | tuple[str, ...] | tuple[int, ...]) -> int:
        """The number of a value, a new one where it is met for the first time."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found

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
