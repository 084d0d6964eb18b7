"""What lint finds, for people: each with its place, the line, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.diagnostics import render_diagnostic
from afterword.engine.lint.model import Finding, Level, Linted


def render_linted(packs: Sequence[Linted]) -> str:
    """Every finding as mistakes are shown everywhere, those that are none with their level; then how many there are."""
    shown = [_render(finding) for pack in packs for finding in pack.findings]
    return "\n".join([*shown, *([""] if shown else []), *_sums(packs)]) + "\n"


def _render(finding: Finding) -> str:
    level, diagnostic = finding
    return render_diagnostic(diagnostic if level is Level.ERROR else diagnostic._replace(code=f"{level.value}: {diagnostic.code}"))


def _sums(packs: Sequence[Linted]) -> Iterator[str]:
    """A line for each pack."""
    for pack in packs:
        counts = [_count(number, level.value) for level in Level if (number := pack.count(level))]
        yield f"{pack.pack}: {', '.join(counts) or 'nothing to mend'}"
    codes = list(dict.fromkeys(finding.diagnostic.code for pack in packs for finding in pack.findings))
    if codes:
        yield f"To learn more: afterword rules explain {' '.join(codes) if len(codes) <= _MOST_CODES else 'CODE'}"


_MOST_CODES = 3


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
