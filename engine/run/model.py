"""What an executor finds out, before any of it is put into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from afterword.engine.language.rule import Rule
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import Standing, State


class Fact(NamedTuple):
    """A conclusion of a fact rule. ``when`` is the time of the latest event it rests on (``None``: it rests on records alone)."""

    name: str
    when: Interval | None
    zone: str
    fields: Mapping[str, Value]
    evidence: tuple[Event, ...]


class Item(NamedTuple):
    """A member of a list field of an event, as `item_of` binds it. ``entity`` is the kind of entity that it names, if any."""

    value: str
    entity: str | None


Bound: TypeAlias = Event | Fact | Record | Item


class Verdict(NamedTuple):
    """The state of one case of one rule.

    ``rule`` is without its insides (see `engine.language.rule_face`). ``bound`` holds the case's aliases in the order of `for_each`;
    ``since``, ``opens`` and ``due`` are microseconds (UTC); ``event`` is the event that decided it (the match, the late one, the forbidden
    one) where there is one; ``fields`` the fields that failed a `require`; ``count`` how many matches `at_most` counted, this one
    included; ``evidence`` every event it rests on, in the log's order; ``zone`` the calendar of the case; ``standing`` whether anything
    that may yet happen can change it, ``None`` for advice that expects nothing. A waiver changes the state alone.
    """

    rule: Rule
    state: State
    bound: Mapping[str, Bound]
    zone: str
    since: Interval | None = None
    opens: int | None = None
    due: int | None = None
    event: Event | None = None
    fields: tuple[str, ...] = ()
    count: int = 0  # type: ignore[assignment]  # (nobody counts how often a verdict holds something)
    evidence: tuple[Event, ...] = ()
    waived_because: str | None = None
    standing: Standing | None = None
