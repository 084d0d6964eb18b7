"""XES files: what they may hold, and what they must not do."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedReader, RawIOBase

import pytest

from afterword.engine.foreign.bad_rows import BadRows
from afterword.engine.foreign.file_text import FileText, Stream
from afterword.engine.foreign.xes_log import XesLog
from afterword.tests.foreign.imports import events, import_text, read_logs, write_xes

HEAD = """
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<global scope="event"><string key="concept:name" value="__INVALID__"/><string key="cost" value="9"/></global>
<classifier name="Both" keys="concept:name lifecycle:transition"/>
<classifier name="Spaced" keys="'my name' concept:name"/>
<string key="creator" value="somebody"/>
"""
EVENT = {"concept:name": "a", "time:timestamp": "2025-09-09T11:00:00.000+02:00"}


def test_a_usual_file() -> None:
    """Attributes of events are their fields, those of a trace describe the case; the head of the file says nothing of either."""
    trace = (
        '<trace><string key="concept:name" value="7"/><int key="AMOUNT" value="20"/><event><string key="concept:name" value="a"/>'
        '<date key="time:timestamp" value="2025-09-09T11:00:00.000+02:00"/><boolean key="ok" value="true"/>'
        '<float key="cost:total" value="1.5"/><id key="identity:id" value="f81d4fae"/></event></trace>'
    )
    found = import_text("xes", f"<log>{HEAD}{trace}</log>")
    assert found.logs == {
        "7": {
            "candidate": "7",
            "cases": {"7": {"amount": 20}},
            "events": [
                {
                    "id": "e1",
                    "type": "a",
                    "at": "2025-09-09T11:00:00.000+02:00",
                    "ok": True,
                    "cost_total": 1.5,
                    "identity_id": "f81d4fae",
                    "source": "input-1.xes:7",
                }
            ],
        }
    }
    assert read_logs(found)


def test_attributes_in_attributes() -> None:
    """Attributes may stand in others, in lists and in containers; what comes several times is a list."""
    inside = (
        '<string key="who" value="Ann"><string key="team" value="red"/></string>'
        '<list key="tags"><values><string key="tag" value="x"/><string key="tag" value="y"/></values></list>'
        '<list key="empty"/><list key="old"><string key="one" value="1"/></list>'
        '<container key="box"><int key="size" value="3"/></container>'
        '<list key="drivers"><container key="d"><int key="cost" value="1"/></container>'
        '<container key="d"><int key="cost" value="2"/></container></list>'
        '<string key="again" value="1"/><string key="again" value="2"/><string key="nothing" value=""/>'
    )
    body = '<string key="concept:name" value="a"/><date key="time:timestamp" value="2025-09-09T11:00:00Z"/>'
    more = '<list key="owners"><string key="o" value="Bob"/></list>'
    found = import_text("xes", f'<log><trace><event>{body}{inside}</event><string key="concept:name" value="1"/>{more}</trace></log>')
    [event] = events(found)
    assert {key: value for key, value in event.items() if key not in {"type", "at"}} == {
        "who": "Ann",
        "who_team": "red",
        "tags": ["x", "y"],
        "old": [1],
        "box_size": 3,
        "drivers_d_cost": [1, 2],
        "again": [1, 2],
    }
    assert found.logs["1"]["cases"] == {"1": {"owners": ["Bob"]}}
    assert read_logs(found)


def test_floats() -> None:
    """Many tools write large numbers with a point and a power of ten; a code such as `1E3` stays one."""
    body = '<string key="concept:name" value="a"/><date key="time:timestamp" value="2025-09-09T11:00:00Z"/>'
    floats = "".join(f'<float key="f{number}" value="{value}"/>' for number, value in enumerate(("2.05E7", "1.5e-3", "0.5", "1E3", "NaN")))
    found = import_text("xes", f"<log><trace><event>{body}{floats}</event></trace></log>")
    kept = {"f0": 20_500_000, "f1": 0.0015, "f2": 0.5, "f3": "1E3", "f4": "NaN"}
    assert {name: value for name, value in events(found, "trace 1")[0].items() if name in kept} == kept
    assert read_logs(found)


def test_names_of_traces() -> None:
    """Any attribute may name the traces; one without a name is called by its number."""
    text = '<log><trace><int key="nr" value="5"/></trace><trace/><trace><list key="nr"><int key="x" value="1"/></list></trace></log>'
    assert list(import_text("xes", text, case="nr").logs) == ["5", "trace 2", "1"]
    assert list(import_text("xes", text).logs) == ["trace 1", "trace 2", "trace 3"]


def test_traces_without_events_stay() -> None:
    """A case in which nothing happened is a case."""
    found = import_text("xes", write_xes({"1": [], "2": [EVENT]}))
    assert [len(log["events"]) for log in found.logs.values()] == [0, 1]
    assert read_logs(found)


def test_classifiers() -> None:
    """A classifier of the file says which attributes make the type."""
    event = {**EVENT, "lifecycle:transition": "COMPLETE", "my name": "x"}
    text = write_xes({"1": [event]}, HEAD)
    assert events(import_text("xes", text, classifier="Both"))[0]["type"] == "a|COMPLETE"
    assert events(import_text("xes", text, classifier="Spaced"))[0]["type"] == "x|a"
    assert import_text("xes", text, classifier="both").mistakes[0].hint == "did you mean `Both`?"
    assert import_text("xes", write_xes({"1": [event]}), classifier="Both").codes == ["unknown-column"]


def test_prefixes() -> None:
    """Elements may carry a prefix."""
    text = write_xes({"1": [EVENT]}).replace("<log", "<x:log").replace("</log", "</x:log")
    for tag in ("trace", "event", "string", "date"):
        text = text.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    assert events(import_text("xes", text)) == [{"type": "a", "at": "2025-09-09T11:00:00.000+02:00"}]


def test_events_without_a_time() -> None:
    """They are told, or left out."""
    text = write_xes({"1": [EVENT, {"concept:name": "b"}, {"time:timestamp": "2025-09-09T11:00:00Z"}]})
    found = import_text("xes", text)
    assert found.codes == ["missing-field", "missing-field"]
    assert [one.span.line for one in found.mistakes] == [5, 6]
    assert len(events(import_text("xes", text, skip_bad=True))) == 1


def test_too_deep() -> None:
    """Attributes inside attributes inside attributes have an end."""
    text = "<log><trace><event>" + '<string key="a">' * 70
    found = import_text("xes", text)
    assert found.codes == ["bad-xml"]
    assert "more than 64 attributes" in found.mistakes[0].message


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa">]>',
        '<!DOCTYPE log SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE log [<!ENTITY % x SYSTEM "http://example.org/x"> %x;]>',
        "<!DOCTYPE log>",
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    """Nothing is expanded, and nothing outside the file is read."""
    found = import_text("xes", f'<?xml version="1.0"?>\n{doctype}\n<log><trace><string key="concept:name" value="&a;"/></trace></log>')
    assert found.codes == ["bad-xml"]
    assert "DOCTYPE" in found.mistakes[0].message


def test_what_was_read_before_a_mistake_is_no_log() -> None:
    """The mistake is told at its place, in a file whose beginning is sound."""
    text = write_xes({"1": [EVENT], "2": [EVENT]}).replace("</log>", "</lag>")
    found = import_text("xes", text)
    assert [(one.code, one.span.line) for one in found.mistakes] == [("bad-xml", 9)]


class Endless(RawIOBase):
    """A log of many traces that nobody holds."""

    def __init__(self, traces: int) -> None:
        super().__init__()
        self._left = self._parts(traces)
        self._rest = b""

    @staticmethod
    def _parts(traces: int) -> Iterator[bytes]:
        yield b"<log>"
        for number in range(traces):
            yield write_xes({str(number): [EVENT] * 20}).partition("\n")[2].partition("\n")[2].replace("</log>", "").encode()
        yield b"</log>"

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Give as much as there is room for."""
        while not self._rest and (part := next(self._left, None)) is not None:
            self._rest = part
        given = self._rest[: len(buffer)]
        buffer[: len(given)] = given
        self._rest = self._rest[len(given) :]
        return len(given)


def test_one_trace_at_a_time_is_held() -> None:
    """Reading ten times as many traces takes no more memory."""

    def peak(traces: int) -> int:
        log = XesLog(Stream(FileText("x", ""), BufferedReader(Endless(traces)), ExitStack()), BadRows(skipped=False))
        tracemalloc.start()
        try:
            assert sum(len(trace.events) for trace in log.traces()) == traces * 20
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)
    assert peak(1_000) < peak(100) * 1.5
