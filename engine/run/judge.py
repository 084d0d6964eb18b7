"""From the integers of a case to its state: what holds now, decided in one place for all executors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from afterword.engine.compile.program import MISSING, NEVER, CaseField, Header, Judgement, Program, RulePlan
from afterword.engine.language.rule import RuleKind, TimeExpr
from afterword.engine.log.model import Event
from afterword.engine.run.criteria import failing_fields
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Bound, Item, Verdict
from afterword.engine.run.standing import Now, find_now, standing_of
from afterword.engine.verdicts import FINDING_STATES, State

_ANCHOR, _OPENS, _DUE, _HIT, _LATE, _ENDED, _ENDED_EVER, _BARRIER, _COUNT = map(int, CaseField)
_OTHERS = len(CaseField)
_UPCOMING, _OPEN, _OVERDUE, _LATE_DONE, _VIOLATED = State.UPCOMING, State.OPEN, State.OVERDUE, State.LATE, State.VIOLATED
_DONE, _LAPSED, _CLEAR = State.DONE, State.LAPSED, State.CLEAR  # (an attribute of an enumeration takes long to look up)

Decision: TypeAlias = "tuple[State, int, tuple[str, ...], Row]"
"""A state, the ID of the row that decided it (or -1), the fields that failed, and the IDs of what else the verdict rests on."""


Case: TypeAlias = "tuple[RuleJudge, Row, Decision]"
"""A case that is decided, and what makes its verdict."""


class Judge:
    """Decides the cases of a program. Holds nothing of a log: threads may share it."""

    def __init__(self, program: Program) -> None:
        """Work out, once, how the cases of each rule are decided."""
        self._rules = [RuleJudge(plan) for plan in program.plans]

    def cases(self, base: FactBase, outputs: Sequence[Sequence[Row]], now: Now) -> list[Case]:
        """Every case, in the order of rules, then of the log, then of deciding events."""
        cases: list[Case] = []
        for rule in self._rules:
            for place in rule.places:
                if outputs[place]:
                    rule.decide(base, outputs, now, cases)
                    break
        return cases

    def verdicts(self, base: FactBase, outputs: Sequence[Sequence[Row]], now: Now) -> tuple[Verdict, ...]:
        """The verdict of every case, in the same order."""
        return tuple([rule.verdict(row, decision, base, now) for rule, row, decision in self.cases(base, outputs, now)])

    def findings(self, base: FactBase, outputs: Sequence[Sequence[Row]], now: Now) -> tuple[tuple[Verdict, ...], list[tuple[str, State]]]:
        """Those of these verdicts whose state makes a finding; of all other cases, the rule and the state."""
        verdicts: list[Verdict] = []
        others: list[tuple[str, State]] = []
        for rule, row, decision in self.cases(base, outputs, now):
            if decision[0] in FINDING_STATES:
                verdicts.append(rule.verdict(row, decision, base, now))
            else:
                others.append((rule.plan.rule.id, decision[0]))
        return tuple(verdicts), others


def judge(
    program: Program, base: FactBase, outputs: Sequence[Sequence[Row]], as_of: int, *, has_ended: bool = False
) -> tuple[Verdict, ...]:
    """The verdict of every case, in the order of rules, then of the log, then of deciding events. ``as_of`` in microseconds (UTC)."""
    return Judge(program).verdicts(base, outputs, find_now(base, as_of, has_ended=has_ended))


_TIMELESS = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
"""Judgements that know no window."""


class RuleJudge:
    """Decides the cases of one rule, and makes their verdicts."""

    def __init__(self, plan: RulePlan) -> None:
        """Choose what decides."""
        self.plan = plan
        self.places = plan.cases
        self._bound = slice(-len(plan.aliases), None) if plan.aliases else slice(0, 0)
        self._aliases_of = [(one.alias, one.item, one.entity) for one in plan.aliases]
        self._is_advice = plan.rule.kind is RuleKind.ADVICE
        self._untimed = plan.judgement in _TIMELESS or plan.rule.kind is RuleKind.MUST_NOT
        self._standing = standing_of(plan)
        self._is_timed = any(isinstance(one.test.value, TimeExpr) for one in plan.rule.criteria)
        self._judge_row = {
            Judgement.DUTY: self._duty,
            Judgement.BACKWARD: self._backward,
            Judgement.NEXT: self._next,
            Judgement.PREVIOUS: self._previous,
            Judgement.LAST: self._last,
            Judgement.NEIGHBOUR: self._neighbour,
            Judgement.ONE_OF: self._one_of,
            Judgement.PROHIBITION: self._prohibition,
            Judgement.CASE: self._case,
            Judgement.REQUIREMENT: self._requirement,
            Judgement.ADVICE: self._advice,
        }[plan.judgement]

    def decide(self, base: FactBase, outputs: Sequence[Sequence[Row]], now: Now, cases: list[Case]) -> None:
        """Add all cases to ``cases``, in the order of the log, then of deciding events."""
        judge_row, bound = self._judge_row, self._bound
        violations: dict[Row, dict[int, Row]] = {}
        for place in self.plan.violations:
            for row in outputs[place]:
                violations.setdefault(row[bound], {}).setdefault(row[_HIT], row)
        for row in self._sorted(outputs):
            broken = violations.get(row[bound]) if violations else None
            if broken:
                cases += [(self, violation, (_VIOLATED, culprit, (), ())) for culprit, violation in sorted(broken.items())]
            else:
                cases.append((self, row, judge_row(row, base, now)))

    def _sorted(self, outputs: Sequence[Sequence[Row]]) -> Sequence[Row]:
        """A row for each choice of what is bound and counted from, in the order of these."""
        if len(self.places) == 1 and len(outputs[self.places[0]]) == 1:
            return outputs[self.places[0]]
        bound = self._bound
        by_case = {(row[bound], row[_ANCHOR]): row for place in reversed(self.places) for row in outputs[place]}
        return [by_case[key] for key in sorted(by_case)]

    def _duty(self, row: Row, _base: FactBase, now: Now) -> Decision:
        """A match in the window, else what ended the duty, else a match too late, else the clock."""
        if row[_HIT] >= 0:
            return _DONE, row[_HIT], (), ()
        if row[_ENDED] >= 0:
            return _LAPSED, row[_ENDED], (), ()
        if row[_LATE] >= 0:
            return _DONE if self._is_advice else _LATE_DONE, row[_LATE], (), ()
        if row[_ENDED_EVER] >= 0:
            return _LAPSED, row[_ENDED_EVER], (), ()
        if row[_BARRIER] >= 0:
            return _VIOLATED, row[_BARRIER], (), ()
        return self._by_the_clock(row, now)

    def _by_the_clock(self, row: Row, now: Now) -> Decision:
        if now.as_of < row[_OPENS]:
            return _UPCOMING, -1, (), ()
        if now.as_of <= row[_DUE] or self._is_advice:
            return _OPEN, -1, (), ()
        return _OVERDUE, -1, (), ()

    @staticmethod
    def _repairable(row: Row, hit: int, event: int = -1, fields: tuple[str, ...] = ()) -> Decision:
        """Met or not met, once and for all, unless something put it right later."""
        if hit >= 0:
            return _DONE, hit, (), ()
        if row[_ENDED_EVER] >= 0:
            return _LAPSED, row[_ENDED_EVER], (), ()
        return _VIOLATED, event, fields, ()

    def _backward(self, row: Row, _base: FactBase, _now: Now) -> Decision:
        return self._repairable(row, row[_HIT])

    def _next(self, row: Row, base: FactBase, now: Now) -> Decision:
        hit = row[_HIT]
        neighbour = row[_OTHERS]
        if neighbour < 0:
            return self._by_the_clock(row, now)
        if hit < 0:
            return self._repairable(row, -1, neighbour)
        in_time = base.headers[hit][Header.LO] <= row[_DUE] or self._is_advice
        return _DONE if in_time else _LATE_DONE, hit, (), ()

    def _previous(self, row: Row, _base: FactBase, _now: Now) -> Decision:
        return self._repairable(row, row[_HIT], row[_OTHERS])

    def _last(self, row: Row, _base: FactBase, now: Now) -> Decision:
        """Any event may still be followed by another until the log has ended."""
        if now.has_ended:
            return self._repairable(row, row[_HIT], row[_OTHERS])
        ended = row[_ENDED_EVER]
        return (_LAPSED, ended, (), ()) if ended >= 0 else (_OPEN, -1, (), ())

    @staticmethod
    def _neighbour(row: Row, _base: FactBase, _now: Now) -> Decision:
        met = row[_HIT] >= 0 and row[_ENDED_EVER] < 0
        return (_VIOLATED, row[_HIT], (), ()) if met else (_CLEAR, -1, (), ())

    def _one_of(self, row: Row, base: FactBase, now: Now) -> Decision:
        seq = [(base.headers[one][Header.SEQ], one) for one in row[_OTHERS : len(row) - len(self.plan.aliases)] if one >= 0]
        if len(seq) > 1:
            second = sorted(seq)[1]
            ended = row[_ENDED_EVER]
            if ended < 0 or base.headers[ended][Header.SEQ] >= second[0]:
                return _VIOLATED, second[1], (), tuple(one for _, one in seq)
        return self._duty(row, base, now)

    @staticmethod
    def _prohibition(_row: Row, _base: FactBase, _now: Now) -> Decision:
        return _CLEAR, -1, (), ()

    def _case(self, row: Row, _base: FactBase, _now: Now) -> Decision:
        return self._repairable(row, -1, row[_ANCHOR])

    def _requirement(self, row: Row, base: FactBase, _now: Now) -> Decision:
        identities = row[self._bound]
        aliases = zip(self.plan.aliases, identities, strict=True) if self._is_timed else ()
        headers = {alias.alias: base.headers[identity] for alias, identity in aliases}
        fields = failing_fields(self.plan.rule.criteria, self._aliases(identities, base), headers, base)
        if not fields:
            return _DONE, row[_ANCHOR], (), ()
        return self._repairable(row, -1, row[_ANCHOR], fields)

    def _advice(self, row: Row, _base: FactBase, now: Now) -> Decision:
        if row[_ENDED_EVER] >= 0:
            return _LAPSED, row[_ENDED_EVER], (), ()
        if now.as_of > row[_DUE]:
            return _LAPSED, -1, (), ()
        return self._by_the_clock(row, now)

    # -- the verdict -----------------------------------------------------------------------------------------------------

    def _aliases(self, identities: Row, base: FactBase) -> dict[str, Bound]:
        bound: dict[str, Bound] = {}
        for (alias, is_item, entity), identity in zip(self._aliases_of, identities, strict=True):
            if identity < base.events:
                bound[alias] = base.origins[identity]  # type: ignore[assignment]
                continue
            origin = base.origin(identity)
            if is_item:
                bound[alias] = Item(str(origin), entity)
            elif origin is not None:
                bound[alias] = origin  # type: ignore[assignment]  # (only members of lists are texts)
        return bound

    def verdict(self, row: Row, decision: Decision, base: FactBase, now: Now) -> Verdict:
        """The verdict of a case."""
        state, event, fields, rests_on = decision
        identities, anchor = row[self._bound], row[_ANCHOR]
        bound = self._aliases(identities, base)
        if anchor < base.events:
            begun: Event = base.origins[anchor]  # type: ignore[assignment]
            zone, since = begun.zone, begun.when
        else:
            zone, since = base.beginning(anchor)
        opens: int | None = row[_OPENS]
        due: int | None = row[_DUE]
        if self._untimed or (state is _VIOLATED and self.plan.violations):
            opens = due = None
        return Verdict(
            self.plan.rule,
            state,
            bound,
            zone,
            since,
            None if opens == MISSING else opens,
            None if due == NEVER else due,
            base.latest_event(event),
            fields,
            row[_COUNT] + 1 if row[_COUNT] else 0,
            base.evidence_of((*identities, anchor, event, *rests_on)),
            None,
            self._standing(row, state, now),
        )
