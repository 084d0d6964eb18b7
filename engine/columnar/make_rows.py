"""From a batch of logs to the arrays that compiled functions read: columns encoded a type at a time, rows put in order by log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from afterword.engine.columnar.batch import Batch, Things, Times
from afterword.engine.compile.program import (
    MISSING,
    Column,
    EventRows,
    FieldColumn,
    MemberRows,
    Part,
    RecordRows,
    Relation,
    StartRows,
)
from afterword.engine.kernel.code import Encoded
from afterword.engine.kernel.memory import Integers, pack
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.language.rule import Op, Test
from afterword.engine.log.model import Value
from afterword.engine.run.flags import make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval
from afterword.engine.vocabulary import Kind

_MOST_TRUTHS = 200_000  # values that are remembered


class RowMaker:
    """Makes the rows that a program starts from. Remembers what tests say of values, and nothing of logs."""

    def __init__(self, encoded: Encoded) -> None:
        """Nothing is made yet."""
        self._relations = encoded.relations
        self._questions = encoded.questions
        self._truths: dict[tuple[str, Test], _Truths] = {}

    def make(self, batch: Batch, surroundings: Surroundings) -> Integers:
        """The memory `logs`: the rows of all logs, and what is known of their clocks."""
        if sum(map(len, self._truths.values())) > _MOST_TRUTHS:
            self._truths.clear()
        times, logs = batch.times, len(batch.as_of)
        tables, others = self._tables(batch)
        seq, plo, phi = _ranks(times)
        row_from = np.zeros((len(tables), logs + 1), np.int64)
        sizes = np.cumsum([0, *(len(one.logs) for one in tables)])
        for place, one in enumerate(tables):
            row_from[place] = np.searchsorted(one.logs, np.arange(logs + 1)) + sizes[place]
        own: list[Integers] = [np.column_stack(one.columns).ravel() if one.columns and len(one.logs) else _NO_ROWS for one in tables]
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
                np.cumsum([0, *map(len, own)], dtype=np.int64)[:-1],
                np.concatenate([_NO_ROWS, *own]),
                batch.as_of,
                batch.ended,
                _settled(times, batch.as_of),
                batch.calendar,
                *surroundings.tables(moments),
            ]
        )

    def _tables(self, batch: Batch) -> tuple[list[_Table], Integers]:
        """The rows of each relation, and how many IDs each log gives to what is no event: its start, its entities, members of its lists."""
        logs, symbols = len(batch.as_of), self._questions.symbols
        tables = [_Table(_NO_ROWS, _NO_ROWS, []) for _ in self._relations]
        encoders = {name: _Encoder(things, symbols, self._truths) for name, things in batch.events.items()}
        given = events = np.diff(batch.times.event_from)
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, EventRows):
                types = relation.source.types
                tables[place] = _joined([one.table(relation) for name, one in encoders.items() if not types or name in types])
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, StartRows):
                tables[place] = _Table(np.arange(logs, dtype=np.int64), given, [])
                given = given + 1
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, RecordRows) and relation.source.entity in batch.records:
                things = batch.records[relation.source.entity]
                table = _Encoder(things, symbols, self._truths).table(relation)
                tables[place] = table._replace(ids=given[things.logs] + things.ids)
                given = given + np.bincount(things.logs, minlength=logs)
        for place, relation in enumerate(self._relations):
            if isinstance(relation.source, MemberRows):
                tables[place], count = self._members(relation, tables, given, logs)
                given = given + count
        return tables, given - events

    def _members(self, relation: Relation, tables: Sequence[_Table], first: Integers, logs: int) -> tuple[_Table, Integers]:
        """Each member, once, of each list that stands in a row: in the order in which one log after another would meet the lists."""
        met = [
            np.column_stack([one.logs, one.ids, np.full(len(one.logs), rank), np.full(len(one.logs), place), one.columns[place]])
            for rank, (relation_of, one) in _by_meeting(self._relations, tables)
            for place, column in enumerate(relation_of.columns)
            if isinstance(column, FieldColumn) and relation_of.kinds[column.field][1] and len(one.logs)
        ]
        symbols = self._questions.symbols
        found: list[tuple[int, int, int]] = []
        if met:
            lists = np.concatenate(met)
            lists = lists[lists[:, 4] != MISSING]
            lists = lists[np.lexsort((lists[:, 3], lists[:, 2], lists[:, 1], lists[:, 0]))]
            seen: set[tuple[int, int]] = set()
            for log, number in zip(lists[:, 0].tolist(), lists[:, 4].tolist(), strict=True):
                if (log, number) not in seen:
                    seen.add((log, number))
                    value = symbols.values[number]
                    found += [(log, number, symbols.number(str(one))) for one in dict.fromkeys(value if isinstance(value, tuple) else ())]
        rows = np.array(found, np.int64).reshape(len(found), 3)
        count = np.bincount(rows[:, 0], minlength=logs)
        within = np.arange(len(rows)) - np.concatenate([[0], np.cumsum(count)[:-1]])[rows[:, 0]] if len(rows) else _NO_ROWS
        by_name = {"list": rows[:, 1], "value": rows[:, 2]}
        columns = [by_name[column.field] for column in relation.columns if isinstance(column, FieldColumn)]
        return _Table(rows[:, 0], first[rows[:, 0]] + within, columns), count


class _Table(NamedTuple):
    """Rows of one relation: the log of each, its ID, its own columns."""

    logs: Integers
    ids: Integers
    columns: list[Integers]


_NO_ROWS = np.zeros(0, np.int64)


class _Truths(dict[Value | None, int]):
    """What a test says of each value, asked once."""

    def __init__(self, name: str, test: Test) -> None:
        super().__init__()
        self._name = name
        self._flag = make_flag((test,))

    def __missing__(self, value: Value | None) -> int:
        truth = self[value] = int(self._flag({} if value is None else {self._name: value}))
        return truth


class _Encoder:
    """The columns of things of one type, each encoded once."""

    def __init__(self, things: Things, symbols: Symbols, truths: dict[tuple[str, Test], _Truths]) -> None:
        self._things = things
        self._symbols = symbols
        self._truths = truths
        self._columns: dict[Column, Integers] = {}
        self._told: dict[Test, Integers] = {}
        self._values: dict[str, Sequence[Value | None]] = {}

    def table(self, relation: Relation) -> _Table:
        """The things as rows of a relation."""
        return _Table(self._things.logs, self._things.ids, [self._column(column, relation) for column in relation.columns])

    def _column(self, column: Column, relation: Relation) -> Integers:
        if column not in self._columns:
            if isinstance(column, FieldColumn):
                self._columns[column] = self._encode(column, *relation.kinds[column.field])
            else:
                self._columns[column] = self._flag(column.tests)
        return self._columns[column]

    def _encode(self, column: FieldColumn, kind: Kind, many: bool) -> Integers:  # noqa: FBT001 - as kinds of fields are told
        values = self._of(column.field)
        if column.part is not Part.VALUE:
            end = int(column.part is Part.HI)
            return np.array([value[end] if isinstance(value, Interval) else MISSING for value in values], np.int64)
        if kind in (Kind.INTEGER, Kind.BOOLEAN) and not many:
            return np.array([MISSING if value is None else value for value in values], np.int64)
        numbers = {value: self._symbols.encode(value) for value in dict.fromkeys(values)}
        return np.array([numbers[value] for value in values], np.int64)

    def _flag(self, tests: tuple[Test, ...]) -> Integers:
        flags = np.ones(len(self._things), np.int64)
        for test in tests:
            flags &= self._truth(test)
        return flags

    def _truth(self, test: Test) -> Integers:
        """What a test says of each."""
        if test not in self._told:
            values = self._of(test.field)
            if test.op is Op.PRESENT:
                told = [int((value is not None) is test.value) for value in values]
            else:
                truths = self._truths.setdefault((test.field, test), _Truths(test.field, test))
                told = [truths[value] for value in values]
            self._told[test] = np.array(told, np.int64)
        return self._told[test]

    def _of(self, name: str) -> Sequence[Value | None]:
        if name not in self._values:
            self._values[name] = self._things.column(name)
        return self._values[name]


def _joined(tables: Sequence[_Table]) -> _Table:
    """The rows of one relation from several types, by log and in its order."""
    tables = [one for one in tables if len(one.logs)]
    if len(tables) < 2:  # noqa: PLR2004 - nothing to join
        return tables[0] if tables else _Table(_NO_ROWS, _NO_ROWS, [])
    logs, ids = (np.concatenate([one[part] for one in tables]) for part in (0, 1))
    order = np.lexsort((ids, logs))
    columns = [np.concatenate(parts)[order] for parts in zip(*(one.columns for one in tables), strict=True)]
    return _Table(logs[order], ids[order], columns)


def _by_meeting(relations: Sequence[Relation], tables: Sequence[_Table]) -> list[tuple[int, tuple[Relation, _Table]]]:
    """Relations in the order in which a row of each is made for one event: those of its type, then those of any, then entities."""

    def rank(relation: Relation) -> int:
        match relation.source:
            case EventRows(types):
                return 0 if types else 1
            case _:
                return 2

    pairs = sorted(zip(relations, tables, strict=True), key=lambda pair: rank(pair[0]))
    return list(enumerate(pairs))


def _longest(stretches: Integers, times: Times) -> Integers:
    """By log, the longest of what there is for each event."""
    longest = np.zeros(len(times.event_from) - 1, np.int64)
    if stretches.any():
        some = np.diff(times.event_from) > 0
        longest[some] = np.maximum.reduceat(stretches, times.event_from[:-1][some])
    return longest


def _ranks(times: Times) -> tuple[Integers, Integers, Integers]:
    """The place of each event in its log, and of both its readings among all readings of it: the same where none is in doubt."""
    count = np.diff(times.event_from)
    seq = np.arange(len(times.lo)) - np.repeat(times.event_from[:-1], count)
    doubtful = times.lo != times.hi
    if not doubtful.any():
        return seq, seq, seq
    logs = np.repeat(np.arange(len(count)), count)
    both = np.concatenate([np.column_stack([logs, times.lo, seq]), np.column_stack([logs, times.hi, seq])])
    order = np.lexsort((both[:, 2], both[:, 1], both[:, 0]))
    ordered = both[order]
    new = np.ones(len(ordered), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    places = np.cumsum(new) - 1
    first = np.zeros(len(count), np.int64)
    starts = np.ones(len(ordered), np.bool_)
    starts[1:] = ordered[1:, 0] != ordered[:-1, 0]
    first[ordered[starts, 0]] = places[starts]
    ranks = np.empty(len(both), np.int64)
    ranks[order] = places - first[ordered[:, 0]]
    return seq, ranks[: len(seq)], ranks[len(seq) :]


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
