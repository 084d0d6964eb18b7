"""Short ways to write rules, packs and logs down in tests, as model objects."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from afterword.engine.language.patterns import (
    Binding,
    Combine,
    Conclusion,
    Condition,
    Direction,
    EventSource,
    FactSource,
    ItemSource,
    Pattern,
    Pick,
    Quantifier,
    RecordSource,
    Target,
)
from afterword.engine.language.rule import Criterion, Op, Pack, Ref, Rule, RuleKind, Test, TimeExpr, Window
from afterword.engine.log.model import Event, Log, Record, Value, Waiver
from afterword.engine.spans import Source, Span
from afterword.engine.times.model import HOUR, MINUTE, Duration, Interval
from afterword.engine.vocabulary import Entity, EventType, Field, FieldType, Kind, Retraction, Vocabulary

NOWHERE = Span(Source("built", ""), 1, 1, 1, 1)

# -------------------------------------------------------------------------------------------------------------- vocabulary

ENTITIES = {
    "application": Entity("application", "applications", "app", {"employer": Field("employer", FieldType(Kind.TEXT))}),
    "person": Entity(
        "person",
        "people",
        "person",
        {"role": Field("role", FieldType(Kind.ENUM, ("boss", "peer"))), "name": Field("name", FieldType(Kind.TEXT))},
    ),
}
FIELDS = {
    "app": FieldType(Kind.ENTITY, entity="application"),
    "person": FieldType(Kind.ENTITY, entity="person"),
    "people": FieldType(Kind.ENTITY, entity="person", many=True),
    "how": FieldType(Kind.ENUM, ("mail", "call", "post")),
    "number": FieldType(Kind.INTEGER),
    "price": FieldType(Kind.DECIMAL),
    "good": FieldType(Kind.BOOLEAN),
    "words": FieldType(Kind.TEXT),
    "points": FieldType(Kind.TEXT, many=True),
    "until": FieldType(Kind.TIME),
    "on_day": FieldType(Kind.DATE),
    "other": FieldType(Kind.EVENT),
}
"""The fields that every event may have here."""

EVENT_TYPES = ("a", "b", "c")
RETRACTION = Retraction("void", "other")
VOCABULARY = Vocabulary(
    ENTITIES,
    {
        name: EventType(name, {field: Field(field, type_) for field, type_ in FIELDS.items()})
        for name in (*EVENT_TYPES, "d", RETRACTION.event)
    },
    RETRACTION,
    ("how",),
)


# -------------------------------------------------------------------------------------------------------------------- logs


def at(text: str) -> int:
    """`09-09T10:00`, of 2025 in UTC, in microseconds."""
    return int(datetime.fromisoformat(f"2025-{text}").replace(tzinfo=UTC).timestamp()) * 1_000_000


def day(text: str) -> Interval:
    """`09-09`, of 2025 in UTC."""
    start = at(f"{text}T00:00")
    return Interval(start, start + 24 * HOUR - 1)


def make_log(
    text: str, people: Mapping[str, Mapping[str, Value]] | None = None, waivers: tuple[Waiver, ...] = (), **fields: Mapping[str, Value]
) -> Log:
    """`a1 09-09T10:00, b1 09-10`: a log in UTC, of an event of type `a` at a time and one of type `b` on a day; ``fields`` by id."""
    events = []
    for position, line in enumerate(text.split(",") if text else ()):
        name, when = line.split()
        is_day = "T" not in when
        interval = day(when) if is_day else Interval(at(when), at(when))
        events.append(Event(name, name[0], interval, is_day, "UTC", position, fields.get(name, {})))
    records = {"application": {}, "person": {name: Record("person", name, known) for name, known in (people or {}).items()}}
    return Log(Source("built", ""), None, "UTC", frozenset(), records, tuple(events), waivers)


# ------------------------------------------------------------------------------------------------------------------- rules


def minutes(number: int) -> Duration:
    """Elapsed time."""
    return Duration(elapsed=number * MINUTE)


def hours(number: int) -> Duration:
    """Elapsed time."""
    return Duration(elapsed=number * HOUR)


def days(number: int) -> Duration:
    """Calendar days."""
    return Duration(days=number)


def business_days(number: int) -> Duration:
    """Working days."""
    return Duration(business_days=number)


def ref(text: str) -> Ref:
    """`x` or `x.field`."""
    alias, _, field = text.partition(".")
    return Ref(alias, field or None, NOWHERE)


def time(text: str, plus: Duration | None = None, minus: Duration | None = None) -> TimeExpr:
    """`x.at`, or moved from there."""
    return TimeExpr(ref(text), plus or minus, -1 if minus else 1)


Wanted = str | int | bool | Ref | TimeExpr | tuple[str | int | bool, ...]


def test(field: str, op: Op, value: Wanted) -> Test:
    """A test of one field."""
    return Test(field, op, value, NOWHERE)


def where(**fields: Wanted | tuple[Op, Wanted]) -> tuple[Test, ...]:
    """Tests by field: a plain value means `is`."""
    tests = []
    for field, wanted in fields.items():
        match wanted:
            case (Op() as op, value):
                tests.append(test(field, op, value))
            case _:
                tests.append(test(field, Op.IS, wanted))
    return tuple(tests)


def events(*types: str, tests: tuple[Test, ...] = (), pick: Pick = Pick.ALL, per: tuple[str, ...] = ()) -> Pattern:
    """`event:`, `first:` or `last:`; without types, any event."""
    return Pattern(EventSource(types), tests, NOWHERE, pick, per)


def facts(name: str, *, tests: tuple[Test, ...] = (), pick: Pick = Pick.ALL, per: tuple[str, ...] = ()) -> Pattern:
    """`fact:`, `first_fact:` or `last_fact:`."""
    return Pattern(FactSource(name), tests, NOWHERE, pick, per)


def records(kind: str, *, tests: tuple[Test, ...] = ()) -> Pattern:
    """`record:`."""
    return Pattern(RecordSource(kind), tests, NOWHERE)


def items(text: str) -> Pattern:
    """`item_of:`."""
    return Pattern(ItemSource(ref(text)), (), NOWHERE)


def some(*patterns: Pattern, at_least: int = 1) -> Condition:
    """At least so many matches."""
    return Condition(Quantifier.SOME, patterns, NOWHERE, at_least)


def none(*patterns: Pattern) -> Condition:
    """No match."""
    return Condition(Quantifier.NONE, patterns, NOWHERE)


When = Duration | TimeExpr | None


def target(  # noqa: PLR0913  (the keys of a target)
    *patterns: Pattern,
    direction: Direction = Direction.AFTER,
    opens: When = None,
    due: When = None,
    base: TimeExpr | None = None,
    at_least: int | None = None,
    at_most: int | None = None,
    combine: Combine = Combine.ANY_OF,
    barriers: tuple[Pattern, ...] = (),
    every: Duration | None = None,
    sliding: Duration | None = None,
    by: str | None = None,
) -> Target:
    """A target, as `count` makes one."""
    window = Window(base, opens, due)
    return Target(patterns, direction, NOWHERE, combine, window, at_least, at_most, sliding, by, barriers, every)


expect = partial(target, at_least=1)
"""`expect`, `require_before`, and `next` and `previous` of a `must`."""
forbid = partial(target, at_most=0)
"""`forbid`, `forbid_before`, and `next` and `previous` of a `must_not`."""


def bindings(patterns: Mapping[str, Pattern]) -> tuple[Binding, ...]:
    """`for_each`."""
    return tuple(Binding(alias, pattern, NOWHERE) for alias, pattern in patterns.items())


def rule(kind: RuleKind, for_each: Mapping[str, Pattern] | None = None, target: Target | None = None, **more: object) -> Rule:
    """A rule named `r`; ``more`` are other fields of a rule."""
    return Rule(**{"id": "r", **more}, kind=kind, span=NOWHERE, bindings=bindings(for_each or {}), target=target)  # type: ignore[arg-type]


def must(for_each: Mapping[str, Pattern] | None = None, target: Target | None = None, **more: object) -> Rule:
    """A rule of kind `must`."""
    return rule(RuleKind.MUST, for_each, target, **more)


def must_not(for_each: Mapping[str, Pattern] | None = None, target: Target | None = None, **more: object) -> Rule:
    """A rule of kind `must_not`."""
    return rule(RuleKind.MUST_NOT, for_each, target, **more)


def advice(for_each: Mapping[str, Pattern] | None = None, target: Target | None = None, **more: object) -> Rule:
    """A rule of kind `advice`."""
    return rule(RuleKind.ADVICE, for_each, target, **more)


def fact(
    name: str, for_each: Mapping[str, Pattern], fields: Mapping[str, str | int | bool | Ref | TimeExpr] | None = None, **more: object
) -> Rule:
    """A rule that concludes a fact."""
    return rule(RuleKind.FACT, for_each, None, **{"id": f"conclude-{name}", "conclude": Conclusion(name, fields or {}, NOWHERE), **more})


def require(alias: str, *tests: Test) -> tuple[Criterion, ...]:
    """`require`, of one alias."""
    return tuple(Criterion(alias, one) for one in tests)


def make_pack(*rules: Rule) -> Pack:
    """A pack of the vocabulary of tests."""
    return Pack("test", "1", "Test", VOCABULARY, {}, {}, (), {}, rules)


# ------------------------------------------------------------------------------------------------------------------- cases


class HandCase(NamedTuple):
    """``expect`` has for each verdict: what is bound (or `-`), the state, the deciding event, failed fields or a count."""

    name: str
    rules: tuple[Rule, ...]
    log: Log
    as_of: int
    expect: tuple[str, ...]


def case(name: str, rules: Rule | tuple[Rule, ...], log: Log | str, as_of: str, expect: str) -> HandCase:
    """A case, written shortly: a log without fields is its text, verdicts are set off by semicolons."""
    whole = make_log(log) if isinstance(log, str) else log
    return HandCase(name, rules if isinstance(rules, tuple) else (rules,), whole, at(as_of), tuple(expect.split("; ") if expect else ()))
