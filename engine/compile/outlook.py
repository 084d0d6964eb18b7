"""What later events may change of a rule's cases, as far as the rule alone tells.

Events come in the order of time, so that what has been matched stays matched. Only where a rule asks for the lack of something, or picks
the last of several, may a case be taken back; and only facts that are drawn from what came later than they did may come up in the past.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from afterword.engine.compile.program import Outlook
from afterword.engine.language.patterns import Direction, EventSource, FactSource, Pattern, PatternSource, Pick, Quantifier
from afterword.engine.language.rule import Op, Rule, TimeExpr

_BACKWARD = (Direction.BEFORE, Direction.PREVIOUS)


class Steadiness(NamedTuple):
    """The facts that stay once they are concluded, and those that never come up later than the event they count as."""

    staying: frozenset[str]
    prompt: frozenset[str]


def find_steadiness(rules: Iterable[Rule]) -> Steadiness:
    """Take every fact as steady, then take away what is not, until nothing more is."""
    concluding = [(rule.conclude.fact, rule) for rule in rules if rule.conclude is not None]
    known = Steadiness(*(frozenset(fact for fact, _ in concluding),) * 2)
    while True:
        staying = known.staying - {fact for fact, rule in concluding if not _case_stays(rule, known)}
        prompt = known.prompt - {fact for fact, rule in concluding if not _case_is_prompt(rule, known)}
        if (staying, prompt) == known:
            return known
        known = Steadiness(staying, prompt)


def find_outlook(rule: Rule, facts: Steadiness) -> Outlook:
    """What may change of the rule's cases."""
    target = rule.target
    looked_for = (*rule.unless, *(() if target is None else (*target.patterns, *target.barriers)))
    return Outlook(
        excusable=bool(rule.unless),
        onward=target is not None and target.direction not in _BACKWARD,
        limited=target is not None and target.at_least is not None and target.at_most is not None,
        vanishing=not _case_stays(rule, facts),
        shifting=not all(_stays(one.source, facts) and _is_prompt(one.source, facts) for one in looked_for),
    )


def _case_stays(rule: Rule, facts: Steadiness) -> bool:
    """Whether what has been a case remains one."""
    for binding in rule.bindings:
        pattern = binding.pattern
        if not _stays(pattern.source, facts) or pattern.pick is Pick.LAST:
            return False
        if pattern.pick is Pick.FIRST and not _is_prompt(pattern.source, facts):
            return False
    absent = all(_is_over(pattern, facts) for pattern in _patterns(rule, Quantifier.NONE))
    return absent and all(_stays(pattern.source, facts) for pattern in _patterns(rule, Quantifier.SOME))


def _case_is_prompt(rule: Rule, facts: Steadiness) -> bool:
    """Whether no case comes up later than its latest event."""
    bound = all(_is_prompt(binding.pattern.source, facts) for binding in rule.bindings)
    return bound and all(_is_over(pattern, facts) for pattern in _patterns(rule, Quantifier.SOME))


def _patterns(rule: Rule, quantifier: Quantifier) -> Iterator[Pattern]:
    return (pattern for condition in rule.when if condition.quantifier is quantifier for pattern in condition.patterns)


def _stays(source: PatternSource, facts: Steadiness) -> bool:
    return not isinstance(source, FactSource) or source.name in facts.staying


def _is_prompt(source: PatternSource, facts: Steadiness) -> bool:
    return not isinstance(source, FactSource) or source.name in facts.prompt


def _is_over(pattern: Pattern, facts: Steadiness) -> bool:
    """Whether all that a pattern can match is there with the case: it has no time, or must come before what the case has bound."""
    if not isinstance(pattern.source, EventSource | FactSource):
        return True
    return _is_prompt(pattern.source, facts) and any(
        test.field == "at" and test.op in (Op.BEFORE, Op.NOT_AFTER) and isinstance(test.value, TimeExpr) and _is_bound_time(test.value)
        for test in pattern.where
    )


def _is_bound_time(time: TimeExpr) -> bool:
    return time.ref.field == "at" and (time.shift is None or time.sign < 0)
