"""The sections of the page: each takes its measurements and gives its text, tables and plots."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from afterword.benchmarks.peers.bulk import EVENTS, MEGABYTE, POOL, Usage, batch_engines, parse_lines, run_batch
from afterword.benchmarks.peers.compare import ROUNDS, Line, Missing, compare
from afterword.benchmarks.peers.entrants import COLUMNAR, ENTRANTS, FRAMES, LOOP, NATIVE
from afterword.benchmarks.peers.events import COLUMNS, Events, candidate_events, read_events
from afterword.benchmarks.peers.growth import RULES, SIZES, Series, grow_events, grow_rules
from afterword.benchmarks.peers.plots import draw_bars, draw_lines
from afterword.benchmarks.peers.rules import choose_rules, declare_text
from afterword.benchmarks.table import Table, ratio


class Wish(NamedTuple):
    """What is asked for: logs beside the candidates, the columns of those that are tables, how much of each, and whether to be quick."""

    logs: Sequence[Path] = ()
    columns: Sequence[str] = COLUMNS
    candidates: int = 10_000
    batch: int = 100_000
    most: int = 100_000
    quick: bool = False

    @property
    def rounds(self) -> int:
        """How many turns everybody gets."""
        return 2 if self.quick else ROUNDS


@dataclass(frozen=True, slots=True)
class Section:
    """Tables, plots by the name of their file, Declare models to show, and ratios that were asked for: what, the limit, what came out."""

    tables: tuple[Table, ...]
    plots: Mapping[str, str]
    models: Mapping[str, str]
    goals: tuple[tuple[str, str, str], ...] = ()


def against_peers(wish: Wish) -> Section:
    """All who are compared, on the candidates and on each log that is named."""
    logs = [candidate_events(200 if wish.quick else wish.candidates), *(read_events(path, wish.columns) for path in wish.logs)]
    tables, models, goals = [], {}, []
    bars: dict[str, dict[str, float]] = {}
    for events in logs:
        print(f"{events.name}: {events.size}", file=sys.stderr, flush=True)
        rules = choose_rules(events)
        models[events.name] = declare_text(rules)
        lines = compare(ENTRANTS, LOOP, rules, events, wish.rounds)
        tables.append(_comparison(events, lines))
        goals += _goals(events, lines)
        for line in lines:
            if isinstance(line, Line):
                bars.setdefault(line.measured.name, {})[events.name] = line.times_loop
    plot = draw_bars("Time to evaluate, against a loop in Python", "times as long as the loop over the same cases and rules", bars)
    return Section(tuple(tables), {"peers": plot}, models, tuple(goals))


def _comparison(events: Events, lines: Sequence[Line | Missing]) -> Table:
    rows = []
    for line in lines:
        if isinstance(line, Missing):
            rows.append((line.name, "", "", line.why, "", "", ""))
            continue
        found, unit = line.measured, line.loop.run
        speed = f"{len(line.events.cases) / found.run:,.0f}"
        told = f"{len(found.answer):,}, {found.detail.value}"
        shown = f"{line.events.size}, {line.rules} rules"
        start, load = (ratio(taken, unit) if taken > unit / 100 else "0" for taken in (found.start, found.load))
        rows.append((found.name, shown, told, ratio(found.run, unit), load, start, speed))
    first = next(line for line in lines if isinstance(line, Line))
    loop = f"{len(events.cases) / first.loop.run:,.0f}"
    load = ratio(first.loop.load, first.loop.run)
    rows.insert(0, (first.loop.name, f"{events.size}, {first.rules} rules", f"{len(first.loop.answer):,}", "1", load, "0", loop))
    return Table(
        f"On {events.name}",
        f"{events.size}. Evaluation, loading and start-up in units of what the loop takes to evaluate the same cases by the same rules.",
        "",
        ("who", "on", "verdicts, all the same as of the loop", "evaluation", "loading", "start-up", "events a second"),
        tuple(rows),
    )


def _goals(events: Events, lines: Sequence[Line | Missing]) -> list[tuple[str, str, str]]:
    found = {line.entrant: line for line in lines if isinstance(line, Line)}
    goals = []
    if NATIVE in found:
        goals.append(("speed of `native` in units of the loop's", "at least 0.5", ratio(1, found[NATIVE].times_loop)))
    if COLUMNAR in found:
        columnar = found[COLUMNAR].times_loop
        goals.append(("speed of `columnar` in units of the loop's", "at least 3", ratio(1, columnar)))
        for entrant, line in found.items():
            if entrant == FRAMES:
                goals.append(("speed of `columnar` in units of that of polars by hand", "at least 0.33", ratio(line.times_loop, columnar)))
            if entrant.module == "declare4py":
                goals.append(("speed of `columnar` in units of Declare4Py's", "at least 20", ratio(line.times_loop, columnar)))
    return [(f"{what}, {events.name}", limit, came) for what, limit, came in goals]


def more_events(wish: Wish) -> Section:
    """One log that grows."""
    sizes = SIZES[:2] if wish.quick else SIZES
    series = grow_events(sizes, min(wish.rounds, 3))
    table = _growth_table(
        "Events in one log", "event", "a candidate's log, twelve rules; the last line is the default pack with all its rules", series
    )
    plot = draw_lines(
        "One log that grows", "events in the log", "microseconds of processor an event", {one.name: one.points for one in series}
    )
    return Section((table,), {"events": plot}, {}, _growth_goals(f"an event, of {sizes[-1]:,} against {sizes[0]:,} in one log", series))


def more_rules(wish: Wish) -> Section:
    """A pack that grows."""
    numbers = (20, 40) if wish.quick else RULES
    series = grow_rules(numbers, min(wish.rounds, 3))
    table = _growth_table("Rules", "event and rule", "different rules over the same 200 candidates of 20 events", series)
    plot = draw_lines("A pack that grows", "rules", "microseconds of processor an event and rule", {one.name: one.points for one in series})
    return Section((table,), {"rules": plot}, {}, _growth_goals(f"a rule, of {numbers[-1]:,} against {numbers[0]:,}", series))


def _growth_table(title: str, unit: str, what: str, series: Sequence[Series]) -> Table:
    sizes = [f"{size:,}" for size, _ in series[0].points]
    return Table(
        title,
        f"Microseconds of processor for each {unit}, evaluation alone: {what}. Growth is the last against the first; 1 is linear.",
        "",
        ("who", *sizes, "growth"),
        tuple((one.name, *(f"{cost:.3g}" for _, cost in one.points), f"{one.growth:.2f}") for one in series),
    )


def _growth_goals(what: str, series: Sequence[Series]) -> tuple[tuple[str, str, str], ...]:
    return tuple((f"cost of {what}, {one.name}", "at most 1.3", f"{one.growth:.2f}") for one in series if one.name != "Python loop")


def more_logs(wish: Wish) -> Section:
    """`afterword batch` over more and more candidates: time and memory."""
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= (1_000 if wish.quick else wish.most)]
    sizes = [100, *sizes] if wish.quick else sizes
    used = {size: _run(size) for size in sizes}
    costs = [(size, one.processor / size * 1_000) for size, one in used.items()]
    memory = [(size, one.memory / MEGABYTE) for size, one in used.items()]
    first, last = sizes[0] if wish.quick else 10_000, sizes[-1]
    rows = tuple(
        (f"{size:,}", f"{one.processor / size * 1_000:.2f}", f"{one.memory / MEGABYTE:.0f}", f"{one.findings:,}")
        for size, one in used.items()
    )
    table = Table(
        "Logs",
        f"`afterword batch` with the default pack, start and end included: candidates of {EVENTS} events from a file, findings into "
        f"a file, a process for each core. Memory is that of all processes together, shared pages counted for each; {POOL:,} candidates "
        "are different, then they come again under other names.",
        "",
        ("logs", "milliseconds of processor a log", "megabytes at most", "findings"),
        rows,
    )
    goals = []
    if last > first:
        goals.append(
            (f"memory of `afterword batch`, {last:,} logs against {first:,}", "at most 1.5", ratio(used[last].memory, used[first].memory))
        )
    plots = {
        "logs": draw_lines("More and more logs", "logs", "milliseconds of processor a log", {"afterword batch": costs}),
        "memory": draw_lines("Memory", "logs", "megabytes, all processes", {"afterword batch": memory}),
    }
    return Section((table,), plots, {}, tuple(goals))


_LONG = 60.0
"""Seconds of runs after which none is begun."""
_WANTED = {"native": "at most 8", "columnar": "at most 4"}


def against_orjson(wish: Wish) -> Section:
    """The default pack from JSON Lines to findings, against reading the same lines."""
    logs = 500 if wish.quick else wish.batch
    cores = os.cpu_count() or 1
    rows, bars = [("`orjson.loads` of each line, one core", "1", "1", "")], {}
    goals = []
    for engine in batch_engines():
        own = logs if engine != "durable" else max(1, logs // 20)  # durable-rules is several times slower
        for jobs in dict.fromkeys((1, cores)):
            share = parse_lines(own)
            used = _run_best(own, "--engine", engine, "--jobs", str(jobs))
            name = f"{engine}, {jobs} {'process' if jobs == 1 else 'processes'}"
            rows.append(
                (f"`afterword batch`, {name}, {own:,} logs", ratio(used.processor, share), ratio(used.wall, share), f"{used.findings:,}")
            )
            if jobs == 1:
                start = _run_best(1, "--engine", engine, "--jobs", "1")
                rows.append(
                    (f"of that, start and end, {engine}: a run over 1 log", ratio(start.processor, share), ratio(start.wall, share), "")
                )
            bars[name] = {"time of processor": used.processor / share, "time by the clock": used.wall / share}
            if engine in _WANTED:
                goals.append(
                    (f"`afterword batch`, {name}, in units of `orjson.loads` (by the clock)", _WANTED[engine], ratio(used.wall, share))
                )
    table = Table(
        "The default pack, from JSON Lines to findings",
        f"{logs:,} candidates of {EVENTS} events: read, validated, evaluated, findings written, start-up included; in units of what "
        f"`orjson.loads` takes for the same lines. The quickest of {ROUNDS} runs, or of as many as take a minute. {cores} cores.",
        "",
        ("what", "processor", "by the clock", "findings"),
        tuple(rows),
    )
    return Section(
        (table,), {"cores": draw_bars("The default pack against reading JSON", "times as long as orjson.loads", bars)}, {}, tuple(goals)
    )


def _run(logs: int, *options: str) -> Usage:
    print(f"  afterword batch {' '.join(options)}: {logs:,} logs", file=sys.stderr, flush=True)
    return run_batch(logs, *options)


def _run_best(logs: int, *options: str) -> Usage:
    """The quickest of several runs, fewer of long ones."""
    runs = [_run(logs, *options)]
    while len(runs) < ROUNDS and sum(one.wall for one in runs) < _LONG:
        runs.append(_run(logs, *options))
    return min(runs, key=lambda one: one.wall)


SECTIONS: Mapping[str, Callable[[Wish], Section]] = {
    "peers": against_peers,
    "events": more_events,
    "rules": more_rules,
    "logs": more_logs,
    "batch": against_orjson,
}
