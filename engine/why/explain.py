"""A question about a rule and a log in, every case of the rule out: its state as the engine found it, with the tree of reasons for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from afterword.engine.language.rule import Pack, Rule, RuleKind
from afterword.engine.log.model import Event, Log, Record
from afterword.engine.report.about import find_about
from afterword.engine.report.phrasing import phrase_list
from afterword.engine.report.waive import waive
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.times.instants import to_datetime
from afterword.engine.verdicts import State
from afterword.engine.why.case import Case
from afterword.engine.why.choose import Asked, differs, is_about
from afterword.engine.why.conclude import conclude_facts, conclusion_of
from afterword.engine.why.decide import Decision, decide, verdict_of
from afterword.engine.why.model import Explanation, Reason, ReasonKind, RuleExplanation, Why
from afterword.engine.why.rows import Concluded, Row, Scope, bound_of
from afterword.engine.why.search import cases_of
from afterword.engine.why.tell_case import tell_case
from afterword.engine.why.tell_stops import stops_of, tell_stops, tell_stops_about
from afterword.engine.why.tell_verdict import tell_verdict, verdict_text
from afterword.engine.why.words import Detail, Words
from afterword.engine.why.world import World

FACT = "fact"
"""How facts are counted, which have no state."""

USUAL = 10
"""How many cases of a rule are told, unless all are asked for."""

_URGENCY = (
    State.OVERDUE,
    State.VIOLATED,
    State.LATE,
    State.OPEN,
    State.UPCOMING,
    State.DONE,
    State.LAPSED,
    State.WAIVED,
    State.CLEAR,
)
"""The states in the order in which their cases are told."""


class Question(NamedTuple):
    """What is asked: ``asked`` as it was written, the rules that it means, who or what cases are to be about, and how much is to be told.

    ``chosen`` are the verdicts to explain; without them, all that fit ``about``.
    """

    asked: str
    rules: tuple[Asked, ...]
    about: Mapping[str, str]
    every: bool = False
    chosen: tuple[Verdict, ...] | None = None


class DisagreementError(RuntimeError):
    """The reasons found for a case do not lead to the verdict on it: a bug of ours, or a pack that has changed since it was compiled."""


class Judged(NamedTuple):
    """What ``engine`` made of a log at ``as_of`` (microseconds)."""

    log: Log
    as_of: int
    verdicts: Sequence[Verdict]
    engine: str


def explain(question: Question, pack: Pack, judged: Judged) -> Why:
    """Why the rules say what they say. ``pack`` is the one that the log was judged by, whole.

    Raises:
        DisagreementError: It is another one.
    """
    world = World(pack, judged.log, judged.as_of)
    conclude_facts(world, [one.rule for one in question.rules if not one.switched_off])
    words = Words(world, Detail.EVERY if question.every else Detail.NEAREST)
    return Why(
        question.asked,
        dict(question.about),
        judged.log.source.name,
        to_datetime(judged.as_of, judged.log.zone),
        pack.id,
        pack.title,
        pack.version,
        judged.engine,
        tuple(_explain_rule(words, one, question, judged.verdicts) for one in question.rules),
    )


def _explain_rule(words: Words, asked: Asked, question: Question, verdicts: Sequence[Verdict]) -> RuleExplanation:
    rule = asked.rule
    place = (rule.span.source.name, rule.span.line) if rule.span.source.name else None
    head = RuleExplanation(rule.id, rule.kind.value, rule.title, place, asked.switched_off)
    if asked.switched_off:
        return head
    if rule.kind is RuleKind.FACT:
        return _explain_facts(words, rule, question, head)
    own = [verdict for verdict in verdicts if verdict.rule.id == rule.id]
    fitting = [verdict for verdict in own if is_about(_about(words, verdict), question.about)]
    chosen = question.chosen if question.chosen is not None else sorted(fitting, key=lambda one: _URGENCY.index(one.state))
    shown = chosen if question.every else chosen[:USUAL]
    return head._replace(
        counts=_count(verdict.state for verdict in chosen),
        cases=tuple(_explain_verdict(words, rule, verdict) for verdict in shown),
        left_out=len(chosen) - len(shown),
        why_not=() if chosen else _why_not(words, rule, question.about, [(_about(words, one), one.state.value) for one in own]),
    )


def _count(states: Iterator[State]) -> dict[str, int]:
    counted = Counter(states)
    return {state.value: counted[state] for state in State if counted[state]}


def _about(words: Words, verdict: Verdict) -> dict[str, str | None]:
    return find_about(verdict, words.world.pack.vocabulary, words.records)


# ---------------------------------------------------------------------------------------------------------------- verdicts


def _explain_verdict(words: Words, rule: Rule, verdict: Verdict) -> Explanation:
    case = Case(words.world, rule, {alias: _row(words.world, bound) for alias, bound in verdict.bound.items()})
    decision = _find_decision(case, verdict)
    about = _about(words, verdict)
    zone = words.world.log.zone
    return Explanation(
        rule.id,
        verdict.state,
        about,
        words.about(about),
        verdict_text(words, case, decision, verdict),
        since=to_datetime(verdict.since.hi, zone) if verdict.since else None,
        opens=to_datetime(verdict.opens, zone) if verdict.opens is not None else None,
        due=to_datetime(verdict.due, zone) if verdict.due is not None else None,
        event=words.subject(verdict.event) if verdict.event else None,
        verdict=verdict.standing,
        children=tell_verdict(words, case, decision, verdict),
    )


def _find_decision(case: Case, verdict: Verdict) -> Decision:
    """The decision of ours that comes to the verdict."""
    world = case.world
    for decision in decide(case):
        (own,) = waive((verdict_of(case, decision),), world.log, world.pack.vocabulary, world.as_of)
        if _essence(own) == _essence(verdict):
            return decision
    raise DisagreementError(f"no reason was found why {case.rule.id} is {verdict.state.value}; if the pack has changed, load it again")


def _essence(verdict: Verdict) -> tuple[object, ...]:
    """All that tells one verdict on a case from another."""
    events = tuple(event.id for event in verdict.evidence)
    deciding = verdict.event.id if verdict.event else None
    return (verdict.state, verdict.since, verdict.opens, verdict.due, deciding, verdict.fields, verdict.count, events)


def _row(world: World, bound: Bound) -> Row:
    """What a case has bound, as we know it."""
    match bound:
        case Fact(name=name):
            return next((one for one in world.facts.get(name, ()) if one.fact == bound), None) or _missing(f"the fact {name}")
        case Event(id=name):
            return world.events[world.places[name]] if name in world.places else _missing(f"the event {name}")
        case Record() | Item():
            return bound


def _missing(what: str) -> Row:
    raise DisagreementError(f"{what} was not found again; if the pack has changed, load it again")


# ------------------------------------------------------------------------------------------------------------------- facts


def _explain_facts(words: Words, rule: Rule, question: Question, head: RuleExplanation) -> RuleExplanation:
    found = [conclusion_of(words.world, rule, scope) for scope in cases_of(words.world, rule)]
    fitting = [one for one in found if is_about(_about_fact(words, one), question.about)]
    shown = fitting if question.every else fitting[:USUAL]
    return head._replace(
        counts={FACT: len(fitting)} if fitting else {},
        cases=tuple(_explain_fact(words, one) for one in shown),
        left_out=len(fitting) - len(shown),
        why_not=() if fitting else _why_not(words, rule, question.about, [(_about_fact(words, one), "") for one in found]),
    )


def _explain_fact(words: Words, one: Concluded) -> Explanation:
    about = _about_fact(words, one)
    fields = {name: plain for name, value in one.fact.fields.items() if (plain := words.plain(value)) is not None}
    since = to_datetime(one.event.when.hi, words.world.log.zone)
    text = f"{words.head(one)}{words.fields(one)}"
    return Explanation(
        one.rule.id, None, about, words.about(about), text, since=since, fact=fields, children=tuple(tell_case(words, one.rule, one.scope))
    )


def _about_fact(words: Words, one: Concluded) -> dict[str, str | None]:
    """As a case of a rule would be that binds the fact."""
    return _about(words, _as_verdict(one.rule, {one.fact.name: one, **one.scope}))


def _as_verdict(rule: Rule, scope: Scope) -> Verdict:
    return Verdict(rule, State.CLEAR, {alias: bound_of(row) for alias, row in scope.items()}, "UTC")


# ----------------------------------------------------------------------------------------------------------------- no case


def _why_not(
    words: Words, rule: Rule, wanted: Mapping[str, str], others: Sequence[tuple[Mapping[str, str | None], str]]
) -> tuple[Reason, ...]:
    """Why there is no case, or none about what was asked for: ``others`` are what the other cases are about, and their states."""
    if not wanted:
        return tell_stops(words, rule)
    stops = [(stop, _about(words, _as_verdict(rule, stop.scope))) for stop in stops_of(words, rule)]
    near = [stop for stop, about in stops if not differs(about, wanted) and _touches(about, wanted)]
    named = phrase_list([words.about({kind: name}) for kind, name in wanted.items()])
    return (Reason(ReasonKind.ABOUT, passed=False, text=_no_case_about(words, named, others)), *tell_stops_about(words, rule, near))


def _touches(about: Mapping[str, str | None], wanted: Mapping[str, str]) -> bool:
    return any(about.get(kind) == name for kind, name in wanted.items())


def _no_case_about(words: Words, named: str, others: Sequence[tuple[Mapping[str, str | None], str]]) -> str:
    if not others:
        return f"there is no case about {named}, nor about anything else"
    told = [words.about(about) + (f": {state}" if state else "") for about, state in others[:USUAL]]
    more = f"; and {len(others) - USUAL} more" if len(others) > USUAL else ""
    return f"there is no case about {named}; there are cases about {'; '.join(told)}{more}"
