"""An evaluator with one rule, written out in Python: the command line and the public face are tested without packs and executors.

Run as a program, it is the command `afterword` with that evaluator.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType

import afterword.engine
from afterword.engine.diagnostics import Diagnostic, Outcome, choices_hint
from afterword.engine.language.rule import Pack
from afterword.engine.log.model import Event, Log
from afterword.engine.report.build_report import build_report
from afterword.engine.report.model import Report
from afterword.engine.run.model import Item, Verdict
from afterword.engine.spans import Source
from afterword.engine.times.model import HOUR
from afterword.engine.verdicts import State
from afterword.tests.report.world import LETTER, PACK

LOG = """\
candidate: Jane Roe
timezone: Europe/London
applications: {a1: {employer: Northwind Analytics}}
interviews: {i1: {app: a1}}
people: {p1: {app: a1, name: Ann Lee}}
events:
  - {id: e1, type: interview_completed, at: "2025-09-09T11:00", app: a1, interview: i1, interviewers: [p1]}
"""
LETTER_SENT = '  - {id: e2, type: thank_you_sent, at: "2025-09-09T18:00", app: a1, interview: i1, to: p1}\n'


class OneRule:
    """A letter to each interviewer within 24 hours."""

    pack: Pack = PACK

    def __init__(self, engine: str = "auto") -> None:
        """Remember what is asked for, and report it."""
        self.engine = engine

    def evaluate(self, log: Log, as_of: int) -> Report:
        """The report; a candidate called Bug is too much for it, and one called Ctrl-C is interrupted."""
        if log.candidate == "Bug":
            raise KeyError("bug")
        if log.candidate == "Ctrl-C":
            raise KeyboardInterrupt
        return build_report(self.pack, log, tuple(self._judge(log, as_of)), as_of, self.engine, log.records)

    @staticmethod
    def _judge(log: Log, as_of: int) -> Iterator[Verdict]:
        for met in log.events:
            people = met.fields.get("interviewers", ())
            assert isinstance(people, tuple)
            for person in map(str, people):
                due = met.when.hi + 24 * HOUR
                sent = next((one for one in log.events if one.fields.get("to") == person and one.when.lo <= as_of), None)
                yield Verdict(
                    LETTER,
                    _state(sent, due, as_of),
                    {"interview": met, "person": Item(person, "person")},
                    log.zone,
                    since=met.when,
                    due=due,
                    event=sent,
                    evidence=(met, sent) if sent else (met,),
                )


def _state(sent: Event | None, due: int, as_of: int) -> State:
    if sent:
        return State.DONE if sent.when.lo <= due else State.LATE
    return State.OPEN if as_of <= due else State.OVERDUE


def load_evaluator(pack: str, settings: Mapping[str, str], engine: str) -> Outcome[OneRule]:
    """The evaluator; packs and parameters by other names are mistakes."""
    mistakes = [_unknown("pack", "--pack", pack, ("after-interview",))] if pack != "after-interview" else []
    mistakes += [_unknown("parameter", "--set", name, tuple(PACK.parameters)) for name in settings if name not in PACK.parameters]
    return Outcome(None if mistakes else OneRule(engine), tuple(mistakes))


def _unknown(what: str, option: str, word: str, known: tuple[str, ...]) -> Diagnostic:
    return Diagnostic(f"unknown-{what}", f"there is no {what} `{word}`", Source(option, word).span(0, len(word)), choices_hint(word, known))


def module() -> ModuleType:
    """What stands in for `engine/evaluator.py`."""
    made = ModuleType("afterword.engine.evaluator")
    made.load_evaluator = load_evaluator  # type: ignore[attr-defined]
    return made


if __name__ == "__main__":
    sys.modules["afterword.engine.evaluator"] = afterword.engine.evaluator = module()
    from afterword.cli import run

    run()
