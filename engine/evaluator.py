"""A pack, compiled and ready: logs in, verdicts and reports out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from afterword.engine.collector import collector_paused
from afterword.engine.compile.program import NativeCode, Program
from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.language.rule import Pack
from afterword.engine.load_kept import Bases, load_kept
from afterword.engine.log.model import Event, Log
from afterword.engine.log.names import learned_records
from afterword.engine.log.normalise import Normaliser
from afterword.engine.report.build_report import Reporter
from afterword.engine.report.messages import Scene
from afterword.engine.report.model import Finding, Report
from afterword.engine.report.waive import waive
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.judge import Judge
from afterword.engine.run.make_facts import FactMaker
from afterword.engine.run.model import Verdict
from afterword.engine.run.run_program import Executor, run_program
from afterword.engine.run.standing import Now, find_now
from afterword.engine.spans import Source, Span
from afterword.engine.verdicts import State

if TYPE_CHECKING:
    from afterword.engine.run.durable import KeptPlan
    from afterword.engine.run.place_frames import PlaceCode
    from afterword.engine.run.places import PlaceRunner

ENGINES = ("auto", "durable", "native")


class Compiled(NamedTuple):
    """What evaluation needs of a pack, fit to be kept in a file.

    ``pack`` holds its rules without their insides, ``program`` its productions without their steps: what these come to stands in ``code``
    for one executor, and in ``networks`` for the other. ``places`` is what stands in for the first where all rules are plain, and ``rows``
    what makes rows of logs (see `engine.run.row_code`). ``bases`` are the packs that it builds on.
    """

    pack: Pack
    program: Program
    rows: bytes
    code: NativeCode
    networks: tuple[KeptPlan, ...] | None
    places: PlaceCode | None = None
    bases: Bases = ()


def compile_for_evaluation(pack: Pack) -> Outcome[Compiled]:
    """All that can be worked out before there is a log."""
    from afterword.engine.compile.compile_pack import compile_pack
    from afterword.engine.language.rule_face import pack_face
    from afterword.engine.run.codegen import prepare
    from afterword.engine.run.durable import prepare_networks
    from afterword.engine.run.place_code import prepare_places
    from afterword.engine.run.row_code import prepare_rows

    face = pack_face(pack)
    outcome = compile_pack(pack, face.rules)
    program = outcome.value
    if program is None:
        return Outcome(None, outcome.diagnostics)
    code, networks, places = prepare(program), prepare_networks(program), prepare_places(program)
    compiled = Compiled(face, program.without_steps(), prepare_rows(program), code, networks, places)
    return Outcome(compiled, outcome.diagnostics)


def load_evaluator(name_or_path: str, settings: Mapping[str, str], engine: str = "auto") -> Outcome[Evaluator]:
    """A pack by its name or path, with ``settings`` in place of its parameters' values, ready to evaluate.

    Compiled packs are kept (see `load_kept`).
    """
    loaded = load_kept(name_or_path, settings, "evaluation", compile_for_evaluation)
    if loaded.value is None:
        return Outcome(None, loaded.diagnostics)
    compiled, bases = loaded.value
    return make_evaluator(compiled._replace(bases=bases), engine)


def make_evaluator(compiled: Compiled, engine: str) -> Outcome[Evaluator]:
    """The evaluator of a compiled pack, or why the ``engine`` cannot be had for it."""
    if engine == "durable" and not durable_is_available():
        return _refuse_engine("durable-rules is not installed for this Python")
    if engine == "durable" and compiled.networks is None:
        return _refuse_engine("a rule of this pack joins more events than durable-rules can match")
    return Outcome(Evaluator(compiled, engine))


def _refuse_engine(message: str) -> Outcome[Evaluator]:
    hint = "leave `--engine` out, or choose `native`: the verdicts are the same"
    place = Span(Source("--engine", "durable"), 1, 1, 1, len("durable") + 1)
    return Outcome(None, (Diagnostic("engine-not-here", message, place, hint),))


def durable_is_available() -> bool:
    """Whether durable-rules can be had in this Python."""
    return find_spec("durable_rules_engine") is not None


class Found(NamedTuple):
    """What makes findings in a log: less than a report, and quicker to be had.

    ``scene`` has the log, the moment of asking and the log's entities as its events tell of them; ``engine`` names the executor.
    ``verdicts`` are those in a state that makes a finding, waived ones left out, in the order of rules and cases. ``cases`` are the rule
    and the state of every case, these and all others, in no order that counts.
    """

    scene: Scene
    engine: str
    verdicts: tuple[Verdict, ...]
    cases: tuple[tuple[str, State], ...]


class Evaluator:
    """Evaluates logs by one pack. Keeps nothing of a log, so threads may share it."""

    def __init__(self, compiled: Compiled, engine: str = "auto") -> None:
        """``engine`` is `auto`, `durable` or `native`; see `ENGINES`."""
        self._compiled = compiled
        self._normaliser = Normaliser(compiled.pack.vocabulary)
        self._maker = FactMaker(compiled.program, compiled.rows)
        self._judge = Judge(compiled.program)
        self._reporter = Reporter(compiled.pack)
        self._engine = engine

    @property
    def pack(self) -> Pack:
        """The pack that is applied, its rules without their insides (which `load_pack` gives)."""
        return self._compiled.pack

    @property
    def bases(self) -> Bases:
        """The packs that this one builds on."""
        return self._compiled.bases

    def evaluate(self, log: Log, as_of: int) -> Report:
        """The report on ``log`` at the moment ``as_of``, in microseconds since 1970 (UTC)."""
        with collector_paused():
            events, ends = self._normaliser.count(log, as_of)
            verdicts = waive(tuple(self._decide(log, events, ends, as_of)), log, self.pack.vocabulary, as_of)
            records = learned_records(events, log, self.pack.vocabulary)
            return self._reporter.report(Scene(self.pack, log, records, as_of), verdicts, self.executor(len(events)).name)

    def events(self, log: Log, as_of: int) -> tuple[Event, ...]:
        """The events of ``log`` that count at ``as_of`` (microseconds), in their order; see `engine.log.normalise`."""
        return self._normaliser.normalise(log, as_of)

    def verdicts(self, log: Log, as_of: int) -> Sequence[Verdict]:
        """The verdict of every case of every rule at ``as_of`` (microseconds), in the order of rules and cases; see `Verdicts`."""
        with collector_paused():
            events, ends = self._normaliser.count(log, as_of)
            verdicts = self._decide(log, events, ends, as_of)
            return waive(tuple(verdicts), log, self.pack.vocabulary, as_of) if log.waivers else verdicts

    def findings(self, log: Log, as_of: int) -> Found:
        """What makes findings in ``log`` at ``as_of`` (microseconds): for many logs of which nobody wants to see the checklist.

        It agrees with `evaluate`: ``tell`` makes the findings of its report, and ``cases`` are as many as in its checklist.
        """
        with collector_paused():
            vocabulary = self.pack.vocabulary
            events, ends = self._normaliser.count(log, as_of)
            verdicts, others = self._decide(log, events, ends, as_of).split()
            judged = waive(verdicts, log, vocabulary, as_of)
            cases = (*others, *[(one.rule.id, one.state) for one in judged])
            kept = tuple([one for one in judged if one.state is not State.WAIVED]) if judged is not verdicts else verdicts
            scene = Scene(self.pack, log, learned_records(events, log, vocabulary), as_of)
            return Found(scene, self.executor(len(events)).name, kept, cases)

    def tell(self, found: Found) -> tuple[Finding, ...]:
        """The findings of a report, in their order."""
        with collector_paused():
            return self._reporter.findings(found.scene, found.verdicts)

    def judge(self, log: Log, events: tuple[Event, ...], as_of: int, executor: Executor) -> tuple[Verdict, ...]:
        """As `verdicts`, of the ``events`` that count at ``as_of``, by an executor for this pack."""
        return waive(tuple(self._judge.verdicts(*self._run(log, events, as_of, executor))), log, self.pack.vocabulary, as_of)

    def _decide(self, log: Log, events: tuple[Event, ...], ends: list[int], as_of: int) -> Verdicts[Any]:
        if not self._takes_durable(len(events)) and self._places is not None:
            verdicts = self._places.run(log, events, ends, as_of)
            if verdicts is not None:
                return verdicts
        return self._judge.verdicts(*self._run(log, events, as_of, self.executor(len(events))))

    def _run(self, log: Log, events: tuple[Event, ...], as_of: int, executor: Executor) -> tuple[FactBase, Sequence[Sequence[Row]], Now]:
        base = self._maker.make(log, events, as_of)
        now = find_now(base, as_of, has_ended=log.has_ended(as_of))
        return base, run_program(self._compiled.program, base, executor), now

    def executor(self, events: int) -> Executor:
        """What evaluates a log of so many events."""
        return self._durable if self._takes_durable(events) else self._native

    def _takes_durable(self, events: int) -> bool:
        if self._engine != "auto":
            return self._engine == "durable"
        return self._compiled.networks is not None and events <= DURABLE_EVENTS and durable_is_available()

    def __reduce__(self) -> tuple[type[Evaluator], tuple[Compiled, str]]:
        """What goes to another process: the compiled pack, without what its engine never uses."""
        compiled = self._compiled._replace(networks=None) if self._engine == "native" else self._compiled
        return Evaluator, (compiled, self._engine)

    @cached_property
    def _native(self) -> Executor:
        from afterword.engine.run.native import Native

        return Native(self._compiled.program, self._compiled.code)

    @cached_property
    def _places(self) -> PlaceRunner | None:
        if self._compiled.places is None:
            return None
        from afterword.engine.run.places import PlaceRunner

        return PlaceRunner(self._compiled.places, self._judge, self._maker)

    @cached_property
    def _durable(self) -> Executor:
        from afterword.engine.run.durable import Durable

        return Durable(self._compiled.program, self._compiled.networks or ())


DURABLE_EVENTS = 25
"""Above so many events `auto` takes the native executor; see docs/benchmarks.md."""
