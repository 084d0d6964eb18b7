"""The first and the last event of a log, windows that leave out what is near, and several barriers, with verdicts worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from afterword.engine.language.patterns import Combine, Direction
from afterword.engine.log.model import Log
from afterword.engine.times.model import Duration
from afterword.tests.oracle.build import at, case, days, events, expect, forbid, hours, make_log, must, must_not, time

STARTS_WITH_A = must(None, expect(events("a"), direction=Direction.FIRST))
ENDS_WITH_A = must(None, expect(events("a"), direction=Direction.LAST), unless=(events("c"),))
ENDS_SOON = must(None, expect(events("a"), direction=Direction.LAST, due=days(1)))
B_AROUND_A = must({"x": events("a")}, expect(events("b"), direction=Direction.ANY, opens=hours(2), due=hours(5)))
NO_B_AROUND_A = must_not({"x": events("a")}, forbid(events("b"), direction=Direction.ANY, opens=hours(2), due=hours(5)))
B_SOME_TIME_BEFORE_A = must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE, opens=hours(2), due=hours(5)))
B_JUST_BEFORE_A = must({"x": events("a")}, expect(events("b"), direction=Direction.PREVIOUS, opens=hours(2), due=hours(5)))


def ended(text: str, when: str) -> Log:
    """A log after whose end nothing comes."""
    return replace(make_log(text), ended=at(when))


FIRST_AND_LAST = (
    case("it begins so", STARTS_WITH_A, "a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00", "- done a1"),
    case("it begins otherwise", STARTS_WITH_A, "b1 09-09T10:00, a1 09-09T11:00", "09-10T10:00", "- violated b1"),
    case("it begins so by the order of the file", STARTS_WITH_A, "a1 09-09T10:00, b1 09-09T10:00", "09-10T10:00", "- done a1"),
    case("nothing yet", STARTS_WITH_A, "", "09-10T10:00", "- open"),
    case("more may come", ENDS_WITH_A, "b1 09-09T10:00, a1 09-09T11:00", "09-10T10:00", "- open"),
    case("it ends so", ENDS_WITH_A, ended("b1 09-09T10:00, a1 09-09T11:00", "09-10T10:00"), "09-10T10:00", "- done a1"),
    case("it ends otherwise", ENDS_WITH_A, ended("a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00"), "09-10T10:00", "- violated b1"),
    case("it will end, but not yet", ENDS_WITH_A, ended("a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00"), "09-10T09:59", "- open"),
    case("it need not end so", ENDS_WITH_A, "c1 09-09T10:00, a1 09-09T11:00", "09-10T10:00", "- lapsed c1"),
    case("it ends empty", ENDS_WITH_A, ended("", "09-10T10:00"), "09-10T10:00", "- violated"),
    case("it ends so, in time", ENDS_SOON, ended("b1 09-09T10:00, a1 09-10T10:00", "09-12T10:00"), "09-12T10:00", "- done a1"),
    case("it ends so, too late", ENDS_SOON, ended("b1 09-09T10:00, a1 09-10T10:01", "09-12T10:00"), "09-12T10:00", "- violated a1"),
)

BOTH_WAYS = (
    case("neither too near nor too far after", B_AROUND_A, "a1 09-09T10:00, b1 09-09T12:00", "09-10T10:00", "a1 done b1"),
    case("neither too near nor too far before", B_AROUND_A, "b1 09-09T08:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("too near on both sides", B_AROUND_A, "b1 09-09T08:01, a1 09-09T10:00, b2 09-09T11:59", "09-09T15:00", "a1 open"),
    case("too far before", B_AROUND_A, "b1 09-09T04:59, a1 09-09T10:00", "09-09T15:01", "a1 overdue"),
    case("too far after", B_AROUND_A, "a1 09-09T10:00, b1 09-09T15:01", "09-10T10:00", "a1 late b1"),
    case("not open yet", B_AROUND_A, "a1 09-09T10:00", "09-09T11:00", "a1 upcoming"),
    case(
        "forbidden on both sides",
        NO_B_AROUND_A,
        "b1 09-09T05:00, b2 09-09T09:00, a1 09-09T10:00, b3 09-09T11:00, b4 09-09T12:00, b5 09-09T15:01",
        "09-10T10:00",
        "a1 violated b1; a1 violated b4",
    ),
    case(
        "at most one on both sides",
        must({"x": events("a")}, expect(events("b"), direction=Direction.ANY, opens=hours(2), at_least=None, at_most=1)),
        "b1 09-09T05:00, b2 09-09T09:00, a1 09-09T10:00, b3 09-09T11:00, b4 09-09T12:00",
        "09-10T10:00",
        "a1 violated b4 2",
    ),
    case(
        "exactly one of them, on either side",
        must(
            {"x": events("a")},
            replace(expect(events("b"), events("c"), direction=Direction.ANY, opens=hours(2)), combine=Combine.ONE_OF),
        ),
        "c1 09-09T08:00, a1 09-09T10:00, b1 09-09T11:00",
        "09-10T10:00",
        "a1 done c1",
    ),
    case(
        "a time bounds both sides",
        must({"x": events("a")}, expect(events("b"), direction=Direction.ANY, opens=hours(1), due=time("x.at", minus=hours(2)))),
        "b1 09-09T08:30, a1 09-09T10:00",
        "09-10T10:00",
        "a1 late b1",
    ),
)

BACKWARD = (
    case("long enough before", B_SOME_TIME_BEFORE_A, "b1 09-09T08:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("too shortly before", B_SOME_TIME_BEFORE_A, "b1 09-09T08:01, a1 09-09T10:00", "09-10T10:00", "a1 violated"),
    case("just before, and in time", B_JUST_BEFORE_A, "b1 09-09T05:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("just before, but too long ago", B_JUST_BEFORE_A, "b1 09-09T04:59, a1 09-09T10:00", "09-10T10:00", "a1 violated b1"),
    case(
        "not so shortly after another",
        must_not({"x": events("a")}, forbid(events("b"), direction=Direction.PREVIOUS, due=hours(1))),
        "b1 09-09T09:00, a1 09-09T10:00, b2 09-09T11:00, a2 09-09T12:01",
        "09-10T10:00",
        "a1 violated b1; a2 clear",
    ),
)

NEXT_ONE = must({"x": events("a")}, expect(events("b"), direction=Direction.NEXT, opens=hours(1), due=hours(2)))
SEVERAL = (
    case("next, too soon", NEXT_ONE, "a1 09-09T10:00, b1 09-09T10:59", "09-10T10:00", "a1 violated b1"),
    case("next, in time", NEXT_ONE, "a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00", "a1 done b1"),
    case("next, late", NEXT_ONE, "a1 09-09T10:00, b1 09-09T12:01", "09-10T10:00", "a1 late b1"),
    case(
        "before the next of two things",
        must({"x": events("a")}, expect(events("b"), barriers=(events("c"), events("d")))),
        "a1 09-09T10:00, d1 09-09T11:00, b1 09-09T12:00",
        "09-10T10:00",
        "a1 violated d1",
    ),
    case(
        "since the last of two things",
        must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE, barriers=(events("c"), events("d")))),
        "c1 09-09T08:00, b1 09-09T09:00, d1 09-09T09:30, a1 09-09T10:00",
        "09-10T10:00",
        "a1 violated",
    ),
    case(
        "two of a kind, the second as a start",
        must({"x": events("a")}, expect(events("a"), barriers=(events("b"),), due=Duration(days=1))),
        "a1 09-09T10:00, a2 09-09T11:00, b1 09-09T12:00",
        "09-10T10:00",
        "a1 done a2; a2 violated b1",
    ),
)
