"""How the cost of an event, and of a rule, changes as there is more of it: flat is linear."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from itertools import permutations
from random import Random
from typing import NamedTuple

from afterword.benchmarks.candidates import moment_after, write_log
from afterword.benchmarks.parts import load
from afterword.benchmarks.peers.compare import measure
from afterword.benchmarks.peers.entrants import ENGINES
from afterword.benchmarks.peers.events import Events, candidate_events, event_time, gather, micros
from afterword.benchmarks.peers.rules import WHOLE, Rule, choose_rules
from afterword.benchmarks.peers.timing import best
from afterword.benchmarks.peers.verdicts import Answer, tell_difference
from afterword.engine.embedding import parse_log
from afterword.engine.times.model import SECOND

SIZES = (2_000, 6_300, 20_000, 63_000, 200_000)
RULES = (100, 200, 500, 1_000)
PACE = 10
"""The candidate of a long log applies for ten times as many jobs as others, at each size, so that it ends in this century."""


class Series(NamedTuple):
    """What somebody costs, in microseconds of processor for each unit, at each size."""

    name: str
    points: tuple[tuple[int, float], ...]

    @property
    def growth(self) -> float:
        """How many times as much a unit costs at the end as at the beginning."""
        return self.points[-1][1] / self.points[0][1]


def one_case(size: int) -> Events:
    """A candidate of so many events, as a log of one case."""
    events = write_log(size, pace=PACE)["events"]
    return gather(f"one log of {size:,} events", (("0", event["type"], micros(event_time(event))) for event in events))


def grow_events(sizes: Sequence[int], rounds: int) -> list[Series]:
    """The twelve rules over one log that grows, and the default pack on `native` over the same log with all its fields."""
    logs = {size: one_case(size) for size in sizes}
    rules = choose_rules(logs[sizes[0]])
    points: dict[str, list[tuple[int, float]]] = {}
    for size, events in logs.items():
        answer: Answer | None = None
        for entrant in ENGINES:
            found = measure(entrant, rules, events, rounds)
            answer = answer or found.answer
            _insist(tell_difference(answer, found.answer, rules), events.name)
            points.setdefault(found.name, []).append((size, found.run / size * SECOND))
            print(f"  {found.name}: {events.name}", file=sys.stderr, flush=True)
    return [*(Series(name, tuple(found)) for name, found in points.items()), _default_pack(sizes, rounds)]


def _default_pack(sizes: Sequence[int], rounds: int) -> Series:
    evaluator = load("native")
    points = []
    for size in sizes:
        entry = write_log(size, pace=PACE)
        log = parse_log(json.dumps(entry), pack=evaluator.pack)
        work = partial(evaluator.evaluate, log, int(moment_after(entry).timestamp()) * SECOND)
        points.append((size, best(work, rounds) / size * SECOND))
        print(f"  default pack: {size:,} events", file=sys.stderr, flush=True)
    return Series("native, default pack", tuple(points))


def many_rules(events: Events, number: int) -> list[Rule]:
    """So many different rules: all templates over all pairs of activities, in an order that is drawn once for all."""
    chosen = choose_rules(events)
    kinds = list(dict.fromkeys(events.types))
    pairs = [rule for rule in chosen if rule.template not in WHOLE]
    everything = [rule._replace(activation=one, target=other) for rule in pairs for one, other in permutations(kinds, 2)]
    Random(0).shuffle(everything)
    if len(everything) < number:
        sys.exit(f"{events.name} has too few activities for {number} rules")
    return everything[:number]


def grow_rules(numbers: Sequence[int], rounds: int) -> list[Series]:
    """More and more different rules over the same logs.

    What few cost is the mean over all the blocks of few that the many are made of, so that the rules are the same at each size.
    """
    events = candidate_events(200)
    rules = many_rules(events, numbers[-1])
    series = []
    for entrant in ENGINES:
        name, points = "", []
        for number in numbers:
            blocks = [rules[begin : begin + number] for begin in range(0, len(rules) - number + 1, number)]
            times = [measure(entrant, block, events, rounds) for block in blocks]
            name = times[0].name
            points.append((number, sum(one.run for one in times) / len(times) / len(events.cases) / number * SECOND))
            print(f"  {name}: {number:,} rules", file=sys.stderr, flush=True)
        series.append(Series(name, tuple(points)))
    return series


def _insist(difference: str, name: str) -> None:
    if difference:
        sys.exit(f"the engines do not say the same of {name}: {difference}")
