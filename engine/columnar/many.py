"""A pack for many logs at once: logs or tables of events in, columns of verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from afterword.engine.collector import collector_paused
from afterword.engine.columnar.batch import Batch
from afterword.engine.columnar.load_logs import load_logs
from afterword.engine.columnar.make_rows import Memories, RowMaker
from afterword.engine.columnar.read_back import STANDINGS, STATES, LogRows, Origins, ReadBack
from afterword.engine.compile.program import Program
from afterword.engine.diagnostics import Outcome
from afterword.engine.kernel.check_names import compile_names
from afterword.engine.kernel.check_times import compile_times
from afterword.engine.kernel.code import encode
from afterword.engine.kernel.find_slots import compile_finding
from afterword.engine.kernel.find_things import compile_things
from afterword.engine.kernel.memory import (
    V_ANCHOR,
    V_COUNT,
    V_DUE,
    V_EVENT,
    V_HI,
    V_LO,
    V_LOG,
    V_OPENS,
    V_PLAN,
    V_STANDING,
    V_STATE,
    V_ZONE,
    VERDICT,
)
from afterword.engine.kernel.run_batch import BatchRunner, Found
from afterword.engine.kernel.sort_cases import compile_sorting
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.kernel.write_lines import compile_writing
from afterword.engine.language.rule import Pack
from afterword.engine.load_kept import load_kept
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.log.normalise import Normaliser
from afterword.engine.run.conclusions import fact_shapes
from afterword.engine.run.model import Verdict


def load_many(name_or_path: str, settings: Mapping[str, str]) -> Outcome[ManyEvaluator]:
    """A pack by its name or path, ``settings`` in place of its parameters' values, ready for many logs at once."""
    loaded = load_kept(name_or_path, settings, "many", _compile)
    return Outcome(None if loaded.value is None else ManyEvaluator(*loaded.value[0]), loaded.diagnostics)


def make_many(pack: Pack) -> Outcome[ManyEvaluator]:
    """The same of a pack that is open."""
    compiled = _compile(pack)
    return Outcome(None if compiled.value is None else ManyEvaluator(*compiled.value), compiled.diagnostics)


def _compile(pack: Pack) -> Outcome[tuple[Pack, Program]]:
    from afterword.engine.compile.compile_pack import compile_pack
    from afterword.engine.language.rule_face import pack_face

    face = pack_face(pack)
    compiled = compile_pack(pack, face.rules)
    return Outcome(None if compiled.value is None else (face, compiled.value), compiled.diagnostics)


class Loaded(NamedTuple):
    """So many logs as the memories that compiled functions read, and what their rows stand for."""

    memories: Memories
    logs: int
    origins: Origins | None


class ManyEvaluator:
    """Evaluates batches of logs by one pack, one after another: not for several threads at once. Of logs it keeps texts, by number."""

    def __init__(self, pack: Pack, program: Program) -> None:
        """``pack`` is what is left of it once it is compiled to ``program``, steps and all (see `engine.language.rule_face`)."""
        self.pack = pack
        self.program = program
        self._encoded = encode(program)
        self._normaliser = Normaliser(pack.vocabulary)
        self._maker = RowMaker(self._encoded)
        self._runner = BatchRunner(self._encoded)
        self._shapes = fact_shapes(program)
        self.surroundings = Surroundings()

    def compile(self) -> None:
        """Have compiled, and kept, what the first evaluation on this machine would wait for."""
        from afterword.engine.columnar.read_lines import LineReader

        self._runner.compile()
        for compile_more in (compile_names, compile_times, compile_things, compile_finding, compile_sorting, compile_writing):
            compile_more()
        LineReader(self.pack.vocabulary).read(b"")

    @property
    def unlowered(self) -> tuple[str, ...]:
        """The rules that are not decided here: their cases have neither state nor standing in columns, and only `native` decides them."""
        return tuple(self.program.plans[place].rule.id for place in self._encoded.unlowered)

    def evaluate_logs(self, logs: Sequence[Log], as_of: Sequence[int]) -> ManyVerdicts:
        """The verdicts on ``logs``, each at its moment (microseconds since 1970, UTC), in their order. Waivers do not count."""
        self.forget()
        counting = [self._normaliser.normalise(log, moment) for log, moment in zip(logs, as_of, strict=True)]
        with collector_paused():
            batch = load_logs(logs, counting, as_of, self.surroundings)
            return self.run(self.load(batch, _Objects(logs, counting)))

    def evaluate_events(self, events: Any, as_of: int, zone: str = "UTC") -> ManyVerdicts:  # noqa: ANN401 - any table
        """The verdicts on logs of events without fields; see `load_events`."""
        self.forget()
        return self.run(self.load_events(events, as_of, zone))

    def forget(self) -> None:
        """Let go of texts where too many were met; what was loaded before cannot be run any more then."""
        self._encoded.questions.forget()

    def load_events(self, events: Any, as_of: int, zone: str = "UTC") -> Loaded:  # noqa: ANN401
        """Events without fields, as arrays to `run` over; see `engine.columnar.load_events`."""
        from afterword.engine.columnar.load_events import load_events

        with collector_paused():
            return self.load(*load_events(events, self.pack.vocabulary, as_of, zone, self.surroundings))

    def load(self, batch: Batch, origins: Origins | None = None) -> Loaded:
        """A batch, whose rows stand for ``origins`` where somebody may ask for these, as arrays to `run` over."""
        return Loaded(self._maker.make(batch, self.surroundings), len(batch.as_of), origins)

    def run(self, loaded: Loaded) -> ManyVerdicts:
        """The verdicts on logs that this evaluator has loaded."""
        with collector_paused():
            logs, codes = loaded.memories
            found = self._runner.run(logs, codes, loaded.logs, self.surroundings)
            read_back = ReadBack(self.program, self._encoded, self._shapes, logs, found, self.surroundings, loaded.origins)
            return ManyVerdicts(found, read_back)


class ManyVerdicts:
    """The verdicts of many logs, in the order of logs, of rules and of cases."""

    def __init__(self, found: Found, read_back: ReadBack) -> None:
        """``read_back`` knows what numbers stand for."""
        self.found = found
        self.read_back = read_back

    def __len__(self) -> int:
        """How many verdicts there are."""
        return len(self.found.verdicts)

    @cached_property
    def columns(self) -> dict[str, NDArray[Any]]:
        """One number or word for each verdict, by name; any library of tables takes it as it is.

        `log` and `rule` (numbers, counted from 0 in the order given; rules that conclude facts are not among them), `state`, `standing`,
        `anchor` and `event` (IDs of the rows that the case counts from, and that decided it, -1 for none; see `rows`), `opens`, `due`,
        `since_lo` and `since_hi` (microseconds; `MISSING` for none), `zone` (a number), `count`, `bound0` and on (IDs).
        """
        verdicts = self.found.verdicts
        states = np.array([state.value for state in STATES], dtype=object)[verdicts[:, V_STATE]]
        standings = np.array([*(standing.value for standing in STANDINGS), None], dtype=object)[verdicts[:, V_STANDING]]
        undecided = np.isin(verdicts[:, V_PLAN], self.read_back.unlowered)
        states[undecided] = standings[undecided] = None
        columns: dict[str, NDArray[Any]] = {
            "log": verdicts[:, V_LOG],
            "rule": verdicts[:, V_PLAN],
            "state": states,
            "standing": standings,
            "anchor": verdicts[:, V_ANCHOR],
            "event": verdicts[:, V_EVENT],
            "opens": verdicts[:, V_OPENS],
            "due": verdicts[:, V_DUE],
            "since_lo": verdicts[:, V_LO],
            "since_hi": verdicts[:, V_HI],
            "zone": verdicts[:, V_ZONE],
            "count": verdicts[:, V_COUNT],
        }
        return columns | {f"bound{place}": verdicts[:, VERDICT + place] for place in range(verdicts.shape[1] - VERDICT)}

    def of(self, log: int) -> tuple[Verdict, ...]:
        """The whole verdicts on one log, evidence and all.

        Raises:
            ValueError: A case of it is not decided here; see `ManyEvaluator.unlowered`.
        """
        begin, end = np.searchsorted(self.found.verdicts[:, V_LOG], (log, log + 1))
        return tuple(self.read_back.verdict(row) for row in self.found.verdicts[begin:end].tolist())

    def rows(self, log: int) -> LogRows:
        """What the IDs in the columns stand for in one log."""
        return self.read_back.rows(log)


class _Objects:
    """What the rows of logs stand for, where these are objects."""

    def __init__(self, logs: Sequence[Log], counting: Sequence[Sequence[Event]]) -> None:
        self._logs = logs
        self._counting = counting

    def events(self, log: int) -> Sequence[Event]:
        """The events of a log that count, in their order."""
        return self._counting[log]

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """One of its entities of one kind, counted from 0."""
        return next(islice(self._logs[log].records[entity].values(), place, None))
