"""The yardstick: the rules in plain Python, as one writes them who knows the language and nothing of rule engines.

Each case is gone through once, to note where its activities are; each rule looks into these places, by bisection where it looks ahead.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeAlias, cast

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import Rule, Template
from afterword.benchmarks.peers.verdicts import WHOLE_CASE, Answer, Detail, rows_of

Places: TypeAlias = Sequence[int]
Times: TypeAlias = Sequence[int]
Found: TypeAlias = list[tuple[int, int, int, bool]]
"""Rule, case, place, whether it is kept."""


def response(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """After each, another in time."""
    count = len(there)
    return [(after := bisect_right(there, place)) < count and times[there[after]] - times[place] <= window for place in here]


def not_response(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """After none, another in time."""
    count = len(there)
    return [(after := bisect_right(there, place)) == count or times[there[after]] - times[place] > window for place in here]


def alternate_response(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """After each, another in time, before the next of its own."""
    count = len(there)
    return [
        (after := bisect_right(there, place)) < count and there[after] < following and times[there[after]] - times[place] <= window
        for place, following in zip(here, [*here[1:], len(times)], strict=True)
    ]


def chain_response(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Right after each, another in time."""
    others = set(there)
    return [place + 1 in others and times[place + 1] - times[place] <= window for place in here]


def precedence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Before each, another in time."""
    return [(before := bisect_left(there, place)) > 0 and times[place] - times[there[before - 1]] <= window for place in here]


def not_precedence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Before none, another in time."""
    return [(before := bisect_left(there, place)) == 0 or times[place] - times[there[before - 1]] > window for place in here]


def alternate_precedence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Before each, another in time, after the last of its own."""
    return [
        (before := bisect_left(there, place)) > 0 and there[before - 1] > last and times[place] - times[there[before - 1]] <= window
        for place, last in zip(here, [-1, *here[:-1]], strict=True)
    ]


def chain_precedence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Right before each, another in time."""
    others = set(there)
    return [place - 1 in others and times[place] - times[place - 1] <= window for place in here]


def responded_existence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Around each, another in time."""
    after, before = response(here, there, times, window), precedence(here, there, times, window)
    return [one or other for one, other in zip(after, before, strict=True)]


def not_responded_existence(here: Places, there: Places, times: Times, window: int) -> list[bool]:
    """Around none, another in time."""
    return [not kept for kept in responded_existence(here, there, times, window)]


def existence(here: Places, _: Places, times: Times, window: int) -> list[bool]:
    """Two at least, in time from the start."""
    return [len(here) > 1 and times[here[1]] - times[0] <= window]


def absence(here: Places, _: Places, times: Times, window: int) -> list[bool]:
    """Less than three, in time from the start."""
    return [len(here) < 3 or times[here[2]] - times[0] > window]  # noqa: PLR2004 - the rule


CHECKS: dict[Template, Callable[[Places, Places, Times, int], list[bool]]] = {
    Template.RESPONSE: response,
    Template.ALTERNATE_RESPONSE: alternate_response,
    Template.CHAIN_RESPONSE: chain_response,
    Template.PRECEDENCE: precedence,
    Template.ALTERNATE_PRECEDENCE: alternate_precedence,
    Template.CHAIN_PRECEDENCE: chain_precedence,
    Template.RESPONDED_EXISTENCE: responded_existence,
    Template.NOT_RESPONSE: not_response,
    Template.NOT_PRECEDENCE: not_precedence,
    Template.NOT_RESPONDED_EXISTENCE: not_responded_existence,
    Template.EXISTENCE: existence,
    Template.ABSENCE: absence,
}


class Loop:
    """The loop over cases and rules."""

    name = "Python loop"
    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Nothing to compile."""
        self._checks = [(number, CHECKS[rule.template], rule.activation, rule.target, rule.window) for number, rule in enumerate(rules)]

    def load(self, events: Events) -> object:
        """Lists of types and times, by case."""
        return [(list(types), list(times)) for types, times in events.traces]

    def run(self, loaded: object) -> object:
        """A row for each activation."""
        found: Found = []
        nothing: list[int] = []
        for case, (types, times) in enumerate(cast("list[tuple[list[str], list[int]]]", loaded)):
            places: dict[str, list[int]] = {}
            for place, kind in enumerate(types):
                if kind in places:
                    places[kind].append(place)
                else:
                    places[kind] = [place]
            for number, check, activation, target, window in self._checks:
                here = places.get(activation, nothing)
                if not target:
                    found += [(number, case, WHOLE_CASE, kept) for kept in check(here, nothing, times, window)]
                elif here:
                    kept_ones = check(here, places.get(target, nothing), times, window)
                    found += [(number, case, place, kept) for place, kept in zip(here, kept_ones, strict=True)]
        return found

    def tell(self, found: object) -> Answer:
        """The rows as they are."""
        return rows_of(cast("Found", found))
