"""Makes the handbook of a pack: every rule in words, beside all that it rests on and is used for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from afterword.engine.handbook import model
from afterword.engine.handbook.describe_example import describe_example
from afterword.engine.handbook.describe_message import describe_message
from afterword.engine.handbook.describe_rule import describe_rule
from afterword.engine.handbook.prose import Sort, mentions
from afterword.engine.handbook.rule_texts import rule_texts
from afterword.engine.handbook.wording import Wording, spell
from afterword.engine.language.examples import Example, load_examples
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.open_pack import OpenPack
from afterword.engine.language.rule import Pack, Rule, RuleKind
from afterword.engine.language.scope import as_table
from afterword.engine.language.states import reachable_states
from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.times.model import Duration
from afterword.engine.verdicts import FINDING_STATES
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Field, Kind

_NOT_READ = {"examples", "title", "why", "say"}
"""The parts of a rule in which a dollar is just a dollar."""


def make_handbook(opened: OpenPack) -> model.Handbook:
    """All that can be said of a pack, its rules by their steps; those that are switched off are told as if they were on."""
    pack = replace(opened.pack, rules=tuple(one.rule for one in opened.rules))
    defaults = {
        document.source.name: as_table(document.root.get("defaults")) for document in opened.documents if isinstance(document.root, Table)
    }
    examples: dict[str, list[Example]] = {}
    for example in load_examples(opened.documents).value or ():
        examples.setdefault(example.rule, []).append(example)
    told = [_tell_rule(one, pack, opened, defaults.get(one.source.name), examples.get(one.rule.id, [])) for one in opened.rules]
    rules = [rule._replace(serves=tuple(_users(told, rule.concludes)) if rule.concludes else ()) for rule in told]
    judged = [rule for rule in rules if rule.kind != RuleKind.FACT.value]
    steps = [model.Step(step.number, step.title, _guide_first(rule for rule in judged if rule.step == step.number)) for step in pack.steps]
    others = _guide_first(rule for rule in judged if rule.step is None)
    return model.Handbook(
        pack.id,
        pack.version,
        pack.title,
        (*steps, model.Step(None, "Without a step", others)) if others else tuple(steps),
        tuple(rule for rule in rules if rule.kind == RuleKind.FACT.value),
        tuple(_tell_facts(pack, rules)),
        tuple(_tell_parameters(pack, rules)),
        tuple(_tell_sources(pack, rules)),
        tuple(_tell_entity(entity) for entity in pack.vocabulary.entities.values()),
        tuple(_tell_event(event, rules) for event in pack.vocabulary.events.values()),
        tuple(_tell_field(field) for field in ENVELOPE.values()),
    )


def _guide_first(rules: Iterable[model.Rule]) -> tuple[model.Rule, ...]:
    """Rules from outside come after the others."""
    return tuple(sorted(rules, key=lambda rule: rule.outside))


def _tell_rule(read: ReadRule, pack: Pack, opened: OpenPack, defaults: Table | None, examples: Iterable[Example]) -> model.Rule:
    rule = read.rule
    description = describe_rule(rule, pack)
    # What a rule concludes, it does not use.
    used = mentions(describe_rule(replace(rule, conclude=None), pack))
    return model.Rule(
        rule.id,
        rule.kind.value,
        rule.title,
        rule.step,
        read.enabled,
        rule.outside,
        rule.severity.value,
        rule.tags,
        rule.why,
        description,
        tuple(_tell_messages(rule, pack)),
        rule.sources,
        tuple(
            dict.fromkeys(
                (*_parameters_in(read.node, pack), *_parameters_said(rule, pack), *_parameters_by_default(read.node, defaults, pack))
            )
        ),
        tuple(one.name for one in used if one.sort is Sort.EVENT),
        tuple(one.name for one in used if one.sort is Sort.FACT),
        rule.conclude.fact if rule.conclude is not None else None,
        (),
        tuple(describe_example(example, pack.vocabulary) for example in examples),
        rule_texts(read, opened.overrides),
    )


def _tell_messages(rule: Rule, pack: Pack) -> Iterator[model.Message]:
    """What is said in each state that makes a finding, also where it is nothing."""
    wording = Wording.of(pack, rule.bindings)
    for state in reachable_states(rule):
        if state in FINDING_STATES:
            topic = rule.topics.get(state, "")
            yield model.Message(state.value, topic, pack.topics.get(topic, ""), describe_message(rule.say.get(state, ()), wording))


def _parameters_in(node: Node, pack: Pack) -> Iterator[str]:
    """The parameters that a part of a rule names."""
    match node:
        case Scalar(text):
            if text[1:] in pack.parameters and text[0] == "$":
                yield text[1:]
        case Items(nodes):
            for one in nodes:
                yield from _parameters_in(one, pack)
        case Table(entries):
            for entry in entries:
                if entry.key.text not in _NOT_READ:
                    yield from _parameters_in(entry.value, pack)


def _parameters_by_default(node: Table, defaults: Table | None, pack: Pack) -> Iterator[str]:
    """Those that the rule has from its file."""
    for entry in defaults.entries if defaults is not None else ():
        if node.get(entry.key.text) is None:
            yield from _parameters_in(entry.value, pack)


def _parameters_said(rule: Rule, pack: Pack) -> Iterator[str]:
    """Those that the messages print."""
    names = {binding.alias for binding in rule.bindings}
    for template in rule.say.values():
        yield from (part.path[0] for part in template if not isinstance(part, str) and part.path[0] in pack.parameters.keys() - names)


def _users(rules: Iterable[model.Rule], fact: str) -> Iterator[str]:
    return (rule.id for rule in rules if fact in rule.facts)


def _tell_facts(pack: Pack, rules: Iterable[model.Rule]) -> Iterator[model.Fact]:
    """The facts in the order of the rules that conclude them."""
    by_id = {rule.id: rule for rule in pack.rules}
    concluding: dict[str, list[str]] = {}
    for rule in rules:
        if rule.concludes is not None:
            concluding.setdefault(rule.concludes, []).append(rule.id)
    for name, makers in concluding.items():
        fields = dict.fromkeys(field for maker in makers if (made := by_id[maker].conclude) is not None for field in made.fields)
        yield model.Fact(name, spell(name), tuple(fields), tuple(makers), tuple(_users(rules, name)))


def _tell_parameters(pack: Pack, rules: Iterable[model.Rule]) -> Iterator[model.Parameter]:
    for one in pack.parameters.values():
        users = tuple(rule.id for rule in rules if one.name in rule.parameters)
        yield model.Parameter(one.name, _spell_value(one.value), one.about, one.sources, one.changed, users)


def _spell_value(value: Duration | str | float) -> str:
    """A setting as one would write it."""
    match value:
        case Duration(text=text):
            return text
        case bool():
            return str(value).lower()
        case _:
            return str(value)


def _tell_sources(pack: Pack, rules: Iterable[model.Rule]) -> Iterator[model.Source]:
    for one in pack.sources.values():
        yield model.Source(one.id, one.kind, one.title, one.url, one.unchecked, tuple(rule.id for rule in rules if one.id in rule.sources))


def _tell_event(event: EventType, rules: Iterable[model.Rule]) -> model.EventType:
    users = tuple(rule.id for rule in rules if event.name in rule.events)
    return model.EventType(event.name, event.called, event.about, tuple(_tell_field(field) for field in event.fields.values()), users)


def _tell_entity(entity: Entity) -> model.Entity:
    fields = tuple(_tell_field(field) for field in entity.fields.values())
    return model.Entity(entity.name, entity.section, entity.about, fields, entity.introduced_by)


HOLDS: Mapping[Kind, str] = {
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "a day",
    Kind.DECIMAL: "a number",
    Kind.ENUM: "one of",
    Kind.EVENT: "the id of an event",
    Kind.INTEGER: "a whole number",
    Kind.TEXT: "text",
    Kind.TIME: "a time or a day",
    Kind.ZONE: "a time zone",
}
"""What a field of each kind holds, entities apart."""


def _tell_field(field: Field) -> model.Field:
    type_ = field.type
    holds = f"a known {spell(type_.entity)}" if type_.entity is not None else HOLDS[type_.kind]
    return model.Field(field.name, f"a list: {holds}" if type_.many else holds, type_.choices, field.required, field.about)
