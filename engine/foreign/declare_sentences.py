"""What a constraint of Declare asks, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from afterword.engine.foreign.declare_model import Constraint, Period, Template

_BINARY: Mapping[Template, str] = {
    Template.CHOICE: "{a} or {b} must happen",
    Template.EXCLUSIVE_CHOICE: "{a} or {b} must happen, but not both",
    Template.RESPONDED_EXISTENCE: "Where {a} happens, {b} must happen too",
    Template.CO_EXISTENCE: "{a} and {b} must happen together, or not at all",
    Template.RESPONSE: "{a} must be followed by {b}",
    Template.PRECEDENCE: "{b} must have {a} before it",
    Template.SUCCESSION: "{a} must be followed by {b}, and {b} must have {a} before it",
    Template.ALTERNATE_RESPONSE: "{a} must be followed by {b} before the next {a}",
    Template.ALTERNATE_PRECEDENCE: "{b} must have {a} before it, since the last {b}",
    Template.ALTERNATE_SUCCESSION: "{a} and {b} must take turns, {a} first",
    Template.CHAIN_RESPONSE: "Right after {a} must come {b}",
    Template.CHAIN_PRECEDENCE: "Right before {b} must come {a}",
    Template.CHAIN_SUCCESSION: "Right after {a} must come {b}, and right before {b} must come {a}",
    Template.NOT_RESPONDED_EXISTENCE: "Where {a} happens, {b} must not happen",
    Template.NOT_CO_EXISTENCE: "{a} and {b} must not both happen",
    Template.NOT_RESPONSE: "{a} must not be followed by {b}",
    Template.NOT_PRECEDENCE: "{b} must not have {a} before it",
    Template.NOT_SUCCESSION: "{b} must not come after {a}",
    Template.NOT_CHAIN_RESPONSE: "Right after {a} must not come {b}",
    Template.NOT_CHAIN_PRECEDENCE: "Right before {b} must not come {a}",
    Template.NOT_CHAIN_SUCCESSION: "{b} must not come right after {a}",
}


def describe_constraint(constraint: Constraint) -> str:
    """A message for whoever does not keep to it; braces are those of a message."""
    names = [f"“{name}”".replace("{", "{{").replace("}", "}}") for name in constraint.activities]
    if not constraint.template.is_unary:
        sentence = _BINARY[constraint.template].format(a=names[0], b=names[1])
    else:
        sentence = _describe_unary(constraint, names[0])
    period = _describe_period(constraint.period) if constraint.period is not None else ""
    limited = constraint.activation is not None or constraint.correlation is not None
    return f"{sentence}{period}{', where the conditions of the rule hold' if limited else ''}."


def _describe_unary(constraint: Constraint, name: str) -> str:
    number = constraint.number
    match constraint.template:
        case Template.EXISTENCE:
            return f"{name} must happen" + (f" at least {number} times" if number > 1 else "")
        case Template.ABSENCE:
            return f"{name} must not happen" + (f" more than {_times(number - 1)}" if number > 1 else "")
        case Template.EXACTLY:
            return f"{name} must happen exactly {_times(number)}"
        case Template.INIT:
            return f"{name} must come first"
        case Template.END:
            return f"{name} must come last"
        case _:
            assert_never(constraint.template)  # type: ignore[arg-type] # the others have two activities


def _describe_period(period: Period) -> str:
    words = [f"after {duration(period.least)}"] if period.least else []
    words += [f"within {duration(period.most)}"] if period.most is not None else []
    return f" ({', '.join(words)})" if words else ""


def duration(seconds: int) -> str:
    """A number of seconds, in the largest unit that takes it whole and is not a day, which may have 23 hours."""
    size, unit = next((size, unit) for size, unit in ((3_600, "hour"), (60, "minute"), (1, "second")) if seconds % size == 0)
    return f"{seconds // size} {unit}{'' if seconds // size == 1 else 's'}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
