"""The examples of rules: small logs with the states that must come out of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from afterword.engine.diagnostics import Outcome
from afterword.engine.language.scope import as_scalar, as_scalars, as_table, as_tables, text_of
from afterword.engine.log.model import Log
from afterword.engine.log.read_log import read_log
from afterword.engine.reading.nodes import Document, Table
from afterword.engine.spans import Source, Span
from afterword.engine.verdicts import State
from afterword.engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Example:
    """A log in the words of a pack, and the states that the cases of ``rule`` must come to at ``as_of`` (a time as it is written).

    ``settings`` are those that it changes. ``asked``, ``expected`` and ``span`` are the places of the time, the states and the name.
    """

    rule: str
    name: str
    log: Table
    source: Source
    as_of: str
    expect: tuple[State, ...]
    span: Span
    asked: Span
    expected: Span
    settings: Table | None = None


def load_examples(documents: Sequence[Document]) -> Outcome[tuple[Example, ...]]:
    """All examples of a pack that `load_pack` has taken, in its order."""
    found = (_read_examples(document) for document in documents)
    return Outcome(tuple(example for examples in found for example in examples))


def example_log(example: Example, vocabulary: Vocabulary) -> Outcome[Log]:
    """The log of an example, which may leave out ids, the time zone (UTC then) and entities that its events name."""
    return read_log(Document(example.log, example.source), vocabulary, example=True)


def _read_examples(document: Document) -> Iterator[Example]:
    root = as_table(document.root)
    states = {state.value: state for state in State}
    for rule in as_tables(root.get("rules")) if root is not None else ():
        for node in as_tables(rule.get("examples")):
            log, name = as_table(node.get("log")), as_scalar(node.get("name"))
            expect = tuple(states[one.text] for one in as_scalars(node.get("expect")) if one.text in states)
            span, asked, expected = ((one or node).place.span(document.source) for one in (name, node.get("as_of"), node.get("expect")))
            if log is not None:
                yield Example(
                    text_of(rule.get("id")),
                    text_of(name),
                    log,
                    document.source,
                    text_of(node.get("as_of")),
                    expect,
                    span,
                    asked,
                    expected,
                    as_table(node.get("settings")),
                )
