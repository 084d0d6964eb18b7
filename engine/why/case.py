"""One case of a rule, and what it sees of the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from afterword.engine.language.patterns import Direction, Pattern, Target
from afterword.engine.language.rule import Rule
from afterword.engine.log.model import Event
from afterword.engine.why.readings import Reading, Sure, before, moment_of
from afterword.engine.why.rows import Concluded, Hit, Row, Scope, event_of, turn_of
from afterword.engine.why.search import identity, matches
from afterword.engine.why.windows import Bounds, anchor_of, bounds_of
from afterword.engine.why.world import World


@dataclass(frozen=True, eq=False)
class Case:
    """One case of a rule that makes verdicts."""

    world: World
    rule: Rule
    scope: Scope
    _known: dict[tuple[Pattern, Reading], Sequence[Row]] = field(default_factory=dict, repr=False)

    @cached_property
    def anchor(self) -> Hit:
        """The case's event."""
        return anchor_of(self.world, self.scope)

    @property
    def target(self) -> Target:
        """What is asked for or forbidden."""
        if self.rule.target is None:
            raise ValueError(f"{self.rule.id} has no target")
        return self.rule.target

    @property
    def reading(self) -> Reading:
        """How a match of the target must be read: what accuses must be sure."""
        return Reading.POSSIBLE if self.target.at_least is not None else Reading.CERTAIN

    @cached_property
    def ends(self) -> tuple[Hit, ...]:
        """What may have ended the duty after it began."""
        found = self.matches(self.rule.unless, Reading.POSSIBLE)
        return tuple(hit for hit in found if before(moment_of(event_of(self.anchor)), moment_of(event_of(hit))).under(Reading.POSSIBLE))

    def matches(self, patterns: Sequence[Pattern], reading: Reading) -> list[Hit]:
        """All that any of the patterns takes, each once, in the order of the log."""
        found = {identity(row): row for pattern in patterns for row in self._taken(pattern, reading)}
        return sorted((row for row in found.values() if isinstance(row, Event | Concluded)), key=turn_of)

    def _taken(self, pattern: Pattern, reading: Reading) -> Sequence[Row]:
        """What a pattern takes, looked for once: deciding and telling ask for the same."""
        key = (pattern, reading)
        if key not in self._known:
            self._known[key] = tuple(matches(self.world, pattern, self.scope, reading))
        return self._known[key]

    def lies(self, hit: Hit) -> Sure:
        """Whether something lies where the target looks, as seen from the case's event."""
        here, there = moment_of(event_of(self.anchor)), moment_of(event_of(hit))
        match self.target.direction:
            case Direction.ANY:
                return Sure.YES
            case Direction.BEFORE:
                return before(there, here)
            case _:
                return before(here, there)

    def barriers(self, reading: Reading) -> Sequence[Hit]:
        """What `before_next` or `after_previous` names, read the other way round; a duty heeds the nearest one before alone."""
        return self._barriers[reading]

    @cached_property
    def _barriers(self) -> dict[Reading, Sequence[Hit]]:
        return {reading: self._find_barriers(reading) for reading in Reading}

    def _find_barriers(self, reading: Reading) -> Sequence[Hit]:
        found = [hit for hit in self.matches(self.target.barriers, reading.other) if self.lies(hit).under(reading.other)]
        return found[-1:] if self.target.direction is Direction.BEFORE and reading is Reading.POSSIBLE else found

    def cut_off_by(self, hit: Hit, reading: Reading) -> Hit | None:
        """The barrier that stands between the case's event and something."""
        for barrier in self.barriers(reading):
            first, second = (hit, barrier) if self.target.direction is Direction.BEFORE else (barrier, hit)
            if before(moment_of(event_of(first)), moment_of(event_of(second))).under(reading.other):
                return barrier
        return None

    def look(self, patterns: Sequence[Pattern], reading: Reading) -> list[Hit]:
        """The matches that lie where the target looks, as far as no barrier cuts them off."""
        found = [hit for hit in self.matches(patterns, reading) if self.lies(hit).under(reading)]
        return [hit for hit in found if self.cut_off_by(hit, reading) is None]

    def bounds(self, reading: Reading) -> Bounds:
        """The window of the target."""
        return self._bounds[reading]

    @cached_property
    def _bounds(self) -> dict[Reading, Bounds]:
        target = self.target
        return {reading: bounds_of(self.world, target.window, self.scope, reading, target.direction) for reading in Reading}

    def beside(self) -> Event | None:
        """The event just after the case's event, or just before it; or the first or last of the log."""
        events = self.world.events
        match self.target.direction:
            case Direction.FIRST:
                place = 0
            case Direction.LAST:
                place = len(events) - 1
            case Direction.NEXT:
                place = self.world.places.get(event_of(self.anchor).id, -1) + 1
            case _:
                place = self.world.places.get(event_of(self.anchor).id, 0) - 1
        return events[place] if 0 <= place < len(events) else None
