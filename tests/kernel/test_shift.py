"""Moments moved by compiled functions, beside `engine.times.calendar`; near a clock change that one is asked."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import numpy as np
import pytest

from afterword.engine.compile.program import MISSING
from afterword.engine.kernel.memory import (
    CALENDAR,
    FIRST_DAY,
    MISSED,
    MISSED_ROWS,
    MISSES,
    SHIFTS,
    make_out,
    make_work,
    pack,
    table_of,
)
from afterword.engine.kernel.questions import Questions, ShiftQuestion
from afterword.engine.kernel.shift import shift_moment
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.times.zones import DAY

ZONES = ("UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata", "-09:30")
FIRST, LAST = date(2009, 1, 1), date(2014, 1, 1)  # Samoa left out a Friday in 2011
EPOCH = date(1970, 1, 1)
NOTHING = np.zeros(0, np.int64)


def random_duration(dice: Random) -> Duration:
    """Elapsed time, days, or working days."""
    return dice.choice(
        (Duration(elapsed=dice.randrange(90) * HOUR), Duration(days=dice.randrange(1, 60)), Duration(business_days=dice.randrange(1, 60)))
    )


class Mover:
    """What it takes to move moments by some questions, in some zones and calendars."""

    def __init__(self, questions: list[ShiftQuestion], holidays: list[frozenset[date]], moments: list[int]) -> None:
        self.known = Questions()
        self.numbers = [self.known.number(one) for one in questions]
        self.around = Surroundings()
        self.zones = [self.around.zone(name) for name in ZONES]
        self.calendars = [self.around.calendar(days) for days in holidays]
        self.code = pack([NOTHING] * (SHIFTS // 3) + [self.known.shifts()])
        self.logs = pack([*[NOTHING] * (FIRST_DAY // 3), *self.around.tables(moments)])
        self.work, self.out = make_work(1, 1, 4), make_out(0, 4)
        self.asked = 0

    def move(self, question: int, moment: int, zone: int, calendar: int) -> int:
        """The moment, moved; where an answer is missed it is found."""
        self.work[CALENDAR], self.work[MISSED], self.work[MISSES] = calendar, 0, 0
        moved = shift_moment(self.code, self.logs, self.known.known, self.work, self.out, question, moment, zone)
        if not self.work[MISSED]:
            return int(moved)
        assert moved == MISSING
        self.asked += 1
        self.known.answer(table_of(self.out, MISSED_ROWS, int(self.work[MISSES])), self.around.zones, self.around.calendars)
        self.work[MISSED] = 0
        moved = shift_moment(self.code, self.logs, self.known.known, self.work, self.out, question, moment, zone)
        assert not self.work[MISSED]
        return int(moved)


@pytest.mark.parametrize("seed", range(2))
def test_moments(seed: int) -> None:
    """Random moments of five years, moved by random durations to and fro, with holidays and without."""
    dice = Random(seed)
    days = (LAST - FIRST).days
    holidays = [frozenset[date](), frozenset(FIRST + timedelta(dice.randrange(days)) for _ in range(150))]
    moments = [((FIRST - EPOCH).days + dice.randrange(days)) * DAY + dice.randrange(48) * HOUR // 2 for _ in range(1_500)]
    questions = [ShiftQuestion(random_duration(dice), dice.choice((1, -1)), dice.random() < 0.5) for _ in range(60)]
    mover = Mover(questions, holidays, moments)
    calendars = [Calendar(one) for one in holidays]
    for moment in moments:
        number, zone, calendar = dice.randrange(60), dice.randrange(len(ZONES)), dice.randrange(2)
        one = questions[number]
        wanted = calendars[calendar].shift(moment, one.duration, ZONES[zone], one.sign, latest=one.latest)
        found = mover.move(mover.numbers[number], moment, mover.zones[zone], mover.calendars[calendar])
        assert found == wanted, (moment, one, ZONES[zone])
    assert 0 < mover.asked < 200


def test_far_away() -> None:
    """What is absent stays so; a moment outside of the days that are known is asked about."""
    question = ShiftQuestion(Duration(days=1), 1, latest=False)
    mover = Mover([question], [frozenset()], [0])
    assert mover.move(0, MISSING, 0, 0) == MISSING
    assert mover.asked == 0
    for moment in (3_000 * DAY, 401 * DAY, 400 * DAY):
        assert mover.move(0, moment, 0, 0) == moment + DAY
    assert mover.asked == 3
