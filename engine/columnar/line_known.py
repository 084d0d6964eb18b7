"""What messages ask about the entities of logs that were read from lines (see `engine.report.known`): a field of all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from afterword.engine.columnar.line_things import Entities
from afterword.engine.log.model import Value


class Lesson(NamedTuple):
    """What an event tells of an entity: the value of a field. Lessons stand in the order of their logs."""

    log: int
    kind: str
    name: str
    field: str
    value: Value


class KnownFields(dict[tuple[str, str], Sequence[Mapping[str, Value | None]]]):
    """By kind and field (or `id`), by log, by id: the values. Looking a field up works it out for all logs."""

    def __init__(self, entities: Mapping[str, Entities], logs: int, lessons: Sequence[Lesson]) -> None:
        """So many ``logs`` have ``entities``, by kind, and their events tell ``lessons``."""
        super().__init__()
        self._entities = entities
        self._logs = logs
        self._lessons = lessons
        self._places: dict[str, Sequence[Mapping[str, int]]] = {}

    def __missing__(self, key: tuple[str, str]) -> Sequence[Mapping[str, Value | None]]:
        """Those of one field."""
        found = self[key] = self._find(*key)
        return found

    @cached_property
    def kinds(self) -> Sequence[Mapping[str, str]]:
        """By log, by id: the first kind of which an entity has it."""
        found: list[dict[str, str]] = [{} for _ in range(self._logs)]
        for kind in self._entities:
            for own, known in zip(found, self[kind, "id"], strict=True):
                for name in known:
                    own.setdefault(name, kind)
        return found

    def places(self, kind: str) -> Sequence[Mapping[str, int]]:
        """By log, by id: where those of a kind are listed."""
        places = self._places.get(kind)
        if places is None:
            places = self._places[kind] = [{name: place for place, name in enumerate(known)} for known in self[kind, "id"]]
        return places

    def _find(self, kind: str, field: str) -> list[dict[str, Value | None]]:
        found: list[dict[str, Value | None]] = [{} for _ in range(self._logs)]
        known = self._entities.get(kind)
        if known is not None:
            values = known.names if field == "id" else known.columns.get(field) or [None] * len(known)
            for log, name, value in zip(known.logs.tolist(), known.names, values, strict=True):
                found[log][name] = value
        for lesson in self._lessons:
            if lesson.kind == kind and field in {"id", lesson.field}:
                found[lesson.log][lesson.name] = lesson.name if field == "id" else lesson.value
        return found


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

    def fields(self, kind: str, field: str) -> Mapping[str, Value | None]:
        """A field, or the id, of all of a kind, by id."""
        return self._fields[kind, field][self._log]

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""
        return self._fields.kinds[self._log].get(name)

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""
        places = self._fields.places(kind)[self._log]
        return places.get(name, len(places))
