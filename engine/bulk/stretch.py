"""A few lines of a file that nobody holds whole."""

from __future__ import annotations

from dataclasses import dataclass

from afterword.engine.diagnostics import Diagnostic
from afterword.engine.spans import Source, Span


@dataclass(frozen=True, slots=True, eq=False)
class Stretch(Source):
    """The lines of a text from the ``first`` on (counted from 1)."""

    first: int = 1

    def line(self, number: int) -> str:
        """The line of that number in the whole text; empty where it is not held."""
        return Source.line(self, number - self.first + 1)


def move_diagnostic(one: Diagnostic, source: Stretch) -> Diagnostic:
    """A mistake that was found in the stretch alone, where it stands in the whole text."""
    related = tuple(other._replace(span=_move(other.span, source)) for other in one.related)
    return one._replace(span=_move(one.span, source), related=related)


def _move(span: Span, source: Stretch) -> Span:
    more = source.first - 1
    return Span(source, span.line + more, span.column, span.end_line + more, span.end_column)
