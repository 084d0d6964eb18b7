"""What lint finds, as commands that GitHub Actions turns into remarks beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable

from afterword.engine.lint.model import Finding, Level, Linted, is_file

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def render_linted_github(packs: Iterable[Linted]) -> str:
    """A command a line: `::error file=…,line=…,endLine=…,col=…,endColumn=…,title=code::message`."""
    return "".join(f"{_command(finding)}\n" for pack in packs for finding in pack.findings)


def _command(finding: Finding) -> str:
    level, one = finding
    span = one.span
    place: dict[str, object] = {}
    if is_file(span):
        place |= {"file": span.source.name.replace("\\", "/"), "line": span.line, "endLine": span.end_line}
        if span.end_line == span.line:  # columns are taken within one line alone
            place |= {"col": span.column, "endColumn": span.end_column}
    settings = ",".join(f"{name}={_escape_setting(str(value))}" for name, value in (place | {"title": one.code}).items())
    text = one.message if one.hint is None else f"{one.message}\nhelp: {one.hint}"
    return f"::{_COMMANDS[level]} {settings}::{_escape(text)}"


def _escape(text: str) -> str:
    """Text after the `::`: a line break would end the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_setting(text: str) -> str:
    """The value of a setting: commas and colons separate these."""
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
