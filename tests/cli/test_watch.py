"""`afterword rules watch`, as a process: it starts, a file is saved, it says something else; Ctrl-C ends it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from afterword.cli import commands

PATIENCE = 60
WAITING = "Waiting for the next save"
LOG = "timezone: UTC\nevents:\n  - {id: e1, type: book_borrowed, day: 2025-03-01, book: Emma}\n"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent as a signal")


class Watching:
    """A running `watch`, whose output is read round by round."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def round(self) -> str:
        """What is said until it waits again."""
        text = ""
        while WAITING not in text:
            text += self._lines.get(timeout=PATIENCE)
        return text

    def end(self) -> int:
        """Press Ctrl-C; its exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@contextmanager
def watch(*args: str) -> Iterator[Watching]:
    """A process that watches."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-m", "afterword", "rules", "watch", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        env=environment,
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a pack, as `rules new` makes it."""
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(commands, ["rules", "new", "mine"]).exit_code == 0


def save(path: str, old: str, new: str) -> None:
    """Change a file as editors do: a new file takes the place of the old one."""
    file = Path(path)
    text = file.read_text(encoding="utf-8")
    assert old in text
    other = file.with_name(".other")
    other.write_text(text.replace(old, new), encoding="utf-8")
    other.replace(file)


def test_a_folder() -> None:
    """Mistakes are told when they are saved, and gone when they are mended; so are examples that come out otherwise."""
    with watch("mine") as watching:
        first = watching.round()
        assert "mine: nothing to mend" in first
        assert "8 examples as expected" in first
        save("mine/pack.yaml", "kind: must\n", "kind: msut\n")
        second = watching.round()
        assert "did you mean `must`?" in second
        assert "examples" not in second
        save("mine/pack.yaml", "kind: msut\n", "kind: must\n")
        assert "8 examples as expected" in watching.round()
        save("mine/pack.yaml", "value: 4 weeks", "value: 9 weeks")
        assert "6 of 8 examples as expected" in watching.round()
        Path("mine/more.yaml").write_text("topics: {x: y}\n", encoding="utf-8")
        assert "unused" in watching.round()
        assert watching.end() == 0


def test_a_file_with_a_base_and_a_log() -> None:
    """Packs below and logs are watched too; other files of the folder are not."""
    Path("built.yaml").write_text('pack: {id: built, version: "1", title: Built, extends: mine}\nrules: []\n', encoding="utf-8")
    Path("log.yaml").write_text(LOG, encoding="utf-8")
    with watch("built.yaml", "--log", "log.yaml", "--as-of", "2025-03-20", "--set", "loan_time=1 week") as watching:
        assert "Emma should have been back by Sat 8 Mar" in watching.round()
        Path("other.yaml").write_text("nothing of ours", encoding="utf-8")
        save("log.yaml", "2025-03-01", "2025-03-02")
        assert "Emma should have been back by Sun 9 Mar" in watching.round()
        save("mine/pack.yaml", "should have been back", "was wanted back")
        assert "Emma was wanted back by Sun 9 Mar" in watching.round()
        assert watching.end() == 0


def test_on_a_terminal() -> None:
    """Each round begins on a clear screen; into a pipe or a file, everything stays."""
    import pty

    reading, terminal = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "afterword", "rules", "watch", "mine"], stdout=terminal) as process:
        os.close(terminal)
        said = b""
        while WAITING.encode() not in said:
            said += os.read(reading, 4096)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    os.close(reading)
    assert said.startswith(b"\x1b[2J\x1b[1;1H")
    with watch("mine") as watching:
        assert "\x1b" not in watching.round()


def test_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch of changes is a round; what is watched follows what the pack builds on, as far as there is a pack."""
    import watchfiles

    watched: list[list[str]] = []

    def rounds(*folders: str, watch_filter: object, **_: object) -> Iterator[set[str]]:
        watched.append([Path(folder).name for folder in folders])
        takes = watch_filter
        assert callable(takes)
        assert takes(None, "mine/pack.yaml")
        assert takes(None, "mine/new.yaml")
        assert not takes(None, "mine/.hidden.yaml")
        assert not takes(None, "other.yaml")
        assert takes(None, "base.yaml") is (len(watched) > 1)
        yield set()
        yield set()
        if len(watched) > 1:
            raise KeyboardInterrupt
        Path("mine/pack.yaml").rename("mine/pack.txt")
        yield {"gone"}
        Path("mine/pack.txt").rename("mine/pack.yaml")
        save("mine/pack.yaml", 'title: "Mine"', "title: Mine, extends: ../base.yaml")
        Path("base.yaml").write_text('pack: {id: base, version: "1", title: Base}\nrules: []\n', encoding="utf-8")
        yield {"back"}

    monkeypatch.setattr(watchfiles, "watch", rounds)
    Path("log.yaml").write_text(LOG, encoding="utf-8")
    result = CliRunner().invoke(commands, ["rules", "watch", "mine", "--log", "log.yaml", "--as-of", "2025-03-20"])
    assert result.exit_code == 0
    assert result.output.count(WAITING) == 3
    assert result.output.count("8 examples as expected") == 2
    assert "the folder `mine` holds no rules" in result.output
    assert watched[0] == [Path.cwd().name, "mine"]


def test_nothing_to_watch() -> None:
    """Where there is no such pack, there is nothing to wait for."""
    result = CliRunner().invoke(commands, ["rules", "watch", "nowhere"])
    assert result.exit_code == 2
    assert "there is no pack `nowhere`" in result.output


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    result = CliRunner().invoke(commands, ["rules", "watch", "mine"])
    assert result.exit_code == 2
    assert "pip install 'afterword[watch]'" in result.stderr
