"""The page of a diagnostic code for a person at a terminal, and the list of all codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from afterword.engine.codes import KINDS, Code
from afterword.reports.layout import clean, wrap

_WIDEST, _NARROWEST = 100, 24
_INDENT = "    "


def render_code(page: Code, said: Sequence[str], *, color: bool, width: int) -> str:
    """What is wrong and what to do, then each sample; ``said`` is what Afterword says to the failing text of each."""
    return "\n".join(_page(page, said, color=color, width=_fit(width))) + "\n"


def render_codes(pages: Sequence[Code], *, color: bool, width: int) -> str:
    """Every code with its title, under headings that say what it is met in."""
    return "\n\n".join("\n".join(_section(kind, pages, color=color, width=_fit(width))) for kind in KINDS if _of(kind, pages)) + "\n"


def _page(page: Code, said: Sequence[str], *, color: bool, width: int) -> Iterator[str]:
    yield f"{_bold(page.code, color=color)}: {page.title}"
    yield ""
    yield from wrap(page.why, width)
    yield ""
    yield from wrap(page.mend, width)
    for sample, says in zip(page.samples, said, strict=True):
        for heading, text in (("This fails:", sample.fails), ("", says), ("This passes:", sample.passes)):
            yield ""
            if heading:
                yield _bold(heading, color=color)
                yield ""
            yield from (f"{_INDENT}{_shown(line)}".rstrip() for line in text.splitlines())


def _section(kind: str, pages: Sequence[Code], *, color: bool, width: int) -> Iterator[str]:
    yield from (_bold(line, color=color) for line in wrap(KINDS[kind], width))
    yield ""
    found = _of(kind, pages)
    column = max(len(page.code) for page in pages) + 2
    for page in found:
        first, *rest = wrap(page.title, max(width - column - 2, _NARROWEST))
        yield f"  {page.code:<{column}}{first}"
        yield from (" " * (column + 2) + line for line in rest)


def _of(kind: str, pages: Sequence[Code]) -> list[Code]:
    """The pages of codes that are met in one kind of text."""
    return [page for page in pages if kind in {page.kind, *(sample.kind for sample in page.samples)}]


def _shown(line: str) -> str:
    """A line with its tabs, and a space for whatever else does not print."""
    return "\t".join(clean(part) for part in line.split("\t"))


def _fit(width: int) -> int:
    return max(_NARROWEST, min(width, _WIDEST))


def _bold(text: str, *, color: bool) -> str:
    if not color:
        return text
    import click

    return click.style(text, bold=True)
