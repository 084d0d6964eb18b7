"""What the reasons say: what was met, what was wanted, and by how much it was missed."""

from __future__ import annotations

import pytest

from afterword.engine.why.model import ReasonKind
from afterword.tests.why.asking import MET, ask, explained, letter, small_log, small_pack, told, walk


def near(where: str, event: str) -> str:
    """What a letter that does not fit is said to lack."""
    (case,) = explained(letter(where, within="9 days"), f"id: e2, type: wrote, at: 2025-09-10T11:00{event}")
    (miss,) = told(case, ReasonKind.MISS)
    return miss.removeprefix("e2 wrote, Wed 10 Sep 11:00: ").removeprefix("would fit, but ")


@pytest.mark.parametrize(
    ("where", "event", "said"),
    [
        ("how: mail", ", how: call", "how was `call`, wanted `mail`"),
        ("how: {not: call}", ", how: call", "how was `call`, wanted another"),
        ("how: {one_of: [mail, post]}", ", how: call", "how was `call`, wanted one of `mail`, `post`"),
        ("how: {not_one_of: [call, post]}", ", how: call", "how was `call`, wanted none of `call`, `post`"),
        ("how: mail", "", "how is not given"),
        ("app: $talk.app", ", app: a2", "is about application a2 (Beta), not a1 (Northwind)"),
        ("to: p1", ", to: p3", "to was p3 (Bob Ray), wanted p1 (Ann Lee)"),
        ("number: {at_least: 3}", ", number: 1", "number was 1, wanted at least 3 (2 too few)"),
        ("number: {at_most: 3}", ", number: 5", "number was 5, wanted at most 3 (2 too many)"),
        ("number: {more_than: 3}", ", number: 3", "number was 3, wanted more than 3 (1 too few)"),
        ("number: {less_than: 3}", ", number: 3", "number was 3, wanted less than 3 (1 too many)"),
        ("number: 3", ", number: 4", "number was 4, wanted 3"),
        ("good: true", ", good: false", "good was `false`, wanted `true`"),
        ("said: {present: true}", "", "said is not given"),
        ("said: {present: false}", ", said: hello", "said was `hello`, wanted none"),
        ("said: {empty: false}", ", said: ' '", "said was empty"),
        ("said: {empty: true}", ", said: hello", "said was `hello`, wanted nothing in it"),
        ("tags: {contains: warm}", ", tags: [cold, wet]", "tags was `cold`, `wet`, without `warm`"),
        ("tags: {not_contains: cold}", ", tags: [cold]", "tags was `cold`, with `cold`"),
        ("said: {matches: '^Dear'}", ", said: Hi", "said was `Hi`, wanted a text that fits `^Dear`"),
        ("said: {not_matches: '^Hi'}", ", said: Hi", "said was `Hi`, wanted a text that does not fit `^Hi`"),
        ("said: {same_text: Thank you}", ", said: Hi", "said was `Hi`, wanted the same text as `Thank you`"),
        ("said: {last_word_in: Ann Lee}", ", said: Mr Ray", "said was `Mr Ray`, wanted a text whose last word is in `Ann Lee`"),
        ("number: $talk.number", ", number: 4", "number has nothing to be compared with: $talk.number, which is not given"),
        ("at: {after: {from: $talk.at, plus: 2 days}}", "", "was not after Thu 11 Sep 11:00 (24 h too early)"),
        ("at: {not_before: {from: $talk.at, plus: 2 days}}", "", "was before Thu 11 Sep 11:00 (24 h too early)"),
        ("at: {before: {from: $talk.at, plus: 1 hour}}", "", "was not before Tue 9 Sep 12:00 (23 h too late)"),
        ("at: {not_after: {from: $talk.at, plus: 1 hour}}", "", "was after Tue 9 Sep 12:00 (23 h too late)"),
        ("at: {before: $talk.at}", "", "was not before e1 (24 h too late)"),
        ("at: {after: $talk.day_named}", "", "at has nothing to be compared with: $talk.day_named, which is not given"),
    ],
)
def test_failed_tests(where: str, event: str, said: str) -> None:
    """A test that fails says what it met, what it wanted and, where that can be counted, by how much it was missed."""
    assert near(where, event) == said


@pytest.mark.parametrize(
    ("where", "event", "said"),
    [
        ("how: mail", ", how: mail", "how is `mail`"),
        ("how: {not: call}", ", how: mail", "how is `mail`, not `call`"),
        ("app: $talk.app", ", app: a1", "app is a1"),
        ("said: {present: true}", ", said: hello", "said is `hello`"),
        ("said: {present: false}", "", "said is not given"),
        ("said: {empty: true}", ", said: ''", "said is empty"),
        ("tags: {contains: warm}", ", tags: [warm]", "tags has `warm`"),
        ("tags: {not_contains: cold}", ", tags: [warm]", "tags does not have `cold`"),
        ("number: {at_least: 3}", ", number: 4", "number is 4"),
        ("at: {after: $talk.at}", "", "after e1"),
    ],
)
def test_passed_tests(where: str, event: str, said: str) -> None:
    """A test that is passed says with which value."""
    (case,) = explained(letter(where), f"id: e2, type: wrote, at: 2025-09-10T11:00{event}")
    (match,) = told(case, ReasonKind.MATCH)
    assert match == f"e2 wrote, Wed 10 Sep 11:00: {said}; came 24 h after e1 (limit 24 hours)"


def test_values() -> None:
    """Every test has its values beside the words: a time as a moment or a day, and by how much it was missed."""
    (case,) = explained(letter("number: {at_least: 3}, how: mail"), "id: e2, type: wrote, day: 2025-09-11, app: a1, number: 1")
    tests = {one.tested.field: one.tested for one in walk(case.children) if one.tested and one.tested.field != "at"}
    assert (tests["number"].test, tests["number"].wanted, tests["number"].met, tests["number"].off) == ("at_least", 3, 1, -2)
    assert (tests["how"].wanted, tests["how"].met, tests["how"].off) == ("mail", None, None)
    (window,) = [one.tested for one in walk(case.children) if one.kind is ReasonKind.WINDOW]
    assert window is not None
    assert (window.test, str(window.met), str(window.wanted), str(window.off)) == (
        "not_after",
        "2025-09-11",
        "2025-09-10 11:00:00+01:00",
        "13:00:00",
    )
    (miss,) = [one for one in walk(case.children) if one.kind is ReasonKind.MISS]
    assert miss.subject is not None
    assert (miss.subject.kind, miss.subject.type, miss.subject.id, miss.subject.line) == ("event", "wrote", "e2", 6)


def test_too_late() -> None:
    """A late match says how long after the talk it came, and what the limit was."""
    (case,) = explained(letter("to: p1"), "id: e2, type: wrote, at: 2025-09-10T13:10, to: p1")
    assert case.text == "done with e2 wrote, Wed 10 Sep 13:10, 2 h 10 min too late"
    assert told(case, ReasonKind.MISS) == ["e2 wrote, Wed 10 Sep 13:10: would fit, but came 26 h 10 min after e1 (limit 24 hours)"]
    assert told(case, ReasonKind.TARGET) == ["expected after e1, by Wed 10 Sep 11:00 (24 hours): wrote with to p1"]


@pytest.mark.parametrize(
    ("rule", "event", "said"),
    [
        ("expect: {event: wrote, after: 2 days}", "10T11:00", "came only 24 h after e1 (at least 2 days wanted)"),
        ("expect: {event: wrote, after: $talk.day_named}", "10T11:00", "came 24 h too early: its time begins Thu 11 Sep 11:00"),
        ("expect: {event: wrote, before: $talk.day_named}", "13T11:00", "came 2 days too late: the limit was Thu 11 Sep 11:00"),
        ("expect: {event: wrote, within: 1 hour}", "08T11:00", "came before e1, not after it"),
        ("require_before: {event: wrote, within: 1 hour}", "10T11:00", "came after e1, not before it"),
        ("require_before: {event: wrote, within: 1 hour}", "09T09:00", "came 2 h before e1 (limit 1 hour)"),
        ("require_before: {event: wrote, after: 2 hours}", "09T10:00", "came only 1 h before e1 (at least 2 hours wanted)"),
        (
            "require_before: {event: wrote, after: $talk.day_named}",
            "09T10:00",
            "came 2 days 1 h too early: its time begins Thu 11 Sep 11:00",
        ),
        ("expect: {event: wrote, direction: any, after: 2 hours}", "09T10:00", "came only 1 h before e1 (at least 2 hours wanted)"),
        ("expect: {event: wrote, direction: any, within: 2 hours}", "09T08:00", "came 3 h before e1 (limit 2 hours)"),
        ("expect: {event: wrote, within: 1 hour, from: $talk.day_named}", "13T11:00", "came 2 days after Thu 11 Sep 11:00 (limit 1 hour)"),
        ("next: {event: wrote, after: 2 days}", "10T11:00", "came only 24 h after e1 (at least 2 days wanted)"),
    ],
)
def test_windows(rule: str, event: str, said: str) -> None:
    """What came outside its window says on which side, and how far."""
    talk = "for_each: {talk: {event: met}}"
    pack = small_pack(f"  - {{id: one, kind: must, {talk}, {rule}}}\n")
    log = small_log(pack, f"{MET}, day_named: 2025-09-11T11:00", f"id: e2, type: wrote, at: 2025-09-{event}")
    (found,) = ask(pack, log, "one", "2025-09-30T12:00").rules
    assert said in told(found.cases[0], ReasonKind.MISS)[0]


def test_recurring_duties() -> None:
    """Each time counts from the one before."""
    late, overdue = sorted(
        explained(
            "kind: must, for_each: {talk: {event: met}}, expect: {event: wrote, every: 1 day}", "id: e2, type: wrote, at: 2025-09-12T11:00"
        ),
        key=lambda case: case.text,
    )
    assert late.text == "done with e2 wrote, Fri 12 Sep 11:00, 2 days too late"
    assert told(late, ReasonKind.MISS) == ["e2 wrote, Fri 12 Sep 11:00: would fit, but came 3 days after e1 (limit 1 day)"]
    assert told(overdue, ReasonKind.TARGET) == ["expected after e2, by Sat 13 Sep 11:00 (1 day): wrote"]
    assert told(overdue, ReasonKind.MISS) == ["e2 wrote, Fri 12 Sep 11:00: would fit, but came before e2, not after it"]


def test_window_of_the_target() -> None:
    """What is asked for says when."""
    both = "kind: must, for_each: {talk: {event: met}}, expect: {event: wrote, direction: any, after: 2 hours, within: 3 days}"
    (case,) = explained(both)
    said = "expected before or after e1, not before Sat 6 Sep 11:00, from Tue 9 Sep 13:00, by Fri 12 Sep 11:00 (3 days): wrote"
    assert told(case, ReasonKind.TARGET) == [said]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_most: 1, within: 7 days, by: app}")
    assert told(case, ReasonKind.TARGET) == ["at most 1 after e1, in any 7 days, for each app: wrote"]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, at_least: 2, at_most: 3}")
    assert told(case, ReasonKind.TARGET) == ["2 to 3 after e1: wrote"]
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, count: {event: wrote, exactly: 2}")
    assert told(case, ReasonKind.TARGET) == ["exactly 2 after e1: wrote"]


def test_nothing_at_all() -> None:
    """Where there is nothing of the kind, that is said."""
    (case,) = explained(letter("to: p1"))
    assert told(case, ReasonKind.MISS) == ["there is no event of type `wrote` at all"]
    assert case.text == "its time ended Wed 10 Sep 11:00, 10 days 1 h ago"


def test_only_what_is_near() -> None:
    """Of many misses the three nearest are told, and none that is far off beside them; all of them if asked for."""
    letters = [f"id: n{day}, type: wrote, at: 2025-09-{day}T11:00, to: p2" for day in (12, 13, 14, 15)]
    strange = "id: x, type: wrote, at: 2025-09-11T11:00, to: p3, app: a2, how: call"
    rule = letter("to: p2, app: a1, how: {one_of: [mail]}", within="1 hour")
    (case,) = explained(rule, *(f"{one}, app: a1, how: post" for one in letters), strange)
    assert [miss.split()[0] for miss in told(case, ReasonKind.MISS)] == ["n12", "n13", "n14"]
    (target,) = [one for one in case.children if one.kind is ReasonKind.TARGET]
    assert target.left_out == 2
    (case,) = explained(rule, *(f"{one}, app: a1, how: post" for one in letters), strange, every=True)
    assert len(told(case, ReasonKind.MISS)) == 5
    (case,) = explained(rule, f"{letters[0]}, app: a1, how: post", strange)
    assert [miss.split()[0] for miss in told(case, ReasonKind.MISS)] == ["n12"]


def test_events_that_do_not_count() -> None:
    """An event that would fit, but does not count, says why: it is still to come, was taken back, or repeats another."""
    after = "id: e2, type: wrote, at: 2025-09-21T11:00, to: p1"
    (case,) = explained(letter("to: p1"), after)
    assert "comes only after the moment asked about, Sat 20 Sep 12:00" in told(case, ReasonKind.MISS)[0]
    gone = ("id: e2, type: wrote, at: 2025-09-09T12:00, to: p1", "id: e3, type: taken_back, at: 2025-09-09T13:00, event: e2")
    (case,) = explained(letter("to: p1"), *gone)
    assert told(case, ReasonKind.MISS) == ["e2 wrote, Tue 9 Sep 12:00: would fit, but was taken back by e3"]
    twice = [f"id: e{number}, type: wrote, at: 2025-09-09T12:00:0{number}, to: p1" for number in (2, 3)]
    (case,) = explained(letter("to: p1"), *twice, every=True)
    assert told(case, ReasonKind.MISS) == [
        "e3 wrote, Tue 9 Sep 12:00: would fit, but repeats e2",
    ]


def test_an_event_never_matches_itself() -> None:
    """The case's own event is no match, and says so; anything else is nearer."""
    (case,) = explained("kind: must, for_each: {talk: {event: met}}, expect: {event: any, direction: any}")
    assert told(case, ReasonKind.MISS) == ["e1 met, Tue 9 Sep 11:00: would fit, but is `talk` of this case, and no event matches itself"]
    pack = small_pack("  - {id: one, kind: must, for_each: {talk: {first: met}}, expect: {event: met, where: {app: a1}}}\n")
    log = small_log(pack, MET, "id: e2, type: met, at: 2025-09-12T11:00, app: a2")
    (case,) = ask(pack, log, "one", "2025-09-20").rules[0].cases
    assert [miss.split()[0] for miss in told(case, ReasonKind.MISS)] == ["e2"]


def test_doubt() -> None:
    """Where only the day is known, what decided in doubt says so: for the candidate, and against an accusation."""
    day = "id: e2, type: wrote, day: 2025-09-10"
    (case,) = explained(letter("app: {present: false}"), day)
    (match,) = told(case, ReasonKind.MATCH)
    assert match.endswith("came 13 h after e1 (limit 24 hours) (this may be: only the day of e2 is known)")
    (case,) = explained("kind: must_not, for_each: {talk: {event: met}}, forbid: {event: wrote, within: 24 hours}", day)
    (miss,) = told(case, ReasonKind.MISS)
    assert miss.endswith("(this is not sure: only the day of e2 is known)")
    (case,) = explained(
        "kind: must_not, for_each: {talk: {event: met}}, forbid: {event: wrote, where: {at: {before: {from: $talk.at, plus: 1 day}}}}", day
    )
    assert "this is not sure: only the day of e2 is known" in told(case, ReasonKind.MISS)[0]
    rule = "kind: must_not, for_each: {talk: {event: met}}, forbid: {event: wrote, before: {from: $talk.at, plus: 1119 hours}}"
    (case,) = explained(rule, "id: e2, type: wrote, at: 2025-10-26T01:30", as_of="2025-11-01")
    assert "the clock showed the time of e2 twice" in told(case, ReasonKind.MISS)[0]
