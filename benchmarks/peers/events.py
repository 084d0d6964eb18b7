"""Event logs as three columns: read from a file, or made of candidates who never lived."""

from __future__ import annotations

import csv
import gzip
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, NamedTuple, TypeAlias, cast

from afterword.benchmarks.candidates import Entry, write_log

Told: TypeAlias = tuple[str, str, int]
"""An event: its case, its type, and its time in microseconds since 1970 (UTC)."""

COLUMNS = ("case", "act", "ts")
MILLISECOND = 1_000
_MICROSECONDS = 1_000_000


class Events(NamedTuple):
    """Events by case, in each by time, then as they came. Cases are numbered from 0, as they first came up; times are microseconds."""

    name: str
    cases: Sequence[int]
    types: Sequence[str]
    times: Sequence[int]

    @property
    def traces(self) -> Iterator[tuple[Sequence[str], Sequence[int]]]:
        """The types and the times of each case."""
        begin = 0
        for _, group in groupby(self.cases):
            end = begin + len(list(group))
            yield self.types[begin:end], self.times[begin:end]
            begin = end

    @property
    def size(self) -> str:
        """How large it is, in words."""
        return f"{len(self.cases):,} events in {self.cases[-1] + 1:,} cases"

    def sample(self, cases: int) -> Events:
        """About so many cases, evenly taken."""
        step = max(1, (self.cases[-1] + 1) // cases)
        wanted = range(0, step * cases, step)
        rows = [(case // step, kind, time) for case, kind, time in zip(self.cases, self.types, self.times, strict=True) if case in wanted]
        return Events(self.name, [case for case, _, _ in rows], [kind for _, kind, _ in rows], [time for _, _, time in rows])


def gather(name: str, told: Iterable[Told]) -> Events:
    """Events in any order as a log. Types get names that a Declare model can have, which no other has."""
    numbers: dict[str, int] = {}
    plain: dict[str, str] = {}
    rows = []
    for case, kind, time in told:
        if kind not in plain:
            simple = " ".join(re.findall(r"\w+", kind)) or "event"
            plain[kind] = simple if simple not in plain.values() else f"{simple} {len(plain)}"
        rows.append((numbers.setdefault(case, len(numbers)), plain[kind], time))
    rows.sort(key=itemgetter(0, 2))
    if not rows:
        sys.exit(f"{name} holds no events")
    return Events(name, [case for case, _, _ in rows], [kind for _, kind, _ in rows], [time for _, _, time in rows])


def read_events(path: Path, columns: Sequence[str] = COLUMNS) -> Events:
    """A log from a file: CSV, XES or JSON Lines, perhaps gzipped; ``columns`` name case, type and time of the first and the last."""
    name = path.name.removesuffix(".gz")
    with cast("IO[bytes]", gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")) as file:
        rows = _xes(path) if name.endswith(".xes") else _csv(file, columns) if name.endswith(".csv") else _json_lines(file, columns)
        return gather(name.partition(".")[0], rows)


def _json_lines(file: IO[bytes], columns: Sequence[str]) -> Iterator[Told]:
    for line in file:
        case, kind, time = itemgetter(*columns)(json.loads(line))
        yield str(case), kind, micros(time)


def _csv(file: IO[bytes], columns: Sequence[str]) -> Iterator[Told]:
    for row in csv.DictReader(line.decode("utf-8-sig") for line in file):
        yield row[columns[0]], row[columns[1]], micros(row[columns[2]])


def _xes(path: Path) -> Iterator[Told]:
    from afterword.engine.foreign.bad_rows import BadRows
    from afterword.engine.foreign.file_text import open_stream
    from afterword.engine.foreign.xes_log import XesLog

    stream, bad = open_stream(str(path)).value, BadRows(skipped=False)
    if stream is None:
        sys.exit(f"{path} cannot be read")
    with stream.opened:
        for trace in XesLog(stream, bad).traces():
            for row in trace.events:
                yield str(trace.number), str(row.cells["concept:name"]), micros(str(row.cells["time:timestamp"]))
    if bad.count:
        sys.exit(f"{path} is no sound XES")


def micros(time: int | str) -> int:
    """Milliseconds, as a number or in digits, or a time as ISO 8601 has it: in UTC, unless it says otherwise."""
    if isinstance(time, int) or time.isdecimal():
        return int(time) * MILLISECOND
    moment = datetime.fromisoformat(time)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * _MICROSECONDS)


def candidate_events(cases: int, size: int = 20, seed: int = 0) -> Events:
    """Candidates of ``size`` events each: what they did, and when. A day without a time is its noon."""
    return gather(f"{cases:,} candidates", told_of(range(seed, seed + cases), size))


def told_of(seeds: Iterable[int], size: int) -> Iterator[Told]:
    """The events of many candidates."""
    for seed in seeds:
        for event in write_log(size, seed)["events"]:
            yield str(seed), event["type"], micros(event_time(event))


def event_time(event: Entry) -> str:
    """When a candidate's event was."""
    return str(event.get("at") or f"{event['day']}T12:00+00:00")
