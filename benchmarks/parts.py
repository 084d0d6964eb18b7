"""What is measured: the start, the two executors, growth, and memory. Each part gives one table of ratios."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from afterword.benchmarks.candidates import as_yaml, moment_after, write_log
from afterword.benchmarks.measure import memory, process_times, times_of
from afterword.benchmarks.table import Table, ratio
from afterword.engine.embedding import load_pack
from afterword.engine.evaluator import DURABLE_EVENTS, Evaluator, compile_for_evaluation, load_evaluator
from afterword.engine.language.rule import RuleKind
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.text import decode
from afterword.engine.times.model import SECOND

PACK = "after-interview"
JANE = Path(__file__).resolve().parent.parent / "examples" / "jane.yaml"
SMALL = 200
ENGINES = ("native", "durable") if find_spec("durable_rules_engine") else ("native",)


class Sample:
    """A candidate's log: its text, the log that is read from it, and a moment of asking."""

    def __init__(self, size: int, seed: int = 0) -> None:
        entry = write_log(size, seed)
        self.text = as_yaml(entry)
        self.moment = moment_after(entry)
        self.micros = int(self.moment.timestamp()) * SECOND

    def read(self, evaluator: Evaluator) -> Log:
        """The log from its text, checked."""
        source = decode("log.yaml", self.text.encode()).value
        documents = source and parse_documents(source).value
        outcome = documents and read_log(documents[0], evaluator.pack.vocabulary)
        if not outcome or outcome.value is None:
            sys.exit(f"a log of ours has mistakes: {outcome and outcome.diagnostics}")
        return outcome.value

    def whole(self, evaluator: Evaluator) -> None:
        """From text to report."""
        evaluator.evaluate(self.read(evaluator), self.micros)

    def evaluation(self, evaluator: Evaluator) -> Callable[[], object]:
        """From the log to the report, to be called again and again."""
        return partial(evaluator.evaluate, self.read(evaluator), self.micros)


def load(engine: str) -> Evaluator:
    """The default pack on one engine."""
    outcome = load_evaluator(PACK, {}, engine)
    if outcome.value is None:
        sys.exit(f"the pack has mistakes: {outcome.diagnostics}")
    return outcome.value


def start(*, quick: bool) -> Table:
    """The whole process, from the shell to the report."""
    script = Path(sys.executable).parent / "afterword"
    command = [str(script)] if script.exists() else [sys.executable, "-c", "from afterword.cli import run; run()"]
    imports = "import click, yaml"
    base = f'python -c "{imports}"'
    runs = {base: [sys.executable, "-c", imports]}
    runs["afterword check examples/jane.yaml"] = [*command, "check", str(JANE), "--as-of", "2025-10-02T14:31"]
    runs["afterword rules lint"] = [*command, "rules", "lint"]
    with tempfile.TemporaryDirectory() as folder:
        for size in (20, 50, 100, 200):
            sample, path = Sample(size), Path(folder, f"{size}.yaml")
            path.write_text(sample.text, encoding="utf-8")
            for engine in ("auto", *ENGINES[1:]):
                arguments = ["check", str(path), "--as-of", sample.moment.isoformat(), "--engine", engine]
                runs[f"afterword check --engine {engine}, {size} events"] = [*command, *arguments]
        times = process_times(list(runs.values()), 3 if quick else 25)
    return Table(
        "Start",
        f"A whole process, from the shell to its end, against `{base}`; files warm, runs in turns. The aim is 2.5 at most. "
        f"`auto`, which is what one gets who asks for no engine, takes durable-rules up to {DURABLE_EVENTS} events.",
        f"Checking `examples/jane.yaml` takes {ratio(times[1], times[0])} times as long as `{base}`, the whole process.",
        ("process", "ratio"),
        tuple((f"`{name}`", ratio(taken, times[0])) for name, taken in zip(runs, times, strict=True)),
    )


def executors(*, quick: bool) -> Table:
    """Both executors on logs of several sizes, and reading beside them."""
    evaluators = [load(engine) for engine in ENGINES]
    rows = []
    unit = 0.0
    for size in (20, 200, 2000) if quick else (20, 200, 2000, 20_000):
        sample = Sample(size)
        works: list[Callable[[], object]] = [partial(sample.read, evaluators[0]), *(sample.evaluation(one) for one in evaluators)]
        reading, *taken = times_of(*works, rounds=5 if size <= SMALL else 2)
        unit = unit or taken[0]
        compared = ratio(taken[1], taken[0]) if len(taken) > 1 else "-"
        rows.append((f"{size:,}", *(ratio(one, unit) for one in taken), compared, ratio(reading, unit)))
    against = " and ".join(
        f"{compared} times as long as our own executor for {size} events" for size, *_, compared, _ in (rows[0], rows[-1])
    )
    return Table(
        "The two executors",
        "Time to evaluate a log that is already read, and to read it (YAML, checked), in units of what `native` needs for 20 events.",
        f"durable-rules takes {against}." if len(ENGINES) > 1 else "durable-rules was not there to compare with.",
        ("events", *ENGINES, "durable / native", "reading"),
        tuple(rows),
    )


def growth(*, quick: bool) -> Table:
    """How the time grows with events, logs and rules."""
    evaluator = load("native")
    sizes = (40, 400) if quick else (400, 20_000)
    events = times_of(*(partial(Sample(size).whole, evaluator) for size in sizes))

    counts = (10, 100) if quick else (100, 1000)
    samples = [Sample(20, seed) for seed in range(counts[1])]
    logs = times_of(*(partial(one_by_one, samples[:count], evaluator) for count in counts))

    evaluators = evaluator, repeat_rules(8)
    numbers = [sum(rule.kind is not RuleKind.FACT for rule in one.pack.rules) for one in evaluators]
    rules = times_of(*(Sample(200).evaluation(one) for one in evaluators))

    measured = {"events in one log": (sizes, events), "logs of 20 events": (counts, logs), "rules, a log of 200 events": (numbers, rules)}
    return Table(
        "Growth",
        "How many times as long it takes when there is more of something (native; logs read and evaluated, rules evaluated only). "
        "From 400 to 20,000 events the aim is 75 at most.",
        f"A log of {sizes[1]:,} events takes {ratio(events[1], events[0])} times as long as one of {sizes[0]}; "
        f"{counts[1]:,} logs take {ratio(logs[1], logs[0])} times as long as {counts[0]}.",
        ("what grows", "from, to", "times as much", "times as long"),
        tuple(
            (what, f"{few:,} to {many:,}", ratio(many, few), ratio(long, short)) for what, ((few, many), (short, long)) in measured.items()
        ),
    )


def one_by_one(samples: Sequence[Sample], evaluator: Evaluator) -> None:
    """Many logs, from text to report."""
    for sample in samples:
        sample.whole(evaluator)


def repeat_rules(times: int) -> Evaluator:
    """The default pack with each rule that reports anything ``times`` over; facts stay single, so that nothing is concluded twice."""
    pack = load_pack(PACK)
    judging = [rule for rule in pack.rules if rule.kind is not RuleKind.FACT]
    more = [replace(rule, id=f"{rule.id}-{turn}") for turn in range(2, times + 1) for rule in judging]
    compiled = compile_for_evaluation(replace(pack, rules=(*pack.rules, *more))).value
    if compiled is None:
        sys.exit("a pack of ours has mistakes")
    return Evaluator(compiled, "native")


def memory_use(*, quick: bool) -> Table:
    """Whether memory stays flat over many evaluations."""
    early, late = (50, 500) if quick else (1000, 10_000)
    rows = []
    for engine in ENGINES:
        evaluator = load(engine)
        evaluations = [Sample(20, seed).evaluation(evaluator) for seed in range(20)]
        held = {}
        for turn in range(1, late + 1):
            evaluations[turn % len(evaluations)]()
            if turn in {early, late}:
                held[turn] = memory()
        rows.append((engine, f"{held[late] / held[early]:.3f}" if held[early] else "-"))
    return Table(
        "Memory",
        f"Memory of the process after {late:,} evaluations of logs of 20 events, against that after {early:,}.",
        f"After {late:,} evaluations the process holds {rows[0][1]} times the memory that it held after {early:,}.",
        ("engine", "ratio"),
        tuple(rows),
    )


PARTS: Mapping[str, Callable[..., Table]] = {"start": start, "executors": executors, "growth": growth, "memory": memory_use}
