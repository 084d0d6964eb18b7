"""What a pattern takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from afterword.engine.language.patterns import Condition, Pattern, Pick, Quantifier
from afterword.engine.language.rule import Rule
from afterword.engine.log.model import Event, Record
from afterword.engine.run.model import Item
from afterword.engine.why.readings import Reading, ask, operand_of
from afterword.engine.why.rows import Concluded, Row, Scope, event_of, field_of
from afterword.engine.why.world import World


def matches(world: World, pattern: Pattern, scope: Scope, reading: Reading) -> Iterator[Row]:
    """All that passes the tests of a pattern, in order, but nothing that the case has bound already."""
    bound = {row.id for row in scope.values() if isinstance(row, Event)}
    asked = [(test, operand_of(test, scope, world.clock)) for test in pattern.where]
    for row in world.likely(pattern, scope):
        if isinstance(row, Event) and row.id in bound:
            continue
        if all(ask(test, operand, row, world.clock).under(reading) for test, operand in asked):
            yield row


def find(world: World, pattern: Pattern, scope: Scope, reading: Reading) -> list[Row]:
    """As `matches`, or the first or last of them, one for each value of the fields in `per`; without such a value, none.

    Facts that rest on the same latest event are first or last together.
    """
    found = list(matches(world, pattern, scope, reading))
    if pattern.pick is Pick.ALL:
        return found
    grouped = [row for row in found if isinstance(row, Event | Concluded) and None not in _group(row, pattern)]
    chosen: dict[tuple[object, ...], Event] = {}
    for row in grouped if pattern.pick is Pick.FIRST else reversed(grouped):
        chosen.setdefault(_group(row, pattern), event_of(row))
    return [row for row in grouped if event_of(row) is chosen[_group(row, pattern)]]


def _group(row: Row, pattern: Pattern) -> tuple[object, ...]:
    return tuple((type(value), value) if (value := field_of(row, name)) is not None else None for name in pattern.per)


def holds(world: World, condition: Condition, scope: Scope) -> bool:
    """Whether a condition is met: enough matches for certain, or none that is possible."""
    if condition.quantifier is Quantifier.NONE:
        return not any(True for pattern in condition.patterns for _ in matches(world, pattern, scope, Reading.POSSIBLE))
    found: dict[object, None] = {}
    for pattern in condition.patterns:
        found.update((identity(row), None) for row in matches(world, pattern, scope, Reading.CERTAIN))
    return len(found) >= condition.at_least


def identity(row: Row) -> object:
    """What is the same for the same thing."""
    match row:
        case Event():
            return ("event", row.id)
        case Record():
            return ("record", row.kind, row.id)
        case Concluded():
            return ("fact", id(row))
        case Item():
            return row


class Stop(NamedTuple):
    """A case that came to nothing: what it had bound, and the number of the binding, or of the condition, that it failed."""

    scope: Scope
    binding: int | None
    condition: int | None = None


def find_cases(world: World, rule: Rule) -> Iterator[Scope | Stop]:
    """Every combination that `for_each` binds and `when` lets through, and among them where others stopped, in the order of the log."""
    yield from _bind(world, rule, {}, 0)


def cases_of(world: World, rule: Rule) -> list[Scope]:
    """The cases alone."""
    return [scope for scope in find_cases(world, rule) if not isinstance(scope, Stop)]


def _bind(world: World, rule: Rule, scope: Scope, number: int) -> Iterator[Scope | Stop]:
    if number == len(rule.bindings):
        failed = next((place for place, condition in enumerate(rule.when) if not holds(world, condition, scope)), None)
        yield scope if failed is None else Stop(scope, None, failed)
        return
    binding = rule.bindings[number]
    found = find(world, binding.pattern, scope, Reading.CERTAIN)
    for row in found:
        yield from _bind(world, rule, {**scope, binding.alias: row}, number + 1)
    if not found:
        yield Stop(scope, number)
