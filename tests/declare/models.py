"""Random `.decl` models, with what each constraint means told to the checker beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from random import Random
from typing import Any

from afterword.engine.foreign.declare_model import Template
from afterword.tests.declare.checker import Constraint, Step, Trace

HEAD = """\
activity a
activity b
activity Other One
bind a: x, amount, org:y
bind a: said
bind b: x, amount, org:y, sure
bind Other One: x
x: integer between 3 and 5
amount: float between 0.5 and 10.0
org:y: p, q, long word
sure: true, false
"""
FIELDS = {"x": "x", "amount": "amount", "org:y": "org_y", "sure": "sure", "said": "said"}
"""The field that each attribute becomes."""
NUMBERS = {"x": ("3", "4", "5", "4.5"), "amount": ("0.5", "2", "10.0", "2.50")}
WORDS = {"org:y": ("p", "q", "long word"), "said": ("hello there", "no")}
BOUND = {"a": ("x", "amount", "org:y", "said"), "b": ("x", "amount", "org:y", "sure"), "Other One": ("x",)}

Data = Mapping[str, Any]
Meaning = Callable[[Data, Data], bool]
"""What a condition says of the data of both sides, ``A`` and ``T``."""

SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": lambda one, other: bool(one > other),
    ">=": lambda one, other: bool(one >= other),
    "<": lambda one, other: bool(one < other),
    "<=": lambda one, other: bool(one <= other),
    "=": lambda one, other: bool(one == other),
    "!=": lambda one, other: bool(one != other),
}


@dataclass
class ConditionDice:
    """Throws conditions as text, each with its meaning. ``sides`` are the activities of `A` and `T`, as far as they may be named."""

    dice: Random
    sides: Mapping[str, str]

    def condition(self, depth: int = 2) -> tuple[str, Meaning]:
        """A test, or several with `and`, `or` and `not`."""
        kind = self.dice.choice(("test", "test", "and", "or", "not")) if depth else "test"
        match kind:
            case "test":
                return self.test()
            case "not":
                text, meaning = ConditionDice(self.dice, self.sides).single(depth - 1)
                return f"not ({text})", lambda a, t: not meaning(a, t)
            case _:
                (one, means_one), (other, means_other) = self.condition(depth - 1), self.condition(depth - 1)
                if kind == "and":
                    return f"({one}) {self.dice.choice(('and', 'AND'))} ({other})", lambda a, t: means_one(a, t) and means_other(a, t)
                return (
                    f"{one} or ({other})" if "and" not in one else f"({one}) or ({other})",
                    lambda a, t: means_one(a, t) or means_other(a, t),
                )

    def single(self, depth: int) -> tuple[str, Meaning]:
        """What may be denied: anything without a comparison of both sides."""
        while True:
            text, meaning = self.condition(depth)
            if "same" not in text and "different" not in text and not ("A." in text and "T." in text):
                return text, meaning

    def test(self) -> tuple[str, Meaning]:
        """One test of one attribute."""
        side = self.dice.choice(list(self.sides))
        name = self.dice.choice(BOUND[self.sides[side]])
        field = FIELDS[name]

        def value(a: Data, t: Data) -> Any:  # noqa: ANN401 - any value
            return (a if side == "A" else t).get(field)

        def asked(holds: Callable[[Any], bool]) -> Meaning:
            return lambda a, t: value(a, t) is not None and holds(value(a, t))

        if name in NUMBERS:
            sign, number = self.dice.choice(list(SIGNS)), self.dice.choice(NUMBERS[name])
            if name == "x" and sign in {"=", "!="} and "." in number:
                number = "4"
            return f"{side}.{name} {sign} {number}", asked(lambda one: SIGNS[sign](Decimal(one), Decimal(number)))
        if name == "sure":
            said = self.dice.choice((True, False))
            return f"{side}.sure is {str(said).lower()}", asked(lambda one: one is said)
        words = self.dice.sample(WORDS[name], self.dice.choice((1, 2)))
        if len(words) == 1:
            sign = self.dice.choice(("is", "is not"))
            return f"{side}.{name} {sign} {words[0]}", asked(lambda one: (one == words[0]) == (sign == "is"))
        sign = self.dice.choice(("in", "not in"))
        return f"{side}.{name} {sign} ({', '.join(words)})", asked(lambda one: (one in words) == (sign == "in"))

    def link(self) -> tuple[str, Meaning]:
        """A comparison of both sides."""
        shared = [name for name in ("x", "amount", "org:y") if all(name in BOUND[one] for one in self.sides.values())]
        name = self.dice.choice(shared)
        field = FIELDS[name]
        if self.dice.random() < 0.5:
            word = self.dice.choice(("same", "different"))
            return f"{word} {name}", _given(field, lambda one, other: (one == other) == (word == "same"))
        sign = self.dice.choice(list(SIGNS) if name in NUMBERS else ["=", "!="])
        if name in NUMBERS:
            return f"T.{name} {sign} A.{name}", _given(field, lambda one, other: SIGNS[sign](Decimal(other), Decimal(one)))
        return f"A.{name} {sign} T.{name}", _given(field, SIGNS[sign])


def _given(field: str, holds: Callable[[Any, Any], bool]) -> Meaning:
    return lambda a, t: a.get(field) is not None and t.get(field) is not None and holds(a[field], t[field])


def _always(_: Data, __: Data) -> bool:
    return True


_NO_CONDITION: tuple[str, Meaning] = ("", _always)


_HALVES = {
    Template.CO_EXISTENCE: ("responded-existence", "responded-existence"),
    Template.SUCCESSION: ("response", "precedence"),
    Template.ALTERNATE_SUCCESSION: ("alternate-response", "alternate-precedence"),
    Template.CHAIN_SUCCESSION: ("chain-response", "chain-precedence"),
    Template.NOT_CO_EXISTENCE: ("not-responded-existence", "not-responded-existence"),
    Template.NOT_SUCCESSION: ("not-response", "not-precedence"),
    Template.NOT_CHAIN_SUCCESSION: ("not-chain-response", "not-chain-precedence"),
}
PERIODS = (("0,2,h", 0, 2), ("1,48,h", 1, 48), ("0,2,d", 0, 48), ("3600,7200.0,s", 1, 2), ("0.5,90,m", 0.5 / 60, 1.5), ("1,,h", 1, inf))


def random_constraint(dice: Random, template: Template) -> tuple[str, tuple[Constraint, ...]]:
    """A line of a model, and the constraints that it is, one for each rule with verdicts."""
    number = dice.choice((1, 1, 2, 3)) if template.is_counted else 1
    pair = dice.choice((("a", "b"), ("b", "a"), ("a", "a"), ("Other One", "b")))
    first, second = (pair[0], pair[0]) if template.is_unary else pair
    here, there = (second, first) if template.looks_back else (first, second)
    one, means_one = ConditionDice(dice, {"A": here}).condition() if dice.random() < 0.6 else _NO_CONDITION
    correlated = not template.is_unary and dice.random() < 0.7
    other, means_other, own = _random_correlation(dice, template, here, there) if correlated else ("", _always, _always)
    period, lo, hi = dice.choice(PERIODS) if dice.random() < 0.5 and template is not Template.INIT else ("", 0, inf)
    names = first if template.is_unary else f"{first}, {second}"
    parts = [one, *([] if template.is_unary else [other]), period]
    line = f"{template.value}{number if template.is_counted and number > 1 else ''}[{names}] |" + " |".join(parts)

    def is_first(step: Step) -> bool:
        return step.type == here and means_one(step.data, step.data)

    def is_second(place: Step, step: Step) -> bool:
        return step.type == there and means_other(place.data, step.data)

    def is_any_second(step: Step) -> bool:
        return step.type == there and own(step.data, step.data)

    def is_before(place: Step, step: Step) -> bool:
        return is_first(step) and means_other(step.data, place.data)

    kind = template.value.lower().replace(" ", "-")
    if template.is_choice:
        return line, (Constraint(kind, is_first, lo=lo, hi=hi, others=(is_first, is_any_second)),)
    if template.is_unary:
        return line, (Constraint(kind, is_first, lo=lo, hi=hi, count=number),)
    if not template.is_symmetric:
        return line, (Constraint(kind, is_first, is_second, lo, hi),)
    forward, backward = _HALVES[template]
    return line, (Constraint(forward, is_first, is_second, lo, hi), Constraint(backward, is_any_second, is_before, lo, hi))


def _random_correlation(dice: Random, template: Template, here: str, there: str) -> tuple[str, Meaning, Meaning]:
    """A condition on the target: tests of its own, and of both sides. What it says, and what it says of the target alone."""
    own, means_own = ConditionDice(dice, {"T": there}).condition(0 if template.is_symmetric else 1)
    if template.is_choice or dice.random() < 0.3:
        return own, means_own, means_own
    link, means_link = ConditionDice(dice, {"A": here, "T": there}).link()
    if dice.random() < 0.4:
        return link, means_link, _always
    if dice.random() < 0.3 and not template.is_symmetric:
        return f"{link} or ({own})", lambda a, t: means_link(a, t) or means_own(a, t), _always
    return f"({own}) and {link}", lambda a, t: means_own(a, t) and means_link(a, t), means_own


def random_steps(dice: Random, most: int) -> Trace:
    """Steps of these activities, their data absent now and then."""
    at = 0.0
    steps = []
    for _ in range(dice.randrange(most + 1)):
        at += dice.choice((0, 0, 1, 1, 1, 2, 24, 46, 48, 49))
        kind = dice.choice(("a", "a", "b", "b", "Other One"))
        data = {
            "x": dice.choice((3, 4, 5)),
            "amount": dice.choice(("0.5", "2", "2.5", "10")),
            "org_y": dice.choice(WORDS["org:y"]),
            "sure": dice.choice((True, False)),
            "said": dice.choice(WORDS["said"]),
        }
        held = {FIELDS[name] for name in BOUND[kind]}
        steps.append(Step(kind, at, {name: value for name, value in data.items() if name in held and dice.random() < 0.85}))
    return tuple(steps)
