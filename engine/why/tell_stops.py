"""Why a rule has no case: how far each of its parts let anything through, and what came near at the one that let nothing through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import Binding, FactSource, Pattern
from afterword.engine.language.rule import Rule
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.why.model import Reason, ReasonKind
from afterword.engine.why.nearest import MOST
from afterword.engine.why.rows import Scope
from afterword.engine.why.search import Stop, find_cases, identity
from afterword.engine.why.tell_case import look_near, seek_binding, tell_condition
from afterword.engine.why.wanted import none_of, pattern_words
from afterword.engine.why.words import Detail, Words


def stops_of(words: Words, rule: Rule) -> list[Stop]:
    """Where cases stopped, in the order of the log."""
    return [one for one in find_cases(words.world, rule) if isinstance(one, Stop)]


def tell_stops(words: Words, rule: Rule) -> tuple[Reason, ...]:
    """How far a rule came that has no case: each name that it found something for, then the part that let nothing through."""
    return tuple(_Stops(words).whole(rule))


def tell_stops_about(words: Words, rule: Rule, stops: Sequence[Stop]) -> tuple[Reason, ...]:
    """Where the given cases stopped, as far as any of them came."""
    return tuple(_Stops(words).last(rule, stops))


class _Stops:
    """Tells of stops. Why there is no fact of some kind is told once, where it is first missed."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._told: set[str] = set()

    def whole(self, rule: Rule) -> Iterator[Reason]:
        """All that a rule came through, and where it stopped."""
        stops = stops_of(self._words, rule)
        furthest = _furthest(rule, stops)
        last = [stop for stop in stops if _stage(rule, stop) == furthest]
        for binding in rule.bindings[:furthest]:
            yield self._passed(binding, [stop.scope for stop in last])
        yield from self.last(rule, last)

    def last(self, rule: Rule, stops: Sequence[Stop]) -> Iterator[Reason]:
        """The part at which the cases stopped that came furthest, once for each of the first of them."""
        furthest = _furthest(rule, stops)
        found = [stop for stop in stops if _stage(rule, stop) == furthest]
        shown = found if self._words.detail is Detail.EVERY else found[:MOST]
        for number, stop in enumerate(shown):
            reason = self._stop(rule, stop)
            yield reason if number < len(shown) - 1 else reason._replace(left_out=reason.left_out + len(found) - len(shown))

    def _passed(self, binding: Binding, scopes: Sequence[Scope]) -> Reason:
        """A name that stood for something, with what it stood for."""
        words = self._words
        found = {identity(scope[binding.alias]): scope[binding.alias] for scope in scopes}
        names = [words.name(row) for row in list(found.values())[:MOST]]
        more = [f"{len(found) - MOST} more"] if len(found) > MOST else []
        text = f"{quote(binding.alias)}: {pattern_words(words, binding.pattern, {})}: found {phrase_list([*names, *more])}"
        return Reason(ReasonKind.BINDING, passed=True, text=text)

    def _stop(self, rule: Rule, stop: Stop) -> Reason:
        words = self._words
        names = phrase_list([words.name(row) for row in stop.scope.values()])
        given = f"for {names}: " if names else ""
        if stop.binding is None:
            reason = tell_condition(words, rule.when[stop.condition or 0], stop.scope)
            return reason._replace(text=f"{given}{reason.text}")
        binding = rule.bindings[stop.binding]
        misses = look_near(words, binding.pattern, stop.scope, seek_binding(words, binding, stop.scope), [])
        text = f"{given}{quote(binding.alias)}: there is {none_of(words, [binding.pattern], stop.scope)}"
        deeper = tuple(self._why_no_fact(binding.pattern))
        return Reason(ReasonKind.BINDING, passed=False, text=text, children=deeper or misses.told, left_out=misses.left_out)

    def _why_no_fact(self, pattern: Pattern) -> Iterator[Reason]:
        """Why there is no fact of the kind at all: what each rule that could have concluded it lacked."""
        world = self._words.world
        if not isinstance(pattern.source, FactSource) or pattern.source.name in self._told or world.candidates(pattern, {}):
            return
        self._told.add(pattern.source.name)
        for rule in world.pack.rules:
            if rule.conclude is not None and rule.conclude.fact == pattern.source.name:
                yield Reason(ReasonKind.FACT, passed=False, text=f"{quote(rule.id)} concluded nothing", children=tuple(self.whole(rule)))


def _stage(rule: Rule, stop: Stop) -> int:
    """How many parts of the rule a case passed before it stopped."""
    return stop.binding if stop.binding is not None else len(rule.bindings) + (stop.condition or 0)


def _furthest(rule: Rule, stops: Sequence[Stop]) -> int:
    return max((_stage(rule, stop) for stop in stops), default=0)
