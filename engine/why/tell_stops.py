"""Why a rule has no case: how far each of its parts let anything through, and what came near at the one that let nothing through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import FactSource, Pattern
from afterword.engine.language.rule import Rule
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.why.model import Reason, ReasonKind
from afterword.engine.why.nearest import MOST
from afterword.engine.why.search import Stop, find_cases
from afterword.engine.why.tell_case import look_near, seek_binding, tell_condition
from afterword.engine.why.wanted import none_of, pattern_words
from afterword.engine.why.words import Detail, Words

_DEEPEST = 8
"""How many facts that rest on one another are followed down."""


def tell_stops(words: Words, rule: Rule, depth: int = 0) -> tuple[Reason, ...]:
    """How far a rule came that has no case: each part that let something through, then the first that let nothing through."""
    stops = [one for one in find_cases(words.world, rule) if isinstance(one, Stop)]
    furthest = max((_stage(rule, stop) for stop in stops), default=0)
    last = [stop for stop in stops if _stage(rule, stop) == furthest]
    passed = [stop for stop in stops if _stage(rule, stop) >= furthest]
    told = [_passed(words, rule, number, passed) for number in range(min(furthest, len(rule.bindings)))]
    return (*told, *_stopped(words, rule, last, depth))


def tell_stops_about(words: Words, rule: Rule, stops: Sequence[Stop]) -> Iterator[Reason]:
    """The same for the given stops alone, each with what it had bound."""
    furthest = max((_stage(rule, stop) for stop in stops), default=0)
    yield from _stopped(words, rule, [stop for stop in stops if _stage(rule, stop) == furthest], 0)


def _stage(rule: Rule, stop: Stop) -> int:
    """How many parts of the rule a case passed before it stopped."""
    return stop.binding if stop.binding is not None else len(rule.bindings) + (stop.condition or 0)


def _passed(words: Words, rule: Rule, number: int, stops: Sequence[Stop]) -> Reason:
    """A binding that found something, with what it found first."""
    binding = rule.bindings[number]
    found = {id(row): row for stop in stops for row in [stop.scope[binding.alias]]}
    names = [words.name(row) for row in list(found.values())[:MOST]]
    more = [f"{len(found) - MOST} more"] if len(found) > MOST else []
    text = f"{quote(binding.alias)}: {pattern_words(words, binding.pattern, {})}: found {phrase_list([*names, *more])}"
    return Reason(ReasonKind.BINDING, passed=True, text=text)


def _stopped(words: Words, rule: Rule, stops: Sequence[Stop], depth: int) -> Iterator[Reason]:
    """The part at which cases stopped, once for each of the first of them."""
    shown = stops if words.detail is Detail.EVERY else stops[:MOST]
    for number, stop in enumerate(shown):
        left_out = len(stops) - len(shown) if number == len(shown) - 1 else 0
        yield from (reason._replace(left_out=reason.left_out + left_out) for reason in _stop(words, rule, stop, depth))


def _stop(words: Words, rule: Rule, stop: Stop, depth: int) -> Iterator[Reason]:
    given = _given(words, stop.scope)
    if stop.binding is None:
        reason = tell_condition(words, rule.when[stop.condition or 0], stop.scope)
        yield reason._replace(text=f"{given}{reason.text}")
        return
    binding = rule.bindings[stop.binding]
    misses = look_near(words, binding.pattern, stop.scope, seek_binding(words, binding, stop.scope), [])
    text = f"{given}{quote(binding.alias)}: there is {none_of(words, [binding.pattern], stop.scope)}"
    deeper = tuple(_why_no_fact(words, binding.pattern, depth))
    yield Reason(ReasonKind.BINDING, passed=False, text=text, children=deeper or misses.told, left_out=misses.left_out)


def _given(words: Words, scope: Mapping[str, object]) -> str:
    """What a case had bound when it stopped."""
    return f"for {phrase_list([words.name(row) for row in scope.values()])}: " if scope else ""  # type: ignore[arg-type]


def _why_no_fact(words: Words, pattern: Pattern, depth: int) -> Iterator[Reason]:
    """Why there is no fact of the kind at all: what each rule that could have concluded it lacked."""
    if not isinstance(pattern.source, FactSource) or depth >= _DEEPEST or words.world.candidates(pattern, {}):
        return
    for rule in words.world.pack.rules:
        if rule.conclude is not None and rule.conclude.fact == pattern.source.name:
            children = tell_stops(words, rule, depth + 1)
            yield Reason(ReasonKind.FACT, passed=False, text=f"{quote(rule.id)} concluded nothing", children=children)


def stops_of(words: Words, rule: Rule) -> list[Stop]:
    """Where cases stopped, in the order of the log."""
    return [one for one in find_cases(words.world, rule) if isinstance(one, Stop)]
