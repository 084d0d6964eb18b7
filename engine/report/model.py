"""The report: what a person, a script or a renderer is given. Frozen, typed, in a defined order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from afterword.engine.verdicts import Level, State


@dataclass(frozen=True, slots=True)
class Evidence:
    """An event that a finding rests on, and the line of the log where it stands (``None`` for events made in memory)."""

    event: str
    line: int | None


@dataclass(frozen=True, slots=True)
class SourceRef:
    """Where a rule comes from."""

    id: str
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Advice, a warning or an overdue item.

    ``about`` has a key for each kind of entity of the pack's vocabulary and one for ``event``, ``None`` where it does not apply. Times are aware, in the
    log's zone. ``late_by`` is how long past ``due`` it was done, or is by now.
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


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One case of one rule, whatever its state."""

    rule: str
    title: str
    about: Mapping[str, str | None]
    state: State


@dataclass(frozen=True, slots=True)
class ChecklistStep:
    """The cases under one heading. ``step`` is ``None`` for rules that stand under no heading."""

    step: int | None
    title: str
    items: tuple[ChecklistItem, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found in one log at one moment.

    ``findings``: overdue first, then warnings, then advice; within a level by due time, step, rule and case. ``summary`` counts the
    findings by level, and the cases that are done.
    """

    engine: str
    pack_id: str
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
