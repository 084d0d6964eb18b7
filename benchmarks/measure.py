"""Clocks and scales for benchmarks: everything is a ratio of two times (or sizes) taken in one run."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter


def time_of(work: Callable[[], object], least: float = 0.5, rounds: int = 5) -> float:
    """Seconds that ``work`` takes once: the median of ``rounds``, each repeated until all of them take about ``least`` seconds."""
    work()
    began = perf_counter()
    work()
    times = max(1, int(least / rounds / max(perf_counter() - began, 1e-9)))
    taken = []
    for _ in range(rounds):
        gc.collect()
        began = perf_counter()
        for _ in range(times):
            work()
        taken.append((perf_counter() - began) / times)
    return median(taken)


def process_times(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """Seconds of wall that each command takes as a whole process: medians of ``rounds``, the commands in turns, after one to warm up."""
    taken: list[list[float]] = [[] for _ in commands]
    for turn in range(rounds + 1):
        for times, command in zip(taken, commands, strict=True):
            began = perf_counter()
            run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
            if turn:
                times.append(perf_counter() - began)
            if run.returncode not in {0, 1}:
                sys.exit(f"{' '.join(command)}: {run.stderr.decode()}")
    return [median(times) for times in taken]


def memory() -> int:
    """Bytes of memory that this process holds now; 0 where the system does not tell."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text(encoding="ascii").split()[1]) * 4096 if statm.exists() else 0
