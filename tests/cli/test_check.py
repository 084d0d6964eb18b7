"""`afterword check`: logs in, reports and exit codes out."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from jsonschema import Draft202012Validator

from afterword.cli import main
from afterword.commands.check import command as check
from afterword.tests.cli.conftest import Run
from afterword.tests.cli.stand_in import LETTER_SENT, LOG

SCHEMA = Path(__file__).parents[2] / "schemas" / "report.schema.json"
IN_TIME, TOO_LATE = "2025-09-10T11:00", "2025-09-10T11:01"


def test_overdue(run: Run) -> None:
    """A log with something overdue prints the report and exits with 1."""
    result = run("check", "jane.yaml", "--as-of", TOO_LATE)
    assert result.exit_code == 1
    assert "1 overdue." in result.stdout
    assert " • Thank every interviewer in writing" in result.stdout
    assert "jane.yaml:7" in result.stdout
    assert "\x1b" not in result.stdout
    assert result.stderr == ""


def test_nothing_loud(run: Run) -> None:
    """Advice alone exits with 0; the last moment is in time."""
    result = run("check", "jane.yaml", "--as-of", IN_TIME)
    assert result.exit_code == 0
    assert "1 to do today." in result.stdout


@pytest.mark.parametrize(
    ("as_of", "level", "code"),
    [
        (TOO_LATE, "overdue", 1),
        (TOO_LATE, "warning", 1),
        (TOO_LATE, "never", 0),
        (IN_TIME, "advice", 1),
        (IN_TIME, "warning", 0),
    ],
)
def test_fail_on(run: Run, as_of: str, level: str, code: int) -> None:
    """`--fail-on` names the quietest finding that counts."""
    assert run("check", "jane.yaml", "--as-of", as_of, "--fail-on", level).exit_code == code


def test_files_that_may_not_be_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading tells what cannot be read, beside all other mistakes; nobody asks beforehand, and ends with the first."""
    monkeypatch.setattr("os.access", lambda *_args, **_kwargs: False)
    result = run("check", "jane.yaml", "none.yaml", "--as-of", IN_TIME)
    assert result.exit_code == 2
    assert result.stderr.startswith("none.yaml:1:1: file-not-found: ")
    assert run("check", "jane.yaml", "--as-of", IN_TIME).exit_code == 0


def test_events_to_come(run: Run) -> None:
    """Who asks about now is told which events do not count yet; who names a moment knows, and programs are told nothing."""
    log = LOG + "".join(LETTER_SENT.replace("e2", f"e{n}").replace("2025", year) for n, year in ((2, "2198"), (3, "2199"), (4, "2025")))
    told = "\n<stdin>:8: note: this event is later than now, and does not count yet (1 more like it)\n"
    assert run("check", "-", input=log).stderr == told
    assert run("check", "-", input=log.replace("2199", "2025")).stderr == told.replace(" (1 more like it)", "")
    assert run("check", "-", "--as-of", IN_TIME, input=log).stderr == ""
    assert run("check", "-", "--format", "json", input=log).stderr == ""


def test_json(run: Run) -> None:
    """JSON is one line that fits its schema."""
    result = run("check", "jane.yaml", "--as-of", TOO_LATE, "--format", "json", "--engine", "native")
    assert result.stdout.count("\n") == 1
    report = json.loads(result.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(report)
    assert report["engine"] == "native"
    assert report["findings"][0]["late_by"] == "PT1M"
    assert report["findings"][0]["evidence"] == [{"event": "e1", "line": 7}]


def test_several_logs(run: Run, folder: Path) -> None:
    """Several logs are reported in order, as pages of text or lines of JSON; one loud one is enough for the exit code."""
    (folder / "done.yaml").write_text(LOG + LETTER_SENT, encoding="utf-8")
    text = run("check", "jane.yaml", "done.yaml", "--as-of", TOO_LATE)
    assert text.exit_code == 1
    assert text.stdout.index("1 overdue.") < text.stdout.index("Well done!")
    lines = run("check", "done.yaml", "jane.yaml", "--as-of", TOO_LATE, "--format", "json").stdout.splitlines()
    assert [json.loads(line)["log"] for line in lines] == ["done.yaml", "jane.yaml"]


def test_json_lines(run: Run, folder: Path) -> None:
    """A JSON Lines file may hold many logs."""
    logs: list[dict[str, object]] = [{"candidate": name, "timezone": "UTC", "events": []} for name in ("Jane", "Zoë")]
    (folder / "all.jsonl").write_text("".join(json.dumps(log) + "\n" for log in logs), encoding="utf-8")
    assert len(run("check", "all.jsonl", "--format", "json").stdout.splitlines()) == 2
    assert "Zoë" in run("check", "all.jsonl").stdout


def test_stdin(run: Run) -> None:
    """`-` is standard input, once."""
    assert run("check", "-", "--as-of", TOO_LATE, input=LOG).exit_code == 1
    twice = run("check", "-", "-", input=LOG)
    assert twice.exit_code == 2
    assert "only once" in twice.stderr


def test_as_of_forms(run: Run) -> None:
    """A moment may have an offset, be local to the log's zone, or be a day, which is asked about at its end; without one it is now."""
    for as_of, expected in (
        ("2025-09-10T10:00:00Z", "2025-09-10T11:00:00+01:00"),
        ("2025-09-10 11:00", "2025-09-10T11:00:00+01:00"),
        ("2025-09-10", "2025-09-10T23:59:59.999999+01:00"),
    ):
        report = json.loads(run("check", "jane.yaml", "--as-of", as_of, "--format", "json").stdout)
        assert report["as_of"] == expected
    assert json.loads(run("check", "jane.yaml", "--format", "json").stdout)["as_of"] > "2025-09-10"


def test_bad_as_of(run: Run) -> None:
    """What is no time, or no time in the log's zone, is a mistake in the call."""
    for as_of, code in (("tomorrow", "time-format"), ("2025-03-30T01:30", "time-skipped")):
        result = run("check", "jane.yaml", "--as-of", as_of)
        assert result.exit_code == 2
        assert f"--as-of:1:1: {code}: " in result.stderr


def test_all_mistakes_of_all_files(run: Run, folder: Path) -> None:
    """Every mistake of every file is listed, in the order of the files, and nothing is reported."""
    (folder / "b.yaml").write_text(
        LOG.replace("interview_completed", "interview_complete").replace("timezone", "time_zone"), encoding="utf-8"
    )
    result = run("check", "jane.yaml", "nowhere.yaml", "b.yaml")
    assert result.exit_code == 2
    assert result.stdout == ""
    places = [line for line in result.stderr.splitlines() if ".yaml:" in line]
    assert places[0].startswith("nowhere.yaml:")
    assert len(places) >= 3
    assert all(line.startswith("b.yaml:") for line in places[1:])
    assert "did you mean `interview_completed`?" in result.stderr
    assert result.stderr.splitlines()[-2:] == [
        f"{len(places)} mistakes to mend; nothing was evaluated.",
        "To learn more: afterword rules explain CODE",
    ]


def test_unknown_words(run: Run) -> None:
    """Words that are near to a known one are answered with it; mistakes of one call are listed together."""
    result = run("check", "jane.yaml", "--pack", "after-interviews", "--set", "withn=2 h", "--as-of", "soon")
    assert result.exit_code == 2
    for hint in ("did you mean `after-interview`?", "did you mean `within`?", "--as-of:1:1: "):
        assert hint in result.stderr
    assert "3 mistakes to mend" in result.stderr
    engine = run("check", "jane.yaml", "--engine", "nativ")
    assert engine.exit_code == 2
    assert "did you mean `native`?" in engine.stderr
    assert run("check", "jane.yaml", "--format", "zzz").exit_code == 2


@pytest.mark.parametrize("setting", ["within", "=2 h", " =x"])
def test_bad_setting(run: Run, setting: str) -> None:
    """A setting has a name and a value."""
    result = run("check", "jane.yaml", "--set", setting)
    assert result.exit_code == 2
    assert "name=value" in result.stderr


def test_settings(run: Run) -> None:
    """Settings may hold spaces and further equals signs, and may be repeated."""
    assert run("check", "jane.yaml", "--set", "within = 48 hours", "--set", "motto=a=b").exit_code == 1


@pytest.mark.parametrize("args", [("check",), ("validate",), (), ("chek", "x"), ("check", "--wrong", "x")])
def test_usage(run: Run, args: tuple[str, ...]) -> None:
    """No file, no command and unknown options are mistakes in the call."""
    assert run(*args).exit_code == 2


def test_forgotten_command(run: Run) -> None:
    """A file in place of a command is answered with the command that was meant."""
    result = run("jane.yaml")
    assert result.exit_code == 2
    assert "afterword check jane.yaml" in result.stderr


def test_colours(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours are asked for, or not; a pipe has none by itself."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in run("check", "jane.yaml", "--color", color=True).stdout
    assert "\x1b[" not in run("check", "jane.yaml", "--no-color", color=True).stdout
    assert "\x1b[" not in run("check", "jane.yaml", color=True).stdout


def test_validate(run: Run) -> None:
    """`validate` says of each log that it is well, or lists what is wrong with it."""
    assert run("validate", "jane.yaml").stdout == "jane.yaml: 1 event, no mistakes\n"
    assert run("validate", "-", input=LOG + LETTER_SENT).stdout == "<stdin>: 2 events, no mistakes\n"
    result = run("validate", "-", input=LOG.replace("i1, interviewers", "i2, interviewers"))
    assert result.exit_code == 2
    assert "1 mistake to mend" in result.stderr
    assert result.stderr.endswith("\nTo learn more: afterword rules explain unknown-reference\n")


def test_help(run: Run) -> None:
    """Every command and option explains itself."""
    for args in (("--help",), ("check", "-h"), ("validate", "--help")):
        result = run(*args)
        assert result.exit_code == 0
        assert "Usage: afterword" in result.stdout
    assert run("--version").stdout.startswith("afterword, version ")


def test_name_that_is_no_text(run: Run, folder: Path) -> None:
    """A file whose name is no UTF-8 is reported all the same, its odd byte as the JSON escape it has in Python."""
    name = "jan\udce9.yaml"
    try:
        (folder / name).write_text(LOG, encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    assert json.loads(run("check", name, "--format", "json").stdout)["log"] == name
    assert "jan .yaml" in run("check", name).stdout


@pytest.fixture
def pipe() -> Iterator[None]:
    """What the program does to signals is undone."""
    number = getattr(signal, "SIGPIPE", None)
    before = signal.getsignal(number) if number is not None else None
    yield
    if number is not None:
        signal.signal(number, before)


@pytest.mark.usefixtures("pipe", "run")
@pytest.mark.parametrize(
    ("args", "candidate", "code", "said"),
    [
        (("check", "x.yaml", "--as-of", TOO_LATE), "Jane", 1, ""),
        (("check", "x.yaml", "--as-of", IN_TIME), "Jane", 0, ""),
        (("validate", "x.yaml"), "Jane", 0, ""),
        (("check",), "Jane", 2, "Missing argument"),
        (("check", "nowhere.yaml"), "Jane", 2, "1 mistake to mend"),
        (("check", "x.yaml"), "Bug", 3, "Please report it"),
        (("check", "x.yaml"), "Ctrl-C", 130, ""),
    ],
)
def test_exit_codes(  # noqa: PLR0913, PLR0917 - the cases and what they need
    args: tuple[str, ...],
    candidate: str,
    code: int,
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """0 nothing loud, 1 findings, 2 mistakes in call or input, 3 a mistake of ours."""
    (folder / "x.yaml").write_text(LOG.replace("Jane Roe", candidate), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["afterword", *args])
    assert main() == code
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("pipe", "run")
def test_debug(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With AFTERWORD_DEBUG set, a mistake of ours shows where it is."""
    (folder / "x.yaml").write_text(LOG.replace("Jane Roe", "Bug"), encoding="utf-8")
    monkeypatch.setenv("AFTERWORD_DEBUG", "1")
    monkeypatch.setattr(sys, "argv", ["afterword", "check", "x.yaml"])
    assert main() == 3
    assert "Traceback" in capsys.readouterr().err


def test_completion_of_packs() -> None:
    """Shipped packs are completed; what is none of them is the name of a file."""
    option = next(one for one in check.params if one.name == "pack")
    context = click.Context(check)
    assert [one.value for one in option.shell_complete(context, "aft")] == ["after-interview"]
    assert [(one.value, one.type) for one in option.shell_complete(context, "./x")] == [("./x", "file")]
