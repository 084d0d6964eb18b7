"""The recipes that slots are looked up by, and the words of a batch that they look among (see `engine.kernel.find_slots`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np

from afterword.engine.columnar.bound_things import LogColumns
from afterword.engine.columnar.read_back import ReadBack
from afterword.engine.kernel.find_slots import (
    ASK,
    CLEAR,
    FAILING,
    NAME,
    NOWHERE,
    OF_EVENTS,
    OF_FACTS,
    OF_ITEMS,
    OF_RECORDS,
    OWN,
    QUOTE,
    STEP,
    TAKE,
    UNLESS,
    Recipes,
    Words,
    mark_symbols,
)
from afterword.engine.kernel.memory import WIDTH, Integers
from afterword.engine.log.model import Record
from afterword.engine.report.line_pieces import Aim, Failing, Part
from afterword.engine.report.quick_messages import Face
from afterword.engine.report.script_finding import Named, Slot
from afterword.engine.run.model import Fact, Item
from afterword.engine.vocabulary import Kind

EMPTY = "[]"
_NO_SYMBOLS = (Kind.INTEGER, Kind.BOOLEAN)

_Add: TypeAlias = Callable[[Integers], int]


class RecipeBook:
    """Recipes, numbered from 0 on, with the sources, tables and ``texts`` that they name.

    What says a text that is ``odd`` is not taken from where it is found: others see to what stands there instead.
    """

    def __init__(self) -> None:
        """None yet."""
        self._steps: list[tuple[int, int, int, int]] = []
        self._begins = [0]
        self._registers = 1  # which steps name that need none
        self._kept: Recipes | None = None
        self.sources: dict[tuple[Face, str], int] = {}
        self.tables: dict[tuple[str, str], int] = {}
        self.texts: dict[str, int] = {EMPTY: 0}
        self.odd = {""}

    def add(self, slots: Sequence[Slot], things: Mapping[int, tuple[int, Face]]) -> None:
        """The recipe for slots of cases that bind ``things``: of each its column and what it is."""
        recipe = _Recipe(self, things)
        for slot in slots:
            recipe.find(slot)
        self._steps += recipe.steps
        self._begins.append(len(self._steps))
        self._registers = max(self._registers, recipe.registers)
        self._kept = None

    def recipes(self) -> Recipes:
        """All of them."""
        if self._kept is None:
            steps = np.array(self._steps, np.int64).reshape(len(self._steps), STEP)
            self._kept = Recipes(steps, np.array(self._begins, np.int64), self._registers)
        return self._kept

    def source(self, face: Face, name: str) -> int:
        """The number of a part of such things as a source."""
        return self.sources.setdefault((face, name), len(self.sources))

    def text(self, text: str) -> int:
        """The number of a fixed text."""
        return self.texts.setdefault(text, len(self.texts))

    def table(self, kind: str, field: str) -> int:
        """The number of the table of a field, or the `id`, of entities of a kind."""
        return self.tables.setdefault((kind, field), len(self.tables))


class _Recipe:
    """One recipe being written."""

    def __init__(self, book: RecipeBook, things: Mapping[int, tuple[int, Face]]) -> None:
        self.steps: list[tuple[int, int, int, int]] = []
        self.registers = 0
        self._book = book
        self._things = things
        self._aims: dict[Aim, int] = {}

    def find(self, slot: Slot) -> None:
        """The step for the text."""
        match slot.found:
            case Aim() as aim:
                self.steps.append((QUOTE, self._aim(aim), 0, 0))
            case Named(part, label, fallback, begins):
                named = self._aim(Aim((part,)))
                if label.before:
                    named = self._register((part,))
                self.steps += [(UNLESS, named, self._book.table(kind, "id"), 0) for kind in label.before]
                self.steps.append((NAME, named, self._book.table(label.kind, label.field), self._book.text(begins)))
                if begins != fallback:
                    self._book.odd.add(fallback)
            case Failing():
                self.steps.append((FAILING, 0, 0, 0))
            case None:
                self.steps.append((ASK, 0, 0, 0))

    def _aim(self, aim: Aim) -> int:
        """The register that holds an id."""
        if aim not in self._aims:
            owners = [(self._aim(owner.aim), self._book.table(owner.kind, owner.key)) for owner in aim.owners]
            own = self._aims[aim] = self._register(aim.parts)
            self.steps += [(OWN, own, register, table) for register, table in owners]
        return self._aims[aim]

    def _register(self, parts: Sequence[Part]) -> int:
        """A new one, with the first of ``parts`` that is a word."""
        own = self.registers
        self.registers += 1
        self.steps.append((CLEAR, own, 0, 0))
        for part in parts:
            column, face = self._things[part.thing]
            self.steps.append((TAKE, own, column, self._book.source(face, part.name)))
        return own


def find_words(book: RecipeBook, batch: LogColumns, read_back: ReadBack, items: Integers) -> Words:
    """The words of a batch that the recipes in a book look among; ``items`` are symbols that cases bind."""
    gathered: list[Integers] = []
    begins: dict[int, int] = {}

    def add(words: Integers) -> int:
        """Where words begin among all."""
        if id(words) not in begins:
            begins[id(words)] = sum(map(len, gathered))
            gathered.append(words)
        return begins[id(words)]

    places = {shape.name: relation for relation, shape in read_back.shapes.items()}
    asked: list[set[int]] = [set() for _ in read_back.relations]
    sources = []
    for face, name in book.sources:
        source = _of_fact(read_back, places, face, name) if face.type is Fact else _of_log(batch, face, name, add)
        sources.append(source)
        if source[0] == OF_FACTS:
            asked[places[face.kind or ""]].add(source[1])
    told = [batch.look_up(kind, field) for kind, field in book.tables]
    ends = np.cumsum([0, *(len(pairs) for pairs, _ in told)])
    symbols = _find_symbols(batch, read_back, asked, items)
    return Words(
        np.array(sources, np.int64).reshape(len(sources), 3),
        _join(gathered),
        symbols,
        read_back.made,
        read_back.made_cells,
        ends,
        _join([pairs for pairs, _ in told]),
        _join([words for _, words in told]),
    )


def _of_log(batch: LogColumns, face: Face, name: str, add: _Add) -> tuple[int, int, int]:
    """How events, entities and members of lists have words."""
    if face.type is Item:
        return OF_ITEMS, 0, 0
    if face.type is Record:
        begins, words = batch.record_words(face.kind or "", name)
        return OF_RECORDS, add(words), add(begins)
    found = batch.event_names() if name == "id" else batch.event_words(face.kind or "", name)
    return (NOWHERE, 0, 0) if found is None else (OF_EVENTS, add(found), 0)


def _of_fact(read_back: ReadBack, places: Mapping[str, int], face: Face, name: str) -> tuple[int, int, int]:
    """How facts have words."""
    relation = places.get(face.kind or "")
    for field in () if relation is None else read_back.shapes[relation].fields:
        if field.name == name and field.end < 0 and field.kind[0] not in _NO_SYMBOLS:
            return OF_FACTS, WIDTH + field.place, 0
    return NOWHERE, 0, 0


def _find_symbols(batch: LogColumns, read_back: ReadBack, asked: Sequence[set[int]], items: Integers) -> Integers:
    """The words of the symbols in columns of facts that are ``asked`` about, by relation, and of ``items``."""
    values = read_back.symbols.values
    marks = np.zeros(len(values), np.bool_)
    columns = [column for own in asked for column in sorted(own)]
    begins = np.cumsum([0, *map(len, asked)])
    mark_symbols(marks, read_back.made, read_back.made_cells, np.array(columns, np.int64), begins)
    marks[items] = True
    numbers = np.flatnonzero(marks)
    words = np.zeros(len(values), np.int64)
    texts = [value if type(value) is str else None for value in map(values.__getitem__, numbers.tolist())]
    words[numbers] = batch.number(texts)
    return words


def _join(columns: Sequence[Integers]) -> Integers:
    return np.concatenate(columns) if columns else np.zeros(0, np.int64)
