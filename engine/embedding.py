"""Afterword inside another program: the same steps as the command line, with an exception where that lists mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial
from os import PathLike, fspath
from typing import TYPE_CHECKING, Literal, Self, TypeAlias, TypeVar

from afterword.engine import evaluator as core
from afterword.engine.diagnostics import Diagnostic, Outcome, render_diagnostic
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Log
from afterword.engine.log.open_logs import open_logs, parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.json_text import parse_json
from afterword.engine.report.model import ChecklistItem, Finding, Report
from afterword.engine.spans import Source
from afterword.engine.times.asking import parse_as_of

if TYPE_CHECKING:
    from afterword.engine.language.open_pack import OpenPack
    from afterword.engine.rule_tests.model import RuleTests
    from afterword.engine.why.explainer import Explainer
    from afterword.engine.why.model import Why

DEFAULT_PACK = "after-interview"

PathName: TypeAlias = str | PathLike[str]

AsOf: TypeAlias = datetime | date | str
"""A moment of asking: without an offset it is local to the log's zone, and a day stands for its end."""

EngineName: TypeAlias = Literal["auto", "durable", "native"]

T = TypeVar("T")


class InputError(ValueError):
    """A log, a pack, a setting or a time has mistakes; ``diagnostics`` holds all of them, in order, each with its place."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(map(render_diagnostic, diagnostics)))
        self.diagnostics = diagnostics


def load_pack(pack: PathName = DEFAULT_PACK, settings: Mapping[str, object] | None = None) -> Pack:
    """A pack: one that is shipped, by name, or a file or folder of rules. ``settings`` change its parameters.

    Raises:
        InputError: There is no such pack, or it has mistakes.
    """
    from afterword.engine.language.open_pack import open_pack

    return _sound(open_pack(fspath(pack), setting_texts(settings))).pack


def load_log(path: PathName, pack: Pack | None = None) -> Log:
    """The log in a YAML or JSON file (``-``: standard input), read with the words of ``pack``; without one, of the default pack.

    Raises:
        InputError: The log has mistakes, or cannot be read.
        ValueError: It is a JSON Lines file of several logs.
    """
    return _only(open_logs((fspath(path),), _reader(pack or load_pack())))


def parse_log(text: str, pack: Pack | None = None, name: str = "<text>") -> Log:
    """The log that a text holds; ``name`` is what mistakes call it, and its ending (`.json`) says how it is written, else it is YAML.

    Raises:
        InputError: The log has mistakes.
        ValueError: These are JSON Lines of several logs.
    """
    return _only(parse_logs(Source(name, text), _reader(pack or load_pack())))


def run_pack_tests(
    pack: PathName = DEFAULT_PACK,
    cases: Iterable[PathName] = (),
    settings: Mapping[str, object] | None = None,
    engine: Literal["auto", "durable", "native", "both"] = "auto",
) -> RuleTests:
    """Run the examples and cases of a pack, by its name or path, with further files or folders of ``cases``.

    ``passed`` tells whether all came out as expected, and ``failures`` what did not. Packs that only cases name are tested too.

    Raises:
        InputError: The pack, an example or a case has mistakes, or ``engine`` cannot be had on this machine.
    """
    from afterword.engine.rule_tests.run_rule_tests import run_rule_tests
    from afterword.engine.rule_tests.variants import ENGINES

    if engine not in ENGINES:
        raise ValueError(f"there is no engine {engine!r}; choose one of {', '.join(ENGINES)}")
    return _sound(run_rule_tests((fspath(pack),), tuple(fspath(path) for path in cases), setting_texts(settings), engine))


class Evaluator:
    """The rules of a pack, ready to be asked about logs. It keeps nothing of what it is asked: threads may share one.

    ``pack`` is the name of one that is shipped, a path, or a pack as `load_pack` gives it; ``settings`` change the parameters of a pack
    that is named here.

    Raises:
        InputError: There is no such pack or setting, the pack has mistakes, or ``engine`` cannot be had on this machine.
        ValueError: There are ``settings`` for a pack that was read already, or there is no such ``engine``.
    """

    def __init__(
        self, pack: Pack | PathName = DEFAULT_PACK, settings: Mapping[str, object] | None = None, engine: EngineName = "auto"
    ) -> None:
        if engine not in core.ENGINES:
            raise ValueError(f"there is no engine {engine!r}; choose one of {', '.join(core.ENGINES)}")
        if isinstance(pack, Pack) and settings:
            raise ValueError("a pack that was read has its settings already; give them to `load_pack`")
        self._source = pack if isinstance(pack, Pack) else fspath(pack)
        self._settings = setting_texts(settings)
        if isinstance(self._source, Pack):
            self._core = core.Evaluator(_sound(core.compile_for_evaluation(self._source)), engine)
        else:
            self._core = _sound(core.load_evaluator(self._source, self._settings, engine))
        self._reader = _reader(self._core.pack)

    @property
    def pack(self) -> Pack:
        """The pack with its settings."""
        return self._core.pack

    def check(self, log: Log | PathName, as_of: AsOf) -> CheckedReport:
        """What is to do, went wrong and is overdue at a moment, in a log or in the file of one.

        Raises:
            InputError: The log has mistakes, or ``as_of`` is no time.
        """
        found, moment = self._read(log, as_of)
        return CheckedReport(self._core.evaluate(found, moment), partial(self._answer, found, moment))

    def explain(self, log: Log | PathName, as_of: AsOf, rule: str, about: Mapping[str, str] | None = None, *, every: bool = False) -> Why:
        """Why a rule says what it says of a log, or says nothing: ``rule`` is its id, or the name of a fact that rules conclude.

        ``about`` chooses cases: `{"person": "p1"}`. Only what came nearest is told of what did not fit, unless ``every`` is true.

        Raises:
            InputError: There is no such rule, nothing of that name in the log, the log has mistakes, or ``as_of`` is no time.
        """
        found, moment = self._read(log, as_of)
        return _sound(self._explainer.explain(found, moment, rule, about or {}, every=every))

    def _answer(self, log: Log, moment: int, what: Finding | ChecklistItem | str, *, every: bool) -> Why:
        """What a report of this evaluator answers."""
        if isinstance(what, str):
            return _sound(self._explainer.explain(log, moment, what, {}, every=every))
        return _sound(self._explainer.explain_finding(log, moment, what, every=every))

    @cached_property
    def _explainer(self) -> Explainer:
        from afterword.engine.why.explainer import Explainer

        return Explainer(self._core, self._whole)

    def _whole(self) -> Outcome[OpenPack | Pack]:
        """The pack with the insides of its rules, which evaluation does not need."""
        from afterword.engine.language.open_pack import open_pack

        if isinstance(self._source, Pack):
            return Outcome(self._source)
        opened = open_pack(self._source, self._settings)
        return Outcome(opened.value, opened.diagnostics)

    def _read(self, log: Log | PathName, as_of: AsOf) -> tuple[Log, int]:
        """A log and a moment, of all that they may be given as."""
        found = log if isinstance(log, Log) else _only(open_logs((fspath(log),), self._reader))
        text = as_of if isinstance(as_of, str) else as_of.isoformat()
        return found, _sound(parse_as_of(Source("as_of", text), found.zone))

    def session(self, events: Iterable[Mapping[str, object]] = (), **head: object) -> Session:
        """A log that is told piece by piece, begun with ``events`` and with what stands above them in a log: `timezone`, `people`...

        Raises:
            InputError: What is known at the start has mistakes.
        """
        return Session(self, self._reader, head, events)


class CheckedReport(Report):
    """A report that can be asked why. It is equal to a `Report` with the same content, and is pickled as one: without its log."""

    _ask: Callable[..., Why] | None = None

    def __new__(cls, report: Report, _ask: Callable[..., Why]) -> Self:
        """The content of ``report``."""
        return super().__new__(cls, *report)

    def __init__(self, _report: Report, ask: Callable[..., Why]) -> None:
        """``ask`` answers what it is asked."""
        self._ask = ask

    def explain(self, what: Finding | ChecklistItem | str, *, every: bool = False) -> Why:
        """Why a finding or an item of the checklist stands as it does, or what a rule of that id says of the log.

        Only what came nearest is told of what did not fit, unless ``every`` is true.

        Raises:
            InputError: There is no such rule.
            ValueError: It is a finding of another report, or this report was copied, which leaves its log behind.
        """
        if self._ask is None:
            raise ValueError("a report that was copied does not bring its log along; ask the evaluator")
        return self._ask(what, every=every)

    def __reduce__(self) -> tuple[type[Report], tuple[object, ...]]:
        """What is left of it in a file, or on the way to another process."""
        return Report, tuple(self)


class Session:
    """A log that grows event by event, and can be asked about at any time. One thread at a time may use it."""

    def __init__(self, evaluator: Evaluator, reader: LogReader, head: Mapping[str, object], events: Iterable[Mapping[str, object]]) -> None:
        self._evaluator = evaluator
        self._reader = reader
        self._head = head
        self._events = tuple(map(_to_json, events))
        self._log = self._read(self._events)

    @property
    def log(self) -> Log:
        """All that was told so far."""
        return self._log

    def add(self, *events: Mapping[str, object]) -> None:
        """Add events, as dicts with the keys that events have in a log; all of them, or none where one has a mistake.

        The whole log is read again: many events are best added in one call.

        Raises:
            InputError: An event has a mistake, or does not fit what was told before.
        """
        told = (*self._events, *map(_to_json, events))
        self._log = self._read(told)
        self._events = told

    def report(self, as_of: AsOf) -> CheckedReport:
        """What `Evaluator.check` finds in all that was told."""
        return self._evaluator.check(self._log, as_of)

    def _read(self, events: tuple[str, ...]) -> Log:
        """The log so far, by way of its text: so every mistake has a line to show."""
        head = _to_json(self._head)[1:-1]
        text = f'{{{head}{", " if head else ""}"events": [\n' + ",\n".join(events) + "\n]}"
        log = _sound(self._reader.read(_sound(parse_json(Source("<session>", text)))))
        return replace(log, events=tuple(replace(event, place=None) for event in log.events))


def _reader(pack: Pack) -> LogReader:
    return LogReader(pack.vocabulary, pack.known_rules)


def _only(outcome: Outcome[tuple[Log, ...]]) -> Log:
    logs = _sound(outcome)
    if len(logs) != 1:
        raise ValueError(f"this file holds {len(logs)} logs, not one; read them line by line with `parse_log`")
    return logs[0]


def _sound(outcome: Outcome[T]) -> T:
    """What a stage made; its mistakes are raised."""
    if outcome.diagnostics or outcome.value is None:
        raise InputError(outcome.diagnostics)
    return outcome.value


def setting_texts(settings: Mapping[str, object] | None) -> dict[str, str]:
    """Settings as the command line gives them: `True` is `true`."""
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in (settings or {}).items()}


def _to_json(table: Mapping[str, object]) -> str:
    return json.dumps(table, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    """Times and days of Python as a log writes them."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a log cannot hold {value!r}")
