"""What the checks of lint look at, and the parts of a rule in which they look."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from enum import Enum
from typing import NamedTuple

from afterword.engine.language.load_pack import ReadPack, ReadRule
from afterword.engine.language.patterns import EventSource, FactSource, ItemSource, Pattern, Quantifier
from afterword.engine.language.rule import Pack, Ref, Rule, RuleKind, TimeExpr, Window
from afterword.engine.reading.nodes import Document, Items, Node, Table
from afterword.engine.spans import Span


class Subject(NamedTuple):
    """A pack as far as it could be read.

    ``rules`` has all that are listed, ``sound`` those in which nothing was wrong; ``speaks`` tells that its vocabulary can be relied on.
    """

    pack: Pack
    rules: tuple[ReadRule, ...]
    sound: tuple[ReadRule, ...]
    documents: tuple[Document, ...]
    speaks: bool


class Role(Enum):
    """Where a pattern stands in a rule. The value says what becomes of the rule where nothing can match it."""

    CASE = "so the rule never has a case"
    SOME = "so this condition is never met"
    NONE = "so this condition is always met"
    UNLESS = "so it never ends the duty"
    EXPECTED = "so it can never be done"
    FORBIDDEN = "so the rule can never be broken"
    BARRIER = "so nothing is ever cut off"
    ONE_OF_SEVERAL = "so it may as well be left out"


def patterns_of(rule: Rule) -> Iterator[tuple[Role, Pattern]]:
    """Every pattern of a rule, in the order of the language."""
    for binding in rule.bindings:
        yield Role.CASE, binding.pattern
    for condition in rule.when:
        role = Role.SOME if condition.quantifier is Quantifier.SOME else Role.NONE
        for pattern in condition.patterns:
            yield role if len(condition.patterns) == 1 else Role.ONE_OF_SEVERAL, pattern
    for pattern in rule.unless:
        yield Role.UNLESS, pattern
    if rule.target is not None:
        role = Role.EXPECTED if rule.target.at_least else Role.FORBIDDEN
        for pattern in rule.target.patterns:
            yield role if len(rule.target.patterns) == 1 else Role.ONE_OF_SEVERAL, pattern
        for pattern in rule.target.barriers:
            yield Role.BARRIER, pattern


def timed_aliases(rule: Rule) -> tuple[str, ...]:
    """The aliases that stand for events and facts: the case's event is the latest of these."""
    return tuple(one.alias for one in rule.bindings if isinstance(one.pattern.source, EventSource | FactSource))


def aliases_used(rule: Rule) -> Iterator[str]:
    """The aliases that the rule refers to, messages included."""
    for _, pattern in patterns_of(rule):
        if isinstance(pattern.source, ItemSource):
            yield pattern.source.ref.alias
        yield from _aliases_in(test.value for test in pattern.where)
    for criterion in rule.criteria:
        yield criterion.alias
        yield from _aliases_in((criterion.test.value,))
    for window in (rule.show, *([rule.target.window] if rule.target is not None else [])):
        yield from _aliases_in(_times_of(window))
    if rule.conclude is not None:
        yield from _aliases_in(rule.conclude.fields.values())
    yield from _aliases_in(rule.about.values())
    for template in rule.say.values():
        yield from (part.path[0] for part in template if not isinstance(part, str))


def _times_of(window: Window) -> tuple[object, ...]:
    return (window.base, window.opens, window.due)


def _aliases_in(values: Iterator[object] | Collection[object]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Ref):
            yield value.alias
        elif isinstance(value, TimeExpr):
            yield value.ref.alias


def take_apart(read: ReadPack, *, whole: bool) -> Subject:
    """What can be looked at in a pack, whatever mistakes it has: what a faulty part means can only be guessed.

    ``whole`` tells that all of its files could be read.
    """
    places = [one.span for one in read.diagnostics]
    sound = tuple(one for one in read.rules if not places or not _holds_any(one, places))
    words = [
        entry.value.place.span(document.source)
        for document in read.extended.documents
        if isinstance(document.root, Table)
        for entry in document.root.entries
        if entry.key.text == "vocabulary"
    ]
    speaks = whole and not any(covers(part, place) for part in words for place in places)
    return Subject(read.pack, read.rules, sound, read.extended.documents, speaks)


def _holds_any(rule: ReadRule, places: Collection[Span]) -> bool:
    """Whether one of ``places`` is in a part of the rule: what an alias stands for is written elsewhere, so every part is looked at."""
    waiting: list[Node] = [rule.node]
    while waiting:
        node = waiting.pop()
        part = node.place.span(rule.source)
        if any(covers(part, place) for place in places):
            return True
        if isinstance(node, Table):
            waiting += [one for entry in node.entries for one in entry]
        elif isinstance(node, Items):
            waiting += node.nodes
    return False


def extent(rule: ReadRule) -> tuple[Span, ...]:
    """The stretches of text that a rule is written in: several where it changes one of another pack."""
    parts: list[Node] = [rule.node]
    for entry in rule.node.entries:
        parts += [entry.key, entry.value]
    return tuple(part.place.span(rule.source) for part in parts)


def covers(part: Span, place: Span) -> bool:
    """Whether ``place`` begins inside ``part``."""
    inside = (part.line, part.column) <= (place.line, place.column) < (part.end_line, part.end_column)
    return inside and part.source is place.source


def is_reported(rule: Rule) -> bool:
    """Whether a rule makes findings, as all but fact rules do."""
    return rule.kind is not RuleKind.FACT
