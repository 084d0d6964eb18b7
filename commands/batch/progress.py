"""How far a batch is, in one line of a terminal: a bar, how many logs, how fast, and how long it will take."""

from __future__ import annotations

import sys
from time import monotonic
from types import TracebackType
from typing import Self

import click

_BETWEEN = 0.2  # seconds between two looks of the line
_WIDTH = 24


class Progress:
    """Shows itself on standard error where that is a terminal, and leaves nothing behind."""

    def __init__(self, total: int, logs: int = 0) -> None:
        """``total`` is how many bytes there are to read, 0 where nobody knows; so many ``logs`` were done before."""
        self._total = total
        self._shows = sys.stderr.isatty()
        self._start = monotonic()
        self._logs = logs
        self._done = 0
        self._shown = 0.0

    def __enter__(self) -> Self:
        """Begin to count the time."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Wipe the line away."""
        self._wipe()

    def skip(self, done: int) -> None:
        """So many bytes were done before."""
        self._done = done

    def show(self, logs: int, done: int) -> None:
        """Say how many logs there were, in so many bytes."""
        now = monotonic()
        if self._shows and now - self._shown >= _BETWEEN:
            self._shown = now
            click.echo(f"\r\x1b[K{self._line(logs, done, now - self._start)}", nl=False, err=True)

    def interrupt(self, text: str) -> None:
        """Print something else, above the line."""
        self._wipe()
        click.echo(text, err=True)

    def _wipe(self) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _line(self, logs: int, done: int, past: float) -> str:
        line = f"{logs:,} logs, {(logs - self._logs) / past:,.0f} a second"
        if not self._total or done <= self._done:
            return line
        share = min(done / self._total, 1.0)
        left = (self._total - done) * past / (done - self._done)
        full = round(share * _WIDTH)
        return f"[{'#' * full}{'-' * (_WIDTH - full)}] {share:4.0%}  {line}, {clock(left)} left"


def clock(seconds: float) -> str:
    """A time to wait: `5 s`, `2 min`, `3 h 10 min`."""
    if seconds < 100:  # noqa: PLR2004 - as people would say
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"  # noqa: PLR2004
