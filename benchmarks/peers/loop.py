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


def response(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """After each, another in time."""
    for place in here:
        after = bisect_right(there, place)
        found.append((*key, place, after < len(there) and times[there[after]] - times[place] <= window))


def not_response(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """After none, another in time."""
    for place in here:
        after = bisect_right(there, place)
        found.append((*key, place, after == len(there) or times[there[after]] - times[place] > window))


def alternate_response(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """After each, another in time, before the next of its own."""
    last = len(here) - 1
    for number, place in enumerate(here):
        after = bisect_right(there, place)
        alone = number == last or (after < len(there) and there[after] < here[number + 1])
        found.append((*key, place, alone and after < len(there) and times[there[after]] - times[place] <= window))


def chain_response(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Right after each, another in time."""
    others = set(there)
    found.extend((*key, place, place + 1 in others and times[place + 1] - times[place] <= window) for place in here)


def precedence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Before each, another in time."""
    for place in here:
        before = bisect_left(there, place) - 1
        found.append((*key, place, before >= 0 and times[place] - times[there[before]] <= window))


def not_precedence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Before none, another in time."""
    for place in here:
        before = bisect_left(there, place) - 1
        found.append((*key, place, before < 0 or times[place] - times[there[before]] > window))


def alternate_precedence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Before each, another in time, after the last of its own."""
    last = -1
    for place in here:
        before = bisect_left(there, place) - 1
        found.append((*key, place, before >= 0 and there[before] > last and times[place] - times[there[before]] <= window))
        last = place


def chain_precedence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Right before each, another in time."""
    others = set(there)
    found.extend((*key, place, place - 1 in others and times[place] - times[place - 1] <= window) for place in here)


def _near(place: int, there: Places, times: Times, window: int) -> bool:
    after = bisect_right(there, place)
    if after < len(there) and times[there[after]] - times[place] <= window:
        return True
    before = bisect_left(there, place) - 1
    return before >= 0 and times[place] - times[there[before]] <= window


def responded_existence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Around each, another in time."""
    found.extend((*key, place, _near(place, there, times, window)) for place in here)


def not_responded_existence(key: tuple[int, int], here: Places, there: Places, times: Times, window: int, found: Found) -> None:
    """Around none, another in time."""
    found.extend((*key, place, not _near(place, there, times, window)) for place in here)


def existence(key: tuple[int, int], here: Places, _: Places, times: Times, window: int, found: Found) -> None:
    """Two at least, in time from the start."""
    found.append((*key, WHOLE_CASE, len(here) > 1 and times[here[1]] - times[0] <= window))


def absence(key: tuple[int, int], here: Places, _: Places, times: Times, window: int, found: Found) -> None:
    """Less than three, in time from the start."""
    found.append((*key, WHOLE_CASE, len(here) < 3 or times[here[2]] - times[0] > window))  # noqa: PLR2004 - the rule


CHECKS: dict[Template, Callable[[tuple[int, int], Places, Places, Times, int, Found], None]] = {
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
                if here or not target:
                    check((number, case), here, places.get(target, nothing), times, window, found)
        return found

    def tell(self, found: object) -> Answer:
        """The rows as they are."""
        return rows_of(cast("Found", found))
