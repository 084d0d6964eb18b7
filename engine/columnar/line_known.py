"""What messages ask about the entities of logs that were read from lines (see `engine.report.known`): a field of all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from afterword.engine.columnar.line_things import Entities
from afterword.engine.log.model import Record, Value

Listed = Mapping[str, Sequence[Mapping[str, int | Record]]]
"""By kind, by log, by id: where the fields of an entity stand; or, of one that an event brought up, these."""


class Lesson(NamedTuple):
    """What an event tells of an entity: the value of a field. Lessons stand in the order of their logs."""

    log: int
    kind: str
    name: str
    field: str
    value: Value


class KnownEntities(NamedTuple):
    """What logs list and what their events tell. ``owners`` has by log who belongs to whom, under the field that ``owner_keys`` names."""

    listed: Listed
    given: Mapping[str, Entities]
    owners: Sequence[Mapping[tuple[str, str], str]]
    owner_keys: Mapping[str, str]
    lessons: Sequence[Lesson]


class KnownFields(dict[tuple[str, str], Sequence[Mapping[str, Value | None]]]):
    """By kind and field, by log, by id: the values. Looking a field up works it out for all logs."""

    def __init__(self, entities: KnownEntities) -> None:
        """Work nothing out yet."""
        super().__init__()
        self._entities = entities

    def __missing__(self, key: tuple[str, str]) -> Sequence[Mapping[str, Value | None]]:
        """Those of one field."""
        found = self[key] = self._find(*key)
        return found

    @cached_property
    def kinds(self) -> Sequence[Mapping[str, str]]:
        """By log, by id: the first kind of which an entity has it."""
        found: list[dict[str, str]] = [{} for _ in self._entities.owners]
        for kind in self._entities.listed:
            for own, known in zip(found, self[kind, "id"], strict=True):
                for name in known:
                    own.setdefault(name, kind)
        return found

    def _find(self, kind: str, field: str) -> list[dict[str, Value | None]]:
        listed, given, owners, owner_keys, lessons = self._entities
        if kind not in listed:
            return [{} for _ in owners]
        found: list[dict[str, Value | None]]
        if field == "id":
            found = [{name: name for name in known} for known in listed[kind]]
        else:
            values = given[kind].columns.get(field)
            found = [{name: _value(one, field, values) for name, one in known.items()} for known in listed[kind]]
        if owner_keys.get(kind) == field:
            for own, theirs in zip(found, owners, strict=True):
                own.update({name: theirs.get((kind, name)) for name, value in own.items() if value is None})
        for lesson in lessons:
            if lesson.kind == kind and field in {"id", lesson.field}:
                found[lesson.log][lesson.name] = lesson.name if field == "id" else lesson.value
        return found


def _value(one: int | Record, field: str, values: Sequence[Value | None] | None) -> Value | None:
    if isinstance(one, Record):
        return one.fields.get(field)
    return None if values is None else values[one]


class KnownInLog:
    """The entities of one log."""

    __slots__ = ("_fields", "_log")

    def __init__(self, fields: KnownFields, log: int) -> None:
        """``fields`` are those of all logs."""
        self._fields = fields
        self._log = log

    def value(self, kind: str, name: Any, field: str) -> Value | None:  # noqa: ANN401 - whatever stands where an id may stand
        """A field of the one of a kind that has an id."""
        return self._fields[kind, field][self._log].get(name)

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""
        return self._fields.kinds[self._log].get(name)

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""
        listed = list(self._fields[kind, "id"][self._log])
        return listed.index(name) if name in listed else len(listed)
