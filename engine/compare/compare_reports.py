"""Two reports on one log at one moment, compared finding by finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from afterword.engine.compare.model import Change, FindingDifference, Kind, LogDifference
from afterword.engine.report.model import Finding, Report
from afterword.engine.report.phrasing import phrase_moment
from afterword.engine.verdicts import State

_Case: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A rule, and what a case of it is about: what tells findings of one report apart, as far as it goes."""


def compare_reports(old: Report, new: Report) -> LogDifference:
    """The findings that came, went or changed; those of the new report in its order, then those that are gone."""
    pairs = _pair(old.findings, new.findings)
    found = []
    for finding in new.findings:
        match = pairs.get(id(finding))
        if match is None:
            found.append(FindingDifference(Kind.NEW, None, finding, elsewhere=_elsewhere(finding, old)))
        elif changes := tuple(_changes(match, finding)):
            found.append(FindingDifference(Kind.CHANGED, match, finding, changes))
    kept = {id(match) for match in pairs.values()}
    gone = (finding for finding in old.findings if id(finding) not in kept)
    found += [FindingDifference(Kind.GONE, finding, None, elsewhere=_elsewhere(finding, new)) for finding in gone]
    return LogDifference(new.log, new.candidate, new.as_of, old.summary, new.summary, tuple(found))


def _pair(old: Sequence[Finding], new: Sequence[Finding]) -> dict[int, Finding]:
    """The old finding for each new one that is about the same, by the identity of the new one.

    Of several with one rule and one subject, those that rest on the same events belong together; the others go by their order.
    """
    waiting: dict[_Case, list[Finding]] = {}
    for finding in old:
        waiting.setdefault(_case(finding), []).append(finding)
    pairs: dict[int, Finding] = {}
    for same_events in (True, False):
        for finding in new:
            left = waiting.get(_case(finding), [])
            if id(finding) in pairs:
                continue
            match = next((one for one in left if not same_events or _events(one) == _events(finding)), None)
            if match is not None:
                pairs[id(finding)] = match
                left.remove(match)
    return pairs


def _case(finding: Finding) -> _Case:
    return finding.rule, tuple(sorted((kind, one) for kind, one in finding.about.items() if one is not None))


def _events(finding: Finding) -> tuple[str, ...]:
    return tuple(one.event for one in finding.evidence)


def _elsewhere(finding: Finding, report: Report) -> State | None:
    """The state that the same case has in another report, where it is one: a case that is clear speaks of no forbidden event."""
    about = {kind: one for kind, one in finding.about.items() if kind != "event"}
    same = [
        item
        for step in report.checklist
        for item in step.items
        if item.rule == finding.rule and {kind: one for kind, one in item.about.items() if kind != "event"} == about
    ]
    exact = {item.state for item in same if item.about == finding.about} or {item.state for item in same}
    return exact.pop() if len(exact) == 1 else None


def _changes(old: Finding, new: Finding) -> Iterator[Change]:
    """What a finding says otherwise; its title, step and sources are told with the rule."""
    for part, was, now in (
        ("level", old.level.value, new.level.value),
        ("state", old.state.value, new.state.value),
        ("opens", _moment(old.opens), _moment(new.opens)),
        ("due", _moment(old.due), _moment(new.due)),
        ("topic", old.topic, new.topic),
        ("message", old.message, new.message),
        ("fields", ", ".join(old.fields), ", ".join(new.fields)),
        ("events", ", ".join(_events(old)), ", ".join(_events(new))),
    ):
        if was != now:
            yield Change(part, was, now)


def _moment(moment: datetime | None) -> str:
    return phrase_moment(moment) if moment is not None else ""
