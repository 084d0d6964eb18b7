"""How a case stands and why, as a tree: what it is, what ended it, what it asks for, and the moment of asking."""

from __future__ import annotations

from collections.abc import Iterator

from afterword.engine.diagnostics import quote
from afterword.engine.language.patterns import Combine, Direction, Pattern
from afterword.engine.log.model import Event
from afterword.engine.report.messages import past_due
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.run.model import Verdict
from afterword.engine.verdicts import State
from afterword.engine.why.case import Case
from afterword.engine.why.decide import Cause, Decision, excused_by
from afterword.engine.why.model import Reason, ReasonKind
from afterword.engine.why.nearest import Check, Seeker
from afterword.engine.why.readings import Reading, before, moment_of
from afterword.engine.why.rows import Concluded, Hit, Row, event_of
from afterword.engine.why.search import identity
from afterword.engine.why.tell_case import look_near, tell_case
from afterword.engine.why.tell_target import order_words, tell_target
from afterword.engine.why.tell_tests import tell_requirement
from afterword.engine.why.wanted import pattern_words
from afterword.engine.why.words import Detail, Words, lasting


def tell_verdict(words: Words, case: Case, decision: Decision, verdict: Verdict) -> tuple[Reason, ...]:
    """All that a case rests on, in the order in which a rule is written."""
    rule = case.rule
    reasons = [*tell_case(words, rule, case.scope), *_tell_ends(words, case, decision)]
    reasons += (tell_requirement(words, one.test, case.scope[one.alias], case.scope) for one in rule.criteria)
    if rule.target is not None:
        reasons.append(tell_target(words, case, decision))
    reasons += _tell_clock(words, case, decision)
    if verdict.state is State.WAIVED:
        reasons.append(Reason(ReasonKind.WAIVER, passed=True, text=f"the log excuses you from it: {quote(verdict.waived_because or '')}"))
    return tuple(reasons)


def _tell_ends(words: Words, case: Case, decision: Decision) -> Iterator[Reason]:
    """What could have ended the case, and what did."""
    if not case.rule.unless:
        return
    first = next(iter(case.ends), None)
    moot = "" if decision.cause is Cause.ENDED else ", which changes nothing"
    text = "nothing ended it" if first is None else f"it ended with {words.head(event_of(first))}{moot}"
    subject = None if first is None else words.subject(event_of(first))
    patterns = tuple(_tell_end(words, case, pattern) for pattern in case.rule.unless)
    yield Reason(ReasonKind.UNLESS, first is not None, text, subject=subject, children=patterns)


def _tell_end(words: Words, case: Case, pattern: Pattern) -> Reason:
    """One pattern of `unless`: what came of it after the case's event, or what came near."""
    anchor = event_of(case.anchor)

    def after(row: Row) -> Iterator[Check]:
        if isinstance(row, Event | Concluded):
            sure = before(moment_of(anchor), moment_of(event_of(row)))
            passed = sure.under(Reading.POSSIBLE)
            doubt = words.doubt((row, case.anchor), sure, passed=passed)
            text = order_words(words.name(anchor), passed=passed)
            yield Check(passed, 2, lambda: Reason(ReasonKind.ORDER, passed, text, doubt=doubt))

    seeker = Seeker(words, pattern, case.scope, Reading.POSSIBLE, after)
    ended = {identity(hit) for hit in case.ends}
    hits: list[Hit] = [hit for hit in case.matches((pattern,), Reading.POSSIBLE) if identity(hit) in ended]
    every = words.detail is Detail.EVERY
    misses = look_near(words, pattern, case.scope, seeker, list(hits))
    shown = [seeker.tell_match(hit) for hit in (hits if every else hits[:1])]
    told = misses.told if every or not hits else ()
    left_out = len(hits) - len(shown) + misses.left_out + len(misses.told) - len(told)
    return Reason(ReasonKind.PATTERN, bool(hits), pattern_words(words, pattern, case.scope), children=(*shown, *told), left_out=left_out)


def _tell_clock(words: Words, case: Case, decision: Decision) -> Iterator[Reason]:
    """What the moment of asking means for a case that waits."""
    if decision.cause not in {Cause.CLOCK, Cause.CLOSED}:
        return
    passed = False if decision.state in {State.OVERDUE, State.LAPSED} else None
    yield Reason(ReasonKind.CLOCK, passed, f"it is {words.moment(case.world.as_of)}: {_by_the_clock(words, case, decision)}")


def _by_the_clock(words: Words, case: Case, decision: Decision) -> str:
    as_of, bounds = case.world.as_of, decision.bounds
    match decision.state:
        case State.UPCOMING if bounds.opens is not None:
            return f"its time begins {words.opening(bounds.opens)}, in {lasting(bounds.opens - as_of)}"
        case State.OVERDUE | State.LAPSED if bounds.due is not None:
            return f"its time ended {words.moment(bounds.due)}, {lasting(past_due(as_of, bounds.due))} ago"
        case _ if bounds.due is not None and as_of <= bounds.due:
            return f"there is time until {words.moment(bounds.due)}, {lasting(past_due(as_of, bounds.due))} more"
        case _ if bounds.due is not None:
            return f"it was best done by {words.moment(bounds.due)}, and is still worth doing"
        case _ if case.rule.target is not None and case.rule.target.direction is Direction.LAST:
            return "more may come, until the log has ended"
        case _:
            return "it has no deadline"


def verdict_text(words: Words, case: Case, decision: Decision, verdict: Verdict) -> str:
    """What became of a case, in a sentence."""
    text = _text(words, case, decision)
    if verdict.state is State.WAIVED:
        return f"excused ({quote(verdict.waived_because or '')}); otherwise: {text}"
    return text


def _text(words: Words, case: Case, decision: Decision) -> str:  # noqa: C901, PLR0911  (a sentence for each cause)
    hit = "" if decision.hit is None else words.head(event_of(decision.hit)) if event_of(decision.hit).id else "the start of the log"
    match decision.cause:
        case Cause.MET if case.rule.criteria:
            return "no test fails"
        case Cause.MET:
            return f"done with {hit}"
        case Cause.LATE:
            due = decision.bounds.due
            late = "" if decision.hit is None or due is None else lasting(past_due(event_of(decision.hit).when.lo, due))
            return f"done with {hit}, {late} too late"
        case Cause.ENDED:
            return f"ended by {hit}"
        case Cause.OVERTAKEN:
            return f"{hit} came first"
        case Cause.CLOCK | Cause.CLOSED:
            return _by_the_clock(words, case, decision)
        case Cause.MISSING:
            return _missing(words, case, hit)
        case Cause.FORBIDDEN:
            return _forbidden(case, decision, hit)
        case Cause.FAILED:
            return f"what fails: {phrase_list(decision.fields)}"
        case Cause.ITSELF:
            return f"{hit} is what must not be"
        case Cause.NOTHING:
            return _spared(words, case)


def _missing(words: Words, case: Case, hit: str) -> str:
    name = words.name(event_of(case.anchor))
    match case.target.direction:
        case Direction.NEXT:
            return f"the next event after {name} is {hit}"
        case Direction.PREVIOUS:
            return f"the event before {name} is {hit}" if hit else f"there is no event before {name}"
        case Direction.FIRST | Direction.LAST as place:
            return f"the {place.value} event of the log is {hit}" if hit else "the log has no event"
        case _:
            return f"nothing of the kind came before {name}"


def _forbidden(case: Case, decision: Decision, hit: str) -> str:
    if case.target.combine is Combine.ONE_OF:
        return f"{hit} is the second of what must be one alone"
    if case.target.at_most:
        return f"{hit} is number {decision.number}, and at most {case.target.at_most} are allowed"
    return f"{hit} is what must not be"


def _spared(words: Words, case: Case) -> str:
    """Nothing forbidden happened, or what did was no longer forbidden."""
    found = case.matches(case.target.patterns, Reading.CERTAIN)
    if not any(excused_by(case, hit) is not None for hit in found):
        return "nothing forbidden happened"
    return f"nothing forbidden happened before it ended with {words.name(event_of(case.ends[0]))}"
