"""`afterword batch`, as its users call it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from afterword.cli import commands
from afterword.commands.batch import command, flow
from afterword.engine.bulk import cut_lines
from afterword.tests.bulk.shop import AS_OF, event_lines, log, write_logs, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> str:
    """The option that names the small pack."""
    return f"--pack={write_pack(tmp_path)}"


def batch(*args: str, stdin: str | None = None) -> Result:
    """Run the command here, in one process."""
    return CliRunner().invoke(command, [*args, AS_OF, "--jobs=1"], input=stdin, catch_exceptions=False)


def rows(path: Path | str) -> list[dict[str, Any]]:
    """The lines of a file."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def test_findings(tmp_path: Path, pack: str) -> None:
    """Each finding is a line, in the order of the logs, with the log and the line it begins in."""
    logs = write_logs(tmp_path / "logs.jsonl", 8)
    result = batch(logs, pack, "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 0
    found = rows(tmp_path / "out.jsonl")
    assert [(row["line"], row["candidate"], row["rule"], row["state"]) for row in found[:5]] == [
        (1, "c0", "ask", "open"),
        (2, "c1", "ship-soon", "late"),
        (2, "c1", "ask", "open"),
        (3, "c2", "ship-soon", "overdue"),
        (4, "c3", "ship-soon", "open"),
    ]
    assert {row["log"] for row in found} == {logs}
    assert found[1]["evidence"] == [{"event": "e1", "line": 2}, {"event": "e2", "line": 2}]
    assert "8 logs evaluated. Findings: 2 overdue, 2 warning, 6 advice." in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["logs.jsonl", "out.jsonl", "shop.yaml"]


def test_the_same_as_check(tmp_path: Path, pack: str) -> None:
    """Findings are those that `check` has, key by key."""
    logs = write_logs(tmp_path / "logs.jsonl", 4)
    reports = CliRunner().invoke(commands, ["check", logs, pack, AS_OF, "--format=json", "--engine=native"]).stdout.splitlines()
    wanted = [finding for report in reports for finding in json.loads(report)["findings"]]
    found = [json.loads(line) for line in batch(logs, pack).stdout.splitlines()]
    assert [{name: row[name] for name in row if name not in {"log", "line", "candidate"}} for row in found] == wanted


def test_counts(tmp_path: Path, pack: str) -> None:
    """The summary counts cases by rule and state; candidates have a row each."""
    logs = write_logs(tmp_path / "logs.jsonl", 5)
    each, summary = tmp_path / "each.csv", tmp_path / "summary.json"
    result = batch(logs, pack, "-o", str(tmp_path / "out.csv"), f"--candidates={each}", f"--summary={summary}")
    assert result.exit_code == 0
    assert json.loads(summary.read_text(encoding="utf-8")) == {
        "schema": 1,
        "logs": 5,
        "bad": 0,
        "findings": {"advice": 4, "warning": 1, "overdue": 1},
        "rules": {"ship-soon": {"open": 1, "overdue": 1, "late": 1, "done": 2}, "ask": {"open": 3}},
    }
    with each.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(row["candidate"], row["overdue"], row["done"]) for row in told[:3]] == [("c0", "0", "1"), ("c1", "0", "0"), ("c2", "1", "0")]
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["state"] for row in found] == ["open", "late", "open", "overdue", "open", "open"]
    assert found[1]["late_by"] == "P12D"
    assert found[1]["evidence"] == "e1; e2"
    assert found[1]["customer"] == ""
    assert found[1]["outside"] == "false"


def test_candidates_as_lines(tmp_path: Path, pack: str) -> None:
    """Rows of candidates may be JSON Lines."""
    batch(write_logs(tmp_path / "logs.jsonl", 2), pack, "-o", str(tmp_path / "out.jsonl"), f"--candidates={tmp_path / 'each.jsonl'}")
    assert [row["warning"] for row in rows(tmp_path / "each.jsonl")] == [0, 1]


def test_parquet(tmp_path: Path, pack: str) -> None:
    """A table with typed columns holds the same findings."""
    from pyarrow.parquet import read_table

    logs = write_logs(tmp_path / "logs.jsonl", 40)
    assert batch(logs, pack, "-o", str(tmp_path / "out.parquet")).exit_code == 0
    batch(logs, pack, "-o", str(tmp_path / "out.jsonl"))
    table = read_table(tmp_path / "out.parquet").to_pylist()
    wanted = rows(tmp_path / "out.jsonl")
    assert [(row["candidate"], row["rule"], row["message"]) for row in table] == [
        (row["candidate"], row["rule"], row["message"]) for row in wanted
    ]
    assert [row["evidence"] for row in table] == [[one["event"] for one in row["evidence"]] for row in wanted]
    assert [row["since"] and row["since"].isoformat() for row in table] == [row["since"] for row in wanted]
    assert not list(tmp_path.glob("*.part"))


def test_events_on_lines(tmp_path: Path, pack: str) -> None:
    """An event a line gives the same findings as a log a line; each event knows its own line."""
    lines = event_lines(9)
    (tmp_path / "events.jsonl").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    found = [json.loads(line) for line in batch(str(tmp_path / "events.jsonl"), pack).stdout.splitlines()]
    wanted = [json.loads(line) for line in batch(write_logs(tmp_path / "logs.jsonl", 9), pack).stdout.splitlines()]
    strip = {"log", "line", "evidence"}
    assert [{name: row[name] for name in row.keys() - strip} for row in found] == [
        {name: row[name] for name in row.keys() - strip} for row in wanted
    ]
    assert found[1]["line"] == 4
    assert found[1]["evidence"] == [{"event": "e1", "line": 5}, {"event": "e2", "line": 6}]


def test_standard_input(pack: str) -> None:
    """Logs come through a pipe, findings go through one."""
    result = batch("-", pack, "--format=csv", stdin="\n\n" + json.dumps(log(2)) + "\n")
    lines = result.stdout.splitlines()
    assert lines[0].startswith("log,line,candidate,rule,")
    assert lines[1].startswith("<stdin>,3,c2,ship-soon,")


def test_folders(tmp_path: Path, pack: str) -> None:
    """All logs of a folder and of those in it, by name; other files are passed over."""
    folder = tmp_path / "logs"
    (folder / "b").mkdir(parents=True)
    (folder / "a.json").write_text(json.dumps(log(2)), encoding="utf-8")
    (folder / "c.yaml").write_text("candidate: z\nevents:\n  - {id: e1, type: paid, at: 2025-01-01T10:00Z}\n", encoding="utf-8")
    (folder / ".hidden.json").write_text("{", encoding="utf-8")
    (folder / "README.txt").write_text("no log", encoding="utf-8")
    write_logs(folder / "b" / "d.jsonl", 3)
    found = [json.loads(line) for line in batch(str(folder), pack).stdout.splitlines()]
    assert [(Path(row["log"]).name, row["line"], row["candidate"]) for row in found if row["state"] == "overdue"] == [
        ("a.json", None, "c2"),
        ("c.yaml", None, "z"),
        ("d.jsonl", 3, "c2"),
    ]


def test_bad_logs(tmp_path: Path, pack: str) -> None:
    """A bad log is shown where it stands and counted, the rest goes on, and the exit code is as asked."""
    lines = [json.dumps(log(2)), json.dumps(log(1)).replace("shipped", "shiped"), "{", "", json.dumps(log(2)), '{"a": "\udcff"}']
    (tmp_path / "logs.jsonl").write_text("\n".join(lines), encoding="utf-8", errors="surrogateescape")
    result = batch(str(tmp_path / "logs.jsonl"), pack, "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 2
    assert "logs.jsonl:2:160: unknown-event-type: there is no type of event `shiped`" in result.stderr
    assert "did you mean `shipped`?" in result.stderr
    assert "logs.jsonl:3:1: unclosed-bracket" in result.stderr
    assert "logs.jsonl:6:8: wrong-encoding" in result.stderr
    assert "2 logs evaluated; 3 could not be read." in result.stderr
    assert "afterword rules explain unknown-event-type unclosed-bracket wrong-encoding" in result.stderr
    assert [row["line"] for row in rows(tmp_path / "out.jsonl")] == [1, 5]
    assert batch(str(tmp_path / "logs.jsonl"), pack, "--on-bad=1").exit_code == 1


def test_many_bad_logs(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first are listed, all are counted."""
    monkeypatch.setattr(flow, "_LISTED", 3)
    (tmp_path / "logs.jsonl").write_text("{\n" * 10, encoding="utf-8")
    result = batch(str(tmp_path / "logs.jsonl"), pack)
    assert result.stderr.count("unclosed-bracket:") == 3
    assert "and 7 more bad logs" in result.stderr
    assert "0 logs evaluated; 10 could not be read." in result.stderr


def test_a_bad_event_spoils_its_case_alone(tmp_path: Path, pack: str) -> None:
    """A line that cannot be read belongs to the case it stands in: without it, the verdict would be wrong."""
    lines = event_lines(6)
    lines.insert(3, '{"candidate": "c1", "id": "e9"')
    (tmp_path / "events.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = batch(str(tmp_path / "events.jsonl"), pack)
    assert "events.jsonl:4:1: unclosed-bracket" in result.stderr
    assert "5 logs evaluated; 1 could not be read." in result.stderr


def test_exit_codes(tmp_path: Path, pack: str) -> None:
    """Findings count where they are asked to."""
    logs = write_logs(tmp_path / "logs.jsonl", 4)
    assert [batch(logs, pack, f"--fail-on={level}").exit_code for level in ("never", "overdue", "advice")] == [0, 1, 1]
    assert batch(write_logs(tmp_path / "one.jsonl", 1), pack, "--fail-on=overdue").exit_code == 0


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--resume"], "--resume needs --output"),
        (["--candidates=x.csv"], "--candidates needs --output"),
        (["--format=parquet"], "Parquet needs --output"),
        (["-o", "x.jsonl", "--candidates=x.parquet"], "--candidates writes .jsonl or .csv"),
        (["--timezone=Europe/Lodnon"], "unknown-zone"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, pack: str, args: list[str], told: str) -> None:
    """Such calls end before anything is read or written."""
    result = batch(write_logs(tmp_path / "logs.jsonl", 1), pack, *args)
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_folder_that_is_not_there(tmp_path: Path, pack: str) -> None:
    """A file that cannot be written is told before anything is evaluated."""
    result = batch(write_logs(tmp_path / "logs.jsonl", 1), pack, "-o", str(tmp_path / "no" / "out.jsonl"))
    assert result.exit_code == 1
    assert "cannot be written (no such file or directory)" in result.stderr


@pytest.mark.parametrize("option", ["--output", "--candidates", "--summary"])
def test_sources_are_not_overwritten(tmp_path: Path, pack: str, option: str) -> None:
    """What was named to be read stays as it is, under any of its names."""
    logs = write_logs(tmp_path / "logs.jsonl", 3)
    before = Path(logs).read_bytes()
    result = batch(logs, pack, "-o", str(tmp_path / "out.jsonl"), option, str(tmp_path / "." / "logs.jsonl"))
    assert result.exit_code == 2
    assert "logs.jsonl is what is to be read" in result.stderr
    assert Path(logs).read_bytes() == before
    assert not (tmp_path / "out.jsonl").exists()


def test_what_a_run_writes_into_the_folder_that_it_reads(tmp_path: Path, pack: str) -> None:
    """The findings of last night are no logs of tonight."""
    folder = tmp_path / "logs"
    folder.mkdir()
    write_logs(folder / "a.jsonl", 3)
    made = folder / "out.jsonl", folder / "each.csv", folder / "summary.json"
    outputs = [f"{option}={path}" for option, path in zip(("--output", "--candidates", "--summary"), made, strict=True)]
    first = batch(str(folder), pack, *outputs)
    told = [path.read_bytes() for path in made]
    again = batch(str(folder), pack, *outputs)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert [path.read_bytes() for path in made] == told
    assert "3 logs evaluated" in again.stderr


def test_missing_sources(pack: str) -> None:
    """What is not there is told, all of it at once."""
    result = batch("no.jsonl", "nowhere", pack)
    assert result.exit_code == 2
    assert result.stderr.count("file-not-found:") == 2


def test_scattered_case(tmp_path: Path, pack: str) -> None:
    """A case that comes up again after others ends the run, and leaves nothing behind."""
    lines = event_lines(3)
    (tmp_path / "events.jsonl").write_text("\n".join([*lines, lines[1]]), encoding="utf-8")
    result = batch(str(tmp_path / "events.jsonl"), pack, "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 2
    assert f"events.jsonl:{len(lines) + 1}:1: scattered-case: `c0` comes up again" in result.stderr
    assert not list(tmp_path.glob("out*"))


def test_processes_agree(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes write what one writes."""
    monkeypatch.setattr(cut_lines, "CHUNK", 5_000)
    logs = write_logs(tmp_path / "logs.jsonl", 200)
    args = [logs, pack, AS_OF]
    assert CliRunner().invoke(command, [*args, "--jobs=1", "-o", str(tmp_path / "a.jsonl")]).exit_code == 0
    assert CliRunner().invoke(command, [*args, "--jobs=2", "-o", str(tmp_path / "b.jsonl")]).exit_code == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
