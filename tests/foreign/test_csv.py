"""CSV files of many kinds."""

from __future__ import annotations

import pytest

from afterword.tests.foreign.imports import events, import_text, read_logs


def test_a_usual_file() -> None:
    """Columns are found by their names, further ones become fields, and empty cells say nothing."""
    found = import_text(
        "csv", "Case ID,Activity,Complete Timestamp,Resource,Cost (EUR)\n7,paid,2025-09-09T11:00Z,Ann,\n7,sent,2025-09-10T11:00Z,,5\n"
    )
    assert found.logs == {
        "7": {
            "candidate": "7",
            "events": [
                {"id": "e1", "type": "paid", "at": "2025-09-09T11:00Z", "resource": "Ann", "source": "input-1.csv:2"},
                {"id": "e2", "type": "sent", "at": "2025-09-10T11:00Z", "cost_eur": 5, "source": "input-1.csv:3"},
            ],
        }
    }
    columns = found.columns["input-1.csv"]
    assert (columns.case, columns.activity, columns.timestamp) == ("Case ID", ("Activity",), "Complete Timestamp")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_show(delimiter: str) -> None:
    """The first line shows what stands between cells."""
    text = "case,activity,time\n1,a,2025-09-09T11:00Z\n".replace(",", delimiter)
    assert events(import_text("csv", text)) == [{"type": "a", "at": "2025-09-09T11:00Z"}]


def test_a_delimiter_that_is_named() -> None:
    """Any other one is named."""
    assert events(import_text("csv", "case~activity~time\n1~a~2025-09-09T11:00Z\n", delimiter="~")) == [
        {"type": "a", "at": "2025-09-09T11:00Z"}
    ]


@pytest.mark.parametrize(
    ("encoding", "codec"), [("utf-8", "utf-8"), ("cp1252", "cp1252"), ("utf-16-le", "utf-16-le"), ("iso8859-1", "latin-1")]
)
def test_encodings(encoding: str, codec: str) -> None:
    """Letters come out as they were meant."""
    found = import_text("csv", "case,activity,time\n1,größer,2025-09-09T11:00Z\n".encode(codec), encoding=encoding)
    assert events(found) == [{"type": "größer", "at": "2025-09-09T11:00Z"}]


@pytest.mark.parametrize(
    ("data", "encoding", "place"),
    [
        ("case,activity,time\n1,größer,2025-09-09T11:00Z\n".encode("cp1252"), "utf-8", (2, 3)),
        ("cäse,activity,time\n".encode("cp1252"), "utf-8", (1, 1)),
        (b"case,activity,time\n1,\xe9,soon\n\xff,x,2025-09-09T11:00Z\n", "utf-8", (2, 5)),
        ("case,activity,time\n1,a".encode("utf-16-le") + b"\x00\xd8", "utf-16-le", (2, 1)),
        ("case,activity".encode("utf-16-le") + b"\x00\xd8", "utf-16-le", (1, 1)),
    ],
)
def test_wrong_encodings(data: bytes, encoding: str, place: tuple[int, int]) -> None:
    """Letters that are none are told, with their cell."""
    found = import_text("csv", data, encoding=encoding)
    assert "wrong-encoding" in found.codes
    first = found.mistakes[0].span
    assert (first.line, first.column) == place
    assert not found.logs


def test_cells_over_several_lines() -> None:
    """A quoted cell may go on in the next line; lines are counted as an editor counts them."""
    text = 'case,activity,time,note\n1,a,2025-09-09T11:00Z,"one\ntwo, three"\n1,b,soon,x\n1,c,"soon\n",x\n2,"c\nd",soon,x\n'
    found = import_text("csv", text)
    assert [(one.span.line, one.span.column) for one in found.mistakes] == [(4, 5), (5, 5), (8, 4)]
    assert events(found) == [{"type": "a", "at": "2025-09-09T11:00Z", "note_2": "one\ntwo, three"}]


def test_names() -> None:
    """Fields have names that rules can write; columns without a name are numbered, and none takes the place of another."""
    head = "case,activity,time,,Org:Resource,org resource,id,1st,%,Größe\n"
    found = import_text("csv", head + "1,a,2025-09-09T11:00Z,1,2,3,4,5,6,7\n")
    assert events(found) == [
        {
            "type": "a",
            "at": "2025-09-09T11:00Z",
            "column_4": 1,
            "org_resource": 2,
            "org_resource_2": 3,
            "id_2": 4,
            "_1st": 5,
            "field": 6,
            "grosse": 7,
        }
    ]
    assert found.logs["1"]["events"][0]["id"] == "e1"
    assert read_logs(found)


def test_several_types_of_columns() -> None:
    """The type may be made of several columns; columns may be kept, or left out."""
    text = "case,activity,lifecycle:transition,time,cost,who\n1,a,START,2025-09-09T11:00Z,1,x\n1,a,complete,2025-09-09T12:00Z,2,x\n"
    found = import_text("csv", text, activity=("activity", "lifecycle:transition"), keep=("cost",))
    assert [event["type"] for event in events(found)] == ["a|START", "a|complete"]
    assert [sorted(event) for event in events(found)] == [["at", "cost", "type"]] * 2
    found = import_text("csv", text, lifecycle=("Complete",), drop=("who", "lifecycle:transition"))
    assert events(found) == [{"type": "a", "at": "2025-09-09T12:00Z", "cost": 2}]


def test_what_is_known_of_cases() -> None:
    """Columns that begin with `case:` describe the case, and stand above its events."""
    text = "case:id,activity,time,case:town\n1,a,2025-09-09T11:00Z,\n1,a,2025-09-09T11:00Z,Ulm\n2,a,2025-09-09T11:00Z,7\n"
    found = import_text("csv", text, case="case:id")
    assert found.logs["1"]["cases"] == {"1": {"town": "Ulm"}}
    assert found.logs["2"]["cases"] == {"2": {"town": 7}}
    logs = read_logs(found)
    assert [dict(log.records["case"][log.candidate or ""].fields) for log in logs] == [{"town": "Ulm"}, {"town": "7"}]


def test_several_files() -> None:
    """A case may go on in another file, whose columns may be others."""
    found = import_text(
        "csv", "case,activity,time\n1,a,2025-09-09T11:00Z\n", "time;act;case id\n2025-09-10T11:00Z;b;1\n2025-09-10T11:00Z;c;2\n"
    )
    assert [event["type"] for event in events(found)] == ["a", "b"]
    assert [event["source"] for event in found.logs["1"]["events"]] == ["input-1.csv:2", "input-2.csv:2"]
    assert list(found.logs) == ["1", "2"]


def test_a_zone_for_all() -> None:
    """Local times are local to the zone that is named, which the log then has."""
    found = import_text("csv", "case,activity,time\n1,a,2025-09-09 11:00\n1,b,2025-09-10\n", zone="Europe/London")
    assert found.logs["1"]["timezone"] == "Europe/London"
    assert events(found) == [{"type": "a", "at": "2025-09-09T11:00"}, {"type": "b", "day": "2025-09-10"}]
    assert read_logs(found)[0].events[0].when.lo == 1_757_412_000_000_000


def test_bad_rows_may_be_left_out() -> None:
    """Where rows with mistakes are skipped, they are counted and the others kept; a case of bad rows alone is none."""
    rows = "".join(f"1,a,2025-09-09T11:00Z\n{number},a,soon\n" for number in range(2, 300))
    found = import_text("csv", "case,activity,time\n" + rows, skip_bad=True)
    assert len(found.mistakes) == 100
    assert found.harvest.bad.count == 298
    assert len(events(found)) == 298
    assert list(found.logs) == ["1"]
    assert not found.harvest.bad.fatal


def test_reading_stops_after_a_hundred_mistakes() -> None:
    """A file of mistakes alone was not meant to be read so."""
    found = import_text("csv", "case,activity,time\n" + "1,a,soon\n" * 1_000)
    assert len(found.mistakes) == found.harvest.bad.count == 100


def test_a_wide_row() -> None:
    """A quote that is never closed is told where it opens, however much it swallows."""
    found = import_text("csv", 'case,activity,time\n1,"' + "x" * 200_000 + "\n")
    assert [(one.code, one.span.line, one.span.column) for one in found.mistakes] == [("bad-row", 2, 3)]
    assert import_text("csv", 'case,"activity,time\n1,a,b\n').codes == ["bad-row"]
