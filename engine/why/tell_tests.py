"""Tests in words: what was met, what was wanted, and by how much it was missed."""

from __future__ import annotations

from datetime import timedelta

from afterword.engine.language.rule import Op, Test, TimeExpr
from afterword.engine.times.durations import describe_length
from afterword.engine.times.model import SECOND
from afterword.engine.vocabulary import Kind
from afterword.engine.why.model import Plain, Reason, ReasonKind, Tested
from afterword.engine.why.readings import TIME_OPS, Clock, Reading, Sure, When, ask, gap_between, operand_of
from afterword.engine.why.rows import Row, Scope, field_of
from afterword.engine.why.wanted import ASKS, operand_words
from afterword.engine.why.words import Words

_LATE = {Op.BEFORE: "too late", Op.NOT_AFTER: "too late", Op.AFTER: "too early", Op.NOT_BEFORE: "too early"}
_FAILED_ORDER = {Op.BEFORE: "was not before", Op.AFTER: "was not after", Op.NOT_BEFORE: "was before", Op.NOT_AFTER: "was after"}


def tell_test(words: Words, test: Test, row: Row, scope: Scope, reading: Reading) -> Reason:
    """One test of a pattern, as a row met it."""
    return _Told(words, test, row, scope, words.world.clock).reason(reading)


def tell_requirement(words: Words, test: Test, row: Row, scope: Scope) -> Reason:
    """One test of `require`: what is absent passes."""
    told = _Told(words, test, row, scope, words.world.clock._replace(starts=False))
    reason = told.reason(Reading.POSSIBLE)
    return reason if told.sure is not Sure.UNKNOWN else reason._replace(passed=None, text=f"{reason.text}, which is no fault")


class _Told:
    """One test of one row."""

    def __init__(self, words: Words, test: Test, row: Row, scope: Scope, clock: Clock) -> None:
        self._words = words
        self._test = test
        self._type = words.type_of(row, test.field)
        self._met = field_of(row, test.field)
        self._when = clock.time_of(row, test.field) if test.op in TIME_OPS else None
        self._operand = operand_of(test, scope, clock)
        self._wanted = operand_words(words, test, scope, self._type) if test.op not in {Op.PRESENT, Op.EMPTY} else ""
        self._rows = (row, *((scope[test.value.ref.alias],) if isinstance(test.value, TimeExpr) else ()))
        self.sure = ask(test, self._operand, row, clock)

    def reason(self, reading: Reading) -> Reason:
        """The test as a reason."""
        passed = self.sure.under(reading)
        text = self.passed() if passed else self.unknown() if self.sure is Sure.UNKNOWN else self.failed()
        doubt = self._words.doubt(self._rows, self.sure, passed=passed)
        return Reason(ReasonKind.TEST, passed, text, tested=self.values(passed=passed), doubt=doubt)

    def values(self, *, passed: bool) -> Tested:
        """The test as plain values."""
        plain = self._words.plain
        wanted: Plain | None = plain(self._operand)
        return Tested(self._test.field, self._test.op.value, wanted, plain(self._met), None if passed else self._off())

    def passed(self) -> str:  # noqa: PLR0911  (a sentence for each test)
        """What was met."""
        name, op = self._test.field, self._test.op
        met = self._words.value(self._met, self._type)
        match op:
            case Op.PRESENT:
                return f"{name} is {met}" if self._met is not None else f"{name} is not given"
            case Op.CONTAINS:
                return f"{name} has {self._wanted}"
            case Op.NOT_CONTAINS:
                return f"{name} does not have {self._wanted}"
            case Op.NOT:
                return f"{name} is {met}, not {self._wanted}"
            case Op.EMPTY if self._test.value is True:
                return f"{name} is empty"
            case _ if op in TIME_OPS:
                return f"{'' if name == 'at' else f'{name} is {met}, '}{ASKS[op]}{self._wanted}"
            case _:
                return f"{name} is {met}"

    def unknown(self) -> str:
        """What is absent, so that nobody can tell."""
        name = self._test.field
        return f"{name} is not given" if self._met is None else f"{name} has nothing to be compared with: {self._wanted}"

    def failed(self) -> str:  # noqa: PLR0911  (a sentence for each test)
        """What was met, and what was wanted."""
        name, op, wanted = self._test.field, self._test.op, self._wanted
        met = self._words.value(self._met, self._type)
        if op in TIME_OPS:
            return self._failed_in_time(met)
        match op:
            case Op.IS if self._type.kind is Kind.ENTITY:
                return self._other_entity()
            case Op.NOT:
                return f"{name} was {met}, wanted another"
            case Op.PRESENT:
                return f"{name} was {met}, wanted none" if self._test.value is False else f"{name} is not given"
            case Op.EMPTY:
                return f"{name} was {met}, wanted nothing in it" if self._test.value is True else f"{name} was empty"
            case Op.CONTAINS:
                return f"{name} was {met}, without {wanted}"
            case Op.NOT_CONTAINS:
                return f"{name} was {met}, with {wanted}"
            case _:
                return f"{name} was {met}, wanted {ASKS[op]}{wanted}{self._number_off()}"

    def _other_entity(self) -> str:
        """That a field names somebody or something else; what the log's events are about goes without the name of the field."""
        met, wanted = (self._words.labelled(value, self._type) for value in (self._met, self._operand))
        entity = self._words.key_of(self._test.field)
        return f"is about {entity.name} {met}, not {wanted}" if entity else f"{self._test.field} was {met}, wanted {wanted}"

    def _number_off(self) -> str:
        off = self._off()
        return f" ({abs(off)} too {'few' if off < 0 else 'many'})" if isinstance(off, int) else ""

    def _failed_in_time(self, met: str) -> str:
        op, off = self._test.op, self._off()
        missed = f" ({describe_length(round(off / timedelta(microseconds=1)))} {_LATE[op]})" if isinstance(off, timedelta) else ""
        if self._test.field == "at":
            return f"{_FAILED_ORDER[op]} {self._wanted}{missed}"
        return f"{self._test.field} was {met}, wanted {ASKS[op]}{self._wanted}{missed}"

    def _off(self) -> timedelta | int | None:
        """By how much the test is missed at the least, where that can be counted; less than a second is nothing."""
        mine, theirs, op = self._when, self._operand, self._test.op
        if mine is not None and isinstance(theirs, When):
            gap = gap_between(op, mine, theirs)
            return timedelta(microseconds=gap) if gap >= SECOND else None
        met, wanted = self._met, self._operand
        if isinstance(met, int) and isinstance(wanted, int) and not isinstance(met, bool):
            match op:
                case Op.AT_LEAST | Op.AT_MOST:
                    return met - wanted
                case Op.MORE_THAN:
                    return met - wanted - 1
                case Op.LESS_THAN:
                    return met - wanted + 1
                case _:
                    return None
        return None
