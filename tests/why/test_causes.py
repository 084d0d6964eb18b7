"""What decides a case, in words: neighbours, barriers, counts, prohibitions, what ends it, the clock, and waivers."""

from __future__ import annotations

import pytest

from afterword.engine.why.model import Reason, ReasonKind
from afterword.tests.why.asking import LETTER, MET, ask, explained, letter, small_log, small_pack, told, walk


def test_neighbours() -> None:
    """`next`, `previous`, `first` and `last` name the event that stands there."""
    talk = "for_each: {talk: {event: met}}"
    other = "id: e2, type: ended, at: 2025-09-10T11:00"
    right = "id: e3, type: wrote, at: 2025-09-11T11:00"
    (case,) = explained(f"kind: must, {talk}, next: {{event: wrote}}", other, right)
    assert case.text == "the next event after e1 is e2 ended, Wed 10 Sep 11:00"
    assert told(case, ReasonKind.MISS) == [
        "e3 wrote, Thu 11 Sep 11:00: would fit, but is not the event just after e1: that is e2 ended, Wed 10 Sep 11:00",
    ]
    (case,) = explained(f"kind: must, {talk}, next: {{event: wrote}}", right)
    assert told(case, ReasonKind.MATCH) == ["e3 wrote, Thu 11 Sep 11:00"]
    assert told(case, ReasonKind.TARGET) == ["expected as the event just after e1: wrote"]
    (case,) = explained(f"kind: must, {talk}, previous: {{event: wrote}}", right)
    assert case.text == "there is no event before e1"
    assert told(case, ReasonKind.MISS) == ["e3 wrote, Thu 11 Sep 11:00: would fit, but is not the event just before e1, as there is none"]
    (case,) = explained(f"kind: must, {talk}, previous: {{event: wrote}}", "id: e0, type: ended, at: 2025-09-08T11:00")
    assert case.text == "the event before e1 is e0 ended, Mon 8 Sep 11:00"
    (case,) = explained("kind: must, first: {event: wrote}", right)
    assert case.text == "the first event of the log is e1 met, Tue 9 Sep 11:00"
    assert told(case, ReasonKind.TARGET) == ["expected as the first event of the log: wrote"]
    (case,) = explained("kind: must, last: {event: wrote}", right)
    assert case.text == "more may come, until the log has ended"


def test_backwards() -> None:
    """What had to come before, and did not."""
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, require_before: {event: wrote}")
    assert case.text == "nothing of the kind came before e1"


def test_barriers() -> None:
    """What something had to come before is named, with what it cuts off."""
    rule = "kind: must, for_each: {talk: {event: met}}, expect: {event: wrote, before_next: {event: ended}}"
    ended = "id: e2, type: ended, at: 2025-09-10T11:00"
    (case,) = explained(rule, ended, "id: e3, type: wrote, at: 2025-09-11T11:00")
    assert case.text == "e2 ended, Wed 10 Sep 11:00 came first"
    assert told(case, ReasonKind.MISS) == ["e3 wrote, Thu 11 Sep 11:00: would fit, but is cut off by e2 ended, Wed 10 Sep 11:00"]
    assert "before the next ended: e2 ended, Wed 10 Sep 11:00" in told(case, ReasonKind.BARRIER)
    (case,) = explained(rule)
    assert told(case, ReasonKind.BARRIER) == ["before the next ended: there is none"]
    since = "kind: must, for_each: {talk: {event: met}}, require_before: {event: wrote, after_previous: {event: ended}}"
    early = ("id: e0, type: wrote, at: 2025-09-07T11:00", "id: e9, type: ended, at: 2025-09-08T11:00")
    (case,) = explained(since, *early)
    assert "after the last ended: e9 ended, Mon 8 Sep 11:00" in told(case, ReasonKind.BARRIER)


def test_counts() -> None:
    """How many there are, where that is what counts."""
    letters = [f"id: e{day}, type: wrote, at: 2025-09-{day}T11:00, app: a1" for day in (10, 11, 12)]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_most: 2, by: app}", *letters)
    assert case.text == "e12 wrote, Fri 12 Sep 11:00 is number 3, and at most 2 are allowed"
    assert told(case, ReasonKind.COUNT) == ["3 of at most 2: e10, e11, e12"]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_most: 5}", *letters)
    assert told(case, ReasonKind.COUNT) == ["3 of at most 5: e10, e11, e12"]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_least: 4}", *letters)
    assert told(case, ReasonKind.COUNT) == ["3 of at least 4: e10, e11, e12"]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_least: 2}")
    assert told(case, ReasonKind.COUNT) == ["0 of at least 2"]
    nameless = "id: e2, type: wrote, at: 2025-09-10T11:00"
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_most: 0, by: app}", nameless)
    assert told(case, ReasonKind.MISS) == ["e2 wrote, Wed 10 Sep 11:00: would fit, but app is not given"]


def test_alternatives() -> None:
    """Of several things that will do, each has its own line; the second of what must be one alone is a fault."""
    rule = "kind: must, for_each: {talk: {event: met}}, expect: {one_of: [{event: wrote}, {event: ended}]}"
    wrote, ended = "id: e2, type: wrote, at: 2025-09-10T11:00", "id: e3, type: ended, at: 2025-09-11T11:00"
    (case,) = explained(rule, wrote, ended)
    assert case.text == "e3 ended, Thu 11 Sep 11:00 is the second of what must be one alone"
    assert told(case, ReasonKind.TARGET) == ["expected after e1: exactly one of these"]
    assert told(case, ReasonKind.PATTERN) == ["wrote", "ended"]
    (case,) = explained(rule.replace("one_of", "any_of"), wrote)
    assert told(case, ReasonKind.TARGET) == ["expected after e1: any of these"]
    assert [one.passed for one in walk(case.children) if one.kind is ReasonKind.PATTERN] == [True, False]


def test_prohibitions() -> None:
    """What is forbidden, and whether it came."""
    talk = "for_each: {talk: {event: met}}"
    wrote = "id: e2, type: wrote, at: 2025-09-10T11:00"
    (case,) = explained(f"kind: must_not, {talk}, forbid: {{event: wrote}}", wrote)
    assert case.text == "e2 wrote, Wed 10 Sep 11:00 is what must not be"
    assert told(case, ReasonKind.TARGET) == ["forbidden after e1: wrote"]
    (case,) = explained(f"kind: must_not, {talk}, forbid: {{event: wrote}}")
    assert case.text == "nothing forbidden happened"
    (case,) = explained(f"kind: must_not, {talk}")
    assert case.text == "e1 met, Tue 9 Sep 11:00 is what must not be"
    ended = "id: e3, type: ended, at: 2025-09-09T12:00"
    (case,) = explained(f"kind: must_not, {talk}, forbid: {{event: wrote}}, unless: [{{event: ended}}]", ended, wrote)
    assert case.text == "nothing forbidden happened before it ended with e3"
    (case,) = explained("kind: must_not")
    assert case.text == "the start of the log is what must not be"


def test_requirements() -> None:
    """Each test of `require` stands alone; what is absent is no fault."""
    rule = "kind: must, for_each: {letter: {event: wrote}}, require: {$letter.how: mail, $letter.good: true, $letter.said: {present: true}}"
    (case,) = explained(rule, "id: e2, type: wrote, at: 2025-09-10T11:00, how: call")
    assert case.text == "what fails: how and said"
    assert told(case, ReasonKind.TEST) == [
        "how was `call`, wanted `mail`",
        "good is not given, which is no fault",
        "said is not given",
    ]
    assert [one.passed for one in case.children if one.kind is ReasonKind.TEST] == [False, None, False]
    (case,) = explained(rule, "id: e2, type: wrote, at: 2025-09-10T11:00, how: mail, said: x")
    assert case.text == "no test fails"


@pytest.mark.parametrize(
    ("rule", "as_of", "said"),
    [
        (LETTER, "2025-09-10T10:00", "there is time until Wed 10 Sep 11:00, 1 h more"),
        (LETTER, "2025-09-10T11:00", "there is time until Wed 10 Sep 11:00, a moment more"),
        (LETTER, "2025-09-10T12:00", "its time ended Wed 10 Sep 11:00, 1 h ago"),
        ("kind: must, for_each: {talk: {event: met}}, expect: {event: wrote}", "2025-09-10T12:00", "it has no deadline"),
        (
            "kind: advice, for_each: {talk: {event: met}}, show: {after: 2 days}",
            "2025-09-09T12:00",
            "its time begins Thu 11 Sep 11:00, in 47 h",
        ),
        (
            "kind: advice, for_each: {talk: {event: met}}, show: {within: 2 days}",
            "2025-09-12",
            "its time ended Thu 11 Sep 11:00, 37 h ago",
        ),
        (
            "kind: advice, for_each: {talk: {event: met}}, expect: {event: wrote, within: 1 day}",
            "2025-09-12",
            "it was best done by Wed 10 Sep 11:00, and is still worth doing",
        ),
    ],
)
def test_the_moment_of_asking(rule: str, as_of: str, said: str) -> None:
    """A case that waits says what the clock means for it."""
    (case,) = explained(rule, as_of=as_of)
    assert case.text == said
    (clock,) = told(case, ReasonKind.CLOCK)
    assert clock.endswith(said)


def test_what_ends_a_case() -> None:
    """What ended a case is named; what came near is told of each thing that could have."""
    rule = (
        f"{letter('to: p1', within='2 days')}, unless: [{{event: ended, where: {{app: $talk.app}}}}, {{event: wrote, where: {{to: p2}}}}]"
    )
    (case,) = explained(rule, "id: e2, type: ended, at: 2025-09-10T11:00, app: a1")
    assert case.text == "ended by e2 ended, Wed 10 Sep 11:00"
    assert told(case, ReasonKind.UNLESS) == ["it ended with e2 ended, Wed 10 Sep 11:00"]
    (case,) = explained(rule, "id: e2, type: ended, at: 2025-09-10T11:00, app: a2", "id: e0, type: ended, at: 2025-09-08T11:00, app: a1")
    assert told(case, ReasonKind.UNLESS) == ["nothing ended it"]
    assert told(case, ReasonKind.MISS)[0] == "e0 ended, Mon 8 Sep 11:00: would fit, but came before e1, not after it"
    (case,) = explained(rule, "id: e2, type: ended, at: 2025-09-10T11:00, app: a2")
    assert told(case, ReasonKind.MISS)[0].endswith("would fit, but is about application a2 (Beta), not a1 (Northwind)")
    done = ("id: e2, type: wrote, at: 2025-09-09T12:00, to: p1", "id: e3, type: ended, at: 2025-09-10T11:00, app: a1")
    (case,) = explained(rule, *done)
    assert told(case, ReasonKind.UNLESS) == ["it ended with e3 ended, Wed 10 Sep 11:00, which changes nothing"]


def test_waivers() -> None:
    """What the log excuses from says so, and what would be else."""
    pack = small_pack(f"  - {{id: one, {letter('to: p1')}}}\n")
    log = small_log(pack, MET + "}\nwaivers:\n  - {rule: one, reason: asked not to")
    (case,) = ask(pack, log, "one", "2025-09-20").rules[0].cases
    assert case.text.startswith("excused (`asked not to`); otherwise: its time ended Wed 10 Sep 11:00")
    assert told(case, ReasonKind.WAIVER) == ["the log excuses you from it: `asked not to`"]


def test_sentence_of_a_plain_reason() -> None:
    """A reason without tests is its text."""
    assert Reason(ReasonKind.CLOCK, passed=None, text="it is noon").sentence == "it is noon"
