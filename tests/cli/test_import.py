"""`afterword import`: files in, logs out, or every mistake."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands

CSV = "case,activity,time,cost\n7,paid,2025-09-09T11:00Z,5\n8,sent,2025-09-09T12:00Z,\n"
XES = """<log><classifier name="Two" keys="concept:name cost"/><trace><string key="concept:name" value="7"/><event>
<string key="concept:name" value="paid"/><date key="time:timestamp" value="2025-09-09T11:00:00Z"/>
<int key="cost" value="5"/></event></trace></log>"""
JSONL = '{"nr": 7, "act": "paid", "ts": 1757415600}\n'
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART:20250909T100000Z
DTEND:20250909T110000Z
SUMMARY:Interview with Northwind
ATTENDEE;CN=Sam:mailto:sam@example.com
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART:20250910T100000Z
SUMMARY:Dentist
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20250910T100000Z
SUMMARY:Interview with Contoso
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current folder, with a file of each kind."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("log.csv", CSV), ("log.xes", XES), ("log.jsonl", JSONL), ("cal.ics", ICS)):
        Path(name).write_text(text, encoding="utf-8")
    Path("log.csv.gz").write_bytes(gzip.compress(CSV.encode()))


def run(*args: str, stdin: str | bytes = "") -> Result:
    """Type a command."""
    return CliRunner().invoke(commands, ["import", *args], prog_name="afterword", input=stdin)


def candidates(text: str) -> list[str]:
    """Whose logs they are."""
    return [json.loads(line)["candidate"] for line in text.splitlines()]


def test_csv() -> None:
    """Logs go to standard output, and what was read is told on the other one."""
    result = run("csv", "log.csv")
    assert result.exit_code == 0
    assert candidates(result.stdout) == ["7", "8"]
    assert result.stderr == "log.csv: case 'case', type 'activity', time 'time'\n2 logs with 2 events of 2 types; fields: cost\n"
    assert run("csv", "log.csv.gz").stdout == result.stdout.replace("log.csv:", "log.csv.gz:")
    assert candidates(run("csv", "-", stdin=CSV).stdout) == ["7", "8"]
    assert candidates(run("csv", "-", stdin=gzip.compress(CSV.encode())).stdout) == ["7", "8"]


def test_options_of_csv() -> None:
    """Columns, forms of times, delimiters and encodings are named."""
    Path("odd.csv").write_bytes("nr\twas\twann\n7\tgrößer\t9.9.2025 11:00\n".encode("cp1252"))
    options = ["--case", "nr", "--activity", "was", "--timestamp", "wann", "--time-format", "%d.%m.%Y %H:%M", "--timezone", "Europe/Berlin"]
    result = run("csv", "odd.csv", *options, "--encoding", "cp1252", "--delimiter", "tab")
    assert json.loads(result.stdout) == {
        "candidate": "7",
        "timezone": "Europe/Berlin",
        "events": [{"id": "e1", "type": "größer", "at": "2025-09-09T11:00:00", "source": "odd.csv:2"}],
    }
    assert "'::' is not one character" in run("csv", "log.csv", "--delimiter", "::").stderr
    assert "'utf8000' is no encoding" in run("csv", "log.csv", "--encoding", "utf8000").stderr


def test_jsonl_and_xes() -> None:
    """Other forms are read alike."""
    assert json.loads(run("jsonl", "log.jsonl", "--case", "nr").stdout)["events"][0]["at"] == "2025-09-09T11:00:00Z"
    assert json.loads(run("xes", "log.xes").stdout)["events"][0]["cost"] == 5
    assert json.loads(run("xes", "log.xes", "--classifier", "Two").stdout)["events"][0]["type"] == "paid|5"


def test_into_a_file() -> None:
    """A file is written whole, and validates with the pack that is written beside it."""
    result = run("csv", "log.csv", "-o", "logs.jsonl", "--pack-out", "shop.yaml")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "Their words are in shop.yaml" in result.stderr
    checked = CliRunner().invoke(commands, ["validate", "logs.jsonl", "--pack", "shop.yaml"])
    assert checked.exit_code == 0
    assert run("csv", "log.csv", "-o", "again.jsonl", "--pack", "shop.yaml").exit_code == 0
    assert Path("again.jsonl").read_bytes() == Path("logs.jsonl").read_bytes()
    assert sorted(path.name for path in Path().iterdir() if "log" not in path.name) == ["again.jsonl", "cal.ics", "shop.yaml"]


def test_a_pack_is_never_overwritten() -> None:
    """Somebody may have written rules into it."""
    Path("shop.yaml").write_text("mine", encoding="utf-8")
    result = run("csv", "log.csv", "--pack-out", "shop.yaml")
    assert result.exit_code == 2
    assert "shop.yaml is there already" in result.stderr
    assert result.stdout == ""
    assert Path("shop.yaml").read_text(encoding="utf-8") == "mine"


def test_what_is_read_is_never_overwritten() -> None:
    """Not by any name that it goes by: nothing else may hold what was in it."""
    Path("again.csv").symlink_to("log.csv")
    calls = [
        ("csv", "log.csv"),
        ("csv", "again.csv"),
        ("jsonl", "log.jsonl"),
        ("xes", "log.xes"),
        ("ics", "cal.ics", "--type=search_paused"),
    ]
    for kind, file, *rest in calls:
        before = Path(file).read_bytes()
        result = run(kind, "none", file, *rest, "-o", str(Path("log.csv" if kind == "csv" else file).resolve()))
        assert result.exit_code == 2
        assert "is what is to be read, and is left as it is" in result.stderr
        assert Path(file).read_bytes() == before


def test_several_logs_are_lines() -> None:
    """They go under no name by which a file holds one log; one log may."""
    Path("two.csv").write_text("case,activity,time\n7,paid,2025-09-09T11:00Z\n8,paid,2025-09-09T11:00Z\n", encoding="utf-8")
    for name in ("logs.yaml", "logs.yml", "logs.json"):
        result = run("csv", "two.csv", "-o", name)
        assert result.exit_code == 2
        assert f"2 logs are as many lines of JSON, and {name} would be read as one" in result.stderr
        assert not Path(name).exists()
    Path("one.csv").write_text("case,activity,time\n7,paid,2025-09-09T11:00Z\n", encoding="utf-8")
    assert run("csv", "one.csv", "-o", "log.json").exit_code == 0
    assert json.loads(Path("log.json").read_text(encoding="utf-8"))["candidate"] == "7"


def test_mistakes_write_nothing() -> None:
    """All mistakes of all files are listed; what stood in a file before stays."""
    Path("bad.csv").write_text("case,activity,time\n7,paid,soon\n7,paid,2025-09-09T11:00Z\n8,,2025-09-09T11:00Z\n", encoding="utf-8")
    Path("logs.jsonl").write_text("before", encoding="utf-8")
    result = run("csv", "log.csv", "bad.csv", "-o", "logs.jsonl", "--pack-out", "new.yaml")
    assert result.exit_code == 2
    assert "bad.csv:2:8: time-format" in result.stderr
    assert "bad.csv:4:3: missing-field" in result.stderr
    assert "2 mistakes to mend; nothing was written.\nTo learn more: afterword rules explain time-format missing-field\n" in result.stderr
    assert Path("logs.jsonl").read_text(encoding="utf-8") == "before"
    assert not Path("new.yaml").exists()
    assert not list(Path().glob(".*"))
    result = run("csv", "bad.csv", "--skip-bad")
    assert result.exit_code == 0
    assert "2 rows left out." in result.stderr
    assert candidates(result.stdout) == ["7"]


def test_many_mistakes_are_counted() -> None:
    """A hundred are enough to see what is wrong."""
    Path("bad.csv").write_text("case,activity,time\n" + "7,paid,2025-09-09T11:00\n" * 150, encoding="utf-8")
    result = run("csv", "bad.csv")
    assert "1 mistake, and 99 more to mend; nothing was written." in result.stderr


def test_columns_are_no_rows() -> None:
    """What is wrong with the whole file is not mended by leaving rows out."""
    result = run("csv", "log.csv", "--skip-bad", "--case", "nr")
    assert result.exit_code == 2
    assert "unknown-column: there is no column `nr`" in result.stderr


def test_a_pack_has_a_say() -> None:
    """What a pack does not take is told at the row that it came from."""
    Path("shop.yaml").write_text(
        'pack: {id: shop, version: "1", title: Shop}\nvocabulary:\n  events:\n    paid: {fields: {cost: boolean}}\nrules: []\n',
        encoding="utf-8",
    )
    result = run("csv", "log.csv", "--pack", "shop.yaml")
    assert result.exit_code == 2
    assert "log.csv:2:26: wrong-type" in result.stderr
    assert (
        "log.csv:3:3: unknown-event-type: there is no type of event `sent`\n  3 | 8,sent,2025-09-09T12:00Z,\n    |   ^^^^" in result.stderr
    )
    result = run("csv", "-", "--pack", "shop.yaml", stdin=CSV)
    assert "<stdin>:3:1: unknown-event-type" in result.stderr
    result = run("csv", "-", "--pack", "shop.yaml", stdin="case,activity,time,case:x\n7,paid,2025-09-09T11:00Z,1\n")
    assert "<stdin>:1:1: unknown-key: a log has no part `cases`" in result.stderr


def test_files_that_are_not_there() -> None:
    """Every one is told, with what else is wrong with the call."""
    result = run("csv", "none.csv", "log.csv", "never.csv", "--timezone", "Here")
    assert result.exit_code == 2
    assert "none.csv:1:1: file-not-found" in result.stderr
    assert "never.csv:1:1: file-not-found" in result.stderr
    assert "--timezone:1:1: unknown-zone" in result.stderr


def test_places_that_cannot_be_written() -> None:
    """A folder that is not there is a mistake of the call."""
    result = run("csv", "log.csv", "-o", "no/logs.jsonl")
    assert result.exit_code == 2
    assert "no/logs.jsonl cannot be written (no such file or directory)" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="there is no such file")  # noqa: PTH110 - as short
def test_what_is_no_regular_file_stays() -> None:
    """`/dev/null` is written to, and not replaced."""
    assert run("csv", "log.csv", "-o", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize(("file", "command"), [("log.xes", "xes"), ("log.csv.gz", "csv"), ("cal.ics", "ics"), ("log.jsonl", "jsonl")])
def test_a_file_without_a_command(file: str, command: str) -> None:
    """The ending of a file says what was probably meant."""
    assert f"Perhaps `afterword import {command} {file}`." in run(file).stderr


def test_ics() -> None:
    """A calendar becomes a log, in JSON or, to go on by hand, in YAML."""
    words = ["--map", "interview with (?P<app>.*)=>interview_completed", "--field", "interviewers=attendees"]
    result = run("ics", "cal.ics", *words)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["applications"] == {"northwind": {"employer": "Northwind"}}
    assert result.stderr == (
        "1 event of 1 entry\n1 left out that are called off, or that you declined\nleft out, as no --map fits: 'Dentist'\n"
    )
    assert run("ics", "cal.ics", *words, "-o", "jane.yaml", "--candidate", "Jane").exit_code == 0
    head = "candidate: Jane\npeople:\n  sam: {name: Sam}\napplications:\n  northwind: {employer: Northwind}\nevents:\n  - {id: "
    assert Path("jane.yaml").read_text(encoding="utf-8").startswith(head)
    assert CliRunner().invoke(commands, ["validate", "jane.yaml"]).exit_code == 0


def test_a_log_written_on_by_hand_is_kept() -> None:
    """Who imports the calendar again loses nothing of what was written into the log since; lines of JSON are made anew."""
    words = ["--map", "interview with (?P<app>.*)=>interview_completed"]
    for name, code in (("jane.yaml", 2), ("jane.yml", 2), ("jane.json", 0)):
        Path(name).write_text("# mine", encoding="utf-8")
        result = run("ics", "cal.ics", *words, "-o", name)
        assert result.exit_code == code
        assert (f"{name} is there already" in result.stderr) is (code == 2)
        assert (Path(name).read_text(encoding="utf-8") == "# mine") is (code == 2)


def test_mistakes_of_ics() -> None:
    """Somebody has to say what entries are; a type that is none, or an entry that does not fit, is told."""
    assert "Say what your entries are" in run("ics", "cal.ics").stderr
    assert "did you mean `search_paused`?" in run("ics", "cal.ics", "--type", "search_pause").stderr
    result = run("ics", "cal.ics", "none.ics", "--type", "search_paused")
    assert "none.ics:1:1: file-not-found" in result.stderr
    assert run("ics", "cal.ics", "--type", "search_paused").exit_code == 0
    Path("many.ics").write_text(
        "BEGIN:VCALENDAR\n"
        + "".join(f"BEGIN:VEVENT\nUID:{n}\nSUMMARY:S{n}\nDTSTART:20250909T100000Z\nEND:VEVENT\n" for n in range(7))
        + "END:VCALENDAR\n",
        encoding="utf-8",
    )
    assert "'S1', 'S2', 'S3', 'S4', 'S5' and 1 more" in run("ics", "many.ics", "--map", "S0=>search_paused").stderr


def test_as_a_process() -> None:
    """The same bytes whatever the terminal; a reader that has seen enough ends it quietly."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    Path("odd.csv").write_text("case,activity,time\nä,☃,2025-09-09T11:00Z\n", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "afterword", "import", "csv", "odd.csv"], capture_output=True, check=True, env=environment
    )
    assert '{"candidate": "ä", "events": [{"id": "e1", "type": "☃"'.encode() in result.stdout
