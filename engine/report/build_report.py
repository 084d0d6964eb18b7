"""Verdicts in, a report out: put into words, joined with rule texts and lines of the log, and sorted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

from afterword.engine.language.rule import Pack, Rule, RuleKind, Severity
from afterword.engine.log.model import Log
from afterword.engine.report.about import Case, Records, find_about
from afterword.engine.report.checklist import build_checklist
from afterword.engine.report.messages import Scene, fill_message, lateness
from afterword.engine.report.model import Evidence, Finding, Report, SourceRef
from afterword.engine.report.places import Places
from afterword.engine.run.model import Verdict
from afterword.engine.times.instants import to_datetime
from afterword.engine.verdicts import Level, Standing, State


def build_report(  # noqa: PLR0913, PLR0917 - what a report is made of is what it is
    pack: Pack, log: Log, verdicts: Iterable[Verdict], as_of: int, engine: str, records: Records
) -> Report:
    """The report on ``log`` at ``as_of`` (microseconds); the order of ``verdicts`` does not matter.

    ``records`` are the log's entities with what its events tell of them; ``engine`` names the executor that found the verdicts.
    """
    scene = Scene(pack, log, records, as_of)
    cases = [Case(verdict, find_about(verdict, pack.vocabulary, records)) for verdict in _sort_cases(verdicts, pack, records)]
    findings = (make_finding(case, scene) for case in cases)
    return Report(
        engine=engine,
        pack_id=pack.id,
        pack_title=pack.title,
        pack_version=pack.version,
        as_of=to_datetime(as_of, log.zone),
        log=log.source.name,
        candidate=log.candidate,
        findings=tuple(sorted((one for one in findings if one), key=_urgency)),
        checklist=build_checklist(pack, cases),
    )


def make_finding(case: Case, scene: Scene) -> Finding | None:
    """The finding that a case makes; ``None`` where its state makes none, or its rule has nothing to say."""
    verdict, about = case
    rule, state = verdict.rule, verdict.state
    level, template = level_of(rule, state, verdict.standing), rule.say.get(state)
    if level is None or not template:
        return None
    zone = scene.log.zone
    late = lateness(verdict, scene.as_of)
    return Finding(
        rule=rule.id,
        topic=topic_of(rule, state),
        level=level,
        state=state,
        step=rule.step,
        title=rule.title,
        message=" ".join(filter(None, (fill_message(template, verdict, scene), rule.why))),
        about=about,
        since=to_datetime(verdict.since.hi, zone) if verdict.since else None,
        opens=to_datetime(verdict.opens, zone) if verdict.opens is not None else None,
        due=to_datetime(verdict.due, zone) if verdict.due is not None else None,
        late_by=timedelta(microseconds=late) if late is not None else None,
        fields=verdict.fields,
        evidence=tuple(Evidence(event.id, event.place.line if event.place else None) for event in verdict.evidence),
        source=tuple(source_of(name, scene.pack) for name in rule.sources),
        outside=rule.outside,
        verdict=verdict.standing,
    )


def _sort_cases(verdicts: Iterable[Verdict], pack: Pack, records: Records) -> list[Verdict]:
    """By rule, in the order of the pack, then by what the case binds, in the order of the log."""
    rules = {rule.id: number for number, rule in enumerate(pack.rules)}
    places = Places(records)
    return sorted(verdicts, key=lambda verdict: (rules[verdict.rule.id], places.of_case(verdict.bound.values(), verdict.event)))


def level_of(rule: Rule, state: State, standing: Standing | None) -> Level | None:
    """How loud a case is; ``None`` where its state is no finding. What cannot be done any more is as loud as what is overdue."""
    match state:
        case State.UPCOMING | State.OPEN:
            is_lost = standing is Standing.VIOLATED and rule.kind is not RuleKind.ADVICE
            return Level.OVERDUE if is_lost else Level.ADVICE
        case State.OVERDUE:
            return Level.OVERDUE
        case State.LATE | State.VIOLATED:
            return Level.ADVICE if rule.severity is Severity.ADVICE else Level.WARNING
        case _:
            return None


def topic_of(rule: Rule, state: State) -> str:
    """The word that a finding is filed under."""
    return rule.topics.get(state) or rule.id.replace("-", "_")


def source_of(name: str, pack: Pack) -> SourceRef:
    """A source of a rule."""
    source = pack.sources[name]
    return SourceRef(source.id, source.kind, source.title)


def _urgency(finding: Finding) -> tuple[int, float, float]:
    """The loudest first, then the soonest due; what has no due time, or no step, stands behind what has one."""
    due = math.inf if finding.due is None else finding.due.timestamp()
    return (-finding.level.rank, due, math.inf if finding.step is None else finding.step)
