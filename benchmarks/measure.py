"""Clocks and scales for benchmarks: everything is a ratio of two times (or sizes) taken in one run."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time


def times_of(*works: Callable[[], object], least: float = 0.1, rounds: int = 5) -> list[float]:
    """Seconds of processor that each of ``works`` takes once: the fastest of ``rounds`` turns, since all that disturbs only adds to it.

    A turn repeats a work until it takes about ``least`` seconds. The first call warms up and counts for nothing.
    """
    calls = []
    for work in works:
        work()
        calls.append(max(1, int(least / max(_time_calls(work, 1), 1e-9))))
    turns = [[_time_calls(work, count) for work, count in zip(works, calls, strict=True)] for _ in range(rounds)]
    return [min(taken) for taken in zip(*turns, strict=True)]


def _time_calls(work: Callable[[], object], calls: int) -> float:
    gc.collect()
    began = process_time()
    for _ in range(calls):
        work()
    return (process_time() - began) / calls


def process_times(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """Seconds of wall that each command takes as a whole process: medians of ``rounds``, the commands in turns, after one to warm up.

    Bytecode may be kept whatever the environment says, as it is where a package is installed.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    taken: list[list[float]] = [[] for _ in commands]
    for turn in range(rounds + 1):
        for times, command in zip(taken, commands, strict=True):
            began = perf_counter()
            run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, env=environment)
            if turn:
                times.append(perf_counter() - began)
            if run.returncode not in {0, 1}:
                sys.exit(f"{' '.join(command)}: {run.stderr.decode()}")
    return [median(times) for times in taken]


def memory() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text(encoding="ascii").split()[1]) * 4096 if statm.exists() else 0
