"""What there is to know of the entities of one log, as messages ask for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from afterword.engine.log.model import Value
from afterword.engine.report.about import Records


class Known(Protocol):
    """The entities of one log, with what its events tell of them."""

    def value(self, kind: str, name: Any, field: str) -> Value | None:  # noqa: ANN401 - whatever stands where an id may stand
        """A field of the one of a kind that has an id, or that id."""

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""


class KnownRecords:
    """The same of records."""

    def __init__(self, records: Records, kinds: Collection[str]) -> None:
        """``kinds`` are all that there are, in the order of the vocabulary."""
        self._records = records
        self._kinds = kinds
        self._places: dict[str, dict[str, int]] = {}

    def value(self, kind: str, name: Any, field: str) -> Value | None:  # noqa: ANN401
        """A field of the one of a kind that has an id."""
        known = self._records.get(kind)
        record = known.get(name) if known else None
        return None if record is None else record.id if field == "id" else record.fields.get(field)

    def kind_of(self, name: Any) -> str | None:  # noqa: ANN401
        """The first kind of which one has an id."""
        return next((kind for kind in self._kinds if name in self._records.get(kind, ())), None)

    def place(self, kind: str, name: str) -> int:
        """Where it is listed among those of its kind; behind all of them where it is not."""
        places = self._places.get(kind)
        if places is None:
            places = self._places[kind] = {one: place for place, one in enumerate(self._records.get(kind, ()))}
        return places.get(name, len(places))
