"""What was seen in the logs of another tool: the words that a pack needs to speak of them."""

from __future__ import annotations

from afterword.engine.foreign.case_store import SECTION
from afterword.engine.foreign.spelled import FieldNames, kind_of
from afterword.engine.vocabulary import ENVELOPE, Entity, EventType, Field, FieldType, Vocabulary

CASE = "case"
"""What a case is called in a vocabulary that is made here."""


class Survey:
    """Types of events with their fields, and what these and the fields of cases hold.

    ``kinds`` has bits of `spelled.KINDS` by field; ``many`` the fields that are lists; ``columns`` whatever came up; ``transitions``
    the points of life that events were chosen by, with the number of events.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.fields = FieldNames(ENVELOPE)
        self.case_fields = FieldNames(("id",))
        self.kinds: dict[str, int] = {}
        self.case_kinds: dict[str, int] = {}
        self.many: set[str] = set()
        self.columns: dict[str, None] = {}
        self.transitions: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self._shapes: dict[tuple[str, tuple[str, ...]], None] = {}

    def see(self, type_: str, fields: tuple[str, ...]) -> None:
        """Note an event."""
        self.counts[type_] = self.counts.get(type_, 0) + 1
        self._shapes[type_, fields] = None

    def vocabulary(self) -> Vocabulary:
        """The words in which everything that was seen can be said; each event counts."""
        types: dict[str, dict[str, Field]] = {name: {} for name in self.counts}
        for type_, names in self._shapes:
            types[type_] |= {name: self._field(name, self.kinds, self.fields) for name in names}
        order = list(self.kinds)
        events = {name: EventType(name, {one: fields[one] for one in order if one in fields}) for name, fields in types.items()}
        about = {name: self._field(name, self.case_kinds, self.case_fields) for name in self.case_kinds}
        entities = {CASE: Entity(CASE, SECTION, CASE, about, about="What the events of one log belong to.")} if about else {}
        return Vocabulary(entities, events, duplicate_fields=None)

    def _field(self, name: str, kinds: dict[str, int], names: FieldNames) -> Field:
        column = names.columns()[name]
        return Field(
            name, FieldType(kind_of(kinds[name]), many=name in self.many), about="" if column == name else f"called {column} there"
        )
