"""What is wrong with an input, as values: every mistake of a file is collected and reported, none is raised."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar
from unicodedata import combining, east_asian_width

from afterword.engine.spans import Span

T = TypeVar("T")

_WIDTH = 110  # the most characters of a line that are shown
_LONGEST_WORD = 100  # longer ones are no misspelt words


class Related(NamedTuple):
    """A second place that a diagnostic speaks of, such as the first of two duplicates."""

    message: str
    span: Span


class Diagnostic(NamedTuple):
    """One mistake. ``code`` is stable and kebab-case; nothing may branch on ``message``."""

    code: str
    message: str
    span: Span
    hint: str | None = None
    related: tuple[Related, ...] = ()

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of report: file, line, column, code, message."""
        return (self.span.source.name, self.span.line, self.span.column, self.code, self.message)


class Outcome(NamedTuple, Generic[T]):
    """What a stage made, or ``None`` where mistakes kept it from making it, with all the mistakes it met."""

    value: T | None
    diagnostics: tuple[Diagnostic, ...] = ()


def sort_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """In order of place, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda one: one.sort_key))


def quote(text: str, most: int = 60) -> str:
    """Text of the user inside a message: in backticks, cut where it is long, with everything that does not print made plain."""
    plain = "".join(char if char.isprintable() else "�" for char in text[: most + 1])
    return f"`{plain if len(text) <= most else plain[:most] + '…'}`"


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that ``word`` was plainly meant to be, whatever its case, dashes and underscores; ``None`` where none is near."""
    from difflib import get_close_matches  # for mistakes alone

    if len(word) > _LONGEST_WORD:
        return None
    spelled = {_loosely(choice): choice for choice in choices if choice != word}
    near = get_close_matches(_loosely(word), spelled, n=1, cutoff=0.6)
    return spelled[near[0]] if near else None


def suggest(word: str, choices: Iterable[str]) -> str | None:
    """``did you mean ...?`` for the choice nearest to ``word``, or ``None`` where none is near."""
    near = nearest(word, choices)
    return f"did you mean `{near}`?" if near else None


def choices_hint(word: str, choices: Sequence[str], most: int = 12) -> str | None:
    """The nearest choice, or else the list of choices where it is short enough to read."""
    return suggest(word, choices) or (f"one of: {', '.join(choices)}" if 0 < len(choices) <= most else None)


def render_diagnostic(diagnostic: Diagnostic) -> str:
    """``file:line:col: code: message``, the line with a caret below it, then ``help:`` and related places."""
    lines = [f"{diagnostic.span}: {diagnostic.code}: {diagnostic.message}", *excerpt(diagnostic.span)]
    for related in diagnostic.related:
        lines += [f"{related.span}: note: {related.message}", *excerpt(related.span)]
    if diagnostic.hint:
        lines.append(f"  help: {diagnostic.hint}")
    return "\n".join(lines)


def excerpt(span: Span) -> list[str]:
    """The line with a caret under the span; a long line is cut around it, and what does not print is made plain."""
    line = span.source.line(span.line)
    start = span.column - 1
    first = max(0, start - _WIDTH // 2) if len(line) > _WIDTH else 0
    shown = "".join(" " if char == "\t" else char if char.isprintable() else "�" for char in line[first : first + _WIDTH])
    if not shown.strip():
        return []
    marked = line[start : span.end_column - 1 if span.end_line == span.line else None][: first + _WIDTH - start]
    caret = " " * _columns(shown[: start - first]) + "^" * max(1, _columns(marked))
    shown = ("…" + shown[1:] if first else shown) + ("…" if first + _WIDTH < len(line) else "")
    number = str(span.line)
    return [f"  {number} | {shown}", f"  {' ' * len(number)} | {caret}"]


def _loosely(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese and Japanese characters two each, accents that combine none."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
