"""Calendars: what their entries become."""

from __future__ import annotations

import json
from functools import cache
from textwrap import dedent
from typing import Any

import pytest

from afterword.engine.diagnostics import Outcome, render_diagnostic
from afterword.engine.foreign.calendar_log import render_json_line, render_yaml
from afterword.engine.foreign.import_calendar import CalendarRequest, ImportedCalendar, import_calendars
from afterword.engine.language.open_pack import open_pack
from afterword.engine.language.rule import Pack
from afterword.engine.log.open_logs import parse_logs
from afterword.engine.log.read_log import LogReader
from afterword.engine.spans import Source
from afterword.tests.foreign.imports import stream

BERLIN = """\
BEGIN:VTIMEZONE
TZID:Home
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
INTERVIEW = """\
UID:1
CREATED:20250901T080000Z
DTSTART;TZID=Europe/London:20250909T100000
DTEND;TZID=Europe/London:20250909T110000
SUMMARY:Interview with Northwind Analytics (round 2)
ATTENDEE;CN="Sam Okafor":mailto:sam@northwind.example
ATTENDEE;CN=Jane Roe:mailto:Jane@example.com
ATTENDEE:mailto:ann.lee@northwind.example
ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room5@northwind.example
ORGANIZER;CN=Pat Lee:mailto:pat@northwind.example
LOCATION:Main Street 1
"""
MAP = r"interview (?:with|at) (?P<app>.+?)(?: \(round (?P<round>\d)\))?$=>interview_completed"


@cache
def pack() -> Pack:
    """The pack that is shipped."""
    opened = open_pack("after-interview", {}).value
    assert opened is not None
    return opened.pack


def calendar(*entries: str, head: str = "") -> str:
    """A calendar of entries."""
    bodies = "".join(f"BEGIN:VEVENT\n{dedent(entry).strip()}\nEND:VEVENT\n" for entry in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{bodies}END:VCALENDAR\n"


def run(*texts: str, **request: Any) -> Outcome[ImportedCalendar]:  # noqa: ANN401 - the parts of a request
    """Import calendars."""
    asked = CalendarRequest(**{"maps": ("=>search_paused",), "zone": "Europe/London", **request})
    streams = [stream(text.replace("\n", "\r\n"), f"calendar-{number}.ics") for number, text in enumerate(texts, start=1)]
    return import_calendars(streams, asked, pack().vocabulary, LogReader(pack().vocabulary))


def log(*texts: str, **request: Any) -> dict[str, Any]:  # noqa: ANN401 - the parts of a request
    """The log that calendars make, which must be sound; as JSON and as YAML it is the same."""
    outcome = run(*texts, **request)
    assert outcome.value is not None, "\n".join(map(render_diagnostic, outcome.diagnostics))
    line, page = render_json_line(outcome.value.log), render_yaml(outcome.value.log)
    reader = LogReader(pack().vocabulary)
    [one], [other] = (parse_logs(Source(*file), reader).value or () for file in (("log.jsonl", line), ("log.yaml", page)))
    assert [(event.id, event.when, event.fields) for event in one.events] == [
        (event.id, event.when, event.fields) for event in other.events
    ]
    assert (one.records, one.zone, one.candidate) == (other.records, other.zone, other.candidate)
    made: dict[str, Any] = json.loads(line)
    return made


def times(*texts: str, **request: Any) -> list[str]:  # noqa: ANN401 - the parts of a request
    """When the events of the log are."""
    return [event.get("at") or event["day"] for event in log(*texts, **request)["events"]]


def test_an_interview() -> None:
    """An entry becomes an event at its end; what its title and its guests name is listed in the log."""
    made = log(
        calendar(INTERVIEW),
        maps=(MAP,),
        fills=("interviewers=attendees", "coordinator=organizer"),
        me=("jane@example.com",),
    )
    assert made["applications"] == {"northwind-analytics": {"employer": "Northwind Analytics"}}
    assert made["people"] == {"sam-okafor": {"name": "Sam Okafor"}, "ann-lee": {"name": "ann.lee"}, "pat-lee": {"name": "Pat Lee"}}
    assert made["events"] == [
        {
            "id": "interview-completed-6b86b273",
            "type": "interview_completed",
            "at": "2025-09-09T11:00:00+01:00",
            "interview": "interview-2025-09-09",
            "interviewers": ["sam-okafor", "ann-lee"],
            "coordinator": "pat-lee",
            "app": "northwind-analytics",
            "round": 2,
            "note": "Interview with Northwind Analytics (round 2)",
            "source": "calendar-1.ics:3",
        }
    ]


def test_one_entry_several_events() -> None:
    """An entry may mean several things, at its start, at its end, or when it was made; they speak of the same interview."""
    scheduled = MAP.replace("interview_completed", "interview_scheduled@created")
    made = log(calendar(INTERVIEW), maps=(MAP, scheduled), fills=("starts_at=start", "ends_at=end"), candidate="Jane Roe")
    assert made["candidate"] == "Jane Roe"
    assert [(event["type"], event["at"], event["interview"]) for event in made["events"]] == [
        ("interview_completed", "2025-09-09T11:00:00+01:00", "interview-2025-09-09"),
        ("interview_scheduled", "2025-09-01T08:00:00Z", "interview-2025-09-09"),
    ]
    assert made["events"][1]["starts_at"] == "2025-09-09T10:00:00+01:00"
    assert made["events"][1]["ends_at"] == "2025-09-09T11:00:00+01:00"


def test_ids_are_the_same_next_time() -> None:
    """What is exported again gets the same ids, whatever was added or moved in between."""
    first = log(calendar(INTERVIEW), maps=(MAP,))["events"][0]["id"]
    other = INTERVIEW.replace("UID:1", "UID:0").replace("20250909", "20250901")
    moved = INTERVIEW.replace("T100000", "T120000").replace("T110000", "T130000")
    assert [event["id"] for event in log(calendar(other, moved), maps=(MAP,))["events"]][1] == first


def test_two_interviews_on_one_day() -> None:
    """They are two."""
    made = log(calendar(INTERVIEW, INTERVIEW.replace("UID:1", "UID:2")), maps=(MAP,))
    assert [event["interview"] for event in made["events"]] == ["interview-2025-09-09", "interview-2025-09-09-2"]


def test_times_and_zones() -> None:
    """A time keeps its offset, whether its zone is known by name or explained; one of no zone is local to the log's."""
    head = "X-WR-TIMEZONE:America/New_York\n" + BERLIN
    entries = (
        "UID:1\nDTSTART;TZID=Home:20250909T100000",
        "UID:2\nDTSTART:20250910T100000Z",
        "UID:3\nDTSTART:20250911T100000\nDURATION:PT45M",
        "UID:4\nDTSTART;TZID=Eastern Standard Time:20250912T100000",
        "UID:5\nDTSTART;VALUE=DATE:20250913",
        "UID:6\nDTSTART;VALUE=DATE:20250914\nDTEND;VALUE=DATE:20250917",
    )
    wanted = [
        "2025-09-09T10:00:00+02:00",
        "2025-09-10T10:00:00Z",
        "2025-09-11T10:45:00",
        "2025-09-12T10:00:00-04:00",
        "2025-09-13",
        "2025-09-16",
    ]
    assert times(calendar(*entries, head=head)) == wanted
    assert times(calendar(*entries, head=head), maps=("=>search_paused@start",))[2:] == ["2025-09-11T10:00:00", *wanted[3:5], "2025-09-14"]


def test_zones_of_one_calendar_say_nothing_of_another() -> None:
    """Two calendars may call different zones by one name; where one explains a name, it is not known to the next."""
    entry = "UID:1\nDTSTART;TZID=Home:20250909T100000"
    other = BERLIN.replace("+0200", "+0900").replace("+0100", "+0800")
    assert times(calendar(entry, head=BERLIN)) == ["2025-09-09T10:00:00+02:00"]
    assert times(calendar(entry, head=other)) == ["2025-09-09T10:00:00+09:00"]
    assert [one.code for one in run(calendar(entry)).diagnostics] == ["unknown-zone"]


def test_the_zone_of_the_calendar() -> None:
    """A calendar may say where it is from; what is asked for goes before, and a zone that is none is left alone."""
    entry = "UID:1\nDTSTART:20250909T100000Z"
    assert log(calendar(entry, head="X-WR-TIMEZONE:America/New_York\n"), zone=None)["timezone"] == "America/New_York"
    assert log(calendar(entry, head="X-WR-TIMEZONE:America/New_York\n"))["timezone"] == "Europe/London"
    assert "timezone" not in log(calendar(entry, head="X-WR-TIMEZONE:Here\n"), zone=None)
    assert [one.code for one in run(calendar(entry), zone="Here").diagnostics] == ["unknown-zone"]


WEEKLY = "UID:1\nSUMMARY:Class\nDTSTART;TZID=Europe/London:20251020T090000\nRRULE:FREQ=WEEKLY"


def test_repetitions() -> None:
    """Entries that repeat are taken each time, with the clock changes on the way, without exceptions and with what was moved."""
    again = f"{WEEKLY};COUNT=4\nEXDATE;TZID=Europe/London:20251103T090000"
    moved = "UID:1\nSUMMARY:Other words\nRECURRENCE-ID;TZID=Europe/London:20251110T090000\nDTSTART;TZID=Europe/London:20251111T150000"
    wanted = ["2025-10-20T09:00:00+01:00", "2025-10-27T09:00:00Z", "2025-11-11T15:00:00Z"]
    assert times(calendar(again, moved)) == wanted
    assert times(calendar(again, moved), maps=("class=>search_paused",)) == wanted[:2]
    ids = {event["id"] for event in log(calendar(again))["events"]}
    assert len(ids) == 3


def test_days_that_are_asked_for() -> None:
    """Repetitions without an end need a last day; days before the first one are left out."""
    assert [one.hint for one in run(calendar(WEEKLY)).diagnostics] == ["say how far to go, as in `--until 2026-06-30`"]
    assert len(times(calendar(WEEKLY), until="2025-11-10")) == 4
    assert len(times(calendar(WEEKLY), until="2025-11-09")) == 3
    assert len(times(calendar(WEEKLY), since="2025-10-27", until="2025-11-09")) == 2
    often = run(calendar(WEEKLY.replace("WEEKLY", "MINUTELY")), until="2026-11-09").diagnostics
    assert [one.message for one in often] == ["`Class` repeats more often than every day"]
    long = run(calendar(WEEKLY.replace("WEEKLY", "DAILY;COUNT=10001"))).diagnostics
    assert [one.message for one in long] == ["`Class` takes place more than 10,000 times"]
    assert [one.code for one in run(calendar(WEEKLY), since="soon", until="2025-02-30").diagnostics] == ["day-format", "no-such-time"]


def test_what_did_not_take_place() -> None:
    """What was called off, or declined by oneself, is left out."""
    declined = INTERVIEW.replace("CN=Jane Roe", "PARTSTAT=DECLINED;CN=Jane Roe").replace("UID:1", "UID:2")
    outcome = run(calendar(f"{INTERVIEW}STATUS:CANCELLED", declined, "UID:3\nDTSTART:20250909T100000Z"), me=("JANE@example.com",))
    assert outcome.value is not None
    assert (len(outcome.value.log.events), outcome.value.cancelled) == (1, 2)
    other = run(calendar(declined)).value
    assert other is not None
    assert other.cancelled == 0


def test_what_fits_no_map() -> None:
    """It is left out, and named; even where it could not be read."""
    outcome = run(calendar(INTERVIEW, "UID:2\nSUMMARY:Dentist\nDTSTART:soon", "UID:3\nDTSTART:20250909T100000Z"), maps=(MAP,))
    assert outcome.value is not None
    assert outcome.value.others == ("Dentist",)
    assert outcome.value.entries == 1


def test_several_calendars() -> None:
    """Several files, and several calendars in one, make one log."""
    one = calendar("UID:1\nDTSTART:20250909T100000Z")
    assert len(times(one, one + one.replace("UID:1", "UID:2"))) == 3
    assert [event["source"] for event in log(one, one + one)["events"]] == ["calendar-1.ics:3", "calendar-2.ics:3", "calendar-2.ics:10"]


def test_the_pack_has_a_say() -> None:
    """What the pack does not take is told at the entry."""
    [mistake] = run(calendar(INTERVIEW), maps=("interview (?P<kind>.*)=>search_activity",)).diagnostics
    assert (mistake.code, mistake.span.line) == ("unknown-choice", 3)
    made = log(
        calendar("UID:1\nSUMMARY:Training x 3 no\nDTSTART:20250909T100000Z"), maps=(r"(?P<kind>\w+) x (?P<count>\d+)=>search_activity",)
    )
    assert (made["events"][0]["kind"], made["events"][0]["count"]) == ("training", 3)


def test_fields_of_many_kinds() -> None:
    """Truth, days and lists are spelled as a log wants them."""
    entry = "UID:1\nSUMMARY:Note true: A, B\nDESCRIPTION:One\\, two\\nthree\nDTSTART:20250909T100000Z"
    made = log(calendar(entry), maps=("note (?P<mentions_employer>\\w+): (?P<platform>.*)=>social_post",))
    assert made["events"][0]["mentions_employer"] is True
    made = log(calendar(entry), maps=("note=>job_resigned",), fills=("last_day=start", "note=description"))
    assert made["events"][0]["last_day"] == "2025-09-09"
    assert made["events"][0]["note"] == "One, two\nthree"
    made = log(calendar(entry), maps=("note=>application_submitted",), fills=("documents=summary", "channel=url"))
    assert made["events"][0]["documents"] == ["Note true: A, B"]
    assert "channel" not in made["events"][0]


def test_an_entry_that_nobody_made() -> None:
    """Without the time at which it was made, an entry cannot be placed there."""
    entry = "UID:1\nDTSTART:20250909T100000Z"
    assert [one.code for one in run(calendar(entry), maps=("=>search_paused@created",)).diagnostics] == ["bad-calendar"]


@pytest.mark.parametrize(
    "text", ["", "hello", "BEGIN:VCALENDAR\n", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "BEGIN:VCALENDAR\nodd\nEND:VCALENDAR\n"]
)
def test_files_that_are_no_calendar(text: str) -> None:
    """They are refused as a whole."""
    assert [one.code for one in run(text).diagnostics] == ["bad-calendar"]


@pytest.mark.parametrize(
    "entry",
    [
        "UID:1",
        "UID:1\nDTSTART:20250909T100000Z\nRRULE:FREQ=SOMETIMES",
        "UID:1\nDTSTART:20250909T100000Z\nRRULE:COUNT=3",
        "UID:1\nDTSTART:20250909T100000Z\nDTEND:20250908",
        "UID:1\nDTSTART:20250909T100000Z\nDURATION:long",
        "UID:1\nDTSTART;VALUE=DATE:20250909\nRRULE:FREQ=DAILY;UNTIL=x",
        "UID:1\nDTSTART:20250909T100000Z\nRECURRENCE-ID:x",
    ],
)
def test_entries_that_cannot_be_read(entry: str) -> None:
    """They are told at their line, or taken as far as they say when they are; nothing breaks."""
    outcome = run(calendar(entry))
    assert outcome.value is not None or {one.code for one in outcome.diagnostics} == {"bad-calendar"}


def test_a_log_of_nothing() -> None:
    """A calendar in which nothing fits makes a log without events."""
    assert log(calendar(), zone=None) == {"events": []}
