"""Which states a rule can come to."""

from __future__ import annotations

import pytest

from afterword.engine.language.states import reachable_states
from afterword.tests.language.packs import FACT, HEAD, WORDS, load, read_pack, read_rule

EACH = "for_each: {talk: {event: met}}\n"


@pytest.mark.parametrize(
    ("body", "kind", "states"),
    [
        ("expect: {event: wrote}", "must", "open done waived"),
        ("expect: {event: wrote}\nunless: [{event: met}]", "must", "open done lapsed waived"),
        ("expect: {event: wrote, within: 1 day}", "must", "open overdue late done waived"),
        ("expect: {event: wrote, after: 1 day, before: $talk.until}", "must", "upcoming open overdue late done waived"),
        ("expect: {event: wrote, every: 1 day}", "must", "open overdue late done waived"),
        ("expect: {event: wrote, before_next: {event: met}}", "must", "open violated done waived"),
        ("expect: {one_of: [{event: wrote}, {event: met}]}", "must", "open violated done waived"),
        ("require_before: {event: wrote}", "must", "violated done waived"),
        ("require_before: {event: wrote}\nunless: [{event: met}]", "must", "violated done lapsed waived"),
        ("previous: {event: wrote}", "must", "violated done waived"),
        ("next: {event: wrote}", "must", "open violated done waived"),
        ("first: {event: wrote}", "must", "open violated done waived"),
        ("last: {event: wrote, within: 1 day}", "must", "open violated done waived"),
        ("require: {$talk.form: phone}", "must", "violated done waived"),
        ("count: {event: wrote, at_least: 2, within: 1 day}", "must", "open overdue late done waived"),
        ("count: {event: wrote, exactly: 2}", "must", "open violated done waived"),
        ("count: {event: wrote, at_most: 2}", "must", "violated waived clear"),
        ("forbid: {event: wrote}\nunless: [{event: met}]", "must_not", "violated waived clear"),
        ("next: {event: wrote}", "must_not", "violated waived clear"),
        ("", "must_not", "violated waived"),
        ("unless: [{event: wrote}]", "must_not", "violated lapsed waived"),
        ("show: {}", "advice", "open waived"),
        ("show: {}\nunless: [{event: wrote}]", "advice", "open lapsed waived"),
        ("show: {after: 1 day, within: 2 days}", "advice", "upcoming open lapsed waived"),
        ("expect: {event: wrote, within: 1 day}", "advice", "open done waived"),
    ],
)
def test_reachable_states(body: str, kind: str, states: str) -> None:
    """They follow from what is asked, from whether it has a time, and from whether anything ends it."""
    assert " ".join(state.value for state in reachable_states(read_rule(EACH + body, kind))) == states


def test_facts_have_no_states() -> None:
    """A conclusion is neither kept nor broken."""
    (rule,) = read_pack(load(HEAD + WORDS + "rules:\n" + FACT)).rules
    assert reachable_states(rule) == ()
