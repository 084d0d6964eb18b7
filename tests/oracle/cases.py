"""The matches of patterns, the cases of rules and the facts they conclude, by nested loops over the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from afterword.engine.language.patterns import (
    Conclusion,
    Condition,
    EventSource,
    FactSource,
    ItemSource,
    Pattern,
    Pick,
    Quantifier,
    RecordSource,
)
from afterword.engine.language.rule import Ref, Rule, RuleKind, Test, TimeExpr
from afterword.engine.log.model import Event, Log, Value
from afterword.engine.run.model import Bound, Fact, Item
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Vocabulary
from afterword.tests.oracle.readings import Clock, Reading, Scope, events_under, judge, place_in_log, value_of


@dataclass
class World:
    """All there is to look at. ``start`` stands for the start of the log; ``facts`` grows, in the order in which facts are concluded."""

    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    log: Log
    events: tuple[Event, ...]
    start: Event
    clock: Clock
    facts: list[Fact] = field(default_factory=list)


def build_world(rules: tuple[Rule, ...], vocabulary: Vocabulary, log: Log, events: Sequence[Event], as_of: int) -> World:
    """The log with all that the rules conclude from it; ``events`` are those that count, in the order of the log."""
    begins = min((event.when.lo for event in events), default=as_of)
    start = Event("", "", Interval(begins, begins), day_only=False, zone=log.zone, position=-1, fields={})
    world = World(rules, vocabulary, log, tuple(sorted(events, key=place_in_log)), start, Clock(Calendar(log.holidays), log.zone))
    for names in _components(rules):
        while fresh := _one_round(world, names):
            world.facts.extend(fresh)
    return world


# ---------------------------------------------------------------------------------------------------------------- patterns


def find(world: World, pattern: Pattern, scope: Scope, reading: Reading) -> list[Bound]:
    """All that a pattern takes, in order: of what the case has not bound yet, that which passes all tests, or the first or last of it.

    Facts that rest on the same latest event are first or last together.
    """
    found = [
        one
        for one in _members(world, pattern, scope)
        if not _is_bound(one, scope) and all(_passes(world, test, one, scope, reading) for test in pattern.where)
    ]
    if pattern.pick is Pick.ALL:
        return found
    grouped = [one for one in found if None not in _group(one, pattern.per)]
    taken: list[Bound] = []
    for one in grouped if pattern.pick is Pick.FIRST else reversed(grouped):
        rivals = [other for other in taken if _group(one, pattern.per) == _group(other, pattern.per)]
        if all(events_under(one)[-1:] == events_under(other)[-1:] for other in rivals):
            taken.append(one)
    return [one for one in grouped if one in taken]


def _group(one: Bound, per: tuple[str, ...]) -> list[Value | None]:
    return [value_of(one, name) for name in per]


def _passes(world: World, test: Test, one: Bound, scope: Scope, reading: Reading) -> bool:
    return judge(test, one, scope, world.clock, reading) is True


def _members(world: World, pattern: Pattern, scope: Scope) -> list[Bound]:
    match pattern.source:
        case EventSource(types):
            return [event for event in world.events if not types or event.type in types]
        case FactSource(name):
            facts = (fact for fact in world.facts if fact.name == name)
            return sorted(facts, key=lambda fact: place_in_log(events_under(fact)[-1]))
        case RecordSource(kind):
            return list(world.log.records.get(kind, {}).values())
        case ItemSource(ref):
            members = value_of(scope[ref.alias], ref.field)
            entity = _entity_of_list(world.vocabulary, scope[ref.alias], ref)
            return [Item(str(member), entity) for member in dict.fromkeys(members)] if isinstance(members, tuple) else []


def _is_bound(one: Bound, scope: Scope) -> bool:
    return isinstance(one, Event) and any(isinstance(other, Event) and other.id == one.id for other in scope.values())


def _entity_of_list(vocabulary: Vocabulary, owner: Bound, ref: Ref) -> str | None:
    if isinstance(owner, Event) and ref.field is not None:
        return vocabulary.events[owner.type].fields[ref.field].type.entity
    return None


# ------------------------------------------------------------------------------------------------------------------- cases


def find_cases(world: World, rule: Rule) -> list[dict[str, Bound]]:
    """Every combination that `for_each` binds and `when` lets through."""
    scopes: list[dict[str, Bound]] = [{}]
    for binding in rule.bindings:
        scopes = [{**scope, binding.alias: one} for scope in scopes for one in find(world, binding.pattern, scope, Reading.CERTAIN)]
    return [scope for scope in scopes if all(_holds(world, condition, scope) for condition in rule.when)]


def _holds(world: World, condition: Condition, scope: Scope) -> bool:
    reading = Reading.CERTAIN if condition.quantifier is Quantifier.SOME else Reading.POSSIBLE
    matches: list[Bound] = []
    for pattern in condition.patterns:
        matches += [one for one in find(world, pattern, scope, reading) if one not in matches]
    return len(matches) >= condition.at_least if condition.quantifier is Quantifier.SOME else not matches


def evidence_of(scope: Scope, *more: Bound) -> tuple[Event, ...]:
    """The events that a case, and what more is named, rest on, in the order of the log."""
    events = {event.id: event for bound in (*scope.values(), *more) for event in events_under(bound)}
    return tuple(sorted(events.values(), key=place_in_log))


# ------------------------------------------------------------------------------------------------------------------- facts


def _one_round(world: World, names: set[str]) -> list[Fact]:
    """The facts of these names that follow from all facts so far and are not among them."""
    fresh: list[Fact] = []
    for rule in world.rules:
        if rule.conclude is not None and rule.conclude.fact in names:
            for scope in find_cases(world, rule):
                fact = _conclude(world, rule.conclude, scope)
                if not any(_same_fact(fact, other) for other in (*world.facts, *fresh)):
                    fresh.append(fact)
    return fresh


def _conclude(world: World, conclusion: Conclusion, scope: Scope) -> Fact:
    fields: dict[str, Value] = {}
    for name, written in conclusion.fields.items():
        value = _worked_out(world, written, scope)
        if value is not None:
            fields[name] = value
    evidence = evidence_of(scope)
    if not any(event.id for event in evidence):  # it rests on records alone, and counts as the start of the log
        return Fact(conclusion.fact, None, world.log.zone, fields, (world.start,))
    return Fact(conclusion.fact, evidence[-1].when, evidence[-1].zone, fields, evidence)


def _worked_out(world: World, written: str | int | bool | Ref | TimeExpr, scope: Scope) -> Value | None:  # noqa: FBT001  (a literal)
    match written:
        case Ref(alias, name):
            return value_of(scope[alias], name)
        case TimeExpr():
            time = world.clock.read(written, scope)
            return None if time is None else Interval(time.earliest.start, time.latest.end)
        case _:
            return written


def _same_fact(one: Fact, other: Fact) -> bool:
    """Equal names and fields, at the same event; what else they rest on does not tell them apart."""
    return (one.name, one.fields, one.evidence[-1:]) == (other.name, other.fields, other.evidence[-1:])


def _components(rules: tuple[Rule, ...]) -> list[set[str]]:
    """The names of facts, those that need each other together, and none before what it needs."""
    needs = {rule.conclude.fact: set[str]() for rule in rules if rule.conclude is not None}
    for rule in rules:
        if rule.conclude is not None:
            needs[rule.conclude.fact] |= _facts_named(rule) & set(needs)
    for _ in needs:
        for names in needs.values():
            names.update(*(needs[name] for name in set(names)))
    ordered: list[set[str]] = []
    while len(done := set[str]().union(*ordered)) < len(needs):
        together = ({name} | {other for other in needs[name] if name in needs[other]} for name in needs if name not in done)
        ordered.append(next(names for names in together if all(needs[name] <= names | done for name in names)))
    return ordered


def _facts_named(rule: Rule) -> set[str]:
    patterns = [binding.pattern for binding in rule.bindings] + [pattern for condition in rule.when for pattern in condition.patterns]
    return {pattern.source.name for pattern in patterns if isinstance(pattern.source, FactSource)}


def judged_rules(world: World) -> list[Rule]:
    """The rules that come to verdicts."""
    return [rule for rule in world.rules if rule.kind is not RuleKind.FACT]
