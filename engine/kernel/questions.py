"""What integers cannot say, asked once: tests between texts, tests of fields, and moves along a calendar near a clock change.

Compiled functions look an answer up by four integers: the number of the question, and up to three that it is about. Where there is none
they note that they miss it and go on; what they find out of that log is thrown away, and it is evaluated again once the answer is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from afterword.engine.kernel.keep_compiled import compiled, keep_compiled
from afterword.engine.kernel.memory import Integers, Memory
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Op
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Duration
from afterword.engine.vocabulary import Kind

_FieldKind: TypeAlias = tuple[Kind, bool]
_SMALL = 2**30 - 1
_MIX = 668_265_263
_WIDTH = 5
_FULL = 2  # an answer for every so many places at most
_MOST_SYMBOLS = 500_000


class TestQuestion(NamedTuple):
    """Whether the value of a symbol meets ``op`` with a constant."""

    op: Op
    kind: _FieldKind
    operand: object


class TextQuestion(NamedTuple):
    """Whether one value meets ``op`` with another."""

    op: Op
    kind: _FieldKind
    operand_kind: _FieldKind


class ShiftQuestion(NamedTuple):
    """A moment moved, in the calendar of a zone and of a log."""

    duration: Duration
    sign: int
    latest: bool


Question: TypeAlias = TestQuestion | TextQuestion | ShiftQuestion


class Questions:
    """The questions of a program, and what is known of them. Symbols count on from one batch of logs to the next."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self.symbols = Symbols()
        self.known = _empty(1024)
        self._questions: list[Question] = []
        self._numbers: dict[Question, int] = {}
        self._count = 0
        self._constants = 0

    def number(self, question: Question) -> int:
        """The number of a question."""
        if question not in self._numbers:
            self._numbers[question] = len(self._questions)
            self._questions.append(question)
        return self._numbers[question]

    def shifts(self) -> Integers:
        """By question: what a move along the calendar adds up to. All constants of the program are symbols by now."""
        self._constants = len(self.symbols.values)
        rows = [
            (one.duration.elapsed, one.duration.days, one.duration.business_days, one.sign, int(one.latest))
            if isinstance(one, ShiftQuestion)
            else (0, 0, 0, 0, 0)
            for one in self._questions
        ]
        return np.array(rows, np.int64).reshape(len(rows), 5)

    def forget(self) -> None:
        """Begin anew where too many texts were met: their numbers, and all answers, which may be about them."""
        if len(self.symbols.values) > _MOST_SYMBOLS:
            constants = self.symbols.values[: self._constants]
            self.symbols = Symbols()
            for value in constants:
                self.symbols.number(value)
            self.known, self._count = _empty(1024), 0

    def answer(self, asked: Integers, zones: Sequence[str], calendars: Sequence[Calendar]) -> None:
        """Find and keep the answers to what was missed: rows of a question and what it is about."""
        rows = [
            (number, *about, self._find(self._questions[number], about, zones, calendars))
            for number, *about in np.unique(asked, axis=0).tolist()
        ]
        self._count += len(rows)
        while self._count * _FULL > self.known[0]:
            self._grow()
        put_answers(self.known, np.array(rows, np.int64).ravel())

    def _find(self, question: Question, about: Sequence[int], zones: Sequence[str], calendars: Sequence[Calendar]) -> int:
        decode = self.symbols.decode
        match question:
            case TestQuestion(op, kind, operand):
                return int(passes(op, decode(about[0], kind), operand))
            case TextQuestion(op, kind, operand_kind):
                return int(passes(op, decode(about[0], kind), decode(about[1], operand_kind)))
            case ShiftQuestion(duration, sign, latest):
                return calendars[about[2]].shift(about[0], duration, zones[about[1]], sign, latest=latest)

    def _grow(self) -> None:
        old = self.known[1:].reshape(-1, _WIDTH)
        self.known = _empty(2 * len(old))
        put_answers(self.known, old[old[:, 0] >= 0].ravel())


def _empty(size: int) -> Integers:
    """Room for so many answers, a power of 2: how many but one, then for each a question, what it is about, and the answer."""
    answers = np.full(1 + _WIDTH * size, -1, np.int64)
    answers[0] = size - 1
    return answers


@keep_compiled
def put_answers(answers: Integers, rows: Integers) -> None:
    """Put rows of a question, what it is about, and the answer where they are found. There is room for them."""
    for begin in range(0, len(rows), _WIDTH):
        place = find_answer(answers, rows[begin], rows[begin + 1], rows[begin + 2], rows[begin + 3])
        for column in range(_WIDTH):
            answers[place + column] = rows[begin + column]


@compiled
def mix(so_far: int, value: int) -> int:
    """A number below 2**30 that depends on both."""
    mixed = ((so_far ^ (value & _SMALL)) * _MIX + ((value >> 30) & _SMALL)) & _SMALL
    return mixed ^ (mixed >> 13)


@compiled
def find_answer(answers: Memory, question: int, one: int, other: int, third: int) -> int:
    """Where an answer stands, or would; its question is -1 then."""
    number = mix(mix(mix(question, one), other), third)
    while True:
        number &= answers[0]
        place = 1 + _WIDTH * number
        if answers[place] < 0 or (
            answers[place] == question and answers[place + 1] == one and answers[place + 2] == other and answers[place + 3] == third
        ):
            return place
        number += 1
