"""The garbage collector, out of the way while a tree is built."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Build without being collected: a tree of a million nodes holds no cycle, and to look for one takes longer than to read it.

    Threads that read at the same time may switch the collector back on early; it never stays off.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
