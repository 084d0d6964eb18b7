"""Two versions of a pack, compared by what they mean: spelling, comments, order and files make no difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from afterword.engine.compare.model import Change, Difference, Kind, PackDifference
from afterword.engine.handbook import model
from afterword.engine.handbook.make_handbook import make_handbook
from afterword.engine.handbook.prose import plain_phrase, plain_text
from afterword.engine.language.open_pack import OpenPack
from afterword.engine.language.rule import Pack, Rule, RuleKind
from afterword.engine.spans import NOWHERE

Parts: TypeAlias = Mapping[str, str]
"""What can be said of something, part by part, in words; a part of which there is nothing to say is empty."""

MEANING = "meaning"
"""The part of a rule that says in plain English what it asks for: a line for each sentence."""

_ALIKE = "it reads alike, but its conditions are not the same"


def compare_packs(old: OpenPack, new: OpenPack) -> PackDifference:
    """What came, went and changed, in the order of the new pack; what is gone comes last."""
    before, after = make_handbook(old), make_handbook(new)
    return PackDifference(
        tuple(_compare(_settings(before), _settings(after))),
        tuple(_compare(_words(before), _words(after))),
        tuple(_compare(_headings(old.pack), _headings(new.pack))),
        tuple(_compare_rules(old, new, before, after)),
    )


def _compare(old: Mapping[str, Parts], new: Mapping[str, Parts]) -> Iterator[Difference]:
    for name, parts in new.items():
        if name not in old:
            yield Difference(Kind.NEW, name, "; ".join(filter(None, parts.values())))
        elif changes := _changes(old[name], parts):
            yield Difference(Kind.CHANGED, name, "", changes)
    yield from (Difference(Kind.GONE, name, "; ".join(filter(None, parts.values()))) for name, parts in old.items() if name not in new)


def _changes(old: Parts, new: Parts) -> tuple[Change, ...]:
    parts = dict.fromkeys((*new, *old))
    return tuple(Change(part, old.get(part, ""), new.get(part, "")) for part in parts if old.get(part, "") != new.get(part, ""))


def _settings(book: model.Handbook) -> dict[str, Parts]:
    return {one.name: {"value": one.value, "about": one.about} for one in book.parameters}


def _words(book: model.Handbook) -> dict[str, Parts]:
    """Types of events, and the things that they refer to, with their fields."""
    words: dict[str, Parts] = {}
    for event in book.events:
        words[event.name] = {"about": event.about, "called": event.called, **_fields(event.fields)}
    for entity in book.entities:
        brought_up = ", ".join(entity.introduced_by)
        words[entity.section] = {"about": entity.about, "brought up by": brought_up, **_fields(entity.fields)}
    return words


def _fields(fields: Iterable[model.Field]) -> dict[str, str]:
    return {
        f"field {field.name}": "".join(
            (field.holds, f" ({', '.join(field.choices)})" if field.choices else "", ", required" * field.required)
        )
        for field in fields
    }


def _headings(pack: Pack) -> dict[str, Parts]:
    """The steps, topics and sources that rules and findings are put under."""
    steps = {f"step {step.number}": {"title": step.title} for step in pack.steps}
    topics = {f"topic {name}": {"title": title} for name, title in pack.topics.items()}
    sources = {
        f"source {one.id}": {"title": one.title, "kind": one.kind, "address": one.url or "", "unchecked": one.unchecked or ""}
        for one in pack.sources.values()
    }
    return {**steps, **topics, **sources}


def _compare_rules(old: OpenPack, new: OpenPack, before: model.Handbook, after: model.Handbook) -> Iterator[Difference]:
    were, are = ({one.rule.id: _placeless(one.rule) for one in opened.rules} for opened in (old, new))
    titles = {**{rule.id: rule.title for rule in before.rules}, **{rule.id: rule.title for rule in after.rules}}
    told_before, told_after = ({rule.id: _rule_parts(rule, book) for rule in book.rules} for book in (before, after))
    for name, parts in told_after.items():
        if name not in told_before:
            yield Difference(Kind.NEW, name, titles[name], (Change(MEANING, "", parts[MEANING]),))
            continue
        changes = _changes(told_before[name], parts)
        if not changes and were[name] != are[name]:
            changes = (Change(MEANING, "", _ALIKE),)
        if changes:
            yield Difference(Kind.CHANGED, name, titles[name], changes)
    yield from (Difference(Kind.GONE, name, titles[name]) for name in told_before if name not in told_after)


def _rule_parts(rule: model.Rule, book: model.Handbook) -> Parts:
    """All that the handbook says of a rule, examples apart."""
    steps = {step.number: step.title for step in book.steps}
    judged = rule.kind != RuleKind.FACT.value
    said = {f"message when {one.state}": plain_phrase(one.text) for one in rule.messages}
    filed = {f"topic when {one.state}": one.topic for one in rule.messages}
    return {
        "title": rule.title,
        "kind": rule.kind,
        "switched": "on" if rule.enabled else "off",
        MEANING: plain_text(rule.description),
        **said,
        "why": rule.why,
        "severity": rule.severity if judged else "",
        "step": f"{rule.step} {steps.get(rule.step, '')}".rstrip() if rule.step is not None else "",
        **filed,
        "tags": ", ".join(rule.tags),
        "sources": ", ".join(rule.sources),
    }


def _placeless(rule: Rule) -> Rule:
    """The rule without the places of what its messages fill in, which are no part of what it means."""
    said = {
        state: tuple(part if isinstance(part, str) else part._replace(span=NOWHERE) for part in template)
        for state, template in rule.say.items()
    }
    return replace(rule, say=said)
