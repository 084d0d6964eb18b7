"""Finds facts that nothing is made of, and rules that wait for facts that nothing makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.patterns import FactSource, Pattern, Quantifier
from afterword.engine.language.rule import Rule
from afterword.engine.language.scope import as_scalar, as_table
from afterword.engine.lint.subject import Subject, patterns_of
from afterword.engine.reading.nodes import Scalar
from afterword.engine.spans import Span


def check_facts(subject: Subject) -> Iterator[Diagnostic]:
    """`never-applies`, where a rule needs a fact that is never made, and `unused-fact`."""
    yield from _check_made(subject)
    yield from _check_used(subject.rules)


def _check_made(subject: Subject) -> Iterator[Diagnostic]:
    made = _facts_made(subject)
    known = {fact.text: one for one in reversed(subject.rules) if (fact := _concluded(one)) is not None}
    for rule in (one.rule for one in subject.sound if one.enabled):
        for name, span in _missing(rule, made):
            maker = known[name]
            how = "is switched off" if not maker.enabled else "never has a case itself"
            message = f"the fact `{name}` is never made, so this rule never has a case"
            place = (Related(f"the rule that concludes it {how}", maker.rule.span),)
            yield Diagnostic("never-applies", message, span, "switch on a rule that concludes it, or switch this one off", place)


def _facts_made(subject: Subject) -> set[str]:
    """The facts that some rule can conclude. Of a rule with mistakes, it is taken that it can."""
    sound = [one.rule for one in subject.sound]
    waiting = [one.rule for one in subject.sound if one.enabled and one.rule.conclude is not None]
    made = {fact.text for one in subject.rules if one.rule not in sound and (fact := _concluded(one)) is not None}
    while ready := [rule for rule in waiting if not any(_missing(rule, made))]:
        made |= {rule.conclude.fact for rule in ready if rule.conclude is not None}
        waiting = [rule for rule in waiting if rule not in ready]
    return made


def _missing(rule: Rule, made: set[str]) -> Iterator[tuple[str, Span]]:
    """The facts that a case needs and that nothing makes, each where it is asked for."""
    needed: list[tuple[Pattern, ...]] = [(one.pattern,) for one in rule.bindings]
    needed += [one.patterns for one in rule.when if one.quantifier is Quantifier.SOME]
    for patterns in needed:
        facts = [(one.source.name, one.span) for one in patterns if isinstance(one.source, FactSource) and one.source.name not in made]
        if len(facts) == len(patterns):
            yield from facts[:1]


def _check_used(rules: Sequence[ReadRule]) -> Iterator[Diagnostic]:
    """Facts on which no finding rests, not even by way of other facts."""
    concluded = [(one, _concluded(one), _mentioned(one.rule)) for one in rules]
    used = {name for _, fact, mentioned in concluded if fact is None for name in mentioned}
    while more := {name for _, fact, mentioned in concluded if fact is not None and fact.text in used for name in mentioned} - used:
        used |= more
    told: set[str] = set()
    for one, fact, _ in concluded:
        if fact is not None and fact.text not in used | told:
            told.add(fact.text)
            message = f"nothing rests on the fact `{fact.text}`"
            yield Diagnostic("unused-fact", message, fact.place.span(one.source), "use it in another rule, or leave this one out")


def _concluded(one: ReadRule) -> Scalar | None:
    """The name of the fact that a rule concludes, as it is written."""
    conclude = as_table(one.node.get("conclude"))
    return as_scalar(conclude.get("fact")) if conclude is not None else None


def _mentioned(rule: Rule) -> set[str]:
    """The facts that a rule looks for."""
    return {pattern.source.name for _, pattern in patterns_of(rule) if isinstance(pattern.source, FactSource)}
