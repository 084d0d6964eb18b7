"""Rules and packs as everything after compilation knows them: words, criteria, sources, parameters.

What a rule looks for stands in `engine.language.patterns`; evaluation does not need it, and so does not load it.
`docs/rules.md` says what each part means; the names are those of the YAML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from afterword.engine.spans import Span
from afterword.engine.times.model import Duration
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import Vocabulary

if TYPE_CHECKING:
    from afterword.engine.language.patterns import Binding, Conclusion, Condition, Pattern, Target


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

    __hash__ = object.__hash__  # (that of enumerations takes long)


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
class Window:
    """When something is due. ``opens`` and ``due`` are durations counted from ``base`` (or from the case), or times of their own."""

    base: TimeExpr | None = None
    opens: Duration | TimeExpr | None = None
    due: Duration | TimeExpr | None = None


NO_WINDOW = Window()
"""Any time will do."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A `require` entry: ``alias.test.field`` of the case must pass ``test``; a value that is absent passes (PRESENT excepted)."""

    alias: str
    test: Test


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
    show: Window = NO_WINDOW
    conclude: Conclusion | None = None
    about: Mapping[str, Ref] = part(default_factory=dict)


class PackSource(NamedTuple):
    """Where a rule comes from: a statement of the guide, or an outside page. ``unchecked`` says why no rule can check it."""

    id: str
    kind: str
    title: str
    url: str | None = None
    unchecked: str | None = None


class Parameter(NamedTuple):
    """A setting of a pack, with the value in force; ``changed`` where it is not the pack's own."""

    name: str
    value: Duration | Literal
    about: str = ""
    sources: tuple[str, ...] = ()
    changed: bool = False


class Step(NamedTuple):
    """A heading of the checklist."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A set of rules with its vocabulary, parameters in force and sources. Of rules that are ``switched_off`` it has the ids alone."""

    id: str
    version: str
    title: str
    vocabulary: Vocabulary
    parameters: Mapping[str, Parameter]
    sources: Mapping[str, PackSource]
    steps: tuple[Step, ...]
    topics: Mapping[str, str]
    rules: tuple[Rule, ...]
    switched_off: tuple[str, ...] = ()

    @property
    def known_rules(self) -> tuple[str, ...]:
        """The ids of all rules, those that are switched off too: what a log may waive."""
        return (*(rule.id for rule in self.rules), *self.switched_off)
