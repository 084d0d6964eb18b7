"""What was asked once is known: a table that grows, and begins anew when too many texts were met."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from afterword.engine.kernel import questions
from afterword.engine.kernel.questions import Questions, ShiftQuestion, TextQuestion, find_answer
from afterword.engine.language.rule import Op
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Duration
from afterword.engine.times.zones import DAY
from afterword.engine.vocabulary import Kind

TEXT = (Kind.TEXT, False)


def answer_of(known: Questions, *about: int) -> int:
    """What the table says of a question."""
    place = find_answer(known.known, *about)
    assert known.known[place] == about[0]
    return int(known.known[place + 4])


def test_the_table_grows() -> None:
    """Thousands of answers to a question, asked twice over, are all found again; negative numbers and large ones too."""
    known = Questions()
    number = known.number(ShiftQuestion(Duration(days=2), -1, latest=True))
    room = len(known.known)
    moments = [sign * day * DAY for sign, day in product((-1, 1), range(0, 8_000, 5))]
    for some in (moments[:1_000], moments[:2_000], moments[2_000:]):
        asked = np.array([(number, moment, 0, 0) for moment in (*some, *some)], np.int64)
        known.answer(asked[[known.known[find_answer(known.known, *row)] < 0 for row in asked.tolist()]], ["UTC"], [Calendar(frozenset())])
    assert len(known.known) > room
    assert [answer_of(known, number, moment, 0, 0) for moment in moments] == [moment - 2 * DAY for moment in moments]
    assert known.known[find_answer(known.known, number, DAY + 1, 0, 0)] == -1


def test_equal_questions_are_one() -> None:
    """A question has a number, by all that it says."""
    known = Questions()
    one, other = (questions.TestQuestion(op, TEXT, "x") for op in (Op.IS, Op.NOT))
    texts = TextQuestion(Op.IS, TEXT, TEXT)
    assert [known.number(one), known.number(texts), known.number(one), known.number(other), known.number(texts)] == [0, 1, 0, 2, 1]


def test_forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Constants keep their numbers; other texts, and what was said of them, are gone once there are too many of them."""
    known = Questions()
    constants = [known.symbols.number(text) for text in ("a", "b")]
    number = known.number(questions.TestQuestion(Op.IS, TEXT, "long"))
    known.shifts()
    text = known.symbols.number("long")
    known.answer(np.array([(number, text, 0, 0), (number, constants[0], 0, 0)], np.int64), [], [])
    assert (answer_of(known, number, text, 0, 0), answer_of(known, number, constants[0], 0, 0)) == (1, 0)
    known.forget()
    assert answer_of(known, number, text, 0, 0) == 1
    monkeypatch.setattr(questions, "_MOST_SYMBOLS", 2)
    known.forget()
    assert known.symbols.values == ["a", "b"]
    assert known.symbols.number("other") == text
    assert known.known[find_answer(known.known, number, text, 0, 0)] == -1
