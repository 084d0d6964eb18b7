"""pm4py, which tells in which cases a rule is broken.

Its checker of Declare models knows no time, no numbers of events, and no `Not Response` of this meaning. Its LTL checker knows time, but
finds cases in which *some* event is followed by another: that is what breaks the prohibitions, and says nothing of the other rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import BACKWARD, FORWARD, NEGATIVE, Rule, Template
from afterword.benchmarks.peers.verdicts import Answer, Detail

CASE, ACTIVITY, TIME = "case:concept:name", "concept:name", "time:timestamp"
NAMES = {
    Template.RESPONSE: "response",
    Template.ALTERNATE_RESPONSE: "altresponse",
    Template.CHAIN_RESPONSE: "chainresponse",
    Template.PRECEDENCE: "precedence",
    Template.ALTERNATE_PRECEDENCE: "altprecedence",
    Template.CHAIN_PRECEDENCE: "chainprecedence",
    Template.RESPONDED_EXISTENCE: "responded_existence",
    Template.NOT_RESPONDED_EXISTENCE: "noncoexistence",
}
"""What it calls the templates that it has in common with us; `nonsuccession` means something else there."""


def load_table(events: Events) -> object:
    """The frame of pandas that it works on."""
    import pandas as pd

    times = pd.to_datetime(pd.Series(events.times), unit="us", utc=True)
    return pd.DataFrame({CASE: pd.Series(events.cases).astype(str).str.zfill(9), ACTIVITY: events.types, TIME: times})


class DeclareChecker:
    """Its conformance checking of Declare models: rules without windows."""

    name = "pm4py, Declare"
    detail = Detail.CASES
    templates = frozenset(NAMES)

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Put the model into its shape."""
        import pm4py

        self._pm4py: Any = pm4py
        self._rules = rules
        self._model: dict[str, dict[tuple[str, str], dict[str, int]]] = {}
        self._numbers: dict[tuple[str, tuple[str, str]], list[int]] = {}
        for number, rule in enumerate(rules):
            pair = (rule.target, rule.activation) if rule.template in BACKWARD else (rule.activation, rule.target)
            name = NAMES[rule.template]
            self._model.setdefault(name, {})[pair] = {"support": 1, "confidence": 1}
            self._numbers.setdefault((name, pair), []).append(number)

    def load(self, events: Events) -> object:
        """A frame."""
        return load_table(events)

    def run(self, loaded: object) -> object:
        """The deviations of each case."""
        return self._pm4py.conformance_declare(loaded, self._model)

    def tell(self, found: object) -> Answer:
        """Rules and cases that do not fit."""
        return frozenset(
            (number, case)
            for case, result in enumerate(cast("list[dict[str, Any]]", found))
            for name, pair in result["deviations"]
            for number in self._numbers[name, tuple(pair)]
        )


class LtlChecker:
    """Its LTL checker: prohibitions with windows."""

    name = "pm4py, LTL"
    detail = Detail.CASES
    templates = NEGATIVE

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Nothing to compile."""
        from pm4py.algo.filtering.pandas.ltl import ltl_checker

        self._rules = rules
        self._checker: Any = ltl_checker

    def load(self, events: Events) -> object:
        """A frame."""
        return load_table(events)

    def run(self, loaded: object) -> object:
        """For each rule, the cases that break it."""
        names = self._checker.Parameters
        found = []
        for rule in self._rules:
            parameters = {names.POSITIVE: True, names.TIMESTAMP_DIFF_BOUNDARIES: [(0, rule.seconds)]}
            pairs = [
                *([] if rule.template in BACKWARD else [[rule.activation, rule.target]]),
                *([] if rule.template in FORWARD else [[rule.target, rule.activation]]),
            ]
            found.append([self._checker.eventually_follows(loaded, pair, parameters)[CASE].unique() for pair in pairs])
        return found

    def tell(self, found: object) -> Answer:
        """Rules and cases."""
        return frozenset(
            (number, int(case)) for number, frames in enumerate(cast("list[list[Any]]", found)) for cases in frames for case in cases
        )
