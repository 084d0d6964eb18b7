"""Finds overrides of which nothing is left, as others that are made after them give all of it anew."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.diagnostics import Diagnostic, Related, quote, sort_diagnostics
from afterword.engine.language.change_rules import Override
from afterword.engine.spans import Span


def find_shadowed(overrides: Sequence[Override]) -> tuple[Diagnostic, ...]:
    """A warning for each override without effect, with the places that take its place.

    ``overrides`` are those of an `OpenPack`, in the order in which they were made. A pack may well replace what a pack below it says; of
    two packs that stand side by side in `extends`, it is mostly not known to who wrote the list.
    """
    later: dict[tuple[str, ...], Span] = {}
    found = []
    for one in reversed(overrides):
        keys = [(one.rule, *key) for key in one.keys]
        covers = [later.get(key) or later.get(key[:2]) for key in keys]
        if None not in covers:
            related = tuple(Related("it is changed again here", span) for span in dict.fromkeys(covers) if span is not None)
            message = f"nothing is left of this change of {quote(one.rule)}: a pack that comes after this one gives all of it anew"
            found.append(Diagnostic("shadowed-override", message, one.span, "leave it out, or change the order of `extends`", related))
        later |= dict.fromkeys(keys, one.span)
    return sort_diagnostics(found)
