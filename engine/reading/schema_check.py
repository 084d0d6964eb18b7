"""Checks a document against a JSON Schema, and tells its mistakes in the words of the document instead of those of the schema."""

from __future__ import annotations

from afterword.engine.diagnostics import Diagnostic, sort_diagnostics
from afterword.engine.reading.nodes import Document
from afterword.engine.reading.plain_values import Schema, plain
from afterword.engine.reading.schema_mistakes import Explainer

__all__ = ["check_schema", "plain"]


def check_schema(document: Document, schema: Schema) -> tuple[Diagnostic, ...]:
    """Everything in ``document`` that is not as ``schema`` wants it, each at its key or value.

    The schema is one of Draft 2020-12 that refers to nothing outside itself.
    """
    from jsonschema import Draft202012Validator  # takes as long to import as a good log takes to be checked

    explainer = Explainer(document, schema)
    explainer.explain(Draft202012Validator(schema).iter_errors(plain(document.root, schema)))
    return sort_diagnostics(explainer.diagnostics)
