"""The texts that rules are written in: their own, and those that change them."""

from __future__ import annotations

from collections.abc import Sequence

from afterword.engine.handbook.model import Text
from afterword.engine.language.change_rules import Override
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.spans import Span


def rule_texts(read: ReadRule, overrides: Sequence[Override]) -> tuple[Text, ...]:
    """The text of a rule as a member of a list, then what overrides it, in the order in which that is done."""
    first, *rest = _cut(read.node.place.span(read.source))
    own = Text(_place(read.rule.span), "\n".join([f"- {first}", *(f"  {line}".rstrip() for line in rest)]) + "\n")
    changes = [one for one in overrides if one.rule == read.rule.id]
    return (own, *(Text(_place(one.span), "\n".join(_cut(one.whole)) + "\n") for one in changes))


def _place(span: Span) -> str:
    return f"{span.source.name}:{span.line}"


def _cut(span: Span) -> list[str]:
    """The lines of a stretch, moved to the margin; those that have less room before them as far as they can."""
    lines = [span.source.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    while not lines[-1].strip():
        lines.pop()
    first, *rest = lines
    indent = span.column - 1
    return [first[indent:], *(line[min(indent, len(line) - len(line.lstrip())) :] for line in rest)]
