"""Small packs for the tests of lint."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import dedent

from afterword.engine.lint.lint_pack import lint_sources
from afterword.engine.lint.model import Finding
from afterword.engine.spans import Source

HEAD = 'pack: {id: small, version: "1", title: Small}\n'


def lint(*texts: str, settings: Mapping[str, str] | None = None) -> tuple[Finding, ...]:
    """What is found in a pack of these files, called `1.yaml`, `2.yaml` and so on."""
    return lint_sources([Source(f"{number}.yaml", dedent(text)) for number, text in enumerate(texts, start=1)], settings or {})


def places(found: tuple[Finding, ...]) -> list[str]:
    """Level, code and place of each finding: `warning silent-state 1.yaml:3:5`."""
    return [f"{level.value} {one.code} {one.span}" for level, one in found]


def codes(found: tuple[Finding, ...]) -> list[str]:
    """The code of each finding."""
    return [one.code for _, one in found]
