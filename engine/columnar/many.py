"""A pack for many logs at once: logs or tables of events in, columns of verdicts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from afterword.engine.columnar.evaluate_many import ManyVerdicts, evaluate_many
from afterword.engine.columnar.load_events import load_events
from afterword.engine.columnar.load_logs import load_logs
from afterword.engine.compile.compile_pack import compile_pack
from afterword.engine.compile.program import Program
from afterword.engine.diagnostics import Outcome
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import Pack
from afterword.engine.language.rule_face import pack_face
from afterword.engine.log.model import Log
from afterword.engine.report.waive import waive
from afterword.engine.verdicts import State


def load_many(name_or_path: str, settings: Mapping[str, str]) -> Outcome[ManyEvaluator]:
    """A pack by its name or path, ``settings`` in place of its parameters' values, ready for many logs at once."""
    opened = open_pack(name_or_path, settings)
    if opened.value is None:
        return Outcome(None, opened.diagnostics)
    return make_many(opened.value.pack)


def make_many(pack: Pack) -> Outcome[ManyEvaluator]:
    """The same of a pack that is open."""
    face = pack_face(pack)
    compiled = compile_pack(pack, face.rules)
    return Outcome(None if compiled.value is None else ManyEvaluator(face, compiled.value), compiled.diagnostics)


class ManyEvaluator:
    """Evaluates many logs by one pack. Keeps nothing of them, so threads may share it."""

    def __init__(self, pack: Pack, program: Program) -> None:
        """``pack`` is what is left of it once it is compiled to ``program`` (see `engine.language.rule_face`)."""
        self.pack = pack
        self.program = program

    def evaluate_logs(self, logs: Sequence[Log], as_of: Sequence[int]) -> ManyVerdicts:
        """The verdicts on ``logs``, each at its moment (microseconds since 1970, UTC); logs are numbered as they stand."""
        found = evaluate_many(self.program, load_logs(self.program, self.pack.vocabulary, logs, as_of))
        waived = [place for number, log in enumerate(logs) if log.waivers for place in self._waived(found, number, log, as_of[number])]
        if waived:
            excused = pl.int_range(pl.len()).is_in(waived)
            state = pl.when(excused).then(pl.lit(State.WAIVED.value).cast(found.columns.schema["state"])).otherwise("state")
            found.columns = found.columns.with_columns(state.alias("state"))
        return found

    def evaluate_events(self, events: pl.DataFrame, as_of: int, zone: str = "UTC") -> ManyVerdicts:
        """The verdicts on logs of events without fields; see `load_events`."""
        return evaluate_many(self.program, load_events(self.program, self.pack.vocabulary, events, as_of, zone))

    def _waived(self, found: ManyVerdicts, number: int, log: Log, as_of: int) -> list[int]:
        """The rows of a log's verdicts that it is excused from."""
        verdicts = waive(found.of(number), log, self.pack.vocabulary, as_of)
        places = (found.columns["log"] == number).arg_true()
        return [place for place, verdict in zip(places, verdicts, strict=True) if verdict.state is State.WAIVED]
