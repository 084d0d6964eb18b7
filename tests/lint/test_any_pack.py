"""However a pack is mangled, lint tells what is wrong and raises nothing."""

from __future__ import annotations

from hypothesis import given, settings

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.lint.lint_pack import lint_documents
from afterword.engine.lint.model import LINT_CODES, Level
from afterword.engine.reading.nodes import Document
from afterword.tests.language.test_structure import mangled


@settings(max_examples=150)
@given(mangled)
def test_no_mangled_pack_makes_lint_raise(document: Document) -> None:
    """Each finding has a level that goes with its code, and can be shown; the order is that of places."""
    found = lint_documents((document,), {})
    for level, one in found:
        assert render_diagnostic(one)
        assert (level is not Level.ERROR) is (one.code in LINT_CODES)
    places = [one.sort_key for _, one in found]
    assert places == sorted(places)
