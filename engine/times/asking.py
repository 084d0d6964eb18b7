"""The moment of asking: what `--as-of` and the `as_of` of a script may be."""

from __future__ import annotations

from afterword.engine.diagnostics import Diagnostic, Outcome
from afterword.engine.spans import Source
from afterword.engine.times.instants import parse_time_or_day
from afterword.engine.times.model import TimeProblem


def parse_as_of(text: Source, zone: str) -> Outcome[int]:
    """A time as logs write it, local to ``zone`` where it has no offset; a day is asked about at its end."""
    found = parse_time_or_day(text.text, zone)
    if isinstance(found, TimeProblem):
        return Outcome(None, (Diagnostic(found.code, found.message, text.span(0, len(text.text)), found.hint),))
    return Outcome(found.hi)
