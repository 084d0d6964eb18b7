"""Finds the tests of packs, reads them all, and runs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic, Outcome, sort_diagnostics
from afterword.engine.rule_tests.gather import Gathered, find_stray_cases, gather_cases
from afterword.engine.rule_tests.measure_coverage import measure_coverage
from afterword.engine.rule_tests.model import PackTests, RuleTests
from afterword.engine.rule_tests.read_cases import read_cases
from afterword.engine.rule_tests.read_examples import read_examples
from afterword.engine.rule_tests.run_trials import run_trial
from afterword.engine.rule_tests.trials import Trial
from afterword.engine.rule_tests.variants import Variant, Variants


class _Ready(NamedTuple):
    """A pack with all its tests, read."""

    base: Variant
    variants: Variants
    trials: tuple[Trial, ...]
    left_out: int


def run_rule_tests(
    packs: Sequence[str], cases: Sequence[str], settings: Mapping[str, str], engine: str, words: Sequence[str] = ()
) -> Outcome[RuleTests]:
    """Run the examples and cases of packs, and the files or folders of ``cases``; or every mistake in any of them.

    ``packs`` are names or paths; packs that only cases name are tested too. ``settings`` hold where a test sets nothing else; ``engine``
    is one of `ENGINES`. With ``words``, only tests run that have one of them in their name, or in that of a rule they are about.
    """
    gathered = gather_cases(packs, cases)
    found = list(gathered.diagnostics)
    ready = [_read(one, Variants(one.pack, settings, engine), found) for one in gathered.value or ()]
    if found:
        return Outcome(None, sort_diagnostics(found))
    return Outcome(RuleTests(tuple(_run(one, [word.casefold() for word in words]) for one in ready if one is not None)))


def _read(gathered: Gathered, variants: Variants, found: list[Diagnostic]) -> _Ready | None:
    """All tests of a pack; what is wrong with them, or with the pack, goes to ``found``."""
    base = variants.get()
    if base.value is None:
        found += find_stray_cases(gathered.pack) or base.diagnostics
        return None
    examples = read_examples(base.value.documents, variants)
    found += (*examples.diagnostics, *base.value.evaluators.diagnostics)
    trials = examples.trials
    for document in gathered.cases:
        told, mistakes = read_cases(document, variants)
        trials += told
        found += mistakes
    if base.value.evaluators.value is not None:  # what is wrong with the pack whatever the settings is told once
        changed = [variants.get(settings).value for settings in dict.fromkeys(trial.settings for trial in trials)]
        found += [mistake for variant in changed if variant is not None for mistake in variant.evaluators.diagnostics]
    return _Ready(base.value, variants, trials, examples.left_out)


def _run(ready: _Ready, words: Sequence[str]) -> PackTests:
    fired: set[str] = set()
    enabled: set[str] = set()
    results = []
    for trial in ready.trials:
        variant = ready.variants.get(trial.settings).value
        if variant is not None and _is_chosen(trial, words):
            enabled.update(variant.rules)
            results.append(run_trial(trial, variant, fired))
    rules = [rule for rule in ready.base.every_rule if rule.id in enabled or rule.id in ready.base.rules]
    chosen = [rule for rule in rules if not words or _has_word(rule.id, words)]
    pack = ready.base.pack
    left_out = 0 if words else ready.left_out
    return PackTests(pack.id, pack.title, pack.version, tuple(results), left_out, measure_coverage(chosen, results, fired))


def _is_chosen(trial: Trial, words: Sequence[str]) -> bool:
    named = (one.rule for moment in trial.moments for one in (*(moment.expect or ()), *moment.some, *moment.none))
    return not words or any(_has_word(text, words) for text in (trial.name, *trial.rules, *named))


def _has_word(text: str, words: Sequence[str]) -> bool:
    return any(word in text.casefold() for word in words)
