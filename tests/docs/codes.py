"""`docs/codes.md`: what stands on the pages of all diagnostic codes, in one page with an anchor for each code."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.cli import commands
from afterword.commands.rules.explain import say
from afterword.engine.codes import KINDS, Code, Sample, list_codes, load_code

HEAD = """# Diagnostic codes

Every mistake that Afterword reports has a code, which stands between its place and its message. This page explains each, with a text that
brings it out, what is said to it, and the text put right. `afterword rules explain CODE` shows the same in a terminal.
"""


def render_code_pages() -> str:
    """The whole page, by what the codes are met in."""
    pages = [load_code(code) for code in list_codes()]
    parts = [HEAD]
    for kind, heading in KINDS.items():
        found = [page for page in pages if page.kind == kind]
        if found:
            parts.append(f"## {heading}\n")
        for page in found:
            parts += _page(page)
    return "\n".join(parts)


def _page(page: Code) -> Iterator[str]:
    yield f"### {page.code}\n"
    yield f"**{page.title}.** {page.why} {page.mend}\n"
    for sample in page.samples:
        yield _fence("text", sample.fails)
        yield _fence("text", say(sample, commands))
        yield _fence(_language(sample), sample.passes)


def _language(sample: Sample) -> str:
    return "sh" if sample.kind == "call" else sample.format


def _fence(language: str, text: str) -> str:
    """A block of Markdown; what does not print is made plain."""
    plain = "".join(char if char.isprintable() or char in "\n\t" else "�" for char in text)
    return f"```{language}\n{plain.rstrip()}\n```\n"
