"""A checker of Declare, written from the definitions of its templates and from nothing of the engine.

A trace is a sequence of steps in the order of time; times are numbers, their unit does not matter. Each template is a function from a
constraint, a trace up to now, and whether it is over, to one result for each activation: a verdict of RV-LTL, and the steps that decide it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any, NamedTuple


class Step(NamedTuple):
    """Something that happened."""

    type: str
    at: float
    data: Mapping[str, Any]


Trace = Sequence[Step]
Activates = Callable[[Step], bool]
Correlates = Callable[[Step, Step], bool]
"""Whether, of an activation and another step, the second is a target."""

SATISFIED, VIOLATED, MAY_BE_BROKEN, MAY_BE_MENDED = "satisfied", "violated", "currently_satisfied", "currently_violated"


class Result(NamedTuple):
    """The verdict on one activation; ``decided`` are the steps that kept or broke it, empty where none did or several could be named."""

    verdict: str
    decided: tuple[int, ...] = ()


Results = dict[int | None, Result]
"""By the place of the activation; ``None`` for templates of the whole trace."""


@dataclass(frozen=True)
class Constraint:
    """A template with its conditions: names and data in ``is_activation`` and ``is_target``, the time from ``lo`` to ``hi``."""

    template: str
    is_activation: Activates
    is_target: Correlates = lambda *_: False
    lo: float = 0
    hi: float = inf
    count: int = 1
    others: tuple[Activates, ...] = ()  # the alternatives of a choice

    def fits(self, distance: float) -> bool:
        """Whether so much time may lie between."""
        return self.lo <= distance <= self.hi


def check(constraint: Constraint, trace: Trace, now: float, *, over: bool) -> Results:
    """The verdicts at ``now``, when ``trace`` is what has happened; ``over`` where nothing more will."""
    return TEMPLATES[constraint.template](constraint, trace, now, over)


def _activations(constraint: Constraint, trace: Trace) -> Iterator[int]:
    return (place for place, step in enumerate(trace) if constraint.is_activation(step))


# --------------------------------------------------------------------------------------------------- verdicts on what is to come


def _wanted(found: Sequence[int], left: float, *, over: bool) -> Result:
    """What is to happen: it did, it still may while there is time ``left``, or it cannot."""
    if found:
        return Result(SATISFIED, (found[0],))
    return Result(VIOLATED if over or left < 0 else MAY_BE_MENDED)


def _unwanted(found: Sequence[int], left: float, *, over: bool) -> Result:
    """What is not to happen."""
    if found:
        return Result(VIOLATED, tuple(found))
    return Result(SATISFIED if over or left < 0 else MAY_BE_BROKEN)


def _must_have(found: Sequence[int]) -> Result:
    """What is to have happened, the latest of it first."""
    return Result(SATISFIED, (found[-1],)) if found else Result(VIOLATED)


def _must_not_have(found: Sequence[int]) -> Result:
    return Result(VIOLATED, tuple(found)) if found else Result(SATISFIED)


# ----------------------------------------------------------------------------------------------------------- one with another


def _ahead(constraint: Constraint, trace: Trace, place: int) -> list[int]:
    """The targets after an activation, in time."""
    here = trace[place]
    return [
        other
        for other in range(place + 1, len(trace))
        if constraint.is_target(here, trace[other]) and constraint.fits(trace[other].at - here.at)
    ]


def _behind(constraint: Constraint, trace: Trace, place: int) -> list[int]:
    """The targets before an activation, in time."""
    here = trace[place]
    return [other for other in range(place) if constraint.is_target(here, trace[other]) and constraint.fits(here.at - trace[other].at)]


def _left(constraint: Constraint, trace: Trace, place: int, now: float) -> float:
    """How much of the time of an activation is left."""
    return constraint.hi - (now - trace[place].at)


def responded_existence(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Where the activation is, a target is."""
    return {
        place: _wanted(
            _behind(constraint, trace, place) + _ahead(constraint, trace, place), _left(constraint, trace, place, now), over=over
        )
        for place in _activations(constraint, trace)
    }


def not_responded_existence(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Where the activation is, no target is."""
    return {
        place: _unwanted(
            _behind(constraint, trace, place) + _ahead(constraint, trace, place), _left(constraint, trace, place, now), over=over
        )
        for place in _activations(constraint, trace)
    }


def response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """After the activation, a target."""
    return {
        place: _wanted(_ahead(constraint, trace, place), _left(constraint, trace, place, now), over=over)
        for place in _activations(constraint, trace)
    }


def not_response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """After the activation, no target."""
    return {
        place: _unwanted(_ahead(constraint, trace, place), _left(constraint, trace, place, now), over=over)
        for place in _activations(constraint, trace)
    }


def precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Before the activation, a target."""
    return {place: _must_have(_behind(constraint, trace, place)) for place in _activations(constraint, trace)}


def not_precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Before the activation, no target."""
    return {place: _must_not_have(_behind(constraint, trace, place)) for place in _activations(constraint, trace)}


def alternate_response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """After the activation, a target, up to the next activation."""
    results: Results = {}
    for place in _activations(constraint, trace):
        following = next((other for other in range(place + 1, len(trace)) if constraint.is_activation(trace[other])), None)
        found = [other for other in _ahead(constraint, trace, place) if following is None or other <= following]
        results[place] = _wanted(found, _left(constraint, trace, place, now), over=over or following is not None)
    return results


def not_alternate_response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """After the activation, no target up to the next activation."""
    results: Results = {}
    for place in _activations(constraint, trace):
        following = next((other for other in range(place + 1, len(trace)) if constraint.is_activation(trace[other])), None)
        found = [other for other in _ahead(constraint, trace, place) if following is None or other <= following]
        results[place] = _unwanted(found, _left(constraint, trace, place, now), over=over or following is not None)
    return results


def alternate_precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Before the activation, a target, since the activation before."""
    return {place: _must_have(_since_the_last(constraint, trace, place)) for place in _activations(constraint, trace)}


def not_alternate_precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Before the activation, no target since the activation before."""
    return {place: _must_not_have(_since_the_last(constraint, trace, place)) for place in _activations(constraint, trace)}


def _since_the_last(constraint: Constraint, trace: Trace, place: int) -> list[int]:
    last = max((other for other in range(place) if constraint.is_activation(trace[other])), default=0)
    return [other for other in _behind(constraint, trace, place) if other >= last]


def chain_response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Right after the activation, a target."""
    results: Results = {}
    for place in _activations(constraint, trace):
        found = [other for other in _ahead(constraint, trace, place) if other == place + 1]
        results[place] = _wanted(found, _left(constraint, trace, place, now), over=over or place + 1 < len(trace))
    return results


def not_chain_response(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Right after the activation, no target."""
    results: Results = {}
    for place in _activations(constraint, trace):
        found = [other for other in _ahead(constraint, trace, place) if other == place + 1]
        results[place] = _unwanted(found, _left(constraint, trace, place, now), over=over or place + 1 < len(trace))
    return results


def chain_precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Right before the activation, a target."""
    return {
        place: _must_have([other for other in _behind(constraint, trace, place) if other == place - 1])
        for place in _activations(constraint, trace)
    }


def not_chain_precedence(constraint: Constraint, trace: Trace, _: float, __: bool) -> Results:  # noqa: FBT001
    """Right before the activation, no target."""
    return {
        place: _must_not_have([other for other in _behind(constraint, trace, place) if other == place - 1])
        for place in _activations(constraint, trace)
    }


# ------------------------------------------------------------------------------------------------------------- the whole trace


def _in_time(constraint: Constraint, trace: Trace, is_it: Activates) -> list[int]:
    """The steps that count, so far from the first one."""
    return [place for place, step in enumerate(trace) if is_it(step) and constraint.fits(step.at - trace[0].at)]


def _left_of_all(constraint: Constraint, trace: Trace, now: float) -> float:
    """How much is left of the time that counts from the first step; nothing has begun without one."""
    return constraint.hi - (now - trace[0].at) if trace else inf


def existence(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """At least so many."""
    found = _in_time(constraint, trace, constraint.is_activation)
    return {None: _wanted(found[constraint.count - 1 :], _left_of_all(constraint, trace, now), over=over)}


def absence(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Fewer than so many."""
    found = _in_time(constraint, trace, constraint.is_activation)
    return {None: _unwanted(found[constraint.count - 1 :], _left_of_all(constraint, trace, now), over=over)}


def exactly(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """Just so many."""
    found = _in_time(constraint, trace, constraint.is_activation)
    left = _left_of_all(constraint, trace, now)
    if len(found) < constraint.count:
        return {None: _wanted((), left, over=over)}
    return {None: _unwanted(found[constraint.count :], left, over=over)}


def init(constraint: Constraint, trace: Trace, _: float, over: bool) -> Results:  # noqa: FBT001
    """The first one."""
    found = [0] if trace and constraint.is_activation(trace[0]) else []
    return {None: _wanted(found, inf, over=over or bool(trace))}


def end(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """The last one."""
    last = len(trace) - 1
    if last in _in_time(constraint, trace, constraint.is_activation):
        return {None: Result(SATISFIED if over else MAY_BE_BROKEN, (last,) if over else ())}
    return {None: _wanted((), _left_of_all(constraint, trace, now), over=over)}


def choice(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """One of several, at least."""
    found = _in_time(constraint, trace, lambda step: any(one(step) for one in constraint.others))
    return {None: _wanted(found, _left_of_all(constraint, trace, now), over=over)}


def exclusive_choice(constraint: Constraint, trace: Trace, now: float, over: bool) -> Results:  # noqa: FBT001
    """One of several, and no other."""
    firsts = sorted(found[0] for one in constraint.others if (found := _in_time(constraint, trace, one)))
    left = _left_of_all(constraint, trace, now)
    if not firsts:
        return {None: _wanted((), left, over=over)}
    return {None: _unwanted(firsts[1:2], left, over=over)}


TEMPLATES: Mapping[str, Callable[[Constraint, Trace, float, bool], Results]] = {
    one.__name__.replace("_", "-"): one
    for one in (
        existence,
        absence,
        exactly,
        init,
        end,
        choice,
        exclusive_choice,
        responded_existence,
        response,
        precedence,
        alternate_response,
        alternate_precedence,
        chain_response,
        chain_precedence,
        not_responded_existence,
        not_response,
        not_precedence,
        not_alternate_response,
        not_alternate_precedence,
        not_chain_response,
        not_chain_precedence,
    )
}
