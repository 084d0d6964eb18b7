"""What lint finds."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.spans import Span


class Level(Enum):
    """How bad a finding is, from bad to harmless."""

    ERROR = "error"  # the pack cannot be loaded, or an example cannot be read
    WARNING = "warning"  # it runs, but hardly does what was meant
    NOTE = "note"  # it may well be meant; told where it is asked for


class Finding(NamedTuple):
    """A mistake, or something that looks like one."""

    level: Level
    diagnostic: Diagnostic


class Linted(NamedTuple):
    """What was found in a pack, by the name that it was asked for, in the order of places."""

    pack: str
    findings: tuple[Finding, ...]

    def count(self, level: Level) -> int:
        """How many findings there are of a level."""
        return sum(finding.level is level for finding in self.findings)


def is_file(place: Span) -> bool:
    """Whether a place is in a file, and not in what was typed (`--set`) or piped in (`<stdin>`)."""
    return not place.source.name.startswith(("--", "<"))


LINT_CODES = (
    "always-violated",
    "example-misses",
    "incomplete-rule",
    "message-gap",
    "never-applies",
    "never-in-time",
    "never-matches",
    "no-effect",
    "same-rule",
    "shadowed-override",
    "silent-state",
    "slow-regex",
    "unused-choices",
    "unused-entity",
    "unused-event-type",
    "unused-fact",
    "unused-ignore",
    "unused-name",
    "unused-parameter",
    "unused-scope",
    "unused-source",
    "unused-step",
    "unused-topic",
)
"""The codes that lint alone has: these can be ignored by name."""

NOTES = frozenset({"unused-event-type"})
"""Those that are no more than notes."""
