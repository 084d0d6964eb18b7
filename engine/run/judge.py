"""From the integers of a case to its state: what holds now, decided in one place for all executors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, assert_never

from afterword.engine.compile.program import MISSING, NEVER, CaseField, Header, Judgement, Program, RulePlan
from afterword.engine.language.rule import RuleKind
from afterword.engine.log.model import Event
from afterword.engine.log.normalise import log_order
from afterword.engine.run.criteria import failing_fields
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Bound, Item, Verdict
from afterword.engine.run.standing import Now, find_now, find_standing
from afterword.engine.times.model import Interval
from afterword.engine.verdicts import State


class _Decision(NamedTuple):
    """A state, the ID of the row that decided it, and what else goes into the verdict."""

    state: State
    event: int = -1
    fields: tuple[str, ...] = ()
    rests_on: tuple[int, ...] = ()


def judge(
    program: Program, base: FactBase, outputs: Sequence[Sequence[Row]], as_of: int, *, has_ended: bool = False
) -> tuple[Verdict, ...]:
    """The verdict of every case, in the order of rules, then of the log, then of deciding events. ``as_of`` in microseconds (UTC)."""
    now = find_now(base, as_of, has_ended=has_ended)
    verdicts: list[Verdict] = []
    for plan in program.plans:
        if any(outputs[place] for place in plan.cases):
            verdicts += _Judge(plan, base, now).verdicts(outputs)
    return tuple(verdicts)


_TIMELESS = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
"""Judgements that know no window."""


class _Judge:
    """Decides the cases of one rule."""

    def __init__(self, plan: RulePlan, base: FactBase, now: Now) -> None:
        self._plan = plan
        self._base = base
        self._now = now
        self._as_of = now.as_of
        self._width = len(plan.aliases)
        self._untimed = plan.judgement in _TIMELESS or plan.rule.kind is RuleKind.MUST_NOT

    def verdicts(self, outputs: Sequence[Sequence[Row]]) -> Iterator[Verdict]:
        violations: dict[Row, dict[int, Row]] = {}
        for place in self._plan.violations:
            for row in outputs[place]:
                violations.setdefault(self._bound(row), {}).setdefault(row[CaseField.HIT], row)
        cases = {(self._bound(row), row[CaseField.ANCHOR]): row for place in reversed(self._plan.cases) for row in outputs[place]}
        for (bound, _), row in sorted(cases.items()):
            broken = violations.get(bound)
            if broken:
                for culprit, violation in sorted(broken.items()):
                    yield self._verdict(violation, _Decision(State.VIOLATED, culprit))
            else:
                yield self._verdict(row, self._decide(row))

    def _bound(self, row: Row) -> Row:
        return row[len(row) - self._width :]

    def _decide(self, row: Row) -> _Decision:  # noqa: C901, PLR0911 - one case a judgement
        judgement = self._plan.judgement
        match judgement:
            case Judgement.DUTY:
                return self._duty(row)
            case Judgement.BACKWARD:
                return self._repairable(row, row[CaseField.HIT])
            case Judgement.NEXT:
                return self._next(row)
            case Judgement.PREVIOUS:
                return self._repairable(row, row[CaseField.HIT], row[len(CaseField)])
            case Judgement.LAST:
                return self._last(row)
            case Judgement.NEIGHBOUR:
                met = row[CaseField.HIT] >= 0 and row[CaseField.ENDED_EVER] < 0
                return _Decision(State.VIOLATED, row[CaseField.HIT]) if met else _Decision(State.CLEAR)
            case Judgement.ONE_OF:
                return self._one_of(row)
            case Judgement.PROHIBITION:
                return _Decision(State.CLEAR)
            case Judgement.CASE:
                return self._repairable(row, -1, row[CaseField.ANCHOR])
            case Judgement.REQUIREMENT:
                fields = self._failing(row)
                done = -1 if fields else row[CaseField.ANCHOR]
                return self._repairable(row, done, row[CaseField.ANCHOR], fields, met=not fields)
            case Judgement.ADVICE:
                return self._advice(row)
            case _:
                assert_never(judgement)

    def _duty(self, row: Row) -> _Decision:
        """A match in the window, else what ended the duty, else a match too late, else the clock."""
        if row[CaseField.HIT] >= 0:
            return _Decision(State.DONE, row[CaseField.HIT])
        if row[CaseField.ENDED] >= 0:
            return _Decision(State.LAPSED, row[CaseField.ENDED])
        if row[CaseField.LATE] >= 0:
            return _Decision(State.DONE if self._is_advice() else State.LATE, row[CaseField.LATE])
        if row[CaseField.ENDED_EVER] >= 0:
            return _Decision(State.LAPSED, row[CaseField.ENDED_EVER])
        if row[CaseField.BARRIER] >= 0:
            return _Decision(State.VIOLATED, row[CaseField.BARRIER])
        return self._by_the_clock(row)

    def _by_the_clock(self, row: Row) -> _Decision:
        if self._as_of < row[CaseField.OPENS]:
            return _Decision(State.UPCOMING)
        if self._as_of <= row[CaseField.DUE] or self._is_advice():
            return _Decision(State.OPEN)
        return _Decision(State.OVERDUE)

    def _repairable(self, row: Row, hit: int, event: int = -1, fields: tuple[str, ...] = (), *, met: bool = False) -> _Decision:
        """Met or not met, once and for all, unless something put it right later."""
        if hit >= 0 or met:
            return _Decision(State.DONE, hit)
        if row[CaseField.ENDED_EVER] >= 0:
            return _Decision(State.LAPSED, row[CaseField.ENDED_EVER])
        return _Decision(State.VIOLATED, event, fields)

    def _next(self, row: Row) -> _Decision:
        hit = row[CaseField.HIT]
        neighbour = row[len(CaseField)]
        if neighbour < 0:
            return self._by_the_clock(row)
        if hit < 0:
            return self._repairable(row, -1, neighbour)
        in_time = self._base.headers[hit][Header.LO] <= row[CaseField.DUE] or self._is_advice()
        return _Decision(State.DONE if in_time else State.LATE, hit)

    def _last(self, row: Row) -> _Decision:
        """Any event may still be followed by another until the log has ended."""
        if self._now.has_ended:
            return self._repairable(row, row[CaseField.HIT], row[len(CaseField)])
        ended = row[CaseField.ENDED_EVER]
        return _Decision(State.LAPSED, ended) if ended >= 0 else _Decision(State.OPEN)

    def _one_of(self, row: Row) -> _Decision:
        seq = [(self._base.headers[one][Header.SEQ], one) for one in row[len(CaseField) : len(row) - self._width] if one >= 0]
        if len(seq) > 1:
            second = sorted(seq)[1]
            ended = row[CaseField.ENDED_EVER]
            if ended < 0 or self._base.headers[ended][Header.SEQ] >= second[0]:
                return _Decision(State.VIOLATED, second[1], rests_on=tuple(one for _, one in seq))
        return self._duty(row)

    def _advice(self, row: Row) -> _Decision:
        if row[CaseField.ENDED_EVER] >= 0:
            return _Decision(State.LAPSED, row[CaseField.ENDED_EVER])
        if self._as_of > row[CaseField.DUE]:
            return _Decision(State.LAPSED)
        return self._by_the_clock(row)

    def _is_advice(self) -> bool:
        return self._plan.rule.kind is RuleKind.ADVICE

    # -- the verdict -----------------------------------------------------------------------------------------------------

    def _failing(self, row: Row) -> tuple[str, ...]:
        headers = {alias.alias: self._base.headers[identity] for alias, identity in zip(self._plan.aliases, self._bound(row), strict=True)}
        return failing_fields(self._plan.rule.criteria, self._aliases(row), headers, self._base)

    def _aliases(self, row: Row) -> dict[str, Bound]:
        bound: dict[str, Bound] = {}
        for alias, identity in zip(self._plan.aliases, self._bound(row), strict=True):
            origin = self._base.origin(identity)
            if isinstance(origin, str):
                bound[alias.alias] = Item(origin, alias.entity)
            elif origin is not None:
                bound[alias.alias] = origin
        return bound

    def _verdict(self, row: Row, decision: _Decision) -> Verdict:
        base = self._base
        anchor = base.headers[row[CaseField.ANCHOR]]
        untimed = self._untimed or (self._plan.violations and decision.state is State.VIOLATED)
        opens, due = row[CaseField.OPENS], row[CaseField.DUE]
        deciding = base.evidence(decision.event)
        return Verdict(
            rule=self._plan.rule,
            state=decision.state,
            bound=self._aliases(row),
            zone=base.zone(anchor[Header.ZONE]),
            since=Interval(anchor[Header.LO], anchor[Header.HI]),
            opens=None if untimed or opens == MISSING else opens,
            due=None if untimed or due == NEVER else due,
            event=deciding[-1] if deciding else None,
            fields=decision.fields,
            count=row[CaseField.COUNT] + 1 if row[CaseField.COUNT] else 0,
            evidence=self._evidence((*self._bound(row), row[CaseField.ANCHOR], decision.event, *decision.rests_on)),
            standing=find_standing(self._plan, row, decision.state, self._now),
        )

    def _evidence(self, rests_on: Row) -> tuple[Event, ...]:
        """The events that rows rest on, each once, in the log's order."""
        known = {identity for identity in rests_on if identity >= 0}
        if len(known) == 1:
            return self._base.evidence(*known)
        events = {event.position: event for identity in known for event in self._base.evidence(identity)}
        return tuple(sorted(events.values(), key=log_order))
