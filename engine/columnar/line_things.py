"""Events of one type, all events, and entities of one kind, of many logs that were read from lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain, pairwise

import numpy as np

from afterword.engine.columnar.batch import Coded, code_values
from afterword.engine.columnar.line_columns import Values
from afterword.engine.columnar.line_times import LineOrder
from afterword.engine.columnar.line_words import Words
from afterword.engine.kernel.memory import Integers
from afterword.engine.log.model import Value
from afterword.engine.vocabulary import ENVELOPE, Field, Kind

_NO_TEXT = (Kind.INTEGER, Kind.BOOLEAN, Kind.DATE, Kind.TIME)


class Told:
    """Things of one type, in the order of the file: the log of each, and what is told of them."""

    def __init__(self, owners: Integers, columns: dict[str, Values], fields: Mapping[str, Field], words: Words) -> None:
        """``columns`` are those that any of them has."""
        self.owners = owners
        self.columns = columns
        self.fields = fields
        self._words = words
        self._named: dict[str, Integers] = {}

    def refers(self, name: str) -> bool:
        """Whether a field names entities or events."""
        return name in self.fields and self.fields[name].type.kind in (Kind.ENTITY, Kind.EVENT)

    def words(self, name: str) -> Integers | None:
        """The numbers of the words in a column, if it holds one for each."""
        values, field = self.columns.get(name), self.fields[name].type if name in self.fields else None
        if values is None or field is None or field.many or field.kind in _NO_TEXT:
            return None
        if name not in self._named:
            self._named[name] = self._words.number(values, len(values))
        return self._named[name]


class Events(Told):
    """All events of one type: their places among all."""

    def __init__(  # noqa: PLR0913, PLR0917 - what events consist of
        self,
        name: str,
        places: Integers,
        owners: Integers,
        columns: dict[str, Values],
        fields: Mapping[str, Field],
        words: Words,
        order: LineOrder,
    ) -> None:
        super().__init__(owners, columns, fields, words)
        self.name = name
        self.places = places
        self._order = order

    @cached_property
    def _counting(self) -> Integers:
        return np.flatnonzero(self._order.seq[self.places] >= 0)

    @property
    def logs(self) -> Integers:
        """The logs of those that count."""
        return self.owners[self._counting]

    @property
    def ids(self) -> Integers:
        """The places of those that count in the order of their logs."""
        return self._order.seq[self.places][self._counting]

    def column(self, name: str) -> Sequence[Value | None]:
        """A field of those that count."""
        values = self.columns[name]
        return [values[place] for place in self._counting.tolist()]


class AllEvents:
    """All events, by type and then as they stand in the file."""

    def __init__(self, types: Sequence[Events], ids: Sequence[str], kinds: Integers, standing: Integers, order: LineOrder) -> None:
        """``ids`` and ``kinds`` are those of all events as they stand in the file, ``standing`` tells where each stands here."""
        self.names = [own.name for own in types]
        self.kinds = kinds[order.places]
        self._types = types
        self._kinds = kinds
        self._ids = ids
        self._standing = standing
        self.places = standing[order.places]
        begins = np.cumsum([0, *(len(own.places) for own in types)]).tolist()
        self._stands = [np.arange(begin, end) for begin, end in pairwise(begins)]
        self._told: defaultdict[str, list[int]] = defaultdict(list)
        for number, own in enumerate(types):
            for name in own.columns:
                self._told[name].append(number)

    def __len__(self) -> int:
        """How many there are, those that do not count included."""
        return len(self._ids)

    def coded(self, name: str) -> Sequence[Coded]:
        """A field of each, in parts that differ in kind."""
        if name == "id":
            return (code_values(self._standing, self._ids),)
        if name == "type":
            return (Coded(self._standing, self._kinds + 1, [None, *self.names]),)
        parts: defaultdict[tuple[Kind, bool], list[int]] = defaultdict(list)
        for number in self._told.get(name, ()):
            field = (self._types[number].fields.get(name) or ENVELOPE[name]).type
            parts[field.kind, field.many].append(number)
        return [self._code(name, numbers) for numbers in parts.values()]

    def _code(self, name: str, numbers: Sequence[int]) -> Coded:
        places = np.concatenate([self._stands[number] for number in numbers])
        return code_values(places, chain.from_iterable(self._types[number].columns[name] for number in numbers))


class Entities(Told):
    """All entities of one kind, by log, and in each in its order."""

    def __init__(self, logs: Integers, names: Sequence[str], columns: dict[str, Values], fields: Mapping[str, Field], words: Words) -> None:  # noqa: PLR0913, PLR0917
        super().__init__(logs, columns, fields, words)
        self.names = names
        self._listed: dict[int, dict[str, int]] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self.names)

    @property
    def logs(self) -> Integers:
        """The log of each."""
        return self.owners

    @cached_property
    def called(self) -> Integers:
        """The numbers of their names."""
        return self._words.number(self.names, len(self.names))

    def coded(self, name: str) -> Sequence[Coded]:
        """A field of each."""
        values = self.names if name == "id" else self.columns.get(name)
        return () if values is None else (code_values(np.arange(len(self)), values),)

    def listed(self, log: int) -> Mapping[str, int]:
        """The names of those of a log, in their order, and where they stand among all."""
        listed = self._listed.get(log)
        if listed is None:
            begin, end = np.searchsorted(self.logs, (log, log + 1)).tolist()
            listed = self._listed[log] = dict(zip(self.names[begin:end], range(begin, end), strict=True))
        return listed

