"""Twelve timed rules that fit any event log: Declare templates over the activities that most cases have, with windows that split them."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from afterword.benchmarks.peers.events import Events
from afterword.engine.foreign.declare_pack import import_declare
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR, MINUTE, SECOND
from afterword.engine.times.zones import DAY


class Template(Enum):
    """The templates, by their names in a `.decl` file."""

    RESPONSE = "Response"
    ALTERNATE_RESPONSE = "Alternate Response"
    CHAIN_RESPONSE = "Chain Response"
    PRECEDENCE = "Precedence"
    ALTERNATE_PRECEDENCE = "Alternate Precedence"
    CHAIN_PRECEDENCE = "Chain Precedence"
    RESPONDED_EXISTENCE = "Responded Existence"
    NOT_RESPONSE = "Not Response"
    NOT_PRECEDENCE = "Not Precedence"
    NOT_RESPONDED_EXISTENCE = "Not Responded Existence"
    EXISTENCE = "Existence2"
    ABSENCE = "Absence3"


FORWARD = frozenset({Template.RESPONSE, Template.ALTERNATE_RESPONSE, Template.CHAIN_RESPONSE, Template.NOT_RESPONSE})
BACKWARD = frozenset({Template.PRECEDENCE, Template.ALTERNATE_PRECEDENCE, Template.CHAIN_PRECEDENCE, Template.NOT_PRECEDENCE})
NEGATIVE = frozenset({Template.NOT_RESPONSE, Template.NOT_PRECEDENCE, Template.NOT_RESPONDED_EXISTENCE})
WHOLE = {Template.EXISTENCE: 2, Template.ABSENCE: 3}
"""Templates of a case as a whole, and the number of events that they speak of: at least two, less than three."""


class Rule(NamedTuple):
    """A template, the activity that each case of it counts from, the other one, and the seconds that may lie between; none is for ever.

    What is counted in a whole case has no other activity, and time counts from the first event.
    """

    template: Template
    activation: str
    target: str
    seconds: int | None

    @property
    def window(self) -> int:
        """Microseconds; where there is no window, longer than any log."""
        return 1 << 60 if self.seconds is None else self.seconds * SECOND

    @property
    def line(self) -> str:
        """As a `.decl` file has it: there, what comes first in time stands first."""
        time = "" if self.seconds is None else f"0,{self.seconds},s"
        if self.template in WHOLE:
            return f"{self.template.value}[{self.activation}] | |{time}"
        pair = (self.target, self.activation) if self.template in BACKWARD else (self.activation, self.target)
        return f"{self.template.value}[{', '.join(pair)}] | | |{time}"


def declare_text(rules: Sequence[Rule]) -> str:
    """The rules as a Declare model, which is what Declare4Py takes too."""
    names = dict.fromkeys(name for rule in rules for name in (rule.activation, rule.target) if name)
    return "\n".join([*(f"activity {name}" for name in names), *(rule.line for rule in rules)]) + "\n"


def pack_text(rules: Sequence[Rule]) -> str:
    """The rules as a pack, made as `afterword import-declare` makes it: a rule for each."""
    outcome = import_declare(Source("benchmark.decl", declare_text(rules)))
    if outcome.value is None:
        sys.exit(f"a model of ours has mistakes: {outcome.diagnostics}")
    return outcome.value


def without_time(rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The same rules without their windows."""
    return tuple(rule._replace(seconds=None) for rule in rules)


def choose_rules(events: Events) -> tuple[Rule, ...]:
    """A rule of each template.

    Activities come in the order of the number of cases that have them; one to be counted is what comes up most often. The other activity of
    a rule is what most often stands next to the first, or of a prohibition, least often. Three quarters of the waits that the log shows
    fit the window; of a prohibition, a quarter.
    """
    survey = _Survey(events)
    pairs = [template for template in Template if template not in WHOLE]
    rules = []
    for number, template in enumerate(pairs):
        activation = survey.ranked[number % len(survey.ranked)]
        target = survey.beside(activation, template)
        waits = survey.waits(activation, target, template)
        rules.append(Rule(template, activation, target, round_up(quantile(waits, 0.25 if template in NEGATIVE else 0.75))))
    for number, (template, least) in enumerate(WHOLE.items()):
        counted = survey.busiest[number % len(survey.busiest)]
        rules.append(Rule(template, counted, "", round_up(quantile(survey.waits_for(counted, least), 0.75))))
    return tuple(rules)


class _Survey:
    """What is to be known of a log to choose rules for it."""

    def __init__(self, events: Events) -> None:
        self._traces = list(events.traces)
        counts = Counter(events.types)
        cases = Counter(kind for types, _ in self._traces for kind in set(types))
        self.ranked = sorted(counts, key=lambda kind: (-cases[kind], -counts[kind], kind))
        self.busiest = sorted(counts, key=lambda kind: (-counts[kind], kind))
        self._after: dict[str, Counter[str]] = defaultdict(Counter)
        self._before: dict[str, Counter[str]] = defaultdict(Counter)
        for types, _ in self._traces:
            for one, other in pairwise(types):
                if one != other:
                    self._after[one][other] += 1
                    self._before[other][one] += 1

    def beside(self, activation: str, template: Template) -> str:
        """What stands next to an activity, most or least often; where nothing does, the first that is another one."""
        first, second = (self._before, self._after) if template in BACKWARD else (self._after, self._before)
        found = first[activation] or second[activation]
        if not found:
            return next((kind for kind in self.ranked if kind != activation), activation)
        sign = 1 if template in NEGATIVE else -1
        return min(found, key=lambda kind: (sign * found[kind], kind))

    def waits(self, activation: str, target: str, template: Template) -> Iterable[int]:
        """How long it is from each activation to the nearest target, in the direction of the template."""
        step = -1 if template in BACKWARD else 1
        for types, times in self._traces:
            near: int | None = None
            for kind, time in zip(types[::-step], times[::-step], strict=True):
                if kind == activation and near is not None:
                    yield abs(near - time)
                if kind == target:
                    near = time

    def waits_for(self, counted: str, number: int) -> Iterable[int]:
        """How long it is from the first event of a case to so many of an activity."""
        for types, times in self._traces:
            found = [time for kind, time in zip(types, times, strict=True) if kind == counted]
            if len(found) >= number:
                yield found[number - 1] - times[0]


def quantile(values: Iterable[int], share: float) -> int:
    """The value that so large a share does not pass; of none, a day."""
    ordered = sorted(values)
    return ordered[int((len(ordered) - 1) * share)] if ordered else DAY


def round_up(time: int) -> int:
    """Microseconds as seconds, rounded up to a whole second, minute, hour or day, of which it is one at least."""
    unit = next(unit for unit in (DAY, HOUR, MINUTE, SECOND) if time >= unit or unit == SECOND)
    return max(1, -(-time // unit)) * unit // SECOND
