"""Rounds that look for rows: first, last or n-th ones, how many there are, or that there are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from afterword.engine.compile.program import NOTHING_AFTER, NOTHING_BEFORE, Absent, Count, Find, Header, Pick
from afterword.engine.run.board import Board, State
from afterword.engine.run.facts import Row
from afterword.engine.run.rounds import Round, Sought
from afterword.engine.run.slices import Slices

_PAIRS_AT_ONCE = 256  # a row on its way and one it may meet, in one run of the network


class _Search:
    """What one row on its way looks for by one pattern: what it ``found``, and the slices it has still to be shown, the next one last."""

    __slots__ = ("_left", "_slices", "_whole", "at", "found", "shown", "sought")

    def __init__(self, at: int, sought: Sought, slices: Slices, numbers: Sequence[int], *, whole: bool) -> None:
        self.at = at
        self.sought = sought
        self.found: dict[int, Row] = {}
        self.shown: list[Row] = []
        self._slices = slices
        self._left = list(reversed(numbers))
        self._whole = whole

    def go_on(self) -> bool:
        """Take the next slice (all of them, where one row does not settle it); false where nothing is left to do."""
        if any(row[Header.ID] in self.found for row in self.shown):
            return False
        self.shown = []
        while self._left and (self._whole or not self.shown):
            self.shown += self._slices[self._left.pop()]
        return bool(self.shown)


def look_up(one: Round, states: Sequence[State], board: Board) -> Iterator[State]:
    """The same rows on their way with what their look-ups found, without those that a look-up stops.

    A look-up that one row settles is shown a slice at a time, until there is one.
    """
    searches = {
        (f"l{place}_{number}", at): _search(at, step, sought, board.find(sought, state.read))
        for at, state in enumerate(states)
        for place, (step, patterns) in enumerate(zip(one.segment.lookups, one.lookups, strict=True))
        for number, sought in enumerate(patterns)
    }
    waiting = [search for search in searches.values() if search.go_on()]
    while waiting:
        for asking, rows in _batches(waiting):
            for name, bound in board.show(one, {at: states[at] for at in asking}, rows):
                search, row = searches[name, bound["w"][0]], bound["x"]
                if board.passes(search.sought.seek, row, states[search.at]):
                    search.found[row[Header.ID]] = row
        waiting = [search for search in waiting if search.go_on()]
    for at, state in enumerate(states):
        settled = True
        for place, step in enumerate(one.segment.lookups):
            found: dict[int, Row] = {}
            for number in range(len(one.lookups[place])):
                found |= searches[f"l{place}_{number}", at].found
            settled &= _settle(step, state, found)
        if settled:
            yield state


def _search(at: int, step: Find | Count | Absent, sought: Sought, where: tuple[Slices, range]) -> _Search:
    slices, numbers = where
    match step:
        case Find(_, _, Pick.LAST, 1):
            return _Search(at, sought, slices, numbers[::-1], whole=False)
        case Find(_, _, Pick.FIRST, 1) | Absent():
            return _Search(at, sought, slices, numbers, whole=False)
        case Find() | Count():
            return _Search(at, sought, slices, numbers, whole=True)


def _batches(searches: Iterable[_Search]) -> Iterator[tuple[Iterable[int], Iterable[tuple[Sought, Row]]]]:
    """Searches together, as many as one run of the network bears: those who ask, and what they are shown, each row once."""
    asking: dict[int, None] = {}
    rows: dict[tuple[str, int], tuple[Sought, Row]] = {}
    for search in searches:
        if len(asking) * len(rows) > _PAIRS_AT_ONCE:
            yield asking, rows.values()
            asking, rows = {}, {}
        asking[search.at] = None
        for row in search.shown:
            rows[search.sought.type, row[Header.ID]] = (search.sought, row)
    yield asking, rows.values()


def _settle(step: Find | Count | Absent, state: State, found: Mapping[int, Row]) -> bool:
    """Put what a look-up found into a state; whether the state goes on."""
    match step:
        case Absent():
            return not found
        case Count(register, _, at_least):
            state.registers[register] = len(found)
            return len(found) >= at_least
        case Find(slot, _, pick, nth):
            order = sorted(found.values(), key=lambda row: (row[Header.SEQ], row[Header.ID]), reverse=pick is Pick.LAST)
            nothing = NOTHING_AFTER if pick is Pick.FIRST else NOTHING_BEFORE
            state.slots[slot] = order[nth - 1] if len(order) >= nth else nothing
            return True
