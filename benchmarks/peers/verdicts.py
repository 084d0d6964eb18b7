"""What those who are compared say of a log, as far as each says it, and whether it is the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Protocol, TypeAlias

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import Rule

WHOLE_CASE = -1
"""The place of what a case as a whole is judged by."""


class Detail(Enum):
    """How much a contender tells."""

    ACTIVATIONS = "each activation"
    COUNTS = "kept and broken activations of each case and rule"
    CASES = "the cases in which each rule is broken"


Answer: TypeAlias = frozenset[tuple[int, ...]]
"""Verdicts: (rule, case, place of the activation in the case, whether it is kept), or with less detail what `coarsen` makes of these."""


class Contender(Protocol):
    """Somebody who evaluates rules. Making one is its start-up: rules are compiled, whatever that means there."""

    name: str
    detail: Detail

    def load(self, events: Events) -> object:
        """The log in the form that it is evaluated in."""

    def run(self, loaded: object, /) -> object:
        """Evaluate all rules over all cases, up to verdicts in whatever form they come."""

    def tell(self, found: object, /) -> Answer:
        """The same in a form that can be compared; this is not timed."""


def rows_of(rows: Iterable[tuple[int, int, int, bool]]) -> Answer:
    """One row an activation: it is broken if any verdict on it is, as there may be one for each event that breaks it."""
    kept: dict[tuple[int, int, int], bool] = {}
    for rule, case, place, good in rows:
        key = (rule, case, place)
        kept[key] = kept.get(key, True) and good
    return frozenset((*key, good) for key, good in kept.items())


def coarsen(rows: Answer, detail: Detail) -> Answer:
    """What rows come to in less detail: (rule, case, kept, broken), or (rule, case) where any is broken."""
    if detail is Detail.ACTIVATIONS:
        return rows
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for rule, case, _, kept in rows:
        counts[rule, case][0 if kept else 1] += 1
    if detail is Detail.COUNTS:
        return frozenset((*key, *count) for key, count in counts.items())
    return frozenset(key for key, (_, broken) in counts.items() if broken)


def tell_difference(wanted: Answer, found: Answer, rules: Sequence[Rule]) -> str:
    """The first things that differ, by rule; empty where all is the same."""
    if wanted == found:
        return ""
    told = []
    for word, rest in (("missing", wanted - found), ("too much", found - wanted)):
        told += [f"  {word}: {rules[rule].line}: {rest}" for rule, *rest in sorted(rest)[:3]]
    return f"{len(wanted ^ found):,} differ of {len(wanted):,}\n" + "\n".join(told)
