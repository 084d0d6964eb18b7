"""A pack under each choice of settings that its tests ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.evaluator import Evaluator, compile_for_evaluation, make_evaluator
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.language.parameter_reader import SETTINGS
from afterword.engine.language.scope import text_of
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading.nodes import Entry, Table
from afterword.engine.spans import Source

Settings: TypeAlias = "tuple[tuple[str, str], ...]"
"""Parameters by name with the values that a test gives them, as texts."""

ENGINES: Mapping[str, tuple[str, ...]] = {"auto": ("auto",), "durable": ("durable",), "native": ("native",), "both": ("durable", "native")}
"""The engines that can be asked for, each with those that it stands for."""


class Variant:
    """A pack under some settings: its rules, what reads logs in its words, and what evaluates them.

    ``every_rule`` has those that are switched off too.
    """

    def __init__(self, opened: OpenPack, engines: Sequence[str]) -> None:
        self.pack = opened.pack
        self.documents = opened.documents
        self.every_rule = tuple(one.rule for one in opened.rules)
        self.rules = {rule.id: rule for rule in opened.pack.rules}
        self.switched_off = frozenset(one.rule.id for one in opened.rules if not one.enabled)
        self.reader = LogReader(opened.pack.vocabulary, opened.pack.known_rules)
        self.example_reader = LogReader(opened.pack.vocabulary, opened.pack.known_rules, example=True)
        self._engines = engines

    @cached_property
    def evaluators(self) -> Outcome[tuple[Evaluator, ...]]:
        """One for each engine, or why there is none; made when they are first asked for."""
        compiled = compile_for_evaluation(self.pack)
        if compiled.value is None:
            return Outcome(None, compiled.diagnostics)
        made = [make_evaluator(compiled.value, engine) for engine in self._engines]
        mistakes = tuple(one for outcome in made for one in outcome.diagnostics)
        return Outcome(None if mistakes else tuple(outcome.value for outcome in made if outcome.value is not None), mistakes)


class Variants:
    """Makes the variants of one pack, each once."""

    def __init__(self, name_or_path: str, settings: Mapping[str, str], engine: str) -> None:
        """``settings`` hold for all tests that do not change them; ``engine`` is one of `ENGINES`."""
        self._pack = name_or_path
        self._settings = settings
        self._engines = ENGINES[engine]
        self._made: dict[Settings, Outcome[Variant]] = {}

    def get(self, changed: Settings = ()) -> Outcome[Variant]:
        """The pack with some settings changed, or every mistake in it."""
        if changed not in self._made:
            self._made[changed] = self._make({**self._settings, **dict(changed)})
        return self._made[changed]

    def read(self, node: Table | None, source: Source) -> tuple[Settings, Outcome[Variant]]:
        """The settings that a test has in ``node``, and the pack with them; mistakes in them are placed where they are written."""
        entries = node.entries if node is not None else ()
        changed = tuple((entry.key.text, text_of(entry.value)) for entry in entries)
        outcome = self.get(changed)
        return changed, Outcome(outcome.value, tuple(_place(mistake, entries, source) for mistake in outcome.diagnostics))

    def _make(self, settings: Mapping[str, str]) -> Outcome[Variant]:
        opened = open_pack(self._pack, settings)
        return Outcome(None if opened.value is None else Variant(opened.value, self._engines), opened.diagnostics)


def _place(mistake: Diagnostic, entries: Sequence[Entry], source: Source) -> Diagnostic:
    """A mistake in a setting, at its name or at its value."""
    name = mistake.span.source.text.partition("=")[0] if mistake.span.source.name == SETTINGS else None
    entry = next((entry for entry in entries if entry.key.text == name), None)
    if entry is None:
        return mistake
    node = entry.key if mistake.code == "unknown-parameter" else entry.value
    return mistake._replace(span=node.place.span(source))
