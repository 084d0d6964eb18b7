"""Finds rules that lack what the others have, and rules that say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Related
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.language.rule import Pack, Rule
from afterword.engine.language.scope import as_scalar
from afterword.engine.language.states import reachable_states
from afterword.engine.lint.subject import Subject, is_reported
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.verdicts import State


def check_rules(subject: Subject) -> Iterator[Diagnostic]:
    """`incomplete-rule`, `same-rule`, and `no-effect` for a severity that no state has."""
    asked = [part for part in _PARTS if part.declared(subject.pack)]
    for read in subject.sound:
        if is_reported(read.rule):
            lacking = [part for part in asked if not part.given(read.rule)]
            if lacking:
                yield _tell_lacking(read.rule, lacking)
            yield from _check_severity(read)
    yield from _check_same([read.rule for read in subject.sound if read.enabled])


class _Part(NamedTuple):
    """A part that every rule should have, once the pack has declared any of the kind."""

    word: str
    declared: Callable[[Pack], object]
    given: Callable[[Rule], object]
    without: str
    """What becomes of a rule that has none."""


_PARTS = (
    _Part("title", lambda _: True, lambda rule: rule.title, "the checklist shows its id instead"),
    _Part("step", lambda pack: pack.steps, lambda rule: rule.step is not None, "the checklist shows it below all steps"),
    _Part(
        "topic",
        lambda pack: pack.topics,
        lambda rule: rule.topics or not any(rule.say.values()),
        "its findings are under none of the topics",
    ),
    _Part("source", lambda pack: pack.sources, lambda rule: rule.sources, "nobody can tell where it comes from"),
)


def _tell_lacking(rule: Rule, lacking: Sequence[_Part]) -> Diagnostic:
    words = phrase_list([f"`{part.word}`" for part in lacking])
    message = f"this rule has no {words.replace(' and ', ' or ')}: {lacking[0].without}"
    return Diagnostic("incomplete-rule", message, rule.span, f"add {words}")


def _check_severity(read: ReadRule) -> Iterator[Diagnostic]:
    """A severity is for the states that it makes louder or quieter."""
    own = as_scalar(read.node.get("severity"))
    if own is not None and not {State.LATE, State.VIOLATED} & set(reachable_states(read.rule)):
        message = "`severity` is for findings that are `late` or `violated`, and this rule has none of them"
        yield Diagnostic("no-effect", message, own.place.span(read.source), "leave it out")


def _check_same(rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """Two rules that look at the same and ask the same."""
    alike: dict[object, list[Rule]] = {}
    for rule in rules:
        alike.setdefault((rule.kind, *(binding.pattern for binding in rule.bindings)), []).append(rule)
    for group in alike.values():
        for first, second in combinations(group, 2):
            if _is_same(first, second):
                place = (Related("the other one", first.span),)
                message = f"this rule looks at the same things as `{first.id}` and asks the same"
                yield Diagnostic("same-rule", message, second.span, "keep one of the two", place)


def _is_same(one: Rule, other: Rule) -> bool:
    same = (one.bindings, one.when, one.unless, one.target, one.criteria, one.show, one.conclude) == (
        *(other.bindings, other.when, other.unless, other.target, other.criteria, other.show, other.conclude),
    )
    apart = not is_reported(one) or {state for state, words in one.say.items() if words} & {
        state for state, words in other.say.items() if words
    }
    return same and bool(apart)
