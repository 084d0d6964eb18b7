"""The plans of a program as rows of numbers: how cases are judged, and the tests of `require`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from afterword.engine.compile.program import (
    EmitCase,
    FactRows,
    FieldColumn,
    Header,
    Judgement,
    Match,
    MemberRows,
    Part,
    Program,
    Relation,
    RulePlan,
)
from afterword.engine.kernel.layout import IS_ABSENT, IS_ASKED, IS_PRESENT, JUDGEMENTS, MOST_CRITERIA, TIMED, UNTIMED
from afterword.engine.kernel.memory import WIDTH
from afterword.engine.kernel.questions import Questions, ShiftQuestion, TestQuestion, TextQuestion
from afterword.engine.language.rule import Criterion, Op, Ref, RuleKind, TimeExpr
from afterword.engine.vocabulary import Kind


class EncodedPlans(NamedTuple):
    """Rows of plans, of the places that they point into, and of criteria; the fields that criteria test, by plan; plans left to others."""

    plans: list[list[int]]
    places: list[int]
    criteria: list[list[int]]
    failing: tuple[tuple[str, ...], ...]
    unlowered: tuple[int, ...]


class PlanEncoder:
    """Writes the plans of one program. ``relations`` gain the columns that only `require` asks for."""

    def __init__(self, program: Program, relations: list[Relation], questions: Questions) -> None:
        """Nothing is written yet."""
        self._program = program
        self._relations = relations
        self._questions = questions

    def encode(self, first: int) -> EncodedPlans:
        """The cases of plans come from outputs, which are productions from the ``first`` on."""
        plans: list[list[int]] = []
        places: list[int] = []
        criteria: list[list[int]] = []
        failing: list[tuple[str, ...]] = []
        unlowered: list[int] = []
        for number, plan in enumerate(self._program.plans):
            at, begun = len(places), len(criteria)
            places += [first + place for place in (*plan.cases, *plan.violations)]
            own = self._criteria(plan) if plan.judgement is Judgement.REQUIREMENT else []
            own = None if own is not None and len(own) > MOST_CRITERIA else own
            if own is None:
                unlowered.append(number)
            criteria += own or []
            failing.append(tuple(one.test.field for one in plan.rule.criteria))
            emit = self._program.outputs[plan.cases[0]].emit if plan.cases else None
            plans.append(
                [
                    JUDGEMENTS.index(plan.judgement),
                    len(plan.aliases),
                    len(emit.others) if isinstance(emit, EmitCase) else 0,
                    int(plan.judgement in UNTIMED or plan.rule.kind is RuleKind.MUST_NOT),
                    int(plan.rule.kind is RuleKind.ADVICE),
                    at,
                    at + len(plan.cases),
                    len(places),
                    *(int(trait) for trait in plan.outlook),
                    begun,
                    len(criteria),
                    number,
                ]
            )
        return EncodedPlans(plans, places, criteria, tuple(failing), tuple(unlowered))

    def _criteria(self, plan: RulePlan) -> list[list[int]] | None:
        """The tests of a rule; ``None`` where its cases bind different kinds of rows, or a field is in no column that rows could have."""
        relations = {tuple(self._bound_relations(place)) for place in plan.cases}
        if len(relations) > 1:
            return None
        bound = next(iter(relations), ())
        aliases = {alias.alias: number for number, alias in enumerate(plan.aliases)}
        return _whole([self._criterion(one, aliases, bound) for one in plan.rule.criteria])

    def _criterion(self, one: Criterion, aliases: dict[str, int], bound: Sequence[int]) -> list[int] | None:
        """What the columns of criteria hold."""
        test, alias = one.test, aliases[one.alias]
        if isinstance(test.value, TimeExpr):
            return self._timed(test.op, (alias, test.field), (aliases[test.value.ref.alias], test.value.ref.field or ""), test.value, bound)
        if test.op is Op.PRESENT:
            kinds = self._relations[bound[alias]].kinds
            part = Part.LO if kinds.get(test.field) in ((Kind.TIME, False), (Kind.DATE, False)) else Part.VALUE
            place = self.cell(bound[alias], FieldColumn(test.field, part))
            return None if place is None else [alias, place, -1, -1, IS_PRESENT if test.value else IS_ABSENT, 0, 0, 0, 0]
        cell = self._value_cell(bound[alias], test.field)
        if cell is None:
            return None
        if not isinstance(test.value, Ref):
            return [alias, cell[0], -1, -1, IS_ASKED, self._questions.number(TestQuestion(test.op, cell[1], test.value)), 0, 0, 0]
        other = aliases[test.value.alias]
        theirs = self._value_cell(bound[other], test.value.field)
        if theirs is None:
            return None
        question = self._questions.number(TextQuestion(test.op, cell[1], theirs[1]))
        return [alias, cell[0], other, theirs[0], IS_ASKED, question, 0, 0, 0]

    def _timed(self, op: Op, mine: tuple[int, str], theirs: tuple[int, str], expr: TimeExpr, bound: Sequence[int]) -> list[int] | None:
        """A test between times: moved, if at all, to their earliest and to their latest readings by two questions (else -1)."""
        cells = self._time_cells(bound[mine[0]], mine[1])
        others = self._time_cells(bound[theirs[0]], theirs[1])
        if cells is None or others is None:
            return None
        moves = (
            [-1, -1]
            if expr.shift is None
            else [self._questions.number(ShiftQuestion(expr.shift, expr.sign, latest)) for latest in (False, True)]
        )
        return [mine[0], cells[0], theirs[0], others[0], TIMED[op], moves[0], cells[1], others[1], moves[1]]

    def _time_cells(self, relation: int, name: str) -> tuple[int, int] | None:
        """The cells of both ends of a time."""
        if name == "at":
            return int(Header.LO), int(Header.HI)
        cells = [self.cell(relation, FieldColumn(name, part)) for part in (Part.LO, Part.HI)]
        return None if cells[0] is None or cells[1] is None else (cells[0], cells[1])

    def _value_cell(self, relation: int, name: str | None) -> tuple[int, tuple[Kind, bool]] | None:
        """The cell of a field that is no time, and its kind; without a name, of what a row is called by."""
        known = self._relations[relation]
        name = name or ("value" if isinstance(known.source, MemberRows) else "id")
        cell = self.cell(relation, FieldColumn(name))
        return None if cell is None else (cell, known.kinds[name])

    def cell(self, relation: int, column: FieldColumn) -> int | None:
        """The cell of a column, which is put behind those of its relation where it is not there yet."""
        known = self._relations[relation]
        if column not in known.columns:
            if isinstance(known.source, FactRows) or column.field not in known.kinds:
                return None
            known = self._relations[relation] = known._replace(columns=(*known.columns, column))
        return WIDTH + known.columns.index(column)

    def _bound_relations(self, place: int) -> Iterable[int]:
        """The relations of the rows that a production of cases binds."""
        production = self._program.outputs[place]
        matched = {step.slot: step.seek.relation for step in production.steps if isinstance(step, Match)}
        emit = production.emit
        return [matched[slot] for slot in emit.bound] if isinstance(emit, EmitCase) else []


def _whole(rows: list[list[int] | None]) -> list[list[int]] | None:
    whole = [row for row in rows if row is not None]
    return whole if len(whole) == len(rows) else None
