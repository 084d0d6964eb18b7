"""Rounds that make new rows: a conjunction of matches and absences, shown to the network some rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from afterword.engine.compile.program import Cell, Operand
from afterword.engine.run.board import Board, State
from afterword.engine.run.facts import Row
from afterword.engine.run.rounds import Round, Sought

_AT_ONCE = 64  # rows that one run of the network starts from


def match_rows(one: Round, states: Sequence[State], board: Board) -> Iterator[State]:
    """New rows on their way, one for each firing that also passes what integers cannot decide."""
    if one.first and len(one.matches) + len(one.absents) == 1:  # nothing is joined: no network is needed to say so
        (match,) = one.segment.matches
        slices, numbers = board.find(one.matches[0], states[0].read)
        for row in (row for number in numbers for row in slices[number]):
            yield _with(states[0], {match.slot: row})
        return
    for chunk, firsts in _chunks(one, states, board):
        shown = _shown(one, chunk, firsts, board)
        if shown is None:
            continue
        for _, bound in board.show(one, dict(enumerate(chunk)), shown):
            before = chunk[0 if one.first else bound["w"][0]]
            state = _with(before, {match.slot: bound[f"m{match.slot}"] for match in one.segment.matches})
            if all(board.passes(match.seek, state.slots[match.slot], state) for match in one.segment.matches):
                yield state


def _with(before: State, bound: Mapping[int, Row]) -> State:
    """A state with more rows bound."""
    state = State(list(before.slots), list(before.registers))
    for slot, row in bound.items():
        state.slots[slot] = row
    return state


def _chunks(one: Round, states: Sequence[State], board: Board) -> Iterator[tuple[Sequence[State], Sequence[Row]]]:
    """Some rows on their way; where there are none yet, some of those that the first pattern takes."""
    if not one.first:
        for start in range(0, len(states), _AT_ONCE):
            yield states[start : start + _AT_ONCE], ()
        return
    slices, numbers = board.find(one.matches[0], states[0].read)
    rows = [row for number in numbers for row in slices[number]]
    for start in range(0, len(rows), _AT_ONCE):
        yield states, rows[start : start + _AT_ONCE]


def _shown(one: Round, states: Sequence[State], firsts: Sequence[Row], board: Board) -> list[tuple[Sought, Row]] | None:
    """The rows that each pattern may take; ``None`` where one that must match has none."""
    pools: list[Sequence[Row]] = []
    for sought in one.matches:
        pools.append(firsts if one.first and not pools else _pool(sought, pools, states, board))
        if not pools[-1]:
            return None
    shown = [(sought, row) for sought, pool in zip(one.matches, pools, strict=True) for row in pool]
    return shown + [(sought, row) for sought in one.absents for row in _pool(sought, pools, states, board)]


def _pool(sought: Sought, pools: Sequence[Sequence[Row]], states: Iterable[State], board: Board) -> list[Row]:
    """The rows that a pattern may take beside any of those that the pattern it depends on may take."""
    seen: set[tuple[int, int]] = set()
    pool: list[Row] = []
    for read in (state.read for state in states) if sought.giver is None else map(_reader, pools[sought.giver]):
        slices, numbers = board.find(sought, read)
        for number in numbers:
            if (id(slices), number) not in seen:
                seen.add((id(slices), number))
                pool += slices[number]
    return pool


def _reader(row: Row) -> Callable[[Operand], int]:
    """What reads columns off a row."""

    def read(operand: Operand) -> int:
        if not isinstance(operand, Cell):
            message = "a match gives no registers"
            raise TypeError(message)
        return row[operand.column]

    return read
