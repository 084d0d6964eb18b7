"""What a case binds, as explanations need it: facts remember the rule and the case that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from afterword.engine.language.rule import Ref, Rule
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.log.normalise import log_order
from afterword.engine.run.criteria import value_of
from afterword.engine.run.model import Bound, Fact, Item


@dataclass(frozen=True, slots=True, eq=False)
class Concluded:
    """A fact, the event it counts as (the latest it rests on, or the start of the log), and the rule and case that concluded it.

    ``number`` counts facts in the order in which they are concluded, from 1.
    """

    fact: Fact
    event: Event
    rule: Rule
    scope: Scope
    number: int = 0


Row: TypeAlias = Event | Concluded | Record | Item

Hit: TypeAlias = Event | Concluded
"""What has a time."""

Scope: TypeAlias = Mapping[str, Row]
"""What a case has bound so far, by alias."""


def bound_of(row: Row) -> Bound:
    """The same without where it comes from."""
    return row.fact if isinstance(row, Concluded) else row


def event_of(hit: Hit) -> Event:
    """The event that it is, or counts as."""
    return hit.event if isinstance(hit, Concluded) else hit


def field_of(row: Row, name: str | None) -> Value | None:
    """A field, or what the alias alone stands for."""
    if isinstance(row, Concluded) and name == "at":
        return row.event.when
    return value_of(bound_of(row), name)


def resolve(ref: Ref, scope: Scope) -> Value | None:
    """What a reference stands for in a case."""
    return field_of(scope[ref.alias], ref.field)


def place_of(hit: Hit) -> tuple[int, int, int]:
    """Where it stands in the order of the log."""
    return log_order(event_of(hit))


def turn_of(hit: Hit) -> tuple[int, int, int, int]:
    """In which order things are looked at: facts come after the event that they count as."""
    return (*place_of(hit), hit.number if isinstance(hit, Concluded) else 0)


def evidence_of(rows: Iterable[Row]) -> tuple[Event, ...]:
    """The events of the log that rows are or rest on, each once, in the order of the log."""
    events: dict[str, Event] = {}
    for row in rows:
        match row:
            case Event():
                events[row.id] = row
            case Concluded(fact=fact):
                events.update((event.id, event) for event in fact.evidence)
            case Record() | Item():
                pass
    events.pop(START_ID, None)
    return tuple(sorted(events.values(), key=log_order))


START_ID = ""
"""The id of what stands for the start of the log; no event has it."""
