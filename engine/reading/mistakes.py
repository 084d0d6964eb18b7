"""Mistakes that look alike in every format."""

from __future__ import annotations

import re

from afterword.engine.diagnostics import Diagnostic, Related, quote
from afterword.engine.reading.nodes import DEEPEST, Place, Scalar
from afterword.engine.spans import Source

ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff]")
"""What looks like a space, or like nothing, and is neither to YAML and JSON."""

HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, as an escape can make one; no file can be written with it."""


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
    message = f"more than {DEEPEST} lists and mappings stand inside one another here"
    return Diagnostic("too-deep", message, place.span(source), "take out the brackets that are too many")


def empty_file(source: Source) -> Diagnostic:
    """Nothing, or nothing but comments."""
    return Diagnostic(
        "empty-file", "there is nothing in this file", source.span(0, 0), "check that it is the right one, and that it was saved"
    )
