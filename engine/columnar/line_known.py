"""What messages ask about the entities of logs that were read from lines (see `engine.report.known`): a field of all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from afterword.engine.columnar.line_things import Entities
from afterword.engine.log.model import Value

Named: TypeAlias = Mapping[tuple[int, Any], Value | None]
"""Values by the number of a log and an id in it."""


class Lesson(NamedTuple):
    """What an event tells of an entity: the value of a field. Lessons stand in the order of their logs."""

    log: int
    kind: str
    name: str
    field: str
    value: Value


class KnownFields(dict[tuple[str, str], Named]):
    """By kind and field (or `id`): the values. Looking a field up works it out for all logs."""

    def __init__(self, entities: Mapping[str, Entities], logs: int, lessons: Sequence[Lesson]) -> None:
        """So many ``logs`` have ``entities``, by kind, and their events tell ``lessons``."""
        super().__init__()
        self._entities = entities
        self._logs = logs
        self._lessons = lessons
        self._listed: dict[str, Listed] = {}

    def __missing__(self, key: tuple[str, str]) -> Named:
        """Those of one field."""
        found = self[key] = self._find(*key)
        return found

    @cached_property
    def kinds(self) -> Mapping[tuple[int, Any], str]:
        """The first kind of which an entity has an id."""
        found: dict[tuple[int, Any], str] = {}
        for kind in reversed(tuple(self._entities)):
            found |= dict.fromkeys(self[kind, "id"], kind)
        return found

    def listed(self, kind: str) -> Listed:
        """Where those of a kind are listed."""
        listed = self._listed.get(kind)
        if listed is None:
            counts, places = [0] * self._logs, {}
            for log, name in self[kind, "id"]:
                places[log, name] = counts[log]
                counts[log] += 1
            listed = self._listed[kind] = Listed(places, counts)
        return listed

    def _find(self, kind: str, field: str) -> Named:
        found: dict[tuple[int, Any], Value | None] = {}
        known = self._entities.get(kind)
        if known is not None:
            values = known.names if field == "id" else known.columns.get(field) or [None] * len(known)
            found = dict(zip(zip(known.logs.tolist(), known.names, strict=True), values, strict=True))
        for lesson in self._lessons:
            if lesson.kind == kind and field in {"id", lesson.field}:
                found[lesson.log, lesson.name] = lesson.name if field == "id" else lesson.value
        return found


class Listed(NamedTuple):
    """Where entities of one kind stand in their logs, and by log how many there are."""

    places: Mapping[tuple[int, Any], int]
    counts: Sequence[int]


class KnownInLog:
    """The entities of one log."""

    __slots__ = ("_fields", "_log")

    def __init__(self, fields: KnownFields, log: int) -> None:
        """``fields`` are those of all logs."""
        self._fields = fields
        self._log = log

    def value(self, kind: str, name: Any, field: str) -> Value | None:  # noqa: ANN401 - whatever stands where an id may stand
        """A field of the one of a kind that has an id."""
        return self._fields[kind, field].get((self._log, name))

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""
        return self._fields.kinds.get((self._log, name))

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""
        listed = self._fields.listed(kind)
        return listed.places.get((self._log, name), listed.counts[self._log])
