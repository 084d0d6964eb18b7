"""Trees to look at in tests."""

from __future__ import annotations

from typing import TypeAlias, assert_never

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.reading.nodes import Document, Items, Node, Scalar, Table
from afterword.engine.reading.yaml_text import parse_yaml
from afterword.engine.spans import Source

Bare: TypeAlias = "str | list[Bare] | dict[str, Bare]"


def bare(node: Node) -> Bare:
    """A tree without its places: every scalar its text."""
    match node:
        case Scalar(text):
            return text
        case Items(nodes):
            return [bare(one) for one in nodes]
        case Table(entries):
            return {key.text: bare(value) for key, value in entries}
        case _:
            assert_never(node)


def root_of(outcome: Outcome[Document]) -> Node:
    """The root of a document in which nothing is wrong."""
    assert not outcome.diagnostics, outcome.diagnostics
    assert outcome.value is not None
    return outcome.value.root


def yaml_of(text: str) -> Node:
    """The root of a faultless YAML text."""
    return root_of(parse_yaml(Source("a.yaml", text)))


def codes(found: tuple[Diagnostic, ...]) -> list[str]:
    """`code line:column` of each."""
    return [f"{one.code} {one.span.line}:{one.span.column}" for one in found]
