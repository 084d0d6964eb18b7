"""The steps of a production over places, as Python; see `engine.run.place_code`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import (
    MISSING,
    Absent,
    Cell,
    Compare,
    Count,
    Default,
    Find,
    Found,
    Header,
    Join,
    Latest,
    Match,
    Operand,
    Pick,
    Production,
    Register,
    Relation,
    Seek,
    Shift,
    StartRows,
    Step,
)

_PLACES = (Header.ID, Header.SEQ, Header.PLO, Header.PHI)
_TIMES = (Header.LO, Header.HI)
_STRICT = (Compare.GT, Compare.LT)


class NotPlainError(Exception):
    """A rule asks for more than places tell."""


class _Bound(NamedTuple):
    """A place, or a time, that the row sought must be beyond: as Python. ``is_event``: it is certainly the place of an event."""

    text: str
    is_time: bool
    is_strict: bool
    is_event: bool


class _Sought(NamedTuple):
    """What a seek says of a place: bounds below and above, and places that it must be, or must not be."""

    low: tuple[_Bound, ...]
    high: tuple[_Bound, ...]
    equal: tuple[str, ...]
    unlike: tuple[str, ...]


_Kind: TypeAlias = str
_MATCHED, _START, _AFTER, _BEFORE = "matched", "start", "after", "before"
"""What a slot holds: an event; the log's start; an event, or `n` where none was found; an event, or -1."""


class Pipeline:
    """A production: the ``lines`` of its steps, and how its end is indented. ``relations`` are those whose lists it asks for.

    ``matched_events`` are the slots bound by matching events, in their order.

    Raises:
        NotPlainError: It asks for more than places tell.
    """

    def __init__(self, production: Production, relations: Sequence[Relation]) -> None:
        """Write it."""
        self.relations: dict[int, None] = {}
        self.indent = ""
        self._sources = relations
        self._production = production
        self._kinds: dict[int, _Kind] = {}
        self._starts: dict[int, int] = {}
        self._present: set[Register] = set()
        self.lines: list[str] = []
        for step in production.steps:
            indent = self.indent
            self.lines += [indent + line for line in self._step(step)]

    @property
    def matched_events(self) -> tuple[int, ...]:
        """The slots of events gone along, in the order in which loops are nested."""
        matched = (step.slot for step in self._production.steps if isinstance(step, Match))
        return tuple(slot for slot in matched if self._kinds[slot] is _MATCHED)

    def start_of(self, slot: int) -> int | None:
        """The relation of the log's start, where a slot holds it."""
        return self._starts.get(slot)

    def is_found(self, slot: int) -> str:
        """Whether a slot holds a row."""
        kind = self._kinds[slot]
        return f"s{slot} < n" if kind is _AFTER else f"s{slot} >= 0" if kind is _BEFORE else "True"

    def number(self, operand: Operand) -> str:
        """A time, or a count."""
        if isinstance(operand, Register):
            return f"r{operand.number}"
        if operand.column not in _TIMES:
            raise NotPlainError
        return "begin" if self._kinds[operand.slot] is _START else f"at[s{operand.slot}]"

    def _step(self, step: Step) -> Iterator[str]:  # noqa: C901 - one case a step
        match step:
            case Match(slot, seek):
                yield from self._match(slot, seek)
            case Absent(seek):
                yield from self._nearest("x", seek, Pick.FIRST, 1)
                yield "if x < n: continue"
            case Find():
                yield from self._find(step)
            case Count(register, seeks, at_least):
                yield f"r{register} = {self._count(seeks)}"
                yield f"if r{register} < {at_least}: continue"
            case Latest(slot, slots):
                if any(self._kinds[one] is not _MATCHED for one in slots):
                    raise NotPlainError
                self._kinds[slot] = _MATCHED
                yield f"s{slot} = max({', '.join(f's{one}' for one in slots)})"
            case Shift(register, operand, duration, sign):
                if not duration.elapsed:
                    raise NotPlainError  # (calendars are asked for their days)
                yield f"r{register} = {self.number(operand)} + {sign * duration.elapsed}"
                if self._is_present(operand):
                    self._present.add(Register(register))
                else:
                    yield f"if {self.number(operand)} == {MISSING}: r{register} = {MISSING}"
            case Default(register, operand, value):
                yield f"r{register} = {self.number(operand)}"
                if not self._is_present(operand):
                    yield f"if r{register} == {MISSING}: r{register} = {value}"
            case Found(slot):
                yield f"if not {self.is_found(slot)}: continue"

    def _is_present(self, operand: Operand) -> bool:
        """Whether a time is never `MISSING`."""
        return operand in self._present if isinstance(operand, Register) else self._kinds[operand.slot] is not _BEFORE

    def _match(self, slot: int, seek: Seek) -> Iterator[str]:
        """A loop over the places sought."""
        sought = self._sought(seek)
        number, row = seek.relation, f"s{slot}"
        self.relations[number] = None
        is_start = isinstance(self._sources[number].source, StartRows)
        if sought.equal or (is_start and seek.joins):
            raise NotPlainError
        if is_start:
            self._starts[slot] = number
        if not (sought.low or sought.high):
            yield f"for {row} in b{number}:"
        else:
            yield f"i{slot} = {_first(number, sought.low)}"
            yield f"while {' and '.join([f'({row} := a{number}[i{slot}]) < n', *_within(row, (), sought.high)])}:"
            yield f"    i{slot} += 1"
        yield from (f"    if {row} == {other}: continue" for other in sought.unlike)
        self._kinds[slot] = _START if is_start else _MATCHED
        self.indent += "    "

    def _find(self, step: Find) -> Iterator[str]:
        """The nearest of all alternatives."""
        if step.slot in self._kinds:
            return
        slot = f"s{step.slot}"
        wide = self._wider(step)
        if wide is not None:
            other, low, high = wide
            yield from self._find(other)
            yield f"{slot} = s{other.slot}"
            yield from _unless(_without(slot, low, high), slot, step.pick)
        else:
            if step.nth > 1 and len(step.seeks) > 1:
                raise NotPlainError
            for number, seek in enumerate(step.seeks):
                yield from self._nearest("x" if number else slot, seek, step.pick, step.nth)
                if number:
                    yield f"if x {'<' if step.pick is Pick.FIRST else '>'} {slot}: {slot} = x"
        self._kinds[step.slot] = _AFTER if step.pick is Pick.FIRST else _BEFORE

    def _wider(self, step: Find) -> tuple[Find, tuple[_Bound, ...], tuple[_Bound, ...]] | None:
        """A step that looks for the same within fewer bounds, all of those that it lacks at the far end, and these.

        Where what it finds is not within them, nothing is.
        """
        for other in self._production.steps:
            if not isinstance(other, Find) or (other.pick, other.nth, len(other.seeks), len(step.seeks)) != (step.pick, step.nth, 1, 1):
                continue
            wide, narrow = other.seeks[0], step.seeks[0]
            more = set(narrow.joins) - set(wide.joins)
            if wide._replace(joins=()) == narrow._replace(joins=()) and set(wide.joins) < set(narrow.joins):
                low, high, equal, unlike = self._sought(narrow._replace(joins=tuple(one for one in narrow.joins if one in more)))
                near = low if step.pick is Pick.FIRST else high
                if not (near or equal or unlike):
                    return other, low, high
        return None

    def _nearest(self, row: str, seek: Seek, pick: Pick, nth: int) -> Iterator[str]:
        """The first or last place of one alternative."""
        low, high, equal, unlike = self._sought(seek)
        number = seek.relation
        self.relations[number] = None
        if len(equal) + len(unlike) > 1 or (nth > 1 and (equal or unlike)):
            raise NotPlainError
        if equal:
            yield f"{row} = {equal[0]}"
            others = [f"not 0 <= {row} < n", f"a{number}[bisect_left(a{number}, {row})] != {row}"]
            yield from _unless([*others, *_without(row, low, high)], row, pick)
            return
        if pick is Pick.FIRST:
            index, step = _first(number, low), "+"
            beyond = _without(row, (), high)
        else:
            index, step = f"{_end(number, high)} - 1", "-"
            beyond = _without(row, low, ())
        if nth > 1:
            index = f"min({index} + {nth - 1}, len(a{number}) - 1)" if pick is Pick.FIRST else f"max({index} - {nth - 1}, 0)"
        if unlike:
            yield f"i = {index}"
            yield f"{row} = a{number}[i]"
            yield f"if {row} == {unlike[0]}: {row} = a{number}[i {step} 1]"
        else:
            yield f"{row} = a{number}[{index}]"
        yield from _unless(beyond, row, pick)

    def _count(self, seeks: Sequence[Seek]) -> str:
        """How many places there are."""
        if len(seeks) > 1:
            raise NotPlainError
        low, high, equal, unlike = self._sought(seeks[0])
        if equal or unlike:
            raise NotPlainError
        number = seeks[0].relation
        self.relations[number] = None
        return f"{_end(number, high)} - {_first(number, low)}"

    def _sought(self, seek: Seek) -> _Sought:
        if seek.flag is not None or seek.texts:
            raise NotPlainError
        low: list[_Bound] = []
        high: list[_Bound] = []
        equal: list[str] = []
        unlike: list[str] = []
        for join in seek.joins:
            operand = join.operand
            if join.column in _PLACES and join.compare in (Compare.NE, Compare.GT) and self._is_start(operand):
                continue  # (each event comes after the log's start)
            text, is_time = self._operand(join)
            bound = _Bound(text, is_time, join.compare in _STRICT, self._is_event(operand) and not is_time)
            match join.compare:
                case Compare.EQ | Compare.NE if is_time:
                    raise NotPlainError
                case Compare.EQ:
                    equal.append(text)
                case Compare.NE if not self._is_event(operand):
                    raise NotPlainError
                case Compare.NE:
                    unlike.append(text)
                case Compare.GT | Compare.GE:
                    low.append(bound)
                case Compare.LT | Compare.LE:
                    high.append(bound)
        shut = {bound.text for bound in (*low, *high) if bound.is_strict and not bound.is_time}
        apart = (one for one in dict.fromkeys(unlike) if one not in shut)
        return _Sought(tuple(dict.fromkeys(low)), tuple(dict.fromkeys(high)), tuple(dict.fromkeys(equal)), tuple(apart))

    def _operand(self, join: Join) -> tuple[str, bool]:
        """What a place, or its time, is compared with; whether it is a time."""
        operand = join.operand
        if join.guard or join.column not in (*_PLACES, *_TIMES):
            raise NotPlainError
        if join.column in _TIMES:
            return self.number(operand), True
        if not isinstance(operand, Cell) or operand.column not in _PLACES:
            raise NotPlainError
        if self._is_start(operand) or (Header.ID in (join.column, operand.column) and not self._is_event(operand)):
            raise NotPlainError  # (an ID is a place only where it is that of an event)
        return f"s{operand.slot}", False

    def _is_event(self, operand: Operand) -> bool:
        """Whether an operand is of an event that was matched."""
        return isinstance(operand, Cell) and self._kinds[operand.slot] is _MATCHED

    def _is_start(self, operand: Operand) -> bool:
        """Whether an operand is of the log's start."""
        return isinstance(operand, Cell) and self._kinds[operand.slot] is _START


def _first(number: int, low: Sequence[_Bound]) -> str:
    """The index, in a list between its two ends, of the first place that is not below; of the far end, where there is none."""
    if not low:
        return "1"
    if len(low) == 1 and low[0].is_event:
        return f"bisect_{'right' if low[0].is_strict else 'left'}(a{number}, {low[0].text})"
    places = [
        f"bisect_{'right' if bound.is_strict else 'left'}(at, {bound.text}, 0, n)"
        if bound.is_time
        else bound.text + " + 1" * bound.is_strict
        for bound in low
    ]
    return f"bisect_left(a{number}, {_one_of('max', places)}, 1, len(a{number}) - 1)"


def _end(number: int, high: Sequence[_Bound]) -> str:
    """The index behind that of the last place that is not above; of the first place, where there is none."""
    if not high:
        return f"(len(a{number}) - 1)"
    if len(high) == 1 and high[0].is_event:
        return f"bisect_{'left' if high[0].is_strict else 'right'}(a{number}, {high[0].text})"
    places = [
        f"bisect_{'left' if bound.is_strict else 'right'}(at, {bound.text}, 0, n)"
        if bound.is_time
        else bound.text + " + 1" * (not bound.is_strict)
        for bound in high
    ]
    return f"bisect_left(a{number}, {_one_of('min', places)}, 1, len(a{number}) - 1)"


def _one_of(pick: str, texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{pick}({', '.join(texts)})"


def _within(row: str, low: Sequence[_Bound], high: Sequence[_Bound]) -> list[str]:
    """Tests of bounds, as Python."""
    above = [_compared(row, bound, ">" if bound.is_strict else ">=") for bound in low]
    return above + [_compared(row, bound, "<" if bound.is_strict else "<=") for bound in high]


def _without(row: str, low: Sequence[_Bound], high: Sequence[_Bound]) -> list[str]:
    """The opposite of each of these tests."""
    below = [_compared(row, bound, "<=" if bound.is_strict else "<") for bound in low]
    return below + [_compared(row, bound, ">=" if bound.is_strict else ">") for bound in high]


def _compared(row: str, bound: _Bound, sign: str) -> str:
    return f"{f'at[{row}]' if bound.is_time else row} {sign} {bound.text}"


def _unless(tests: Sequence[str], row: str, pick: Pick) -> Iterator[str]:
    """What is found is nothing where any of some tests is passed."""
    if tests:
        yield f"if {' or '.join(tests)}: {row} = {'n' if pick is Pick.FIRST else '-1'}"
