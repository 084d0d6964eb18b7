"""How `.decl` files are read: names with signs in them, all forms of values and conditions, and whatever else may stand in a file."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from afterword.engine.diagnostics import Outcome
from afterword.engine.foreign.declare_model import Period, Template
from afterword.engine.foreign.declare_pack import import_declare
from afterword.engine.foreign.declare_text import parse_declare
from afterword.engine.spans import Source
from afterword.engine.vocabulary import FieldType, Kind

HEAD = """\
activity Pay
activity Send
bind Pay: amount, price, status, sure, said
bind Send: amount, price, status
amount: integer between 1 and 10
price: float
status: open, closed, long wait
sure: true, FALSE
"""


def made(text: str) -> dict[str, Any]:
    """The pack that a model becomes, as plain values."""
    outcome = import_declare(Source("my model.decl", text))
    assert outcome.value is not None, outcome.diagnostics
    pack = yaml.safe_load(outcome.value)
    assert isinstance(pack, dict)
    return pack


def rule_of(line: str) -> dict[str, Any]:
    """The one rule of a constraint."""
    (rule,) = made(HEAD + line)["rules"]
    assert isinstance(rule, dict)
    return rule


def codes(text: str) -> list[str]:
    """What is wrong with a model."""
    return [one.code for one in import_declare(Source("model.decl", text)).diagnostics]


def test_words() -> None:
    """Activities become types of events, attributes fields with a type and what is said of them."""
    pack = made(
        "# all of it\n\nactivity Send Invoice, again\n  ACTIVITY  Pay: now \n"
        "bind Pay: now: org:group, Total Cost\nbind Pay: now: Total Cost\n"
        "bind Send Invoice, again: text\norg:group, text: A, B, B\nTotal Cost: float between -1.5 to 2e3\nunused: integer\n"
    )
    assert pack["pack"] == {"id": "my-model", "version": "1", "title": "my model"}
    assert pack["vocabulary"] == {
        "duplicates": False,
        "choices": {"org_group": ["A", "B"], "text_2": ["A", "B"]},
        "events": {
            "Send Invoice, again": {"fields": {"text": "text_2"}},
            "Pay: now": {
                "fields": {
                    "org_group": {"type": "org_group", "about": "called org:group there"},
                    "total_cost": {"type": "decimal", "about": "called Total Cost there; from -1.5 to 2e3"},
                }
            },
        },
    }
    assert pack["rules"] == []


def test_nothing() -> None:
    """An empty model is a pack without words."""
    assert made("\n")["vocabulary"] == {"duplicates": False, "events": {}}


@pytest.mark.parametrize(
    ("written", "type_"),
    [
        ("integer", FieldType(Kind.INTEGER)),
        ("INTEGER between 1 and 5", FieldType(Kind.INTEGER)),
        ("float between 0.5 and 2", FieldType(Kind.DECIMAL)),
        ("false, true", FieldType(Kind.BOOLEAN)),
        ("one", FieldType(Kind.ENUM, ("one",))),
        ("true, false, maybe", FieldType(Kind.ENUM, ("true", "false", "maybe"))),
    ],
)
def test_types(written: str, type_: FieldType) -> None:
    """Ranges, lists of words and truth values."""
    model, _ = parse_declare(Source("model.decl", f"activity A\nbind A: x\nx:{written}\n"))
    assert model.activities["A"]["x"].type == type_


@pytest.mark.parametrize(
    ("line", "template", "number", "activities"),
    [
        ("Existence[Pay]", Template.EXISTENCE, 1, ("Pay",)),
        ("existence 3[Pay] | |", Template.EXISTENCE, 3, ("Pay",)),
        ("NotCoExistence[Pay,Send] | | |", Template.NOT_CO_EXISTENCE, 1, ("Pay", "Send")),
        ("  Responded-existence [ Pay , Send ]", Template.RESPONDED_EXISTENCE, 1, ("Pay", "Send")),
        ("Response[Send, at once, Pay]", Template.RESPONSE, 1, ("Send, at once", "Pay")),
        ("Init[Send, at once]", Template.INIT, 1, ("Send, at once",)),
    ],
)
def test_constraints(line: str, template: Template, number: int, activities: tuple[str, ...]) -> None:
    """Names of templates in any spelling, activities with commas in their names."""
    model, _ = parse_declare(Source("model.decl", HEAD + "activity Send, at once\n" + line))
    (constraint,) = model.constraints
    assert (constraint.template, constraint.number, constraint.activities) == (template, number, activities)


@pytest.mark.parametrize(
    ("parts", "period"),
    [
        ("| | |0,5,d", Period(0, 432_000)),
        ("| |1.5,2,H", Period(5_400, 7_200)),
        ("|A.amount > 3 |0,90,s", Period(0, 90)),
        ("| | | 2 , , m ", Period(120, None)),
        ("| | |", None),
        ("", None),
    ],
)
def test_periods(parts: str, period: Period | None) -> None:
    """The time stands in the third place, or in the second where there is no correlation."""
    model, _ = parse_declare(Source("model.decl", f"{HEAD}Response[Pay, Send] {parts}"))
    assert [one.period for one in model.constraints] == [period]


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ("A.amount > 3 and A.amount <= 7", {"amount": {"more_than": 3, "at_most": 7}}),
        ("a.amount >= 3 and A.amount > 2 and A.amount < 9 and A.amount < 20", {"amount": {"at_least": 3, "less_than": 9}}),
        ("A.amount > 2.5 and A.amount < -2.5 or A.amount < 2.5", {"amount": {"at_most": 2}}),
        ("A.amount >= -2.5", {"amount": {"at_least": -2}}),
        ("A.price = 2.50", {"price": 2.5}),
        ("A.price <> 2", {"price": {"not": 2}}),
        ("A.status is long wait", {"status": "long wait"}),
        ("A.status = 'open' or A.status == \"closed\"", {"status": {"one_of": ["open", "closed"]}}),
        ("A.status is not open and A.status NOT  IN (closed)", {"status": {"not_one_of": ["open", "closed"]}}),
        ("A.status in (open, closed) and A.status != open", {"status": "closed"}),
        ("A.amount in (3, 5, 9) and A.amount > 3 and A.amount < 9", {"amount": 5}),
        ("A.amount in (3, 5, 9) and A.amount >= 9", {"amount": 9}),
        ("A.sure is True", {"sure": True}),
        ("A.sure is not true", {"sure": {"not": True}}),
        ("A.said is well (done", None),
        ("A.said is well done and A.sure is false", {"said": "well done", "sure": False}),
        ("((A.sure is true))", {"sure": True}),
        ("not (A.amount > 3) and A.amount <= 9", {"amount": {"at_most": 3}}),
        ("not not A.amount > 3", {"amount": {"more_than": 3}}),
        ("A.sure is true or A.sure is true", {"sure": True}),
        ("(A.sure is true or A.sure is false) and A.amount = 3", {"sure": {"one_of": [True, False]}, "amount": 3}),
        ("not (A.amount > 3) and not (A.amount <= 3)", {"amount": {"present": False}}),
    ],
)
def test_conditions(condition: str, where: dict[str, Any] | None) -> None:
    """Tests of one attribute become one, what is joined with `or` one list where that can be."""
    line = f"Existence[Pay] |{condition} |"
    if where is None:
        assert codes(HEAD + line) == ["bad-condition"]
    else:
        assert rule_of(line)["expect"] == {"event": "Pay", "where": where}


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ("same amount", {"amount": "$a.amount"}),
        ("different status and T.status is not open", {"status": {"not_one_of": ["open"], "not": "$a.status"}}),
        ("same status and T.status in (open, closed)", {"status": {"one_of": ["open", "closed"], "is": "$a.status"}}),
        ("A.amount < T.price", {"price": {"more_than": "$a.amount"}}),
        ("T.price >= A.price and T.price <= A.amount", {"price": {"at_least": "$a.price", "at_most": "$a.amount"}}),
        ("B.amount = A.amount", {"amount": "$a.amount"}),
    ],
)
def test_correlations(condition: str, where: dict[str, Any]) -> None:
    """Comparisons with the activation stand beside other tests of the same attribute."""
    assert rule_of(f"Response[Pay, Send] | |{condition} |")["expect"]["where"] == where


def test_ways() -> None:
    """An activation that can be met in several ways is concluded from each; alternate templates know all of them."""
    rules = made(f"{HEAD}Alternate Response[Pay, Send] |A.amount = 3 or A.sure is true | |\n")["rules"]
    ways = [{"event": "Pay", "where": {"amount": 3}}, {"event": "Pay", "where": {"sure": True}}]
    assert [rule["for_each"] for rule in rules] == [{"a": ways[0]}, {"a": ways[1]}, {"a": {"event": "Pay"}}]
    assert rules[0]["conclude"] == rules[1]["conclude"] == {"fact": "alternate_response_pay_send", "event": "$a"}
    assert rules[2]["when"] == [{"some": {"fact": "alternate_response_pay_send", "where": {"event": "$a"}}}]
    assert rules[2]["expect"] == {"event": "Send", "before_next": {"any_of": ways}}


def test_messages() -> None:
    """What is said names the activities, and when; braces stand for themselves."""
    text = "activity Pay {now}\nactivity b\nAbsence2[Pay {now}] | |0,90,s\nExactly3[b] | |\nNot Succession[b, Pay {now}] | |same x |2,,h\n"
    rules = made(text.replace("activity b\n", "activity b\nbind b: x\nbind Pay {now}: x\n"))["rules"]
    assert [rule["say"] for rule in rules] == [
        "“Pay {{now}}” must not happen more than once (within 90 seconds).",
        "“b” must happen exactly 3 times.",
        *["“Pay {{now}}” must not come after “b” (after 2 hours), where the conditions of the rule hold."] * 2,
    ]
    assert [rule["id"] for rule in rules] == ["absence2-pay-now", "exactly3-b", "not-succession-b-pay-now", "not-succession-b-pay-now-2"]


def test_long_lines() -> None:
    """What is too long for a line goes over several, and stays what it is."""
    words = [f"a rather long value number {number}" for number in range(12)]
    text = f"activity A\nbind A: x, y\nx: {', '.join(words)}\nExistence[A] |A.x in ({', '.join(words)}) and A.y in ({', '.join(words)}) |\n"
    outcome = import_declare(Source("model.decl", text))
    assert outcome.value is not None
    assert max(map(len, (line for line in outcome.value.splitlines() if "#" not in line))) <= 140
    pack = yaml.safe_load(outcome.value)
    assert pack["vocabulary"]["choices"]["x"] == words
    assert pack["rules"][0]["expect"]["where"] == {"x": {"one_of": words}, "y": {"one_of": words}}


PIECES = (
    "activity A\n",
    "activity B B\n",
    "bind A: x, y:z\n",
    "bind ",
    "x: integer between 1 and 5\n",
    "y:z: p, q\n",
    "Response[A, B B] |",
    "Existence2[A] |",
    "A.x > 3",
    "T.y:z is p",
    " and ",
    " or ",
    "not ",
    "(",
    ")",
    "same x",
    "|",
    "0,5,d",
    "]",
    "[",
    ":",
    "\n",
    "in (p, q)",
    "=",
    "2.5",
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


@settings(max_examples=400, deadline=None)
@given(texts)
def test_any_text(text: str) -> None:
    """Whatever stands in a file, a pack comes out or what is wrong, each with a place in it and with what to do."""
    outcome: Outcome[str] = import_declare(Source("model.decl", "activity A\nactivity B B\nbind A: x\n" + text))
    assert (outcome.value is None) == bool(outcome.diagnostics)
    assert all(one.hint and one.span.line >= 1 for one in outcome.diagnostics)
    if outcome.value is not None:
        assert isinstance(yaml.safe_load(outcome.value), dict)
