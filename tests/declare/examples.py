"""The rules of docs/declare.md, each with the constraint that it is meant to be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from afterword.tests.declare.checker import Activates, Constraint, Correlates, Step, Trace

PAGE = Path(__file__).parents[2] / "docs" / "declare.md"
TYPES = ("a", "b", "c")


@cache
def page_blocks() -> tuple[str, ...]:
    """The blocks of YAML on the page: the head of the pack first, then lists of rules."""
    return tuple(re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))


def page_pack(*, self_pairs: bool = False) -> str:
    """All rules of the page as one pack; or with `b` replaced by `a` throughout, so that each template is about one type."""
    head, *blocks = page_blocks()
    rules = "".join(block for block in blocks if block.startswith("- "))
    return head + "rules:\n" + (re.sub(r"event: b\b", "event: a", rules) if self_pairs else rules)


def is_a(name: str) -> Activates:
    """Steps of one type."""
    return lambda step: step.type == name


def is_big(name: str) -> Activates:
    """Steps of one type whose `x` is more than 3: the activation condition of the page."""
    return lambda step: step.type == name and step.data.get("x", 0) > 3


def any_target(name: str) -> Correlates:
    """Targets of one type."""
    return lambda _, step: step.type == name


def same_y(name: str) -> Correlates:
    """Targets of one type with the same `y`: the correlation condition of the page."""
    return lambda here, step: step.type == name and "y" in here.data and here.data["y"] == step.data.get("y")


_FORWARD = ("responded-existence", "response", "alternate-response", "chain-response")
_BACKWARD = ("precedence", "alternate-precedence", "chain-precedence")
_COUNTS = {"existence": 2, "absence": 2, "exactly": 2, "absence-1": 1, "init": 1, "end": 1}
_BOTH_WAYS = {
    "co-existence": ("responded-existence", "responded-existence"),
    "succession": ("response", "precedence"),
    "alternate-succession": ("alternate-response", "alternate-precedence"),
    "chain-succession": ("chain-response", "chain-precedence"),
}


def page_constraints(*, self_pairs: bool = False) -> Mapping[str, Constraint]:
    """The constraint of each rule of the page, by its id."""
    a, b = "a", "a" if self_pairs else "b"
    plain: dict[str, Constraint] = {}
    data: dict[str, Constraint] = {}
    for prefix in ("", "not-"):
        for name in _FORWARD:
            plain[prefix + name] = Constraint(prefix + name, is_a(a), any_target(b))
            data[prefix + name] = Constraint(prefix + name, is_big(a), same_y(b))
        for name in _BACKWARD:
            plain[prefix + name] = Constraint(prefix + name, is_a(b), any_target(a))
            data[prefix + name] = Constraint(prefix + name, is_big(b), same_y(a))
        for name, (first, second) in _BOTH_WAYS.items():
            plain[f"{prefix}{name}-1"] = Constraint(prefix + first, is_a(a), any_target(b))
            plain[f"{prefix}{name}-2"] = Constraint(prefix + second, is_a(b), any_target(a))
    for name, count in _COUNTS.items():
        plain[name] = Constraint(name.removesuffix("-1"), is_a(a), count=count)
        data[name] = Constraint(name.removesuffix("-1"), is_big(a), count=count)
    for name in ("choice", "exclusive-choice"):
        plain[name] = Constraint(name, is_a(a), others=(is_a(a), is_a(b)))
        data[name] = Constraint(name, is_big(a), others=(is_big(a), is_big(b)))
    timed = {f"{name}-mp": one if name == "init" else replace(one, lo=2, hi=48) for name, one in data.items()}
    return plain | timed


def random_trace(dice: Random, most: int) -> Trace:
    """Steps of three types on a coarse grid of hours, so that ties and exact bounds are frequent; data may be absent."""
    at = 0.0
    steps = []
    for _ in range(dice.randrange(most + 1)):
        at += dice.choice((0, 0, 1, 1, 2, 2, 6, 24, 46, 48, 49))
        data = {name: value for name, value in (("x", dice.choice((3, 4, 5))), ("y", dice.choice("pq"))) if dice.random() < 0.85}
        steps.append(Step(dice.choice("aabbc"), at, data))
    return tuple(steps)
