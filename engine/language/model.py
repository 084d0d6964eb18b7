"""Rules as the engine knows them: frozen, with every reference, window and parameter typed.

`docs/rules.md` says what each part means; the names are those of the YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.spans import Span
from afterword.engine.times.model import Duration
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import Vocabulary


class RuleKind(Enum):
    """What a rule is for."""

    MUST = "must"
    MUST_NOT = "must_not"
    ADVICE = "advice"
    FACT = "fact"


class Severity(Enum):
    """How loud a rule is where the state leaves it open: a state LATE or VIOLATED becomes a warning or only advice."""

    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Ref:
    """``$alias`` or ``$alias.field``: a value bound earlier in the same rule."""

    alias: str
    field: str | None
    span: Span = part(compare=False)


@dataclass(frozen=True, slots=True)
class TimeExpr:
    """A time: ``ref``, moved by ``shift`` (``sign`` is +1 or -1) where there is one."""

    ref: Ref
    shift: Duration | None = None
    sign: int = 1


Literal: TypeAlias = str | int | bool


class Op(Enum):
    """A test on one field. The value is the key in YAML; a plain value or reference in `where` means IS."""

    IS = "is"
    NOT = "not"
    ONE_OF = "one_of"
    NOT_ONE_OF = "not_one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    PRESENT = "present"
    EMPTY = "empty"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    MATCHES = "matches"
    NOT_MATCHES = "not_matches"
    SAME_TEXT = "same_text"
    LAST_WORD_IN = "last_word_in"
    BEFORE = "before"
    AFTER = "after"
    NOT_BEFORE = "not_before"
    NOT_AFTER = "not_after"


@dataclass(frozen=True, slots=True)
class Test:
    """``field`` of the event (or fact, record) meets ``op`` with ``value``.

    ``value`` is a literal, a Ref, a tuple of literals (ONE_OF, NOT_ONE_OF), or a TimeExpr (the four time tests).
    """

    field: str
    op: Op
    value: Literal | Ref | TimeExpr | tuple[Literal, ...]
    span: Span = part(compare=False)


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


@dataclass(frozen=True, slots=True)
class Window:
    """When something is due. ``opens`` and ``due`` are durations counted from ``base`` (or from the case), or times of their own."""

    base: TimeExpr | None = None
    opens: Duration | TimeExpr | None = None
    due: Duration | TimeExpr | None = None


class Direction(Enum):
    """Where a target lies, seen from the case's event."""

    AFTER = "after"
    BEFORE = "before"
    ANY = "any"
    NEXT = "next"
    PREVIOUS = "previous"


class Combine(Enum):
    """How the alternatives of a target stand together: any of them will do, or exactly one of them."""

    ANY_OF = "any_of"
    ONE_OF = "one_of"


@dataclass(frozen=True, slots=True)
class Target:
    """What a `must` rule expects, or a `must_not` rule forbids.

    ``at_least``/``at_most`` bound the number of matches; ``sliding`` counts `at_most` in any window of that length, ``by`` apart for
    each value of a field. ``barrier`` is the `before_next` (AFTER) or `after_previous` (BEFORE) pattern. ``every`` makes the duty recur.
    """

    patterns: tuple[Pattern, ...]
    direction: Direction
    span: Span = part(compare=False)
    combine: Combine = Combine.ANY_OF
    window: Window = Window()
    at_least: int | None = None
    at_most: int | None = None
    sliding: Duration | None = None
    by: str | None = None
    barrier: Pattern | None = None
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """A `require` entry: ``alias.test.field`` of the case must pass ``test``; a value that is absent passes (PRESENT excepted)."""

    alias: str
    test: Test


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The fact that a rule of kind `fact` concludes, with its fields."""

    fact: str
    fields: Mapping[str, Literal | Ref | TimeExpr]
    span: Span = part(compare=False)


class Slot(NamedTuple):
    """A place in a message: ``path`` is `("person", "name")` or `("due",)`; ``style`` is "", "day" or "time"."""

    path: tuple[str, ...]
    fallback: str | None
    style: str
    span: Span = part(compare=False)


Template: TypeAlias = tuple[str | Slot, ...]
"""A message: literal stretches and slots in turn."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Which parts are set follows from ``kind``; see `docs/rules.md`."""

    id: str
    kind: RuleKind
    span: Span = part(compare=False)
    title: str = ""
    step: int | None = None
    sources: tuple[str, ...] = ()
    outside: bool = False
    severity: Severity = Severity.WARNING
    tags: tuple[str, ...] = ()
    why: str = ""
    topics: Mapping[State, str] = part(default_factory=dict)
    say: Mapping[State, Template] = part(default_factory=dict)
    bindings: tuple[Binding, ...] = ()
    when: tuple[Condition, ...] = ()
    unless: tuple[Pattern, ...] = ()
    target: Target | None = None
    criteria: tuple[Criterion, ...] = ()
    show: Window = Window()
    conclude: Conclusion | None = None
    about: Mapping[str, Ref] = part(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackSource:
    """Where a rule comes from: a statement of the guide, or an outside page. ``unchecked`` says why no rule can check it."""

    id: str
    kind: str
    title: str
    url: str | None = None
    unchecked: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of a pack, with the value in force; ``changed`` where it is not the pack's own."""

    name: str
    value: Duration | Literal
    about: str = ""
    sources: tuple[str, ...] = ()
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A heading of the checklist."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of rules with its vocabulary, parameters in force and sources. Rules that are switched off are not in it."""

    id: str
    version: str
    title: str
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, PackSource]
    steps: tuple[Step, ...]
    topics: Mapping[str, str]
    rules: tuple[Rule, ...]
