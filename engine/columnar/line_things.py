"""Events of one type, and entities of one kind, of many logs that were read from lines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from afterword.engine.columnar.line_columns import Values
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value


class Events:
    """All events of one type: their places among all, their fields, and which of them count."""

    def __init__(self, name: str, places: Integers, columns: dict[str, Values], owner: Integers, seq: Integers, ids: Sequence[str]) -> None:  # noqa: PLR0913, PLR0917
        self.name = name
        self.places = places
        self.columns = columns
        chosen = np.flatnonzero(seq[places] >= 0)
        own = places[chosen]
        order = np.lexsort((seq[own], owner[own]))
        self._chosen = chosen[order]
        self._is_all = len(chosen) == len(places) and bool((self._chosen[1:] > self._chosen[:-1]).all())
        self.logs = owner[places][self._chosen]
        self.ids = seq[places][self._chosen]
        self._ids = ids

    def __len__(self) -> int:
        """How many count."""
        return len(self.logs)

    def column(self, name: str) -> Sequence[Value | None]:
        """A field of those that count."""
        if name == "type":
            return [self.name] * len(self)
        if name == "id":
            return [self._ids[place] for place in self.places[self._chosen].tolist()]
        values = self.columns.get(name)
        if values is None:
            return [None] * len(self)
        return values if self._is_all else [values[place] for place in self._chosen.tolist()]


class Entities:
    """All entities of one kind."""

    def __init__(self, logs: list[int], places: list[int], names: list[str], columns: dict[str, Values]) -> None:
        self.logs, self.ids = np.array(logs, np.int64), np.array(places, np.int64)
        self.names = names
        self.columns = columns

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names)

    def column(self, name: str) -> Sequence[Value | None]:
        """A field of each."""
        return self.names if name == "id" else self.columns.get(name) or [None] * len(self)
