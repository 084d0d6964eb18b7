"""What came of the tests of rules: frozen, typed, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.run.model import Verdict
from afterword.engine.spans import Span
from afterword.engine.verdicts import Level, State


class Expectation(NamedTuple):
    """A case of a rule that must come out, or must not. What is ``None`` or empty is left open; without a state it must be a finding.

    ``span`` is the place where it is written, ``text`` what it says beside the rule, for messages. It is due between two moments in UTC,
    both included; ``about`` names kinds of entities, or `event`, with ids.
    """

    rule: str
    span: Span
    text: str
    state: State | None = None
    level: Level | None = None
    about: tuple[tuple[str, str], ...] = ()
    due: tuple[datetime, datetime] | None = None
    message: str | None = None


class TrialKind(Enum):
    """Where a test stands: beside its rule, or in a file of cases."""

    EXAMPLE = "example"
    CASE = "case"


class Seen(NamedTuple):
    """A case of a rule as it came out; ``level`` and ``message`` (without its `why`) are ``None`` where it makes no finding.

    ``verdict`` is all that the engine says of it.
    """

    rule: str
    state: State
    about: Mapping[str, str | None]
    due: datetime | None
    level: Level | None
    message: str | None
    verdict: Verdict


class Evaluated(NamedTuple):
    """What was evaluated at a moment (microseconds), and all that came out: enough to ask why."""

    pack: Pack
    log: Log
    at: int
    verdicts: tuple[Verdict, ...]


class Difference(NamedTuple):
    """Something that is not as expected.

    With an expectation alone, nothing like it came out; with both, this came out instead; with something seen alone, nobody expected it.
    ``forbidden``: it was expected not to come out, and did.
    """

    expectation: Expectation | None
    seen: Seen | None
    forbidden: bool = False

    @property
    def rule(self) -> str:
        """The rule that it is about."""
        return self.expectation.rule if self.expectation is not None else self.seen.rule if self.seen is not None else ""


class Disagreement(NamedTuple):
    """A case that only one of the two engines found: a mistake of ours."""

    engine: str
    seen: Seen


class MomentResult(NamedTuple):
    """What came out at a moment. ``as_expected`` has the cases that were expected; ``span`` is the place of what was expected."""

    as_of: datetime
    span: Span
    engines: tuple[str, ...]
    differences: tuple[Difference, ...]
    as_expected: tuple[Seen, ...]
    disagreements: tuple[Disagreement, ...]
    evaluated: Evaluated

    @property
    def passed(self) -> bool:
        """Whether all came out as expected."""
        return not self.differences and not self.disagreements


class TrialResult(NamedTuple):
    """A test that was run. ``rules`` are those that it is about: all of the pack where there are none."""

    kind: TrialKind
    name: str
    rules: tuple[str, ...]
    span: Span
    moments: tuple[MomentResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every moment came out as expected."""
        return all(moment.passed for moment in self.moments)


class RuleCoverage(NamedTuple):
    """What tests should show of a rule, and which of it they do show: the states that it can come to, or that its fact is `made`."""

    rule: str
    span: Span
    goals: tuple[str, ...]
    shown: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """What no test shows."""
        return tuple(goal for goal in self.goals if goal not in self.shown)


class Coverage(NamedTuple):
    """How much of the rules of a pack its tests show."""

    rules: tuple[RuleCoverage, ...]

    @property
    def total(self) -> int:
        """How much there is to show."""
        return sum(len(one.goals) for one in self.rules)

    @property
    def shown(self) -> int:
        """How much of it is shown."""
        return sum(len(one.shown) for one in self.rules)

    @property
    def percent(self) -> float:
        """The part that is shown, cut after one decimal: 100 only where nothing is missing, and where there is nothing to show."""
        return self.shown * 1000 // self.total / 10 if self.total else 100.0


class PackTests(NamedTuple):
    """The tests of one pack. ``left_out`` counts the examples of rules that are switched off."""

    pack_id: str
    pack_title: str
    pack_version: str
    trials: tuple[TrialResult, ...]
    left_out: int
    coverage: Coverage

    @property
    def passed(self) -> bool:
        """Whether every test came out as expected."""
        return all(trial.passed for trial in self.trials)


class RuleTests(NamedTuple):
    """The tests of several packs."""

    packs: tuple[PackTests, ...]

    @property
    def passed(self) -> bool:
        """Whether every test came out as expected."""
        return all(pack.passed for pack in self.packs)

    @property
    def failures(self) -> Iterator[TrialResult]:
        """The tests that did not, in order."""
        return (trial for pack in self.packs for trial in pack.trials if not trial.passed)
