"""Verdicts in, a report out: put into words, joined with rule texts and lines of the log, and sorted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache
from operator import itemgetter

from afterword.engine.language.rule import Pack, PackSource, Rule, RuleKind, Severity
from afterword.engine.log.model import Log
from afterword.engine.report.about import AboutFinder, Case, Records
from afterword.engine.report.checklist import build_checklist
from afterword.engine.report.known import KnownRecords
from afterword.engine.report.messages import Scene, fill_message, lateness
from afterword.engine.report.model import Evidence, Finding, Report, SourceRef
from afterword.engine.report.places import Places
from afterword.engine.run.model import Verdict
from afterword.engine.times.instants import to_datetime
from afterword.engine.verdicts import FINDING_STATES, Level, Standing, State


def build_report(  # noqa: PLR0913, PLR0917 - what a report is made of is what it is
    pack: Pack, log: Log, verdicts: Iterable[Verdict], as_of: int, engine: str, records: Records
) -> Report:
    """The report on ``log`` at ``as_of`` (microseconds); the order of ``verdicts`` does not matter.

    ``records`` are the log's entities with what its events tell of them; ``engine`` names the executor that found the verdicts.
    """
    return Reporter(pack).report(Scene(pack, log, records, as_of), verdicts, engine)


class Reporter:
    """Puts the verdicts on logs into words, by one pack. Holds nothing of a log: threads may share it."""

    def __init__(self, pack: Pack) -> None:
        """Work out what does not depend on logs."""
        self._pack = pack
        self._abouts = AboutFinder(pack.vocabulary)

    def report(self, scene: Scene, verdicts: Iterable[Verdict], engine: str) -> Report:
        """The report on the log of ``scene``; the order of ``verdicts`` does not matter."""
        pack, log = self._pack, scene.log
        cases = self._cases(verdicts, scene)
        return Report(
            engine=engine,
            pack_id=pack.id,
            pack_title=pack.title,
            pack_version=pack.version,
            as_of=to_datetime(scene.as_of, log.zone),
            log=log.source.name,
            candidate=log.candidate,
            findings=_findings(cases, scene),
            checklist=build_checklist(pack, cases),
        )

    def findings(self, scene: Scene, verdicts: Iterable[Verdict]) -> tuple[Finding, ...]:
        """The findings of a report, from verdicts of which those that make none may be left out."""
        return _findings(self._cases(verdicts, scene), scene)

    def _cases(self, verdicts: Iterable[Verdict], scene: Scene) -> list[Case]:
        """By rule, in the order of the pack, then by what the case binds, in the order of the log; ids only break ties."""
        by_rule: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            by_rule.setdefault(verdict.rule.id, []).append(verdict)
        find, records = self._abouts.find, scene.records
        ordered = [by_rule[rule.id] for rule in self._pack.rules if rule.id in by_rule]
        if len(by_rule) < sum(map(len, ordered)):
            places = Places(KnownRecords(records, self._pack.vocabulary.entities))
            for group in ordered:
                if len(group) > 1:
                    group.sort(key=lambda verdict: places.of_case(verdict.bound.values(), verdict.event))
        return [Case(verdict, find(verdict, records)) for group in ordered for verdict in group]


def _findings(cases: Iterable[Case], scene: Scene) -> tuple[Finding, ...]:
    """The loudest first, then the soonest due; what has no due time, or no step, stands behind what has one."""
    found: list[tuple[tuple[int, float, float], Finding]] = []
    for case in cases:
        finding = make_finding(case, scene)
        if finding is not None:
            due, step = case.verdict.due, finding.step
            found.append(((-finding.level.rank, math.inf if due is None else due, math.inf if step is None else step), finding))
    found.sort(key=itemgetter(0))
    return tuple([finding for _, finding in found])


def make_finding(case: Case, scene: Scene) -> Finding | None:
    """The finding that a case makes; ``None`` where its state makes none, or its rule has nothing to say."""
    verdict, about = case
    rule, state = verdict.rule, verdict.state
    level = level_of(rule, state, verdict.standing)
    if level is None:
        return None
    template = rule.say.get(state)
    if not template:
        return None
    zone = scene.log.zone
    late = lateness(verdict, scene.as_of)
    message = fill_message(template, verdict, scene)
    return Finding(
        rule.id,
        topic_of(rule, state),
        level,
        state,
        rule.step,
        rule.title,
        f"{message} {rule.why}" if message and rule.why else message or rule.why,
        about,
        None if verdict.since is None else to_datetime(verdict.since.hi, zone),
        None if verdict.due is None else to_datetime(verdict.due, zone),
        None if late is None else timedelta(microseconds=late),
        verdict.fields,
        tuple([Evidence(event.id, event.place.line if event.place else None) for event in verdict.evidence]),
        tuple([source_of(name, scene.pack) for name in rule.sources]),
        rule.outside,
        None if verdict.opens is None else to_datetime(verdict.opens, zone),
        verdict.standing,
    )


def level_of(rule: Rule, state: State, standing: Standing | None) -> Level | None:
    """How loud a case is; ``None`` where its state is no finding. What cannot be done any more is as loud as what is overdue."""
    if state not in FINDING_STATES:
        return None
    if state is State.OVERDUE:
        return Level.OVERDUE
    if state in (State.LATE, State.VIOLATED):
        return Level.ADVICE if rule.severity is Severity.ADVICE else Level.WARNING
    is_lost = standing is Standing.VIOLATED and rule.kind is not RuleKind.ADVICE
    return Level.OVERDUE if is_lost else Level.ADVICE


def topic_of(rule: Rule, state: State) -> str:
    """The word that a finding is filed under."""
    return rule.topics.get(state) or rule.id.replace("-", "_")


def source_of(name: str, pack: Pack) -> SourceRef:
    """A source of a rule."""
    return _source(pack.sources[name])


@lru_cache(maxsize=1024)
def _source(source: PackSource) -> SourceRef:
    return SourceRef(source.id, source.kind, source.title)
