"""The handbook of a pack: all that a page about its rules says, in words."""

from __future__ import annotations

from typing import NamedTuple

from afterword.engine.handbook.prose import Description, Phrase


class Source(NamedTuple):
    """Where rules come from. ``rules`` rest on it; ``unchecked`` says why none can look after it."""

    id: str
    kind: str
    title: str
    url: str | None
    unchecked: str | None
    rules: tuple[str, ...]


class Parameter(NamedTuple):
    """A setting, its value as one writes it; ``changed`` where that is not the pack's own. ``rules`` make use of it."""

    name: str
    value: str
    about: str
    sources: tuple[str, ...]
    changed: bool
    rules: tuple[str, ...]


class Message(NamedTuple):
    """What is said of a case in one state, and the words it is filed under. ``text`` is empty where nothing is said."""

    state: str
    topic: str
    topic_title: str
    text: Phrase


class ExampleEvent(NamedTuple):
    """An event of an example: when it was, its type, what it is called, and the rest of what is given, as written."""

    when: str
    type: str
    called: str
    given: str


class Example(NamedTuple):
    """A small log, the moment of asking, and the states that come out. ``others`` are the keys of the log beside its events."""

    name: str
    others: tuple[str, ...]
    events: tuple[ExampleEvent, ...]
    as_of: str
    states: tuple[str, ...]


class Text(NamedTuple):
    """A piece of a file, and where it stands: `step-4.yaml:5`."""

    place: str
    text: str


class Rule(NamedTuple):
    """A rule in words.

    ``texts`` are its own text and those that change it. ``events``, ``facts`` and ``parameters`` are the names of what it makes use of;
    ``concludes`` the fact that it makes, which ``serves`` other rules.
    """

    id: str
    kind: str
    title: str
    step: int | None
    enabled: bool
    outside: bool
    severity: str
    tags: tuple[str, ...]
    why: str
    description: Description
    messages: tuple[Message, ...]
    sources: tuple[str, ...]
    parameters: tuple[str, ...]
    events: tuple[str, ...]
    facts: tuple[str, ...]
    concludes: str | None
    serves: tuple[str, ...]
    examples: tuple[Example, ...]
    texts: tuple[Text, ...]


class Fact(NamedTuple):
    """What rules conclude from a log, for other rules to build on."""

    name: str
    called: str
    fields: tuple[str, ...]
    concluded_by: tuple[str, ...]
    used_by: tuple[str, ...]


class Field(NamedTuple):
    """A field of an event or entity: what it holds, in words, and the words it may hold, if these are listed."""

    name: str
    holds: str
    choices: tuple[str, ...]
    required: bool
    about: str


class EventType(NamedTuple):
    """A word of a log; ``rules`` look for it."""

    name: str
    called: str
    about: str
    fields: tuple[Field, ...]
    rules: tuple[str, ...]


class Entity(NamedTuple):
    """A kind of thing that events refer to; ``introduced_by`` are the events that make one known."""

    name: str
    section: str
    about: str
    fields: tuple[Field, ...]
    introduced_by: tuple[str, ...]


class Step(NamedTuple):
    """A heading of the checklist, and the rules that stand under it; the last may have no number, for rules without a step."""

    number: int | None
    title: str
    rules: tuple[Rule, ...]


class Handbook(NamedTuple):
    """A pack in words. ``common`` are the fields that every event may have."""

    id: str
    version: str
    title: str
    steps: tuple[Step, ...]
    fact_rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    parameters: tuple[Parameter, ...]
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]
    events: tuple[EventType, ...]
    common: tuple[Field, ...]

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, in the order of the handbook."""
        return (*(rule for step in self.steps for rule in step.rules), *self.fact_rules)
