"""The facts that a rule rests on, each with the case that concluded it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterword.engine.compile.stratify import stratify
from afterword.engine.language.patterns import Conclusion, FactSource, Pattern
from afterword.engine.language.rule import Literal, Ref, Rule, TimeExpr
from afterword.engine.log.model import Value
from afterword.engine.run.model import Fact
from afterword.engine.times.model import Interval
from afterword.engine.why.rows import Concluded, Scope, event_of, evidence_of, resolve
from afterword.engine.why.search import cases_of
from afterword.engine.why.windows import anchor_of
from afterword.engine.why.world import World


def conclude_facts(world: World, rules: Iterable[Rule]) -> None:
    """Conclude the facts that rules look at, and what these rest on, layer by layer."""
    needed = facts_below(rules, world.pack.rules)
    layers, _ = stratify(world.pack.rules)
    for layer in layers:
        if layer.facts & needed:
            known: set[object] = set()
            while fresh := _conclude_once(world, layer.rules, known):
                world.conclude(fresh)
                if not layer.recursive:
                    break


def facts_below(rules: Iterable[Rule], every: Iterable[Rule]) -> set[str]:
    """The names of the facts that rules look at, and of those that the rules behind these look at."""
    concluding: dict[str, list[Rule]] = {}
    for rule in every:
        if rule.conclude is not None:
            concluding.setdefault(rule.conclude.fact, []).append(rule)
    needed: set[str] = set()
    waiting = list(rules)
    while waiting:
        for name in _facts_of(waiting.pop()):
            if name not in needed:
                needed.add(name)
                waiting += concluding.get(name, ())
    return needed


def patterns_of(rule: Rule) -> Iterator[Pattern]:
    """All that a rule looks for."""
    yield from (binding.pattern for binding in rule.bindings)
    yield from (pattern for condition in rule.when for pattern in condition.patterns)
    yield from rule.unless
    if rule.target is not None:
        yield from rule.target.patterns
        yield from rule.target.barriers


def _facts_of(rule: Rule) -> Iterator[str]:
    return (pattern.source.name for pattern in patterns_of(rule) if isinstance(pattern.source, FactSource))


def _conclude_once(world: World, rules: Iterable[Rule], known: set[object]) -> list[Concluded]:
    """What follows from the facts so far and is not among them. Equal facts at one event are one: the first."""
    fresh: list[Concluded] = []
    number = 1 + sum(map(len, world.facts.values()))
    for rule in rules:
        for scope in cases_of(world, rule):
            one = conclusion_of(world, rule, scope, number + len(fresh))
            key = (one.fact.name, tuple((name, type(value), value) for name, value in sorted(one.fact.fields.items())), one.event.id)
            if key not in known:
                known.add(key)
                fresh.append(one)
    return fresh


def conclusion_of(world: World, rule: Rule, scope: Scope, number: int = 0) -> Concluded:
    """The fact that a case concludes. It has the time, and the zone, of the latest event it rests on."""
    if rule.conclude is None:
        raise ValueError(f"{rule.id} concludes nothing")
    event = event_of(anchor_of(world, scope))
    evidence = evidence_of(scope.values())
    fields = _fields(world, rule.conclude, scope)
    when = event.when if evidence else None
    return Concluded(Fact(rule.conclude.fact, when, event.zone, fields, evidence), event, rule, scope, number)


def _fields(world: World, conclusion: Conclusion, scope: Scope) -> dict[str, Value]:
    found = ((name, _work_out(world, written, scope)) for name, written in conclusion.fields.items())
    return {name: value for name, value in found if value is not None}


def _work_out(world: World, written: Literal | Ref | TimeExpr, scope: Scope) -> Value | None:
    match written:
        case Ref():
            return resolve(written, scope)
        case TimeExpr():
            when = world.clock.read(written, scope)
            return None if when is None else Interval(when.early.lo, when.late.hi)
        case _:
            return written
