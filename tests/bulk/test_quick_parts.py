"""The parts of the quick reader, with words that the default pack does not have, and without what makes it quicker."""

from __future__ import annotations

import json
import sys
from random import Random
from typing import Any

import pytest

from afterword.engine.log import quick_shapes, quick_times
from afterword.engine.log.quick_log import QuickReader
from afterword.engine.log.quick_times import quick_time
from afterword.engine.log.read_log import LogReader
from afterword.engine.reading import quick_json
from afterword.engine.reading.nodes import Items, Scalar, Table
from afterword.engine.reading.plain_nodes import as_node
from afterword.engine.reading.quick_json import Doubt, parse_plain
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_time, written_zone
from afterword.engine.vocabulary import Field, FieldType, Kind
from afterword.tests.bulk.mangled import ODD_TIMES, ODD_VALUES, ODD_ZONES
from afterword.tests.bulk.test_quick_log import read_slowly, told
from afterword.tests.log.words import VOCABULARY

_MET = VOCABULARY.events["met"]
WORDS = VOCABULARY._replace(
    events={**VOCABULARY.events, "met": _MET._replace(fields={**_MET.fields, "cost": Field("cost", FieldType(Kind.DECIMAL))})}
)
HEAD: dict[str, Any] = {
    "candidate": "x",
    "timezone": "Europe/London",
    "applications": {"a1": {"employer": "Northwind", "timezone": "UTC"}, "a2": None},
    "meetings": {"m1": {"app": "a1", "planned": "2025-10-26T01:30"}},
    "people": {"p1": {"role": "interviewer", "app": "a1"}},
}
EVENTS: list[dict[str, Any]] = [
    {"id": "e1", "type": "added", "at": "2025-09-01T10:00", "app": "a3", "employer": "Linden", "title": None},
    {"id": "e2", "type": "met", "day": "2025-09-02", "app": "a1", "meeting": "m1", "round": 1, "people": ["p1", "p1"], "cost": 12},
    {
        "id": "e3",
        "type": "met",
        "at": "2025-09-03T10:00Z",
        "app": "a2",
        "meeting": "m2",
        "round": 2,
        "planned": "2025-09-05",
        "topics": ["a"],
    },
    {"id": "e4", "type": "sent", "at": "2025-09-04T10:00", "tz": "+02:00", "app": "a1", "meeting": "m1", "to": "p1", "channel": "email"},
    {
        "id": "e5",
        "type": "sent",
        "at": "2025-09-04T11:00",
        "source": "mail",
        "copy_of": "e4",
        "copies": ["e4", "e4"],
        "reply_by": "2025-09-09",
    },
    {"id": "e6", "type": "sent", "at": "2025-09-04T11:00", "app": "a1", "meeting": "m1", "polite": True, "copies": [], "note": "n"},
    {"id": "e7", "type": "searched", "at": "2025-09-04T11:00", "kind": "web", "count": 3, "zone": "America/New_York"},
    {"id": "e8", "type": "noted", "at": "2025-09-04T11:00", "person": "p1", "phone": "007"},
    {"id": "e9", "type": "retracted", "at": "2025-09-04T11:00", "event": "e6"},
]


def both(log: dict[str, Any]) -> tuple[object, object]:
    """What the two readers make of a log."""
    line = json.dumps(log).encode()
    quick = QuickReader(WORDS, ("r",)).read(line, Source("x.jsonl", ""), 1)
    slow = read_slowly(line, LogReader(WORDS, ("r",)))
    return quick and told(quick), slow and told(slow)


def test_every_kind() -> None:
    """Fields of all kinds come out equal, and at once."""
    quick, slow = both({**HEAD, "events": EVENTS})
    assert quick is not None
    assert quick == slow


def test_odd_values_everywhere() -> None:
    """Whatever is put in the place of any value: what the quick reader takes, the other takes likewise."""
    random = Random(1)
    odd = (*ODD_VALUES, *ODD_TIMES, *ODD_ZONES, "e4", "e9", "m1", ["m1"], ["e1", "e99"])
    taken = 0
    for event in EVENTS:
        for key in event:
            for value in random.sample(odd, 12):
                events = [{**one, key: value} if one is event else one for one in EVENTS]
                quick, slow = both({**HEAD, "events": events})
                taken += quick is not None
                assert quick in (None, slow), (event["id"], key, value)
    assert taken > 100


@pytest.mark.parametrize("change", [{"events": None}, {"people": None}, {"waivers": None}, {"meetings": {}}, {"$schema": "x"}])
def test_odd_heads(change: dict[str, Any]) -> None:
    """What is null was left out."""
    quick, slow = both({**HEAD, "events": [], **change})
    assert quick is not None
    assert quick == slow


@pytest.mark.parametrize("change", [{"events": {}}, {"events": [1]}, {"people": []}, {"people": {"p1": 1}}, {"people": {"p1": {}}}])
def test_wrong_heads(change: dict[str, Any]) -> None:
    """What is of another shape is left to the reader that explains."""
    assert both({**HEAD, "events": [], **change}) == (None, None)


def test_no_zone() -> None:
    """Without a zone, offsets count; local times are left to the reader that explains."""
    log = {"events": [{"id": "e1", "type": "searched", "at": "2025-09-03T10:00+02:00"}]}
    quick, slow = both(log)
    assert quick is not None
    assert quick == slow
    log["events"][0]["at"] = "2025-09-03T10:00"
    assert both(log) == (None, None)


def test_many_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """When too many shapes have come up, reading goes on in the usual way."""
    monkeypatch.setattr(quick_shapes, "MOST_SHAPES", 0)
    quick, slow = both({**HEAD, "events": EVENTS})
    assert quick is not None
    assert quick == slow


@pytest.mark.parametrize("zone", [None, "Europe/London", "America/New_York"])
def test_times(zone: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time is the same when it is met again, and when nothing more is remembered."""
    monkeypatch.setattr(quick_times, "_days", {})
    monkeypatch.setattr(quick_times, "_clocks", {})
    days = ("2025-03-30", "2025-10-26", "2025-01-31", "2200-12-31", "2025-02-29", "1970-01-01", "2025-1-1", "")
    clocks = ("T01:30", "T01:30:30.5", " 02:30", "T23:59Z", "t00:00-12:00", "T10:00+05:45", "T10:00+25:00", "T24:00", "")
    for most in (200_000, 200_000, 0):
        monkeypatch.setattr(quick_times, "_MOST", most)
        for text in (day + clock for day in days for clock in clocks):
            wanted = parse_time(text, zone)
            try:
                found = quick_time(text, zone)
            except Doubt:
                assert type(wanted).__name__ == "TimeProblem"
            else:
                assert found == (wanted, written_zone(text))


GOOD = ('{"a": [1, -2, 2.5, true, null, "x", {"b": ""}]}', '{"a": "\\n \\"b\\" \\u00e9"}', '{"é": "ü"}', " [ ] ", "{}")
BAD = ('{"a": 1, "a": 2}', '{"a": 1, "\\u0061": 2}', '{"a": "\\ud800"}', '{"a": "\x7f"}', '{"a": "\x80"}', "NaN", "[1,]", "{", "", '"\t"')


@pytest.fixture(params=[True, False], ids=["orjson", "json"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The parser with and without `orjson`."""
    if not request.param:
        monkeypatch.setitem(sys.modules, "orjson", None)
    monkeypatch.setattr(quick_json, "_parse", quick_json._choose_parser())


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", GOOD)
def test_plain_json(text: str) -> None:
    """JSON is read."""
    assert parse_plain(text.encode()) == json.loads(text)


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", BAD)
def test_doubtful_json(text: str) -> None:
    """What is none, or hides something, is refused, and so are bytes that are no text."""
    with pytest.raises(Doubt):
        parse_plain(text.encode())
    with pytest.raises(Doubt):
        parse_plain(b'{"a": "\xff"}')
    with pytest.raises(Doubt):
        parse_plain(b"[" * 100_000)


@pytest.mark.usefixtures("parser")
def test_logs_without_orjson() -> None:
    """Both parsers give the same logs."""
    quick, slow = both({**HEAD, "events": EVENTS})
    assert quick is not None
    assert quick == slow


def test_nodes() -> None:
    """Plain values become the nodes that they were written as; numbers may have been written in many ways."""
    node = as_node({"a": ["x", None]})
    assert isinstance(node, Table)
    listed = node.get("a")
    assert isinstance(listed, Items)
    assert [isinstance(one, Scalar) and (one.text, one.quoted) for one in listed.nodes] == [("x", True), ("null", False)]
    with pytest.raises(Doubt):
        as_node([1])


def test_rows_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings are the same bytes, whatever writes them."""
    from afterword.reports import finding_rows

    rows: list[dict[str, Any]] = [{"a": 'é "x" \\ \n\u2028', "b": None, "c": [True, 1], "log": "bad\udcff"}, {"d": "plain"}]
    quick = finding_rows.render_lines(rows)
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert finding_rows.render_lines(rows) == quick
