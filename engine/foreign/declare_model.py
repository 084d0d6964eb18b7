"""A Declare model as its file tells it: activities with their attributes, and constraints with their conditions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple, TypeAlias

from afterword.engine.spans import Span
from afterword.engine.vocabulary import FieldType


class Template(Enum):
    """A template of Declare, by the name that files give it."""

    EXISTENCE = "Existence"
    ABSENCE = "Absence"
    EXACTLY = "Exactly"
    INIT = "Init"
    END = "End"
    CHOICE = "Choice"
    EXCLUSIVE_CHOICE = "Exclusive Choice"
    RESPONDED_EXISTENCE = "Responded Existence"
    CO_EXISTENCE = "Co-Existence"
    RESPONSE = "Response"
    PRECEDENCE = "Precedence"
    SUCCESSION = "Succession"
    ALTERNATE_RESPONSE = "Alternate Response"
    ALTERNATE_PRECEDENCE = "Alternate Precedence"
    ALTERNATE_SUCCESSION = "Alternate Succession"
    CHAIN_RESPONSE = "Chain Response"
    CHAIN_PRECEDENCE = "Chain Precedence"
    CHAIN_SUCCESSION = "Chain Succession"
    NOT_RESPONDED_EXISTENCE = "Not Responded Existence"
    NOT_CO_EXISTENCE = "Not Co-Existence"
    NOT_RESPONSE = "Not Response"
    NOT_PRECEDENCE = "Not Precedence"
    NOT_SUCCESSION = "Not Succession"
    NOT_CHAIN_RESPONSE = "Not Chain Response"
    NOT_CHAIN_PRECEDENCE = "Not Chain Precedence"
    NOT_CHAIN_SUCCESSION = "Not Chain Succession"

    @property
    def is_counted(self) -> bool:
        """Whether a number may follow the name, as in `Existence2`."""
        return self in {Template.EXISTENCE, Template.ABSENCE, Template.EXACTLY}

    @property
    def is_unary(self) -> bool:
        """Whether it is about one activity."""
        return self.is_counted or self in {Template.INIT, Template.END}

    @property
    def is_choice(self) -> bool:
        """Whether it is about the whole trace, and two activities."""
        return self in {Template.CHOICE, Template.EXCLUSIVE_CHOICE}

    @property
    def is_symmetric(self) -> bool:
        """Whether both activities activate it: it is two constraints in one."""
        return self.value.endswith(("Succession", "Co-Existence"))

    @property
    def looks_back(self) -> bool:
        """Whether its second activity activates it."""
        return self.value.endswith("Precedence")


class Word(NamedTuple):
    """A word of the file, and its place."""

    text: str
    span: Span


class Attribute(NamedTuple):
    """An attribute of activities; ``range`` is what the file says of its values, in words."""

    name: str
    type: FieldType
    range: str = ""


class Side(Enum):
    """Whose attribute a condition tests: that of the activation or the target; where both activate, of the first or the second activity."""

    ACTIVATION = "A"
    TARGET = "T"


class Sign(Enum):
    """A test, by the word that our rules have for it."""

    IS = "is"
    NOT = "not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"

    @property
    def flipped(self) -> Sign:
        """The same with both sides exchanged."""
        return _FLIPPED.get(self, self)

    @property
    def opposite(self) -> Sign:
        """What holds where this does not."""
        return _OPPOSITE[self]


_FLIPPED = {
    Sign.AT_LEAST: Sign.AT_MOST,
    Sign.AT_MOST: Sign.AT_LEAST,
    Sign.MORE_THAN: Sign.LESS_THAN,
    Sign.LESS_THAN: Sign.MORE_THAN,
}
_OPPOSITE = {
    Sign.IS: Sign.NOT,
    Sign.NOT: Sign.IS,
    Sign.AT_LEAST: Sign.LESS_THAN,
    Sign.LESS_THAN: Sign.AT_LEAST,
    Sign.AT_MOST: Sign.MORE_THAN,
    Sign.MORE_THAN: Sign.AT_MOST,
}

Value: TypeAlias = str | int | bool
"""A value that is written down; decimal numbers as texts, see `engine.log.decimals`."""


class Atom(NamedTuple):
    """A test of one attribute: it meets ``sign`` with one of ``values`` (with none of them for NOT)."""

    side: Side
    attribute: Attribute
    sign: Sign
    values: tuple[Value, ...]
    span: Span


class Link(NamedTuple):
    """A test between both sides: ``target`` meets ``sign`` with ``activation``."""

    target: Attribute
    sign: Sign
    activation: Attribute
    span: Span


class Joined(NamedTuple):
    """Conditions that must all hold, or one of which must."""

    parts: tuple[Condition, ...]
    all: bool


class Negated(NamedTuple):
    """A condition that must not hold."""

    part: Condition
    span: Span


Condition: TypeAlias = Atom | Link | Joined | Negated


class Period(NamedTuple):
    """From how many seconds on, and up to how many; ``most`` is ``None`` where there is no end."""

    least: int
    most: int | None


class Constraint(NamedTuple):
    """A line of the file. ``correlation`` is the second condition: for templates that both activities activate it is about the second."""

    template: Template
    number: int
    activities: tuple[str, ...]
    activation: Condition | None
    correlation: Condition | None
    period: Period | None
    line: Word


class Model(NamedTuple):
    """A whole file: the attributes of each activity by name, and the constraints in order."""

    activities: Mapping[str, Mapping[str, Attribute]]
    constraints: tuple[Constraint, ...]
