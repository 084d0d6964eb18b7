"""From the integers of a case to its state: what holds now, decided in one place for all executors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import TypeAlias, assert_never

from afterword.engine.compile.program import MISSING, NEVER, CaseField, EmitCase, Header, Judgement, Program, RulePlan
from afterword.engine.language.rule import Rule, RuleKind
from afterword.engine.log.model import Event
from afterword.engine.run.criteria import Criteria
from afterword.engine.run.decided import Verdicts
from afterword.engine.run.emit import emit_of
from afterword.engine.run.facts import FactBase, Row
from afterword.engine.run.model import Bound, Item, Verdict
from afterword.engine.run.rulings import NOBODY, Ask, clock_is_patient, rulings_of
from afterword.engine.run.standing import Now, standing_of
from afterword.engine.verdicts import State

_ANCHOR, _OPENS, _DUE, _HIT, _ENDED_EVER, _COUNT = map(
    int, (CaseField.ANCHOR, CaseField.OPENS, CaseField.DUE, CaseField.HIT, CaseField.ENDED_EVER, CaseField.COUNT)
)
_OTHERS = len(CaseField)
_VIOLATED, _ALWAYS = State.VIOLATED, Ask.ALWAYS  # (an attribute of an enumeration takes long to look up)

Decision: TypeAlias = "tuple[State, int, tuple[str, ...], Row]"
"""A state, the ID of the row that decided it (or -1), the fields that failed, and the IDs of what else the verdict rests on."""


Case: TypeAlias = "tuple[RuleJudge, Row, Decision]"
"""A case that is decided, and what makes its verdict."""


class Judge:
    """Decides the cases of a program. Holds nothing of a log: threads may share it."""

    def __init__(self, program: Program) -> None:
        """Work out, once, how the cases of each rule are decided."""
        self.rules = tuple(RuleJudge(plan, [emit_of(program.outputs[place]) for place in plan.cases]) for plan in program.plans)

    def verdicts(self, base: FactBase, outputs: Sequence[Sequence[Row]], now: Now) -> Verdicts[Case]:
        """Every case, in the order of rules, then of the log, then of deciding events."""
        cases: list[Case] = []
        for rule in self.rules:
            for place in rule.places:
                if outputs[place]:
                    rule.decide(base, outputs, now, cases)
                    break
        return _RowVerdicts(cases, base, now)


class _RowVerdicts(Verdicts[Case]):
    """Verdicts made of the rows that executors hand over."""

    __slots__ = ("_base", "_now")

    def __init__(self, cases: list[Case], base: FactBase, now: Now) -> None:
        super().__init__(cases)
        self._base = base
        self._now = now

    def _found(self, case: Case) -> tuple[Rule, State]:
        return case[0].plan.rule, case[2][0]

    def _bound(self, case: Case) -> Row:
        return case[0].bound(case[1])

    def _make(self, case: Case) -> Verdict:
        rule, row, decision = case
        return rule.verdict(row, decision, self._base, self._now)


_TIMELESS = (Judgement.PROHIBITION, Judgement.CASE, Judgement.BACKWARD, Judgement.REQUIREMENT)
"""Judgements that know no window."""


class RuleJudge:
    """Decides the cases of one rule, and makes their verdicts."""

    def __init__(self, plan: RulePlan, emits: Sequence[EmitCase]) -> None:
        """Choose what decides the cases that ``emits`` hand over."""
        self.plan = plan
        self.places = plan.cases
        self._bound = slice(-len(plan.aliases), None) if plan.aliases else slice(0, 0)
        self._aliases_of = [(one.alias, one.item, one.entity) for one in plan.aliases]
        self._is_patient = clock_is_patient(plan)
        rulings = rulings_of(plan, emits)
        first = list(takewhile(lambda one: one.ask is Ask.FOUND and one.field == one.event, rulings))
        self._found = [(one.field, one.state) for one in first if one.state is not None]
        self._rulings = rulings[len(first) :]
        self._untimed = plan.judgement in _TIMELESS or plan.rule.kind is RuleKind.MUST_NOT
        self._standing = standing_of(plan)
        self._criteria = Criteria(plan)
        own = {Judgement.ONE_OF: self._one_of, Judgement.REQUIREMENT: self._requirement}
        self._judge_row = own.get(plan.judgement, self._decide)

    def bound(self, row: Row) -> Row:
        """The IDs of what is bound."""
        return row[self._bound]

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

    def _decide(self, row: Row, base: FactBase, now: Now) -> Decision:
        """What the first question answers that is answered with yes; most are about a row, and come first."""
        for field, state in self._found:
            if row[field] >= 0:
                return state, row[field], (), ()
        for ask, field, ruled, event in self._rulings:
            if ask is _ALWAYS or _holds(ask, row, row[field], base, now):
                return self._by_the_clock(row, now) if ruled is None else ruled, -1 if event == NOBODY else row[event], (), ()
        message = f"{self.plan.rule.id}: no ruling"
        raise AssertionError(message)

    def _by_the_clock(self, row: Row, now: Now) -> State:
        if now.as_of < row[_OPENS]:
            return State.UPCOMING
        return State.OPEN if now.as_of <= row[_DUE] or self._is_patient else State.OVERDUE

    def _one_of(self, row: Row, base: FactBase, now: Now) -> Decision:
        """Two of what only one should be, unless that ended before; else a duty like others."""
        seq = [(base.headers[one][Header.SEQ], one) for one in row[_OTHERS : len(row) - len(self.plan.aliases)] if one >= 0]
        if len(seq) > 1:
            second = sorted(seq)[1]
            ended = row[_ENDED_EVER]
            if ended < 0 or base.headers[ended][Header.SEQ] >= second[0]:
                return _VIOLATED, second[1], (), tuple(one for _, one in seq)
        return self._decide(row, base, now)

    def _requirement(self, row: Row, base: FactBase, now: Now) -> Decision:
        """Fields that fail, unless that was put right later."""
        identities = row[self._bound]
        aliases = zip(self.plan.aliases, identities, strict=True) if self._criteria.are_timed else ()
        headers = {alias.alias: base.headers[identity] for alias, identity in aliases}
        fields = self._criteria.failing_fields(self._aliases(identities, base), headers, base)
        if not fields:
            return State.DONE, row[_ANCHOR], (), ()
        state, event, _, _ = self._decide(row, base, now)
        return state, event, fields if state is _VIOLATED else (), ()

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


def _holds(ask: Ask, row: Row, identity: int, base: FactBase, now: Now) -> bool:
    """Whether a question about a case, and about the row with that ID, is answered with yes."""
    match ask:
        case Ask.FOUND:
            holds = identity >= 0
        case Ask.FOUND_IN_TIME:
            holds = identity >= 0 and base.headers[identity][Header.LO] <= row[_DUE]
        case Ask.FOUND_AT_LAST:
            holds = identity >= 0 and now.has_ended
        case Ask.LACKING:
            holds = identity < 0
        case Ask.PAST_DUE:
            holds = now.as_of > row[_DUE]
        case Ask.GOING_ON:
            holds = not now.has_ended
        case Ask.ALWAYS:
            holds = True
        case _:
            assert_never(ask)
    return holds
