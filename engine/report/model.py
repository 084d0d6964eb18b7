"""The report: what a person, a script or a renderer is given. Frozen, typed, in a defined order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import NamedTuple

from afterword.engine.verdicts import Level, Standing, State


class Evidence(NamedTuple):
    """An event that a finding rests on, and the line of the log where it stands (``None`` for events made in memory)."""

    event: str
    line: int | None


class SourceRef(NamedTuple):
    """Where a rule comes from."""

    id: str
    kind: str
    title: str


class Finding(NamedTuple):
    """Advice, a warning or an overdue item.

    ``about`` has a key for each kind of entity of the pack's vocabulary and one for ``event``, ``None`` where it does not apply. Times are
    aware, in the log's zone; ``since`` is the latest reading of the moment that the case began, and a day ends with its last microsecond.
    ``late_by`` is how long past ``due`` it was done at the least, or is by now. ``verdict`` says whether anything that may yet happen can
    change it (see docs/declare.md), ``None`` for advice that expects nothing.
    """

    rule: str
    topic: str
    level: Level
    state: State
    step: int | None
    title: str
    message: str
    about: Mapping[str, str | None]
    since: datetime | None
    due: datetime | None
    late_by: timedelta | None
    fields: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    source: tuple[SourceRef, ...]
    outside: bool
    opens: datetime | None = None
    verdict: Standing | None = None


class ChecklistItem(NamedTuple):
    """One case of one rule, whatever its state. ``duty`` is false for advice, which may be taken or left."""

    rule: str
    title: str
    about: Mapping[str, str | None]
    state: State
    duty: bool = True
    verdict: Standing | None = None


class Progress(Enum):
    """How far a candidate is with a step of the checklist."""

    DONE = "done"  # something was done, and nothing is left to do
    OVERDUE = "overdue"
    OPEN = "open"
    IDLE = "idle"  # nothing was done, and nothing is left to do


class ChecklistStep(NamedTuple):
    """The cases under one heading. ``step`` is ``None`` for rules that stand under no heading."""

    step: int | None
    title: str
    items: tuple[ChecklistItem, ...]

    @property
    def progress(self) -> Progress:
        """Told by the duties alone: advice that nobody took keeps no step from being done."""
        states = {item.state for item in self.items if item.duty}
        if State.OVERDUE in states:
            return Progress.OVERDUE
        if states & {State.OPEN, State.UPCOMING}:
            return Progress.OPEN
        return Progress.DONE if states & {State.DONE, State.LATE} else Progress.IDLE


class Report(NamedTuple):
    """All that was found in one log at one moment.

    ``findings``: overdue first, then warnings, then advice; within a level by due time, step, rule and case. ``checklist``: the steps of
    the pack in order, then the rules that stand under none. ``summary`` counts the findings by level, and the cases that are done.
    """

    engine: str
    pack_id: str
    pack_title: str
    pack_version: str
    as_of: datetime
    log: str
    candidate: str | None
    findings: tuple[Finding, ...]
    checklist: tuple[ChecklistStep, ...]

    @property
    def summary(self) -> Mapping[str, int]:
        """``{"advice": n, "warning": n, "overdue": n, "done": n}``."""
        counts = {level.value: sum(finding.level is level for finding in self.findings) for level in Level}
        done = sum(item.state is State.DONE for step in self.checklist for item in step.items)
        return {**counts, "done": done}
