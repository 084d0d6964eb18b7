"""What a log knows of its entities (see `engine.log.names`), each made when somebody asks for it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Protocol

from afterword.engine.log.model import Record, Value


class Entities(Protocol):
    """The entities of many logs."""

    def names(self, log: int, kind: str) -> Collection[str]:
        """The ids of the entities of one kind in a log, in their order."""

    def record(self, log: int, entity: str, name: str) -> Record:
        """One of them."""

    def lessons(self, log: int, kind: str) -> Sequence[tuple[str, str, Value]]:
        """What events tell of them, in the log's order: the id of one, a field of it and its value."""


class _Kind(Mapping[str, Record]):
    """The entities of one kind in a log, each made when it is asked for, with what events tell of it."""

    def __init__(self, entities: Entities, log: int, kind: str) -> None:
        self._entities = entities
        self._log = log
        self._kind = kind
        self._listed = entities.names(log, kind)
        self._lessons = entities.lessons(log, kind)
        told = (key for key, _, _ in self._lessons if key not in self._listed)
        self._names: Collection[str] = dict.fromkeys((*self._listed, *told)) if self._lessons else self._listed
        self._made: dict[str, Record] = {}

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - as mappings have it
        """The one of that id."""
        return self[name] if name in self._names else default

    def __getitem__(self, name: str) -> Record:
        found = self._made.get(name)
        if found is None:
            if name not in self._names:
                raise KeyError(name)
            found = self._entities.record(self._log, self._kind, name) if name in self._listed else Record(self._kind, name, {})
            told = {field: value for key, field, value in self._lessons if key == name}
            if told:
                found = Record(self._kind, name, {**found.fields, **told})
            self._made[name] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Learned(Mapping[str, Mapping[str, Record]]):
    """The entities of one log by kind, each kind made when it is asked for."""

    def __init__(self, entities: Entities, log: int, kinds: tuple[str, ...]) -> None:
        """Nothing is made yet."""
        self._entities = entities
        self._log = log
        self._kinds = kinds
        self._made: dict[str, Mapping[str, Record]] = {}

    def get(self, kind: str, default: Any = None) -> Any:  # noqa: ANN401 - as mappings have it
        """Those of one kind."""
        return self[kind] if kind in self._kinds else default

    def __getitem__(self, kind: str) -> Mapping[str, Record]:
        """Those of one kind, which there is."""
        found = self._made.get(kind)
        if found is None:
            if kind not in self._kinds:
                raise KeyError(kind)
            found = self._made[kind] = _Kind(self._entities, self._log, kind)
        return found

    def __iter__(self) -> Iterator[str]:
        """The kinds of the vocabulary."""
        return iter(self._kinds)

    def __len__(self) -> int:
        """How many kinds there are."""
        return len(self._kinds)
