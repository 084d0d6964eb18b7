"""Real event logs, held against the checker: one JSON object a line, with `case`, `act`, `ts` (milliseconds) and `seq`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from afterword.engine.evaluator import Evaluator
from afterword.engine.foreign.declare_model import Template
from afterword.engine.foreign.declare_pack import import_declare
from afterword.engine.spans import Source
from afterword.tests.declare.checker import Constraint, Result, Results, Step, Trace, check
from afterword.tests.declare.engines import evaluate, load_evaluator
from afterword.tests.declare.examples import any_target, is_a

HOUR, DAY = 3_600, 86_400  # seconds, as the lines have them
MILLISECOND = 1_000  # microseconds


class Line(NamedTuple):
    """A constraint of a model: templates of precedence name the target first. The time is in seconds."""

    template: Template
    first: str
    second: str = ""
    lo: int = 0
    hi: float = inf
    number: int = 1

    @property
    def text(self) -> str:
        """As a `.decl` file has it."""
        number = self.number if self.template.is_counted and self.number > 1 else ""
        names = self.first if self.template.is_unary else f"{self.first}, {self.second}"
        time = f"{self.lo},{'' if self.hi == inf else self.hi},s" if self.lo or self.hi != inf else ""
        return f"{self.template.value}{number}[{names}] |" + (f" |{time}" if self.template.is_unary else f" | |{time}")

    @property
    def constraint(self) -> Constraint:
        """As the checker has it."""
        kind = self.template.value.lower().replace(" ", "-")
        here, there = (self.second, self.first) if self.template.looks_back else (self.first, self.second)
        others = (is_a(self.first), is_a(self.second)) if self.template.is_choice else ()
        return Constraint(kind, is_a(here), any_target(there), self.lo * 1_000, self.hi * 1_000, self.number, others)


def lines_of(frequent: Sequence[str], first: str) -> tuple[Line, ...]:
    """Constraints of every template that is one rule, over some activities; ``first`` begins most traces."""
    a, b, c, *_ = frequent
    pairs = [template for template in Template if not template.is_unary and not template.is_choice and not template.is_symmetric]
    return (
        *(
            Line(template, one, other, lo, hi)
            for template in pairs
            for one, other, lo, hi in ((a, b, 0, inf), (b, c, HOUR, 3 * DAY), (a, a, 0, DAY))
        ),
        *(
            Line(template, a, hi=hi, number=2, lo=lo)
            for template in (Template.EXISTENCE, Template.ABSENCE, Template.EXACTLY)
            for lo, hi in ((0, inf), (60, DAY))
        ),
        *(
            Line(template, one, other, hi=hi)
            for template in (Template.CHOICE, Template.EXCLUSIVE_CHOICE)
            for one, other, hi in ((b, c, inf), (a, c, DAY))
        ),
        Line(Template.ABSENCE, c),
        Line(Template.ABSENCE, b, hi=DAY),
        Line(Template.INIT, first),
        Line(Template.INIT, b),
        Line(Template.END, a),
        Line(Template.END, b, hi=7 * DAY),
    )


def read_traces(path: Path) -> Mapping[str, Trace]:
    """The traces by case, in the order of time and then of the file; times in milliseconds since the first event of all."""
    cases: dict[str, list[tuple[int, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            cases.setdefault(str(told["case"]), []).append((told["ts"], told["act"]))
    start = min(ts for events in cases.values() for ts, _ in events)
    return {
        case: tuple(Step(act, ts - start, {}) for ts, act in sorted(events, key=lambda event: event[0])) for case, events in cases.items()
    }


def moments(trace: Trace) -> Iterator[tuple[float, bool]]:
    """When to ask: at some events, some time after them, and when all is over."""
    for share, more in ((0.25, 0), (0.5, HOUR * 1_000), (0.75, DAY * 1_000)):
        yield trace[int(len(trace) * share)].at + more, False
    yield trace[-1].at, False
    yield trace[-1].at, True


@dataclass
class Comparison:
    """How many verdicts were compared, and which differ; the time that the engine took, and over how many events."""

    compared: int = 0
    differing: list[str] = field(default_factory=list)
    seconds: float = 0.0
    events: int = 0
    by_verdict: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, found: Results, wanted: Results, about: str) -> None:
        """Compare the results of one rule on one trace at one moment."""
        self.compared += len(wanted)
        for result in wanted.values():
            self.by_verdict[result.verdict] = self.by_verdict.get(result.verdict, 0) + 1
        told = {
            place: result if place not in wanted or wanted[place].decided else Result(result.verdict) for place, result in found.items()
        }
        if told != wanted:
            self.differing.append(f"{name}, {about}: {told} instead of {wanted}")

    def told(self) -> str:
        """The numbers in a line."""
        kinds = ", ".join(f"{number:,} {verdict}" for verdict, number in sorted(self.by_verdict.items()))
        speed = self.seconds / self.events * 1_000_000
        return f"{self.compared:,} verdicts ({kinds}), {len(self.differing)} differ; {speed:.0f} s for a million events"


class Model:
    """Some constraints, as rules and for the checker."""

    def __init__(self, activities: Sequence[str], lines: Sequence[Line], engine: str) -> None:
        """Make the rules."""
        text = "".join(f"activity {name}\n" for name in activities) + "".join(f"{line.text}\n" for line in lines)
        pack = import_declare(Source("real.decl", text))
        assert pack.value is not None, pack.diagnostics
        self.evaluator: Evaluator = load_evaluator(pack.value, engine)
        self.constraints = dict(zip((rule.id for rule in self.evaluator.pack.rules), (line.constraint for line in lines), strict=True))

    def compare(self, traces: Mapping[str, Trace]) -> Comparison:
        """All verdicts on all traces at all moments."""
        comparison = Comparison()
        for case, trace in traces.items():
            for now, over in moments(trace):
                so_far = tuple(step for step in trace if step.at <= now)
                begun = perf_counter()
                found = evaluate(self.evaluator, so_far, now, MILLISECOND, over=over)
                comparison.seconds += perf_counter() - begun
                comparison.events += len(so_far)
                for name, constraint in self.constraints.items():
                    wanted = check(constraint, so_far, now, over=over)
                    comparison.add(name, found.get(name, {}), wanted, f"case {case} at {now}, {'over' if over else 'going on'}")
        return comparison
