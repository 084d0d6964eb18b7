"""The garbage collector, out of the way while something large is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Build without being collected: a million nodes, rows or verdicts hold no cycle, and to look for one takes longer than to make them.

    Threads that do so at the same time may switch the collector back on early; it never stays off.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
