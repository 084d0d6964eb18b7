"""Duties, with the verdicts that follow from `docs/rules.md`, worked out by hand."""

from __future__ import annotations

from afterword.engine.language.patterns import Combine, Direction
from afterword.engine.language.rule import Window
from afterword.engine.log.model import Waiver
from afterword.tests.oracle.build import advice, at, business_days, case, day, days, events, expect, hours, make_log, must, target, time

A_THEN_B = must({"x": events("a")}, expect(events("b"), due=hours(24)))
A_THEN_B_UNLESS_C = must({"x": events("a")}, expect(events("b"), due=hours(24)), unless=(events("c"),))
OPENS_LATER = must({"x": events("a")}, expect(events("b"), opens=days(1), due=days(3)))
BEFORE_NEXT = must({"x": events("a")}, expect(events("b"), due=days(2), barriers=(events("c"),)))

DUTIES = (
    case("nothing yet, still time", A_THEN_B, "a1 09-09T10:00", "09-10T10:00", "a1 open"),
    case("the last moment is in time", A_THEN_B, "a1 09-09T10:00, b1 09-10T10:00", "09-11T10:00", "a1 done b1"),
    case("nothing, and too late", A_THEN_B, "a1 09-09T10:00", "09-10T10:01", "a1 overdue"),
    case("done, but late", A_THEN_B, "a1 09-09T10:00, b1 09-10T10:01", "09-11T10:00", "a1 late b1"),
    case("the first match decides", A_THEN_B, "b2 09-09T12:00, a1 09-09T10:00, b1 09-09T11:00", "09-11T10:00", "a1 done b1"),
    case("what came before does not count", A_THEN_B, "b1 09-09T09:00, a1 09-09T10:00", "09-09T12:00", "a1 open"),
    case("at one moment, the file decides: after", A_THEN_B, "a1 09-09T10:00, b1 09-09T10:00", "09-09T12:00", "a1 done b1"),
    case("at one moment, the file decides: before", A_THEN_B, "b1 09-09T10:00, a1 09-09T10:00", "09-09T12:00", "a1 open"),
    case(
        "one match may do two duties", A_THEN_B, "a1 09-09T10:00, a2 09-09T11:00, b1 09-09T12:00", "09-12T10:00", "a1 done b1; a2 done b1"
    ),
    case(
        "an event is not its own match",
        must({"x": events("a")}, expect(events("a"), due=hours(1))),
        "a1 09-09T10:00, a2 09-09T10:30",
        "09-09T10:40",
        "a1 done a2; a2 open",
    ),
    case("the window has not opened", OPENS_LATER, "a1 09-09T10:00", "09-10T09:59", "a1 upcoming"),
    case("the window opens", OPENS_LATER, "a1 09-09T10:00", "09-10T10:00", "a1 open"),
    case("too early is no match", OPENS_LATER, "a1 09-09T10:00, b1 09-09T11:00", "09-13T10:00", "a1 overdue"),
    case("ended in time", A_THEN_B_UNLESS_C, "a1 09-09T10:00, c1 09-10T10:00", "09-11T10:00", "a1 lapsed c1"),
    case("ended too late, nothing done", A_THEN_B_UNLESS_C, "a1 09-09T10:00, c1 09-10T11:00", "09-11T10:00", "a1 lapsed c1"),
    case(
        "ended too late, done later still", A_THEN_B_UNLESS_C, "a1 09-09T10:00, c1 09-10T11:00, b1 09-10T12:00", "09-11T10:00", "a1 late b1"
    ),
    case(
        "ended in time, done too late", A_THEN_B_UNLESS_C, "a1 09-09T10:00, c1 09-09T11:00, b1 09-10T12:00", "09-11T10:00", "a1 lapsed c1"
    ),
    case(
        "done in time, though it had ended",
        A_THEN_B_UNLESS_C,
        "a1 09-09T10:00, c1 09-09T11:00, b1 09-09T12:00",
        "09-11T10:00",
        "a1 done b1",
    ),
    case(
        "what ended before the case's event does not end it", A_THEN_B_UNLESS_C, "c1 09-09T09:00, a1 09-09T10:00", "09-09T12:00", "a1 open"
    ),
    case(
        "never due",
        must({"x": events("a")}, expect(events("b"))),
        "a1 09-09T10:00",
        "12-31T12:00",
        "a1 open",
    ),
    case(
        "a missing time is no deadline",
        must({"x": events("a")}, expect(events("b"), due=time("x.until"))),
        "a1 09-09T10:00",
        "12-31T12:00",
        "a1 open",
    ),
    case(
        "by the end of a date",
        must({"x": events("a")}, expect(events("b"), due=time("x.on_day"))),
        make_log("a1 09-09T10:00, b1 09-12T23:59", a1={"on_day": day("09-12")}),
        "09-13T12:00",
        "a1 done b1",
    ),
    case(
        "counted from the end of a date",
        must({"x": events("a")}, expect(events("b"), due=hours(1), base=time("x.on_day"))),
        make_log("a1 09-09T10:00, b1 09-13T00:30", a1={"on_day": day("09-12")}),
        "09-14T12:00",
        "a1 done b1",
    ),
    case(
        "business days leave out the weekend",
        must({"x": events("a")}, expect(events("b"), due=business_days(2))),
        "a1 09-12T10:00, b1 09-16T23:00",
        "09-20T12:00",
        "a1 done b1",
    ),
    case(
        "before or after: before",
        must({"x": events("a")}, expect(events("b"), direction=Direction.ANY)),
        "b1 09-09T09:00, a1 09-09T10:00",
        "09-09T12:00",
        "a1 done b1",
    ),
    case(
        "before or after, but not long before",
        must({"x": events("a")}, expect(events("b"), direction=Direction.ANY, due=hours(2))),
        "b1 09-09T07:59, a1 09-09T10:00",
        "09-09T13:00",
        "a1 overdue",
    ),
    case("the next one came first", BEFORE_NEXT, "a1 09-09T10:00, c1 09-09T11:00, b1 09-09T12:00", "09-09T13:00", "a1 violated c1"),
    case("before the next one", BEFORE_NEXT, "a1 09-09T10:00, b1 09-09T11:00, c1 09-09T12:00", "09-09T13:00", "a1 done b1"),
    case("late, but before the next one", BEFORE_NEXT, "a1 09-09T10:00, b1 09-12T11:00, c1 09-12T12:00", "09-12T13:00", "a1 late b1"),
    case(
        "either will do",
        must({"x": events("a")}, expect(events("b"), events("c"), due=hours(2))),
        "a1 09-09T10:00, c1 09-09T11:00",
        "09-12T13:00",
        "a1 done c1",
    ),
    case(
        "one of them",
        must({"x": events("a")}, expect(events("b"), events("c"), combine=Combine.ONE_OF)),
        "a1 09-09T10:00, c1 09-09T11:00, c2 09-09T12:00",
        "09-12T13:00",
        "a1 done c1",
    ),
    case(
        "two of them",
        must({"x": events("a")}, expect(events("b"), events("c"), combine=Combine.ONE_OF)),
        "a1 09-09T10:00, c1 09-09T11:00, b1 09-09T12:00",
        "09-12T13:00",
        "a1 violated b1",
    ),
    case(
        "the second after the end",
        must({"x": events("a")}, expect(events("b"), events("c"), combine=Combine.ONE_OF), unless=(events("d"),)),
        "a1 09-09T10:00, c1 09-09T11:00, d1 09-09T11:30, b1 09-09T12:00",
        "09-12T13:00",
        "a1 done c1",
    ),
    case(
        "again and again",
        must({"x": events("a")}, expect(events("b"), every=days(7))),
        "a1 09-01T10:00, b1 09-08T10:00, b2 09-16T10:00",
        "09-24T10:00",
        "a1 done b1; a1 late b2; a1 overdue",
    ),
    case(
        "again until it ends",
        must({"x": events("a")}, expect(events("b"), every=days(7)), unless=(events("c"),)),
        "a1 09-01T10:00, b1 09-08T10:00, c1 09-10T10:00",
        "09-24T10:00",
        "a1 done b1; a1 lapsed c1",
    ),
    case(
        "two at least",
        must({"x": events("a")}, target(events("b"), at_least=2, due=days(1))),
        "a1 09-01T10:00, b1 09-01T11:00, b2 09-01T12:00",
        "09-01T13:00",
        "a1 done b2",
    ),
    case(
        "the second is late",
        must({"x": events("a")}, target(events("b"), at_least=2, due=days(1))),
        "a1 09-01T10:00, b1 09-01T11:00, b2 09-02T12:00",
        "09-03T13:00",
        "a1 late b2",
    ),
    case(
        "advice is never overdue", advice({"x": events("a")}, expect(events("b"), due=hours(1))), "a1 09-01T10:00", "09-03T13:00", "a1 open"
    ),
    case(
        "advice is never late",
        advice({"x": events("a")}, expect(events("b"), due=hours(1))),
        "a1 09-01T10:00, b1 09-01T12:00",
        "09-03T13:00",
        "a1 done b1",
    ),
    case("advice to come", advice({"x": events("a")}, show=Window(None, days(1), days(3))), "a1 09-01T10:00", "09-02T09:00", "a1 upcoming"),
    case(
        "advice whose time is over",
        advice({"x": events("a")}, show=Window(None, days(1), days(3))),
        "a1 09-01T10:00",
        "09-05T09:00",
        "a1 lapsed",
    ),
    case(
        "advice that ended",
        advice({"x": events("a")}, unless=(events("b"),)),
        "a1 09-01T10:00, a2 09-01T12:00, b1 09-01T11:00",
        "09-05T09:00",
        "a1 lapsed b1; a2 open",
    ),
    case("a case for the whole log", must(None, expect(events("b"))), "a1 09-01T10:00, b1 09-01T10:00", "09-05T09:00", "- done b1"),
    case("a case for an empty log", must(None, expect(events("b"))), "", "09-05T09:00", "- open"),
    case(
        "waived, while it lasts",
        must({"x": events("a")}, expect(events("b"), due=hours(1))),
        make_log(
            "a1 09-09T10:00, a2 09-09T10:00, a3 09-09T10:00",
            waivers=(Waiver("r", {"application": "x"}, "asked not to", at("09-12T10:00")),),
            a1={"app": "x"},
            a2={"app": "y"},
            a3={},
        ),
        "09-12T10:00",
        "a1 waived; a2 overdue; a3 overdue",
    ),
    case(
        "waived, but no longer",
        must({"x": events("a")}, expect(events("b"), due=hours(1))),
        make_log("a1 09-09T10:00", waivers=(Waiver("r", {}, "asked not to", at("09-12T09:59")),)),
        "09-12T10:00",
        "a1 overdue",
    ),
)
