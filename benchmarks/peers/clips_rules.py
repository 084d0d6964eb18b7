"""CLIPS, by clipspy: a fact for each event, a production for each rule, a case at a time.

A production fires once for each activation for which there exists what keeps it (or, of a prohibition, breaks it), and calls Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from afterword.benchmarks.peers.cases import LoadedCase, load_cases, number_kinds, rows_of_case
from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import BACKWARD, FORWARD, WHOLE, Rule, Template
from afterword.benchmarks.peers.verdicts import Answer, Detail, rows_of

EVENT = "(deftemplate event (slot kind (type INTEGER)) (slot seq (type INTEGER)) (slot time (type INTEGER)))"


class Clips:
    """An environment with the rules."""

    name = "CLIPS (clipspy)"
    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Build the productions."""
        import clips

        self._rules = rules
        self._numbers = number_kinds(rules)
        self._fired: set[tuple[int, int]] = set()
        self._environment: Any = clips.Environment()
        self._environment.define_function(lambda rule, seq: self._fired.add((rule, seq)), "fire")
        self._environment.build(EVENT)
        for number, rule in enumerate(rules):
            self._environment.build(self._production(number, rule))

    def _production(self, number: int, rule: Rule) -> str:
        here, there = self._numbers[rule.activation], self._numbers[rule.target]
        if rule.template in WHOLE:
            events = [f"(event (kind {here}) (seq ?s0) (time ?t0&:(<= ?t0 {rule.window})))"]
            events += [
                f"(event (kind {here}) (seq ?s{one}&:(> ?s{one} ?s{one - 1})) (time ?t{one}&:(<= ?t{one} {rule.window})))"
                for one in range(1, WHOLE[rule.template])
            ]
            return f"(defrule rule{number} (exists {' '.join(events)}) => (fire {number} -1))"
        ahead = f"(event (kind {there}) (seq ?u&:(> ?u ?s)) (time ?v&:(<= ?v (+ ?t {rule.window}))))"
        behind = f"(event (kind {there}) (seq ?u&:(< ?u ?s)) (time ?v&:(>= ?v (- ?t {rule.window}))))"
        match rule.template:
            case Template.ALTERNATE_RESPONSE:
                found = f"(exists {ahead} (not (event (kind {here}) (seq ?x&:(> ?x ?s)&:(< ?x ?u)))))"
            case Template.ALTERNATE_PRECEDENCE:
                found = f"(exists {behind} (not (event (kind {here}) (seq ?x&:(< ?x ?s)&:(> ?x ?u)))))"
            case Template.CHAIN_RESPONSE:
                found = f"(exists (event (kind {there}) (seq ?u&=(+ ?s 1)) (time ?v&:(<= ?v (+ ?t {rule.window})))))"
            case Template.CHAIN_PRECEDENCE:
                found = f"(exists (event (kind {there}) (seq ?u&=(- ?s 1)) (time ?v&:(>= ?v (- ?t {rule.window})))))"
            case template if template in FORWARD:
                found = f"(exists {ahead})"
            case template if template in BACKWARD:
                found = f"(exists {behind})"
            case _:
                found = f"(or (exists {ahead}) (exists {behind}))"
        return f"(defrule rule{number} (event (kind {here}) (seq ?s) (time ?t)) {found} => (fire {number} ?s))"

    def load(self, events: Events) -> object:
        """A list of events for each case."""
        return load_cases(events, self._rules)

    def run(self, loaded: object) -> object:
        """A row for each activation."""
        rows: list[tuple[int, int, int, bool]] = []
        environment, template = self._environment, self._environment.find_template("event")
        for case, events in enumerate(cast("list[LoadedCase]", loaded)):
            self._fired.clear()
            environment.reset()
            for one in events:
                template.assert_fact(kind=self._numbers[one.kind], seq=one.place, time=one.time)
            environment.run()
            rows += rows_of_case(case, events, self._rules, self._fired)
        return rows

    def tell(self, found: object) -> Answer:
        """The rows as they are."""
        return rows_of(cast("list[tuple[int, int, int, bool]]", found))
