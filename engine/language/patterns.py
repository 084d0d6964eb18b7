"""What rules look for: patterns, conditions and targets, frozen, with every reference and window typed.

`docs/rules.md` says what each part means; the names are those of the YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import Enum
from typing import TypeAlias

from afterword.engine.language.rule import NO_WINDOW, Literal, Ref, Test, TimeExpr, Window
from afterword.engine.spans import Span
from afterword.engine.times.model import Duration


@dataclass(frozen=True, slots=True)
class EventSource:
    """Events of any of ``types``; an empty tuple is every event (`event: any`)."""

    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactSource:
    """Facts that rules of kind `fact` conclude."""

    name: str


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Entities of one kind, listed in the log or introduced by its events (`record: person`)."""

    entity: str


@dataclass(frozen=True, slots=True)
class ItemSource:
    """The members of a list field (`item_of: $interview.interviewers`)."""

    ref: Ref


PatternSource: TypeAlias = EventSource | FactSource | RecordSource | ItemSource


class Pick(Enum):
    """Which of the matching events or facts a pattern takes; FIRST and LAST choose one for each value of ``per``."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What to look for."""

    source: PatternSource
    where: tuple[Test, ...]
    span: Span = part(compare=False)
    pick: Pick = Pick.ALL
    per: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """One `for_each` entry: every match of ``pattern`` is bound to ``alias``."""

    alias: str
    pattern: Pattern
    span: Span = part(compare=False)


class Quantifier(Enum):
    """Whether a condition asks for a match or for the lack of one."""

    SOME = "some"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Condition:
    """A `when` entry: at least ``at_least`` matches of any of ``patterns`` (SOME), or no match of any (NONE)."""

    quantifier: Quantifier
    patterns: tuple[Pattern, ...]
    span: Span = part(compare=False)
    at_least: int = 1


class Direction(Enum):
    """Where a target lies, seen from the case's event."""

    AFTER = "after"
    BEFORE = "before"
    ANY = "any"
    NEXT = "next"
    PREVIOUS = "previous"
    FIRST = "first"  # the first event of the log
    LAST = "last"  # the last one, once the log has ended


class Combine(Enum):
    """How the alternatives of a target stand together: any of them will do, or exactly one of them."""

    ANY_OF = "any_of"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Target:
    """What a `must` rule expects, or a `must_not` rule forbids.

    ``at_least``/``at_most`` bound the number of matches; ``sliding`` counts `at_most` in any window of that length, ``by`` apart for
    each value of a field. ``barriers`` are the `before_next` (AFTER) or `after_previous` (BEFORE) patterns. ``every`` makes the duty recur.
    """

    patterns: tuple[Pattern, ...]
    direction: Direction
    span: Span = part(compare=False)
    combine: Combine = Combine.ANY_OF
    window: Window = NO_WINDOW
    at_least: int | None = None
    at_most: int | None = None
    sliding: Duration | None = None
    by: str | None = None
    barriers: tuple[Pattern, ...] = ()
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The fact that a rule of kind `fact` concludes, with its fields."""

    fact: str
    fields: Mapping[str, Literal | Ref | TimeExpr]
    span: Span = part(compare=False)
