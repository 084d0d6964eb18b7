"""The comparison of two packs for a person at a terminal: what came, went and changed, and what it changes in logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from afterword.engine.compare.model import Change, Comparison, Difference, FindingDifference, Kind, LogDifference, Version
from afterword.engine.report.phrasing import phrase_moment
from afterword.reports.layout import clean, columns, wrap

_WIDEST, _NARROWEST = 110, 40
_SIGNS = {Kind.NEW: ("+", "green"), Kind.GONE: ("-", "red"), Kind.CHANGED: ("~", "yellow")}
_COUNTED = {Kind.NEW: "new", Kind.GONE: "gone", Kind.CHANGED: "changed"}
_INDENT = "     "


def render_comparison(comparison: Comparison, *, color: bool, width: int) -> str:
    """What differs, under headings; lines that begin with - are of the old version, those with + of the new one."""
    page = _Page(max(_NARROWEST, min(width, _WIDEST)), color=color)
    return "\n".join(line.rstrip() for line in page.lines(comparison)) + "\n"


class _Page:
    """One comparison laid out for one width."""

    def __init__(self, width: int, *, color: bool) -> None:
        self._width = width
        self._color = color

    def lines(self, comparison: Comparison) -> Iterator[str]:
        """The whole page."""
        yield from self._bold(f"{_name(comparison.old)} → {_name(comparison.new)}")
        pack = comparison.pack
        groups = {"SETTINGS": pack.settings, "WORDS OF THE LOG": pack.words, "HEADINGS AND SOURCES": pack.headings, "RULES": pack.rules}
        for heading, differences in groups.items():
            if differences:
                yield ""
                yield from self._bold(heading, _count([one.kind for one in differences]))
            for one in differences:
                yield from self._difference(one)
        for log in comparison.logs:
            if log.findings:
                yield ""
                yield from self._log(log)
        yield ""
        yield from wrap(_sum(comparison), self._width)

    def _difference(self, one: Difference) -> Iterator[str]:
        yield ""
        yield from self._entry(one.kind, one.name, clean(one.title))
        for change in one.changes:
            yield from self._change(change)

    def _log(self, log: LogDifference) -> Iterator[str]:
        name = f"{clean(log.candidate)}, {clean(log.log)}" if log.candidate else clean(log.log)
        yield from self._bold(f"{name}, {phrase_moment(log.as_of)}", _count([one.kind for one in log.findings]))
        for one in log.findings:
            yield ""
            yield from self._finding(one)

    def _finding(self, one: FindingDifference) -> Iterator[str]:
        finding = one.finding
        about = ", ".join(f"{kind} {clean(name)}" for kind, name in finding.about.items() if name is not None)
        level = "" if one.kind is Kind.CHANGED else f"{finding.level.value}, {finding.state.value}"
        yield from self._entry(one.kind, finding.rule, "; ".join(filter(None, (level, about))))
        if one.kind is not Kind.CHANGED:
            yield from self._wrapped(clean(finding.message))
            if one.elsewhere is not None:
                yield from self._wrapped(f"({'before' if one.kind is Kind.NEW else 'now'}: {one.elsewhere.value})")
        for change in one.changes:
            yield from self._change(change)

    def _bold(self, heading: str, more: str = "") -> Iterator[str]:
        """A heading, and what stands behind it where there is room, else below."""
        *lines, last = wrap(heading, self._width)
        yield from (self._paint(line, bold=True) for line in lines)
        if columns(last) + 2 + columns(more) <= self._width:
            yield f"{self._paint(last, bold=True)}  {more}"
        else:
            yield self._paint(last, bold=True)
            yield from wrap(more, self._width)

    def _entry(self, kind: Kind, name: str, title: str) -> Iterator[str]:
        sign, fg = _SIGNS[kind]
        name = clean(name)
        room = self._width - len(" + ") - columns(name) - 2
        first, *rest = wrap(title, max(room, _NARROWEST // 2)) or [""]
        yield f" {self._paint(sign, fg=fg)} {self._paint(name, bold=True)}  {first}"
        yield from (_INDENT + line for line in rest)

    def _change(self, change: Change) -> Iterator[str]:
        """One part: in one line where there is room, else the lines that differ."""
        old, new = ([_item(clean(line)) for line in text.splitlines()] for text in (change.old, change.new))
        short = f"{change.part}: {' '.join(old) or 'nothing'} → {' '.join(new) or 'nothing'}"
        if len(old) <= 1 and len(new) <= 1 and columns(_INDENT + short) <= self._width:
            yield _INDENT + short
            return
        yield f"{_INDENT}{change.part}:"
        for sign, line in _differing(old, new):
            _, fg = _SIGNS[Kind.NEW if sign == "+" else Kind.GONE]
            for number, piece in enumerate(wrap(line, self._width - len(_INDENT) - 4)):
                yield f"{_INDENT}  {self._paint(sign if not number else ' ', fg=fg)} {self._paint(piece, fg=fg)}"

    def _wrapped(self, text: str) -> Iterator[str]:
        yield from (_INDENT + line for line in wrap(text, self._width - len(_INDENT)))

    def _paint(self, text: str, *, fg: str | None = None, bold: bool = False) -> str:
        if not self._color:
            return text
        import click

        return click.style(text, fg=fg, bold=bold or None)


def _item(line: str) -> str:
    """A line; one that goes on with a sentence has a mark of its own, as dashes mark what is gone."""
    return f"· {line.removeprefix('- ')}" if line.startswith("- ") else line


def _name(version: Version) -> str:
    """A pack as it was asked for, with what it calls itself."""
    asked = "" if version.asked == version.id else f"{clean(version.asked)}: "
    return f"{asked}{clean(version.title)} {clean(version.version)}"


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The lines that only one of two texts has, in their order."""
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            yield from (("-", line) for line in old[start:end])
            yield from (("+", line) for line in new[first:last])


def _count(kinds: Sequence[Kind]) -> str:
    """`2 new, 1 changed`."""
    return ", ".join(f"{kinds.count(kind)} {word}" for kind, word in _COUNTED.items() if kind in kinds)


def _sum(comparison: Comparison) -> str:
    """How much differs, in a sentence."""
    number = len(comparison.pack.all)
    pack = f"{number} difference{'' if number == 1 else 's'} between the packs" if number else "The packs mean the same"
    if not comparison.logs:
        return f"{pack}."
    logs = [log for log in comparison.logs if log.findings]
    every = len(comparison.logs)
    if not logs:
        return f"{pack}; {'the log is' if every == 1 else f'all {every} logs are'} found alike."
    findings = _count([one.kind for log in logs for one in log.findings])
    return f"{pack}; in {len(logs)} of {every} log{'' if every == 1 else 's'}, findings differ: {findings}."
