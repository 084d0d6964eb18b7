"""The pack that is shipped, with every rule switched on, its examples, and its evaluators."""

from __future__ import annotations

from functools import cache

from afterword.engine.evaluator import Compiled, Evaluator, compile_for_evaluation
from afterword.engine.language.examples import Example, load_examples
from afterword.engine.language.find_pack import find_pack
from afterword.engine.language.load_pack import load_pack
from afterword.engine.language.rule import Pack
from afterword.engine.reading.documents import parse_documents
from afterword.engine.reading.nodes import Document

EVERY_RULE = {"letter_to_one": "true"}
"""Settings that switch on what is off by default."""


@cache
def documents() -> tuple[Document, ...]:
    """The files of the pack."""
    sources = find_pack("after-interview").value or ()
    return tuple(document for source in sources for document in parse_documents(source).value or ())


@cache
def pack() -> Pack:
    """All rules of the pack."""
    outcome = load_pack(documents(), EVERY_RULE)
    assert outcome.value is not None, [(one.message, one.span.source.name, one.span.line) for one in outcome.diagnostics]
    return outcome.value


@cache
def compiled() -> Compiled:
    """The rules, compiled."""
    outcome = compile_for_evaluation(pack())
    assert outcome.value is not None, [one.message for one in outcome.diagnostics]
    return outcome.value


@cache
def evaluator(engine: str) -> Evaluator:
    """The rules, run by one of the engines."""
    return Evaluator(compiled(), engine)


@cache
def examples() -> tuple[Example, ...]:
    """All examples of all rules."""
    return load_examples(documents()).value or ()
