"""What lies behind the case's event, prohibitions, counts, patterns, facts and doubts, with verdicts worked out by hand."""

from __future__ import annotations

from afterword.engine.language.patterns import Direction, Pick
from afterword.engine.language.rule import Op
from afterword.engine.times.model import Interval
from afterword.tests.oracle.build import (
    at,
    case,
    day,
    days,
    events,
    expect,
    fact,
    facts,
    forbid,
    hours,
    items,
    make_log,
    must,
    must_not,
    none,
    records,
    ref,
    require,
    some,
    target,
    test,
    time,
    where,
)

B_BEFORE_A = must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE, due=days(3)))
A_AFTER_NO_C = must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE, barriers=(events("c"),)))
NEXT_B = must({"x": events("a")}, expect(events("b"), direction=Direction.NEXT), unless=(events("c"),))
PREVIOUS_B = must({"x": events("a")}, expect(events("b"), direction=Direction.PREVIOUS))
GOOD_MAIL = must({"x": events("a")}, criteria=require("x", test("good", Op.IS, value=True), test("how", Op.NOT, "call")))
NO_B = must_not({"x": events("a")}, forbid(events("b"), due=hours(24)), unless=(events("c"),))

BEHIND = (
    case("it came before", B_BEFORE_A, "b1 09-08T10:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("the nearest before decides", B_BEFORE_A, "b1 09-07T10:00, b2 09-08T10:00, a1 09-09T10:00", "09-10T10:00", "a1 done b2"),
    case("it came too long before", B_BEFORE_A, "b1 09-06T09:59, a1 09-09T10:00", "09-10T10:00", "a1 violated"),
    case("it came only afterwards", B_BEFORE_A, "a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00", "a1 violated"),
    case("since the last one", A_AFTER_NO_C, "c1 09-07T10:00, b1 09-08T10:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("not since the last one", A_AFTER_NO_C, "b1 09-07T10:00, c1 09-08T10:00, a1 09-09T10:00", "09-10T10:00", "a1 violated"),
    case(
        "put right later",
        must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE), unless=(events("c"),)),
        "a1 09-09T10:00, c1 09-09T11:00",
        "09-10T10:00",
        "a1 lapsed c1",
    ),
    case("next, right", NEXT_B, "a1 09-09T10:00, b1 09-09T11:00", "09-10T10:00", "a1 done b1"),
    case("next, wrong", NEXT_B, "a1 09-09T10:00, d1 09-09T10:30, b1 09-09T11:00", "09-10T10:00", "a1 violated d1"),
    case("next, none yet", NEXT_B, "a1 09-09T10:00", "09-10T10:00", "a1 open"),
    case("next, but it ended", NEXT_B, "a1 09-09T10:00, c1 09-09T11:00", "09-10T10:00", "a1 lapsed c1"),
    case("previous, right", PREVIOUS_B, "b1 09-09T09:00, a1 09-09T10:00", "09-10T10:00", "a1 done b1"),
    case("previous, wrong", PREVIOUS_B, "b1 09-09T08:00, c1 09-09T09:00, a1 09-09T10:00", "09-10T10:00", "a1 violated c1"),
    case("previous, none", PREVIOUS_B, "a1 09-09T10:00", "09-10T10:00", "a1 violated"),
    case("all fields pass", GOOD_MAIL, make_log("a1 09-09T10:00", a1={"good": True, "how": "mail"}), "09-10T10:00", "a1 done a1"),
    case("absent fields pass", GOOD_MAIL, "a1 09-09T10:00", "09-10T10:00", "a1 done a1"),
    case(
        "two fields fail",
        GOOD_MAIL,
        make_log("a1 09-09T10:00", a1={"good": False, "how": "call"}),
        "09-10T10:00",
        "a1 violated a1 good,how",
    ),
    case(
        "a field that must be there",
        must({"x": events("a")}, criteria=require("x", test("how", Op.PRESENT, value=True))),
        "a1 09-09T10:00",
        "09-10T10:00",
        "a1 violated a1 how",
    ),
)

PROHIBITIONS = (
    case("nothing forbidden", NO_B, "a1 09-09T10:00", "09-10T10:00", "a1 clear"),
    case("forbidden twice", NO_B, "a1 09-09T10:00, b1 09-09T11:00, b2 09-10T10:00", "09-12T10:00", "a1 violated b1; a1 violated b2"),
    case("no longer forbidden", NO_B, "a1 09-09T10:00, b1 09-10T10:01", "09-12T10:00", "a1 clear"),
    case("allowed once it ended", NO_B, "a1 09-09T10:00, c1 09-09T10:30, b1 09-09T11:00", "09-12T10:00", "a1 clear"),
    case(
        "forbidden before it ended", NO_B, "a1 09-09T10:00, b1 09-09T10:20, c1 09-09T10:30, b2 09-09T11:00", "09-12T10:00", "a1 violated b1"
    ),
    case(
        "forbidden before",
        must_not({"x": events("a")}, forbid(events("b"), direction=Direction.BEFORE, due=hours(2))),
        "b1 09-09T07:00, b2 09-09T08:00, a1 09-09T10:00, b3 09-09T11:00",
        "09-12T10:00",
        "a1 violated b2",
    ),
    case(
        "forbidden since the last one",
        must_not({"x": events("a")}, forbid(events("b"), direction=Direction.BEFORE, barriers=(events("c"),))),
        "b1 09-09T07:00, c1 09-09T08:00, b2 09-09T09:00, a1 09-09T10:00",
        "09-12T10:00",
        "a1 violated b2",
    ),
    case(
        "forbidden as such",
        must_not({"x": events("a"), "y": events("b")}),
        "a1 09-09T10:00, b1 09-09T11:00",
        "09-12T10:00",
        "a1+b1 violated b1",
    ),
    case(
        "forbidden next",
        must_not({"x": events("a")}, forbid(events("b"), direction=Direction.NEXT)),
        "a1 09-09T10:00, b1 09-09T11:00, a2 09-09T12:00, c1 09-09T13:00, b2 09-09T14:00",
        "09-12T10:00",
        "a1 violated b1; a2 clear",
    ),
    case(
        "forbidden until the next",
        must_not({"x": events("a")}, forbid(events("b"), barriers=(events("c"),))),
        "a1 09-09T10:00, b1 09-09T11:00, c1 09-09T12:00, b2 09-09T13:00",
        "09-12T10:00",
        "a1 violated b1",
    ),
    case(
        "an unknown bound forbids nothing",
        must_not({"x": events("a")}, forbid(events("b"), due=time("x.until"))),
        "a1 09-09T10:00, b1 09-09T11:00",
        "09-12T10:00",
        "a1 clear",
    ),
    case(
        "two at most",
        must({"x": events("a")}, target(events("b"), at_most=2)),
        "a1 09-09T10:00, b1 09-09T11:00, b2 09-09T12:00, b3 09-09T13:00, b4 09-09T14:00",
        "09-12T10:00",
        "a1 violated b3 3; a1 violated b4 4",
    ),
    case(
        "not too many",
        must({"x": events("a")}, target(events("b"), at_most=2)),
        "a1 09-09T10:00, b1 09-09T11:00",
        "09-12T10:00",
        "a1 clear",
    ),
    case(
        "two at most in any two hours, for each application",
        must(None, target(events("b"), at_most=2, sliding=hours(2), by="app")),
        make_log(
            "b1 09-09T10:00, b2 09-09T11:00, b3 09-09T12:00, b4 09-09T12:00, b5 09-09T12:00",
            b1={"app": "x"},
            b2={"app": "x"},
            b3={"app": "x"},
            b4={"app": "y"},
        ),
        "09-12T10:00",
        "- violated b3 3",
    ),
    case(
        "exactly one",
        must({"x": events("a")}, target(events("b"), at_least=1, at_most=1)),
        "a1 09-09T10:00, b1 09-09T11:00, a2 09-09T12:00, b2 09-09T13:00",
        "09-12T10:00",
        "a1 violated b2 2; a2 done b2",
    ),
)

PATTERNS = (
    case(
        "a list that has members",
        must_not({"x": events("a")}, when=(some(items("x.people"), at_least=2),)),
        make_log("a1 09-09T10:00, a2 09-09T11:00, a3 09-09T12:00", a1={"people": ("p1", "p2")}, a2={"people": ("p3",)}, a3={"people": ()}),
        "09-12T10:00",
        "a1 violated a1",
    ),
    case(
        "a list that has none",
        must_not({"x": events("a")}, when=(none(items("x.people")),)),
        make_log("a1 09-09T10:00, a2 09-09T11:00, a3 09-09T12:00", a1={"people": ("p1",)}, a2={"people": ()}),
        "09-12T10:00",
        "a2 violated a2; a3 violated a3",
    ),
    case(
        "each member of a list, once",
        must({"x": events("a"), "p": items("x.people")}, expect(events("b", tests=where(person=ref("p"))))),
        make_log("a1 09-09T10:00, b1 09-09T11:00", a1={"people": ("p2", "p1", "p2")}, b1={"person": "p1"}),
        "09-12T10:00",
        "a1+p2 open; a1+p1 done b1",
    ),
    case(
        "each record, without an event",
        must({"p": records("person", tests=where(role="boss"))}, expect(events("b", tests=where(person=ref("p"))))),
        make_log("b1 09-09T11:00", people={"p1": {"role": "boss"}, "p2": {}, "p3": {"role": "boss"}}, b1={"person": "p3"}),
        "09-12T10:00",
        "p1 open; p3 done b1",
    ),
    case(
        "the last of each application",
        must({"x": events("a", pick=Pick.LAST, per=("app",))}, expect(events("b"))),
        make_log("a1 09-09T10:00, a2 09-09T11:00, a3 09-09T12:00, a4 09-09T13:00", a1={"app": "x"}, a2={"app": "y"}, a3={"app": "x"}),
        "09-12T10:00",
        "a2 open; a3 open",
    ),
    case(
        "the first event of all",
        must({"x": events(pick=Pick.FIRST)}, criteria=require("x", test("type", Op.IS, "a"))),
        "a1 09-09T10:00, b1 09-08T10:00",
        "09-12T10:00",
        "b1 violated b1 type",
    ),
    case(
        "bound events are left out before the last is chosen",
        must_not({"x": events("a"), "y": events("a", pick=Pick.LAST)}),
        "a1 09-09T10:00, a2 09-09T11:00",
        "09-12T10:00",
        "a1+a2 violated a2; a2+a1 violated a2",
    ),
    case(
        "if there are two of them",
        must_not({"x": events("a")}, when=(some(events("b"), events("c"), at_least=2),)),
        "a1 09-09T10:00, b1 09-09T11:00, c1 09-08T10:00",
        "09-12T10:00",
        "a1 violated a1",
    ),
    case("if there are none", must_not({"x": events("a")}, when=(none(events("b")),)), "a1 09-09T10:00, b1 09-09T11:00", "09-12T10:00", ""),
    case(
        "what is absent passes no test",
        must_not({"x": events("a", tests=where(how=(Op.NOT, "mail")))}),
        make_log("a1 09-09T10:00, a2 09-09T11:00, a3 09-09T12:00", a2={"how": "mail"}, a3={"how": "call"}),
        "09-12T10:00",
        "a3 violated a3",
    ),
    case(
        "texts ignore case and spacing",
        must_not(
            {
                "x": events("a", tests=where(words=(Op.SAME_TEXT, "jane  ROE"))),
                "y": events("b", tests=where(words=(Op.LAST_WORD_IN, ref("x.words")))),
            }
        ),
        make_log(
            "a1 09-09T10:00, b1 09-09T11:00, b2 09-09T11:00", a1={"words": " Jane Roe"}, b1={"words": "Ms roe"}, b2={"words": "Roe Ms"}
        ),
        "09-12T10:00",
        "a1+b1 violated b1",
    ),
    case(
        "members, and empty lists",
        must_not({"x": events("a", tests=where(points=(Op.CONTAINS, "Pay"))), "y": events("b", tests=where(points=(Op.EMPTY, True)))}),
        make_log(
            "a1 09-09T10:00, a2 09-09T10:00, b1 09-09T11:00, b2 09-09T11:00",
            a1={"points": ("pay ", "time")},
            a2={"points": ()},
            b1={"points": ()},
        ),
        "09-12T10:00",
        "a1+b1 violated b1",
    ),
)

FACTS = (
    case(
        "a fact counts as the latest event it rests on",
        (
            fact(
                "f",
                {"x": events("a"), "y": events("b", tests=where(app=ref("x.app")))},
                {"app": ref("x.app"), "due": time("x.at", hours(3))},
            ),
            must({"f": facts("f")}, expect(events("c"), due=time("f.due"))),
        ),
        make_log("a1 09-09T10:00, c1 09-09T11:00, b1 09-09T12:00, c2 09-09T13:01", a1={"app": "x"}, b1={"app": "x"}),
        "09-12T10:00",
        "f@b1 late c2",
    ),
    case(
        "equal facts at one event are one",
        (fact("f", {"x": events("a"), "y": events("b")}), must_not({"f": facts("f")})),
        "a1 09-09T10:00, a2 09-09T11:00, b1 09-09T12:00",
        "09-12T10:00",
        "f@b1 violated b1",
    ),
    case(
        "a fact of records alone counts as the start of the log",
        (
            fact("f", {"p": records("person", tests=where(role="boss"))}, {"person": ref("p")}),
            must({"f": facts("f")}, expect(events("b", tests=where(person=ref("f.person"))), due=hours(2))),
        ),
        make_log("a1 09-09T10:00, b1 09-09T12:00", people={"p1": {"role": "boss"}, "p2": {}}, b1={"person": "p1"}),
        "09-12T10:00",
        "f done b1",
    ),
    case(
        "facts that lead to further ones",
        (
            fact("linked", {"x": events("a", tests=where(good=True))}, {"other": ref("x.other")}),
            fact(
                "linked", {"f": facts("linked"), "x": events("a", tests=where(id=ref("f.other")))}, {"other": ref("x.other")}, id="further"
            ),
            must_not({"f": facts("linked", tests=where(other="end"))}),
        ),
        make_log(
            "a1 09-09T10:00, a2 09-09T11:00, a3 09-09T12:00", a1={"other": "a2", "good": True}, a2={"other": "a3"}, a3={"other": "end"}
        ),
        "09-12T10:00",
        "linked@a3 violated a3",
    ),
    case(
        "a rule on the lack of a fact",
        (
            fact("f", {"x": events("b")}, {"app": ref("x.app")}),
            must_not({"x": events("a")}, when=(none(facts("f", tests=where(app=ref("x.app")))),)),
        ),
        make_log("a1 09-09T10:00, a2 09-09T11:00, b1 09-09T12:00", a1={"app": "x"}, a2={"app": "y"}, b1={"app": "x"}),
        "09-12T10:00",
        "a2 violated a2",
    ),
)

DOUBTS = (
    case(
        "a day may be in time",
        must({"x": events("a")}, expect(events("b"), due=hours(24))),
        "a1 09-09T10:00, b1 09-10",
        "09-12T10:00",
        "a1 done b1",
    ),
    case(
        "a day counts to its end",
        must({"x": events("a")}, expect(events("b"), due=hours(24))),
        "a1 09-09, b1 09-10T23:59",
        "09-12T10:00",
        "a1 done b1",
    ),
    case(
        "too late whenever it was",
        must({"x": events("a")}, expect(events("b"), due=hours(24))),
        "a1 09-09, b1 09-11",
        "09-12T10:00",
        "a1 late b1",
    ),
    case(
        "the same day, either first",
        must({"x": events("a")}, expect(events("b"), direction=Direction.BEFORE)),
        "a1 09-09T10:00, b1 09-09",
        "09-12T10:00",
        "a1 done b1",
    ),
    case(
        "forbidden only if certain",
        must_not({"x": events("a")}, forbid(events("b"))),
        "a1 09-09T10:00, b1 09-09, b2 09-10",
        "09-12T10:00",
        "a1 violated b2",
    ),
    case(
        "a date is all of its day",
        must_not({"x": events("a"), "y": events("b", tests=where(at=(Op.NOT_BEFORE, time("x.on_day"))))}),
        make_log("a1 09-09T10:00, b1 09-10T10:00, b2 09-09", a1={"on_day": day("09-10")}),
        "09-12T10:00",
        "a1+b1 violated b1",
    ),
    case(
        "certain for each",
        must_not({"x": events("a"), "y": events("b", tests=where(at=(Op.AFTER, time("x.at"))))}),
        "a1 09-09, b1 09-09T23:00, b2 09-10T00:00",
        "09-12T10:00",
        "a1+b2 violated b2",
    ),
    case(
        "none, if none is possible",
        must_not({"x": events("a")}, when=(none(events("b", tests=where(at=(Op.AFTER, time("x.at"))))),)),
        "a1 09-09, b1 09-09T00:01, a2 09-10",
        "09-12T10:00",
        "a2 violated a2",
    ),
    case(
        "an hour that comes twice",
        must({"x": events("a", tests=where(until=(Op.PRESENT, True)))}, expect(events("b"), due=time("x.until"))),
        make_log("a1 09-09T10:00, b1 09-09T12:30", a1={"until": Interval(at("09-09T12:00"), at("09-09T13:00"))}),
        "09-12T10:00",
        "a1 done b1",
    ),
)
