"""Verdicts to findings and checklist: what becomes a finding, with what in it, in which order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from afterword.engine.report.model import ChecklistStep, Evidence, Progress, SourceRef
from afterword.engine.run.model import Fact, Item
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import FINDING_STATES, Level, Standing, State
from afterword.reports.text import render_text
from afterword.tests.report.world import (
    FOLLOW_UP,
    FOUND,
    GIFT,
    LETTER,
    LOG,
    MET,
    QUALITY,
    RECORDS,
    SENT,
    TIP,
    case,
    clock,
    moment,
    report,
    when,
)


def test_finding() -> None:
    """A finding joins the verdict with the texts of its rule and the lines of the log."""
    found = report(case(LETTER, State.OVERDUE), as_of="2025-09-10T11:01").findings[0]
    assert found.rule == "thank-you-letter"
    assert found.topic == "thank_you_missing"
    assert found.level is Level.OVERDUE
    assert found.state is State.OVERDUE
    assert found.step == 4
    assert found.title == "Thank every interviewer in writing"
    assert found.message == "Ann Lee has had no letter since Wed 10 Sep 11:00. Write now. A letter within a day is remembered."
    assert found.about == {"application": "a1", "interview": "i1", "person": "p2", "event": None}
    assert found.since == clock("2025-09-09T11:00+01:00")
    assert found.due == clock("2025-09-10T11:00+01:00")
    assert found.opens is None
    assert found.late_by == timedelta(minutes=1)
    assert found.fields == ()
    assert found.evidence == (Evidence("e1", 1),)
    assert found.source == (SourceRef("S32", "guide", "Send it within 24 hours"), SourceRef("R02", "outside", "Princeton University"))
    assert not found.outside


def test_head() -> None:
    """The report says of what it speaks, in the zone of the log."""
    made = report()
    assert (made.engine, made.pack_id, made.pack_title, made.pack_version) == ("native 1", "after-interview", "After the interview", "1")
    assert (made.log, made.candidate) == ("jane.yaml", "Jane Roe")
    assert made.as_of.isoformat() == "2025-09-10T08:30:00+01:00"


def test_levels() -> None:
    """Which level a state has; what went wrong is as loud as the rule says."""
    loud = [report(case(rule, state)).findings[0].level for rule, state in ((FOLLOW_UP, State.UPCOMING), (LETTER, State.OPEN))]
    assert loud == [Level.ADVICE, Level.ADVICE]
    assert report(case(LETTER, State.OVERDUE)).findings[0].level is Level.OVERDUE
    assert report(case(LETTER, State.LATE)).findings[0].level is Level.WARNING
    assert report(case(GIFT, State.VIOLATED)).findings[0].level is Level.WARNING
    assert report(case(QUALITY, State.VIOLATED)).findings[0].level is Level.ADVICE


def test_what_cannot_be_done_any_more() -> None:
    """A duty that is open when nothing more can happen is as loud as one that is overdue; advice is not."""
    lost = {"standing": Standing.VIOLATED}
    made = report(case(LETTER, State.OPEN, **lost), case(FOLLOW_UP, State.UPCOMING, **lost), case(TIP, State.OPEN, **lost))
    assert {finding.rule: finding.level for finding in made.findings} == {
        LETTER.id: Level.OVERDUE,
        FOLLOW_UP.id: Level.OVERDUE,
        TIP.id: Level.ADVICE,
    }
    text = render_text(report(case(LETTER, State.OPEN, **lost)), color=False, width=80)
    assert "OVERDUE" in text
    assert " in 2 h 30 min\n" not in text


def test_no_finding() -> None:
    """States that are well, and states without a message, stand in the checklist alone."""
    quiet = [state for state in State if state not in FINDING_STATES]
    made = report(*(case(LETTER, state) for state in quiet), *(case(FOUND, state) for state in FINDING_STATES))
    assert made.findings == ()
    assert sum(len(step.items) for step in made.checklist) == len(quiet) + len(FINDING_STATES)


def test_topic_of_none() -> None:
    """A finding whose rule names no topic is filed under the rule."""
    assert report(case(GIFT, State.VIOLATED)).findings[0].topic == "no_gifts"


def test_no_times() -> None:
    """A case without times has none; an event made in memory has no line."""
    unplaced = replace(MET, place=None)
    found = report(case(GIFT, State.VIOLATED, since=None, due=None, evidence=(unplaced,))).findings[0]
    assert (found.since, found.due, found.late_by) == (None, None, None)
    assert found.evidence == (Evidence("e1", None),)
    assert found.outside


def test_opens() -> None:
    """When a window opens is a moment in the log's zone."""
    assert report(case(FOLLOW_UP, State.UPCOMING, opens=moment("2025-09-11T09:00"))).findings[0].opens == clock("2025-09-11T09:00+01:00")


def test_since_the_latest_reading() -> None:
    """A case that began on a day counts from its end, as its deadline does; lateness from the earliest reading of what came late."""
    found = report(case(LETTER, State.LATE, since=when("2025-09-09"), due=moment("2025-09-10"), event=SENT)).findings[0]
    assert found.since == clock("2025-09-09T23:59:59.999999+01:00")
    assert found.late_by == timedelta(0)


def test_order_of_findings() -> None:
    """Overdue, warnings, advice; then by due time, step and rule."""
    soon, later = moment("2025-09-10T09:00"), moment("2025-09-11T09:00")
    verdicts = [
        case(FOLLOW_UP, State.OPEN, due=None),
        case(TIP, State.OPEN, due=None),
        case(LETTER, State.OPEN, due=later),
        case(FOLLOW_UP, State.OPEN, due=soon),
        case(GIFT, State.VIOLATED, due=None),
        case(LETTER, State.LATE),
        case(FOLLOW_UP, State.OVERDUE),
        case(LETTER, State.OVERDUE),
    ]
    order = [(found.rule, found.state.value) for found in report(*verdicts).findings]
    assert order == [
        ("thank-you-letter", "overdue"),
        ("follow-up", "overdue"),
        ("thank-you-letter", "late"),
        ("no-gifts", "violated"),
        ("follow-up", "open"),
        ("thank-you-letter", "open"),
        ("samples", "open"),
        ("follow-up", "open"),
    ]


def test_order_of_cases() -> None:
    """Cases of one rule stand in the order of the log, whatever the executor's; ids only break ties."""
    later = replace(MET, id="e0", when=when("2025-09-20T11:00"), position=0)
    verdicts = [
        case(FOLLOW_UP, State.OPEN, bound={"x": thing}, due=None)
        for thing in (
            Fact("f", None, "UTC", {"app": "a1"}, ()),
            Fact("f", None, "UTC", {"app": "a2"}, ()),
            *(Item(person, "person") for person in RECORDS["person"]),
            Item("zoe", "person"),
            *RECORDS["application"].values(),
            MET,
            later,
        )
    ]
    expected = report(*verdicts)
    assert [found.about["person"] for found in expected.findings if found.about["person"]] == ["p2", "p10", "p3", "zoe"]
    assert [found.about["interview"] for found in expected.findings][-2:] == ["i1", "i1"]
    for seed in range(5):
        random.Random(seed).shuffle(verdicts)
        assert report(*verdicts).findings == expected.findings
        assert report(*verdicts).checklist == expected.checklist


def test_summary() -> None:
    """Findings by level, and what is done."""
    made = report(case(LETTER, State.OVERDUE), case(LETTER, State.DONE), case(TIP, State.OPEN), case(FOUND, State.DONE))
    assert made.summary == {"advice": 1, "warning": 0, "overdue": 1, "done": 2}
    assert list(made.summary) == ["advice", "warning", "overdue", "done"]


def test_checklist() -> None:
    """Every step of the pack has its place, even an empty one; rules under no step come last."""
    made = report(case(GIFT, State.CLEAR), case(LETTER, State.DONE), case(TIP, State.OPEN))
    assert [(step.step, step.title, [item.rule for item in step.items]) for step in made.checklist] == [
        (1, "Ask about next steps", []),
        (4, "Thank in writing", ["thank-you-letter", "samples"]),
        (6, "Follow up", []),
        (7, "Keep looking", []),
        (None, "Everything else", ["no-gifts"]),
    ]
    assert [item.duty for item in made.checklist[1].items] == [True, False]
    assert report().checklist[-1].step == 7


def progress(*verdicts: tuple[bool, State]) -> Progress:
    """How far a step with these duties (true) and tips (false) is."""
    made = report(*(case(LETTER if duty else TIP, state) for duty, state in verdicts))
    step: ChecklistStep = made.checklist[1]
    return step.progress


def test_progress() -> None:
    """A step is done when something was done and no duty is left; what nobody has to do keeps it from nothing."""
    assert progress() is Progress.IDLE
    assert progress((True, State.CLEAR), (False, State.OPEN)) is Progress.IDLE
    assert progress((True, State.DONE), (False, State.OPEN), (True, State.LAPSED)) is Progress.DONE
    assert progress((True, State.LATE), (True, State.VIOLATED)) is Progress.DONE
    assert progress((True, State.DONE), (True, State.UPCOMING)) is Progress.OPEN
    assert progress((True, State.OPEN), (True, State.OVERDUE)) is Progress.OVERDUE


def test_learned_names_are_used() -> None:
    """Names come from the records that are given, which know what events told, and not from the log alone."""
    bare = replace(LOG, records={})
    assert (
        report(case(LETTER, State.OPEN), log=bare)
        .findings[0]
        .message.startswith("Write to Ann Lee at Northwind Analytics by Wed 10 Sep 11:00")
    )
    assert report(case(LETTER, State.OPEN), records={}).findings[0].message.startswith("Write to your interviewer at ? by")


def test_clock_change_does_not_upset_the_order() -> None:
    """Of two due times that the clock shows alike, the earlier moment comes first."""
    night = when("2025-10-26T01:30")
    assert night.lo < night.hi
    first, second = case(FOLLOW_UP, State.OPEN, due=night.lo), case(LETTER, State.OPEN, due=night.hi, since=Interval(0, 0))
    assert [found.rule for found in report(second, first).findings] == ["follow-up", "thank-you-letter"]
