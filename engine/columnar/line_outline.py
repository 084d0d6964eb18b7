"""What keys in lines mean, in the words of a vocabulary, as arrays for `engine.kernel.read_json`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from afterword.engine.columnar.line_words import ID, Key
from afterword.engine.kernel.json_room import AT, EVENTS, SECTION, TYPE, UNKNOWN, Outline
from afterword.engine.kernel.json_text import seal_name
from afterword.engine.kernel.memory import Integers
from afterword.engine.vocabulary import ENVELOPE, Field, FieldType, Kind, Vocabulary

_TEXT = FieldType(Kind.TEXT)
_HEAD = ("candidate", "timezone", "$schema")
_LEFT = ("type", "at", "tz")  # of the envelope: what is no column, and what is left to others


class Row(NamedTuple):
    """A row of codes: a field of a type, with one name in all that have it."""

    name: str
    type: FieldType

    @property
    def key(self) -> Key:
        """How its values are numbered."""
        return self.name, self.type.kind.value, self.type.many


class LineOutline:
    """The rows that a vocabulary asks for, and by kind of thing the row of each field: types of events, kinds of entities, logs."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Number all kinds, names and rows."""
        self.types = list(vocabulary.events)
        self.entities = list(vocabulary.entities)
        self.fields: list[Mapping[str, Field]] = [{**_enveloped(), **event.fields} for event in vocabulary.events.values()]
        self.fields += [entity.fields for entity in vocabulary.entities.values()]
        self.fields.append({name: Field(name, _TEXT) for name in _HEAD})
        rows = dict.fromkeys(Row(name, field.type) for fields in self.fields for name, field in fields.items())
        self.rows = [*rows, Row(ID[0], _TEXT)]
        self.named = len(rows)
        numbers = {row: number for number, row in enumerate(rows)}
        self.rows_of = [{name: numbers[Row(name, field.type)] for name, field in fields.items()} for fields in self.fields]
        self.arrays = self._arrays(vocabulary)

    def _arrays(self, vocabulary: Vocabulary) -> Outline:
        sections = {entity.section: SECTION - number for number, entity in enumerate(vocabulary.entities.values())}
        others = [{"type": TYPE, "at": AT}] * len(self.types) + [{}] * len(self.entities) + [{"events": EVENTS, **sections}]
        names = list(dict.fromkeys([*self.types, "type", "at", *(name for own in (*self.rows_of, *others) for name in own)]))
        known = {name: number for number, name in enumerate(names)}
        roles = np.full((len(self.fields), len(names)), UNKNOWN, np.int64)
        needed = np.zeros(roles.shape, np.int64)
        asked = [*(event.fields for event in vocabulary.events.values()), *(entity.fields for entity in vocabulary.entities.values()), {}]
        for kind, (own, other, fields) in enumerate(zip(self.rows_of, others, asked, strict=True)):
            for name, role in {**own, **other}.items():
                roles[kind, known[name]] = role
            needed[kind, [known[name] for name, field in fields.items() if field.required]] = 1
        types = np.full(len(names), UNKNOWN, np.int64)
        types[: len(self.types)] = np.arange(len(self.types))
        written = [name.encode() for name in names]
        retraction = vocabulary.retraction and vocabulary.retraction.event
        return Outline(
            np.frombuffer(b"".join(written), np.uint8),
            np.cumsum([0, *map(len, written)], dtype=np.int64),
            *_find_by_seal(written),
            roles.ravel(),
            needed.ravel(),
            types,
            needed.sum(axis=1),
            np.array(
                [own.get("source", UNKNOWN) if kind < len(self.types) else UNKNOWN for kind, own in enumerate(self.rows_of)], np.int64
            ),
            np.array([name == retraction for name in self.types], np.int64),
            self.named,
            known["type"],
            known["at"],
        )


def _enveloped() -> Mapping[str, Field]:
    return {name: field for name, field in ENVELOPE.items() if name not in _LEFT}


def _find_by_seal(names: list[bytes]) -> tuple[Integers, Integers]:
    """A table that finds names by their seals, and these, with how long each is."""
    table = np.full(1 << (4 * len(names)).bit_length(), UNKNOWN, np.int64)
    marks = []
    for number, name in enumerate(names):
        sealed, hashed = seal_name(name)
        marks += [len(name), *sealed]
        place = hashed & (len(table) - 1)
        while table[place] != UNKNOWN:
            place = (place + 1) & (len(table) - 1)
        table[place] = number
    return table, np.array(marks, np.int64)
