"""Where a case comes from: its names, its conditions, the facts behind it; and why a rule has no case."""

from __future__ import annotations

import pytest

from afterword.engine.evaluator import Evaluator, compile_for_evaluation
from afterword.engine.language.rule import Pack
from afterword.engine.times.model import SECOND
from afterword.engine.why.choose import Asked
from afterword.engine.why.explain import USUAL, DisagreementError, Judged, Question, explain
from afterword.engine.why.model import ReasonKind, RuleExplanation
from afterword.tests.why.asking import ask, small_log, small_pack, told, walk

RULES = """\
  - id: talked
    kind: fact
    for_each: {talk: {event: met, where: {app: {present: true}}}, person: {item_of: $talk.people}}
    when: [{none: {event: ended, where: {app: $talk.app}}}]
    conclude: {fact: knows, app: $talk.app, person: $person, until: {from: $talk.at, plus: 2 days}}
  - id: wrote-first
    kind: fact
    for_each: {letter: {event: wrote, where: {to: {present: true}, app: {present: true}}}}
    conclude: {fact: knows, app: $letter.app, person: $letter.to, until: $letter.at}
  - id: friend
    kind: fact
    for_each: {one: {fact: knows}, other: {fact: knows, where: {person: {not: $one.person}}}}
    conclude: {fact: circle, app: $one.app}
  - id: thank
    kind: must
    for_each: {knows: {fact: knows}}
    when:
      - some: {record: person, where: {id: $knows.person, name: {present: true}}}
      - some: {event: any, at_least: 2}
    expect: {event: wrote, where: {to: $knows.person}, before: $knows.until}
  - id: last-letter
    kind: must
    for_each: {letter: {last: wrote, per: [app]}}
    require: {$letter.how: mail}
  - id: whole-log
    kind: must
    when: [{some: {event: ended}}]
    expect: {event: wrote, within: 1 hour}
"""
E1 = "id: e1, type: met, at: 2025-09-09T11:00, app: a1, people: [p1, p2]"
E2 = "id: e2, type: met, at: 2025-09-10T11:00, app: a2, people: [p3]"


@pytest.fixture(scope="module")
def pack() -> Pack:
    """All rules of these tests."""
    return small_pack(RULES)


def asked(pack: Pack, rule: str, *events: str, as_of: str = "2025-09-20", every: bool = False, **about: str) -> RuleExplanation:
    """What became of a rule in a log."""
    (found,) = ask(pack, small_log(pack, *events), rule, as_of, every=every, **about).rules
    return found


def test_chain_of_facts(pack: Pack) -> None:
    """A fact is followed to the rule that concluded it, and to the events that it rests on, with their lines."""
    (case,) = asked(pack, "thank", E1, E2, app="a1").cases
    binding = case.children[0]
    assert binding.text == "`knows` is the fact `knows` of Tue 9 Sep 11:00 (app a1, person p1, until Thu 11 Sep 11:00)"
    (fact,) = binding.children
    assert (fact.kind, fact.text) == (ReasonKind.FACT, "concluded by `talked`")
    assert [(one.text, one.subject.line if one.subject else None) for one in fact.children] == [
        ("`talk` is e1 met, Tue 9 Sep 11:00", 5),
        ("`person` is p1 (Ann Lee), one of the people of e1", 5),
        ("there is no ended with app a1", None),
    ]
    assert told(case, ReasonKind.CONDITION)[-2:] == [
        "there is person with id p1, name given",
        "there is 2 of the 2 wanted: any event",
    ]


def test_facts_themselves(pack: Pack) -> None:
    """A rule that concludes facts shows each of them, with its fields as values."""
    found = asked(pack, "talked", E1, E2)
    assert found.counts == {"fact": 3}
    first = found.cases[0]
    assert first.state is None
    assert first.title == "person p1 (Ann Lee), application a1 (Northwind)"
    assert first.fact is not None
    assert {name: str(value) for name, value in first.fact.items()} == {"app": "a1", "person": "p1", "until": "2025-09-11 11:00:00+01:00"}
    assert [case.title for case in asked(pack, "talked", E1, E2, app="a2").cases] == ["person p3 (Bob Ray), application a2 (Beta)"]


def test_a_fact_by_its_name(pack: Pack) -> None:
    """A fact is explained by every rule that concludes it, with the reason why the others did not."""
    why = ask(pack, small_log(pack, E1), "knows", "2025-09-20")
    assert [(rule.rule, dict(rule.counts)) for rule in why.rules] == [("talked", {"fact": 2}), ("wrote-first", {})]
    assert told(why.rules[1], ReasonKind.BINDING) == ["`letter`: there is no wrote with to given, app given"]
    assert told(why.rules[1], ReasonKind.MISS) == ["there is no event of type `wrote` at all"]


def test_first_and_last(pack: Pack) -> None:
    """What was picked says so, and what was not says why."""
    letters = [f"id: e{day}, type: wrote, at: 2025-09-{day}T11:00, app: a1, how: mail" for day in (10, 11)]
    (case,) = asked(pack, "last-letter", *letters).cases
    assert case.children[0].text == "`letter` is e11 wrote, Thu 11 Sep 11:00, the last"
    found = asked(pack, "last-letter", "id: e12, type: wrote, at: 2025-09-12T11:00")
    assert told(found, ReasonKind.MISS) == ["e12 wrote, Fri 12 Sep 11:00: would fit, but is not the last of its app"]


def test_no_such_event(pack: Pack) -> None:
    """Where a name finds nothing, what came near is told; behind a fact, for each rule that could have concluded it."""
    found = asked(pack, "thank", "id: e1, type: met, at: 2025-09-09T11:00, people: [p1]")
    assert found.cases == ()
    assert told(found, ReasonKind.BINDING) == [
        "`knows`: there is no fact `knows`",
        "`talk`: there is no met with app given",
        "`letter`: there is no wrote with to given, app given",
    ]
    assert told(found, ReasonKind.FACT) == ["`talked` concluded nothing", "`wrote-first` concluded nothing"]
    assert told(found, ReasonKind.MISS) == [
        "e1 met, Tue 9 Sep 11:00: would fit, but app is not given",
        "there is no event of type `wrote` at all",
    ]


def test_a_list_without_members(pack: Pack) -> None:
    """A list that names nobody is no binding."""
    found = asked(pack, "talked", "id: e1, type: met, at: 2025-09-09T11:00, app: a1, people: []")
    assert told(found, ReasonKind.BINDING) == [
        "`talk`: met with app given: found e1",
        "for e1: `person`: there is no member of $talk.people",
    ]


def test_a_condition_that_fails(pack: Pack) -> None:
    """A condition that nothing met says what stands against it, for each of the first cases that it stopped."""
    ended = "id: e3, type: ended, at: 2025-09-11T11:00, app: a1"
    found = asked(pack, "talked", E1, ended)
    assert told(found, ReasonKind.BINDING) == [
        "`talk`: met with app given: found e1",
        "`person`: member of $talk.people: found p1 (Ann Lee) and p2",
    ]
    against = "there must be no ended with app a1, but there is"
    assert told(found, ReasonKind.CONDITION) == [f"for e1 and p1 (Ann Lee): {against}", f"for e1 and p2: {against}"]
    assert told(found, ReasonKind.MATCH) == ["e3 ended, Thu 11 Sep 11:00: app is a1"] * 2
    other = ended.replace("e3", "e5").replace("a1", "a2")
    many = asked(pack, "talked", E1, E2, "id: e4, type: met, at: 2025-09-11T11:00, app: a2, people: [p1]", ended, other)
    assert len(told(many, ReasonKind.CONDITION)) == 3
    assert many.why_not[-1].left_out - many.why_not[-2].left_out == 1
    assert len(told(asked(pack, "talked", E1, ended, every=True), ReasonKind.MATCH)) == 2


def test_not_enough(pack: Pack) -> None:
    """A condition that wants several says how many there are; a rule without names may stop there too."""
    found = asked(pack, "thank", "id: e2, type: wrote, at: 2025-09-10T11:00, app: a1, to: p2")
    assert told(found, ReasonKind.CONDITION) == ["for `knows`: there is no person with id p2, name given"]
    found = asked(pack, "thank", "id: e2, type: wrote, at: 2025-09-10T11:00, app: a1, to: p1")
    assert told(found, ReasonKind.CONDITION) == ["for `knows`: there is 1 of the 2 wanted: any event"]
    found = asked(pack, "whole-log")
    assert told(found, ReasonKind.CONDITION) == ["there is no ended"]
    (case,) = asked(pack, "whole-log", "id: e1, type: ended, at: 2025-09-10T11:00").cases
    assert case.title == "the whole log"
    assert told(case, ReasonKind.TARGET) == ["expected after the start of the log, by Wed 10 Sep 12:00 (1 hour): wrote"]


def test_about(pack: Pack) -> None:
    """Where no case is about what was asked for, the others are named, and what stopped a case that would have been about it."""
    found = asked(pack, "talked", E1, app="a2")
    others = "person p1 (Ann Lee), application a1 (Northwind); person p2, application a1 (Northwind)"
    assert told(found, ReasonKind.ABOUT) == [f"there is no case about application a2 (Beta); there are cases about {others}"]
    ended = "id: e3, type: ended, at: 2025-09-11T11:00, app: a2"
    found = asked(pack, "talked", E1, E2, ended, app="a2")
    assert told(found, ReasonKind.CONDITION) == ["for e2 and p3 (Bob Ray): there must be no ended with app a2, but there is"]
    found = asked(pack, "thank", person="p1")
    assert told(found, ReasonKind.ABOUT) == ["there is no case about person p1 (Ann Lee), nor about anything else"]
    found = asked(pack, "thank", E1, E2, person="p1")
    assert [case.about["person"] for case in found.cases] == ["p1"]
    many = [f"id: e{number}, type: met, at: 2025-09-09T11:{number}, app: a1, people: [p1]" for number in range(10, 25)]
    assert told(asked(pack, "talked", *many, app="a2"), ReasonKind.ABOUT)[0].endswith("; and 5 more")


def test_more_cases_than_are_shown(pack: Pack) -> None:
    """The most urgent cases are shown, and the rest is counted; all of them if asked for."""
    events = [f"id: m{minute}, type: met, at: 2025-09-09T11:{minute}, app: a1, people: [p1]" for minute in range(10, 25)]
    late = "id: w, type: wrote, at: 2025-09-09T11:20, to: p1"
    found = asked(pack, "thank", *events, late, as_of="2025-09-09T12:00")
    assert sum(found.counts.values()) == 15
    assert (len(found.cases), found.left_out) == (USUAL, 5)
    states = [case.state.value for case in found.cases if case.state]
    assert states == sorted(states, key=["open", "done"].index)
    assert len(asked(pack, "thank", *events, late, every=True).cases) == 15
    facts = asked(pack, "talked", *events)
    assert (len(facts.cases), facts.left_out) == (USUAL, 5)


def test_lists_of_texts_and_facts_of_facts(pack: Pack) -> None:
    """Facts on facts are followed all the way; another fact of the same name stays a fact of its own."""
    found = asked(pack, "friend", E1)
    assert found.counts == {"fact": 2}
    facts = [one for one in walk(found.cases[0].children) if one.kind is ReasonKind.FACT]
    assert [one.text for one in facts] == ["concluded by `talked`"] * 2


def test_another_pack_is_noticed(pack: Pack) -> None:
    """Reasons of one pack do not explain the verdicts of another."""
    other = small_pack(RULES.replace("before: $knows.until", "within: 1 hour"))
    log = small_log(pack, E1, E2)
    as_of = 1_758_000_000 * SECOND
    compiled = compile_for_evaluation(other).value
    assert compiled is not None
    judged = Judged(log, as_of, Evaluator(compiled, "native").verdicts(log, as_of), "native")
    (rule,) = [rule for rule in pack.rules if rule.id == "thank"]
    with pytest.raises(DisagreementError, match="if the pack has changed"):
        explain(Question("thank", (Asked(rule),), {}), pack, judged)
    without = small_pack(RULES.replace("talked\n    kind: fact", "talked\n    enabled: false\n    kind: fact"))
    with pytest.raises(DisagreementError, match="the fact knows was not found again"):
        explain(Question("thank", (Asked(rule),), {}), without, judged)
