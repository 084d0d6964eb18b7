"""Examples of rules as rows of a table: what is given, when it is asked, and what comes out."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.handbook.model import Example, ExampleEvent
from afterword.engine.language import examples as written
from afterword.engine.language.scope import as_tables, text_of
from afterword.engine.reading.nodes import Items, Node, Scalar, Table
from afterword.engine.vocabulary import Vocabulary

_APART = {"type", "at", "day", "id"}


def describe_example(example: written.Example, vocabulary: Vocabulary) -> Example:
    """An example in the order in which it is written."""
    others = [f"{entry.key.text}: {spell_node(entry.value)}" for entry in example.log.entries if entry.key.text != "events"]
    if example.settings is not None:
        others += [f"{entry.key.text} = {spell_node(entry.value)}" for entry in example.settings.entries]
    return Example(
        example.name,
        tuple(others),
        tuple(_describe_event(event, vocabulary) for event in as_tables(example.log.get("events"))),
        _spell_time(example.as_of),
        tuple(state.value for state in example.expect),
    )


def _describe_event(node: Table, vocabulary: Vocabulary) -> ExampleEvent:
    type_ = text_of(node.get("type"))
    known = vocabulary.events.get(type_)
    given = [f"{entry.key.text}: {spell_node(entry.value)}" for entry in node.entries if entry.key.text not in _APART]
    return ExampleEvent(
        _spell_time(text_of(node.get("at")) or text_of(node.get("day"))), type_, known.called if known is not None else "", ", ".join(given)
    )


def _spell_time(text: str) -> str:
    """A time with a space between its day and its clock."""
    return text.replace("T", " ", 1)


def spell_node(node: Node) -> str:
    """A value as one writes it on one line."""
    match node:
        case Scalar(text):
            return text
        case Items(nodes):
            return _within("[", map(spell_node, nodes), "]")
        case Table(entries):
            return _within("{", (f"{entry.key.text}: {spell_node(entry.value)}" for entry in entries), "}")


def _within(opening: str, parts: Iterable[str], closing: str) -> str:
    return f"{opening}{', '.join(parts)}{closing}"
