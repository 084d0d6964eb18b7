"""Mistakes that look alike in every format."""

from __future__ import annotations

from afterword.engine.diagnostics import Diagnostic, Related, quote
from afterword.engine.reading.nodes import DEEPEST, Place, Scalar
from afterword.engine.spans import Source


def duplicate_key(key: Scalar, first: Scalar, source: Source) -> Diagnostic:
    """Two values under one key: loaders would keep one of them and say nothing."""
    return Diagnostic(
        "duplicate-key",
        f"{quote(key.text)} stands here a second time",
        key.place.span(source),
        "keep one of the two",
        (Related("the first one", first.place.span(source)),),
    )


def too_deep(place: Place, source: Source) -> Diagnostic:
    """More levels than anything here needs, or than can be walked safely."""
    return Diagnostic("too-deep", f"more than {DEEPEST} lists and mappings stand inside one another here", place.span(source))


def empty_file(source: Source) -> Diagnostic:
    """Nothing, or nothing but comments."""
    return Diagnostic("empty-file", "there is nothing in this file", source.span(0, 0))
