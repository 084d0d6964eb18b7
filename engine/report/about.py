"""Who and what a case is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from afterword.engine.language.rule import Ref
from afterword.engine.log.model import Event, Record, Value
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.vocabulary import Vocabulary

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
    return AboutFinder(vocabulary).find(verdict, records)


class AboutFinder:
    """Finds what cases are about, in the words of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Work out which field names which kind of entity, and which kind belongs to which."""
        entities = vocabulary.entities
        self._keys = [(name, entity.key) for name, entity in entities.items()]
        owners = [(name, entities.get(entity.belongs_to or "")) for name, entity in entities.items()]
        self._owners = [(name, owner.name, owner.key) for name, owner in owners if owner]

    def find(self, verdict: Verdict, records: Records) -> dict[str, str | None]:
        """As `find_about`."""
        event = verdict.event
        about = self._named((*verdict.bound.values(), event) if event else tuple(verdict.bound.values()))
        about["event"] = event.id if event else None
        for name, ref in verdict.rule.about.items():
            about[name] = _resolve(ref, verdict)
        for name, owner, key in self._owners:
            if about[owner] is None and about[name] is not None:
                record = records.get(name, {}).get(about[name] or "")
                if record:
                    about[owner] = _text(record.fields.get(key))
        return about

    def _named(self, things: tuple[Bound, ...]) -> dict[str, str | None]:
        """For each kind of entity the first of what a case binds that is one, else the first that has one in its field."""
        named: dict[str | None, str] = {}
        known: list[Mapping[str, Value]] = []
        for one in reversed(things):  # (so the first has the last word)
            if isinstance(one, Item):
                named[one.entity] = one.value
                continue
            if isinstance(one, Record):
                named[one.kind] = one.id
            known.append(one.fields)
        about: dict[str, str | None] = {}
        for name, key in self._keys:
            about[name] = named.get(name)
            if name not in named:
                for fields in known:
                    value = fields.get(key)
                    if isinstance(value, str):
                        about[name] = value
        return about


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
