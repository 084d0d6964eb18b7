"""Verdicts in, a report out: put into words, joined with rule texts and lines of the log, and sorted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta

from afterword.engine.language.rule import Pack, RuleKind, Severity
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.report.about import Case, Records, find_about
from afterword.engine.report.checklist import build_checklist
from afterword.engine.report.messages import Scene, fill_message, lateness
from afterword.engine.report.model import Evidence, Finding, Report, SourceRef
from afterword.engine.run.model import Bound, Fact, Item, Verdict
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
    level, template = _level(verdict), rule.say.get(state)
    if level is None or not template:
        return None
    zone = scene.log.zone
    late = lateness(verdict, scene.as_of)
    return Finding(
        rule=rule.id,
        topic=rule.topics.get(state) or rule.id.replace("-", "_"),
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
        source=tuple(_source(name, scene.pack) for name in rule.sources),
        outside=rule.outside,
        verdict=verdict.standing,
    )


def _sort_cases(verdicts: Iterable[Verdict], pack: Pack, records: Records) -> list[Verdict]:
    """By rule, in the order of the pack, then by what the case binds, in the order of the log; ids only break ties."""
    rules = {rule.id: number for number, rule in enumerate(pack.rules)}
    places = {(kind, name): number for kind, known in records.items() for number, name in enumerate(known)}

    def place(one: Bound) -> tuple[int, int, int, str]:
        match one:
            case Event():
                return (one.when.hi, one.when.lo, one.position, one.id)
            case Fact():
                lo, hi = one.when or (0, 0)
                return (hi, lo, 0, repr(sorted(one.fields.items())))
            case Record():
                return (0, 0, places.get((one.kind, one.id), len(places)), one.id)
            case Item():
                return (0, 0, places.get((one.entity or "", one.value), len(places)), one.value)

    def order(verdict: Verdict) -> tuple[int, list[tuple[int, int, int, str]]]:
        deciding: tuple[Event, ...] = (verdict.event,) if verdict.event else ()
        return (rules[verdict.rule.id], [place(one) for one in (*verdict.bound.values(), *deciding)])

    return sorted(verdicts, key=order)


def _level(verdict: Verdict) -> Level | None:
    """How loud a case is; ``None`` where its state is no finding. What cannot be done any more is as loud as what is overdue."""
    match verdict.state:
        case State.UPCOMING | State.OPEN:
            is_lost = verdict.standing is Standing.VIOLATED and verdict.rule.kind is not RuleKind.ADVICE
            return Level.OVERDUE if is_lost else Level.ADVICE
        case State.OVERDUE:
            return Level.OVERDUE
        case State.LATE | State.VIOLATED:
            return Level.ADVICE if verdict.rule.severity is Severity.ADVICE else Level.WARNING
        case _:
            return None


def _source(name: str, pack: Pack) -> SourceRef:
    source = pack.sources[name]
    return SourceRef(source.id, source.kind, source.title)


def _urgency(finding: Finding) -> tuple[int, float, float]:
    """The loudest first, then the soonest due; what has no due time, or no step, stands behind what has one."""
    due = math.inf if finding.due is None else finding.due.timestamp()
    return (-finding.level.rank, due, math.inf if finding.step is None else finding.step)
