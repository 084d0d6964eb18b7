"""Finds facts that nothing is made of, and rules that wait for facts that nothing makes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.patterns import FactSource, Pattern, Quantifier
from afterword.engine.language.rule import Rule
from afterword.engine.language.scope import as_table
from afterword.engine.lint.subject import Subject, patterns_of
from afterword.engine.spans import Span


def check_facts(subject: Subject) -> Iterator[Diagnostic]:
    """`never-applies`, where a rule needs a fact that is never made, and `unused-fact`, of a pack in which nothing is wrong."""
    yield from _check_made(subject.rules)
    yield from _check_used(subject.rules)


def _check_made(rules: Sequence[ReadRule]) -> Iterator[Diagnostic]:
    made = _facts_made([one.rule for one in rules if one.enabled])
    makers = _makers(rules)
    for rule in (one.rule for one in rules if one.enabled):
        for name, span in _missing(rule, made):
            maker = makers[name]
            how = "is switched off" if not maker.enabled else "never has a case itself"
            message = f"the fact `{name}` is never made, so this rule never has a case"
            place = (Related(f"the rule that concludes it {how}", maker.rule.span),)
            yield Diagnostic("never-applies", message, span, "switch on a rule that concludes it, or switch this one off", place)


def _facts_made(rules: Sequence[Rule]) -> set[str]:
    """The facts that some rule can conclude."""
    waiting = [(rule, rule.conclude.fact) for rule in rules if rule.conclude is not None]
    made: set[str] = set()
    while ready := {fact for rule, fact in waiting if fact not in made and not any(_missing(rule, made))}:
        made |= ready
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
    resting = [(one.rule.conclude.fact if one.rule.conclude is not None else None, _mentioned(one.rule)) for one in rules]
    used = {name for fact, mentioned in resting if fact is None for name in mentioned}
    while more := {name for fact, mentioned in resting if fact in used for name in mentioned} - used:
        used |= more
    for name, one in _makers(rules).items():
        if name not in used:
            message = f"nothing rests on the fact `{name}`"
            yield Diagnostic("unused-fact", message, _concluded(one), "use it in another rule, or leave this one out")


def _makers(rules: Sequence[ReadRule]) -> dict[str, ReadRule]:
    """The first rule that concludes each fact, switched on or not."""
    return {one.rule.conclude.fact: one for one in reversed(rules) if one.rule.conclude is not None}


def _concluded(one: ReadRule) -> Span:
    """Where a rule names the fact that it concludes."""
    conclude = as_table(one.node.get("conclude"))
    name = conclude.get("fact") if conclude is not None else None
    return (name or one.node).place.span(one.source)


def _mentioned(rule: Rule) -> set[str]:
    """The facts that a rule looks for."""
    return {pattern.source.name for _, pattern in patterns_of(rule) if isinstance(pattern.source, FactSource)}
