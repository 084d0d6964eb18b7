"""The line that shows how far a batch is."""

from __future__ import annotations

import sys

import pytest

from afterword.commands.batch import progress
from afterword.commands.batch.progress import Progress, clock


class Clock:
    """A clock that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        """What it shows."""
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that the line goes by."""
    one = Clock()
    monkeypatch.setattr(progress, "monotonic", one)
    return one


def test_line(time: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar, how many logs, how many a second of this run, and how long the rest will take."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress(1_000, logs=100) as shown:
        shown.skip(200)
        time.now += 2
        shown.show(300, 400)
        shown.show(301, 401)
        assert capsys.readouterr().err == "\r\x1b[K[##########--------------]  40%  300 logs, 100 a second, 6 s left"
        shown.interrupt("a bad log")
        assert capsys.readouterr().err == "\r\x1b[Ka bad log\n"
    assert capsys.readouterr().err == "\r\x1b[K"


def test_unknown_size(time: Clock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows how much is to come, there is no bar."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress(0) as shown:
        time.now += 2
        shown.show(300, 0)
    assert "300 logs, 150 a second\r" in capsys.readouterr().err


def test_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """In a file, there is no line."""
    with Progress(10) as shown:
        shown.show(3, 5)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("seconds", "text"), [(0.2, "0 s"), (99, "99 s"), (130, "2 min"), (7_000, "1 h 57 min")])
def test_clock(seconds: float, text: str) -> None:
    """Times as people say them."""
    assert clock(seconds) == text
