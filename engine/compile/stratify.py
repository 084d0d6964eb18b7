"""The order in which facts can be made, so that whatever a rule negates, counts or picks from is complete before it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.patterns import FactSource, Pattern, Pick, Quantifier
from afterword.engine.language.rule import Rule, TimeExpr
from afterword.engine.spans import Span


@dataclass(frozen=True, slots=True)
class Dependency:
    """Rule ``rule`` concludes ``fact`` and rests on ``on``; with ``strict`` on all of it, or on the lack of it."""

    rule: Rule
    fact: str
    on: str
    strict: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Layer:
    """Fact rules that run together, and the facts they conclude; ``recursive`` where these feed each other."""

    rules: tuple[Rule, ...]
    facts: frozenset[str]
    recursive: bool


def stratify(rules: Sequence[Rule]) -> tuple[tuple[Layer, ...], tuple[Diagnostic, ...]]:
    """Put fact rules into layers, each resting on itself and those before; or say which cannot be."""
    concluding = [rule for rule in rules if rule.conclude is not None]
    dependencies = tuple(dependency for rule in concluding for dependency in _dependencies(rule))
    groups = _groups(tuple(dict.fromkeys(rule.conclude.fact for rule in concluding if rule.conclude)), dependencies)
    diagnostics = tuple(problem for group in groups for problem in _problems(group, dependencies))
    layers = tuple(
        Layer(
            tuple(rule for rule in concluding if rule.conclude and rule.conclude.fact in group),
            group,
            any(dependency.fact in group and dependency.on in group for dependency in dependencies),
        )
        for group in groups
    )
    return layers, diagnostics


def _dependencies(rule: Rule) -> Iterator[Dependency]:
    def of(pattern: Pattern, *, strict: bool) -> Iterator[Dependency]:
        if isinstance(pattern.source, FactSource) and rule.conclude is not None:
            yield Dependency(rule, rule.conclude.fact, pattern.source.name, strict, pattern.span)

    for binding in rule.bindings:
        yield from of(binding.pattern, strict=binding.pattern.pick is not Pick.ALL)
    for condition in rule.when:
        strict = condition.quantifier is Quantifier.NONE or condition.at_least > 1
        for pattern in condition.patterns:
            yield from of(pattern, strict=strict)


def _groups(facts: Sequence[str], dependencies: Sequence[Dependency]) -> tuple[frozenset[str], ...]:
    """Facts that rest on each other, as groups in the order in which they can be made (Tarjan's algorithm)."""
    below = {fact: sorted({one.on for one in dependencies if one.fact == fact and one.on in facts}) for fact in facts}
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    groups: list[frozenset[str]] = []

    def visit(fact: str) -> None:
        index[fact] = low[fact] = len(index)
        stack.append(fact)
        for other in below[fact]:
            if other not in index:
                visit(other)
                low[fact] = min(low[fact], low[other])
            elif other in stack:
                low[fact] = min(low[fact], index[other])
        if low[fact] == index[fact]:
            place = stack.index(fact)
            groups.append(frozenset(stack[place:]))
            del stack[place:]

    for fact in facts:
        if fact not in index:
            visit(fact)
    return tuple(groups)


def _problems(group: frozenset[str], dependencies: Sequence[Dependency]) -> Iterator[Diagnostic]:
    inside = [one for one in dependencies if one.fact in group and one.on in group]
    for one in inside:
        if one.strict:
            back = next((other for other in inside if other.fact == one.on and other is not one), one)
            yield Diagnostic(
                "cycle-through-negation",
                f"`{one.fact}` rests on there being no `{one.on}` (or on all of them), and `{one.on}` rests on `{one.fact}`",
                one.span,
                "let one of the two rules rest on events alone",
                (Related(f"`{back.fact}` is concluded here, from `{back.on}`", back.span),),
            )
    shifting = {one.rule.id: one for one in inside if one.rule.conclude and _shifts(one.rule)}
    for one in shifting.values():
        yield Diagnostic(
            "endless-facts",
            f"`{one.fact}` is made from itself with a time that moves on, so it would be made without end",
            one.span,
            "conclude the time as it is, and move it in the rule that uses it",
        )


def _shifts(rule: Rule) -> bool:
    return rule.conclude is not None and any(isinstance(value, TimeExpr) and value.shift for value in rule.conclude.fields.values())
