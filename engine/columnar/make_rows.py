"""From a batch of logs to the arrays that compiled functions read: the rows of each relation, in order by log."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.columnar.encode_columns import Columns, Wanted
from afterword.engine.columnar.list_members import MemberMaker
from afterword.engine.columnar.rank_times import rank_times
from afterword.engine.columnar.tables import NO_ROWS, NO_TABLE, Table
from afterword.engine.compile.program import EventRows, MemberRows, RecordRows, Relation, StartRows
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import Integers, pack
from afterword.engine.kernel.surroundings import Surroundings


class RowMaker:
    """Makes the rows that a program starts from. Remembers what tests say of values, and nothing of logs."""

    def __init__(self, encoded: Encoded) -> None:
        """See which columns are wanted."""
        self._relations = encoded.relations
        self._questions = encoded.questions
        self._members = MemberMaker(encoded.relations)
        self._wanted: defaultdict[str, Wanted] = defaultdict(Wanted)
        self._numbers = [np.array(self._number(relation), np.int64) for relation in encoded.relations]
        self._types = [(place, one.source.types) for place, one in enumerate(encoded.relations) if isinstance(one.source, EventRows)]

    def make(self, batch: Batch, surroundings: Surroundings) -> Integers:
        """The memory `logs`: the rows of all logs, and what is known of their clocks."""
        for wanted in self._wanted.values():
            wanted.forget()
        times, logs = batch.times, len(batch.as_of)
        tables, others = self._tables(batch)
        plo, phi = rank_times(times)
        row_from = np.zeros((len(tables), logs + 1), np.int64)
        sizes = np.cumsum([0, *(len(one.logs) for one in tables)])
        numbers = np.arange(logs + 1)
        for place, one in enumerate(tables):
            row_from[place] = sizes[place]
            if len(one.logs):
                row_from[place] += np.searchsorted(one.logs, numbers)
        moments = [int(end) for part in (times.lo, times.hi, batch.as_of) if len(part) for end in (part.min(), part.max())]
        return pack(
            [
                times.event_from,
                times.lo,
                times.hi,
                plo,
                phi,
                times.zone,
                others,
                _starts(times, batch.as_of),
                batch.home,
                row_from,
                np.concatenate([NO_ROWS, *(one.ids for one in tables)]),
                np.cumsum([0, *(one.cells.size for one in tables)], dtype=np.int64)[:-1],
                np.concatenate([NO_ROWS, *(one.cells.ravel() for one in tables)]),
                batch.as_of,
                batch.ended,
                _settled(times, batch.as_of),
                batch.calendar,
                *surroundings.tables(moments),
            ]
        )

    def _number(self, relation: Relation) -> tuple[int, ...]:
        """The numbers of the columns that a relation has of events or entities."""
        match relation.source:
            case EventRows():
                wanted = self._wanted[_EVENTS]
            case RecordRows(entity):
                wanted = self._wanted[entity]
            case _:
                return ()
        return tuple(map(wanted.number, relation.columns))

    def _tables(self, batch: Batch) -> tuple[list[Table], Integers]:
        """The rows of each relation, and how many IDs each log gives to what is no event: its start, its entities, members of its lists."""
        logs = len(batch.as_of)
        tables = [NO_TABLE] * len(self._relations)
        lists: dict[int, tuple[Any, ...]] = {}
        given = events = np.diff(batch.times.event_from)
        self._add_events(batch, tables, lists)
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, StartRows):
                tables[place] = Table(np.arange(logs), given, NO_ROWS)
                given = given + 1
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, RecordRows) and relation.source.entity in batch.records:
                things = batch.records[relation.source.entity]
                columns = Columns(self._wanted[relation.source.entity], things, self._questions.symbols, lists)
                counts = np.bincount(things.logs, minlength=logs)
                places = np.arange(len(things))
                ids = given[things.logs] + places - (np.cumsum(counts) - counts)[things.logs]
                tables[place] = Table(things.logs, ids, columns.cells(self._numbers[place], places))
                given = given + counts
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, MemberRows):
                tables[place], count = self._members.make(relation, tables, given, lists, self._questions.symbols)
                given = given + count
        return tables, given - events

    def _add_events(self, batch: Batch, tables: list[Table], lists: dict[int, tuple[Any, ...]]) -> None:
        """The rows of relations of events."""
        events, event_from = batch.events, batch.times.event_from
        owners = np.repeat(np.arange(len(batch.as_of)), np.diff(event_from))
        ids = np.arange(len(owners)) - event_from[owners]
        columns = Columns(self._wanted[_EVENTS], events, self._questions.symbols, lists)
        numbers = {name: number for number, name in enumerate(events.names)}
        chosen: dict[tuple[int, ...], tuple[Integers, Integers, Integers]] = {}
        for place, types in self._types:
            there = tuple([numbers[name] for name in types or numbers if name in numbers])
            if there:
                if there not in chosen:
                    rows = _rows_of(there, events.kinds)
                    chosen[there] = (owners[rows], ids[rows], events.places[rows])
                own, own_ids, places = chosen[there]
                tables[place] = Table(own, own_ids, columns.cells(self._numbers[place], places))


_EVENTS = ""  # among kinds of entities, none of which is called so


def _rows_of(numbers: tuple[int, ...], kinds: Integers) -> Integers:
    """Where some types stand among the types of events."""
    if len(numbers) == 1:
        return np.flatnonzero(kinds == numbers[0])
    there = np.zeros(int(kinds.max(initial=0)) + max(numbers) + 1, np.bool_)
    there[list(numbers)] = True
    return np.flatnonzero(there[kinds])


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
