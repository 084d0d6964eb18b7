"""A small pack, a log, and verdicts made by hand: what the report room is given, without an engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from afterword.engine.language.rule import Pack, PackSource, Parameter, Rule, RuleKind, Severity, Slot, Step, Template
from afterword.engine.log.model import Event, Log, Record, Value
from afterword.engine.reading.nodes import Place
from afterword.engine.report.build_report import build_report
from afterword.engine.report.model import Report
from afterword.engine.run.model import Item, Verdict
from afterword.engine.spans import Source, Span
from afterword.engine.times.instants import parse_time_or_day
from afterword.engine.times.model import HOUR, Duration, Interval
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import Entity, EventType, Field, FieldType, Kind, Vocabulary

ZONE = "Europe/London"
SOURCE = Source("jane.yaml", "")
SPAN = Span(SOURCE, 1, 1, 1, 1)

APP = FieldType(Kind.ENTITY, entity="application")
INTERVIEW = FieldType(Kind.ENTITY, entity="interview")
PERSON = FieldType(Kind.ENTITY, entity="person")
PEOPLE = FieldType(Kind.ENTITY, entity="person", many=True)


def fields(**types: FieldType) -> dict[str, Field]:
    """Fields by name."""
    return {name: Field(name, kind) for name, kind in types.items()}


VOCABULARY = Vocabulary(
    entities={
        "application": Entity("application", "applications", "app", fields(employer=FieldType(Kind.TEXT)), label="employer"),
        "interview": Entity(
            "interview", "interviews", "interview", fields(app=APP, round=FieldType(Kind.INTEGER)), belongs_to="application"
        ),
        "person": Entity("person", "people", "person", fields(app=APP, name=FieldType(Kind.TEXT)), label="name"),
    },
    events={
        "interview_completed": EventType(
            "interview_completed",
            fields(
                app=APP,
                interview=INTERVIEW,
                interviewers=PEOPLE,
                remote=FieldType(Kind.BOOLEAN),
                round=FieldType(Kind.INTEGER),
                day_named=FieldType(Kind.DATE),
            ),
        ),
        "thank_you_sent": EventType(
            "thank_you_sent",
            fields(
                app=APP,
                interview=INTERVIEW,
                to=PERSON,
                channel=FieldType(Kind.ENUM, ("email", "by_hand")),
                points=FieldType(Kind.TEXT, many=True),
                copy_of=FieldType(Kind.EVENT),
            ),
        ),
    },
)

RECORDS: dict[str, dict[str, Record]] = {
    "application": {"a1": Record("application", "a1", {"employer": "Northwind  Analytics"}), "a2": Record("application", "a2", {})},
    "interview": {"i1": Record("interview", "i1", {"app": "a1", "round": 2})},
    "person": {
        "p2": Record("person", "p2", {"app": "a1", "name": "Ann Lee"}),
        "p10": Record("person", "p10", {"app": "a1"}),
        "p3": Record("person", "p3", {"name": "  "}),
    },
}


def moment(text: str, zone: str = ZONE) -> int:
    """Microseconds of a time, or of the end of a day."""
    return when(text, zone).hi


def when(text: str, zone: str = ZONE) -> Interval:
    """The interval that a time or a day is."""
    found = parse_time_or_day(text, zone)
    assert isinstance(found, Interval)
    return found


def event(name: str, kind: str, at: str, zone: str = ZONE, **values: Value) -> Event:
    """An event whose line in the log is the number in its id."""
    line = int(name[1:])
    return Event(name, kind, when(at, zone), len(at) == len("2025-09-09"), zone, line, values, Place(line, 1, line, 9))


MET = event("e1", "interview_completed", "2025-09-09T11:00", app="a1", interview="i1", interviewers=("p2", "p10"), remote=True, round=2)
SENT = event("e2", "thank_you_sent", "2025-09-11", app="a1", interview="i1", to="p2", channel="by_hand", points=("SQL", "a  team"))
LOG = Log(SOURCE, "Jane Roe", ZONE, frozenset(), RECORDS, (MET, SENT))


def template(text: str) -> Template:
    """A message as the reader of packs makes it."""
    parts: list[str | Slot] = []
    for plain, slot in re.findall(r"([^{]+)|\{([^}]*)\}", text):
        if plain:
            parts.append(plain)
        else:
            path, bar, fallback = slot.partition("|")
            name, _, style = path.partition(":")
            parts.append(Slot(tuple(name.split(".")), fallback if bar else None, style, SPAN))
    return tuple(parts)


def say(**messages: str) -> dict[State, Template]:
    """Messages by state."""
    return {State(state): template(text) for state, text in messages.items()}


LETTER = Rule(
    "thank-you-letter",
    RuleKind.MUST,
    SPAN,
    title="Thank every interviewer in writing",
    step=4,
    sources=("S32", "R02"),
    why="A letter within a day is remembered.",
    topics={State.OPEN: "thank_you_missing", State.OVERDUE: "thank_you_missing", State.LATE: "thank_you_late"},
    say=say(
        open="Write to {person|your interviewer} at {interview.app} by {due}: {left} are left.",
        overdue="{person|your interviewer} has had no letter since {due}. Write now.",
        late="Your letter to {person|your interviewer} left {late_by} late.",
    ),
)
STEPS = (Step(1, "Ask about next steps"), Step(4, "Thank in writing"), Step(6, "Follow up"), Step(7, "Keep looking"))
FOLLOW_UP = Rule(
    "follow-up",
    RuleKind.MUST,
    SPAN,
    title="Ask how your application stands",
    step=6,
    sources=("S53",),
    say=say(upcoming="You may ask from {opens} on.", open="Ask how it stands.", overdue="Ask today."),
)
GIFT = Rule(
    "no-gifts",
    RuleKind.MUST_NOT,
    SPAN,
    title="Send no gifts",
    outside=True,
    sources=("R02",),
    say=say(violated="A gift looks like a bribe: leave it at the letter."),
)
TIP = Rule("samples", RuleKind.ADVICE, SPAN, title="Look at sample letters", step=4, sources=("S32",), say=say(open="Samples help."))
QUALITY = Rule(
    "letter-quality",
    RuleKind.MUST,
    SPAN,
    title="Make the letter yours",
    step=4,
    severity=Severity.ADVICE,
    topics={State.VIOLATED: "letter_quality"},
    say=say(violated="Next time mind: {fields}."),
)
FOUND = Rule("unspoken", RuleKind.MUST, SPAN, title="Ask when you may call", step=1)

PACK = Pack(
    id="after-interview",
    version="1",
    title="After the interview",
    vocabulary=VOCABULARY,
    parameters={
        "within": Parameter("within", Duration(elapsed=24 * HOUR, text="24 hours")),
        "most": Parameter("most", 2),
        "loud": Parameter("loud", value=False),
        "motto": Parameter("motto", "be kind"),
    },
    sources={
        "S32": PackSource("S32", "guide", "Send it within 24 hours"),
        "S53": PackSource("S53", "guide", "Follow up after a couple of days"),
        "R02": PackSource("R02", "outside", "Princeton University"),
    },
    steps=STEPS,
    topics={},
    rules=(FOUND, LETTER, TIP, QUALITY, FOLLOW_UP, GIFT),
)


def case(rule: Rule, state: State, **changes: Any) -> Verdict:  # noqa: ANN401 - any part of a verdict
    """A verdict on the interview and one of its interviewers, due a day after it; ``changes`` replaces parts of it."""
    verdict = Verdict(
        rule,
        state,
        {"interview": MET, "person": Item("p2", "person")},
        ZONE,
        since=MET.when,
        due=moment("2025-09-10T11:00"),
        evidence=(MET,),
    )
    return verdict._replace(**changes)


def report(
    *verdicts: Verdict, as_of: str = "2025-09-10T08:30", log: Log = LOG, records: Mapping[str, Mapping[str, Record]] = RECORDS
) -> Report:
    """The report on the log."""
    return build_report(PACK, log, verdicts, moment(as_of, log.zone), "native 1", records)


def message(text: str, as_of: str = "2025-09-10T08:30", **changes: Any) -> str:  # noqa: ANN401 - as in `case`
    """What a message becomes in an open case."""
    rule = replace(LETTER, say=say(open=text), why="")
    found = build_report(replace(PACK, rules=(rule,)), LOG, [case(rule, State.OPEN, **changes)], moment(as_of), "native 1", RECORDS)
    return found.findings[0].message


def clock(text: str) -> datetime:
    """A time with an offset."""
    return datetime.fromisoformat(text)
