"""The mistakes of a file of another tool: listed up to a hundred, counted to the end."""

from __future__ import annotations

from afterword.engine.diagnostics import Diagnostic, sort_diagnostics
from afterword.engine.foreign.file_text import FileText
from afterword.engine.reading.nodes import Place

MOST = 100
"""So many mistakes are listed. A file with more was hardly meant to be read as it was, and reading it stops there."""


class BadRows:
    """Collects what is wrong with rows. Where they are to be ``skipped``, reading goes on however many there are."""

    def __init__(self, *, skipped: bool) -> None:
        """Start with none."""
        self.skipped = skipped
        self.count = 0
        self.fatal = False
        self._listed: list[Diagnostic] = []
        self._texts: dict[int, FileText] = {}
        self._told_once: set[str] = set()

    @property
    def full(self) -> bool:
        """Whether to stop reading."""
        return self.count >= MOST and not self.skipped

    def report(self, code: str, message: str, text: FileText, place: Place, hint: str | None = None, *, once: bool = False) -> None:  # noqa: PLR0913 - what a mistake is made of
        """Add a mistake; of those with a code that is told ``once``, the first is listed and the others are counted."""
        self._texts[id(text)] = text
        if once and code in self._told_once:
            self.count += 1
            return
        if once:
            self._told_once.add(code)
        self.add(Diagnostic(code, message, place.span(text), hint))

    def add(self, mistake: Diagnostic) -> None:
        """Add a mistake that is placed already."""
        self.count += 1
        if len(self._listed) < MOST:
            self._listed.append(mistake)

    def add_fatal(self, mistake: Diagnostic) -> None:
        """Add a mistake that is not one of a row: leaving rows out does not mend it."""
        self.fatal = True
        self.add(mistake)

    def told(self) -> tuple[Diagnostic, ...]:
        """The mistakes that are listed, in order, each with the line that it stands in."""
        for text in self._texts.values():
            text.fetch(one.span.line for one in self._listed if one.span.source is text)
        return sort_diagnostics(self._listed)
