"""What ends a duty, or puts a mistake right, in words."""

from __future__ import annotations

from afterword.engine.handbook.describe_pattern import describe_pattern
from afterword.engine.handbook.describe_window import describe_anchor
from afterword.engine.handbook.prose import Description, Paragraph, Phrase, say
from afterword.engine.handbook.wording import Wording
from afterword.engine.language.patterns import Direction, Target
from afterword.engine.language.rule import Rule, RuleKind

_SOONEST = {Direction.NEXT, Direction.FIRST}
"""Where a rule looks at the first event that comes."""


def describe_ends(rule: Rule, wording: Wording) -> Description:
    """The `unless` of a rule."""
    if not rule.unless:
        return ()
    anchor = describe_anchor(wording)
    after = say(" after ", anchor) if anchor is not None else ()
    beside = ", and no later than that event" if rule.target is not None and rule.target.direction in _SOONEST else ""
    lead = _effect(rule, "this" if len(rule.unless) == 1 else "one of these", say(after, beside))
    if len(rule.unless) == 1:
        return (Paragraph(say(lead, " ", describe_pattern(rule.unless[0], wording), ".")),)
    return (Paragraph(lead, tuple(describe_pattern(pattern, wording) for pattern in rule.unless)),)


def _effect(rule: Rule, which: str, when: Phrase) -> Phrase:
    """What it means that one of them comes."""
    target = rule.target
    if target is None and rule.kind is RuleKind.ADVICE:
        return say(f"The advice ends when {which} comes", when, ":")
    if target is None or _is_settled(target):
        return say(f"It counts as put right when {which} comes", when, ":")
    if target.at_least is None:
        return say(f"Once {which} has come", when, ", it is no mistake any more:")
    in_time = " in time" if target.window.due is not None or target.every is not None else ""
    return say(f"Unless it is done{in_time}, it ends when {which} comes", when, ":")


def _is_settled(target: Target) -> bool:
    """Whether what is asked for lies in the past."""
    return target.direction in {Direction.BEFORE, Direction.PREVIOUS}
