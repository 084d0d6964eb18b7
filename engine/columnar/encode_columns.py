"""Fields of events and entities as the integers of rows: each value of a field is looked at once, whatever is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np

from afterword.engine.columnar.batch import Things
from afterword.engine.compile.program import MISSING, Part
from afterword.engine.kernel.encode_layout import RowLayout
from afterword.engine.kernel.memory import MEMBER_LIST, USE, Coded, Integers
from afterword.engine.kernel.questions import Questions
from afterword.engine.language.rule import Op, Test
from afterword.engine.log.model import Value
from afterword.engine.run.flags import make_flag
from afterword.engine.run.symbols import Symbols
from afterword.engine.times.model import Interval

_MOST_TRUTHS = 200_000  # values that are remembered
_NO_LIST = -1


class ColumnEncoder:
    """Looks values up for the rows of one program: parts of them, what tests say of them, and which lists they are."""

    def __init__(self, layout: RowLayout, questions: Questions) -> None:
        """No value is known yet."""
        self._layout = layout
        self._questions = questions
        self._uses = np.array(layout.uses, np.int64)
        self._ends = np.array(layout.ends, np.int64)
        self._truths = {
            number: _Truths(lookup.field, tuple(test for test, _ in lookup.asked))
            for number, lookup in enumerate(layout.lookups)
            if isinstance(lookup.asked, tuple)
        }

    def encode(self, types: Collection[int], things: Sequence[Things | None]) -> tuple[Coded, Integers, Integers, Integers, Integers]:
        """The memory `codes` of ``things``, by group, with what ``types`` of them need; the tables USES, VALUES, MEMBER_LISTS, MEMBERS."""
        self._forget()
        layout, symbols = self._layout, self._questions.symbols
        asked = sorted(set[int]().union(*(layout.asked[one] for one in types)))
        fields = dict.fromkeys((layout.lookups[number].group, layout.lookups[number].field) for number in asked)
        told = [(one, name) for group, name in fields if (one := things[group]) is not None]
        begins = dict(zip(fields, accumulate((len(one) for one, _ in told), initial=0), strict=False))
        codes = np.empty(sum(len(one) for one, _ in told), np.int32)
        found = [one.code(name, codes[begin : begin + len(one)]) for (one, name), begin in zip(told, begins.values(), strict=True)]
        values_of = dict(zip(fields, found, strict=True))
        places = np.zeros((len(layout.lookups), USE), np.int64)
        values: list[int] = []
        lists: dict[int, tuple[int, Sequence[Value]]] = {}
        for number in asked:
            group, name, asking = layout.lookups[number]
            own = values_of[group, name]
            places[number] = begins[group, name], len(values)
            if asking is None:
                values += _number_lists(own, symbols, lists)
            else:
                values += _encode(own, asking, symbols) if isinstance(asking, Part) else self._truths[number].of(own)
        uses = places[self._uses]
        uses[:, 1] = 2 * uses[:, 1] + self._ends
        return codes, uses, np.array(values, np.int64), *_list_members(lists, symbols)

    def _forget(self) -> None:
        """Let go of what tests say of values, where these are too many."""
        if sum(map(len, self._truths.values())) > _MOST_TRUTHS:
            for truths in self._truths.values():
                truths.clear()


class _Truths(dict[Value | None, bool]):
    """What tests of one field say of each value, asked once."""

    def __init__(self, field: str, tests: tuple[Test, ...]) -> None:
        super().__init__()
        self._field = field
        self._test = tests[0]
        self._only_presence = len(tests) == 1 and tests[0].op is Op.PRESENT
        self._flag = make_flag(tests)

    def of(self, values: Sequence[Value | None]) -> Sequence[bool]:
        """What they say of values, of which the first is none."""
        if self._only_presence:
            return [not self._test.value, *[bool(self._test.value)] * (len(values) - 1)]
        return list(map(self.__getitem__, values))

    def __missing__(self, value: Value | None) -> bool:
        truth = self[value] = self._flag({} if value is None else {self._field: value})
        return truth


def _encode(values: Sequence[Value | None], part: Part, symbols: Symbols) -> list[int]:
    if part is Part.VALUE:
        return list(map(symbols.encode, values))
    end = int(part is Part.HI)
    return [value[end] if isinstance(value, Interval) else MISSING for value in values]


def _number_lists(values: Sequence[Value | None], symbols: Symbols, lists: dict[int, tuple[int, Sequence[Value]]]) -> list[int]:
    """Which of the lists of the batch values are; new ones are noted by their symbols in ``lists``."""
    return [lists.setdefault(symbols.number(value), (len(lists), value))[0] if isinstance(value, tuple) else _NO_LIST for value in values]


def _list_members(lists: dict[int, tuple[int, Sequence[Value]]], symbols: Symbols) -> tuple[Integers, Integers]:
    """The tables MEMBER_LISTS and MEMBERS: each list, which was met in no tide yet, and its members, each once."""
    members: list[int] = []
    rows: list[tuple[int, ...]] = []
    for symbol, (_, value) in lists.items():
        first = len(members)
        members += [symbols.number(str(one)) for one in dict.fromkeys(value)]
        rows.append((symbol, first, len(members), 0))
    return np.array(rows, np.int64).reshape(len(rows), MEMBER_LIST), np.array(members, np.int64)
