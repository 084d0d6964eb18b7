"""Who and what a case is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from afterword.engine.language.rule import Ref
from afterword.engine.log.model import Event, Record
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.vocabulary import Entity, Vocabulary

Records = Mapping[str, Mapping[str, Record]]
"""Entities by kind and id."""


class Case(NamedTuple):
    """A verdict and what it is about."""

    verdict: Verdict
    about: Mapping[str, str | None]


def find_about(verdict: Verdict, vocabulary: Vocabulary, records: Records) -> dict[str, str | None]:
    """An id for each kind of entity, and for `event` the event that decided the case; ``None`` where it is about no such thing.

    What the rule itself names counts first, then what the case binds as a record or as the member of a list, then the events and facts it
    binds (and the one that decided it), by their field of the entity's key; last, what a thing belongs to.
    """
    about: dict[str, str | None] = {}
    bound = (*verdict.bound.values(), *([verdict.event] if verdict.event else []))
    for name, entity in vocabulary.entities.items():
        about[name] = next(_ids(entity, bound), None)
    about["event"] = verdict.event.id if verdict.event else None
    about.update((name, _resolve(ref, verdict)) for name, ref in verdict.rule.about.items())
    for name, entity in vocabulary.entities.items():
        owner = vocabulary.entities.get(entity.belongs_to or "")
        record = records.get(name, {}).get(about[name] or "")
        if owner and record and about[owner.name] is None:
            about[owner.name] = _text(record.fields.get(owner.key))
    return about


def _ids(entity: Entity, bound: tuple[Bound, ...]) -> Iterator[str]:
    """Ids of an entity that a case names, the closest first."""
    for one in bound:
        match one:
            case Item(value, kind) if kind == entity.name:
                yield value
            case Record(kind, name) if kind == entity.name:
                yield name
    for one in bound:
        if not isinstance(one, Item):
            found = _text(one.fields.get(entity.key))
            if found is not None:
                yield found


def _resolve(ref: Ref, verdict: Verdict) -> str | None:
    """The id that a reference of the rule names in this case."""
    match verdict.bound.get(ref.alias, verdict.event if ref.alias == "event" else None):
        case Item(value):
            return value
        case Event() | Fact() | Record() as one if ref.field is not None and ref.field != "id":
            return _text(one.fields.get(ref.field))
        case Event(name) | Record(_, name):
            return name
        case _:
            return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
