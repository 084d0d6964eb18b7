"""What rows a log begins with: by type of thing the rows that are made of one, the relations that each is a row of, and its cells.

Relations that want the same of a thing share its row, and so does one that wants no more than the first columns of another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

from afterword.engine.compile.program import Column, EventRows, FieldColumn, MemberRows, Part, RecordRows, Relation, StartRows
from afterword.engine.kernel.memory import RELATION, RELATIONS, USE
from afterword.engine.language.rule import Test

EVENTS = 0
"""The group of all events; sections are groups, too, from 1 on."""
_Typed: TypeAlias = tuple[Test, type]  # 1 and true are equal


class Lookup(NamedTuple):
    """What is looked up by the value of a field: a part of it, whether it passes tests, or which of the lists in the batch it is."""

    group: int
    field: str
    asked: Part | tuple[_Typed, ...] | None


class RowLayout(NamedTuple):
    """What a batch must bring, and the tables of `code` that say what is made of it.

    ``types`` are the numbers of types of events; those that no relation names have the number ``other``, those in ``sections`` the next
    ones. A section is what has IDs behind events: the start of the log (``None``), or entities of one kind. ``uses`` are numbers of
    ``lookups``, and ``ends`` tell which of these are the last of a cell; ``asked`` are those that things of each type need.
    """

    types: dict[str, int]
    other: int
    sections: tuple[str | None, ...]
    lookups: tuple[Lookup, ...]
    uses: tuple[int, ...]
    ends: tuple[int, ...]
    asked: tuple[frozenset[int], ...]
    type_rows: list[list[int]]
    rows: list[list[int]]
    parts: list[int]
    members: list[list[int]]


def lay_out_rows(relations: Sequence[Relation]) -> RowLayout:
    """See what relations want of events, of entities and of the start of a log."""
    return _Layouter(relations).layout()


class _Layouter:
    """Tables in the making."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        self._relations = relations
        self._members = [place for place, one in enumerate(relations) if isinstance(one.source, MemberRows)]
        self._lookups: dict[Lookup, int] = {}
        self._uses: list[int] = []
        self._ends: list[int] = []
        self._shapes: dict[tuple[int, tuple[object, ...]], tuple[int, int, int]] = {}
        self._type_rows: list[list[int]] = []
        self._asked: list[frozenset[int]] = []
        self._rows: list[list[int]] = []
        self._parts: list[int] = []

    def layout(self) -> RowLayout:
        sources = [one.source for one in self._relations]
        events = {place: source.types for place, source in enumerate(sources) if isinstance(source, EventRows)}
        types = {name: number for number, name in enumerate(dict.fromkeys(chain.from_iterable(events.values())))}
        for name in (*types, None):
            named = [place for place, own in events.items() if name in own]
            self._add(EVENTS, [*named, *(place for place, own in events.items() if not own)])
        starts = [place for place, source in enumerate(sources) if isinstance(source, StartRows)]
        records = {place: source.entity for place, source in enumerate(sources) if isinstance(source, RecordRows)}
        for group, place in enumerate((*starts, *records), 1):
            self._add(group, [place])
        sections = (*(None for _ in starts), *records.values())
        return RowLayout(
            types,
            len(types),
            sections,
            tuple(self._lookups),
            tuple(self._uses),
            tuple(self._ends),
            tuple(self._asked),
            self._type_rows,
            self._rows,
            self._parts,
            [[RELATIONS + RELATION * place, int(name == "value")] for place in self._members for name in self._names(place)],
        )

    def _add(self, group: int, places: Sequence[int]) -> None:
        """The rows of things of the next type, in these relations."""
        wanted = {place: tuple(map(_typed, self._relations[place].columns)) for place in places}
        shared = {place: max((other for other in wanted.values() if other[: len(own)] == own), key=len) for place, own in wanted.items()}
        first, used = len(self._rows), list[int]()
        for shape in dict.fromkeys(shared.values()) or [()]:
            own = [place for place in places if shared[place] == shape]
            at = len(self._parts)
            self._parts += [RELATIONS + RELATION * place for place in own]
            whole = next((place for place in own if wanted[place] == shape), None)
            begin, end, cells = self._shape(group, shape, () if whole is None else self._relations[whole].columns)
            self._rows.append([begin, end, cells, at, len(self._parts)])
            used += range(begin, end, USE)
        lists = self._use([Lookup(group, field, None)] for field in self._lists(places))
        self._type_rows.append([first, len(self._rows), *lists])
        self._asked.append(frozenset(self._uses[use // USE] for use in (*used, *range(*lists, USE))))

    def _shape(self, group: int, shape: tuple[object, ...], columns: Sequence[Column]) -> tuple[int, int, int]:
        """The first and the last of the uses that make the cells of rows that are alike, which are there once, and how many these are."""
        if (group, shape) not in self._shapes:
            self._shapes[group, shape] = (*self._use(_lookups(group, column) for column in columns), len(columns))
        return self._shapes[group, shape]

    def _use(self, cells: Iterable[Sequence[Lookup]]) -> tuple[int, int]:
        """The first and the last of the uses of look-ups, by cell."""
        begin = USE * len(self._uses)
        for own in cells:
            self._uses += [self._lookups.setdefault(one, len(self._lookups)) for one in own]
            self._ends += [int(number == len(own)) for number, _ in enumerate(own, 1)]
        return begin, USE * len(self._uses)

    def _lists(self, places: Sequence[int]) -> Sequence[str]:
        """The fields with lists, of which members are rows, in the order in which they are met."""
        if not self._members:
            return ()
        told = ((self._relations[place].kinds, one) for place in places for one in self._relations[place].columns)
        fields = (one.field for kinds, one in told if isinstance(one, FieldColumn) and one.part is Part.VALUE and kinds[one.field][1])
        return tuple(dict.fromkeys(fields))

    def _names(self, place: int) -> list[str]:
        """The columns of members: the list and the value."""
        return [one.field for one in self._relations[place].columns if isinstance(one, FieldColumn)]


def _typed(column: Column) -> object:
    """A column, told apart from others that are only equal."""
    return column if isinstance(column, FieldColumn) else tuple((test, type(test.value)) for test in column.tests)


def _lookups(group: int, column: Column) -> Sequence[Lookup]:
    """What a column is made of: tests of one field go together."""
    if isinstance(column, FieldColumn):
        return [Lookup(group, column.field, column.part)]
    fields = dict.fromkeys(test.field for test in column.tests)
    return [Lookup(group, name, tuple((test, type(test.value)) for test in column.tests if test.field == name)) for name in fields]
