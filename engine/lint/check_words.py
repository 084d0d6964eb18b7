"""Finds words that a pack declares and that nothing in it uses. A rule that is switched off uses its words all the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.language.patterns import EventSource, RecordSource
from afterword.engine.language.rule import Slot
from afterword.engine.language.scope import as_table
from afterword.engine.lint.subject import Subject, patterns_of
from afterword.engine.reading.nodes import Entry, Items, Node, Scalar, Table

_NAME = re.compile(r"\$(\w+)")


class _Section(NamedTuple):
    """A part of a pack that declares words: where it stands, what to say of a word that is not used, and which ones are."""

    code: str
    path: tuple[str, ...]
    message: str
    hint: str
    find_used: Callable[[Subject], Collection[str]]


def check_words(subject: Subject) -> Iterator[Diagnostic]:
    """`unused-parameter`, `unused-topic` and the like, of a pack in which nothing is wrong."""
    for section in _SECTIONS:
        used = section.find_used(subject)
        for document in subject.documents:
            for entry in _entries(document.root, section.path):
                if entry.key.text not in used and not _is_excused(section.code, entry):
                    place = entry.key.place.span(document.source)
                    yield Diagnostic(section.code, section.message.format(entry.key.text), place, section.hint)


def _entries(root: Node, path: tuple[str, ...]) -> tuple[Entry, ...]:
    table = as_table(root)
    for key in path:
        table = as_table(table.get(key)) if table is not None else None
    return table.entries if table is not None else ()


def _is_excused(code: str, entry: Entry) -> bool:
    """Whether a source says itself why no rule comes from it."""
    table = as_table(entry.value)
    return code == "unused-source" and table is not None and table.get("unchecked") is not None


def _parameters_used(subject: Subject) -> set[str]:
    """The names in rules and in what holds for all rules of a file; and those that messages write down."""
    defaults = [entry.value for document in subject.documents for entry in _entries(document.root, ()) if entry.key.text == "defaults"]
    texts = {text for node in (*defaults, *(one.node for one in subject.rules)) for text in _texts(node)}
    named = {found for text in texts for found in _NAME.findall(text)}
    return named | {part.path[0] for one in subject.rules for words in one.rule.say.values() for part in words if isinstance(part, Slot)}


def _topics_used(subject: Subject) -> set[str]:
    return {topic for one in subject.rules for topic in one.rule.topics.values()}


def _steps_used(subject: Subject) -> set[str]:
    return {str(one.rule.step) for one in subject.rules}


def _sources_used(subject: Subject) -> set[str]:
    rules = (one.rule.sources for one in subject.rules)
    return {name for names in (*rules, *(one.sources for one in subject.pack.parameters.values())) for name in names}


def _entities_used(subject: Subject) -> set[str]:
    records = {
        pattern.source.entity for one in subject.rules for _, pattern in patterns_of(one.rule) if isinstance(pattern.source, RecordSource)
    }
    return records | _types_used(subject)


def _types_used(subject: Subject) -> set[str]:
    """The words that stand for something in the vocabulary, types of fields among them."""
    words = [entry for document in subject.documents for entry in _entries(document.root, ("vocabulary",))]
    return {value for entry in words for one in _entries(entry.value, ()) for value in _texts(one.value)}


def _events_used(subject: Subject) -> set[str]:
    vocabulary = subject.pack.vocabulary
    patterns = (pattern.source for one in subject.rules for _, pattern in patterns_of(one.rule))
    used = {name for source in patterns if isinstance(source, EventSource) for name in source.types}
    for entity in vocabulary.entities.values():
        used.update(entity.introduced_by, (one.event for one in entity.learned))
    return used | ({vocabulary.retraction.event} if vocabulary.retraction is not None else set())


def _texts(node: Node) -> set[str]:
    """Every value below a node, prose and examples left out."""
    texts: set[str] = set()
    waiting = [node]
    while waiting:
        match waiting.pop():
            case Scalar(text):
                texts.add(text)
            case Items(nodes):
                waiting += nodes
            case Table(entries):
                waiting += [value for key, value in entries if key.text not in _PROSE]
    return texts


_PROSE = ("about", "examples", "say", "title", "why")

_LEAVE_OUT = "use it, or leave it out"

_SECTIONS = (
    _Section("unused-parameter", ("parameters",), "no rule uses the parameter `{}`", _LEAVE_OUT, _parameters_used),
    _Section("unused-topic", ("topics",), "no rule files anything under the topic `{}`", _LEAVE_OUT, _topics_used),
    _Section(
        "unused-source",
        ("sources",),
        "no rule comes from the source `{}`",
        "name it as the `source` of a rule, or say under `unchecked` why no rule can check it",
        _sources_used,
    ),
    _Section("unused-step", ("steps",), "no rule stands under step {}", _LEAVE_OUT, _steps_used),
    _Section("unused-choices", ("vocabulary", "choices"), "no field has one of the words of `{}`", _LEAVE_OUT, _types_used),
    _Section("unused-scope", ("vocabulary", "scopes"), "no type of event has the scope `{}`", _LEAVE_OUT, _types_used),
    _Section("unused-entity", ("vocabulary", "entities"), "nothing refers to `{}`", _LEAVE_OUT, _entities_used),
    _Section(
        "unused-event-type",
        ("vocabulary", "events"),
        "no rule looks at `{}`",
        "that is right for what is only kept on record; else use it, or leave it out",
        _events_used,
    ),
)
