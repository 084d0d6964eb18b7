"""Every construct of the rule language is read into the model as `docs/rules.md` says."""

from __future__ import annotations

import pickle

import pytest

from afterword.engine.language.patterns import Combine, Direction, EventSource, FactSource, ItemSource, Pick, Quantifier, RecordSource
from afterword.engine.language.rule import Op, Ref, Severity, Slot, TimeExpr, Window
from afterword.engine.spans import Source, Span
from afterword.engine.times.model import HOUR, Duration
from afterword.engine.verdicts import State
from afterword.tests.language.packs import FACT, HEAD, WORDS, load, read_pack, read_rule, read_target, rule_text

EACH = "for_each: {talk: {event: met}}\n"
DAY = Duration(days=1, text="1 day")
TWO_DAYS = Duration(days=2, text="2 days")


def ref(alias: str, field: str | None = None) -> Ref:
    """A reference; places do not count when references are compared."""
    return Ref(alias, field, Span(Source("", ""), 1, 1, 1, 1))


def test_face_of_a_rule() -> None:
    """What a rule says of itself."""
    rule = read_rule(
        EACH
        + "title: Write\nstep: 1\nsource: [R1, R2]\nseverity: advice\ntags: [a, b]\nwhy: Because.\nexpect: {event: wrote}\n"
        + "about: {person: $talk.person, event: $talk}"
    )
    assert (rule.title, rule.step, rule.sources, rule.outside) == ("Write", 1, ("R1", "R2"), True)
    assert (rule.severity, rule.tags, rule.why) == (Severity.ADVICE, ("a", "b"), "Because.")
    assert rule.about == {"person": ref("talk", "person"), "event": ref("talk")}


@pytest.mark.parametrize(("source", "outside"), [("S1", False), ("[R1, S1]", False), ("R1", True), ("[]", False)])
def test_outside(source: str, outside: bool) -> None:  # noqa: FBT001 (a column of the table)
    """A rule is an outside rule where it has sources and none is of the guide."""
    assert read_rule(f"source: {source}\nexpect: {{event: wrote}}").outside is outside


def test_sources_of_patterns() -> None:
    """Each head of a pattern says what it looks for and which of it."""
    rule = read_rule(
        """
for_each:
  any: {event: any}
  talk: {event: [met, wrote, met]}
  last: {last: met, per: [person, form]}
  first: {first: any}
  known: {fact: known}
  latest: {last_fact: known, per: person}
  earliest: {first_fact: known}
  who: {record: person}
  one: {item_of: $last.people}
expect: {event: wrote}
"""
    )
    patterns = {binding.alias: binding.pattern for binding in rule.bindings}
    assert patterns["any"].source == EventSource(())
    assert patterns["talk"].source == EventSource(("met", "wrote"))
    assert (patterns["last"].source, patterns["last"].pick, patterns["last"].per) == (EventSource(("met",)), Pick.LAST, ("person", "form"))
    assert (patterns["first"].source, patterns["first"].pick) == (EventSource(()), Pick.FIRST)
    assert (patterns["known"].source, patterns["known"].pick) == (FactSource("known"), Pick.ALL)
    assert (patterns["latest"].pick, patterns["latest"].per) == (Pick.LAST, ("person",))
    assert patterns["earliest"].pick is Pick.FIRST
    assert patterns["who"].source == RecordSource("person")
    assert patterns["one"].source == ItemSource(ref("last", "people"))


@pytest.mark.parametrize(
    ("written", "op", "value"),
    [
        ("length: 3", Op.IS, 3),
        ("length: {is: 3}", Op.IS, 3),
        ("length: {not: $most}", Op.NOT, 3),
        ("length: {more_than: -1}", Op.MORE_THAN, -1),
        ("length: {less_than: $other.length}", Op.LESS_THAN, "other.length"),
        ("length: {at_least: 2}", Op.AT_LEAST, 2),
        ("length: {at_most: 2}", Op.AT_MOST, 2),
        ("form: {one_of: [phone, $form]}", Op.ONE_OF, ("phone", "phone")),
        ("form: {not_one_of: [video]}", Op.NOT_ONE_OF, ("video",)),
        ("form: $form", Op.IS, "phone"),
        ("type: {one_of: [met, wrote]}", Op.ONE_OF, ("met", "wrote")),
        ('said: "3"', Op.IS, "3"),
        ("said: 3", Op.IS, "3"),
        ("said: no", Op.IS, "no"),
        ("said: {empty: true}", Op.EMPTY, True),
        ("people: {empty: false}", Op.EMPTY, False),
        ("said: {present: $on}", Op.PRESENT, True),
        ("people: {contains: $other.person}", Op.CONTAINS, "other.person"),
        ("tags: {not_contains: urgent}", Op.NOT_CONTAINS, "urgent"),
        (r"said: {matches: '^\$\d+$'}", Op.MATCHES, r"^\$\d+$"),
        ("said: {not_matches: '$'}", Op.NOT_MATCHES, "$"),
        ("said: {same_text: $other.said}", Op.SAME_TEXT, "other.said"),
        ("said: {last_word_in: Jane Roe}", Op.LAST_WORD_IN, "Jane Roe"),
        ("person: ann", Op.IS, "ann"),
        ("id: $other", Op.IS, "other"),
        ("source: {present: false}", Op.PRESENT, False),
        ("note: {matches: x}", Op.MATCHES, "x"),
    ],
)
def test_tests(written: str, op: Op, value: object) -> None:
    """A test compares with a value of the kind of its field, a parameter, or a reference."""
    rule = read_rule(f"for_each:\n  other: {{event: met}}\n  talk: {{event: met, where: {{{written}}}}}\nexpect: {{event: wrote}}")
    (test,) = rule.bindings[1].pattern.where
    found = test.value
    if isinstance(found, Ref):
        found = found.alias if found.field is None else f"{found.alias}.{found.field}"
    assert (test.field, test.op, found) == (written.split(":", maxsplit=1)[0], op, value)


def test_truth_values() -> None:
    """`true` and `false` are truth values of a field that holds one."""
    rule = read_rule("for_each: {letter: {event: wrote, where: {polite: true}}}\nexpect: {event: wrote, where: {polite: {not: false}}}")
    assert rule.bindings[0].pattern.where[0].value is True


def test_tests_of_times() -> None:
    """Times are references, moved or not; several tests of a field stand beside each other."""
    rule = read_rule(
        """
for_each:
  other: {event: met}
  talk:
    event: met
    where:
      at: {after: $other.at, before: {from: $other.until, plus: $grace}}
      day_off: {not_after: {from: $other.at, minus: 1 day}, not_before: $other.day_off}
expect: {event: wrote}
"""
    )
    tests = rule.bindings[1].pattern.where
    assert [test.op for test in tests] == [Op.AFTER, Op.BEFORE, Op.NOT_AFTER, Op.NOT_BEFORE]
    assert [test.value for test in tests] == [
        TimeExpr(ref("other", "at")),
        TimeExpr(ref("other", "until"), TWO_DAYS),
        TimeExpr(ref("other", "at"), DAY, -1),
        TimeExpr(ref("other", "day_off")),
    ]


def test_conditions() -> None:
    """`some` and `none`, of one pattern or of any of several, with a least number."""
    rule = read_rule(
        EACH
        + """
when:
  - none: {event: wrote, where: {person: $talk.person}}
  - some: {any_of: [{event: wrote}, {fact: known}], at_least: 2}
  - some: {item_of: $talk.people}
  - none: {record: person, where: {role: host}}
unless: [{event: rested}, {fact: known}]
expect: {event: wrote}
"""
    )
    assert [(one.quantifier, len(one.patterns), one.at_least) for one in rule.when] == [
        (Quantifier.NONE, 1, 1),
        (Quantifier.SOME, 2, 2),
        (Quantifier.SOME, 1, 1),
        (Quantifier.NONE, 1, 1),
    ]
    assert [one.source for one in rule.unless] == [EventSource(("rested",)), FactSource("known")]


@pytest.mark.parametrize(
    ("written", "window"),
    [
        ("within: 24 hours", Window(due=Duration(elapsed=24 * HOUR, text="24 hours"))),
        ("within: $grace, from: $talk.until", Window(TimeExpr(ref("talk", "until")), due=TWO_DAYS)),
        ("after: 1 day, within: $grace", Window(opens=DAY, due=TWO_DAYS)),
        ("after: $grace", Window(opens=TWO_DAYS)),
        ("after: $talk.until, before: $talk.day_off", Window(None, TimeExpr(ref("talk", "until")), TimeExpr(ref("talk", "day_off")))),
        ("before: {from: $talk.at, minus: 2 bd}", Window(due=TimeExpr(ref("talk", "at"), Duration(business_days=2, text="2 bd"), -1))),
        ("after: {from: $talk.at}", Window(opens=TimeExpr(ref("talk", "at")))),
        ("before: 1 day", Window(due=DAY)),
    ],
)
def test_windows(written: str, window: Window) -> None:
    """`from`, `after`, `within` and `before` make a window."""
    assert read_target(f"expect: {{event: wrote, {written}}}").window == window
    assert read_target(f"forbid: {{event: wrote, {written}}}", "must_not").window == window
    assert read_rule(f"{EACH}show: {{{written}}}", "advice").show == window


def test_expect() -> None:
    """What comes after, or at any time; before the next of something; again and again; any or exactly one of several."""
    plain = read_target("expect: {event: wrote}")
    assert (plain.direction, plain.at_least, plain.at_most, plain.combine) == (Direction.AFTER, 1, None, Combine.ANY_OF)
    assert read_target("expect: {event: wrote, direction: any}").direction is Direction.ANY
    (barrier,) = read_target("expect: {event: wrote, before_next: {event: met}}").barriers
    assert barrier.source == EventSource(("met",))
    several = read_target("expect: {event: wrote, before_next: {any_of: [{event: met}, {fact: known}]}}").barriers
    assert [one.source for one in several] == [EventSource(("met",)), FactSource("known")]
    assert read_target("expect: {event: wrote, every: 7 days}").every == Duration(days=7, text="7 days")
    either = read_target("expect: {any_of: [{event: wrote}, {event: met}], within: 1 day}")
    assert (len(either.patterns), either.combine, either.window.due) == (2, Combine.ANY_OF, DAY)
    assert read_target("expect: {one_of: [{event: wrote}, {event: met}]}").combine is Combine.ONE_OF
    assert read_rule("expect: {event: wrote}", "advice").target is not None


@pytest.mark.parametrize(
    ("written", "kind", "direction", "bounds"),
    [
        ("require_before: {event: wrote, within: 1 day, after_previous: {event: met}}", "must", Direction.BEFORE, (1, None)),
        ("forbid_before: {event: wrote, within: 1 day}", "must_not", Direction.BEFORE, (None, 0)),
        ("forbid_before: {event: wrote, after_previous: {event: met}}", "must_not", Direction.BEFORE, (None, 0)),
        ("forbid: {event: wrote, before_next: {event: met}}", "must_not", Direction.AFTER, (None, 0)),
        ("next: {event: wrote, within: 1 day}", "must", Direction.NEXT, (1, None)),
        ("next: {any_of: [{event: wrote}, {event: met}], within: 1 day}", "must", Direction.NEXT, (1, None)),
        ("first: {event: wrote}", "must", Direction.FIRST, (1, None)),
        ("last: {event: wrote, within: 1 day}", "must", Direction.LAST, (1, None)),
        ("previous: {event: wrote}", "must", Direction.PREVIOUS, (1, None)),
        ("next: {event: wrote}", "must_not", Direction.NEXT, (None, 0)),
        ("previous: {event: wrote}", "must_not", Direction.PREVIOUS, (None, 0)),
        ("forbid: {any_of: [{event: wrote}, {fact: known}], direction: any}", "must_not", Direction.ANY, (None, 0)),
        ("count: {event: wrote, at_least: 2, within: 1 day}", "must", Direction.AFTER, (2, None)),
        ("count: {event: wrote, at_least: 1, at_most: $most, direction: any}", "must", Direction.ANY, (1, 3)),
        ("count: {event: wrote, exactly: 1}", "must", Direction.AFTER, (1, 1)),
    ],
)
def test_other_demands(written: str, kind: str, direction: Direction, bounds: tuple[int | None, int | None]) -> None:
    """Each key looks in its own direction, and has its bounds."""
    target = read_target(written, kind)
    assert (target.direction, (target.at_least, target.at_most)) == (direction, bounds)
    assert target.window.due == (DAY if "within" in written else None)


@pytest.mark.parametrize("key", ["require_before", "forbid_before", "next", "previous", "last"])
def test_windows_everywhere(key: str) -> None:
    """What looks back, at the neighbour or at the end of the log has windows too."""
    written = f"{key}: {{event: wrote, after: 1 day, within: $grace, from: $talk.until}}"
    window = read_target(written, "must_not" if key.startswith("forbid") else "must").window
    assert window == Window(TimeExpr(ref("talk", "until")), DAY, TWO_DAYS)


def test_sliding_count() -> None:
    """`within` of a count that only must not be too many is the length of a window; what else bounds it stays."""
    target = read_target("count: {event: wrote, at_most: 2, within: 1 day, by: person, after: 1 day}")
    assert (target.sliding, target.by, target.window) == (DAY, "person", Window(opens=DAY))
    assert read_target("count: {event: wrote, exactly: 2, within: 1 day}").sliding is None
    fixed = read_target("count: {event: wrote, at_most: 2, before: 1 day}")
    assert (fixed.sliding, fixed.window) == (None, Window(due=DAY))


def test_require() -> None:
    """Criteria test fields of what the case has bound."""
    rule = read_rule(EACH + "require: {$talk.length: {at_least: 2, at_most: 5}, $talk.form: phone}")
    assert [(one.alias, one.test.field, one.test.op, one.test.value) for one in rule.criteria] == [
        ("talk", "length", Op.AT_LEAST, 2),
        ("talk", "length", Op.AT_MOST, 5),
        ("talk", "form", Op.IS, "phone"),
    ]


def test_must_not_of_the_case_itself() -> None:
    """A `must_not` without anything forbidden forbids its case."""
    assert read_rule(EACH, "must_not").target is None


def test_facts() -> None:
    """A fact has values of the case, times counted from them, and plain values, each of which has a type for those who use it."""
    pack = read_pack(
        load(
            HEAD
            + WORDS
            + "rules:\n"
            + rule_text(
                "for_each: {one: {fact: second}}\nrequire: {$one.who: ann, $one.when: {before: $one.at}, $one.number: 3, $one.sure: true}"
            )
            + rule_text(
                "for_each: {one: {fact: first}}\n"
                "conclude: {fact: second, who: $one.who, when: $one.when, number: 3, sure: true, text: $form}",
                "fact",
                "two",
            )
            + rule_text(
                "for_each: {talk: {event: met}}\nconclude: {fact: first, who: $talk.person, when: {from: $talk.at, plus: 1 day}}",
                "fact",
                "three",
            )
            + rule_text(
                "for_each: {letter: {event: wrote}}\nconclude: {fact: first, when: $letter.at, who: $letter.person}", "fact", "four"
            )
        )
    )
    conclusions = {rule.id: rule.conclude for rule in pack.rules if rule.conclude is not None}
    assert conclusions["two"].fields == {"who": ref("one", "who"), "when": ref("one", "when"), "number": 3, "sure": True, "text": "phone"}
    assert conclusions["three"].fields["when"] == TimeExpr(ref("talk", "at"), DAY)


def test_facts_in_a_circle() -> None:
    """Facts that are made from each other are read; whether the circle is sound is for the compiler to say."""
    pack = read_pack(
        load(
            HEAD
            + WORDS
            + "rules:\n"
            + rule_text("for_each: {one: {fact: second}}\nconclude: {fact: first, who: $one.who}", "fact")
            + rule_text("for_each: {one: {fact: first}}\nconclude: {fact: second, who: $one.who}", "fact", "two")
        )
    )
    assert [rule.id for rule in pack.rules] == ["one", "two"]


def test_messages() -> None:
    """A message is stretches of text and places, with styles, fallbacks and doubled braces."""
    rule = read_rule(
        EACH
        + "expect: {event: wrote, within: 1 day}\n"
        + """say: "{{{talk.person|somebody}}} by {due:day}, {talk.person.name}: {fields}{grace} {event.polite} {talk.at:time|}." """
    )
    parts = rule.say[State.OPEN]
    assert [part if isinstance(part, str) else (part.path, part.style, part.fallback) for part in parts] == [
        "{",
        (("talk", "person"), "", "somebody"),
        "} by ",
        (("due",), "day", None),
        ", ",
        (("talk", "person", "name"), "", None),
        ": ",
        (("fields",), "", None),
        (("grace",), "", None),
        " ",
        (("event", "polite"), "", None),
        " ",
        (("talk", "at"), "time", ""),
        ".",
    ]


def test_places_in_messages() -> None:
    """A place knows where it stands, also in a message of several lines, and where the same place stands twice."""
    rule = read_rule(EACH + "expect: {event: wrote}\nsay:\n  open: >-\n    Write {talk.person},\n    {talk.person} and {due}.")
    slots = [part for part in rule.say[State.OPEN] if isinstance(part, Slot)]
    first, second, third = (slot.span for slot in slots)
    assert (second.line, second.column, second.end_column) == (first.line + 1, 9, 22)
    assert (third.line, third.column) == (second.line, 27)


def test_messages_and_topics_by_state() -> None:
    """One word for all states that make findings, or one for each; `~` leaves a state silent."""
    rule = read_rule(EACH + "expect: {event: wrote, within: 1 day}\ntopic: letter\nsay: Write.")
    assert rule.topics == dict.fromkeys((State.OPEN, State.OVERDUE, State.LATE), "letter")
    assert rule.say == dict.fromkeys((State.OPEN, State.OVERDUE, State.LATE), ("Write.",))
    rule = read_rule(EACH + "expect: {event: wrote, within: 1 day}\ntopic: {overdue: letter, late: other}\nsay: {overdue: Now., late: ~}")
    assert (rule.topics, rule.say) == ({State.OVERDUE: "letter", State.LATE: "other"}, {State.OVERDUE: ("Now.",)})
    assert read_rule(EACH + "expect: {event: wrote}\nsay: ~").say == {}


def test_pack_pickles() -> None:
    """A pack can be kept in a file, and is the same when it comes back."""
    pack = read_pack(load(HEAD + WORDS + "rules:\n" + FACT))
    again = pickle.loads(pickle.dumps(pack))  # noqa: S301 (our own bytes)
    assert again == pack
