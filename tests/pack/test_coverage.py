"""The pack leaves nothing out: every statement of the guide and every rule from outside is served, or says why it cannot be checked."""

from __future__ import annotations

from collections import defaultdict

import pytest

from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.verdicts import FINDING_STATES
from afterword.tests.pack.shipped import documents, pack

STATEMENTS = [f"S{number:02}" for number in range(1, 74)]
OUTSIDE = [f"R{number:02}" for number in range(1, 45)]
TOPICS = [
    "thank_you_missing",
    "thank_you_late",
    "thank_you_wrong_recipient",
    "thank_you_bad_address",
    "thank_you_quality",
    "thank_you_channel",
    "thank_you_before_notes",
    "notes_missing",
    "notes_quality",
    "contact_info_missing",
    "next_steps_not_asked",
    "contact_time_not_asked",
    "contact_time_form",
    "status_contact_unknown",
    "reference_not_alerted",
    "reference_checked_before_alert",
    "reference_alert_incomplete",
    "reference_follow_up_missing",
    "reference_thanks_missing",
    "follow_up_upcoming",
    "follow_up_missing",
    "follow_up_too_early",
    "follow_up_too_often",
    "follow_up_channel",
    "follow_up_quality",
    "keep_looking",
    "search_stalled",
    "bad_interview_recovery",
    "social_connection",
    "social_post",
    "gift",
    "resigned_early",
    "offer_ack_missing",
    "offer_get_in_writing",
    "offer_response_due",
    "inform_pending_employers",
    "withdraw_pending_applications",
    "rejection_reply",
]
"""What the pack must be able to report."""

RULES = [rule for rule in pack().rules if rule.kind is not RuleKind.FACT]


def coverage() -> dict[str, list[str]]:
    """Which rules name each source."""
    table: dict[str, list[str]] = defaultdict(list)
    for rule in RULES:
        for source in rule.sources:
            table[source].append(rule.id)
    return table


@pytest.mark.parametrize("statement", [*STATEMENTS, *OUTSIDE])
def test_statement_is_served(statement: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule names it among its sources, or the pack says why no rule can."""
    source = pack().sources[statement]
    served = coverage().get(statement, [])
    with capsys.disabled():
        print(f"\n{statement}  {source.title}: {', '.join(served) or f'unchecked, {source.unchecked}'}", end="")  # noqa: T201
    assert served or source.unchecked
    assert source.kind == ("guide" if statement.startswith("S") else "outside")


def test_every_topic_is_reported() -> None:
    """Some rule files its findings under each topic."""
    reported = {topic for rule in RULES for topic in rule.topics.values()}
    assert not set(TOPICS) - reported
    assert reported <= set(pack().topics)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule_speaks(rule: Rule) -> None:
    """A rule has a title, a step, sources and a reason, and each state with a message has a topic."""
    assert rule.title
    assert rule.step is not None
    assert rule.sources
    assert rule.why
    assert rule.say
    assert all(state in rule.topics for state in rule.say if state in FINDING_STATES)


@pytest.mark.parametrize("name", sorted(pack().parameters))
def test_parameter_is_explained(name: str) -> None:
    """A parameter says what it is for."""
    assert pack().parameters[name].about


def test_outside_rules_can_be_switched_off() -> None:
    """One setting leaves the rules of the guide alone."""
    guide = load_pack(documents(), {"outside_rules": "false"}).value
    assert guide is not None
    assert any(rule.outside for rule in pack().rules)
    assert not any(rule.outside for rule in guide.rules)
