"""From a batch of logs to the arrays that compiled functions read: the rows of each relation, in order by log."""

from __future__ import annotations

from typing import Any

import numpy as np

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.encode_columns import Wanted
from afterword.engine.columnar.list_members import MemberMaker
from afterword.engine.columnar.rank_times import rank_times
from afterword.engine.compile.program import EventRows, MemberRows, RecordRows, StartRows
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.fill_rows import Counting, Rows, fill_rows
from afterword.engine.kernel.memory import Integers, pack
from afterword.engine.kernel.surroundings import Surroundings

_NO_ROWS = np.zeros(0, np.int64)


class RowMaker:
    """Makes the rows that a program starts from. Remembers what tests say of values, and nothing of logs."""

    def __init__(self, encoded: Encoded) -> None:
        """See what the relations want."""
        self._relations = encoded.relations
        self._questions = encoded.questions
        self._members = MemberMaker(encoded.relations)
        self._types = {place: one.source.types for place, one in enumerate(encoded.relations) if isinstance(one.source, EventRows)}
        self._events = Wanted([encoded.relations[place] for place in self._types])
        self._records = {place: Wanted([one]) for place, one in enumerate(encoded.relations) if isinstance(one.source, RecordRows)}

    def make(self, batch: Batch, surroundings: Surroundings) -> Integers:
        """The memory `logs`: the rows of all logs, and what is known of their clocks."""
        for wanted in (self._events, *self._records.values()):
            wanted.forget()
        times, logs = batch.times, len(batch.as_of)
        tables, others = self._tables(batch)
        seq, plo, phi = rank_times(times)
        sizes = np.cumsum([0, *(len(one.ids) for one in tables)])
        row_from = np.array([one.begins for one in tables], np.int64).reshape(len(tables), logs + 1) + sizes[:-1, None]
        moments = [int(end) for part in (times.lo, times.hi, batch.as_of) if len(part) for end in (part.min(), part.max())]
        return pack(
            [
                times.event_from,
                np.column_stack([seq, seq, times.lo, times.hi, plo, phi, times.zone]),
                np.column_stack([_longest(times.hi - times.lo, times), _longest(phi - plo, times)]),
                others,
                _starts(times, batch.as_of),
                batch.home,
                row_from,
                np.concatenate([_NO_ROWS, *(one.ids for one in tables)]),
                np.cumsum([0, *(one.cells.size for one in tables)], dtype=np.int64)[:-1],
                np.concatenate([_NO_ROWS, *(one.cells.ravel() for one in tables)]),
                batch.as_of,
                batch.ended,
                _settled(times, batch.as_of),
                batch.calendar,
                *surroundings.tables(moments),
            ]
        )

    def _tables(self, batch: Batch) -> tuple[list[Rows], Integers]:
        """The rows of each relation, and how many IDs each log gives to what is no event: its start, its entities, members of its lists."""
        logs, symbols = len(batch.as_of), self._questions.symbols
        tables = [Rows(np.zeros(logs + 1, np.int64), _NO_ROWS, _NO_ROWS)] * len(self._relations)
        lists: dict[int, tuple[Any, ...]] = {}
        given = events = np.diff(batch.times.event_from)
        for place, rows in zip(self._types, self._event_rows(batch, lists), strict=True):
            tables[place] = rows
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, StartRows):
                tables[place] = Rows(np.arange(logs + 1), given, _NO_ROWS)
                given = given + 1
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, RecordRows) and relation.source.entity in batch.records:
                things, wanted = batch.records[relation.source.entity], self._records[place]
                begins = np.searchsorted(things.logs, np.arange(logs + 1))
                counting = Counting(begins, given, np.arange(len(things)), np.zeros(len(things), np.int64))
                (tables[place],) = fill_rows(wanted.layout, wanted.look_up(wanted.of[0], things, symbols, lists), counting, [[0]])
                given = given + np.diff(begins)
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, MemberRows):
                tables[place] = self._members.make(relation, tables, given, lists, symbols)
                given = given + np.diff(tables[place].begins)
        return tables, given - events

    def _event_rows(self, batch: Batch, lists: dict[int, tuple[Any, ...]]) -> list[Rows]:
        """The rows of the relations of events."""
        events, begins = batch.events, batch.times.event_from
        numbers = {name: number for number, name in enumerate(events.names)}
        wanted: list[list[int]] = [[] for _ in numbers]
        asked: set[int] = set()
        for number, types in enumerate(self._types.values()):
            there = [numbers[name] for name in types or numbers if name in numbers]
            for kind in there:
                wanted[kind].append(number)
            if there:
                asked.update(self._events.of[number])
        lookups = self._events.look_up(sorted(asked), events, self._questions.symbols, lists)
        return fill_rows(self._events.layout, lookups, Counting(begins, np.zeros_like(begins), events.places, events.kinds), wanted)


def _longest(stretches: Integers, times: Times) -> Integers:
    """By log, the longest of what there is for each event."""
    longest = np.zeros(len(times.event_from) - 1, np.int64)
    if stretches.any():
        some = np.diff(times.event_from) > 0
        longest[some] = np.maximum.reduceat(stretches, times.event_from[:-1][some])
    return longest


def _starts(times: Times, as_of: Integers) -> Integers:
    """When each log begins: with its first event, or at the moment of asking where it has none."""
    count = np.diff(times.event_from)
    starts = as_of.copy()
    if len(times.lo):
        some = count > 0
        starts[some] = np.minimum.reduceat(times.lo, times.event_from[:-1][some])
    return starts


def _settled(times: Times, as_of: Integers) -> Integers:
    """By log, whether all that counts is certainly over."""
    logs = np.repeat(np.arange(len(as_of)), np.diff(times.event_from))
    ahead = np.bincount(logs[times.hi > as_of[logs]], minlength=len(as_of))
    settled: Integers = (ahead == 0).astype(np.int64)
    return settled
