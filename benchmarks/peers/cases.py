"""Cases for rule engines that take facts: the events that rules speak of, with what a fact needs to know of its neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import WHOLE, Rule
from afterword.benchmarks.peers.verdicts import WHOLE_CASE

FAR = 1 << 40
"""The place of what there is none of."""


class Told(NamedTuple):
    """An event: its place in its case, microseconds since the case began, and the places of the events of its type around it."""

    kind: str
    place: int
    time: int
    previous: int
    following: int


LoadedCase: TypeAlias = list[Told]


def load_cases(events: Events, rules: Sequence[Rule]) -> list[LoadedCase]:
    """Each case, without the events that no rule speaks of."""
    spoken = {name for rule in rules for name in (rule.activation, rule.target)}
    cases = []
    for types, times in events.traces:
        following: dict[str, int] = {}
        told = []
        for place in range(len(types) - 1, -1, -1):
            kind = types[place]
            if kind in spoken:
                told.append((kind, place, times[place] - times[0], following.get(kind, FAR)))
                following[kind] = place
        previous: dict[str, int] = {}
        case = []
        for kind, place, time, after in reversed(told):
            case.append(Told(kind, place, time, previous.get(kind, -1), after))
            previous[kind] = place
        cases.append(case)
    return cases


def activations_of(case: LoadedCase, rules: Sequence[Rule]) -> Iterator[tuple[int, int]]:
    """The rules with each of their activations in a case."""
    for number, rule in enumerate(rules):
        if rule.template in WHOLE:
            yield number, WHOLE_CASE
        else:
            yield from ((number, one.place) for one in case if one.kind == rule.activation)
