"""Many logs, laid out by field: what rows are made of, wherever the logs come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from afterword.engine.kernel.memory import Coded, Integers
from afterword.engine.log.model import Value


class Things(Protocol):
    """All events, or all entities of one kind, of all logs: each has a place, whether it counts or not."""

    def __len__(self) -> int:
        """How many there are."""

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values that a field has, from `None` on. The place of each thing gets the code of its own, which is where that stands.

        `id` is a field, too, and `type` one of events. Values that differ in kind have codes of their own: 1 and true are equal.
        """


class Events(Things, Protocol):
    """All events."""

    @property
    def names(self) -> Sequence[str]:
        """The types that there are."""

    @property
    def kinds(self) -> Integers:
        """Of each event that counts, by log and in its order: which of these types it is of."""

    @property
    def places(self) -> Integers:
        """Of each event that counts: its place."""


class Entities(Things, Protocol):
    """All entities of one kind, by log and in its order."""

    @property
    def logs(self) -> Integers:
        """The number of the log that each is of."""


class Times(NamedTuple):
    """All events that count, by log and in each in its order: both readings, and the number of the zone whose calendar counts."""

    event_from: Integers
    lo: Integers
    hi: Integers
    zone: Integers


class Batch(NamedTuple):
    """Logs, numbered from 0; ``home`` and ``calendar`` are numbers of `Surroundings`."""

    times: Times
    events: Events
    records: Mapping[str, Entities]
    as_of: Integers
    ended: Integers
    home: Integers
    calendar: Integers
