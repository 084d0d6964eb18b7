"""Run a program over a log's facts, stratum by stratum, with whichever executor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from afterword.engine.compile.program import Production, Program
from afterword.engine.run.facts import FactBase, Row


class Executor(Protocol):
    """What can evaluate the productions of a program. It keeps no state of a log between runs."""

    @property
    def name(self) -> str:
        """What reports call it."""

    def start(self, base: FactBase) -> Callable[[Sequence[Production]], Sequence[Sequence[Row]]]:
        """A function that evaluates productions over ``base`` as it is when called.

        For each production it gives what that one emits, in the order of the rows matched. The facts that they make it adds to ``base``.
        """


def run_program(program: Program, base: FactBase, executor: Executor) -> Sequence[Sequence[Row]]:
    """Make all facts, then the cases: for each of ``program.outputs`` the tuples it emits. ``base`` grows by the facts."""
    evaluate = executor.start(base)
    for stratum in program.strata:
        while True:
            before = len(base.headers)
            evaluate(stratum.productions)
            base.settle()
            if not stratum.recursive or len(base.headers) == before:
                break
    return evaluate(program.outputs)
