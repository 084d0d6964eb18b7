"""The texts that rules are written in: their own, and those that change them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from afterword.engine.handbook.model import Text
from afterword.engine.language.change_rules import Override
from afterword.engine.language.load_pack import ReadRule
from afterword.engine.spans import Span


def rule_texts(read: ReadRule, overrides: Sequence[Override]) -> tuple[Text, ...]:
    """The text of a rule, then what overrides it, in the order in which that is done."""
    changes = [one.span for one in overrides if one.rule == read.rule.id]
    own = Text(_place(read.rule.span), _own_text(read.node.place.span(read.source)))
    return (own, *(Text(_place(span), _entry_text(span)) for span in changes))


def _place(span: Span) -> str:
    return f"{span.source.name}:{span.line}"


def _own_text(span: Span) -> str:
    """A rule as a member of a list, moved to the margin."""
    source, indent = span.source, span.column - 1
    in_braces = source.line(span.line)[indent : indent + 1] == "{"
    first, *rest = _braces(span) if in_braces else _block(span, indent)
    return "\n".join([f"- {first}", *(f"  {line}".rstrip() for line in rest)]) + "\n"


def _braces(span: Span) -> list[str]:
    """A mapping in braces, its further lines moved as far to the left as the first one, where there is room."""
    indent, lines = span.column - 1, [span.source.line(number) for number in range(span.line, span.end_line + 1)]
    lines[-1] = lines[-1][: span.end_column - 1]
    first, *rest = lines
    return [first[indent:], *(line[min(indent, len(line) - len(line.lstrip())) :] for line in rest)]


def _entry_text(span: Span) -> str:
    """An entry whose key stands at ``span``, moved to the margin."""
    return "\n".join(_block(span, span.column - 1, inner=1)) + "\n"


def _block(span: Span, indent: int, inner: int = 0) -> list[str]:
    """The line of ``span`` and those below it that belong to it, which stand at ``indent`` or, with ``inner``, further in."""
    source = span.source
    last = source.text.count("\n") + 1
    below = (source.line(number) for number in range(span.line + 1, last + 1))
    lines = list(takewhile(lambda line: not line.strip() or len(line) - len(line.lstrip()) >= indent + inner, below))
    while lines and (not lines[-1].strip() or (lines[-1].lstrip().startswith("#"))):
        lines.pop()
    return [source.line(span.line)[indent:], *(line[indent:] for line in lines)]
