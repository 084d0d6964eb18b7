"""What rule engines have in common that take facts: the events that rules speak of, and what follows from the rules that fired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeAlias

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import NEGATIVE, WHOLE, Rule, Template
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


def number_kinds(rules: Sequence[Rule]) -> dict[str, int]:
    """A number for each activity that rules speak of."""
    return {name: number for number, name in enumerate(dict.fromkeys(name for rule in rules for name in (rule.activation, rule.target)))}


def rows_of_case(
    number: int, case: LoadedCase, rules: Sequence[Rule], fired: AbstractSet[tuple[int, int]]
) -> Iterator[tuple[int, int, int, bool]]:
    """A row for each activation in a case: whether it is kept, if just those are met that ``fired``, by rule and place.

    What fires keeps an activation; of a prohibition, it breaks it.
    """
    for which, rule in enumerate(rules):
        breaks = rule.template in NEGATIVE or rule.template is Template.ABSENCE
        places = [WHOLE_CASE] if rule.template in WHOLE else [one.place for one in case if one.kind == rule.activation]
        yield from ((which, number, place, ((which, place) in fired) is not breaks) for place in places)
