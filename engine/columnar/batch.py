"""Many logs, laid out by type of event and kind of entity: what rows are made of, wherever the logs come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value


class Things(Protocol):
    """Events of one type, or entities of one kind, of all logs: by log, and in each in its order."""

    @property
    def logs(self) -> Integers:
        """The number of the log that each is of."""

    @property
    def ids(self) -> Integers:
        """Events: the place of each in its log's order. Entities: their place in their log's list."""

    def __len__(self) -> int:
        """How many there are."""

    def column(self, name: str) -> Sequence[Value | None]:
        """A field of each; `id` and `type` are fields too."""


class Times(NamedTuple):
    """All events, by log and in each in its order: both readings, and the number of the zone whose calendar counts."""

    event_from: Integers
    lo: Integers
    hi: Integers
    zone: Integers


class Batch(NamedTuple):
    """Logs, numbered from 0; ``home`` and ``calendar`` are numbers of `Surroundings`."""

    times: Times
    events: Mapping[str, Things]
    records: Mapping[str, Things]
    as_of: Integers
    ended: Integers
    home: Integers
    calendar: Integers
