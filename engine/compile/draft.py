"""A production in the making: patterns become seeks, references operands, windows bounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from afterword.engine.compile.program import (
    Absent,
    Cell,
    Compare,
    Count,
    Default,
    EventRows,
    Find,
    Found,
    Header,
    Join,
    Latest,
    Match,
    Operand,
    Part,
    Register,
    Seek,
    Shift,
    StartRows,
    Step,
    TextJoin,
)
from afterword.engine.compile.program import Pick as End
from afterword.engine.compile.relations import ITEM, TIME_KINDS, FieldKind, Relations
from afterword.engine.language.patterns import Condition, EventSource, FactSource, ItemSource, Pattern, PatternSource, Pick, Quantifier
from afterword.engine.language.rule import Op, Ref, Rule, Test, TimeExpr
from afterword.engine.spans import Span
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import Kind


class Reading(Enum):
    """How a time that is not known exactly is read: as it may be, or only as it must be."""

    POSSIBLE = "possible"
    CERTAIN = "certain"


@dataclass(frozen=True, slots=True)
class Moments:
    """A time as its earliest and its latest reading, each a span with a start and an end, and the calendar that counts for it.

    An event's `at` is in doubt: two readings, each a moment. A time in a field is one span: both readings are the same.
    """

    earliest_start: Operand
    earliest_end: Operand
    latest_start: Operand
    latest_end: Operand
    zone: Operand
    optional: bool


def doubt(lo: Operand, hi: Operand, zone: Operand) -> Moments:
    """A moment somewhere between two others."""
    return Moments(lo, lo, hi, hi, zone, optional=False)


def span(lo: Operand, hi: Operand, zone: Operand) -> Moments:
    """All of the time between two moments."""
    return Moments(lo, hi, lo, hi, zone, optional=True)


_TEXT_OPS = {Op.ONE_OF, Op.NOT_ONE_OF, Op.CONTAINS, Op.NOT_CONTAINS, Op.MATCHES, Op.NOT_MATCHES, Op.SAME_TEXT, Op.LAST_WORD_IN}
_NUMBER_OPS = {Op.AT_LEAST: Compare.GE, Op.AT_MOST: Compare.LE, Op.MORE_THAN: Compare.GT, Op.LESS_THAN: Compare.LT}


class _Lowered(NamedTuple):
    """What the tests of one pattern have come to so far."""

    flags: list[Test]
    joins: list[Join]
    texts: list[TextJoin]


class Draft:
    """The steps of one production, with the slots its aliases are bound to."""

    def __init__(self, relations: Relations, rule: Rule) -> None:
        """An empty production of ``rule``."""
        self.relations = relations
        self.rule = rule
        self.steps: list[Step] = []
        self.aliases: dict[str, tuple[int, PatternSource]] = {}
        self.slots = 0
        self.registers = 0
        self.anchor = -1

    # -- beginning -------------------------------------------------------------------------------------------------------

    def bind_all(self, alternatives: Sequence[Pattern] = ()) -> None:
        """Bind every `for_each` alias, keep the `when` conditions, and settle the case's event.

        ``alternatives`` are `some` patterns to be matched in place of a condition (see `engine.compile.lower`).
        """
        for binding in self.rule.bindings:
            self.bind(binding.alias, binding.pattern)
        self._settle_anchor()
        for condition in self.rule.when:
            if any(pattern in alternatives for pattern in condition.patterns):
                continue
            self._keep(condition)
        for pattern in alternatives:
            self.match(self.seek(pattern, Reading.CERTAIN))

    def bind(self, alias: str, pattern: Pattern) -> int:
        """Bind ``alias`` to every row that the pattern takes."""
        seek = self.seek(pattern, Reading.CERTAIN)
        slot = self.match(seek)
        if pattern.pick is not Pick.ALL:
            self.steps.append(Absent(self._rival(pattern, seek, slot)))
        self.aliases[alias] = (slot, pattern.source)
        return slot

    def match(self, seek: Seek) -> int:
        """Go on once for each row sought."""
        slot = self._slot()
        self.steps.append(Match(slot, seek))
        return slot

    def find(self, seeks: Iterable[Seek], pick: End = End.FIRST, nth: int = 1) -> int:
        """Look for a row without insisting on it."""
        slot = self._slot()
        self.steps.append(Find(slot, tuple(seeks), pick, nth))
        return slot

    def count(self, seeks: Iterable[Seek], at_least: int) -> Register:
        """Insist on so many rows, and count them."""
        register = self._register()
        self.steps.append(Count(register.number, tuple(seeks), at_least))
        return register

    def absent(self, seek: Seek) -> None:
        """Insist on there being no such row."""
        self.steps.append(Absent(seek))

    def _settle_anchor(self) -> None:
        timed = tuple(slot for slot, source in self.aliases.values() if isinstance(source, EventSource | FactSource))
        if not timed:
            self.anchor = self.match(Seek(self.relations.place(StartRows()), None, ()))
        elif len(timed) == 1:
            self.anchor = timed[0]
        else:
            self.anchor = self._slot()
            self.steps.append(Latest(self.anchor, timed))

    def _keep(self, condition: Condition) -> None:
        match condition.quantifier:
            case Quantifier.NONE:
                for pattern in condition.patterns:
                    self.absent(self.seek(pattern, Reading.POSSIBLE))
            case Quantifier.SOME:
                seeks = [self.seek(pattern, Reading.CERTAIN) for pattern in condition.patterns]
                self.steps.append(Found(self.find(seeks, nth=condition.at_least)))

    def _rival(self, pattern: Pattern, seek: Seek, slot: int) -> Seek:
        """A row that would be picked instead: of the same group, and further towards that end of the log."""
        compare = Compare.GT if pattern.pick is Pick.LAST else Compare.LT
        joins = [*seek.joins, Join(Header.SEQ, compare, Cell(slot, Header.SEQ))]
        for name in pattern.per:
            joins += [Join(column, Compare.EQ, Cell(slot, column)) for column in self.relations.columns_of(seek.relation, name)]
        return Seek(seek.relation, seek.flag, tuple(joins), seek.texts)

    # -- operands --------------------------------------------------------------------------------------------------------

    def cell(self, ref: Ref) -> Cell:
        """The one column of a value that is no time; an alias alone is the id of its event or record, or the member of a list."""
        slot, source = self.aliases[ref.alias]
        relation = self.relations.of_pattern(source)
        return Cell(slot, self.relations.column(relation, ref.field or ("value" if isinstance(source, ItemSource) else "id")))

    def moments(self, expr: TimeExpr) -> Moments:
        """A time expression, shifted where it says so."""
        slot, source = self.aliases[expr.ref.alias]
        name = expr.ref.field or "at"
        plain = self.row_moments(slot)
        if name != "at":
            relation = self.relations.of_pattern(source)
            lo, hi = (Cell(slot, self.relations.column(relation, name, part)) for part in (Part.LO, Part.HI))
            plain = span(lo, hi, Cell(slot, Header.ZONE))
        return plain if expr.shift is None else self.shifted(plain, expr.shift, expr.sign)

    def shifted(self, moments: Moments, duration: Duration, sign: int = 1) -> Moments:
        """A time moved; a day counted to is a span."""
        return Moments(
            self.shift(moments.earliest_start, moments.zone, duration, sign, latest=False),
            self.shift(moments.earliest_end, moments.zone, duration, sign, latest=True),
            self.shift(moments.latest_start, moments.zone, duration, sign, latest=False),
            self.shift(moments.latest_end, moments.zone, duration, sign, latest=True),
            moments.zone,
            moments.optional,
        )

    def shift(self, operand: Operand, zone: Operand, duration: Duration, sign: int, *, latest: bool) -> Register:
        """One moment moved; what is moved already is not moved again."""
        wanted = Shift(0, operand, duration, sign, zone, latest)
        for step in self.steps:
            if isinstance(step, Shift) and step._replace(register=0) == wanted:
                return Register(step.register)
        register = self._register()
        self.steps.append(wanted._replace(register=register.number))
        return register

    def default(self, operand: Operand, value: int) -> Register:
        """``operand``, or ``value`` where it is absent."""
        register = self._register()
        self.steps.append(Default(register.number, operand, value))
        return register

    def row_moments(self, slot: int) -> Moments:
        """The time of the row in a slot."""
        return doubt(Cell(slot, Header.LO), Cell(slot, Header.HI), Cell(slot, Header.ZONE))

    # -- seeks -----------------------------------------------------------------------------------------------------------

    def seek(self, pattern: Pattern, reading: Reading, joins: Iterable[Join] = (), given: Iterable[str] = ()) -> Seek:
        """What a pattern looks for, with ``joins`` and the fields ``given``; never an event that an alias is bound to."""
        relation = self.relations.of_pattern(pattern.source)
        lowered = _Lowered([_present(name, pattern.span) for name in (*pattern.per, *given)], [], [])
        for test in pattern.where:
            self._lower_test(relation, test, reading, lowered)
        flag = self.relations.flag(relation, tuple(lowered.flags))
        own = (*self._listed(relation, pattern.source), *lowered.joins, *self._distinct(relation))
        return Seek(relation, flag, (*own, *joins), tuple(lowered.texts))

    def every_event(self, joins: Iterable[Join]) -> Seek:
        """Any event at all."""
        return Seek(self.relations.place(EventRows(())), None, tuple(joins))

    def _listed(self, relation: int, source: PatternSource) -> tuple[Join, ...]:
        """The members sought are those of one list."""
        if not isinstance(source, ItemSource):
            return ()
        return (Join(self.relations.column(relation, "list"), Compare.EQ, self.cell(source.ref)),)

    def _distinct(self, relation: int) -> list[Join]:
        source = self.relations.source(relation)
        return [
            Join(Header.ID, Compare.NE, Cell(slot, Header.ID))
            for slot, bound in self.aliases.values()
            if isinstance(bound, EventSource) and isinstance(source, EventRows) and _overlap(source.types, bound.types)
        ]

    def _lower_test(self, relation: int, test: Test, reading: Reading, lowered: _Lowered) -> None:
        value = test.value
        if not isinstance(value, Ref | TimeExpr):
            lowered.flags.append(test)
            return
        if test.field != "at":
            lowered.flags.append(_present(test.field, test.span))
        if isinstance(value, TimeExpr):
            lowered.joins.extend(self._time_joins(relation, test, value, reading))
        elif test.op in _TEXT_OPS or not self._comparable(relation, test, value):
            lowered.texts.append(self._text_join(relation, test, value))
        elif test.op in _NUMBER_OPS:
            lowered.joins.append(Join(self.relations.column(relation, test.field), _NUMBER_OPS[test.op], self.cell(value), guard=True))
        elif self.relations.kind(relation, test.field)[0] in TIME_KINDS:
            other = self.moments(TimeExpr(value))
            ends = zip(self.relations.columns_of(relation, test.field), (other.earliest_start, other.latest_end), strict=True)
            lowered.joins.extend(Join(column, Compare.EQ, operand) for column, operand in ends)
        else:
            compare = Compare.EQ if test.op is Op.IS else Compare.NE
            lowered.joins.append(Join(self.relations.column(relation, test.field), compare, self.cell(value), guard=compare is Compare.NE))

    def _text_join(self, relation: int, test: Test, ref: Ref) -> TextJoin:
        kind = self.relations.kind(relation, test.field)
        return TextJoin(self.relations.column(relation, test.field), test.op, self.cell(ref), kind, self._ref_kind(ref))

    def _ref_kind(self, ref: Ref) -> FieldKind:
        source = self.aliases[ref.alias][1]
        return ITEM if ref.field is None else self.relations.kind(self.relations.of_pattern(source), ref.field)

    def _comparable(self, relation: int, test: Test, ref: Ref) -> bool:
        """Whether integers decide the test: equal ones are equal values and, where it asks for the size, greater ones greater values."""
        kind = self.relations.kind(relation, test.field)
        has_size = test.op not in _NUMBER_OPS or kind[0] is Kind.INTEGER
        return has_size and _sort_of(kind) == _sort_of(self._ref_kind(ref))

    def _time_joins(self, relation: int, test: Test, expr: TimeExpr, reading: Reading) -> tuple[Join, ...]:
        if test.field == "at" and expr.shift is None and expr.ref.field == "at":
            return _order_joins(test.op, self.aliases[expr.ref.alias][0], reading)
        there = self.moments(expr)
        lo = self.relations.column(relation, test.field, Part.LO)
        hi = self.relations.column(relation, test.field, Part.HI)
        possible = reading is Reading.POSSIBLE
        if test.field == "at":
            start, end = (hi, lo) if possible else (lo, hi)
        else:
            start, end = (lo, hi)
        match test.op:
            case Op.AFTER:
                return (Join(start, Compare.GT, there.earliest_end if possible else there.latest_end, guard=there.optional),)
            case Op.BEFORE:
                return (Join(end, Compare.LT, there.latest_start if possible else there.earliest_start, guard=there.optional),)
            case Op.NOT_BEFORE:
                end = hi if possible or test.field != "at" else lo
                return (Join(end, Compare.GE, there.earliest_start if possible else there.latest_start, guard=there.optional),)
            case _:
                start = lo if possible or test.field != "at" else hi
                return (Join(start, Compare.LE, there.latest_end if possible else there.earliest_end, guard=there.optional),)

    def _slot(self) -> int:
        self.slots += 1
        return self.slots - 1

    def _register(self) -> Register:
        self.registers += 1
        return Register(self.registers - 1)


def after(slot: int, reading: Reading) -> tuple[Join, ...]:
    """The row sought comes after the one in ``slot``, by time and then by the log's order; no event comes after itself."""
    if reading is Reading.POSSIBLE:
        return (Join(Header.PHI, Compare.GT, Cell(slot, Header.PLO)), _of_another(slot))
    return (Join(Header.PLO, Compare.GT, Cell(slot, Header.PHI)),)


def before(slot: int, reading: Reading) -> tuple[Join, ...]:
    """The row sought comes before the one in ``slot``, by time and then by the log's order; no event comes before itself."""
    if reading is Reading.POSSIBLE:
        return (Join(Header.PLO, Compare.LT, Cell(slot, Header.PHI)), _of_another(slot))
    return (Join(Header.PHI, Compare.LT, Cell(slot, Header.PLO)),)


def _of_another(slot: int) -> Join:
    return Join(Header.SEQ, Compare.NE, Cell(slot, Header.SEQ))


def _order_joins(op: Op, slot: int, reading: Reading) -> tuple[Join, ...]:
    """One event against another: what is not before may be the same moment, further down in the file."""
    match op:
        case Op.AFTER:
            return after(slot, reading)
        case Op.BEFORE:
            return before(slot, reading)
        case Op.NOT_BEFORE:
            columns = (Header.PHI, Header.PLO) if reading is Reading.POSSIBLE else (Header.PLO, Header.PHI)
            return (Join(columns[0], Compare.GE, Cell(slot, columns[1])),)
        case _:
            columns = (Header.PLO, Header.PHI) if reading is Reading.POSSIBLE else (Header.PHI, Header.PLO)
            return (Join(columns[0], Compare.LE, Cell(slot, columns[1])),)


def not_earlier(operand: Operand, reading: Reading) -> Join:
    """The row sought is not before a moment."""
    return Join(Header.HI if reading is Reading.POSSIBLE else Header.LO, Compare.GE, operand)


def not_later(operand: Operand, reading: Reading) -> Join:
    """The row sought is not after a moment."""
    return Join(Header.LO if reading is Reading.POSSIBLE else Header.HI, Compare.LE, operand)


def _overlap(types: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether an event can be of both lists of types; an empty list is every type."""
    return not types or not others or not set(types).isdisjoint(others)


def _sort_of(kind: FieldKind) -> str:
    """What the integers of a field stand for."""
    match kind:
        case (_, True):
            return "list"
        case (Kind.INTEGER | Kind.BOOLEAN, _):
            return str(kind[0].value)
        case (Kind.TIME | Kind.DATE, _):
            return "time"
        case (Kind.DECIMAL, _):
            return "decimal"
        case _:
            return "symbol"


def _present(name: str, place: Span) -> Test:
    return Test(name, Op.PRESENT, value=True, span=place)
