"""Times that compiled code reads, beside `engine.times.instants`, which knows all ways to write them."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from afterword.engine.kernel.parse_times import LOCAL, UNREAD
from afterword.engine.kernel.parse_times import parse_time as parse_plain_time
from afterword.engine.times.instants import parse_time
from afterword.engine.times.model import Interval

OFFSETS = ("", "Z", "+00:00", "-00:00", "+05:30", "-09:30", "+14:00", "-14:00")
DAYS = ("1970-01-01", "1972-02-29", "1999-12-31", "2000-02-29", "2100-02-28", "2100-03-01", "2200-12-31")
CLOCKS = ("00:00", "23:59", "11:07:30", "23:59:59")
ODD = (
    *("1969-12-31T23:59Z", "2201-01-01T00:00Z", "2100-02-29T00:00Z", "2025-13-01T00:00Z", "2025-00-10T00:00Z", "2025-04-31T10:00Z"),
    *("2025-09-09T24:00Z", "2025-09-09T10:60Z", "2025-09-09T10:00:60Z", "2025-09-09T10:00+14:01", "2025-09-09T10:00+01:60"),
    *("2025-09-09T10:00:0", "2025-09-09T10:00:", "2025-09-09 10:00Z", "2025-09-09t10:00z", "2025-09-09T10:00:00.5Z", "", "2025-09-09"),
    *(
        " 2025-09-09T10:00Z",
        "2025-09-09T10:00Z ",
        "2025-09-09T10:00+0100",
        "2025-09-09T10:00+01",
        "2025-09-09T10:00ZZ",
        "२०२५-09-09T10:00Z",
    ),
)


def check(texts: list[str]) -> int:
    """Fail unless what is read here is read there alike; how many are."""
    read = 0
    for text in texts:
        data = np.frombuffer(f'"{text}"'.encode(), np.uint8)
        wall, offset = parse_plain_time(data, 1, len(data) - 1)
        if wall == UNREAD:
            continue
        read += 1
        moment = wall - (0 if offset == LOCAL else offset)
        assert parse_time(text, "UTC") == Interval(moment, moment), text
        assert isinstance(parse_time(text, None), Interval) == (offset != LOCAL), text
    return read


def test_plain_times() -> None:
    """All of the plainest are read."""
    texts = [f"{day}T{clock}{offset}" for day in DAYS for clock in CLOCKS for offset in OFFSETS]
    assert check(texts) == len(texts)


def test_odd_times() -> None:
    """Times that do not exist, or are not written plainly, are left alone."""
    assert check(list(ODD)) == 0


@pytest.mark.parametrize("seed", range(3))
def test_changed_times(seed: int) -> None:
    """With a character or two put in, left out or changed, what is still read means the same to both."""
    dice = Random(seed)
    texts = []
    for _ in range(1_500):
        text = dice.choice(DAYS) + "T" + dice.choice(CLOCKS) + dice.choice(OFFSETS)
        for _ in range(dice.choice((1, 1, 2))):
            at = dice.randrange(len(text) + 1)
            text = text[:at] + dice.choice(("", *"0123456789-+:TZ. é")) + text[at + dice.randrange(2) :]
        texts.append(text)
    assert 100 < check(texts) < 1_400
