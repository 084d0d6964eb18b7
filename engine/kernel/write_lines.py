"""Compiled: the lines of many findings put together by their scripts, of texts that are there and of what is read off their cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.keep_compiled import compiled, inlined, keep_compiled
from afterword.engine.kernel.memory import V_FROM, V_LOG, V_STANDING, V_TO, VERDICT, Bytes, Integers, copy_bytes
from afterword.engine.report.line_script import Op, Step
from afterword.engine.report.quick_texts import QUOTED, encode
from afterword.engine.times.model import HOUR, MINUTE, SECOND
from afterword.engine.times.zones import DAY
from afterword.engine.verdicts import Standing

NO_MOMENT = -1
"""Stands for the text of a moment that there is not."""
MOMENT_WIDTH = 4
"""Columns of a moment: the texts of its day in ISO 8601 and in words, its time of day (microseconds), the text of its offset."""

_STANDINGS = [QUOTED[standing.value] for standing in Standing]
_LOST = list(Standing).index(Standing.VIOLATED)
_ALWAYS = ('{"event":', ',"line":', "}", ",", "null", '"', "T", ":", ".", " ", "the end of the day", '"P', "D", "H", "M", "S", "T0S")
_EVENT, _LINE, _END, _COMMA, _NULL, _QUOTE, _T, _COLON, _DOT, _SPACE, _DAY_END, _P, _D, _H, _M, _S, _NO_TIME = range(len(_ALWAYS))
_FIRST_STANDING = len(_ALWAYS)
(_TEXT, _SLOT, _HEAD, _LEVEL, _STANDING, _EVIDENCE, _MOMENT, _SAY, _SAY_DAY, _SAY_TIME, _SAY_OPENING, _MARK, _UNLESS_EMPTY, _LATE) = map(
    int, Op
)
_LAST = DAY - 1
_MORE = 32  # bytes a line for which there is room beyond what the first lines took


class Texts(NamedTuple):
    """Texts one after another in UTF-8, and where each begins, and one more."""

    data: Bytes
    begins: Integers


class Scripts:
    """Scripts as arrays of integers, numbered."""

    def __init__(self) -> None:
        """None yet."""
        self._texts: dict[str, int] = {text: number for number, text in enumerate((*_ALWAYS, *_STANDINGS))}
        self._steps: list[tuple[int, int, int, int]] = []
        self._begins = [0]
        self.texts = encode_texts(list(self._texts))
        self.steps = np.zeros((0, 4), np.int64)
        self.begins = np.zeros(1, np.int64)

    def add(self, script: Iterable[Step]) -> None:
        """One more; the first one has the number 0."""
        self._steps += [(step.op, self._text(step.text), self._text(step.other), step.which) for step in script]
        self._begins.append(len(self._steps))

    def freeze(self) -> None:
        """Have all that has a number in the arrays."""
        if len(self._begins) != len(self.begins):
            self.texts = encode_texts(list(self._texts))
            self.steps = np.array(self._steps, np.int64)
            self.begins = np.array(self._begins, np.int64)

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts))


class Sheet(NamedTuple):
    """What lines are written of; cases are in any order, and ``fresh`` are the texts of this batch.

    ``rows`` are the cases' rows in `Found`, which rest on ``evidence``. Each case has a script, the first of its ``slots`` among the
    ``cells``, which hold numbers of texts; its `MOMENTS` and `TIMES` (`MOMENT_WIDTH` columns each); and how long it is past its
    due time (microseconds from 0 on, or `MISSING`). The line of a log begins with a text from ``first_head`` on, by log. Events have texts
    for ``names`` and stand in ``lines`` (or -1); ``event_from`` tells by log which is its first one.
    """

    rows: Integers
    scripts: Integers
    slots: Integers
    cells: Integers
    moments: Integers
    late: Integers
    evidence: Integers
    fresh: Texts
    first_head: int
    names: Integers
    event_from: Integers
    lines: Integers


def encode_texts(texts: Sequence[str]) -> Texts:
    """Texts as lines have them; half a character stands as its escape."""
    data = encode("".join(texts))
    lengths: Iterable[int] = map(len, texts)
    if len(data) != sum(map(len, texts)):
        lengths = [len(encode(text)) for text in texts]
    begins = np.zeros(len(texts) + 1, np.int64)
    np.cumsum(np.fromiter(lengths, np.int64, len(texts)), out=begins[1:])
    return Texts(np.frombuffer(data, np.uint8), begins)


class LinePress:
    """Puts lines together."""

    def __init__(self) -> None:
        """It will be seen how much room lines take."""
        self._wide = 0

    def write(self, order: Integers, sheet: Sheet, scripts: Scripts) -> tuple[memoryview, Integers]:
        """The lines of cases in an order, and where each ends."""
        scripts.freeze()
        ends, room = np.empty(len(order), np.int64), np.empty(self._wide * len(order), np.uint8)
        while True:
            size = _write(
                room,
                ends,
                order,
                sheet.rows,
                sheet.scripts,
                sheet.slots,
                sheet.cells,
                sheet.moments,
                sheet.late,
                sheet.evidence,
                *sheet.fresh,
                sheet.first_head,
                sheet.names,
                sheet.event_from,
                sheet.lines,
                *scripts.texts,
                scripts.steps,
                scripts.begins,
            )
            if size <= len(room):
                return room[:size].data, ends
            self._wide = size // len(order) + _MORE
            room = np.empty(self._wide * len(order), np.uint8)


def compile_writing() -> None:
    """Have compiled what the first lines would wait for."""
    nothing = np.zeros(0, np.int64)
    rows, moments = np.zeros((0, VERDICT), np.int64), np.zeros((0, MOMENT_WIDTH), np.int64)
    sheet = Sheet(rows, nothing, nothing, nothing, moments, nothing, nothing, encode_texts(()), 0, nothing, nothing, nothing)
    LinePress().write(nothing, sheet, Scripts())


@keep_compiled
def _write(
    out: Bytes,
    ends: Integers,
    order: Integers,
    rows: Integers,
    scripts: Integers,
    slots: Integers,
    cells: Integers,
    moments: Integers,
    late: Integers,
    evidence: Integers,
    fresh: Bytes,
    fresh_begins: Integers,
    first_head: int,
    names: Integers,
    event_from: Integers,
    lines: Integers,
    fixed: Bytes,
    fixed_begins: Integers,
    steps: Integers,
    step_begins: Integers,
) -> int:
    """Write what there is room for; how many bytes there are in all."""
    at = 0
    for place in range(len(order)):
        case = order[place]
        slot, mark, log = slots[case], at, rows[case, V_LOG]
        for step in range(step_begins[scripts[case]], step_begins[scripts[case] + 1]):
            op = steps[step, 0]
            if op == _SLOT:
                at = _copy(out, at, fresh, fresh_begins, cells[slot])
                slot += 1
            elif op == _HEAD:
                at = _copy(out, at, fresh, fresh_begins, first_head + log)
            elif op == _EVIDENCE:
                rests_on = evidence[rows[case, V_FROM] : rows[case, V_TO]]
                at = _write_evidence(out, at, rests_on, event_from[log], names, lines, fixed, fixed_begins, fresh, fresh_begins)
            elif _MOMENT <= op <= _SAY_OPENING:
                column = steps[step, 3] * MOMENT_WIDTH
                at = _moment(out, at, op, steps[step, 1], moments, case, column, fixed, fixed_begins, fresh, fresh_begins)
            elif op == _LATE:
                at = _length(out, at, late[case], fixed, fixed_begins)
            elif op == _MARK:
                mark = at
            elif op != _UNLESS_EMPTY or at > mark:
                at = _copy(out, at, fixed, fixed_begins, _text(op, steps[step, 1], steps[step, 2], rows[case, V_STANDING]))
        ends[place] = at
    return at


@inlined
def _text(op: int, text: int, other: int, standing: int) -> int:
    """The text of a step that has but one."""
    if op == _LEVEL:
        return text if standing == _LOST else other
    if op == _STANDING:
        return _NULL if standing < 0 else _FIRST_STANDING + standing
    return text if op == _TEXT else _SPACE


@inlined
def _write_evidence(
    out: Bytes,
    at: int,
    events: Integers,
    first: int,
    names: Integers,
    lines: Integers,
    fixed: Bytes,
    fixed_begins: Integers,
    fresh: Bytes,
    fresh_begins: Integers,
) -> int:
    """Events of a log, of which one is the ``first``."""
    for place in range(len(events)):
        event = first + events[place]
        if place:
            at = _copy(out, at, fixed, fixed_begins, _COMMA)
        at = _copy(out, at, fixed, fixed_begins, _EVENT)
        at = _copy(out, at, fresh, fresh_begins, names[event])
        at = _copy(out, at, fixed, fixed_begins, _LINE)
        at = _copy(out, at, fixed, fixed_begins, _NULL) if lines[event] < 0 else _number(out, at, lines[event])
        at = _copy(out, at, fixed, fixed_begins, _END)
    return at


@inlined
def _moment(
    out: Bytes,
    at: int,
    op: int,
    text: int,
    moments: Integers,
    case: int,
    column: int,
    fixed: Bytes,
    fixed_begins: Integers,
    fresh: Bytes,
    fresh_begins: Integers,
) -> int:
    """A moment, in ISO 8601 or in words (see `quick_moments`)."""
    day, rest = moments[case, column], moments[case, column + 2]
    if op == _MOMENT:
        if day == NO_MOMENT:
            return _copy(out, at, fixed, fixed_begins, _NULL)
        at = _copy(out, at, fixed, fixed_begins, _QUOTE)
        at = _copy(out, at, fresh, fresh_begins, day)
        at = _copy(out, at, fixed, fixed_begins, _T)
        at = _clock(out, at, rest, fixed, fixed_begins)
        at = _copy(out, at, fixed, fixed_begins, _COLON)
        at = _digits(out, at, rest % MINUTE // SECOND, 2)
        if rest % SECOND:
            at = _copy(out, at, fixed, fixed_begins, _DOT)
            at = _digits(out, at, rest % SECOND, 6)
        at = _copy(out, at, fresh, fresh_begins, moments[case, column + 3])
        return _copy(out, at, fixed, fixed_begins, _QUOTE)
    if day == NO_MOMENT:
        return _copy(out, at, fixed, fixed_begins, text)
    if op == _SAY_TIME:
        return _copy(out, at, fixed, fixed_begins, _DAY_END) if rest == _LAST else _clock(out, at, rest, fixed, fixed_begins)
    at = _copy(out, at, fresh, fresh_begins, moments[case, column + 1])
    if op == _SAY_DAY or rest == _LAST or (op == _SAY_OPENING and rest == 0):
        return at
    return _clock(out, _copy(out, at, fixed, fixed_begins, _SPACE), rest, fixed, fixed_begins)


@compiled
def _length(out: Bytes, at: int, length: int, fixed: Bytes, fixed_begins: Integers) -> int:
    """A length of time in ISO 8601 (see `write_length`)."""
    if length == MISSING:
        return _copy(out, at, fixed, fixed_begins, _NULL)
    at = _copy(out, at, fixed, fixed_begins, _P)
    if length >= DAY:
        at = _copy(out, _number(out, at, length // DAY), fixed, fixed_begins, _D)
    rest = length % DAY
    if rest:
        at = _copy(out, at, fixed, fixed_begins, _T)
    elif length < DAY:
        at = _copy(out, at, fixed, fixed_begins, _NO_TIME)
    if rest >= HOUR:
        at = _copy(out, _number(out, at, rest // HOUR), fixed, fixed_begins, _H)
    if rest % HOUR >= MINUTE:
        at = _copy(out, _number(out, at, rest % HOUR // MINUTE), fixed, fixed_begins, _M)
    if rest % MINUTE:
        at = _number(out, at, rest % MINUTE // SECOND)
        fraction, size = rest % SECOND, 6
        if fraction:
            while fraction % 10 == 0:
                fraction, size = fraction // 10, size - 1
            at = _digits(out, _copy(out, at, fixed, fixed_begins, _DOT), fraction, size)
        at = _copy(out, at, fixed, fixed_begins, _S)
    return _copy(out, at, fixed, fixed_begins, _QUOTE)


@inlined
def _clock(out: Bytes, at: int, rest: int, fixed: Bytes, fixed_begins: Integers) -> int:
    """The hour and the minute."""
    at = _digits(out, at, rest // HOUR, 2)
    at = _copy(out, at, fixed, fixed_begins, _COLON)
    return _digits(out, at, rest % HOUR // MINUTE, 2)


@inlined
def _copy(out: Bytes, at: int, texts: Bytes, begins: Integers, text: int) -> int:
    """A text. What there is no room for is not written, here and below, but counts."""
    begin = begins[text]
    size: int = begins[text + 1] - begin
    if at + size <= len(out):
        copy_bytes(out, at, texts, begin, size)
    return at + size


@inlined
def _digits(out: Bytes, at: int, number: int, size: int) -> int:
    """A number of so many digits."""
    if at + size <= len(out):
        for place in range(at + size - 1, at - 1, -1):
            out[place] = 48 + number % 10
            number //= 10
    return at + size


@compiled
def _number(out: Bytes, at: int, number: int) -> int:
    """A number that is not below 0."""
    size, rest = 1, number // 10
    while rest:
        size, rest = size + 1, rest // 10
    end: int = _digits(out, at, number, size)
    return end
