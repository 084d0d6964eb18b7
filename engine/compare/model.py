"""What differs between two versions of a pack, in words, and between their reports on logs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import NamedTuple

from afterword.engine.report.model import Finding
from afterword.engine.verdicts import State


class Kind(Enum):
    """What became of something."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"


class Change(NamedTuple):
    """One part of something, as it was and as it is, in words; empty where there was or is none."""

    part: str
    old: str
    new: str


class Difference(NamedTuple):
    """Something that is called ``name`` and came, went or changed; ``title`` says in words what it is."""

    kind: Kind
    name: str
    title: str
    changes: tuple[Change, ...] = ()


class PackDifference(NamedTuple):
    """What differs between two packs: their settings, the words of their logs, steps, topics and sources, and their rules."""

    settings: tuple[Difference, ...]
    words: tuple[Difference, ...]
    headings: tuple[Difference, ...]
    rules: tuple[Difference, ...]

    @property
    def all(self) -> tuple[Difference, ...]:
        """Every one of them."""
        return (*self.settings, *self.words, *self.headings, *self.rules)


class FindingDifference(NamedTuple):
    """A finding that came, went or changed. ``elsewhere`` is the state of its case in the report that lacks it, where that is known."""

    kind: Kind
    old: Finding | None
    new: Finding | None
    changes: tuple[Change, ...] = ()
    elsewhere: State | None = None

    @property
    def finding(self) -> Finding:
        """The new finding, or the old one where it is gone."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a difference of nothing")
        return found


class LogDifference(NamedTuple):
    """What differs between two reports on one log at one moment; ``old`` and ``new`` count their findings by level, and what is done."""

    log: str
    candidate: str | None
    as_of: datetime
    old: Mapping[str, int]
    new: Mapping[str, int]
    findings: tuple[FindingDifference, ...]


class Version(NamedTuple):
    """A pack: what it says of itself, and the name or path by which it was asked for."""

    id: str
    version: str
    title: str
    asked: str


class Comparison(NamedTuple):
    """Two versions of a pack, and what they make different in each log."""

    old: Version
    new: Version
    pack: PackDifference
    logs: tuple[LogDifference, ...]

    @property
    def differs(self) -> bool:
        """Whether anything does."""
        return bool(self.pack.all) or any(log.findings for log in self.logs)
