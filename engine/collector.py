"""The garbage collector, out of the way while something large is built."""

from __future__ import annotations

import gc


def collector_paused() -> _Pause:
    """Build without being collected: a million nodes, rows or verdicts hold no cycle, and to look for one takes longer than to make them.

    Threads that do so at the same time may switch the collector back on early; it never stays off.
    """
    return _Pause()


class _Pause:
    """As long as it is entered, nothing is collected. A generator would do, but takes three times as long, and small logs are quick."""

    __slots__ = ("_was_on",)

    def __enter__(self) -> None:
        self._was_on = gc.isenabled()
        if self._was_on:
            gc.disable()

    def __exit__(self, *_: object) -> None:
        if self._was_on:
            gc.enable()
