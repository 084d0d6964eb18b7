"""The words a pack gives its logs: event types with their fields, and the entities that events refer to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a field holds. The value is the word used in the YAML of a vocabulary."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    ENUM = "enum"
    DATE = "date"  # a local day
    TIME = "time"  # a timestamp, or a local day
    ZONE = "zone"  # an IANA zone name
    ENTITY = "entity"  # the id of an entity
    EVENT = "event"  # the id of another event of the log


class FieldType(NamedTuple):
    """The type of a field: ``choices`` for ENUM, ``entity`` for ENTITY, ``many`` for a list of such values."""

    kind: Kind
    choices: tuple[str, ...] = ()
    entity: str | None = None
    many: bool = False


class Field(NamedTuple):
    """A field of an event type or of an entity."""

    name: str
    type: FieldType
    required: bool = False
    about: str = ""


class EventType(NamedTuple):
    """A type of event; ``fields`` holds the fields of its scope too (`app`, `interview`), envelope fields apart.

    ``called`` is how a sentence names one such event, with its article: "an interview that is over".
    """

    name: str
    fields: Mapping[str, Field]
    about: str = ""
    called: str = ""


class Learned(NamedTuple):
    """An entity's field that events tell: the latest ``event`` whose ``key`` names the entity gives it its ``field``."""

    name: str
    event: str
    key: str
    field: str


class Entity(NamedTuple):
    """A kind of thing that events refer to by id.

    ``section`` is the top-level key of a log that lists such things; ``label`` the field that names one in a message;
    ``introduced_by`` the event types that make an id known by using it in the field ``key``; ``belongs_to`` the kind of entity each
    one has exactly one of, given by the field of the same key on both.
    """

    name: str
    section: str
    key: str
    fields: Mapping[str, Field]
    label: str | None = None
    learned: tuple[Learned, ...] = ()
    introduced_by: tuple[str, ...] = ()
    belongs_to: str | None = None
    about: str = ""


class Retraction(NamedTuple):
    """The event type that voids another event, and its field that names the voided one."""

    event: str
    field: str


class Vocabulary(NamedTuple):
    """All words of a pack. Keys of the mappings are names.

    ``duplicate_fields`` tell events apart that may be one told twice (see `engine.log.normalise`); ``None`` where each one counts.
    """

    entities: Mapping[str, Entity]
    events: Mapping[str, EventType]
    retraction: Retraction | None = None
    duplicate_fields: tuple[str, ...] | None = ()


ENVELOPE: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("id", FieldType(Kind.TEXT), required=True, about="unique in the log; retractions and corrections refer to it"),
        Field("type", FieldType(Kind.TEXT), required=True, about="what happened: one of the pack's event types"),
        Field("at", FieldType(Kind.TIME), about="the moment it happened, as 2025-09-09T11:00:00+01:00 or local 2025-09-09T11:00"),
        Field("day", FieldType(Kind.DATE), about="the day it happened, when only that is known"),
        Field("tz", FieldType(Kind.ZONE), about="the zone whose calendar counts for it; without one, the log's"),
        Field("source", FieldType(Kind.TEXT), about="importer and row; an imported event may lack required fields"),
        Field("recorded_at", FieldType(Kind.TIME), about="when it was logged; never used for deadlines"),
        Field("note", FieldType(Kind.TEXT), about="free text"),
    )
}
"""The fields that every event may carry, whatever its type; exactly one of ``at`` and ``day`` is given."""
