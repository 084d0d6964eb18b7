"""`afterword batch` as a whole process: what it takes for more and more logs, on one core and on all, against reading the same JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from typing import NamedTuple

from afterword.benchmarks.candidates import write_log
from afterword.benchmarks.peers.timing import best

AS_OF = "2024-03-01T12:00:00Z"
POOL = 2_000
"""So many candidates are made; where there are to be more, they come again under other names."""
EVENTS = 20
MEGABYTE = 1 << 20
_CLICKS = 0.02


class Usage(NamedTuple):
    """What a process and all that it started took: seconds of processor, seconds by the clock, bytes of memory at most, lines written."""

    processor: float
    wall: float
    memory: int
    findings: int


def candidate_lines(logs: int) -> Iterator[bytes]:
    """So many candidates as JSON Lines."""
    pool = _pool(min(logs, POOL))
    for number in range(logs):
        yield b'{"candidate": "c%d", %s' % (number, pool[number % len(pool)])


@cache
def _pool(size: int) -> list[bytes]:
    entries = (write_log(EVENTS, seed) for seed in range(size))
    return [json.dumps({key: value for key, value in one.items() if key != "candidate"}).encode()[1:] + b"\n" for one in entries]


def run_batch(logs: int, *options: str) -> Usage:
    """A run over so many candidates, from a file into a file."""
    with TemporaryDirectory() as folder:
        source, output = Path(folder, "logs.jsonl"), Path(folder, "findings.jsonl")
        with source.open("wb") as file:
            file.writelines(candidate_lines(logs))
        command = [sys.executable, "-c", "from afterword.cli import run; run()", "batch", str(source)]
        command += ["--as-of", AS_OF, "-o", str(output), *options]
        before, begin = getrusage(RUSAGE_CHILDREN), perf_counter()
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            watch = _Watch(process.pid)
            watch.start()
            told = process.communicate()[1].decode()
        wall = perf_counter() - begin
        watch.join()
        if process.returncode:
            sys.exit(f"afterword batch ended with {process.returncode}: {told}")
        after = getrusage(RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        with output.open("rb") as file:
            return Usage(max(processor, watch.processor), wall, watch.memory, sum(1 for _ in file))


class _Watch(Thread):
    """Looks at a process and its children until they are gone: their memory, at most, and the time of processor of each, at last."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.memory = 0
        self._process = process
        self._spent: dict[int, float] = {}

    @property
    def processor(self) -> float:
        """Seconds of all of them together."""
        return sum(self._spent.values())

    def run(self) -> None:
        """Look every now and then."""
        while family := _family(self._process):
            memory = 0
            for one in family:
                with suppress(OSError, IndexError):
                    memory += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
                    fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                    self._spent[one] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            if not memory:
                return
            self.memory = max(self.memory, memory)
            sleep(_CLICKS)


def _family(process: int) -> list[int]:
    """A process with all that it started, and these started; none once it is gone."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [process, *(one for child in children for one in _family(int(child)))]


def parse_lines(logs: int) -> float:
    """Seconds of processor that orjson takes for the same lines, on one core; they are at hand, and what it makes is thrown away."""
    import orjson

    lines = list(candidate_lines(min(logs, POOL)))

    def work() -> None:
        for line in lines:
            orjson.loads(line)

    return best(partial(work), 5) * logs / len(lines)


def batch_engines() -> tuple[str, ...]:
    """The engines that `afterword batch` can be asked for, but for the one that chooses."""
    from afterword.commands.batch import command

    choices = next(one.type.choices for one in command.params if one.name == "engine")  # type: ignore[attr-defined]
    return tuple(one for one in choices if one != "auto")
