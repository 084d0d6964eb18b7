"""Finds conditions that a case meets, or cannot meet, by what it binds already, and conditions that stand twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.patterns import Binding, Condition, EventSource, FactSource, ItemSource, Pattern, Quantifier, RecordSource
from afterword.engine.language.rule import Op, Ref, Rule, RuleKind, Test
from afterword.engine.lint.subject import Subject, aliases_used
from afterword.engine.spans import Span
from afterword.engine.vocabulary import Vocabulary


def check_conditions(subject: Subject) -> Iterator[Diagnostic]:
    """`never-applies`, `always-violated`, `no-effect` and `unused-name`, from how the parts of a rule stand to each other."""
    for rule in (one.rule for one in subject.sound):
        yield from _check_bound(rule)
        yield from _check_opposites(rule)
        yield from _check_repeated(rule)
        yield from _check_bare(rule)
        yield from _check_names(rule, subject.pack.vocabulary)


def _check_bound(rule: Rule) -> Iterator[Diagnostic]:
    """A condition on the very fact or record that the case binds; an event never matches itself, so of events there may be others."""
    for condition in rule.when:
        for pattern in condition.patterns:
            bound = next((one for one in rule.bindings if _is_same(pattern, one)), None)
            if bound is None:
                continue
            place = (Related(f"`{bound.alias}` is bound here", bound.span),)
            if condition.quantifier is Quantifier.NONE:
                message = f"`{bound.alias}` itself matches this, so the rule never has a case"
                yield Diagnostic(
                    "never-applies", message, pattern.span, "add a test that tells it from the one that the case is about", place
                )
            elif condition.at_least == 1:
                message = f"`{bound.alias}` itself matches this, so the condition is always met"
                yield Diagnostic("no-effect", message, condition.span, "leave it out, or add a test that tells another one from it", place)


def _is_same(pattern: Pattern, bound: Binding) -> bool:
    """Whether what ``bound`` takes always matches ``pattern``."""
    if not isinstance(pattern.source, FactSource | RecordSource) or pattern.source != bound.pattern.source:
        return False
    return all(test in bound.pattern.where or _says_itself(test, bound) for test in pattern.where)


def _says_itself(test: Test, bound: Binding) -> bool:
    """`id: $bound.id`: what is always so of the bound record itself."""
    return (
        test.op is Op.IS
        and test.field == "id"
        and isinstance(test.value, Ref)
        and (test.value.alias, test.value.field) == (bound.alias, "id")
    )


def _check_opposites(rule: Rule) -> Iterator[Diagnostic]:
    """`some` and `none` of the same."""
    asked = [one for one in rule.when if one.quantifier is Quantifier.SOME]
    for refused in (one for one in rule.when if one.quantifier is Quantifier.NONE):
        for pattern in refused.patterns:
            met = next((one for one in asked if all(_within(wanted, pattern) for wanted in one.patterns)), None)
            if met is not None:
                place = (Related("this asks for one", met.span),)
                message = "what this refuses is asked for as well, so the rule never has a case"
                yield Diagnostic("never-applies", message, pattern.span, "keep one of the two, or let their tests differ", place)


def _within(pattern: Pattern, other: Pattern) -> bool:
    """Whether all that matches ``pattern`` matches ``other``."""
    one, another = pattern.source, other.source
    wide = one == another
    if isinstance(one, EventSource) and isinstance(another, EventSource):
        wide = not another.types or (bool(one.types) and set(one.types) <= set(another.types))
    return wide and all(test in pattern.where for test in other.where)


def _check_repeated(rule: Rule) -> Iterator[Diagnostic]:
    """Things that stand twice where once is enough."""
    for first, second in combinations(rule.when, 2):
        if _asks(first) == _asks(second):
            yield _twice(first.span, second.span)
    target = rule.target.patterns if rule.target is not None else ()
    for patterns in (rule.unless, target, *(one.patterns for one in rule.when)):
        for one, other in combinations(patterns, 2):
            if one == other:
                yield _twice(one.span, other.span)


def _asks(condition: Condition) -> tuple[Quantifier, Sequence[Pattern], int]:
    return condition.quantifier, condition.patterns, condition.at_least


def _twice(first: Span, second: Span) -> Diagnostic:
    return Diagnostic("no-effect", "this stands here twice", second, "keep one of them", (Related("the first one", first),))


def _check_bare(rule: Rule) -> Iterator[Diagnostic]:
    """A `must_not` that forbids nothing of anything."""
    if rule.kind is RuleKind.MUST_NOT and rule.target is None and not rule.bindings and not rule.when:
        message = "this forbids nothing in particular, so every log violates it"
        yield Diagnostic("always-violated", message, rule.span, "say what must not be, with `forbid` or `for_each`")


def _check_names(rule: Rule, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Names that only multiply: a member or record that nothing looks at makes as many facts, or findings, that are all alike."""
    used = set(aliases_used(rule))
    for binding in rule.bindings if len(rule.bindings) > 1 else ():
        alike = (
            isinstance(binding.pattern.source, RecordSource | ItemSource)
            if rule.kind is RuleKind.FACT
            else _is_plain(binding, rule, vocabulary)
        )
        if alike and not binding.pattern.where and binding.alias not in used:
            made = "fact" if rule.kind is RuleKind.FACT else "case"
            message = f"nothing looks at `{binding.alias}`: it only makes the same {made} several times"
            yield Diagnostic(
                "unused-name", message, binding.span, "leave it out; whether there is one at all, ask with `some` under `when`"
            )


def _is_plain(binding: Binding, rule: Rule, vocabulary: Vocabulary) -> bool:
    """Whether a name stands for the members of a list that are no more than words: a finding would not say which it is about."""
    source = binding.pattern.source
    if not isinstance(source, ItemSource):
        return False
    owner = next(one.pattern.source for one in rule.bindings if one.alias == source.ref.alias)
    field = vocabulary.events[owner.types[0]].fields.get(source.ref.field or "") if isinstance(owner, EventSource) and owner.types else None
    return field is not None and field.type.entity is None
