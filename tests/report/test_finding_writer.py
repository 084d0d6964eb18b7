"""Lines of findings straight from verdicts: each is, to the byte, what the report would have made of it."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from afterword.engine.language.rule import Pack, Ref, Rule, RuleKind, Severity
from afterword.engine.log.model import Log, Record
from afterword.engine.report import quick_moments, quick_texts
from afterword.engine.report.finding_writer import FindingWriter, encode_lines
from afterword.engine.report.phrasing import phrase_day
from afterword.engine.report.quick_moments import Moments, Zones, say_length, write_length
from afterword.engine.report.quick_texts import Memo
from afterword.engine.run.model import Fact, Item, Verdict
from afterword.engine.spans import Source
from afterword.engine.times.durations import describe_length, iso_duration
from afterword.engine.times.instants import to_datetime
from afterword.engine.times.model import HOUR, MINUTE, Interval
from afterword.engine.verdicts import FINDING_STATES, Standing, State
from afterword.engine.vocabulary import Field, FieldType, Kind
from afterword.tests.report.lines import lines_at_once, lines_by_report
from afterword.tests.report.world import (
    FOLLOW_UP,
    FOUND,
    GIFT,
    LETTER,
    LOG,
    MET,
    PACK,
    QUALITY,
    RECORDS,
    SENT,
    SPAN,
    TIP,
    case,
    event,
    moment,
    template,
    when,
)

FACT = Fact(
    "window", when("2025-09-12T09:00"), "Europe/London", {"app": "a1", "who": "p2", "opens": when("2025-09-14"), "word": "a  b"}, ()
)
PLACES = (
    *("person", "person.name", "person.id", "person.app", "person.app.employer", "person.email.x", "interview", "interview.app"),
    *(
        "interview.app.employer",
        "interview.app.id",
        "interview.interview.app",
        "event.to.app",
        "event.to.role",
        "event.to.id",
        "interview.interview",
        "interview.interview.round",
        "interview.interview.app.employer",
    ),
    *(
        "interview.round",
        "interview.interviewers",
        "interview.remote",
        "interview.remote.x",
        "interview.type",
        "interview.id",
        "interview.at",
    ),
    *("interview.at:day", "interview.at:time", "interview.day_named", "interview.note", "interview.source", "interview.free"),
    *("event", "event.channel", "event.points", "event.to", "event.to.name", "event.copy_of", "event.at", "event.at:time", "event.free"),
    *(
        "window",
        "window.app",
        "window.app.employer",
        "window.who",
        "window.opens",
        "window.opens:day",
        "window.at",
        "window.word",
        "window.x",
    ),
    *("someone", "someone.id", "someone.name", "someone.app", "point", "point.x", "anything", "anything.x", "pet", "pet.name", "pet.app"),
    *("since", "since:day", "since:time", "due", "due:day", "due:time", "opens", "opens:day", "opens:time", "left", "late_by", "fields"),
    *("count", "within", "most", "loud", "motto", "nobody", "nobody.x"),
)
"""Everything that a message may ask for, and a few things that it will ask for in vain."""
STRANGE = Interval(when("2025-09-12", "America/New_York").hi, when("2025-09-12", "America/New_York").hi)
"""A moment, the last of a day somewhere else."""
TWICE = when("2025-10-26T01:30")
THINGS: tuple[dict[str, Any], ...] = (
    {},
    {"event": SENT, "fields": ("addresses_concerns", "thanks"), "count": 3},
    {"event": event("e3", "thank_you_sent", "2025-09-11", zone="America/New_York", to="p10", free="a\n b"), "opens": moment("2025-09-12")},
    {"event": replace(SENT, when=STRANGE, zone="America/New_York"), "bound": {"interview": replace(MET, fields={"day_named": STRANGE})}},
    {"since": None, "due": None, "opens": moment("2025-09-12T12:00"), "evidence": (MET, SENT)},
    {"due": moment("2025-09-10"), "opens": when("2025-09-12").lo, "evidence": (replace(MET, place=None),)},
    {"since": TWICE, "due": TWICE.lo, "event": replace(SENT, when=TWICE, type="unknown", fields={"source": "x.csv", "to": "p2"})},
    {"bound": {"person": Item("p10", "person"), "interview": replace(MET, fields={"day_named": when("2025-09-20"), "app": "a9"})}},
    {"bound": {"window": FACT, "someone": RECORDS["person"]["p2"], "point": Item("SQL  x", None), "anything": Item("x", "thing")}},
    {"bound": {"window": FACT._replace(when=None), "pet": Record("pet", "p2", {"name": "Rex", "app": "a1"})}, "event": MET},
    {"bound": {"event": SENT, "person": Item("p99", "person")}, "event": MET, "standing": Standing.VIOLATED, "due": moment("2024-02-29")},
    {
        "bound": {"interview": replace(MET, type="unknown", fields={"app": "a1", "free": "x", "round": 3})},
        "standing": Standing.CURRENTLY_VIOLATED,
    },
)
"""Cases: what differs from that of the interview and one of its interviewers."""
AS_OF = ("2025-09-10T08:30", "2025-09-10T11:00", "2025-10-26T01:30:00.000001", "2026-01-01")


PERSON = PACK.vocabulary.entities["person"]
WORDS = PACK.vocabulary._replace(
    entities={**PACK.vocabulary.entities, "person": PERSON._replace(fields={**PERSON.fields, "role": Field("role", FieldType(Kind.ENUM))})}
)
KNOWN = {
    **RECORDS,
    "person": {**RECORDS["person"], "p2": Record("person", "p2", {"app": "a1", "name": "Ann Lee", "role": "the_boss", "id": "p0"})},
}
"""The words and the entities of the world, with a choice and a field that is called like the id."""


def check(
    pack: Pack,
    *verdicts: Verdict,
    log: Log = LOG,
    records: Mapping[str, Mapping[str, Record]] = KNOWN,
    line: int | None = 7,
    asked_at: Sequence[str] = AS_OF,
) -> list[str]:
    """Fail where the two ways differ; the lines."""
    writer = FindingWriter(pack)
    lines: list[str] = []
    for as_of in asked_at:
        asked = moment(as_of, log.zone)
        lines = lines_at_once(writer, log, verdicts, asked, records, line)
        assert lines == lines_by_report(pack, log, verdicts, asked, records, line)
    return lines


def speaking(text: str, rule: Rule = LETTER, **changes: Any) -> tuple[Pack, Rule]:  # noqa: ANN401 - any part of a rule
    """A pack with a rule that says the same in all states."""
    one = replace(rule, say={state: template(text) for state in FINDING_STATES}, **changes)
    return replace(PACK, rules=(FOUND, one), vocabulary=WORDS), one


@pytest.mark.parametrize("place", PLACES)
def test_places(place: str) -> None:
    """Whatever a message asks for, with a fallback, an empty one and none, at its beginning and in it."""
    texts = (f"{{{place}}} and so.", f"{{{place}|your interviewer}} waits", f"So: {{{place}|}}", f"{{{place}|}}", f"{{{place}|}}")
    for number, (text, why) in enumerate(zip(texts, ("Because.", "", "Because.", "", "Because."), strict=True)):
        pack, rule = speaking(text, why=why)
        check(
            pack,
            *(case(rule, state, **things) for state in (State.OPEN, State.OVERDUE, State.LATE) for things in THINGS),
            asked_at=AS_OF[number % 3 : number % 3 + 2],
        )


def test_fallback_that_is_also_said() -> None:
    """A text that is the same as the fallback is given a capital letter too, as it always was."""
    pack, rule = speaking("{motto|be kind}, {motto|be kind}", why="")
    assert json.loads(check(pack, case(rule, State.OPEN))[0])["message"] == "Be kind, be kind"


def test_levels_and_standings() -> None:
    """How loud it is depends on kind, severity, state and standing."""
    for kind in RuleKind:
        for severity in Severity:
            pack, rule = speaking("Now.", kind=kind, severity=severity, step=None, sources=(), outside=True, topics={})
            found = check(pack, *(case(rule, state, standing=standing) for state in State for standing in (None, *Standing)))
            assert len(found) == len(FINDING_STATES) * (len(Standing) + 1)


@pytest.mark.parametrize("alias", ["interview", "person", "window", "someone", "event", "nobody"])
def test_about(alias: str) -> None:
    """What the rule says that it is about comes before what the case binds, and what a thing belongs to comes last."""
    for field in (None, "id", "to", "app", "person", "points"):
        for kind in ("person", "application", "interview", "event", "something"):
            pack, rule = speaking("Now.", about={kind: Ref(alias, field, SPAN)})
            check(
                pack, *(case(rule, State.LATE, **things) for things in THINGS), case(rule, State.OPEN, bound={"i": Item("i1", "interview")})
            )


def test_order() -> None:
    """Findings stand in the order of the report, in whatever order the verdicts come."""
    later = replace(MET, id="e0", when=when("2025-09-20T11:00"), position=0)
    things = (
        *(Fact("f", at, "UTC", {"app": app}, ()) for at in (None, when("2025-09-01")) for app in ("a1", "a2")),
        *(Item(person, "person") for person in (*RECORDS["person"], "zoe")),
        *RECORDS["application"].values(),
        MET,
        later,
    )
    verdicts = [case(FOLLOW_UP, State.OPEN, bound={"x": thing}, due=due) for thing in things for due in (None, moment("2025-09-30"))]
    verdicts += [
        case(rule, state, bound={"x": MET}, event=one, due=None)
        for rule in (LETTER, GIFT, TIP, QUALITY)
        for state in State
        for one in (later, SENT, MET)
    ]
    verdicts += [case(FOLLOW_UP, State.OVERDUE, due=one) for one in (TWICE.lo, TWICE.hi, TWICE.lo - 1)]
    found = check(PACK, *verdicts)
    for seed in range(5):
        random.Random(seed).shuffle(verdicts)
        assert check(PACK, *verdicts) == found
    assert [json.loads(one)["level"] for one, after in pairwise(found) if json.loads(one)["level"] != json.loads(after)["level"]] == [
        "overdue",
        "warning",
    ]


def test_other_things_under_the_same_names() -> None:
    """A rule may bind things of other kinds from case to case: a function made for some leaves the others alone."""
    pack, rule = speaking("{x.app.employer|-}, {x.name|-}, {x|-}, {x.id|-}")
    things = (
        MET,
        FACT,
        *RECORDS["person"].values(),
        RECORDS["interview"]["i1"],
        Item("p2", "person"),
        Item("p2", None),
        Item("i1", "interview"),
    )
    check(pack, *(case(rule, State.OPEN, bound={name: thing}) for name in ("x", "y") for thing in things for _ in range(2)))


ODD = 'say "so" \\ and\n\ttab \x00\x1f\x7f \u2028 é 日本 🙂 \x85end'


@pytest.mark.parametrize("text", [ODD, "half \udcff", "\ud83d and \ude42", '"', "\\u0041", ""])
@pytest.mark.parametrize("quick", [True, False], ids=["orjson", "json"])
def test_odd_texts(monkeypatch: pytest.MonkeyPatch, text: str, *, quick: bool) -> None:
    """Quotes, signs of control, whatever is not ASCII, and halves of characters: wherever a text may come from, with orjson or without."""
    if not quick:
        monkeypatch.setitem(sys.modules, "orjson", None)
    odd = replace(MET, id=text or "e1", fields={"app": text, "interview": "i1", "note": text, "interviewers": (text, "p2")})
    records = {
        "application": {text: Record("application", text, {"employer": text})},
        "person": {text: Record("person", text, {"name": text})},
    }
    pack, rule = speaking(
        "{person|x} {interview.note} {interview.app.employer} {interview.interviewers}", title=text, why=text, sources=("S32",)
    )
    rule = replace(rule, say={**rule.say, State.LATE: (text, *rule.say[State.LATE])}, topics={State.OPEN: text})
    pack = replace(pack, rules=(rule,), sources={"S32": pack.sources["S32"]._replace(title=text)})
    log = replace(LOG, source=Source(text, ""), candidate=text)
    states = [
        case(rule, state, bound={"interview": odd, "person": Item(text, "person")}, event=odd, fields=(text,), evidence=(odd,))
        for state in State
    ]
    found = check(pack, *states, log=log, records=records)
    check(pack, *states, log=replace(log, candidate=None), records={}, line=None)
    assert json.loads(found[0])["log"] == text


@pytest.mark.parametrize(
    "zone", ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Monrovia", "-03:30"]
)
def test_moments(zone: str) -> None:
    """A clock reads as a datetime does: at any moment, around clock changes and at the ends of days."""
    moments = Moments(zone)
    dice = random.Random(zone)
    asked = [dice.randrange(0, 200 * 365 * 24 * HOUR) for _ in range(2000)]
    asked += [
        around + step * 10 * MINUTE - off
        for around in (TWICE.lo, moment("2025-03-30T00:00"))
        for step in range(-300, 300)
        for off in (0, 1)
    ]
    asked += [0, 2**32 * 1_000_000]
    for micros in asked:
        told = to_datetime(micros, zone)
        midnight = told.replace(hour=0, minute=0, second=0, microsecond=0)
        rest = told.replace(tzinfo=None) - midnight.replace(tzinfo=None)
        text, day, year, clock, since_midnight = moments[micros]
        assert text == f'"{told.isoformat()}"'
        assert (day, year, clock) == (phrase_day(told, told.year), told.year, f"{told:%H:%M}")
        assert since_midnight == rest // timedelta(microseconds=1)


def test_lengths() -> None:
    """Lengths read as `describe_length` says and as ISO 8601 writes them; none has no text."""
    dice = random.Random(0)
    for micros in (
        0,
        1,
        999_999,
        MINUTE,
        HOUR,
        24 * HOUR,
        48 * HOUR - 1,
        48 * HOUR,
        *(int(10 ** dice.uniform(0, 16)) for _ in range(3000)),
    ):
        assert say_length(micros) == say_length(-micros) == describe_length(micros)
        assert write_length(micros) == f'"{iso_duration(to_datetime(micros, "UTC") - to_datetime(0, "UTC"))}"'
    assert write_length(None) == "null"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of texts, moments, days and zones does not grow without end, and long texts are not kept at all."""
    monkeypatch.setattr(quick_texts, "_MOST", 10)
    monkeypatch.setattr(quick_moments, "_MOST_MOMENTS", 10)
    monkeypatch.setattr(quick_moments, "_MOST_DAYS", 10)
    monkeypatch.setattr(quick_moments, "_MOST_ZONES", 3)
    monkeypatch.setattr(quick_moments, "DAYS", type(quick_moments.DAYS)())
    memo: Memo[int] = Memo(str)
    moments, zones = Moments("UTC"), Zones()
    for number in range(100):
        assert memo[number] == str(number)
        assert moments[number * 30 * HOUR][2] == to_datetime(number * 30 * HOUR, "UTC").year
        assert zones[f"+0{number % 8}:00"][0][3] == f"0{number % 8}:00"
        assert max(len(memo), len(moments), len(quick_moments.DAYS)) <= 10
        assert len(zones) <= 3
    long: Memo[str] = Memo(lambda text: text)
    assert long["x" * 1000] == "x" * 1000
    assert not long


def test_a_case_by_itself() -> None:
    """A case of its own is written as a verdict is; one without a finding is nothing."""
    writer = FindingWriter(PACK)
    scene = writer.scene("jane.yaml", 7, "Jane Roe", LOG.zone, writer.known(RECORDS), moment(AS_OF[0]))
    verdict = case(LETTER, State.OVERDUE)
    urgency, line, told = writer.write(scene, verdict) or ((0, 0.0, 0.0, 0), "", verdict)
    assert [line] == lines_by_report(PACK, LOG, [verdict], moment(AS_OF[0]), RECORDS)
    assert urgency == (-2, moment("2025-09-10T11:00") / 1_000_000, 4, 1)
    assert told == verdict
    assert writer.write(scene, case(LETTER, State.DONE)) is None
    assert writer.write(scene, case(FOUND, State.OPEN)) is None
    assert encode_lines([]) == b""


def test_no_rule_is_forgotten() -> None:
    """A case of a rule that the pack does not have is a mistake of ours, not a line."""
    writer = FindingWriter(replace(PACK, rules=()))
    scene = writer.scene("jane.yaml", None, None, "UTC", writer.known({}), 0)
    with pytest.raises(KeyError):
        writer.write(scene, case(LETTER, State.OPEN))


def test_evidence_of_none() -> None:
    """A case that rests on nothing has no evidence; one that began at no time has none."""
    found = check(PACK, case(TIP, State.OPEN, evidence=(), bound={}, since=Interval(0, 0)), case(TIP, State.OPEN, since=None))
    assert [json.loads(one)["evidence"] for one in found] == [[], [{"event": "e1", "line": 1}]]
