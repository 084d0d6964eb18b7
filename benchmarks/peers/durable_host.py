"""durable-rules through its own `Host`, as its manual shows: a ruleset, facts of a case under a `sid`, actions in Python.

What its patterns can say safely is that there *is* another event (see ARCHITECTURE.md for what goes wrong with `none` and the rest). So a
rule fires for each pair of an activation and an event that keeps it (or, of a prohibition, breaks it), and activations without any are
known to Python. Each event carries the places of its neighbours of the same type, for the alternate templates. The last condition of a
pattern stands twice, since the library may crash where it is false. Run it in a process of its own: its `Host` starts threads that cannot
be stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from afterword.benchmarks.peers.cases import LoadedCase, load_cases, number_kinds, rows_of_case
from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import BACKWARD, FORWARD, WHOLE, Rule, Template
from afterword.benchmarks.peers.verdicts import WHOLE_CASE, Answer, Detail, rows_of

RULESET = "benchmark"


class DurableHost:
    """A ruleset of a host."""

    name = "durable-rules, Host"
    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Define the rules and register them."""
        from durable import lang

        self._rules = rules
        self._numbers = number_kinds(rules)
        self._fired: set[tuple[int, int]] = set()
        with lang.ruleset(RULESET):
            for number, rule in enumerate(rules):
                for patterns in self._patterns(rule, lang.m, lang.c):
                    lang.when_all(*patterns)(self._action(number))
        self._host = lang.get_host()

    def _action(self, number: int) -> Callable[[Any], None]:
        whole = self._rules[number].template in WHOLE

        def fire(context: Any) -> None:  # noqa: ANN401 - a closure of theirs, without types
            self._fired.add((number, WHOLE_CASE if whole else context.here.seq))

        return fire

    def _patterns(self, rule: Rule, m: Any, c: Any) -> list[list[Any]]:  # noqa: ANN401 - objects of theirs that build patterns
        """The lists of patterns that make a rule fire: either side of its own where both will do."""
        here, there = self._numbers[rule.activation], self._numbers[rule.target]
        window = rule.window
        if rule.template in WHOLE:
            names = ("here", "second", "third")[: WHOLE[rule.template]]
            later: list[tuple[Any, ...]] = [(), *((m.seq > getattr(c, name).seq,) * 2 for name in names)]
            counted = m.kind == here, m.time <= window
            return [[getattr(c, name) << _all((*counted, *joins)) for name, joins in zip(names, later, strict=False)]]
        ahead = (m.seq > c.here.seq, m.time <= c.here.time + window)
        behind = (m.seq < c.here.seq, m.time >= c.here.time - window)
        sides: list[tuple[Any, ...]]
        match rule.template:
            case Template.ALTERNATE_RESPONSE:
                sides = [(*ahead, m.seq < c.here.following)]
            case Template.CHAIN_RESPONSE:
                sides = [(*ahead, m.seq == c.here.seq + 1)]
            case Template.ALTERNATE_PRECEDENCE:
                sides = [(*behind, m.seq > c.here.previous)]
            case Template.CHAIN_PRECEDENCE:
                sides = [(*behind, m.seq == c.here.seq - 1)]
            case template:
                sides = [*([] if template in BACKWARD else [ahead]), *([] if template in FORWARD else [behind])]
        return [[c.here << (m.kind == here), c.there << _all((m.kind == there, *joins, joins[-1]))] for joins in sides]

    def load(self, events: Events) -> object:
        """A list of facts for each case."""
        return load_cases(events, self._rules)

    def run(self, loaded: object) -> object:
        """A row for each activation."""
        rows: list[tuple[int, int, int, bool]] = []
        numbers = self._numbers
        for case, events in enumerate(cast("list[LoadedCase]", loaded)):
            self._fired.clear()
            facts = [
                {
                    "id": str(one.place),
                    "sid": str(case),
                    "kind": numbers[one.kind],
                    "seq": one.place,
                    "time": one.time,
                    "previous": one.previous,
                    "following": one.following,
                }
                for one in events
            ]
            if facts:
                self._host.assert_facts(RULESET, facts)
                self._host.delete_state(RULESET, str(case))
            rows += rows_of_case(case, events, self._rules, self._fired)
        return rows

    def tell(self, found: object) -> Answer:
        """The rows as they are."""
        return rows_of(cast("list[tuple[int, int, int, bool]]", found))


def _all(conditions: Sequence[Any]) -> Any:  # noqa: ANN401
    found = conditions[0]
    for one in conditions[1:]:
        found &= one
    return found
