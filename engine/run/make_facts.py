"""From a log's events and entities to rows."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from types import CodeType
from typing import Any, TypeAlias

from afterword.engine.compile.program import FieldColumn, MemberRows, Program, RecordRows, StartRows
from afterword.engine.language.field_tests import passes
from afterword.engine.language.rule import Op
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.log.normalise import ends_of
from afterword.engine.run.conclusions import fact_shapes
from afterword.engine.run.facts import Beginning, FactBase, Origin, Row
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.calendar import Calendar
from afterword.engine.times.model import Interval

_Make: TypeAlias = "Callable[[list[list[Row]], dict[Any, int], Callable[[Any], int], Any, Row], None]"
"""Puts the rows of an event or entity where they belong; see `engine.run.row_code`."""


class FactMaker:
    """Makes the rows that a program starts from. Holds nothing of a log: threads may share it."""

    def __init__(self, program: Program, code: bytes | None = None) -> None:
        """Load the ``code`` that `prepare_rows` made for ``program``, or make it."""
        if code is None:
            from afterword.engine.run.row_code import prepare_rows

            code = prepare_rows(program)
        names: dict[str, Any] = {"Interval": Interval, "Op": Op, "passes": passes}
        module: CodeType = marshal.loads(code)  # noqa: S302  (made by `prepare_rows`, in this process or in this user's own cache)
        exec(module, names)  # noqa: S102
        self._events: Mapping[str, _Make] = names["events"]
        self._others: _Make = names["others"]
        self._shapes = fact_shapes(program)
        sources = [(place, one.source, one.columns) for place, one in enumerate(program.relations)]
        self._width = len(sources)
        self._starts = [place for place, source, _ in sources if isinstance(source, StartRows)]
        self._records: list[tuple[str, _Make]] = [
            (source.entity, names["records"][source.entity]) for _, source, _ in sources if isinstance(source, RecordRows)
        ]
        self._members = [
            (place, [column.field for column in columns if isinstance(column, FieldColumn)])
            for place, source, columns in sources
            if isinstance(source, MemberRows)
        ]

    def make(self, log: Log, events: tuple[Event, ...], as_of: int) -> FactBase:
        """Rows for ``events``, which are in the log's order, and for the log's entities; ``as_of`` in microseconds (UTC)."""
        symbols = Symbols()
        sure = _headers(events, symbols)
        headers = _doubtful_headers(events, symbols) if sure is None else sure
        rows: list[list[Row]] = [[] for _ in range(self._width)]
        by_type, others = self._events, self._others
        numbers, encode = symbols.numbers, symbols.encode
        for header, event in zip(headers, events, strict=True):
            by_type.get(event.type, others)(rows, numbers, encode, event, header)
        beginning = Beginning(rows, headers, list(events), symbols, sure is not None)
        self._add_timeless(beginning, log, min([header[2] for header in headers], default=as_of))
        return FactBase(beginning, self._shapes, Calendar(log.holidays))

    def _add_timeless(self, beginning: Beginning, log: Log, start: int) -> None:
        """The start of the log, its entities, and the members of its lists: rows that stand before every event."""
        rows, headers, origins, symbols, _ = beginning
        zone = symbols.number(log.zone)

        def begin(origin: Origin) -> Row:
            header = (len(headers), -1, start, start, -1, -1, zone)
            headers.append(header)
            origins.append(origin)
            return header

        for place in self._starts:
            rows[place].append(begin(None))
        numbers, encode = symbols.numbers, symbols.encode
        for entity, make in self._records:
            for record in log.records.get(entity, _NONE).values():
                make(rows, numbers, encode, record, begin(record))
        for place, names in self._members:
            for number, member in _members(symbols):
                by_name = {"list": number, "value": symbols.number(member)}
                rows[place].append(begin(member) + tuple([by_name[name] for name in names]))


_NONE: Mapping[str, Record] = {}


def _members(symbols: Symbols) -> list[tuple[int, str]]:
    """Each member, once, of each list that is a symbol by now."""
    lists = [(number, value) for value, number in symbols.numbers.items() if isinstance(value, tuple)]
    return [(number, str(member)) for number, value in lists for member in dict.fromkeys(value)]


def _headers(events: tuple[Event, ...], symbols: Symbols) -> list[Row] | None:
    """The header of every event, where each is at a moment: the places of both readings are its own. ``None`` where one is not."""
    ends = ends_of(events)
    at = ends[::2]
    if at != ends[1::2]:
        return None
    places = list(range(len(at)))
    numbers = symbols.numbers
    zones = [numbers.setdefault(event.zone, len(numbers)) for event in events]
    return list(zip(places, places, at, at, places, places, zones, strict=True))


def _doubtful_headers(events: tuple[Event, ...], symbols: Symbols) -> list[Row]:
    """The header of every event, with the places of both readings among those of all."""
    numbers = symbols.numbers
    early = [(event.when[0], seq) for seq, event in enumerate(events)]
    late = [(event.when[1], seq) for seq, event in enumerate(events)]
    ends = sorted({*early, *late})
    places = dict(zip(ends, range(len(ends)), strict=True))
    return [
        (first[1], first[1], first[0], last[0], places[first], places[last], numbers.setdefault(event.zone, len(numbers)))
        for event, first, last in zip(events, early, late, strict=True)
    ]
