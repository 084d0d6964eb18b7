"""Logs that are right, and what each part of them is read as; `tests/cases/log` has those that are wrong."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.engine.diagnostics import Outcome
from afterword.engine.log.model import Log, Record, Waiver
from afterword.engine.log.read_log import LogReader, read_log
from afterword.engine.reading.nodes import Document, Entry, Items, Node, Place, Scalar, Table
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_day, parse_time
from afterword.engine.times.model import Interval
from afterword.tests.log.words import HEAD, VOCABULARY, codes, document, events_of, log_of, mistakes, with_events

LONDON = "Europe/London"


def test_a_whole_log() -> None:
    """Head, entities, events and waivers all come out typed."""
    log = log_of(
        """
        candidate: Jane Roe
        timezone: Europe/London
        holidays: ["2025-05-26", 2025-12-24]
        applications: {a1: {employer: Northwind, timezone: America/New_York}}
        meetings: {m1: {app: a1, round: 1, planned: "2025-09-09T10:00"}}
        people: {p1: {app: a1, role: interviewer}}
        events:
          - {id: e1, type: met, at: "2025-09-09T11:00+02:00", app: a1, meeting: m1, round: 1, people: [p1], topics: [a, "b"]}
          - {id: e2, type: sent, day: 2025-09-09, app: a1, meeting: m1, to: p1, channel: email, polite: true, reply_by: 2025-09-12}
          - {id: e3, type: sent, at: "2025-09-09 10:30", tz: "-04:00", app: a1, meeting: m1, copy_of: e2, note: 10:30, source: csv#1}
        waivers:
          - {rule: letter, about: {meeting: m1, app: a1, event: e1}, reason: asked not to write, until: 2025-10-01}
          - {rule: search, reason: on leave}
        """
    )
    assert (log.candidate, log.zone) == ("Jane Roe", LONDON)
    assert log.holidays == {date(2025, 5, 26), date(2025, 12, 24)}
    assert log.records["meeting"]["m1"].fields == {"app": "a1", "round": 1, "planned": parse_time("2025-09-09T10:00", LONDON)}
    first, second, third = log.events
    assert (first.id, first.type, first.when, first.zone) == ("e1", "met", parse_time("2025-09-09T09:00Z", None), LONDON)
    assert first.fields == {"app": "a1", "meeting": "m1", "round": 1, "people": ("p1",), "topics": ("a", "b")}
    assert (second.when, second.day_only, second.position) == (parse_day("2025-09-09", LONDON), True, 1)
    assert second.fields["reply_by"] == parse_day("2025-09-12", LONDON)
    assert second.fields["polite"] is True
    assert (third.when, third.zone) == (parse_time("2025-09-09T14:30Z", None), "-04:00")
    assert third.fields["note"] == "10:30"
    assert third.place is not None
    assert third.place.line == 11
    until = parse_day("2025-10-01", LONDON)
    assert isinstance(until, Interval)
    assert log.waivers == (
        Waiver("letter", {"meeting": "m1", "application": "a1", "event": "e1"}, "asked not to write", until.hi),
        Waiver("search", {}, "on leave"),
    )


def test_json_is_the_same_log() -> None:
    """JSON has the same shape; null stands for what is left out."""
    parts = {
        "$schema": "log.json",
        "candidate": None,
        "timezone": LONDON,
        "applications": {"a1": {"employer": "Northwind"}, "a2": None},
        "events": [
            {"id": "e1", "type": "met", "at": "2025-09-09T11:00:00+01:00", "app": "a1", "meeting": "m1", "round": 1.0, "people": []},
            {"id": "e2", "type": "searched", "day": "2025-09-09", "count": 3, "kind": None, "tz": None},
        ],
        "waivers": None,
    }
    outcome = read_log(document(json.dumps(parts), "log.json"), VOCABULARY)
    assert outcome.value is not None
    assert [event.fields for event in outcome.value.events] == [{"app": "a1", "meeting": "m1", "round": 1, "people": ()}, {"count": 3}]


def test_texts_stay_as_they_are_written() -> None:
    """No value is taken for a number, a time or a truth."""
    (event,) = events_of('id: 007, type: noted, at: 2025-09-09T11:00Z, person: p1, phone: 0044 20 7946, full_name: "null"')
    assert event.id == "007"
    assert event.fields == {"person": "p1", "phone": "0044 20 7946", "full_name": "null"}
    (event,) = events_of("id: e1, type: noted, at: 2025-09-09T11:00Z, person: p1, phone: no, full_name: Null")
    assert event.fields == {"person": "p1", "phone": "no", "full_name": "Null"}


def test_what_is_left_out_is_absent() -> None:
    """An empty value, `~` and `null` are no values; an empty text in quotes is one."""
    first, second = events_of(
        "id: e1, type: noted, at: 2025-09-09T11:00Z, person: p1, phone: ~, full_name: null",
        'id: e2, type: noted, at: 2025-09-09T11:00Z, person: p1, phone: , full_name: ""',
    )
    assert set(first.fields) == {"person"}
    assert second.fields == {"person": "p1", "full_name": ""}


@pytest.mark.parametrize(
    ("head", "line", "zone"),
    [
        ("timezone: Europe/London", "at: 2025-09-09T11:00+02:00", LONDON),
        ("timezone: Europe/London", "at: 2025-09-09T11:00, tz: Asia/Tokyo", "Asia/Tokyo"),
        ("candidate: Jane", "at: 2025-09-09T11:00+02:00", "+02:00"),
        ("candidate: Jane", "at: 2025-09-09T11:00Z", "UTC"),
        ("candidate: Jane", "at: 2025-09-09T11:00Z, tz: Asia/Tokyo", "Asia/Tokyo"),
        ("candidate: Jane", "day: 2025-09-09, tz: Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_zone_of_an_event(head: str, line: str, zone: str) -> None:
    """Its own, else the log's, else the offset it is written with."""
    assert events_of(f"id: e1, type: searched, {line}", head=head)[0].zone == zone


def test_a_log_without_zone_is_in_utc() -> None:
    """A log with offsets throughout needs no zone."""
    assert log_of("events: []").zone == "UTC"


def test_a_local_time_that_comes_twice() -> None:
    """Doubt is kept as an interval."""
    (event,) = events_of("id: e1, type: searched, at: 2025-10-26T01:30")
    assert event.when.hi - event.when.lo == 3_600_000_000
    assert not event.day_only


def test_events_make_things_known() -> None:
    """An event may introduce what others refer to, before or after it in the file; it gives it the fields that both have."""
    log = log_of(
        with_events(
            "id: e1, type: sent, at: 2025-09-10T11:00, app: a9, meeting: m9",
            "id: e2, type: met, at: 2025-09-09T11:00, app: a9, meeting: m9, round: 2, planned: 2025-09-09",
            "id: e3, type: met, at: 2025-09-09T12:00, app: a9, meeting: m9, round: 3",
            "id: e4, type: added, at: 2025-09-01T12:00, app: a9, employer: Contoso, source: csv#3",
        )
    )
    assert log.records["meeting"]["m9"] == Record("meeting", "m9", {"app": "a9", "round": 2})
    assert log.records["application"]["a9"] == Record("application", "a9", {"employer": "Contoso"})
    assert log.records["application"]["a2"] == Record("application", "a2", {})


def test_what_something_belongs_to_is_found_anywhere() -> None:
    """A meeting that is listed without an application gets it from an event."""
    log = log_of(
        """
        timezone: UTC
        applications: {a1: {}}
        meetings: {m1: {round: 1}, m3: }
        events: [{id: e1, type: sent, at: 2025-09-10T11:00, app: a1, meeting: m1}]
        """
    )
    assert log.records["meeting"] == {
        "m1": Record("meeting", "m1", {"app": "a1", "round": 1}),
        "m3": Record("meeting", "m3", {}),
    }


def test_imported_events_may_lack_fields() -> None:
    """With a source, an event may lack all that its type requires."""
    (event,) = events_of("id: e1, type: sent, day: 2025-09-09, source: simplify.csv#2")
    assert event.fields == {"source": "simplify.csv#2"}
    assert codes(with_events("id: e1, type: sent, day: 2025-09-09, source: ~")) == ["missing-field", "missing-field"]


def test_references_in_a_list_count_once() -> None:
    """A person named twice in one list was there once."""
    (event,) = events_of("id: e1, type: met, day: 2025-09-09, app: a1, meeting: m1, round: 1, people: [p1, p2, p1], topics: [x, x]")
    assert event.fields["people"] == ("p1", "p2")
    assert event.fields["topics"] == ("x", "x")


@pytest.mark.parametrize("text", ["1", "-3", "0", "2.0", "999999999999999"])
def test_integers(text: str) -> None:
    """Whole numbers, also as spreadsheets and JSON write them."""
    assert events_of(f"id: e1, type: searched, day: 2025-09-09, count: {text}")[0].fields["count"] == int(float(text))


@pytest.mark.parametrize("text", ["01", "1.5", "+1", "1e3", "0x1", "1_000", "9999999999999999", "one", "[1]", "{}", "٣", '"1"'])
def test_no_integers(text: str) -> None:
    """What loaders of YAML disagree about, and what is no whole number, is refused."""
    assert codes(with_events(f"id: e1, type: searched, day: 2025-09-09, count: {text}")) == ["wrong-type"]


@pytest.mark.parametrize(("text", "hint"), [("yes", "`true`"), ("Off", "`false`"), ("0", "`false`"), ("maybe", "`true` or `false`")])
def test_no_booleans(text: str, hint: str) -> None:
    """Truth has one spelling, and the message has it."""
    (found,) = mistakes(with_events(f"id: e1, type: sent, day: 2025-09-09, app: a1, meeting: m1, polite: {text}"))
    assert (found.code, found.hint) == ("wrong-type", f"write {hint}")


def test_examples_may_leave_out_ids_zone_and_entities() -> None:
    """An example of a rule is a log without ceremony."""
    log = log_of(
        "events: [{type: sent, at: 2025-09-10T11:00, app: a1, meeting: m1, to: p1}, {type: searched, day: 2025-09-10}]", example=True
    )
    assert [event.id for event in log.events] == ["#1", "#2"]
    assert log.zone == "UTC"
    assert log.records["meeting"] == {"m1": Record("meeting", "m1", {"app": "a1"})}
    assert log.records["person"] == {"p1": Record("person", "p1", {})}


def test_rules_that_waivers_name() -> None:
    """Where the rules are known, a waiver must name one of them."""
    text = "events: []\nwaivers: [{rule: letter, reason: they asked}]"
    assert not mistakes(text)
    assert not mistakes(text, ["letter"])
    assert [one.code for one in mistakes(text, ["letters"])] == ["unknown-rule"]


def test_an_unknown_zone_is_one_mistake() -> None:
    """The times that are local to it are not blamed."""
    assert codes("timezone: Atlantis\nevents: [{id: e1, type: searched, day: 2025-09-09}]") == ["unknown-zone"]
    assert codes(with_events("id: e1, type: searched, day: 2025-09-09, tz: Atlantis")) == ["unknown-zone"]
    assert codes(with_events("id: e1, type: searched, at: 2025-09-09T10:00Z, tz: [UTC], zone: {}")) == ["wrong-type", "wrong-type"]


def test_an_event_that_is_wrong_still_counts_as_named() -> None:
    """Whatever is wrong with an event, what it introduces and its id are known to others."""
    text = with_events(
        "id: e1, type: mett, at: nonsense, app: a7, meeting: m7",
        "id: e2, type: sent, day: 2025-09-09, app: a7, meeting: m7, copy_of: e1",
        "id: [e3], type: [sent], day: 2025-09-09",
        "type: searched, day: [2025-09-09]",
    )
    assert codes(text) == ["unknown-event-type", "time-format", "wrong-type", "wrong-type", "missing-field", "wrong-type"]


def test_a_retraction_of_itself() -> None:
    """An event cannot void itself."""
    assert codes(with_events("id: e1, type: retracted, day: 2025-09-09, event: e1")) == ["retracts-retraction"]
    assert codes(with_events("id: e1, type: retracted, day: 2025-09-09, event: e9")) == ["unknown-reference"]
    assert codes(with_events("id: e1, type: retracted, day: 2025-09-09, event: [e9]")) == ["wrong-type"]


def test_hints_end_where_mistakes_never_do() -> None:
    """Of thousands of unknown words, what was meant is looked for a hundred times: each takes a while."""
    lines = [f"id: e{number}, type: sennt{number}, day: 2025-09-09, tz: X{number}" for number in range(1000)]
    parsed = document(with_events(*lines))
    found = read_log(parsed, VOCABULARY).diagnostics
    assert len(found) == 2000
    assert sum(one.hint not in {None, "take one that the vocabulary of the pack has"} for one in found) == 100


def test_a_log_that_is_no_mapping() -> None:
    """Anything but a mapping is refused as a whole."""
    assert codes("[]") == ["wrong-type"]
    assert codes("{}") == ["missing-field"]


def test_a_reader_can_be_used_again() -> None:
    """What a reader has learned of the vocabulary changes nothing in what it reads."""
    parsed = document(with_events("id: e1, type: met, day: 2025-09-09, app: a1, meeting: m1, round: 1"))
    reader = LogReader(VOCABULARY)
    assert reader.read(parsed) == reader.read(parsed) == read_log(parsed, VOCABULARY)


PLACE = Place(1, 1, 1, 2)
WORDS = (
    *("id", "type", "at", "day", "tz", "app", "meeting", "person", "to", "people", "round", "topics", "event", "copy_of", "copies", "note"),
    *("source", "rule", "about", "reason", "until", "polite", "channel", "count", "zone", "planned", "reply_by", "employer", "role", "x"),
)
VALUES = (
    *("", "~", "null", "true", "yes", "1", "2.0", "e1", "e2", "a1", "m1", "p1", "met", "sent", "added", "retracted", "searched", "mett"),
    *("2025-09-09", "2025-09-09T11:00", "2025-03-30T01:30", "2025-10-26T01:30", "2025-09-09T11:00Z", "9/9/2025", "Europe/London", "London"),
    *(
        "GB",
        "GB-XYZ",
        "us",
        "DE-BY",
        "US-CA",
        "email",
        "\x00",
        "2200-12-31T23:59-14:00",
        "1970-01-01T00:00+14:00",
        "1970-01-01",
        "2200-12-31",
    ),
)

scalars = st.builds(Scalar, st.sampled_from(VALUES) | st.text(max_size=5), st.booleans(), st.just(PLACE))


def tables(keys: st.SearchStrategy[str], values: st.SearchStrategy[Node]) -> st.SearchStrategy[Table]:
    """Mappings with some of the keys, each once."""
    entries = st.dictionaries(keys, values, max_size=8)
    return entries.map(lambda one: Table(tuple(Entry(Scalar(key, quoted=False, place=PLACE), value) for key, value in one.items()), PLACE))


def lists(values: st.SearchStrategy[Node]) -> st.SearchStrategy[Items]:
    """Lists of anything."""
    return st.lists(values, max_size=5).map(lambda one: Items(tuple(one), PLACE))


words = st.sampled_from(WORDS) | st.text(max_size=3)
anything: st.SearchStrategy[Node] = st.recursive(scalars, lambda inner: lists(inner) | tables(words, inner), max_leaves=8)
events = tables(words, scalars | anything)
parts = ("candidate", "timezone", "holidays", "ended", "applications", "meetings", "people", "places", "events", "waivers", "$schema", "x")


def with_key(table: Table, name: str, node: Node) -> Table:
    """The mapping with one more entry."""
    entry = Entry(Scalar(name, quoted=False, place=PLACE), node)
    return Table((*(one for one in table.entries if one.key.text != name), entry), PLACE)


logs = st.builds(lambda some, listed: with_key(some, "events", listed), tables(st.sampled_from(parts), anything), lists(events))


@settings(max_examples=150, deadline=None)
@given(anything | tables(st.sampled_from(parts), anything) | logs, st.booleans())
def test_no_document_raises(root: Node, example: bool) -> None:  # noqa: FBT001
    """Any tree is a log, or has mistakes, each with a place."""
    outcome: Outcome[Log] = read_log(Document(root, Source("log.yaml", "x")), VOCABULARY, ("letter",), example=example)
    assert (outcome.value is None) == bool(outcome.diagnostics)
    assert list(outcome.diagnostics) == sorted(outcome.diagnostics, key=lambda one: one.sort_key)


@pytest.mark.parametrize(
    ("written", "ended"),
    [
        ("ended: 2025-09-10", parse_day("2025-09-10", LONDON)),
        ('ended: "2025-09-09T12:00"', parse_time("2025-09-09T12:00", LONDON)),
    ],
)
def test_ended(written: str, ended: Interval) -> None:
    """A log may say that it is over: from the end of that day, or from that moment, nothing more will happen."""
    head = f"timezone: {LONDON}\n{written}\napplications: {{a1: {{}}}}\nmeetings: {{m1: {{app: a1}}}}\n"
    log = log_of(head + 'events: [{id: e1, type: sent, at: "2025-09-09T12:00", app: a1, meeting: m1, channel: email}]')
    assert log.ended == ended.hi
    assert (log.has_ended(ended.hi - 1), log.has_ended(ended.hi)) == (False, True)


def test_not_ended() -> None:
    """A log that does not say so goes on for ever; one that says it wrongly is told so."""
    log = log_of("timezone: UTC\nended: ~\nevents: []")
    assert (log.ended, log.has_ended(2**50)) == (None, False)
    assert codes("timezone: UTC\nended: [1]\nevents: []") == ["wrong-type"]


def test_speed() -> None:
    """A log of 20,000 events is read in the time that looking at each value takes."""
    line = "type: sent, at: 2025-09-09T11:00:00+01:00, app: a1, meeting: m1, to: p1, channel: email, polite: true"
    lines = [f"id: e{number}, {line}" for number in range(20_000)]
    parsed = document(HEAD + "\nevents:\n" + "".join(f"- {{{one}}}\n" for one in lines))
    start = time.perf_counter()
    log = read_log(parsed, VOCABULARY).value
    assert time.perf_counter() - start < 3
    assert log is not None
    assert len(log.events) == 20_000
