"""A program as arrays of integers, for the compiled functions of this room.

Nothing is decided here: each step, join and operand of `engine.compile.program` becomes a row of numbers, and what integers cannot say
becomes a *question* with a number (see `engine.kernel.questions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from afterword.engine.compile.program import (
    MISSING,
    NEVER,
    Absent,
    Cell,
    Compare,
    Count,
    Default,
    EmitCase,
    EmitFact,
    FactRows,
    FieldColumn,
    Find,
    FlagColumn,
    Found,
    Header,
    Latest,
    Match,
    MemberRows,
    Operand,
    Part,
    Pick,
    Production,
    Program,
    Relation,
    Seek,
    Shift,
    Step,
)
from afterword.engine.kernel.encode_layout import RowLayout, lay_out_rows
from afterword.engine.kernel.encode_plans import PlanEncoder
from afterword.engine.kernel.layout import (
    ABSENT,
    ADD,
    COUNT,
    DEFAULT,
    FIND,
    FOUND,
    IS_ABSENT,
    IS_ASKED,
    IS_PRESENT,
    J_GUARD,
    LATEST,
    MATCH,
    NARROW,
    NEAREST,
    PASSES,
    SHIFT,
)
from afterword.engine.kernel.memory import (
    CRITERION,
    EMIT,
    FLAG,
    FLAG_TEST,
    JOIN,
    MEMBER_CELL,
    MOST_MATCHES,
    MOST_REGISTERS,
    MOST_SLOTS,
    PLAN,
    PRODUCTION,
    REGISTERS,
    RELATION,
    RELATIONS,
    ROW,
    SEEK,
    SLOTS,
    STEP,
    STRATUM,
    TABLE,
    TEXT,
    TYPE,
    WIDTH,
    ZERO,
    Integers,
    pack,
)
from afterword.engine.kernel.questions import Questions, ShiftQuestion, TestQuestion, TextQuestion
from afterword.engine.kernel.relocate import relocate
from afterword.engine.language.rule import Op
from afterword.engine.run.wider import find_wider, more_bounds


class Encoded(NamedTuple):
    """A program ready for the kernel. Its ``relations`` have more columns: those that only `require` asks for.

    ``unlowered`` are the places of plans that the kernel cannot decide: a log with a case of one goes to `native`.
    """

    code: Integers
    constants: tuple[int, ...]  # what stands behind the relations in `work`
    aliases: int  # that a case binds at most
    tables: int
    relations: tuple[Relation, ...]
    layout: RowLayout
    questions: Questions
    failing: tuple[tuple[str, ...], ...]  # by plan: the field that each of its criteria tests
    unlowered: tuple[int, ...]


def encode(program: Program) -> Encoded:
    """Write a whole program, its steps among it, as arrays."""
    return _Encoder(program).encoded()


class _Encoder:
    """Arrays in the making."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._relations = list(program.relations)
        self._questions = Questions()
        self._seeks: list[list[int]] = []
        self._joins: list[list[int]] = []
        self._texts: list[list[int]] = []
        self._tables: list[tuple[int, int, tuple[int, ...]]] = []
        self._steps: list[list[int]] = []
        self._slots: list[int] = []
        self._emits: list[list[int]] = []
        self._flags: list[list[int]] = []
        self._constants: list[int] = []

    def encoded(self) -> Encoded:
        program = self._program
        first = len(program.productions) - len(program.outputs)
        plan_encoder = PlanEncoder(program, self._relations, self._questions)
        for number, relation in enumerate(self._relations):
            if isinstance(relation.source, MemberRows):
                plan_encoder.cell(number, FieldColumn("value"))  # by which members are known where verdicts are read
        plans = plan_encoder.encode(first)
        layout = lay_out_rows(self._relations)
        flags, flag_tests = self._encode_flags()
        self._flags = flags
        productions = [self._production(one) for one in program.productions]
        keys = [key for _, _, own in self._tables for key in own]
        tables, at = [], 0
        for place, flag, own in self._tables:
            tables.append([place, flag, at, at + len(own)])
            at += len(own)
        strata, at = [], 0
        for stratum in program.strata:
            strata.append([at, at + len(stratum.productions), int(stratum.recursive)])
            at += len(stratum.productions)
        code = pack(
            [
                np.array([WIDTH + len(one.columns) for one in self._relations], np.int64),
                _array(productions, PRODUCTION),
                _array(self._steps, STEP),
                _array(self._seeks, SEEK),
                _array(self._joins, JOIN),
                _array(self._texts, TEXT),
                _array(tables, TABLE),
                np.array(keys, np.int64),
                np.array(self._slots, np.int64),
                _array(self._emits, EMIT),
                _array(flags, FLAG),
                _array(flag_tests, FLAG_TEST),
                _array(strata, STRATUM),
                _array(plans.plans, PLAN),
                np.array(plans.places, np.int64),
                _array(plans.criteria, CRITERION),
                self._questions.shifts(),
                _array(layout.type_rows, TYPE),
                _array(layout.rows, ROW),
                np.array(layout.parts, np.int64),
                np.array([layout.other + number for number, _ in enumerate(layout.sections, 1)], np.int64),
                _array(layout.members, MEMBER_CELL),
            ]
        )
        relocate(code)
        aliases = max((len(plan.aliases) for plan in program.plans), default=0)
        return Encoded(
            code,
            tuple(self._constants),
            aliases,
            len(tables),
            tuple(self._relations),
            layout,
            self._questions,
            plans.failing,
            plans.unlowered,
        )

    # -- productions -----------------------------------------------------------------------------------------------------

    def _production(self, production: Production) -> list[int]:
        """What the columns of productions hold."""
        first = len(self._steps)
        for row in self._rows_of_steps(production.steps):
            self._steps.append([*row, *[0] * (STEP - len(row))])
        begun = production.steps[0]
        matches = sum(isinstance(step, Match) for step in production.steps)
        if production.slots > MOST_SLOTS or production.registers > MOST_REGISTERS or matches > MOST_MATCHES:
            raise ValueError(f"{production.name} binds more rows than there is room for")
        if not isinstance(begun, Match):
            raise TypeError(f"{production.name} does not begin with a match")
        at, emit = len(self._emits), production.emit
        if isinstance(emit, EmitFact):
            self._emits += [
                _operand(one) if one is not None else self._constant(self._questions.symbols.encode(emit.literals.get(place)))
                for place, one in enumerate(emit.operands)
            ]
            self._emits += [[SLOTS + slot, Header.ID] for slot in emit.parents]
            flags = [number for number, flag in enumerate(self._flags) if flag[0] == emit.relation]
            return [
                first,
                len(self._steps),
                _relation(begun.seek.relation),
                emit.relation,
                SLOTS + emit.when,
                at,
                len(self._emits),
                len(emit.parents),
                WIDTH + len(self._relations[emit.relation].columns),
                min(flags, default=0),
                max(flags, default=-1) + 1,
            ]
        self._emits += self._case_operands(emit)
        return [first, len(self._steps), _relation(begun.seek.relation), -1, 0, at, len(self._emits), 0, 0, 0, 0]

    def _rows_of_steps(self, steps: Sequence[Step]) -> Iterator[list[int]]:
        """The rows of steps in their order; but a search comes behind a wider one, and is made only where that does not answer it."""
        found: set[int] = set()
        for step in steps:
            if isinstance(step, Find) and step.slot in found:
                continue
            wide = find_wider(steps, step) if isinstance(step, Find) and step.nth == 1 else None
            if not isinstance(step, Find) or wide is None:
                yield self._step(step)
                continue
            if wide.slot not in found:
                yield self._step(wide)
            found |= {step.slot, wide.slot}
            bounds = self._seek(step.seeks[0]._replace(flag=None, joins=tuple(more_bounds(wide, step)), texts=()))
            yield [NARROW, SLOTS + step.slot, *self._all(step.seeks), int(step.pick is Pick.LAST), 1, bounds, SLOTS + wide.slot]

    def _step(self, step: Step) -> list[int]:  # noqa: C901, PLR0911 - one case a step
        """What to do; then by step: where a slot or register stands, seeks from and to, direction and the like."""
        match step:
            case Match(slot, seek):
                return [MATCH, SLOTS + slot, self._seek(seek)]
            case Absent(seek):
                return [ABSENT, 0, self._seek(seek), 0]
            case Find(slot, (seek,), pick, 1):
                return [NEAREST, SLOTS + slot, self._seek(seek), int(pick is Pick.LAST)]
            case Find(slot, seeks, pick, nth):
                return [FIND, SLOTS + slot, *self._all(seeks), int(pick is Pick.LAST), nth]
            case Count(register, seeks, at_least):
                return [COUNT, REGISTERS + register, *self._all(seeks), 0, 0, at_least]
            case Latest(slot, slots):
                self._slots += [SLOTS + one for one in slots]
                return [LATEST, SLOTS + slot, len(self._slots) - len(slots), len(self._slots)]
            case Shift(register, operand, duration, sign) if not (duration.days or duration.business_days):
                return [ADD, REGISTERS + register, *_operand(operand), sign * duration.elapsed]
            case Shift(register, operand, _, _, zone):
                question = self._questions.number(ShiftQuestion(step.duration, step.sign, step.latest))
                return [SHIFT, REGISTERS + register, *_operand(operand), *_operand(zone), question]
            case Default(register, operand, value):
                return [DEFAULT, REGISTERS + register, *_operand(operand), value]
            case Found(slot):
                return [FOUND, SLOTS + slot]

    def _all(self, seeks: Sequence[Seek]) -> tuple[int, int]:
        numbers = [self._seek(seek) for seek in seeks]
        return numbers[0], numbers[-1] + 1

    def _seek(self, seek: Seek) -> int:
        """What the columns of seeks hold. A flag is a join like others, behind those that pick a key."""
        equal = {join.column: join for join in reversed(seek.joins) if join.compare is Compare.EQ and join.column != Header.SEQ}
        keyed = sorted(equal.values(), key=lambda join: join.column)
        first, text = len(self._joins), len(self._texts)
        joins = [
            [join.column, PASSES[join.compare], *_operand(join.operand), int(join.guard)]
            for join in (*keyed, *[join for join in seek.joins if equal.get(join.column) is not join])
        ]
        guards_end = first + max((number for number, join in enumerate(joins, 1) if join[J_GUARD]), default=0)
        if seek.flag is not None:
            joins.append([seek.flag, PASSES[Compare.EQ], *self._constant(1), 0])
        self._joins += joins
        for one in seek.texts:
            question = self._questions.number(TextQuestion(one.op, one.column_kind, one.operand_kind))
            self._texts.append([one.column, *_operand(one.operand), question])
        flag = -1 if seek.flag is None else seek.flag
        table = -1
        if keyed or flag >= 0:
            spec = (seek.relation, flag, tuple(join.column for join in keyed))
            if spec not in self._tables:
                self._tables.append(spec)
            table = self._tables.index(spec)
        self._seeks.append([_relation(seek.relation), first, guards_end, len(self._joins), text, len(self._texts), table])
        return len(self._seeks) - 1

    def _case_operands(self, emit: EmitCase) -> list[list[int]]:
        """The integers of a case in the order of `CaseField`, then others and bound."""

        def slot(number: int | None) -> list[int]:
            return self._constant(-1) if number is None else [SLOTS + number, Header.ID]

        return [
            slot(emit.anchor),
            self._constant(MISSING) if emit.opens is None else _operand(emit.opens),
            self._constant(NEVER) if emit.due is None else _operand(emit.due),
            *map(slot, (emit.hit, emit.late, emit.ended, emit.ended_ever, emit.barrier)),
            self._constant(0) if emit.counted is None else _operand(emit.counted),
            *map(slot, (*emit.others, *emit.bound)),
        ]

    def _constant(self, value: int) -> list[int]:
        """An operand that is always the same."""
        if value not in self._constants:
            self._constants.append(value)
        return [ZERO, _relation(len(self._relations)) + self._constants.index(value)]

    # -- facts -----------------------------------------------------------------------------------------------------------

    def _encode_flags(self) -> tuple[list[list[int]], list[list[int]]]:
        """The flags of facts, in the order of their columns, which stand behind the fields."""
        flags: list[list[int]] = []
        tests: list[list[int]] = []
        for number, relation in enumerate(self._relations):
            if not isinstance(relation.source, FactRows):
                continue
            for column in relation.columns:
                if isinstance(column, FlagColumn):
                    flags.append([number, len(tests), len(tests) + len(column.tests)])
                    tests += [self._flag_test(relation, test.field, test.op, test.value) for test in column.tests]
        return flags, tests

    def _flag_test(self, relation: Relation, name: str, op: Op, value: object) -> list[int]:
        cell = next((WIDTH + place for place, one in enumerate(relation.columns) if _is_field(one, name)), -1)
        if op is Op.PRESENT:
            return [cell, IS_PRESENT if value else IS_ABSENT, 0]
        return [cell, IS_ASKED, self._questions.number(TestQuestion(op, relation.kinds[name], value))]


def _relation(number: int) -> int:
    """Where in `work` a relation is told of."""
    return RELATIONS + RELATION * number


def _operand(operand: Operand) -> list[int]:
    """A place in `work` and how far behind what stands there: the row of a slot and a column, or nothing and a register."""
    return [SLOTS + operand.slot, int(operand.column)] if isinstance(operand, Cell) else [ZERO, REGISTERS + operand.number]


def _is_field(column: object, name: str) -> bool:
    return isinstance(column, FieldColumn) and column.field == name and column.part is not Part.HI


def _array(rows: Sequence[Sequence[int]], width: int) -> Integers:
    return np.array(rows, np.int64).reshape(len(rows), width)
