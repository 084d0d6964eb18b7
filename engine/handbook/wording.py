"""What the things that a rule speaks of are called: its cases, their fields, events, facts and records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Self

from afterword.engine.handbook.field_types import Sources, sources_of, type_in
from afterword.engine.handbook.prose import Mention, Phrase, Sort, say
from afterword.engine.language.patterns import Binding, EventSource, FactSource, ItemSource, PatternSource, RecordSource
from afterword.engine.language.rule import Pack
from afterword.engine.vocabulary import FieldType

_HEAD_ENDS = re.compile(r" (?:about|after|at|before|for|from|in|of|on|that|to|who|with|you|your)\b")
"""Where the head of a noun phrase ends: `interview that is over`."""


def spell(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


def article_of(words: str) -> str:
    """`an` or `a`, as far as spelling tells."""
    return "an" if words[:1].lower() in "aeiou" else "a"


@dataclass(frozen=True, slots=True)
class Wording:
    """The words for a rule of ``pack``.

    ``sources`` says what each alias bound so far stands for; ``known`` calls those for whom the name of what they stand for will do.
    """

    pack: Pack
    sources: Sources
    known: Mapping[str, str]

    @classmethod
    def of(cls, pack: Pack, bindings: Sequence[Binding]) -> Self:
        """The words for what comes after ``bindings``."""
        sources = sources_of(bindings)
        nouns = {alias: _noun(source, pack) for alias, source in sources.items()}
        called = {
            alias: _call(spell(alias), noun, [other for key, other in nouns.items() if key != alias]) for alias, noun in nouns.items()
        }
        return cls(pack, sources, {alias: words for alias, words in called.items() if words})

    def before(self, place: int) -> Self:
        """The words for the binding at that place, which knows those before it."""
        return replace(self, sources=dict(islice(self.sources.items(), place)))

    def alias(self, alias: str) -> str:
        """`the letter`."""
        return f"the {self.known.get(alias) or spell(alias)}"

    def event(self, name: str) -> tuple[str, Mention]:
        """An event type as its article and its name: `a`, `thank-you letter`; or `an event`, `“thank you sent”`."""
        known = self.pack.vocabulary.events.get(name)
        if known is None or not known.called:
            return "an event", Mention(Sort.EVENT, name, spell(name))
        article, _, words = known.called.partition(" ")
        return article, Mention(Sort.EVENT, name, words, quoted=False)

    def fact(self, name: str) -> Phrase:
        """`fact “decided”`."""
        return say("fact ", Mention(Sort.FACT, name, spell(name)))

    def entity(self, name: str) -> Mention:
        """`application`."""
        return Mention(Sort.ENTITY, name, spell(name), quoted=False)

    def field(self, source: PatternSource, name: str) -> Mention:
        """A field of what a pattern finds: `“channel”`, or `application` where it names the one that the event belongs to."""
        entity = self.key_of(source, name)
        if entity is not None:
            return self.entity(entity)
        owner = source.types[0] if isinstance(source, EventSource) and len(source.types) == 1 else ""
        return Mention(Sort.FIELD, f"{owner}.{name}", spell(name))

    def type_in(self, source: PatternSource, name: str) -> FieldType | None:
        """The type of a field of what a pattern finds; ``None`` where nothing tells."""
        return type_in(self.pack, source, name)

    def key_of(self, source: PatternSource, name: str) -> str | None:
        """The kind of entity that a field names, where the field is called as such fields usually are."""
        type_ = self.type_in(source, name)
        entity = self.pack.vocabulary.entities.get(type_.entity or "") if type_ is not None and not type_.many else None
        return entity.name if entity is not None and entity.key == name else None


def _noun(source: PatternSource, pack: Pack) -> str:
    """What one calls a thing by its kind alone; empty where it is of several kinds."""
    match source:
        case EventSource((name,)):
            event = pack.vocabulary.events.get(name)
            return event.called.partition(" ")[2] if event is not None and event.called else spell(name)
        case FactSource(name) | RecordSource(name):
            return spell(name)
        case EventSource() | ItemSource():
            return ""


def _call(alias: str, noun: str, others: Sequence[str]) -> str | None:
    """The alias, or the head of its noun, where one tells the other, and nothing else of the case is called so; else ``None``."""
    head = _HEAD_ENDS.split(noun)[0]
    if not _holds(head, alias):
        return None
    words = alias if head.endswith(alias) else head
    return None if any(_holds(other, words) for other in others) else words


def _holds(phrase: str, words: str) -> bool:
    return f" {words} " in f" {phrase} "
