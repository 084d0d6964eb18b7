"""Events of one type, all events, and entities of one kind, of many logs that were read from lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from afterword.engine.columnar.line_outline import Row
from afterword.engine.columnar.line_times import LineOrder
from afterword.engine.columnar.line_words import ID, NOTHING, Codes, Key
from afterword.engine.kernel.json_room import Cells, Things
from afterword.engine.kernel.memory import Coded, Integers
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import ENVELOPE, Field, FieldType, Kind

Values: TypeAlias = Sequence[Value | None]
NO_TEXT = (Kind.INTEGER, Kind.BOOLEAN, Kind.DATE, Kind.TIME)


class Told:
    """Things of one type, in the order of the file: the log of each, its name, and what is told of it."""

    def __init__(
        self, owners: Integers, name_codes: Integers, coded: Mapping[str, Integers], fields: Mapping[str, Field], codes: Codes
    ) -> None:
        """``coded`` are the fields that any of them has."""
        self.owners = owners
        self.name_codes = name_codes
        self.fields = fields
        self._coded = dict(coded)
        self._codes = codes
        self._listed: dict[str, Values] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self.owners)

    def key(self, name: str) -> Key:
        """What a column is."""
        field = (self.fields.get(name) or ENVELOPE[name]).type
        return name, field.kind._value_, field.many  # hashes of words are quicker than those of kinds

    def codes(self, name: str) -> Integers:
        """The numbers of the values in a column."""
        return self._coded[name]

    @property
    def columns(self) -> Mapping[str, Values]:
        """The values by field."""
        return _Columns(self)  # not kept: it would hold what holds it, and a whole batch would be left to the collector

    def names_of_columns(self) -> Collection[str]:
        """The fields that any of them has."""
        return self._coded

    def values(self, name: str) -> Values:
        """The values in a column, listed when they are asked for."""
        listed = self._listed.get(name)
        if listed is None:
            values = self._codes.values(self.key(name))
            listed = self._listed[name] = [values[code] for code in self.codes(name).tolist()]
        return listed

    @cached_property
    def names(self) -> Sequence[str]:
        """The names."""
        values: list[Any] = self._codes.values(ID)
        return [values[code] for code in self.name_codes.tolist()]

    @cached_property
    def called(self) -> Integers:
        """The names as words."""
        return self._codes.words(ID, self.name_codes)

    def words(self, name: str) -> Integers | None:
        """The words in a column, if there is such a field, and it holds one text for each."""
        return self._codes.words(self.key(name), self.codes(name)) if self.holds_text(name) else None

    def holds_text(self, name: str) -> bool:
        """Whether there is such a field, and it holds one text for each."""
        if name not in self.columns or name not in self.fields:
            return False
        field = self.fields[name].type
        return not field.many and field.kind not in NO_TEXT


class _Columns(Mapping[str, Values]):
    """The values of things by field."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def __getitem__(self, name: str) -> Values:
        return self._told.values(name)

    def __contains__(self, name: object) -> bool:
        return name in self._told.names_of_columns()

    def __iter__(self) -> Iterator[str]:
        return iter(self._told.names_of_columns())

    def __len__(self) -> int:
        return len(self._told.names_of_columns())


class Events(Told):
    """All events of one type: their places among all."""

    def __init__(  # noqa: PLR0913, PLR0917 - what events consist of
        self,
        name: str,
        places: Integers,
        owners: Integers,
        name_codes: Integers,
        rows: Mapping[str, int],
        fields: Mapping[str, Field],
        codes: Codes,
        among: Things,
    ) -> None:
        """``rows`` are those of their fields ``among`` all events."""
        super().__init__(owners, name_codes, {}, fields, codes)
        self.name = name
        self.places = places
        self._rows = rows
        self._among = among
        self._taken: dict[str, Integers] = {}

    def codes(self, name: str) -> Integers:
        """The numbers of the values in a column."""
        taken = self._taken.get(name)
        if taken is None:
            taken = self._taken[name] = self._among.column(self._rows[name])[self.places]
        return taken

    def names_of_columns(self) -> Collection[str]:
        """The fields that any of them has."""
        return self._rows

    def codes_at(self, name: str, rows: Integers) -> Integers:
        """The numbers of the values of a few of them."""
        return self._among.codes_at(self._rows[name], self.places[rows])

    def coded(self, name: str) -> Integers:
        """The numbers of the values of a field of all events."""
        return self._among.column(self._rows[name])

    def values_at(self, name: str, places: Integers) -> Values:
        """The values of a field of those at such places among all events."""
        if name not in self._rows:
            return [None] * len(places)
        values = self._codes.values(self.key(name))
        return [values[code] for code in self._among.column(self._rows[name])[places].tolist()]


class AllEvents:
    """All events, in the order of the file."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        names: Sequence[str],
        kinds: Integers,
        name_codes: Integers,
        rows: Sequence[tuple[Row, Cells]],
        order: LineOrder,
        codes: Codes,
    ) -> None:
        """``kinds`` tell which of the types ``names`` each is of, ``order`` which of them count; ``rows`` are all that any of them has."""
        self.names = names
        self.kinds = kinds[order.places]
        self.places = order.places
        self._all_kinds = kinds
        self._name_codes = name_codes
        self._codes = codes
        self._told: defaultdict[str, list[tuple[Row, Cells]]] = defaultdict(list)
        for row, cells in rows:
            self._told[row.name].append((row, cells))

    def __len__(self) -> int:
        """How many there are, those that do not count included."""
        return len(self._all_kinds)

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values of a field, and their codes, in parts that differ in kind."""
        if name == "type":
            np.add(self._all_kinds, 1, out=codes)
            return [None, *self.names]
        if name == "id":
            codes[:] = self._name_codes
            return self._codes.values(ID)
        told = self._told[name]
        values, coded = self._codes.join([(row.key, cells.codes) for row, cells in told])
        codes[:] = NOTHING
        for own, (_, cells) in zip(coded, told, strict=True):
            codes[cells.places] = own
        return values


class Entities(Told):
    """All entities of one kind, by log, and in each in its order."""

    @property
    def logs(self) -> Integers:
        """The log of each."""
        return self.owners

    def code(self, name: str, codes: Coded) -> Sequence[Value | None]:
        """The values of a field, and their codes."""
        if name == "id":
            codes[:] = self.name_codes
            return self._codes.values(ID)
        codes[:] = self.codes(name) if name in self.columns else NOTHING
        return self._codes.values(self.key(name)) if name in self.columns else [None]

    def give_owners(self, key: str, owners: Integers) -> None:
        """Have owners, under the name of ``key``, which is said first. They are codes of entities."""
        self.fields = {key: Field(key, FieldType(Kind.ENTITY)), **self.fields}
        self._coded = {
            key: owners,
            **{name: own for name, own in self._coded.items() if name != key},
        }
        self._listed.pop(key, None)
