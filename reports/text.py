"""A report for a person at a terminal: what is overdue, what went wrong, what to do next, and how far the checklist is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from afterword.engine.report.model import ChecklistItem, ChecklistStep, Finding, Progress, Report
from afterword.engine.report.phrasing import phrase_day, phrase_moment, starts_day
from afterword.engine.times.durations import describe_length
from afterword.engine.times.model import HOUR, SECOND
from afterword.engine.verdicts import Level, State
from afterword.reports.layout import clean, columns, fits, pad, wrap

_WIDEST, _NARROWEST = 100, 24
_INDENT = "   "
_TODAY = 24 * HOUR

_GROUPS = {
    "OVERDUE": "red",
    "WARNINGS": "yellow",
    "DO TODAY": "green",
    "NEXT": "cyan",
    "WHEN YOU CAN": "cyan",
    "WORTH KNOWING": "cyan",
    "COMING UP": "blue",
}
"""The headings in their order, with their colours."""

_MARKS = {Progress.DONE: ("x", "green"), Progress.OVERDUE: ("!", "red"), Progress.OPEN: (" ", None), Progress.IDLE: ("-", None)}
_COUNTED = {
    State.DONE: "done",
    State.LATE: "late",
    State.VIOLATED: "amiss",
    State.OVERDUE: "overdue",
    State.OPEN: "open",
    State.UPCOMING: "to come",
    State.WAIVED: "excused",
    State.LAPSED: "no longer needed",
}


def render_text(report: Report, *, color: bool, width: int) -> str:
    """The report in lines of at most ``width`` columns (no fewer than 24, and no more than 100, which read well)."""
    page = _Page(report, max(_NARROWEST, min(width, _WIDEST)), color=color)
    return "\n".join(line.rstrip() for line in page.lines()) + "\n"


class _Page:
    """One report laid out for one width."""

    def __init__(self, report: Report, width: int, *, color: bool) -> None:
        self._report = report
        self._width = width
        self._color = color
        self._now = _micros(report.as_of)

    def lines(self) -> Iterator[str]:
        """The whole page."""
        yield from self._header()
        for name, findings in self._groups():
            yield ""
            yield self._paint(name, fg=_GROUPS[name], bold=True)
            for alike in _merge(findings):
                yield ""
                yield from self._finding(alike, _GROUPS[name])
        yield ""
        yield from self._checklist()

    def _header(self) -> Iterator[str]:
        report = self._report
        name = clean(report.candidate) if report.candidate else "Afterword"
        yield from self._both_ends(name, phrase_moment(report.as_of), bold=True)
        pack = f"{clean(report.pack_title)} {clean(report.pack_version)} · {clean(report.log)}"
        yield from self._both_ends(pack, str(report.as_of.tzinfo), dim=True)
        yield ""
        yield from wrap(self._summary(), self._width)

    def _summary(self) -> str:
        """What there is to do, in one line."""
        groups = {name: len(findings) for name, findings in self._groups()}
        now = [
            *([f"{groups['OVERDUE']} overdue"] if "OVERDUE" in groups else []),
            *([f"{groups['DO TODAY']} to do today"] if "DO TODAY" in groups else []),
            *([_count(groups["WARNINGS"], "warning")] if "WARNINGS" in groups else []),
        ]
        waiting = groups.get("NEXT", 0) + groups.get("WHEN YOU CAN", 0)
        if now:
            return ", ".join(now) + (f"; {waiting} more can wait." if waiting else ".")
        if waiting:
            return f"Nothing is urgent; {_count(waiting, 'thing')} can wait."
        if not any(step.items for step in self._report.checklist):
            return "Nothing to do yet. What you log from now on is looked at here."
        return "Nothing to do right now. " + ("What comes next stands below." if "COMING UP" in groups else "Well done!")

    def _groups(self) -> Iterator[tuple[str, list[Finding]]]:
        """The findings by heading, the most urgent first."""
        grouped: dict[str, list[Finding]] = {name: [] for name in _GROUPS}
        for finding in self._report.findings:
            grouped[self._group(finding)].append(finding)
        grouped["COMING UP"].sort(key=lambda finding: (finding.opens is None, _micros(finding.opens or self._report.as_of)))
        yield from ((name, findings) for name, findings in grouped.items() if findings)

    def _group(self, finding: Finding) -> str:
        match finding.level, finding.state:
            case Level.OVERDUE, _:
                return "OVERDUE"
            case Level.WARNING, _:
                return "WARNINGS"
            case _, State.UPCOMING:
                return "COMING UP"
            case _, State.OPEN:
                if finding.due is None:
                    return "WHEN YOU CAN"
                return "DO TODAY" if self._left(finding.due) <= _TODAY else "NEXT"
            case _:
                return "WORTH KNOWING"

    def _left(self, moment: datetime) -> int:
        """Microseconds from now; the end of a day is the midnight after it."""
        micros = _micros(moment)
        return micros + (micros % SECOND == SECOND - 1) - self._now

    def _when(self, finding: Finding) -> str:
        """How much time there is, or by how much it is late."""
        if finding.late_by is not None:
            return f"{describe_length(round(finding.late_by.total_seconds() * SECOND))} late"
        if finding.state is State.UPCOMING and finding.opens:
            return f"from {(phrase_day if starts_day(finding.opens) else phrase_moment)(finding.opens, self._report.as_of.year)}"
        if finding.state is State.OPEN and finding.due and finding.level is not Level.OVERDUE:
            left = self._left(finding.due)
            length = describe_length(max(left, 0))
            return f"in {length}" if left <= _TODAY else f"{length} left"
        return ""

    def _finding(self, alike: list[Finding], fg: str) -> Iterator[str]:
        """One finding, or several that say the same of different people or things."""
        finding, when, room = alike[0], self._when(alike[0]), self._width - len(_INDENT)
        title = clean(finding.title or finding.rule) + (f" ({', '.join(_differences(alike))})" if len(alike) > 1 else "")
        bullet = self._paint(" • ", fg=fg)
        if fits(title, when, room):
            space = " " * (room - columns(title) - columns(when))
            yield bullet + self._paint(title, bold=True) + space + self._paint(when, fg=fg)
        else:
            first, *rest = wrap(title, room)
            yield bullet + self._paint(first, bold=True)
            yield from (_INDENT + self._paint(line, bold=True) for line in rest)
            if when:
                yield _INDENT + self._paint(when, fg=fg)
        yield from (_INDENT + line for line in wrap(clean(finding.message), room))
        yield from (_INDENT + self._paint(line, dim=True) for line in wrap(clean(self._grounds(alike)), room))

    def _grounds(self, alike: list[Finding]) -> str:
        """The lines of the log that stand behind findings, and the sources: the first with its title."""
        finding = alike[0]
        lines = dict.fromkeys(str(one.line) if one.line else one.event for each in alike for one in each.evidence)
        events = [f"{self._report.log}:{', '.join(lines)}"] if lines else []
        sources = [f"{one.id} {one.title}" for one in finding.source[:1]]
        others = [f"also {', '.join(one.id for one in finding.source[1:])}"] if finding.source[1:] else []
        outside = ["outside the guide"] if finding.outside else []
        return " · ".join((*events, *sources, *others, *outside))

    def _checklist(self) -> Iterator[str]:
        steps = self._report.checklist
        counted = [step for step in steps if step.step is not None]
        done = sum(step.progress is Progress.DONE for step in counted)
        total = f"{done} of {_count(len(counted), 'step')} done" if counted else ""
        heading = self._paint("CHECKLIST", bold=True)
        yield from [f"{heading}  {total}"] if fits("CHECKLIST", total, self._width) else [heading, total]
        yield ""
        titles = [f"{step.step} {clean(step.title)}" if step.step is not None else clean(step.title) for step in steps]
        widest = max(map(columns, titles), default=0)
        for step, title in zip(steps, titles, strict=True):
            yield from self._step(step, title, widest)

    def _step(self, step: ChecklistStep, title: str, widest: int) -> Iterator[str]:
        mark, fg = _MARKS[step.progress]
        box, counts = self._paint(f"[{mark}]", fg=fg), _tally(step.items)
        if len(" [x] ") + widest + 2 + columns(counts) <= self._width:
            yield f" {box} {pad(title, '', widest)}  {counts}"
            return
        first, *rest = wrap(title, self._width - len(" [x] "))
        yield f" {box} {first}"
        yield from ("     " + line for line in (*rest, *wrap(counts, self._width - len(" [x] "))))

    def _both_ends(self, left: str, right: str, *, bold: bool = False, dim: bool = False) -> Iterator[str]:
        lines = [pad(left, right, self._width)] if fits(left, right, self._width) else [*wrap(left, self._width), *wrap(right, self._width)]
        yield from (self._paint(line, bold=bold, dim=dim) for line in lines)

    def _paint(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        if not self._color:
            return text
        import click

        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)


def _merge(findings: list[Finding]) -> Iterator[list[Finding]]:
    """Findings that read alike, together: where no name is known yet, several people are the same `your interviewer`."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        alike.setdefault((one.rule, one.state, one.message, one.due, one.opens, one.late_by), []).append(one)
    yield from alike.values()


def _differences(alike: list[Finding]) -> tuple[str, ...]:
    """The ids by which findings that read alike can be told apart."""
    different = [kind for kind in alike[0].about if len({one.about[kind] for one in alike}) > 1]
    return tuple(dict.fromkeys(name for one in alike for kind in different if (name := one.about[kind]))) or (f"{len(alike)} times",)


def _tally(items: tuple[ChecklistItem, ...]) -> str:
    """How many cases stand how: `2 done, 1 overdue, 3 tips`."""
    states = Counter(item.state for item in items if item.duty)
    tips = sum(not item.duty and item.state in (State.OPEN, State.UPCOMING) for item in items)
    counts = [f"{states[state]} {word}" for state, word in _COUNTED.items() if states[state]]
    return ", ".join((*counts, *([_count(tips, "tip")] if tips else []))) or ("all clear" if states[State.CLEAR] else "nothing yet")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _micros(moment: datetime) -> int:
    """Microseconds since 1970; times of one zone may not be subtracted from each other, as Python does that by the wall clock."""
    return round(moment.timestamp() * SECOND)
