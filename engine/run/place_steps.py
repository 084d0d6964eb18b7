"""The steps of a production over places, as Python; see `engine.run.place_code`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from afterword.engine.compile.program import (
    MISSING,
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
    Pick,
    Production,
    Register,
    Relation,
    Seek,
    Shift,
    StartRows,
    Step,
)
from afterword.engine.run.place_bounds import Bound, Places, within, without

_PLACES = (Header.ID, Header.SEQ, Header.PLO, Header.PHI)
_TIMES = (Header.LO, Header.HI)
_STRICT = (Compare.GT, Compare.LT)
FILTERS = (Match, Absent, Found, Count)
"""Steps that may end a case, or make more than one of it."""
_MATCHED, _START, _AFTER, _BEFORE = "matched", "start", "after", "before"
"""What a slot holds: an event; the log's start; an event, or `n` where none was found; an event, or -1."""


class NotPlainError(Exception):
    """A rule asks for more than places tell."""


class _Sought(NamedTuple):
    """What a seek says of a place: bounds below and above, a place that it must be, and places that it must not be."""

    low: list[Bound]
    high: list[Bound]
    equal: list[str]
    unlike: list[str]


class Pipeline:
    """A production being written. ``relations`` are those whose lists it asks for; ``indent`` is that of its end.

    Raises:
        NotPlainError: It asks for more than places tell.
    """

    def __init__(self, production: Production, relations: Sequence[Relation], shifts: dict[Shift, int]) -> None:
        """Write all steps. ``shifts`` are the steps along the calendar so far, and their numbers; more are added."""
        self.steps = production.steps
        self.relations: dict[int, None] = {}
        self.indent = ""
        self._sources = relations
        self._shifts = shifts
        self._kinds: dict[int, str] = {}
        self._starts: dict[int, int] = {}
        self._present: set[Operand] = set()
        self._names: dict[int, str] = {}
        self._times: dict[int, tuple[int, int]] = {}
        self._asked: set[int] = set()
        self._lines = [[self.indent + line for line in self._step(step)] for step in self.steps]

    def lines(self, begin: int = 0, end: int | None = None) -> Iterator[str]:
        """The lines of some steps, once all has been asked for: without the sums that nobody did ask for."""
        for step, lines in zip(self.steps[begin:end], self._lines[begin:end], strict=True):
            if not isinstance(step, Shift | Default) or step.register in self._asked:
                yield from lines

    def share(self, other: Pipeline) -> int:
        """How many steps this one begins with that another does, too; what one of them asks for, both ask for."""
        self._asked |= other._asked
        other._asked |= self._asked
        pairs = zip(self.steps, other.steps, strict=False)
        return next((place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), min(len(self.steps), len(other.steps)))

    @property
    def matched_events(self) -> tuple[int, ...]:
        """The slots of events gone along, in the order in which loops are nested."""
        matched = (step.slot for step in self.steps if isinstance(step, Match))
        return tuple(slot for slot in matched if self._kinds[slot] is _MATCHED)

    def start_of(self, slot: int) -> int | None:
        """The relation of the log's start, where a slot holds it."""
        return self._starts.get(slot)

    def is_found(self, slot: int) -> str:
        """Whether a slot holds a row, as Python."""
        kind = self._kinds[slot]
        return f"s{slot} < n" if kind is _AFTER else f"s{slot} >= 0" if kind is _BEFORE else "True"

    def number(self, operand: Operand) -> str:
        """A time, or a count, as Python."""
        if isinstance(operand, Register):
            self._asked.add(operand.number)
            return self._names.get(operand.number, f"r{operand.number}")
        if operand.column not in _TIMES:
            raise NotPlainError
        return "begin" if self._kinds[operand.slot] is _START else f"at[s{operand.slot}]"

    def time_of(self, operand: Operand) -> tuple[int, int] | None:
        """The slot whose time, with so much added, a time is always; ``None`` where it is none of an event."""
        if isinstance(operand, Register):
            return self._times.get(operand.number)
        return (operand.slot, 0) if operand.column in _TIMES and self._kinds[operand.slot] in (_MATCHED, _AFTER) else None

    def _step(self, step: Step) -> Iterator[str]:
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
            case Shift():
                yield from self._shift(step)
            case Default(register, operand, value):
                yield from self._default(register, operand, value)
            case Found(slot):
                yield f"if not {self.is_found(slot)}: continue"

    # -- sums --------------------------------------------------------------------------------------------------------------

    def _shift(self, step: Shift) -> Iterator[str]:
        moment, name, is_present = self.number(step.operand), f"r{step.register}", self._is_present(step.operand)
        if is_present:
            self._present.add(Register(step.register))
        if not step.duration.elapsed:
            own = step._replace(register=0, operand=Register(0), zone=Register(0))
            yield f"{name} = shift({self._shifts.setdefault(own, len(self._shifts))}, {moment}, {self._zone(step.zone)})"
            return
        more = step.sign * step.duration.elapsed
        base = self.time_of(step.operand)
        if base is not None:
            self._times[step.register] = base[0], base[1] + more
        yield f"{name} = {moment} + {more}"
        if not is_present:
            yield f"if {moment} == {MISSING}: {name} = {MISSING}"

    def _default(self, register: int, operand: Operand, value: int) -> Iterator[str]:
        if not self._is_present(operand):
            yield f"r{register} = {self.number(operand)}"
            yield f"if r{register} == {MISSING}: r{register} = {value}"
            return
        self._present.add(Register(register))
        self._names[register] = self.number(operand)
        base = self.time_of(operand)
        if base is not None:
            self._times[register] = base

    def _is_present(self, operand: Operand) -> bool:
        """Whether a time is never `MISSING`."""
        return operand in self._present if isinstance(operand, Register) else self._kinds[operand.slot] is not _BEFORE

    def _zone(self, operand: Operand) -> str:
        """The calendar of an event, or of the log."""
        if not isinstance(operand, Cell) or self._kinds[operand.slot] in (_AFTER, _BEFORE):
            raise NotPlainError
        return "zone" if self._kinds[operand.slot] is _START else f"events[s{operand.slot}].zone"

    # -- searches ----------------------------------------------------------------------------------------------------------

    def _match(self, slot: int, seek: Seek) -> Iterator[str]:
        """A loop over the places sought."""
        low, high, equal, unlike = self._sought(seek)
        number, row = seek.relation, f"s{slot}"
        is_start = isinstance(self._sources[number].source, StartRows)
        if equal or (is_start and seek.joins):
            raise NotPlainError
        if is_start:
            self._starts[slot] = number
        if low or high:
            yield f"i{slot} = {self._places(number).first(low)}"
            yield f"while {' and '.join([f'({row} := a{number}[i{slot}]) < n', *within(row, high=high)])}:"
            yield f"    i{slot} += 1"
        else:
            yield f"for {row} in b{number}:"
        yield from (f"    if {row} == {other}: continue" for other in unlike)
        self._kinds[slot] = _START if is_start else _MATCHED
        self.indent += "    "

    def _find(self, step: Find) -> Iterator[str]:
        """The nearest of all alternatives. What is found already, on the way to another, is not looked for again."""
        if step.slot in self._kinds:
            return
        row = f"s{step.slot}"
        wide = self._wider(step)
        if wide is not None:
            other, far = wide
            yield from self._find(other)
            yield f"{row} = s{other.slot}"
            yield from _drop(row, without(row, far.low, far.high), step.pick)
        elif step.nth > 1 and len(step.seeks) > 1:
            raise NotPlainError
        else:
            for number, seek in enumerate(step.seeks):
                yield from self._nearest("x" if number else row, seek, step.pick, step.nth)
                if number:
                    yield f"if x {'<' if step.pick is Pick.FIRST else '>'} {row}: {row} = x"
        self._kinds[step.slot] = _AFTER if step.pick is Pick.FIRST else _BEFORE

    def _wider(self, step: Find) -> tuple[Find, _Sought] | None:
        """A step that looks for the same with fewer bounds, and these, where all are at the far end.

        What it finds is the nearest within them as well, or there is none. It is not taken from behind a step that may end the case.
        """
        place = self.steps.index(step)
        ahead = takewhile(lambda one: not isinstance(one, FILTERS), self.steps[place:])
        for other in (*self.steps[:place], *ahead):
            if not isinstance(other, Find) or (other.pick, other.nth, len(other.seeks), len(step.seeks)) != (step.pick, step.nth, 1, 1):
                continue
            wide, narrow = other.seeks[0], step.seeks[0]
            if wide._replace(joins=()) == narrow._replace(joins=()) and set(wide.joins) < set(narrow.joins):
                more = self._sought(narrow._replace(joins=tuple(one for one in narrow.joins if one not in wide.joins)))
                near = more.low if step.pick is Pick.FIRST else more.high
                if not (near or more.equal or more.unlike):
                    return other, more
        return None

    def _nearest(self, row: str, seek: Seek, pick: Pick, nth: int) -> Iterator[str]:
        """The first or last place of one alternative."""
        low, high, equal, unlike = self._sought(seek)
        number, places, is_first = seek.relation, self._places(seek.relation), pick is Pick.FIRST
        if len(equal) > 1 or (nth > 1 and (equal or unlike)):
            raise NotPlainError
        if equal:
            yield f"{row} = {equal[0]}"
            others = [f"not 0 <= {row} < n", f"a{number}[bisect_left(a{number}, {row})] != {row}", *(f"{row} == {one}" for one in unlike)]
            yield from _drop(row, [*others, *without(row, low, high)], pick)
            return
        index = places.first(low) if is_first else f"{places.end(high)} - 1"
        if nth > 1:
            index = f"min({index} + {nth - 1}, len(a{number}) - 1)" if is_first else f"max({index} - {nth - 1}, 0)"
        if unlike:
            yield f"i = {index}"
            yield f"while ({row} := a{number}[i]) in ({', '.join(unlike)},): i {'+' if is_first else '-'}= 1"
        else:
            yield f"{row} = a{number}[{index}]"
        yield from _drop(row, without(row, high=high) if is_first else without(row, low=low), pick)

    def _count(self, seeks: Sequence[Seek]) -> str:
        """How many places there are; below 0 where the bounds leave no room."""
        low, high, equal, unlike = self._sought(seeks[0])
        if len(seeks) > 1 or equal or unlike:
            raise NotPlainError
        places = self._places(seeks[0].relation)
        return f"{places.end(high)} - {places.first(low)}"

    def _places(self, relation: int) -> Places:
        return Places(relation, self._sources[relation].source == EventRows(()))

    def _sought(self, seek: Seek) -> _Sought:
        if seek.flag is not None or seek.texts:
            raise NotPlainError
        self.relations[seek.relation] = None
        sought = _Sought([], [], [], [])
        for join in dict.fromkeys(seek.joins):
            is_event = isinstance(join.operand, Cell) and self._kinds[join.operand.slot] is _MATCHED
            if join.column in _PLACES and join.compare in (Compare.NE, Compare.GT) and self._is_start(join.operand):
                continue  # (each event comes after the log's start)
            text, is_time = self._operand(join, is_event=is_event)
            bound = Bound(text, is_time, join.compare in _STRICT, is_event and not is_time)
            match join.compare:
                case Compare.EQ | Compare.NE if is_time or not (is_event or join.compare is Compare.EQ):
                    raise NotPlainError
                case Compare.EQ:
                    sought.equal.append(text)
                case Compare.NE:
                    sought.unlike.append(text)
                case Compare.GT | Compare.GE:
                    sought.low.append(bound)
                case Compare.LT | Compare.LE:
                    sought.high.append(bound)
        shut = {bound.text for bound in (*sought.low, *sought.high) if bound.is_strict and not bound.is_time}
        return sought._replace(unlike=[one for one in dict.fromkeys(sought.unlike) if one not in shut])

    def _operand(self, join: Join, *, is_event: bool) -> tuple[str, bool]:
        """What a place, or its time, is compared with; whether it is a time."""
        operand = join.operand
        if join.column in _TIMES and not join.guard:
            return self.number(operand), True
        if join.column not in _PLACES or join.guard or not isinstance(operand, Cell) or operand.column not in _PLACES:
            raise NotPlainError
        if self._is_start(operand) or (Header.ID in (join.column, operand.column) and not is_event):
            raise NotPlainError  # (an ID is a place only where it is that of an event)
        return f"s{operand.slot}", False

    def _is_start(self, operand: Operand) -> bool:
        return isinstance(operand, Cell) and self._kinds[operand.slot] is _START


def _drop(row: str, tests: Sequence[str], pick: Pick) -> Iterator[str]:
    """What is found is nothing where any of some tests is passed."""
    if tests:
        yield f"if {' or '.join(tests)}: {row} = {'n' if pick is Pick.FIRST else '-1'}"
