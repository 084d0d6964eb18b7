"""The program as a process: signals, pipes, bugs, bytes, completion."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from afterword.tests.cli.stand_in import LOG

AS_OF = "--as-of=2025-09-10T11:01"


def afterword(*args: str, folder: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command, with the evaluator of one rule."""
    return subprocess.run(
        [sys.executable, "-m", "afterword.tests.cli.stand_in", *args],
        cwd=folder,
        input=stdin.encode(),
        capture_output=True,
        check=False,
        env={**os.environ, "COLUMNS": "80", **environment},
    )


def test_findings(folder: Path) -> None:
    """The exit code says that there are findings; nothing but the report is printed."""
    result = afterword("check", "jane.yaml", AS_OF, folder=folder)
    assert result.returncode == 1
    assert result.stderr == b""
    assert b"1 overdue." in result.stdout


def test_module() -> None:
    """`python -m afterword` is the same program."""
    result = subprocess.run([sys.executable, "-m", "afterword", "--help"], capture_output=True, check=False, text=True)
    assert result.returncode == 0
    assert result.stdout.startswith("Usage: afterword ")


@pytest.mark.parametrize("group", [[], ["rules"], ["import"]])
def test_help_of_a_group(folder: Path, group: list[str]) -> None:
    """Commands are listed with whole sentences, none of them cut."""
    result = afterword(*group, "--help", folder=folder, COLUMNS="60")
    listed = result.stdout.decode().partition("Commands:\n")[2]
    assert result.returncode == 0
    assert "..." not in listed
    assert listed.count(".") >= 4


def test_a_misspelt_command(folder: Path) -> None:
    """The command that was meant is proposed; where none is near, nothing is."""
    for word, said in (("chekc", "'chekc'; did you mean `check`?\n"), ("zzz", "'zzz'.\n")):
        result = afterword(word, folder=folder)
        assert result.returncode == 2
        assert result.stderr.decode().endswith(f"Error: No such command {said}")


def test_no_arguments(folder: Path) -> None:
    """No file is a mistake in the call."""
    result = afterword("check", folder=folder)
    assert result.returncode == 2
    assert b"LOG" in result.stderr


def test_bad_input(folder: Path) -> None:
    """Mistakes go to standard error, with the exit code 2."""
    result = afterword("check", "-", folder=folder, stdin=LOG.replace("app: a1, interview: i1, i", "app: a9, interview: i1, i"))
    assert result.returncode == 2
    assert result.stdout == b""
    assert result.stderr.startswith(b"<stdin>:7:")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
def test_full_disk(folder: Path) -> None:
    """It is said, and is nobody's bug."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "afterword.tests.cli.stand_in", "check", "jane.yaml", AS_OF]
        result = subprocess.run(command, cwd=folder, stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith(b"afterword: the disk is full")


def test_same_bytes(folder: Path) -> None:
    """The order of hashes and the encoding of the terminal change no byte of the JSON."""
    stdin = LOG.replace("Jane Roe", "Zoë").replace("Ann Lee", '"\\u2603 Ånn"')
    runs = [
        afterword("check", "-", AS_OF, "--format=json", folder=folder, stdin=stdin, PYTHONHASHSEED=seed, PYTHONIOENCODING=encoding)
        for seed, encoding in (("0", "utf-8"), ("1", "ascii"), ("2", "cp1252"))
    ]
    assert len({run.stdout for run in runs}) == 1
    assert "☃ Ånn has had".encode() in runs[0].stdout


def test_terminal_without_the_letters(folder: Path) -> None:
    """Where the terminal cannot show a letter, a question mark stands for it."""
    result = afterword("check", "-", AS_OF, folder=folder, stdin=LOG.replace("Jane", "Zoë"), PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert result.stdout.startswith(b"Zo? Roe ")


def test_our_bug(folder: Path) -> None:
    """A bug of ours asks to be reported, and shows where it broke only when told to."""
    stdin = LOG.replace("Jane Roe", "Bug")
    result = afterword("check", "-", folder=folder, stdin=stdin)
    assert result.returncode == 3
    assert b"(KeyError: 'bug')" in result.stderr
    assert b"Please report it" in result.stderr
    assert b"Traceback" not in result.stderr
    assert b"Traceback" in afterword("check", "-", folder=folder, stdin=stdin, AFTERWORD_DEBUG="1").stderr


def test_interrupt(folder: Path) -> None:
    """Ctrl-C ends the program with the code that shells know, and without a traceback."""
    result = afterword("check", "-", folder=folder, stdin=LOG.replace("Jane Roe", "Ctrl-C"))
    assert result.returncode == 130
    assert b"Traceback" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell is asked to close them")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams(folder: Path, closed: str) -> None:
    """Where nobody can be told anything, the exit code still says how it went, and there is no traceback."""
    program = f"'{sys.executable}' -m afterword.tests.cli.stand_in check"
    for log, code in (("jane.yaml", 1), ("nobody.yaml", 2)):
        command = f"{program} {log} {AS_OF} {closed}"
        result = subprocess.run(command, shell=True, cwd=folder, capture_output=True, check=False)  # noqa: S602 - ours
        assert result.returncode == code
        assert b"Traceback" not in result.stderr
        assert b"something broke" not in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_closed_pipe(folder: Path) -> None:
    """A reader that has seen enough ends the program quietly."""
    command = [sys.executable, "-m", "afterword.tests.cli.stand_in", "check", *["jane.yaml"] * 300, AS_OF]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"Jane Roe ")
        process.stdout.close()
        assert process.stderr.read() == b""


def test_completion(folder: Path) -> None:
    """Shells complete commands, the words of options, shipped packs, and files where there is no such pack."""

    def complete(line: str) -> list[str]:
        words = line.split(" ")
        result = afterword(folder=folder, _AFTERWORD_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1))
        return result.stdout.decode().split()

    assert complete("afterword ch") == ["plain,check"]
    assert complete("afterword check --engine n") == ["plain,native"]
    assert complete("afterword check --pack af") == ["plain,after-interview"]
    assert complete("afterword check --pack ./my") == ["file,./my"]


def test_start_loads_nothing_heavy() -> None:
    """What only a few runs need is not loaded by a good one."""
    code = (
        "import sys, afterword, afterword.cli, afterword.reports.text, afterword.reports.json, afterword.engine.report.build_report\n"
        "print([name for name in ('jsonschema', 'rich', 'holidays', 'yaml', 'afterword.engine.embedding') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert result.stdout.strip() == "[]"
