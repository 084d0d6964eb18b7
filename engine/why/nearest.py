"""What came nearest to a pattern without fitting it, with everything that kept it from fitting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from heapq import nsmallest
from typing import NamedTuple

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import EventSource, FactSource, ItemSource, Pattern, RecordSource
from afterword.engine.language.rule import Test
from afterword.engine.log.model import Event
from afterword.engine.log.normalise import normalise
from afterword.engine.times.zones import DAY
from afterword.engine.vocabulary import Kind
from afterword.engine.why.model import Reason, ReasonKind
from afterword.engine.why.readings import TIME_OPS, Reading, When, ask, gap_between, operand_of
from afterword.engine.why.rows import Concluded, Row, Scope, event_of
from afterword.engine.why.search import identity
from afterword.engine.why.tell_tests import tell_test
from afterword.engine.why.windows import anchor_of
from afterword.engine.why.words import Detail, Words

MOST = 3
"""How many near misses are told, unless all are asked for."""

_POOL = 300
"""Of more candidates than these, only the likeliest are looked at: those that agree in a field, and those closest in time."""

_TIME, _VALUE, _NAME, _SELF = 2, 3, 4, 6
"""How far a miss takes something away: a moment too late is nearer than a letter to somebody else."""

_REACH = 1
"""What is further away than the nearest by more than this is not near."""

_NEAR_IN_TIME = 3 * DAY
"""Events that repeat each other are on one local day."""


class Check(NamedTuple):
    """Something beside the tests of a pattern that it may fail: ``tell`` says how, and ``cost`` how far that takes it away."""

    passed: bool
    cost: int
    tell: Callable[[], Reason]


Checks = Callable[[Row], Iterable[Check]]


def no_checks(_: Row) -> Iterable[Check]:
    """For patterns that ask for nothing but their tests."""
    return ()


class Misses(NamedTuple):
    """The nearest misses, and how many others there are."""

    told: tuple[Reason, ...]
    left_out: int


class Seeker:
    """Looks for near misses of one pattern in one case. ``checks`` says what else, by its place in the log, something must meet."""

    def __init__(self, words: Words, pattern: Pattern, scope: Scope, reading: Reading, checks: Checks = no_checks) -> None:
        """Work out once what the tests compare with."""
        self._words = words
        self._world = words.world
        self._pattern = pattern
        self._scope = scope
        self._reading = reading
        self._checks = checks
        self._asked = [(test, operand_of(test, scope, self._world.clock)) for test in pattern.where]
        self._bound = {identity(row): alias for alias, row in scope.items() if isinstance(row, Event)}

    def misses(self, taken: Iterable[Row]) -> Misses:
        """All candidates but those ``taken``: the nearest, or every one of them."""
        hits = {identity(row) for row in taken}
        pool = [row for row in self._world.candidates(self._pattern, self._scope) if identity(row) not in hits]
        ignored = self._ignored()
        if self._words.detail is Detail.EVERY:
            return Misses(tuple(self.tell_miss(row) for row in (*pool, *ignored)), 0)
        near = [*self._likeliest(pool, hits), *nsmallest(_POOL, ignored, key=self._time_off)]
        nearest = nsmallest(MOST, near, key=self._distance)
        ranked = [row for row in nearest if self._distance(row)[0] <= self._distance(nearest[0])[0] + _REACH]
        return Misses(tuple(self.tell_miss(row) for row in ranked), len(pool) + len(ignored) - len(ranked))

    def tell_match(self, row: Row) -> Reason:
        """Something that fits, with what it met."""
        tests = tuple(tell_test(self._words, test, row, self._scope, self._reading) for test in self._pattern.where)
        more = tuple(check.tell() for check in self._checks(row))
        return Reason(ReasonKind.MATCH, passed=True, text=self._words.head(row), subject=self._words.subject(row), children=(*tests, *more))

    def tell_miss(self, row: Row) -> Reason:
        """Something that does not fit, with all that it passed and failed."""
        alias = self._bound.get(identity(row))
        own = [Reason(ReasonKind.SELF, passed=False, text=f"is {quote(alias)} of this case, and no event matches itself")] if alias else []
        ignored = [Reason(ReasonKind.IGNORED, passed=False, text=self._why_ignored(row))] if self._is_ignored(row) else []
        match = self.tell_match(row)
        return match._replace(kind=ReasonKind.MISS, passed=False, children=(*own, *ignored, *match.children))

    def _likeliest(self, pool: Sequence[Row], hits: set[object]) -> Sequence[Row]:
        """Few enough to look at each."""
        if len(pool) <= _POOL:
            return pool
        likely = [row for row in self._world.likely(self._pattern, self._scope) if identity(row) not in hits]
        return nsmallest(_POOL, likely or pool, key=self._time_off)

    def _distance(self, row: Row) -> tuple[int, int]:
        """How much keeps something from fitting, and how far off it is in time."""
        clock = self._world.clock
        failed = [(test, operand) for test, operand in self._asked if not ask(test, operand, row, clock).under(self._reading)]
        cost = sum(self._cost(test, row) for test, _ in failed)
        cost += sum(check.cost for check in self._checks(row) if not check.passed)
        cost += _SELF if identity(row) in self._bound else 0
        times = [(test.op, clock.time_of(row, test.field), operand) for test, operand in failed]
        gaps = [gap_between(op, mine, theirs) for op, mine, theirs in times if mine is not None and isinstance(theirs, When)]
        return (cost, max(gaps) if gaps else self._time_off(row))

    def _cost(self, test: Test, row: Row) -> int:
        if test.op in TIME_OPS:
            return _TIME
        names = self._words.type_of(row, test.field).kind in {Kind.ENTITY, Kind.EVENT} or test.field in {"id", "type"}
        return _NAME if names else _VALUE

    def _time_off(self, row: Row) -> int:
        if not isinstance(row, Event | Concluded):
            return 0
        return abs(event_of(row).when.hi - event_of(anchor_of(self._world, self._scope)).when.hi)

    # -- events that do not count ----------------------------------------------------------------------------------------------

    def _ignored(self) -> list[Event]:
        """Events of the log that do not count, but would fit otherwise."""
        if not isinstance(self._pattern.source, EventSource):
            return []
        types = self._pattern.source.types
        found = [event for event in self._world.ignored if not types or event.type in types]
        return [event for event in found if all(ask(test, one, event, self._world.clock).under(self._reading) for test, one in self._asked)]

    def _is_ignored(self, row: Row) -> bool:
        return isinstance(row, Event) and row.id not in self._world.places

    def _why_ignored(self, row: Row) -> str:
        if not isinstance(row, Event):
            return ""
        world = self._world
        if row.when.lo > world.as_of:
            return f"comes only after the moment asked about, {self._words.moment(world.as_of)}"
        words = world.pack.vocabulary.retraction
        if words:
            by = next((one for one in world.log.events if one.type == words.event and one.fields.get(words.field) == row.id), None)
            if by is not None:
                return f"was taken back by {by.id}"
        alike = (one for one in world.events if one.type == row.type and abs(one.when.lo - row.when.lo) < _NEAR_IN_TIME)
        pairs = ((one, replace(world.log, events=(one, row))) for one in alike)
        first = next((one for one, pair in pairs if len(normalise(pair, world.pack.vocabulary, world.as_of)) == 1), None)
        return f"repeats {first.id}" if first else "repeats another event"


def nothing_at_all(words: Words, pattern: Pattern, scope: Scope) -> Reason | None:
    """That there is nothing of the sort in the whole log, where that is so."""
    if words.world.candidates(pattern, scope):
        return None
    return Reason(ReasonKind.MISS, passed=False, text=_nothing(words, pattern, scope))


def _nothing(words: Words, pattern: Pattern, scope: Scope) -> str:
    match pattern.source:
        case EventSource(()):
            return "the log has no event yet"
        case EventSource(types):
            return f"there is no event of type {' or '.join(map(quote, types))} at all"
        case FactSource(name):
            return f"there is no fact {quote(name)} at all"
        case RecordSource(kind):
            return f"the log knows no {kind}"
        case ItemSource(ref):
            return f"{words.name(scope[ref.alias])} names nobody in `{ref.field}`"
