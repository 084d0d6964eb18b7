"""Messages: every kind of place, with a value and without one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afterword.engine.report.messages import past_due
from afterword.engine.run.model import Fact, Item
from afterword.engine.times.model import HOUR, SECOND, Interval
from afterword.engine.times.zones import DAY
from afterword.engine.verdicts import State
from afterword.tests.report.world import LETTER, LOG, MET, RECORDS, SENT, case, event, message, moment, report, say, when


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.", "Hello."),
        ("{person}", "Ann Lee"),
        ("{person.name} {person.id} {person.app}", "Ann Lee p2 Northwind Analytics"),
        ("{interview.app}", "Northwind Analytics"),
        ("{interview.app.employer}", "Northwind Analytics"),
        ("{interview.interview}", "i1"),
        ("{interview.interview.round} {interview.round}", "2 2"),
        ("{interview.interviewers}", "Ann Lee and p10"),
        ("{interview.remote}", "yes"),
        ("{interview.type} {interview.id}", "interview_completed e1"),
        ("{interview.at}", "Tue 9 Sep 11:00"),
        ("{interview.at:day} {interview.at:time}", "Tue 9 Sep 11:00"),
        ("{since}", "Tue 9 Sep 11:00"),
        ("{due} {due:day} {due:time} {left}", "Wed 10 Sep 11:00 Wed 10 Sep 11:00 2 h 30 min"),
        ("{within} {most} {loud} {motto}", "24 hours 2 no be kind"),
        ("{count}", "0"),
    ],
)
def test_values(text: str, expected: str) -> None:
    """A place prints what the case, the clock or the pack know."""
    assert message(text) == expected


@pytest.mark.parametrize(
    "place",
    [
        "opens",
        "late_by",
        "fields",
        "event.channel",
        "event",
        "interview",
        "interview.note",
        "interview.remote.x",
        "nobody",
        "person.email.x",
        "nobody.x",
    ],
)
def test_missing_values(place: str) -> None:
    """A place without a value prints its fallback, even an empty one, and else a question mark."""
    assert message(f"So: {{{place}}}!") == "So: ?!"
    assert message(f"So: {{{place}|none}}!") == "So: none!"
    assert message(f"So: {{{place}|}}!") == "So: !"


def test_person_without_a_name() -> None:
    """A name that is not known yet, blank, or of somebody unlisted is missing: nobody is called `p10`."""
    for person in ("p10", "p3", "p99"):
        assert message("{person|your interviewer} waits.", bound={"person": Item(person, "person")}) == "Your interviewer waits."


def test_capital_letter() -> None:
    """Only a fallback that begins the message is given a capital letter."""
    assert message("{motto|x} {nobody|somebody}") == "be kind somebody"
    assert message("{nobody|somebody} waits") == "Somebody waits"
    assert message("{nobody|}waits") == "waits"


def test_deciding_event() -> None:
    """`{event.field}` speaks of the event that decided the case, with lists, choices and events in words."""
    assert message("{event.channel}, {event.points}, {event.to}", event=SENT) == "by hand, SQL and a team, Ann Lee"
    assert message("{event.copy_of}", event=replace(SENT, fields={"copy_of": "e9"})) == "e9"
    assert message("{event.free}", event=replace(SENT, fields={"free": "a\n b"})) == "a b"
    assert message("{event.source}", event=replace(SENT, type="unknown", fields={"source": "x.csv"})) == "x.csv"


def test_days_print_as_days() -> None:
    """An event known by its day, a date and a deadline at the end of a day have no clock."""
    assert message("{event.at}", event=SENT) == "Thu 11 Sep"
    assert message("{due}", due=moment("2025-09-12")) == "Fri 12 Sep"
    assert message("by {due:time} of {due:day}", due=moment("2025-09-12")) == "by the end of the day of Fri 12 Sep"
    assert message("{left}", due=moment("2025-09-10")) == "15 h 30 min"
    named = replace(MET, fields={"day_named": when("2025-09-20")})
    assert message("{interview.day_named}", bound={"interview": named}) == "Sat 20 Sep"


def test_a_day_elsewhere_stays_that_day() -> None:
    """A day of another zone prints as that day, though it ends at some hour of another day here."""
    there = event("e3", "thank_you_sent", "2025-09-11", zone="America/New_York")
    assert message("{event.at}", event=there) == "Thu 11 Sep"
    assert message("{event.at:time}", event=there) == "04:59"


def test_opening() -> None:
    """A window that opens with a day opens on that day; `:day` and `:time` still choose."""
    midnight, noon = when("2025-09-12").lo, moment("2025-09-12T12:00")
    assert message("{opens} {opens:time}", opens=midnight) == "Fri 12 Sep 00:00"
    assert message("{opens}; {opens:day}", opens=noon) == "Fri 12 Sep 12:00; Fri 12 Sep"


def test_years() -> None:
    """The year is said where it is not that of the moment of asking."""
    assert message("{due}", as_of="2024-12-31T12:00") == "Wed 10 Sep 2025 11:00"


def test_hour_that_happens_twice() -> None:
    """A local time that the clock shows twice prints as that time."""
    assert message("{event.at}", event=event("e4", "thank_you_sent", "2025-10-26T01:30")) == "Sun 26 Oct 01:30"


def test_no_time_left() -> None:
    """The moment at which it is due is in time; what is over leaves no time."""
    assert message("{left|none}", as_of="2025-09-10T11:00") == "0 s"
    assert message("{left|none}", as_of="2025-09-10T11:00:01") == "None"


def test_facts_and_records() -> None:
    """A fact's fields are entities where they are called like a key or hold an id; facts and events as a whole cannot be said."""
    fact = Fact(
        "window", when("2025-09-12T09:00"), "Europe/London", {"app": "a1", "who": "p2", "opens": when("2025-09-14"), "word": "soon"}, ()
    )
    bound = {"window": fact, "someone": RECORDS["person"]["p2"], "point": Item("SQL", None), "anything": Item("x", "thing")}
    assert message("{window.app.employer} {window.who} {window.opens} {window.at} {window.word}", bound=bound) == (
        "Northwind Analytics Ann Lee Sun 14 Sep Fri 12 Sep 09:00 soon"
    )
    assert message("{window|it} {someone} {someone.id} {point} {point.x|-} {anything}", bound=bound) == "It Ann Lee p2 SQL - x"
    assert message("{window.x|-} {window.app.x|-} {someone.x|-}", bound={**bound, "window": fact._replace(when=None)}) == "- - -"


def test_records_of_kinds_without_a_vocabulary() -> None:
    """A record that the vocabulary does not know still has its fields and its id."""
    record = replace(RECORDS["person"]["p2"], kind="pet")
    assert message("{pet} {pet.name}", bound={"pet": record}) == "p2 Ann Lee"


def test_text_of_the_log_is_no_template() -> None:
    """Braces and format codes in a log print as they are: nothing is looked up in them."""
    odd = {"free": "{person.__class__} %s {0}"}
    assert message("{event.free}", event=replace(SENT, fields=odd)) == "{person.__class__} %s {0}"
    assert message("{person.__class__|no} {interview.__dict__|no}") == "No no"


def test_lateness() -> None:
    """`late_by` counts from the due time: to the event's earliest reading, or to now."""
    rule = replace(LETTER, say=say(late="{late_by}", overdue="{late_by}", violated="{late_by|-}"), why="")
    late = case(rule, State.LATE, event=SENT)
    overdue = case(rule, State.OVERDUE, due=moment("2025-09-09"))
    violated = case(rule, State.VIOLATED, event=SENT)
    aimless = case(rule, State.LATE, event=SENT, due=None)
    eventless = case(rule, State.LATE)
    found = [report(one, as_of="2025-09-10T09:00").findings[0].message for one in (late, overdue, violated)]
    assert found == ["13 h", "9 h", "-"]
    assert report(aimless).findings[0].message == report(eventless).findings[0].message == "?"


def test_since_of_a_day() -> None:
    """A case that began on some moment of a day began on that day."""
    assert message("{since}", since=when("2025-09-09")) == "Tue 9 Sep"
    assert message("{since|-}", since=None) == "-"
    assert LOG.zone == "Europe/London"
    assert message("{since}", since=Interval(0, 0)) == "Thu 1 Jan 1970 01:00"


def test_lengths_end_with_a_second() -> None:
    """A day that is asked about, or on which something is due, is taken to its end: what lies between lacks no microsecond."""
    assert past_due(10, 999_999) == 10 - SECOND
    assert past_due(DAY - 1, DAY - 10 * HOUR) == 10 * HOUR
    assert past_due(3 * DAY - 1, DAY - 1) == 2 * DAY
    assert past_due(5, 3) == 2
