"""Seconds of processor, the fewest of several turns."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time
from typing import TypeVar

T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """How long a work takes, on all cores together, and what it makes; what lay about before is collected first."""
    gc.collect()
    begin = process_time()
    made = work()
    return process_time() - begin, made


def best(work: Callable[[], object], rounds: int) -> float:
    """The fewest seconds of all turns."""
    return min(timed(work)[0] for _ in range(rounds))
