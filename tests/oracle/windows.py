"""A case, and what it sees of the log: the matches that lie in its direction and inside its window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from afterword.engine.language.patterns import Direction, Pattern, Target
from afterword.engine.language.rule import Rule, TimeExpr, Window
from afterword.engine.log.model import Event
from afterword.engine.run.model import Bound, Fact
from afterword.engine.times.model import Duration
from afterword.tests.oracle.cases import World, evidence_of, find
from afterword.tests.oracle.readings import Reading, Time, before, moment_of, place_in_log

Hit: TypeAlias = Event | Fact
"""What a target, an `unless` or a barrier matches: an event, or a fact that counts as the latest event it rests on."""


@dataclass
class Case:
    """One case of one rule."""

    world: World
    rule: Rule
    scope: dict[str, Bound]
    as_of: int

    @property
    def anchor(self) -> Event:
        """What the case counts from: the latest event that it binds or that its facts rest on, else the start of the log."""
        return evidence_of(self.scope)[-1] if evidence_of(self.scope) else self.world.start

    @property
    def target(self) -> Target:
        """What is expected or forbidden."""
        assert self.rule.target is not None
        return self.rule.target


# ----------------------------------------------------------------------------------------------------------------- matches


def matches_of(case: Case, patterns: tuple[Pattern, ...], reading: Reading) -> list[Hit]:
    """All that any of the patterns takes, each once, in the order of the log; facts after the event that they count as."""
    found: list[Hit] = []
    for pattern in patterns:
        for one in find(case.world, pattern, case.scope, reading):
            assert isinstance(one, Event | Fact)
            if one not in found:
                found.append(one)
    concluded = case.world.facts
    return sorted(found, key=lambda one: (place_of(one), concluded.index(one) if isinstance(one, Fact) else -1))


def look(case: Case, patterns: tuple[Pattern, ...], reading: Reading) -> list[Hit]:
    """The matches that lie in the direction of the target, and that no barrier cuts off from the case's event."""
    return [one for one in matches_of(case, patterns, reading) if _lies(case, one, reading) and not is_cut_off(case, one, reading)]


def _lies(case: Case, one: Hit, reading: Reading) -> bool:
    """Whether it lies in the direction of the target, as seen from the case's event."""
    match case.target.direction:
        case Direction.ANY:
            return True
        case Direction.BEFORE:
            return before(moment(one), moment_of(case.anchor), reading)
        case _:
            return before(moment_of(case.anchor), moment(one), reading)


def barriers(case: Case, reading: Reading) -> list[Hit]:
    """What `before_next` or `after_previous` names. It is looked for under the other reading than what it cuts off.

    For a duty, the previous one alone counts; for a prohibition, any that there may be.
    """
    found = [one for one in matches_of(case, case.target.barriers, reading.other) if _lies(case, one, reading.other)]
    return found[-1:] if case.target.direction is Direction.BEFORE and reading is Reading.POSSIBLE else found


def is_cut_off(case: Case, one: Hit, reading: Reading) -> bool:
    """Whether a barrier lies between the case's event and ``one``."""
    for barrier in barriers(case, reading):
        first, second = (one, barrier) if case.target.direction is Direction.BEFORE else (barrier, one)
        if before(moment(first), moment(second), reading.other):
            return True
    return False


def ends(case: Case) -> list[Hit]:
    """What ended the duty: every match of `unless` that may have come after the case's event."""
    found = matches_of(case, case.rule.unless, Reading.POSSIBLE)
    return [one for one in found if before(moment_of(case.anchor), moment(one), Reading.POSSIBLE)]


def beside(case: Case) -> Event | None:
    """The event just after the case's event, or just before it; or the first or last of the log."""
    events = case.world.events
    if case.target.direction in {Direction.FIRST, Direction.LAST}:
        return events[0 if case.target.direction is Direction.FIRST else -1] if events else None
    place = next((number for number, event in enumerate(events) if event.id == case.anchor.id), -1)
    number = place + (1 if case.target.direction is Direction.NEXT else -1)
    return events[number] if 0 <= number < len(events) else None


def event_of(one: Hit) -> Event:
    """The event that it is, or counts as."""
    return one if isinstance(one, Event) else one.evidence[-1]


def moment(one: Hit) -> Time:
    """When it happened."""
    return moment_of(event_of(one))


def place_of(one: Hit) -> tuple[int, int, int]:
    """Where it stands in the order of the log."""
    return place_in_log(event_of(one))


# ----------------------------------------------------------------------------------------------------------------- windows


class Bounds(NamedTuple):
    """When a window opens and closes, both included.

    ``reach`` is how far back `within` goes where a match may lie before the case's event, and ``until`` where the window ends on that side
    if it leaves out what is near. ``known`` is false where the rule gives a bound that no one can work out.
    """

    opens: int | None = None
    due: int | None = None
    reach: int | None = None
    until: int | None = None
    known: bool = True


def bounds_of(case: Case, window: Window, reading: Reading) -> Bounds:
    """The widest window (POSSIBLE) or the narrowest (CERTAIN)."""
    direction = Direction.AFTER if case.rule.target is None else case.target.direction
    opens: list[Time | None] = []
    closes: list[Time | None] = []
    reaches: list[Time | None] = []
    nearest: list[Time | None] = []
    backward = direction in {Direction.BEFORE, Direction.PREVIOUS}
    if isinstance(window.opens, Duration) and backward:
        closes.append(_counted(case, window, window.opens, -1))
    elif window.opens is not None:
        opens.append(_end(case, window, window.opens))
    if isinstance(window.opens, Duration) and direction is Direction.ANY:
        nearest.append(_counted(case, window, window.opens, -1))
    if isinstance(window.due, Duration) and (backward or direction is Direction.ANY):
        reaches.append(_counted(case, window, window.due, -1))
    if window.due is not None and not (isinstance(window.due, Duration) and backward):
        closes.append(_end(case, window, window.due))
    wide = reading is Reading.POSSIBLE
    return Bounds(
        opens=max((one.earliest.start if wide else one.latest.start for one in opens if one), default=None),
        due=min((one.latest.end if wide else one.earliest.end for one in closes if one), default=None),
        reach=max((one.earliest.start if wide else one.latest.start for one in reaches if one), default=None),
        until=min((one.latest.end if wide else one.earliest.end for one in nearest if one), default=None),
        known=None not in (*opens, *closes, *reaches),
    )


def _end(case: Case, window: Window, written: Duration | TimeExpr) -> Time | None:
    """A time as it is written, or a duration counted forward."""
    return case.world.clock.read(written, case.scope) if isinstance(written, TimeExpr) else _counted(case, window, written, 1)


def _counted(case: Case, window: Window, duration: Duration, sign: int) -> Time | None:
    """A duration counted from the base of the window, by the clock of what the base belongs to."""
    base = base_of(case, window)
    owner = case.anchor if window.base is None else case.scope[window.base.ref.alias]
    return None if base is None else case.world.clock.move(base, duration, sign, case.world.clock.zone_of(owner))


def base_of(case: Case, window: Window) -> Time | None:
    """What the durations of a window are counted from: the time after `from`, or the case's event."""
    return moment_of(case.anchor) if window.base is None else case.world.clock.read(window.base, case.scope)


def is_inside(one: Hit, bounds: Bounds, reading: Reading) -> bool:
    """Whether it may lie in the window, or is sure to."""
    ahead = _lies_between(one, (bounds.opens, bounds.reach), (bounds.due,), reading)
    behind = bounds.until is not None and _lies_between(one, (bounds.reach,), (bounds.until, bounds.due), reading)
    return (ahead or behind) and (bounds.known or reading is Reading.POSSIBLE)


def _lies_between(one: Hit, begins: tuple[int | None, ...], ends: tuple[int | None, ...], reading: Reading) -> bool:
    """Whether it may lie, or is sure to lie, after all that begins the stretch and before all that ends it."""
    earliest, latest = event_of(one).when
    if reading is Reading.CERTAIN:
        earliest, latest = latest, earliest
    return all(latest >= begin for begin in begins if begin is not None) and all(earliest <= end for end in ends if end is not None)
