"""Whatever is written as CSV, JSON Lines or XES comes out as the same logs, which the pack that is made for them can read."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from afterword.engine.times.zones import EPOCH
from afterword.tests.foreign.imports import Found, events, import_text, read_logs, write_csv, write_xes

Cells: TypeAlias = dict[str, str]
Traces: TypeAlias = dict[str, list[Cells]]

CASE, TYPE, TIME = "case:concept:name", "concept:name", "time:timestamp"
FIELDS = ("org:resource", "Amount", "note", "1st", "Größe")
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")) | st.sampled_from(
    "\n\t,;\"'<>&|$:{}[]#\x7f\x85\x9f\u2028\ufeff"
)
NAMES = st.text(LETTERS, min_size=1, max_size=8)
TIMES = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat)  # noqa: DTZ001
VALUES = st.one_of(
    st.text(LETTERS, max_size=8),
    st.integers(-(10**18), 10**18).map(str),
    st.sampled_from(
        ["true", "False", "TRUE", "no", "1.0", "-0", "00", "1e3", "0.25", "2025-09-09", "2025-09-09T11:00Z", "2025-02-30", "~"]
    ),
    TIMES,
)
EVENTS = st.builds(
    lambda type_, time, cells: {TYPE: type_, TIME: time, **cells},
    NAMES.filter(lambda name: name.strip("|") not in {"", "any"}),
    TIMES,
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=3),
)
TRACES = st.dictionaries(NAMES, st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=4)


def told(found: Found) -> dict[str, list[dict[str, object]]]:
    """The events of each case, without what depends on the file that they stood in."""
    assert not found.mistakes, found.mistakes
    return {case: events(found, case) for case in found.logs}


@given(TRACES, st.randoms(use_true_random=False))
def test_three_forms_one_meaning(traces: Traces, chance: object) -> None:
    """The rows of a case may stand anywhere, in their order; how they were written does not show."""
    waiting = {name: list(rows) for name, rows in traces.items()}
    rows = []
    while any(waiting.values()):
        name = chance.choice([name for name, left in waiting.items() if left])  # type: ignore[attr-defined]
        rows.append({CASE: name, **waiting[name].pop(0)})
    from_csv = import_text("csv", write_csv(rows, (CASE, TYPE, TIME, *FIELDS)))
    from_json = import_text("jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    from_xes = import_text("xes", write_xes(traces))
    assert told(from_csv) == told(from_json) == told(from_xes)
    for found in (from_csv, from_json, from_xes):
        logs = read_logs(found)
        assert sum(len(log.events) for log in logs) == len(rows)
        for log in logs:
            wanted = traces[log.candidate or ""]
            assert [event.type for event in log.events] == [row[TYPE] for row in wanted]
            moments = [(datetime.fromisoformat(row[TIME]) - EPOCH).total_seconds() for row in wanted]
            assert [event.when.lo / 1_000_000 for event in log.events] == moments


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_values_stay_what_they_are(values: list[str]) -> None:
    """A field of texts holds them letter by letter; only truth is spelled in one way."""
    rows = [{CASE: "1", TYPE: "a", TIME: "2025-09-09T11:00Z", "said": value} for value in (*values, "a word")]
    found = import_text("csv", write_csv(rows, (CASE, TYPE, TIME, "said")))
    spelled = dict.fromkeys(("False", "FALSE"), "false") | dict.fromkeys(("True", "TRUE"), "true")
    assert [event.fields.get("said") for event in read_logs(found)[0].events] == [
        spelled.get(value, value) or None for value in (*values, "a word")
    ]


ODD = st.text(LETTERS | st.sampled_from("\r\0\x85\u2028"), max_size=60).map(str.encode) | st.binary(max_size=60)
BEGINNINGS = {
    "csv": (b"", b"case,activity,time\n", b'case,activity,time,x\n1,a,2025-09-09T11:00Z,"'),
    "jsonl": (b"", b'{"case": 1, "activity": "a", "time": "2025-09-09T11:00Z", "x": '),
    "xes": (b"", b'<log><trace><string key="concept:name" value="1"/>', b'<log><trace><event><string key="concept:name" value="'),
}


@given(st.sampled_from([(form, begin) for form, begins in BEGINNINGS.items() for begin in begins]), ODD)
def test_any_text_is_read_or_refused(begun: tuple[str, bytes], rest: bytes) -> None:
    """No text, however wrong, makes an import break; what comes out of it can be read."""
    form, begin = begun
    found = import_text(form, begin + rest)
    assert found.mistakes or not found.logs or read_logs(found)
