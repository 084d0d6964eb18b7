"""A pack, a log and a moment to ask at, and all the ways to come to verdicts: the oracle and the executors."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.evaluator import Evaluator, compile_for_evaluation, durable_is_available
from afterword.engine.language.patterns import Pick
from afterword.engine.language.rule import Pack, Rule, RuleKind
from afterword.engine.log.model import Log
from afterword.engine.log.normalise import normalise
from afterword.engine.run.model import Verdict
from afterword.tests.oracle.describe import clock, describe
from afterword.tests.oracle.oracle import canonical, find_verdicts
from afterword.tests.oracle.random_logs import random_as_of, random_log
from afterword.tests.oracle.random_rules import random_pack
from afterword.tests.oracle.shrink import shrink

Plain: TypeAlias = tuple[tuple[object, ...], ...]
"""Verdicts as plain values."""

EXECUTORS = ("native", "durable") if durable_is_available() else ("native",)
"""The executors that can run here."""


@dataclass(frozen=True)
class Run:
    """A pack, a log, and when it is asked."""

    pack: Pack
    log: Log
    as_of: int

    def verdicts(self, engine: str) -> tuple[Verdict, ...]:
        """The verdicts of the `oracle`, or of an executor."""
        if engine == "oracle":
            return find_verdicts(self.pack, self.log, normalise(self.log, self.pack.vocabulary, self.as_of), self.as_of)
        outcome = compile_for_evaluation(self.pack)
        assert outcome.value is not None, [render_diagnostic(one) for one in outcome.diagnostics]
        return tuple(Evaluator(outcome.value, engine).verdicts(self.log, self.as_of))

    def plain(self, engine: str) -> Plain:
        """The same as plain values, to compare and to show."""
        return tuple(map(canonical, self.verdicts(engine)))


def random_run(dice: Random) -> Run:
    """A random pack and log."""
    return Run(random_pack(dice), random_log(dice), random_as_of(dice))


def find_disagreement(run: Run) -> str:
    """A small run like this one on which not all agree, and what each says; empty where all agree."""
    if agree(run):
        return ""

    def still_differs(simpler: Run) -> bool:
        with suppress(LookupError):  # it refers to something that shrinking took away
            return all(map(is_whole, simpler.pack.rules)) and not agree(simpler)
        return False

    small = shrink(run, still_differs)
    found = {engine: small.plain(engine) for engine in ("oracle", *EXECUTORS)}
    shared = set.intersection(*(set(plain) for plain in found.values()))
    only_order = all(set(plain) == shared for plain in found.values())
    lines = [f"as of {clock(small.as_of)}, in {small.log.zone}"]
    lines += map(describe, (*small.pack.rules, *small.log.events, *small.log.waivers))
    for engine, plain in found.items():
        told = [one for one in plain if only_order or one not in shared]
        lines += [f"{engine}, in its order, {len(plain) - len(told)} left out that all have:", *(f"    {describe(one)}" for one in told)]
    return "\n".join(lines)


def agree(run: Run) -> bool:
    """Whether the executors say the same in the same order, and the oracle the same in whatever order."""
    first, *others = (run.plain(engine) for engine in EXECUTORS)
    return all(other == first for other in others) and sorted(map(repr, first)) == sorted(map(repr, run.plain("oracle")))


def is_whole(rule: Rule) -> bool:
    """Whether a rule still has what the language asks of it; shrinking may have taken it away."""
    if any(binding.pattern.per and binding.pattern.pick is Pick.ALL for binding in rule.bindings):
        return False
    if not all(condition.patterns for condition in rule.when):
        return False
    match rule.kind:
        case RuleKind.FACT:
            return rule.conclude is not None and bool(rule.bindings)
        case RuleKind.MUST if rule.target is None:
            return bool(rule.criteria)
        case RuleKind.MUST_NOT if rule.target is not None:
            return bool(rule.target.patterns) and (rule.target.at_least, rule.target.at_most) == (None, 0)
        case _:
            return rule.target is None or (bool(rule.target.patterns) and (rule.target.at_least, rule.target.at_most) != (None, None))
