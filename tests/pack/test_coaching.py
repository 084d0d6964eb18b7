"""The pack that shows how a coach builds on the shipped one: what docs/rules.md shows of it is what it does."""

from __future__ import annotations

import pytest

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.evaluator import durable_is_available
from afterword.engine.language.find_pack import SHIPPED
from afterword.engine.language.open_pack import OpenPack, open_pack
from afterword.engine.language.rule import Severity
from afterword.engine.rule_tests.run_rule_tests import run_rule_tests
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.verdicts import State
from afterword.reports.rule_tests_text import render_failure

PACK = SHIPPED.parent / "examples" / "packs" / "my-coaching.yaml"
PAGE = SHIPPED.parent / "docs" / "rules.md"


@pytest.fixture(scope="module")
def coaching() -> OpenPack:
    """The pack, without mistakes."""
    outcome = open_pack(str(PACK), {})
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    return outcome.value


def test_the_page_shows_it() -> None:
    """What a reader copies from docs/rules.md is the pack as it is, up to its examples."""
    assert PACK.read_text(encoding="utf-8").partition("    examples:\n")[0] in PAGE.read_text(encoding="utf-8")


def test_it_does_what_it_says(coaching: OpenPack) -> None:
    """A setting, a tag, a message, a word and a rule are different, and nothing else."""
    base = open_pack("after-interview", {}).value
    assert base is not None
    pack = coaching.pack
    off = set(base.pack.known_rules) - {rule.id for rule in pack.rules}
    assert off == {*base.pack.switched_off, *(rule.id for rule in base.pack.rules if "conduct" in rule.tags and rule.id != "no-gifts")}
    assert {rule.id for rule in pack.rules} - set(base.pack.known_rules) == {"call-your-coach"}
    assert pack.parameters["thank_you_within"].value == Duration(elapsed=48 * HOUR, text="48 hours")
    changed = {rule.id: rule for rule in pack.rules}["keep-looking"]
    first = changed.say[State.OPEN][0]
    assert (changed.severity, first) == (Severity.ADVICE, "What will you do next for your search? Decide on one thing by ")
    assert set(pack.vocabulary.events) - set(base.pack.vocabulary.events) == {"coaching_call"}
    assert "shown_to_coach" in pack.vocabulary.events["thank_you_sent"].fields


def test_all_examples_hold() -> None:
    """Its own, and those of the pack below, which were written for other settings; by both engines, with nothing left unshown."""
    outcome = run_rule_tests([str(PACK)], [], {}, "both" if durable_is_available() else "native")
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    [tests] = outcome.value.packs
    assert tests.passed, "\n\n".join(render_failure(trial) for trial in tests.trials if not trial.passed)
    assert {trial.name for trial in tests.trials if trial.span.source.name == str(PACK)} >= {"not yet", "not in time", "at last"}
    assert tests.coverage.percent == 100
