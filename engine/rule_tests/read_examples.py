"""The examples beside rules, read as tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.language.examples import Example, load_examples
from afterword.engine.reading.nodes import Document
from afterword.engine.rule_tests.model import Expectation, TrialKind
from afterword.engine.rule_tests.trials import Moment, Trial
from afterword.engine.rule_tests.variants import Settings, Variant, Variants
from afterword.engine.spans import Source, Span
from afterword.engine.times.asking import parse_as_of


class ReadExamples(NamedTuple):
    """The examples of a pack as tests; ``left_out`` counts those of rules that are switched off."""

    trials: tuple[Trial, ...]
    left_out: int
    diagnostics: tuple[Diagnostic, ...]


def read_examples(documents: Sequence[Document], variants: Variants) -> ReadExamples:
    """The examples in the files of a pack, each read in the words of the pack as its settings make it."""
    trials: list[Trial] = []
    found: list[Diagnostic] = []
    left_out = 0
    for example in load_examples(documents).value or ():
        settings, outcome = variants.read(example.settings, example.source)
        found += outcome.diagnostics
        variant = outcome.value
        if variant is not None and example.rule in variant.switched_off:
            left_out += 1
        elif variant is not None:
            trial = _read_example(example, settings, variant)
            found += trial.diagnostics
            trials += [trial.value] if trial.value is not None else []
    return ReadExamples(tuple(trials), left_out, tuple(found))


def _read_example(example: Example, settings: Settings, variant: Variant) -> Outcome[Trial]:
    log = variant.example_reader.read(Document(example.log, example.source))
    asked = read_moment(example.as_of, log.value.zone if log.value is not None else "UTC", example.asked)
    if log.value is None or asked.value is None:
        return Outcome(None, (*log.diagnostics, *asked.diagnostics))
    expect = tuple(Expectation(example.rule, example.expected, state.value, state) for state in example.expect)
    moment = Moment(asked.value, log.value, example.expected, expect)
    return Outcome(Trial(TrialKind.EXAMPLE, example.name, (example.rule,), settings, (moment,), example.span))


def read_moment(text: str, zone: str, place: Span) -> Outcome[int]:
    """A moment of asking, as it is written at ``place``."""
    asked = parse_as_of(Source("", text), zone)
    return Outcome(asked.value, tuple(mistake._replace(span=place) for mistake in asked.diagnostics))
