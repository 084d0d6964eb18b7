"""Runs of `afterword batch` that break off, and go on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from afterword.commands.batch import command, journal
from afterword.commands.batch.processes import Processes, ProcessLostError
from afterword.engine.bulk import cut_lines
from afterword.engine.bulk.model import Tally
from afterword.tests.bulk.shop import AS_OF, write_logs, write_pack


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


class _Stop(BaseException):
    """Something that ends a run."""


@contextmanager
def small_chunks() -> Iterator[pytest.MonkeyPatch]:
    """Cut what is run inside into chunks of a few logs, each noted in the journal at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_lines, "CHUNK", 3_000)
        patch.setattr(journal, "_BETWEEN", 0.0)
        yield patch


@contextmanager
def broken_off(after: int) -> Iterator[None]:
    """End the run that is inside when it has noted so many chunks, in the middle of the next one."""
    write = journal.Output.write
    note = journal.Journal.note

    def noting(self: journal.Journal, outputs: Sequence[Sequence[bytes]], tally: Tally) -> None:
        if self.chunks == after:
            write(self._outputs[0], outputs[0])
            raise _Stop
        note(self, outputs, tally)

    with small_chunks() as patch:
        patch.setattr(journal.Journal, "note", noting)
        with pytest.raises(_Stop):
            yield


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_resume(tmp_path: Path, pack: str, form: str) -> None:
    """A run that broke off goes on to the same bytes, counts too, whatever was written after the last word of the journal."""
    args = (write_logs(tmp_path / "logs.jsonl", 150), pack)
    whole, out, each = tmp_path / f"whole.{form}", tmp_path / f"out.{form}", tmp_path / "each.csv"
    with small_chunks():
        wanted = batch(*args, "-o", str(whole), f"--candidates={tmp_path / 'every.csv'}")
    with broken_off(4):
        batch(*args, "-o", str(out), f"--candidates={each}")
    assert not out.exists()
    with (tmp_path / f"out.{form}.part").open("ab") as file:
        file.write(b"half a li")
    with (tmp_path / f"out.{form}.journal").open("ab") as file:
        file.write(b'{"chunks": 9, "com')
    with small_chunks():
        result = batch(*args, "-o", str(out), f"--candidates={each}", "--resume")
    assert "going on after" in result.stderr
    assert result.stderr.splitlines()[-1] == wanted.stderr.splitlines()[-1]
    assert out.read_bytes() == whole.read_bytes()
    assert each.read_bytes() == (tmp_path / "every.csv").read_bytes()
    assert not [*tmp_path.glob("*.part"), *tmp_path.glob("*.journal")]


def test_resume_refuses_another_run(tmp_path: Path, pack: str) -> None:
    """What was evaluated with other rules, logs or options is not gone on with."""
    logs, out = write_logs(tmp_path / "logs.jsonl", 150), str(tmp_path / "out.jsonl")
    with broken_off(2):
        batch(logs, pack, "-o", out)
    result = CliRunner().invoke(command, [logs, pack, "-o", out, "--as-of=2025-03-02", "--resume"])
    assert result.exit_code == 1
    assert "as of changed since" in result.stderr
    write_logs(tmp_path / "logs.jsonl", 151)
    assert "sources changed since" in CliRunner().invoke(command, [logs, pack, "-o", out, AS_OF, "--resume"]).stderr
    (tmp_path / "out.jsonl.part").unlink()
    write_logs(tmp_path / "logs.jsonl", 150)
    assert batch(logs, pack, "-o", out).exit_code == 0


def test_resume_keeps_its_moment(tmp_path: Path, pack: str) -> None:
    """Without `--as-of` a run asks about now; one that goes on, about the moment at which it was begun."""
    logs, out = write_logs(tmp_path / "logs.jsonl", 150), str(tmp_path / "out.jsonl")
    with broken_off(2):
        CliRunner().invoke(command, [logs, pack, "-o", out, "--jobs=1"], catch_exceptions=False)
    first = json.loads((tmp_path / "out.jsonl.journal").read_bytes().splitlines()[0])["as_of"]
    with broken_off(3):
        CliRunner().invoke(command, [logs, pack, "-o", out, "--jobs=1", "--resume"], catch_exceptions=False)
    assert json.loads((tmp_path / "out.jsonl.journal").read_bytes().splitlines()[0])["as_of"] == first


def test_resume_needs_its_parts(tmp_path: Path, pack: str) -> None:
    """Where the part is gone, there is nothing to go on from."""
    logs, out = write_logs(tmp_path / "logs.jsonl", 150), str(tmp_path / "out.jsonl")
    with broken_off(2):
        batch(logs, pack, "-o", out)
    (tmp_path / "out.jsonl.part").write_bytes(b"")
    assert "is gone, or is not whole" in batch(logs, pack, "-o", out, "--resume").stderr


def test_resume_between_two_names(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ended while its files were given their names gives the rest theirs."""
    logs, out, each = write_logs(tmp_path / "logs.jsonl", 9), tmp_path / "out.jsonl", tmp_path / "each.csv"
    finish = journal.Output.finish

    def finishing(self: journal.Output) -> None:
        if self.target == out:
            raise _Stop
        finish(self)

    monkeypatch.setattr(journal.Output, "finish", finishing)
    with pytest.raises(_Stop):
        batch(logs, pack, "-o", str(out), f"--candidates={each}")
    monkeypatch.undo()
    assert each.exists()
    assert not out.exists()
    result = batch(logs, pack, "-o", str(out), f"--candidates={each}", "--resume")
    assert "9 logs evaluated" in result.stderr
    assert len(rows(out)) == 11
    assert not list(tmp_path.glob("*.journal"))


def test_resume_without_a_journal(tmp_path: Path, pack: str) -> None:
    """Where nothing broke off, `--resume` begins at the beginning."""
    result = batch(write_logs(tmp_path / "logs.jsonl", 9), pack, "-o", str(tmp_path / "out.jsonl"), "--resume")
    assert result.exit_code == 0
    assert "9 logs evaluated" in result.stderr


def test_a_process_that_is_ended(tmp_path: Path, pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lacks memory loses a process, not what was done."""

    def broken(*_: object) -> None:
        raise ProcessLostError

    monkeypatch.setattr(Processes, "run", broken)
    result = batch(write_logs(tmp_path / "logs.jsonl", 9), pack, "-o", str(tmp_path / "out.jsonl"))
    assert result.exit_code == 1
    assert "a process was ended from outside" in result.stderr
    assert "with --resume goes on" in result.stderr
    assert (tmp_path / "out.jsonl.journal").exists()


EAGER = (
    "from afterword.engine.bulk import cut_lines; cut_lines.CHUNK = 30_000; "
    "from afterword.commands.batch import journal; journal._BETWEEN = 0.0; from afterword.cli import run; run()"
)
"""The program, noting each of many chunks: a quick machine is done before it would note one a second."""


def program(folder: Path, *args: str) -> subprocess.Popen[bytes]:
    """Start the program, in two processes."""
    call = [sys.executable, "-c", EAGER, "batch", *args, AS_OF, "--jobs=2"]
    return subprocess.Popen(call, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


def wait_for_journal(path: Path, process: subprocess.Popen[bytes]) -> None:
    """Until the journal tells of a chunk."""
    for _ in range(6000):
        if path.exists() and len(lines := path.read_bytes().splitlines(keepends=True)) > 2 and lines[-1].endswith(b"\n"):
            return
        assert process.poll() is None, "it was too quick"
        time.sleep(0.005)
    pytest.fail("nothing was noted")


@pytest.mark.skipif(os.name == "nt", reason="there are no such signals")
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT])
def test_killed(tmp_path: Path, pack: str, sign: signal.Signals) -> None:
    """Killed in mid-run, nothing is there under the name; with `--resume`, the same bytes come as if nothing had happened."""
    write_logs(tmp_path / "logs.jsonl", 20_000)
    process = program(tmp_path, "logs.jsonl", pack, "-o", "out.jsonl")
    wait_for_journal(tmp_path / "out.jsonl.journal", process)
    process.send_signal(sign)
    told = process.communicate()[1].decode()
    assert not (tmp_path / "out.jsonl").exists()
    if sign is signal.SIGINT:
        assert process.returncode == 130
        assert "the same command with --resume goes on" in told
        assert "Traceback" not in told
    again = program(tmp_path, "logs.jsonl", pack, "-o", "out.jsonl", "--resume")
    told = again.communicate()[1].decode()
    assert again.returncode == 0
    assert "going on after" in told
    if sign is signal.SIGKILL:
        whole = program(tmp_path, "logs.jsonl", pack, "-o", "whole.jsonl")
        assert whole.communicate()[1].decode().splitlines()[-1] == told.splitlines()[-1]
        assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
