"""Who is compared with whom, on what: contenders in turns on one log, their verdicts held together before any time is looked at."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import Rule, Template, without_time
from afterword.benchmarks.peers.timing import timed
from afterword.benchmarks.peers.verdicts import Answer, Contender, Detail, coarsen, tell_difference

ROUNDS = 5
SLOW = 20.0
"""Whoever takes so many seconds for one turn gets no more than `SLOW_ROUNDS`."""
SLOW_ROUNDS = 2
PATIENCE = 900.0
"""Seconds that a process apart gets."""


class Entrant(NamedTuple):
    """Somebody who may be compared: a class of this package, by module and name, and the modules that it needs.

    ``cases`` is how many cases of the log it gets, all where there is none. ``templates`` are those that it can say, and ``timed`` whether
    it can say them with windows. One that is ``apart`` gets a process of its own, since it may crash.
    """

    module: str
    maker: str
    needs: tuple[str, ...] = ()
    engine: str = ""
    cases: int | None = None
    templates: frozenset[Template] = frozenset(Template)
    timed: bool = True
    apart: bool = False

    @property
    def here(self) -> bool:
        """Whether all that it needs is installed."""
        return all(find_spec(name) is not None for name in self.needs)

    def make(self, rules: Sequence[Rule]) -> Contender:
        """Start it up."""
        maker = getattr(import_module(f"afterword.benchmarks.peers.{self.module}"), self.maker)
        contender: Contender = maker(rules, self.engine) if self.engine else maker(rules)
        return contender


class Measured(NamedTuple):
    """The fewest seconds of processor that start-up, loading and evaluation took in any of the ``turns``, and what came out."""

    name: str
    detail: Detail
    start: float
    load: float
    run: float
    turns: int
    answer: Answer


class Crash(NamedTuple):
    """What became of a process apart that gave no result."""

    why: str


def measure(entrant: Entrant, rules: Sequence[Rule], events: Events, rounds: int = ROUNDS) -> Measured:
    """Take the times. Each turn loads the log anew, so that nothing that an evaluation leaves in it can help the next."""
    start, contender = timed(partial(entrant.make, rules))
    load = run = float("inf")
    turns = 0
    answer: Answer = frozenset()
    while turns < (rounds if load + run < SLOW or not turns else min(rounds, SLOW_ROUNDS)):
        taken, loaded = timed(partial(contender.load, events))
        load = min(load, taken)
        taken, found = timed(partial(contender.run, loaded))
        run = min(run, taken)
        turns += 1
        if turns == 1:
            answer = contender.tell(found)
        del loaded, found
    return Measured(contender.name, contender.detail, start, load, run, turns, answer)


def measure_apart(entrant: Entrant, rules: Sequence[Rule], events: Events, rounds: int = ROUNDS) -> Measured | Crash:
    """The same in a process of its own, which is ended by us: it may hang in threads of a library."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, entrant, rules, events, rounds))
    process.start()
    sender.close()
    try:
        found: Measured | Crash = receiver.recv() if receiver.poll(PATIENCE) else Crash(f"no answer in {PATIENCE:.0f} s")
    except EOFError:
        process.join(10)
        found = Crash(f"its process ended with {process.exitcode}")
    process.kill()
    process.join()
    return found


def _send(sender: Connection, entrant: Entrant, rules: Sequence[Rule], events: Events, rounds: int) -> None:
    # What libraries print has no place among our tables.
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - for the life of the process
    sender.send(measure(entrant, rules, events, rounds))
    sender.close()


class Line(NamedTuple):
    """One line of the comparison: somebody's times, and those of the loop over the same cases and rules."""

    entrant: Entrant
    measured: Measured
    loop: Measured
    events: Events
    rules: int

    @property
    def times_loop(self) -> float:
        """How many times as long as the loop it takes to evaluate."""
        return self.measured.run / self.loop.run


class Missing(NamedTuple):
    """One that could not be compared, and why."""

    name: str
    why: str


def compare(
    entrants: Sequence[Entrant], loop: Entrant, rules: Sequence[Rule], events: Events, rounds: int = ROUNDS
) -> list[Line | Missing]:
    """Each against the loop on what it can say and gets.

    Exits where verdicts differ: then there is nothing to time.
    """
    lines: list[Line | Missing] = []
    for entrant in entrants:
        name = entrant.maker if not entrant.engine else f"{entrant.maker} {entrant.engine}"
        if not entrant.here:
            lines.append(Missing(name, "not installed"))
            continue
        told = [rule for rule in rules if rule.template in entrant.templates]
        told = told if entrant.timed else list(without_time(told))
        shown = events if entrant.cases is None else events.sample(entrant.cases)
        print(f"  {name}: {shown.size}, {len(told)} rules", file=sys.stderr, flush=True)
        before = measure(loop, told, shown, rounds)
        found = (measure_apart if entrant.apart else measure)(entrant, told, shown, rounds)
        if isinstance(found, Crash):
            lines.append(Missing(name, found.why))
            continue
        difference = tell_difference(coarsen(before.answer, found.detail), found.answer, told)
        if difference:
            sys.exit(f"{found.name} and {before.name} do not say the same of {shown.name}: {difference}")
        # The yardstick before and after: whatever slowed the machine down in between counts for neither.
        after = measure(loop, told, shown, rounds)
        yardstick = before._replace(run=min(before.run, after.run), load=min(before.load, after.load))
        lines.append(Line(entrant, found, yardstick, shown, len(told)))
    return lines
