"""What came of the tests of rules, for a person at a terminal: every failure as a difference, then a line for each pack."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterword.engine.diagnostics import excerpt
from afterword.engine.report.phrasing import phrase_moment
from afterword.engine.rule_tests.model import (
    Coverage,
    Difference,
    Expectation,
    MomentResult,
    PackTests,
    RuleTests,
    Seen,
    TrialKind,
    TrialResult,
)
from afterword.reports.layout import clean, columns, wrap

_WIDEST, _NARROWEST = 110, 40
_SIDES = {"-": ("expected", "green"), "+": ("came out", "red"), "=": ("both", None)}
_LABEL = "  - expected  "


def render_tests(  # noqa: PLR0913 - as many as there are choices
    tests: RuleTests,
    *,
    color: bool,
    width: int,
    coverage: bool = False,
    least: float | None = None,
    reasons: Callable[[MomentResult], str] | None = None,
) -> str:
    """All failures, and how many tests came out as expected.

    With ``coverage``, also what the tests show of each rule; where that is less than ``least`` percent, what they do not show. ``reasons``
    are told below each moment that failed.
    """
    page = _Page(max(_NARROWEST, min(width, _WIDEST)), color=color, reasons=reasons)
    blocks = [list(page.failure(trial)) for trial in tests.failures]
    if blocks and reasons is None:
        blocks.append([page.paint("With --why, how these cases came to their states is shown.", dim=True)])
    if any(moment.disagreements for trial in tests.failures for moment in trial.moments):
        blocks.append(["The engines differ. That is a mistake of ours: please report it with the pack and the log."])
    for pack in tests.packs:
        blocks += [list(page.coverage(pack))] if coverage else []
        blocks += [list(page.lacking(pack.coverage, least))] if least is not None and pack.coverage.percent < least else []
    blocks.append([line for pack in tests.packs for line in page.summary(pack)])
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in blocks if block) + "\n"


def render_failure(trial: TrialResult) -> str:
    """One test that failed, without colours."""
    return "\n".join(line.rstrip() for line in _Page(_WIDEST, color=False).failure(trial))


def render_lacking(coverage: Coverage, least: float) -> str:
    """What keeps the coverage below ``least`` percent, without colours."""
    return "\n".join(_Page(_WIDEST, color=False).lacking(coverage, least))


class _Page:
    """Lays things out for one width."""

    def __init__(self, width: int, *, color: bool, reasons: Callable[[MomentResult], str] | None = None) -> None:
        self.width = width
        self.color = color
        self.reasons = reasons

    def failure(self, trial: TrialResult) -> Iterator[str]:
        """A test that failed, moment by moment."""
        yield self.paint("FAILED", fg="red", bold=True) + " " + self.paint(clean(title(trial)), bold=True)
        failed = [moment for moment in trial.moments if not moment.passed]
        for number, moment in enumerate(failed):
            yield from ("",) if number and self.reasons else ()
            yield from self.moment(moment, trial.kind)
            if self.reasons is not None and moment.differences:
                yield from ("", *self.reasons(moment).splitlines())

    def moment(self, moment: MomentResult, kind: TrialKind) -> Iterator[str]:
        """All that is not as expected at a moment, each below the line where it is written."""
        asked = f"asked about {phrase_moment(moment.as_of)} ({moment.as_of.tzinfo})"
        place = wanted = None
        for one in moment.differences:
            written = moment.span if one.expectation is None else one.expectation.span
            if written != place:
                yield f"{written}: {asked}"
                yield from excerpt(written)
            if written != place or one.expectation is not None or wanted is not None:
                yield from self.side("-", _wanted(one, kind))
            place, wanted = written, one.expectation
            yield from self.came_out(one.seen, kind)
        for seen in moment.as_expected if moment.differences and kind is TrialKind.EXAMPLE else ():
            yield from self.side("=", _describe(seen, kind))
        for engine, seen in moment.disagreements:
            yield f"{moment.span}: {asked}"
            yield f"  only {engine} found {_describe(seen, TrialKind.CASE)}"

    def came_out(self, seen: Seen | None, kind: TrialKind) -> Iterator[str]:
        """A case that came out, with what its finding says."""
        yield from self.side("+", "nothing like it" if seen is None else _describe(seen, kind))
        if seen is not None and seen.message:
            yield from self.indent(f"“{clean(seen.message)}”", dim=True)

    def side(self, mark: str, text: str) -> Iterator[str]:
        """One side of a difference, wrapped behind its label."""
        label, fg = _SIDES[mark]
        first, *rest = wrap(clean(text), self.width - len(_LABEL)) or [""]
        yield self.paint(f"  {mark} {label:<8}  {first}", fg=fg)
        yield from (" " * len(_LABEL) + self.paint(line, fg=fg) for line in rest)

    def indent(self, text: str, *, dim: bool = False) -> Iterator[str]:
        """Text that stands below a label."""
        yield from (" " * len(_LABEL) + self.paint(line, dim=dim) for line in wrap(text, self.width - len(_LABEL)))

    def coverage(self, pack: PackTests) -> Iterator[str]:
        """What the tests show of each rule."""
        yield self.paint("COVERAGE", bold=True) + f"  {pack.pack_id}"
        yield ""
        widest = max((columns(one.rule) for one in pack.coverage.rules), default=0)
        for one in pack.coverage.rules:
            box = self.paint("[ ]", fg="red") if one.missing else "[x]"
            missing = self.paint(f"not {', '.join(one.missing)}", fg="red") if one.missing else ""
            yield f" {box} {one.rule:<{widest}}  {'; '.join(filter(None, (', '.join(one.shown), missing)))}"

    def lacking(self, coverage: Coverage, least: float) -> Iterator[str]:
        """What keeps the coverage below what is asked for."""
        yield (
            self.paint("FAILED", fg="red", bold=True) + f" coverage is {coverage.percent:g} %, and {least:g} % is asked for. No test shows"
        )
        yield from (f"{one.span}: {one.rule} {' or '.join(one.missing)}" for one in coverage.rules if one.missing)

    def summary(self, pack: PackTests) -> Iterator[str]:
        """How many tests of a pack came out as expected."""
        counts = [_count(pack, kind) for kind in TrialKind if any(trial.kind is kind for trial in pack.trials)]
        name = clean(f"{pack.pack_id} {pack.pack_version}")
        if not counts:
            yield f"{name}: no tests yet. Put `examples` beside its rules."
            return
        shown = pack.coverage
        coverage = f" Coverage {shown.percent:g} % ({shown.shown} of {shown.total})." if shown.total else ""
        yield self.paint(f"{name}: {' and '.join(counts)} as expected.{coverage}", fg="green" if pack.passed else "red")
        if pack.left_out:
            yield f"{_number(pack.left_out, 'example')} left out: the rules are switched off."

    def paint(self, text: str, *, fg: str | None = None, bold: bool = False, dim: bool = False) -> str:
        """Text in colours, where these are wanted."""
        if not self.color or not (fg or bold or dim):
            return text
        import click

        return click.style(text, fg=fg, bold=bold or None, dim=dim or None)


def title(trial: TrialResult) -> str:
    """The name of a test; an example has that of its rule before it."""
    return ": ".join(filter(None, (*(trial.rules if trial.kind is TrialKind.EXAMPLE else ()), trial.name)))


def sum_up(trial: TrialResult) -> str:
    """The first thing that went wrong in a test, in a line."""
    moment = next(moment for moment in trial.moments if not moment.passed)
    if not moment.differences:
        return "the engines differ"
    first = moment.differences[0]
    found = "nothing like it" if first.seen is None else _describe(first.seen, trial.kind)
    return f"expected {_wanted(first, trial.kind)}; came out {found}"


def _wanted(difference: Difference, kind: TrialKind) -> str:
    expectation = difference.expectation
    if expectation is None:
        return "nothing more"
    told = _spell(expectation, kind)
    return f"no {told}" if difference.forbidden else told


def _spell(expectation: Expectation, kind: TrialKind) -> str:
    return expectation.text if kind is TrialKind.EXAMPLE else f"{expectation.rule} {expectation.text}".strip()


def _describe(seen: Seen, kind: TrialKind) -> str:
    """A case as it came out: its state, what it is about, and when it is due."""
    rule = [] if kind is TrialKind.EXAMPLE else [seen.rule]
    about = [f"{kind} {one}" for kind, one in seen.about.items() if one is not None]
    due = [f"due {phrase_moment(seen.due)}"] if seen.due is not None else []
    return ", ".join((" ".join((*rule, seen.state.value)), *about, *due))


def _count(pack: PackTests, kind: TrialKind) -> str:
    own = [trial for trial in pack.trials if trial.kind is kind]
    good = sum(trial.passed for trial in own)
    if good == len(own):
        return _number(good, kind.value)
    return f"{good} of {_number(len(own), kind.value)}"


def _number(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
