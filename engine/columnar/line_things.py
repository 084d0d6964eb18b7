"""Events of one type, all events, and entities of one kind, of many logs that were read from lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from afterword.engine.columnar.line_columns import Values
from afterword.engine.columnar.line_times import LineOrder
from afterword.engine.columnar.line_words import NOTHING, Codes, Key
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import ENVELOPE, Field, FieldType, Kind

_ID: Key = ("id", Kind.TEXT.value, False)
_NO_TEXT = (Kind.INTEGER, Kind.BOOLEAN, Kind.DATE, Kind.TIME)


class Told:
    """Things of one type, in the order of the file: the log of each, its name, and what is told of it."""

    def __init__(
        self, owners: Integers, names: Sequence[str], columns: dict[str, Values], fields: Mapping[str, Field], codes: Codes
    ) -> None:
        """``columns`` are those that any of them has."""
        self.owners = owners
        self.names = names
        self.columns = columns
        self.fields = fields
        self._codes = codes
        self._coded: dict[str, Integers] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names)

    def key(self, name: str) -> Key:
        """What a column is."""
        field = (self.fields.get(name) or ENVELOPE[name]).type
        return name, field.kind._value_, field.many  # hashes of words are quicker than those of kinds

    def codes(self, name: str) -> Integers:
        """The numbers of the values in a column."""
        codes = self._coded.get(name)
        if codes is None:
            codes = self._coded[name] = self._codes.code(self.key(name), self.columns[name], len(self))
        return codes

    @cached_property
    def name_codes(self) -> Integers:
        """The numbers of the names."""
        return self._codes.code(_ID, self.names, len(self))

    @cached_property
    def called(self) -> Integers:
        """The names as words."""
        return self._codes.words(_ID, self.name_codes)

    def words(self, name: str) -> Integers | None:
        """The words in a column, if there is such a field, and it holds one text for each."""
        if name not in self.columns or name not in self.fields:
            return None
        field = self.fields[name].type
        return None if field.many or field.kind in _NO_TEXT else self._codes.words(self.key(name), self.codes(name))


class Events(Told):
    """All events of one type: their places among all."""

    def __init__(  # noqa: PLR0913, PLR0917 - what events consist of
        self,
        name: str,
        places: Integers,
        owners: Integers,
        ids: Sequence[str],
        columns: dict[str, Values],
        fields: Mapping[str, Field],
        codes: Codes,
    ) -> None:
        super().__init__(owners, ids, columns, fields, codes)
        self.name = name
        self.places = places


class AllEvents:
    """All events, one type after another."""

    def __init__(self, types: Sequence[Events], standing: Integers, order: LineOrder, codes: Codes) -> None:
        """``standing`` tells where each one of the file stands here, ``order`` which of them count."""
        self.names = [own.name for own in types]
        self._types = types
        self._codes = codes
        begins = np.cumsum([0, *map(len, types)])
        self._bounds = list(pairwise(begins.tolist()))
        self.places = standing[order.places]
        self.kinds = np.searchsorted(begins, self.places, side="right") - 1
        self._told: defaultdict[str, list[int]] = defaultdict(list)
        for number, own in enumerate(types):
            for name in own.columns:
                self._told[name].append(number)

    def __len__(self) -> int:
        """How many there are, those that do not count included."""
        return self._bounds[-1][1] if self._bounds else 0

    def code(self, name: str, codes: Integers) -> Sequence[Value | None]:
        """The values of a field, and their codes, in parts that differ in kind."""
        codes[:] = 0
        if name == "type":
            for number, (begin, end) in enumerate(self._bounds, 1):
                codes[begin:end] = number
            return [None, *self.names]
        if name == "id":
            codes[:] = np.concatenate([own.name_codes for own in self._types] or [codes])
            return self._codes.values(_ID)
        own = [(self._types[number], *self._bounds[number]) for number in self._told.get(name, ())]
        parts = [(one.key(name), one.codes(name), begin, end) for one, begin, end in own]
        values: list[Value | None] = [None]
        behind: dict[Key, int] = {}
        for key, coded, begin, end in parts:
            if key not in behind:
                behind[key] = len(values) - 1
                values += self._codes.values(key)[1:]
            codes[begin:end] = coded if not behind[key] else np.where(coded == NOTHING, NOTHING, coded + behind[key])
        return values


class Entities(Told):
    """All entities of one kind, by log, and in each in its order."""

    @property
    def logs(self) -> Integers:
        """The log of each."""
        return self.owners

    def code(self, name: str, codes: Integers) -> Sequence[Value | None]:
        """The values of a field, and their codes."""
        if name == "id":
            codes[:] = self.name_codes
            return self._codes.values(_ID)
        codes[:] = self.codes(name) if name in self.columns else NOTHING
        return self._codes.values(self.key(name)) if name in self.columns else [None]

    def give_owners(self, key: str, owners: Values) -> None:
        """Have owners, under the name of ``key``, which is said first."""
        self.columns = {key: owners, **{name: values for name, values in self.columns.items() if name != key}}
        self.fields = {key: Field(key, FieldType(Kind.ENTITY)), **self.fields}
        self._coded.pop(key, None)
