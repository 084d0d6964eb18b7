"""Events without fields, as a batch: three columns of a table, and not one object made but for logs that are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from afterword.engine.columnar.batch import Batch, Times
from afterword.engine.kernel.memory import Coded, Integers
from afterword.engine.kernel.surroundings import Surroundings
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.times.model import MINUTE, Interval
from afterword.engine.vocabulary import Vocabulary


class EventTable:
    """Events of many logs, in their order: the number of the log, the type, the time and the place in the log as it was given of each."""

    def __init__(self, logs: Integers, types: Integers, names: Sequence[str], times: Integers, positions: Integers, zone: str) -> None:  # noqa: PLR0913, PLR0917
        """``types`` are places in ``names``."""
        self.logs = logs
        self.types = types
        self.names = names
        self.times = times
        self.positions = positions
        self.event_from = np.zeros(0, np.int64)
        self.zone = zone

    def events(self, log: int) -> Sequence[Event]:
        """The events of a log, made anew."""
        begin, end = self.event_from[log], self.event_from[log + 1]
        rows = zip(self.types[begin:end].tolist(), self.times[begin:end].tolist(), self.positions[begin:end].tolist(), strict=True)
        return [
            Event(str(position + 1), self.names[kind], Interval(time, time), day_only=False, zone=self.zone, position=position, fields={})
            for kind, time, position in rows
        ]

    def record_at(self, log: int, entity: str, place: int) -> Record:
        """There are none."""
        raise IndexError(f"log {log} has no {entity} {place}")


class _Events:
    """The events of a table: a type and an id are all that they have."""

    def __init__(self, table: EventTable) -> None:
        self.names = table.names
        self.kinds = table.types
        self.places = np.arange(len(table.types))
        self._positions = table.positions

    def __len__(self) -> int:
        return len(self.places)

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values of a field, and their codes."""
        match name:
            case "type":
                codes[:] = self.kinds + 1
                return [None, *self.names]
            case "id":
                codes[:] = self._positions + 1
                return [None, *(str(position + 1) for position in range(int(self._positions.max(initial=-1)) + 1))]
            case _:
                codes[:] = 0
                return [None]


def load_events(events: Any, vocabulary: Vocabulary, as_of: int, zone: str, surroundings: Surroundings) -> tuple[Batch, EventTable]:  # noqa: ANN401
    """The logs in ``events``, at ``as_of`` (microseconds, UTC), and what their rows stand for.

    ``events`` is a table of pyarrow, polars or pandas, or a mapping, with the columns `case` (whatever tells the logs apart), `type` (text)
    and `time` (microseconds, UTC). Logs are numbered in the order in which they first come up, and so are the events of each, which makes
    their ids: `1` and on.

    Raises:
        ValueError: A value is missing.
    """
    given = pa.table(dict(events)) if isinstance(events, Mapping) else pa.table(events)
    lacking = [name for name in ("case", "type", "time") if given[name].null_count]
    if lacking:
        raise ValueError(f"some events have no {' and no '.join(lacking)}")
    logs, cases = _numbered(given["case"])
    types, names = _numbered(given["type"])
    times = given["time"].to_numpy().astype(np.int64, copy=False)
    table = _in_order(EventTable(logs, types, [str(name) for name in names.to_pylist()], times, _places(logs), zone), as_of)
    if vocabulary.duplicate_fields is not None:
        table = _each_once(table)
    count = len(cases)
    table.event_from = np.searchsorted(table.logs, np.arange(count + 1))
    batch = Batch(
        Times(table.event_from, table.times, table.times, np.full(len(table.times), surroundings.zone(zone), np.int64)),
        _Events(table),
        {},
        np.full(count, as_of, np.int64),
        np.zeros(count, np.int64),
        np.full(count, surroundings.zone(zone), np.int64),
        np.full(count, surroundings.calendar(frozenset()), np.int64),
    )
    return batch, table


def _numbered(column: pa.ChunkedArray) -> tuple[Integers, pa.Array]:
    """A column as numbers of its different values, in the order in which they first come up; and these values."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    encoded = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.chunk(0)
    return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), encoded.dictionary


def _places(logs: Integers) -> Integers:
    """How many events of its log stand before each."""
    order = np.argsort(logs, kind="stable")
    begins = np.searchsorted(logs[order], np.arange(int(logs.max(initial=-1)) + 1))
    places = np.empty(len(logs), np.int64)
    places[order] = np.arange(len(logs)) - begins[logs[order]]
    return places


def _chosen(table: EventTable, which: Any) -> EventTable:  # noqa: ANN401 - places, or truths
    return EventTable(table.logs[which], table.types[which], table.names, table.times[which], table.positions[which], table.zone)


def _in_order(table: EventTable, as_of: int) -> EventTable:
    """Those that have happened, by log and time."""
    if len(table.times) and table.times.max() > as_of:
        table = _chosen(table, table.times <= as_of)
    later = np.diff(table.logs), np.diff(table.times)
    if ((later[0] > 0) | ((later[0] == 0) & (later[1] >= 0))).all():
        return table
    return _chosen(table, np.lexsort((table.positions, table.times, table.logs)))


def _each_once(table: EventTable) -> EventTable:
    """The first one of the events of a type in a minute of a log."""
    minutes = table.times // MINUTE
    order = np.lexsort((minutes, table.types, table.logs))
    sorted_ = [one[order] for one in (table.logs, table.types, minutes)]
    repeats = np.zeros(len(order), np.bool_)
    repeats[order[1:]] = np.all([one[1:] == one[:-1] for one in sorted_], axis=0)
    return _chosen(table, ~repeats) if repeats.any() else table
