"""Declare4Py: the same `.decl` text that makes our pack, put to its conformance checker.

It counts the kept and the broken activations of each case; of `Existence` and `Absence` it tells whether they hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import WHOLE, Rule, declare_text
from afterword.benchmarks.peers.verdicts import Answer, Detail

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Declare4Py:
    """A model of Declare4Py."""

    name = "Declare4Py"
    detail = Detail.COUNTS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Parse the model."""
        from Declare4Py.ProcessModels.DeclareModel import DeclareModel

        self._rules = rules
        self._model: Any = DeclareModel().parse_from_string(declare_text(rules))

    def load(self, events: Events) -> object:
        """The log of pm4py that it works on."""
        from Declare4Py.D4PyEventLog import D4PyEventLog
        from pm4py.objects.log.obj import Event, EventLog, Trace

        traces = [
            Trace(
                [
                    Event({"concept:name": kind, "time:timestamp": EPOCH + timedelta(microseconds=time)})
                    for kind, time in zip(types, times, strict=True)
                ],
                attributes={"concept:name": str(case)},
            )
            for case, (types, times) in enumerate(events.traces)
        ]
        properties = {"pm4py:param:timestamp_key": "time:timestamp", "pm4py:param:activity_key": "concept:name"}
        return D4PyEventLog(log=EventLog(traces, properties=properties))

    def run(self, loaded: object) -> object:
        """Its results: a list for each case, of one for each rule."""
        from Declare4Py.ProcessMiningTasks.ConformanceChecking.MPDeclareAnalyzer import MPDeclareAnalyzer

        return MPDeclareAnalyzer(log=loaded, declare_model=self._model, consider_vacuity=True).run().model_check_res

    def tell(self, found: object) -> Answer:
        """Kept and broken, where there are any."""
        told = []
        for case, results in enumerate(cast("list[list[Any]]", found)):
            for number, (rule, result) in enumerate(zip(self._rules, results, strict=True)):
                if rule.template in WHOLE:
                    kept = int(result.state.value == "Satisfied")
                    told.append((number, case, kept, 1 - kept))
                elif result.num_fulfillments or result.num_violations:
                    told.append((number, case, result.num_fulfillments, result.num_violations))
        return frozenset(told)
