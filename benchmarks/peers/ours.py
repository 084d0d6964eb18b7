"""Afterword itself, on each of its engines. What an engine is called by stands here and nowhere else."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar, cast

from afterword.benchmarks.peers.events import Events
from afterword.benchmarks.peers.rules import Rule, pack_text
from afterword.benchmarks.peers.verdicts import WHOLE_CASE, Answer, Detail, rows_of
from afterword.engine.diagnostics import Outcome
from afterword.engine.evaluator import load_evaluator
from afterword.engine.log.model import Event, Log
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.model import Verdict
from afterword.engine.spans import Source
from afterword.engine.times.model import Interval
from afterword.engine.times.zones import DAY
from afterword.engine.verdicts import State

if TYPE_CHECKING:
    from afterword.engine.columnar.many import Loaded, ManyVerdicts

Made = TypeVar("Made")
KEPT = frozenset({State.DONE, State.CLEAR})
_LONG = 36_500 * DAY
"""So long after the last event it is asked: no window is open any more."""


class Engine:
    """The rules as a pack, a log at a time."""

    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule], engine: str = "native") -> None:
        """Compile the pack."""
        self.name = f"Afterword, {engine}"
        with TemporaryDirectory() as folder:
            path = Path(folder, "pack.yaml")
            path.write_text(pack_text(rules), encoding="utf-8")
            self._evaluator = _made(load_evaluator(str(path), {}, engine))
        self._numbers = {rule.id: number for number, rule in enumerate(self._evaluator.pack.rules)}

    def load(self, events: Events) -> object:
        """A log for each case, as the readers of files make them, and the moment of asking."""
        return [_log(types, times) for types, times in events.traces], max(events.times) + _LONG

    def run(self, loaded: object) -> object:
        """Decide each case: which rule, of which activation, in which state. No verdict is put together, as none is looked at."""
        logs, as_of = cast("tuple[list[Log], int]", loaded)
        return [self._evaluator.verdicts(log, as_of) for log in logs]

    def tell(self, found: object) -> Answer:
        """Rows, of what is settled: an activation is bound, and events are numbered as they stand in their case."""
        logs = cast("list[Verdicts[object]]", found)
        return rows_of(
            (self._numbers[one.rule.id], case, next(iter(one.bound), WHOLE_CASE), one.state in KEPT)
            for case, verdicts in enumerate(logs)
            for one in verdicts.tell()
        )


class WholeVerdicts(Engine):
    """The same, and each verdict put together: its events, times and evidence."""

    def __init__(self, rules: Sequence[Rule], engine: str = "native") -> None:
        """Compile the pack."""
        super().__init__(rules, engine)
        self.name += ", whole verdicts"

    def run(self, loaded: object) -> object:
        """The verdicts on each case."""
        logs, as_of = cast("tuple[list[Log], int]", loaded)
        return [tuple(self._evaluator.verdicts(log, as_of)) for log in logs]

    def tell(self, found: object) -> Answer:
        """Rows; each verdict of ours names its activation."""
        logs = cast("list[tuple[Verdict, ...]]", found)
        return rows_of(
            (self._numbers[one.rule.id], case, _place(one), one.state in KEPT) for case, verdicts in enumerate(logs) for one in verdicts
        )


class Columnar:
    """The rules as a pack, over a frame of all events."""

    name = "Afterword, columnar"
    detail = Detail.ACTIVATIONS

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile the pack."""
        from afterword.engine.columnar.many import load_many

        with TemporaryDirectory() as folder:
            path = Path(folder, "pack.yaml")
            path.write_text(pack_text(rules), encoding="utf-8")
            self._evaluator = _made(load_many(str(path), {}))

    def load(self, events: Events) -> object:
        """The executor's own arrays, from the same three columns that all begin with."""
        columns = {"case": events.cases, "type": events.types, "time": events.times}
        return self._evaluator.load_events(columns, max(events.times) + _LONG)

    def run(self, loaded: object) -> object:
        """The arrays of verdicts."""
        return self._evaluator.run(cast("Loaded", loaded))

    def tell(self, found: object) -> Answer:
        """Rows: an activation is bound, and events are numbered as they stand in their case."""
        columns = cast("ManyVerdicts", found).columns
        kept = [state in _KEPT for state in columns["state"]]
        rows = (columns[name].tolist() for name in ("rule", "log", "bound0"))
        return rows_of(zip(*rows, kept, strict=True))


_KEPT = frozenset(state.value for state in KEPT)


def _made(outcome: Outcome[Made]) -> Made:
    if outcome.value is None:
        sys.exit(f"a pack of ours has mistakes: {outcome.diagnostics}")
    return outcome.value


def _place(verdict: Verdict) -> int:
    bound: Mapping[str, object] = verdict.bound
    return next((one.position for one in bound.values() if isinstance(one, Event)), WHOLE_CASE)


def _log(types: Sequence[str], times: Sequence[int]) -> Log:
    events = tuple(
        Event(str(place + 1), kind, Interval(time, time), day_only=False, zone="UTC", position=place, fields={})
        for place, (kind, time) in enumerate(zip(types, times, strict=True))
    )
    return Log(Source("log", ""), None, "UTC", frozenset(), {}, events, ())
