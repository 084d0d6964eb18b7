"""A candidate's log, read and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from afterword.engine.reading.nodes import Place
from afterword.engine.spans import Source
from afterword.engine.times.model import Interval

Value: TypeAlias = str | int | bool | Interval | tuple[str, ...] | tuple[int, ...]
"""A field's value: text, enum, zone and ids as str, DECIMAL too (see `engine.log.decimals`); DATE and TIME as Interval; lists as tuples."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. ``position`` counts from 0 in the order of the file; ``zone`` is the calendar that counts for it."""

    id: str
    type: str
    when: Interval
    day_only: bool
    zone: str
    position: int
    fields: Mapping[str, Value]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """An entity the log lists, or that an event introduced."""

    kind: str
    id: str
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Waiver:
    """A duty the candidate was excused from: all cases of ``rule`` whose about holds ``about``, up to ``until`` (microseconds)."""

    rule: str
    about: Mapping[str, str]
    reason: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """A whole log: events in the order of the file, entities by kind and id. ``zone`` is ``UTC`` where the log names none.

    From ``ended`` on (microseconds, UTC) nothing more will happen; ``None`` where more may come.
    """

    source: Source
    candidate: str | None
    zone: str
    holidays: frozenset[date]
    records: Mapping[str, Mapping[str, Record]]
    events: tuple[Event, ...]
    waivers: tuple[Waiver, ...] = ()
    ended: int | None = None

    def has_ended(self, as_of: int) -> bool:
        """Whether all that will ever be in the log has happened by a moment."""
        return self.ended is not None and self.ended <= as_of
