"""Who and what a case is about."""

from __future__ import annotations

from dataclasses import replace

from afterword.engine.language.rule import Ref
from afterword.engine.report.about import find_about
from afterword.engine.run.model import Bound, Fact, Item, Verdict
from afterword.engine.verdicts import State
from afterword.tests.report.world import GIFT, LETTER, MET, RECORDS, SENT, SPAN, VOCABULARY, case


def about(verdict: Verdict) -> dict[str, str | None]:
    """What a verdict is about."""
    return find_about(verdict, VOCABULARY, RECORDS)


def bound(**things: Bound) -> Verdict:
    """A case that binds these."""
    return case(LETTER, State.OPEN, bound=things)


def test_keys() -> None:
    """There is a key for each kind of entity, in the order of the vocabulary, and one for the event."""
    assert list(about(bound())) == ["application", "interview", "person", "event"]
    assert set(about(bound()).values()) == {None}


def test_from_the_case() -> None:
    """Events give the entities in their fields, members of lists and records themselves."""
    assert about(case(LETTER, State.OPEN)) == {"application": "a1", "interview": "i1", "person": "p2", "event": None}
    assert about(bound(who=RECORDS["person"]["p2"])) == {"application": "a1", "interview": None, "person": "p2", "event": None}
    assert about(bound(what=Fact("window", None, "UTC", {"app": "a2", "person": 5}, ())))["application"] == "a2"
    assert about(bound(point=Item("SQL", None)))["person"] is None


def test_members_come_before_fields() -> None:
    """The person that the case is for counts more than one that an event mentions."""
    event = replace(MET, fields={"person": "p10"})
    assert about(bound(interview=event, person=Item("p2", "person")))["person"] == "p2"


def test_deciding_event() -> None:
    """The event that decided the case is named, and tells what the case does not."""
    found = about(case(GIFT, State.VIOLATED, bound={}, event=SENT))
    assert found == {"application": "a1", "interview": "i1", "person": None, "event": "e2"}


def test_what_a_thing_belongs_to() -> None:
    """An interview tells whose application it is for."""
    assert about(bound(interview=Item("i1", "interview")))["application"] == "a1"
    assert about(bound(interview=Item("i9", "interview")))["application"] is None


def test_what_the_rule_says() -> None:
    """`about` of a rule comes first, even where it finds nothing."""

    def said(alias: str, field: str | None) -> str | None:
        rule = replace(LETTER, about={"person": Ref(alias, field, SPAN)})
        things = {"letter": SENT, "person": Item("p2", "person"), "who": RECORDS["person"]["p10"]}
        return about(case(rule, State.LATE, bound=things, event=MET))["person"]

    assert said("letter", "to") == "p2"
    assert said("person", None) == "p2"
    assert said("who", None) == "p10"
    assert said("who", "name") is None
    assert said("letter", None) == said("letter", "id") == "e2"
    assert said("event", "id") == "e1"
    assert said("nobody", None) is None
    assert said("letter", "points") is None


def test_of_an_interview_of_another() -> None:
    """What the rule says of an interview is followed to its application."""
    rule = replace(LETTER, about={"interview": Ref("talk", None, SPAN)})
    assert about(case(rule, State.OPEN, bound={"talk": Item("i1", None)}))["application"] == "a1"
