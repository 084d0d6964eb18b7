"""Explanations for a person at a terminal: each case with its tree of reasons, as short as it can be understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

from afterword.engine.report.phrasing import phrase_moment
from afterword.engine.verdicts import State
from afterword.engine.why.model import Explanation, Reason, ReasonKind, RuleExplanation, Subject, Why
from afterword.reports.layout import clean, columns, fits, pad, wrap

MARKS = "✓✗·≈"
"""What a terminal must be able to show; else there are letters in their place."""

_WIDEST, _NARROWEST = 110, 24
_INDENT = "  "
_DEEPEST = 12

_COLORS = {
    State.OVERDUE: "red",
    State.VIOLATED: "yellow",
    State.LATE: "yellow",
    State.OPEN: "green",
    State.UPCOMING: "blue",
    State.DONE: "green",
}
_COUNTED = {State.VIOLATED: "violated", State.WAIVED: "excused", State.LAPSED: "no longer needed", State.UPCOMING: "to come"}


class _Mark(NamedTuple):
    """A sign before a line: where all can be shown, and where only ASCII can, with its colour."""

    sign: str
    plain: str
    color: str | None


_YES, _NO, _OPEN, _NEAR = _Mark("✓", "+", "green"), _Mark("✗", "x", "red"), _Mark("·", "-", None), _Mark("≈", "~", "yellow")


def render_why(why: Why, *, color: bool, width: int, every: bool = False, ascii_only: bool = False) -> str:
    """The answer in lines of at most ``width`` columns. ``every`` shows each test in a line of its own, passed or not."""
    page = _Page(why, max(_NARROWEST, min(width, _WIDEST)), color=color, every=every, ascii_only=ascii_only)
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


def render_reasons(why: Why, *, color: bool, width: int, ascii_only: bool = False) -> str:
    """The cases with their reasons alone: for a page that has told the rest."""
    page = _Page(why, max(_NARROWEST, min(width, _WIDEST)), color=color, every=False, ascii_only=ascii_only)
    return "\n".join(line.rstrip() for line in page.reasons()) + "\n"


class _Page:
    """One answer laid out for one width."""

    def __init__(self, why: Why, width: int, *, color: bool, every: bool, ascii_only: bool) -> None:
        self._why = why
        self._width = width
        self._color = color
        self._every = every
        self._ascii = ascii_only

    def lines(self) -> Iterator[str]:
        """The whole page."""
        why = self._why
        about = ", ".join(f"{kind} {name}" for kind, name in why.about.items())
        question = f"Why {clean(why.asked)}{f', about {clean(about)}' if about else ''}?"
        yield from self._both_ends(question, phrase_moment(why.as_of), bold=True)
        pack = self._joined(f"{clean(why.pack_title)} {clean(why.pack_version)}", clean(why.log))
        yield from self._both_ends(pack, str(why.as_of.tzinfo), dim=True)
        for rule in why.rules:
            yield ""
            yield from self._rule(rule)
        if not self._every and any(not rule.switched_off for rule in why.rules):
            yield ""
            yield from (self._paint(line, dim=True) for line in wrap("With --all, all that was looked at is shown.", self._width))

    def reasons(self) -> Iterator[str]:
        """The cases alone, and why there are no others."""
        for rule in self._why.rules:
            for number, case in enumerate(rule.cases):
                yield from ("",) if number else ()
                yield from self._case(case)
            yield from self._reasons(rule.why_not, "")

    # -- rules and cases ------------------------------------------------------------------------------------------------------

    def _rule(self, rule: RuleExplanation) -> Iterator[str]:
        title = f"{rule.rule}: {clean(rule.title)}" if rule.title else rule.rule
        yield from (self._paint(line, bold=True) for line in wrap(title, self._width))
        place = [f"{clean(rule.place[0])}:{rule.place[1]}"] if rule.place else []
        yield from (self._paint(line, dim=True) for line in wrap(self._joined(rule.kind, *place), self._width))
        if rule.switched_off:
            yield ""
            yield from wrap(f"This rule is switched off by {clean(rule.switched_off)}.", self._width)
            return
        yield ""
        yield from wrap(_summary(rule), self._width)
        for case in rule.cases:
            yield ""
            yield from self._case(case)
        if rule.why_not:
            yield ""
            yield from self._reasons(rule.why_not, _INDENT)

    def _case(self, case: Explanation) -> Iterator[str]:
        state = case.state.value.upper() if case.state else "FACT"
        first, *rest = wrap(f"{state}  {clean(case.title)}".replace("  ", " "), self._width)
        head = first.removeprefix(state)
        yield self._paint(state, fg=_COLORS.get(case.state) if case.state else "cyan", bold=True) + (
            f" {head}" if fits(first, "", self._width) else head
        )
        yield from (_INDENT + line for line in rest)
        text = clean(case.text)
        yield from (_INDENT + line for line in wrap(f"{text[:1].upper()}{text[1:]}.", self._width - len(_INDENT)))
        yield from self._reasons(case.children if self._every else map(partial(_shorten, case), case.children), _INDENT)

    # -- reasons --------------------------------------------------------------------------------------------------------------

    def _reasons(self, reasons: Iterable[Reason], indent: str, above: Reason | None = None) -> Iterator[str]:
        for reason in reasons:
            if self._every or _is_worth(reason, above):
                yield from self._reason(reason, indent, above)

    def _reason(self, reason: Reason, indent: str, above: Reason | None) -> Iterator[str]:
        mark = _mark(reason, above)
        doubt = f" ({reason.doubt})" if reason.doubt else ""
        text = clean((reason.text if self._every else reason.sentence) + doubt)
        sign = self._paint(mark.plain if self._ascii else mark.sign, fg=mark.color, dim=mark is _OPEN)
        first, *rest = self._with_place(text, self._place(reason.subject), max(self._width - len(indent) - 2, _NARROWEST // 2))
        yield f"{indent}{sign} {first}"
        yield from (f"{indent}  {line}" for line in rest)
        deeper = indent + _INDENT if len(indent) < _DEEPEST * len(_INDENT) else indent
        yield from self._reasons(reason.children if self._every else _children(reason, above), deeper, reason)

    def _with_place(self, text: str, place: str, room: int) -> list[str]:
        """The text in lines, with the place in the log at the end, or in a line of its own; it steps back."""
        *others, last = wrap(text, room)
        if not place:
            return [*others, last]
        dimmed, gap = self._paint(place, dim=True), self._joined("", "")
        if columns(last) + columns(gap) + columns(place) <= room:
            return [*others, last + self._paint(gap, dim=True) + dimmed]
        return [*others, last, *(self._paint(line, dim=True) for line in wrap(place, room))]

    def _place(self, subject: Subject | None) -> str:
        return f"{clean(self._why.log)}:{subject.line}" if subject is not None and subject.line is not None else ""

    # -- words and lines ------------------------------------------------------------------------------------------------------

    def _joined(self, *texts: str) -> str:
        return (" - " if self._ascii else " · ").join(texts)

    def _both_ends(self, left: str, right: str, *, bold: bool = False, dim: bool = False) -> Iterator[str]:
        lines = [pad(left, right, self._width)] if fits(left, right, self._width) else [*wrap(left, self._width), *wrap(right, self._width)]
        yield from (self._paint(line, bold=bold, dim=dim) for line in lines)

    def _paint(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        if not self._color:
            return text
        import click

        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)


def _shorten(case: Explanation, reason: Reason) -> Reason:
    """What could have ended a case that something else decided is worth its own line alone."""
    moot = reason.kind is ReasonKind.UNLESS and reason.passed and case.state not in {State.LAPSED, State.WAIVED}
    return reason._replace(children=()) if moot else reason


def _mark(reason: Reason, above: Reason | None) -> _Mark:
    """The sign of a reason. What did not come of an `unless` is no fault."""
    if reason.kind is ReasonKind.MISS:
        return _NEAR
    ends = reason.kind is ReasonKind.UNLESS or (above is not None and above.kind is ReasonKind.UNLESS)
    if reason.passed is None or (ends and not reason.passed):
        return _OPEN
    return _YES if reason.passed else _NO


def _is_worth(reason: Reason, above: Reason | None) -> bool:
    """Whether a reason is worth a line where only what matters is told. Of a moment of asking, the case itself speaks first."""
    match reason.kind, above:
        case ReasonKind.CLOCK, _:
            worth = False
        case ReasonKind.CONDITION, Reason(kind=ReasonKind.FACT, passed=True):
            worth = False
        case ReasonKind.PATTERN, Reason(kind=ReasonKind.UNLESS, passed=came):
            worth = reason.passed is True if came else any(child.nearly_fits for child in reason.children)
        case ReasonKind.PATTERN, Reason(kind=ReasonKind.TARGET, passed=met):
            worth = reason.passed is True or (not met and bool(reason.children))
        case ReasonKind.BARRIER, Reason(kind=ReasonKind.TARGET, passed=met):
            worth = not met
        case _:
            worth = True
    return worth


def _children(reason: Reason, above: Reason | None) -> Iterable[Reason]:
    """What stands below a reason, apart from what its own line says."""
    if reason.kind is ReasonKind.CONDITION and reason.passed:
        return [child for child in reason.children if child.kind is ReasonKind.MATCH]
    if above is not None and above.kind is ReasonKind.UNLESS and not reason.passed:
        return [child for child in reason.children if child.nearly_fits][:1]
    return [child for child in reason.children if child not in reason.tests] if reason.kind in _THINGS else reason.children


_THINGS = {ReasonKind.MATCH, ReasonKind.MISS, ReasonKind.BINDING}
"""Reasons whose tests stand in their own line."""


def _summary(rule: RuleExplanation) -> str:
    """How many cases there are, by state."""
    if not rule.counts:
        return "There is no such fact." if rule.kind == "fact" else "There is no such case."
    if rule.kind == "fact":
        number = sum(rule.counts.values())
        text = f"{number} fact{'' if number == 1 else 's'}"
    else:
        text = ", ".join(f"{number} {_COUNTED.get(State(state), state)}" for state, number in rule.counts.items())
    shown = len(rule.cases)
    return f"{text}." if not rule.left_out else f"{text}; the first {shown} are shown here."
