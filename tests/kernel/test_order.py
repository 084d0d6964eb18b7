"""Lists put in order by compiled functions, beside what Python makes of them."""

from __future__ import annotations

from random import Random

import pytest

from afterword.engine.kernel.memory import C_CELL, C_END, CELLS, FULL, LISTS, LISTS_END, OK, STATUS, WIDTH, Integers, make_work
from afterword.engine.kernel.order import CASES_BY, NUMBERS, ROWS, drop_repeats, sort

LENGTHS = (0, 1, 2, 3, 8, 31, 100)


def put_list(work: Integers, values: list[int]) -> tuple[int, int]:
    """Write a list behind the others; where it begins and ends."""
    begin = int(work[LISTS])
    work[begin : begin + len(values)] = values
    work[LISTS] += len(values)
    return begin, begin + len(values)


@pytest.mark.parametrize("length", LENGTHS)
def test_numbers(length: int) -> None:
    """Numbers as `sorted` puts them, then each once as in a set; the room taken on the way is given back."""
    dice = Random(length)
    for spread in (3, 10**15):
        work = make_work(1, 1, 64)
        numbers = [dice.randrange(-spread, spread) for _ in range(length)]
        begin, end = put_list(work, numbers)
        sort(work, begin, end, NUMBERS, 0, -1)
        assert work[begin:end].tolist() == sorted(numbers)
        assert work[LISTS] == end
        assert work[begin : drop_repeats(work, begin, end)].tolist() == sorted(set(numbers))


@pytest.mark.parametrize("length", LENGTHS)
def test_rows(length: int) -> None:
    """Rows by their place in the log, then by their number."""
    dice = Random(length)
    work = make_work(1, 1, 128)
    rows: list[int] = []
    for number in dice.sample(range(length), length):
        row = int(work[CELLS]) + WIDTH * len(rows)
        work[row : row + 2] = number, dice.randrange(4)
        rows.append(row)
    begin, end = put_list(work, rows)
    sort(work, begin, end, ROWS, 0, -1)
    assert work[begin:end].tolist() == sorted(rows, key=lambda row: (work[row + 1], work[row]))


@pytest.mark.parametrize("field", [-1, 1])
def test_cases(field: int) -> None:
    """Cases by what they bind, then by a field if there is one; equal ones stay as they stood."""
    dice = Random(field)
    work = make_work(1, 1, 128)
    cases, cells = [], {}
    for number in range(60):
        case, cell = int(work[LISTS_END]) - 8 * (number + 1), int(work[CELLS]) + 4 * number
        work[case + C_CELL], work[case + C_END] = cell, cell + 4
        work[cell : cell + 4] = cells[case] = [dice.randrange(3) for _ in range(4)]
        cases.append(case)
    begin, end = put_list(work, cases)
    sort(work, begin, end, CASES_BY, 2, field)
    key = (lambda case: cells[case][2:]) if field < 0 else (lambda case: (*cells[case][2:], cells[case][field]))
    assert work[begin:end].tolist() == sorted(cases, key=key)


def test_no_room() -> None:
    """A list that finds no room beside it says so; one that is in order already needs none."""
    work = make_work(1, 1, 4)
    work[LISTS] = work[LISTS_END] - 3
    begin, end = put_list(work, [1, 2, 3])
    sort(work, begin, end, NUMBERS, 0, -1)
    assert work[STATUS] == OK
    work[begin] = 9
    sort(work, begin, end, NUMBERS, 0, -1)
    assert work[STATUS] == FULL
