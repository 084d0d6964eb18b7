"""When a window opens and closes in a case, and whether something lies inside it."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.language.patterns import Direction
from afterword.engine.language.rule import TimeExpr, Window
from afterword.engine.log.model import Event
from afterword.engine.times.model import Duration
from afterword.engine.why.readings import Reading, Sure, When, moment_of
from afterword.engine.why.rows import Concluded, Hit, Scope, event_of, place_of
from afterword.engine.why.world import World


def anchor_of(world: World, scope: Scope) -> Hit:
    """What a case counts from: the latest of the events and facts that it binds, or else the start of the log."""
    return max((row for row in scope.values() if isinstance(row, Event | Concluded)), key=place_of, default=world.start)


class Bounds(NamedTuple):
    """When a window opens and closes, both included, as wide as it may be or as narrow as it must be.

    ``reach`` is how far back it goes where matches before the case's event count, and ``until`` where it ends on that side if it leaves out
    what is near. ``known`` is false where a bound rests on a field that is absent.
    """

    opens: int | None = None
    due: int | None = None
    reach: int | None = None
    until: int | None = None
    known: bool = True


NO_BOUNDS = Bounds()


def bounds_of(world: World, window: Window, scope: Scope, reading: Reading, direction: Direction = Direction.AFTER) -> Bounds:
    """The widest window (POSSIBLE), or the narrowest (CERTAIN). Durations count where the direction looks: back, ahead, or both ways."""
    back, both = direction in {Direction.BEFORE, Direction.PREVIOUS}, direction is Direction.ANY
    starts: list[When | None] = []
    ends: list[When | None] = []
    reaches: list[When | None] = []
    near: list[When | None] = []
    match window.opens:
        case None:
            pass
        case Duration() as duration:
            (ends if back else starts).append(_count(world, window, scope, duration, -1 if back else 1))
            near += [_count(world, window, scope, duration, -1)] if both else []
        case time:
            starts.append(world.clock.read(time, scope))
    match window.due:
        case None:
            pass
        case Duration() as duration:
            reaches += [_count(world, window, scope, duration, -1)] if back or both else []
            ends += [] if back else [_count(world, window, scope, duration, 1)]
        case time:
            ends.append(world.clock.read(time, scope))
    wide = reading is Reading.POSSIBLE
    return Bounds(
        max((one.early.lo if wide else one.late.lo for one in starts if one), default=None),
        min((one.late.hi if wide else one.early.hi for one in ends if one), default=None),
        max((one.early.lo if wide else one.late.lo for one in reaches if one), default=None),
        min((one.late.hi if wide else one.early.hi for one in near if one), default=None),
        None not in (*starts, *ends, *reaches),
    )


def base_of(world: World, base: TimeExpr | None, scope: Scope) -> When | None:
    """What durations are counted from: the time after `from`, or else the case's event."""
    return moment_of(event_of(anchor_of(world, scope))) if base is None else world.clock.read(base, scope)


def _count(world: World, window: Window, scope: Scope, duration: Duration, sign: int) -> When | None:
    base = base_of(world, window.base, scope)
    owner = anchor_of(world, scope) if window.base is None else scope[window.base.ref.alias]
    return None if base is None else world.clock.move(base, duration, sign, world.clock.zone_of(owner))


def inside(hit: Hit, wide: Bounds, narrow: Bounds) -> Sure:
    """Whether a match lies in the window."""
    lo, hi = event_of(hit).when
    if narrow.known and _lies(lo, hi, narrow):
        return Sure.YES
    return Sure.MAYBE if _lies(hi, lo, wide) else Sure.NO


def _lies(begin: int, end: int, bounds: Bounds) -> bool:
    """Whether ``begin`` is not too early, and ``end`` not too late, in one of the stretches of a window."""

    def between(starts: tuple[int | None, ...], ends: tuple[int | None, ...]) -> bool:
        return all(begin >= one for one in starts if one is not None) and all(end <= one for one in ends if one is not None)

    ahead = between((bounds.opens, bounds.reach), (bounds.due,))
    return ahead or (bounds.until is not None and between((bounds.reach,), (bounds.until, bounds.due)))
