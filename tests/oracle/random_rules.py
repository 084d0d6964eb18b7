"""Random packs, made directly of model objects: every construct of the rule language, joined so that it may well match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from random import Random

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
    PatternSource,
    Pick,
    Quantifier,
    RecordSource,
    Target,
)
from afterword.engine.language.rule import Criterion, Literal, Op, Pack, Ref, Rule, RuleKind, Test, TimeExpr, Window
from afterword.engine.times.model import HOUR, Duration
from afterword.tests.oracle.build import EVENT_TYPES, NOWHERE, make_pack
from afterword.tests.oracle.random_logs import APPS, EVENT_IDS, HOW, LISTED_WORDS, PEOPLE, PRICES, RULE_IDS, WORDS


class Sort(Enum):
    """What may be compared with what."""

    APP = "app"
    PERSON = "person"
    HOW = "how"
    EVENT = "event"
    TYPE = "type"
    NUMBER = "number"
    DECIMAL = "decimal"
    TRUTH = "truth"
    TEXT = "text"
    PEOPLE = "people"
    TEXTS = "texts"
    TIME = "time"


EVENT_FIELDS = {
    "app": Sort.APP,
    "person": Sort.PERSON,
    "people": Sort.PEOPLE,
    "how": Sort.HOW,
    "number": Sort.NUMBER,
    "price": Sort.DECIMAL,
    "good": Sort.TRUTH,
    "words": Sort.TEXT,
    "points": Sort.TEXTS,
    "until": Sort.TIME,
    "on_day": Sort.TIME,
    "other": Sort.EVENT,
    "note": Sort.TEXT,
    "id": Sort.EVENT,
    "type": Sort.TYPE,
    "at": Sort.TIME,
}
FACT_FIELDS = {
    "app": Sort.APP,
    "other": Sort.EVENT,
    "number": Sort.NUMBER,
    "price": Sort.DECIMAL,
    "label": Sort.TEXT,
    "people": Sort.PEOPLE,
    "since": Sort.TIME,
    "at": Sort.TIME,
}
TIMELESS_FIELDS = {"person": Sort.PERSON, "label": Sort.TEXT, "at": Sort.TIME}
"""Those of the fact `k`, which rests on records alone."""
PERSON_FIELDS = {"id": Sort.PERSON, "role": Sort.HOW, "name": Sort.TEXT}

LITERALS: Mapping[Sort, tuple[Literal, ...]] = {
    Sort.APP: APPS,
    Sort.PERSON: PEOPLE,
    Sort.HOW: (*HOW, "boss"),
    Sort.EVENT: EVENT_IDS[:3],
    Sort.TYPE: EVENT_TYPES,
    Sort.NUMBER: (0, 1, 2, 3),
    Sort.DECIMAL: PRICES,
    Sort.TRUTH: (True, False),
    Sort.TEXT: WORDS,
    Sort.PEOPLE: PEOPLE,
    Sort.TEXTS: LISTED_WORDS,
}
MEMBERS = {Sort.PEOPLE: Sort.PERSON, Sort.TEXTS: Sort.TEXT}

EQUALITY = (Op.IS, Op.IS, Op.IS, Op.NOT, Op.ONE_OF, Op.NOT_ONE_OF)
SIZES = (Op.AT_LEAST, Op.AT_MOST, Op.MORE_THAN, Op.LESS_THAN)
OPS: Mapping[Sort, tuple[Op, ...]] = {
    Sort.NUMBER: (*EQUALITY, *SIZES),
    Sort.DECIMAL: (*EQUALITY, *SIZES),
    Sort.TRUTH: (Op.IS, Op.NOT),
    Sort.TEXT: (*EQUALITY, Op.SAME_TEXT, Op.SAME_TEXT, Op.LAST_WORD_IN, Op.MATCHES, Op.NOT_MATCHES, Op.EMPTY),
    Sort.PEOPLE: (Op.CONTAINS, Op.CONTAINS, Op.NOT_CONTAINS, Op.EMPTY),
    Sort.TEXTS: (Op.CONTAINS, Op.CONTAINS, Op.NOT_CONTAINS, Op.EMPTY),
    Sort.TIME: (Op.BEFORE, Op.AFTER, Op.NOT_BEFORE, Op.NOT_AFTER),
}

Shape = Mapping[str, Sort]
"""The fields of what a pattern finds. The key `""` is the alias alone."""

DURATIONS = (
    *(Duration(elapsed=number * HOUR) for number in (0, 1, 6, 24, 30)),
    *(Duration(days=number) for number in (1, 2)),
    *(Duration(business_days=number) for number in (1, 2)),
)
PERIODS = (Duration(elapsed=24 * HOUR), Duration(days=1), Duration(business_days=1))
LAYERS = ((), (), ("f",), ("k",), ("f", "g"), ("f", "g", "g"), ("g", "h"), ("f", "g", "h"), ("k", "f", "g"))
"""Facts to conclude, a rule for each; `g` and `h` may feed themselves and each other."""


@dataclass
class Scope:
    """What a rule may name: its aliases so far, and facts. ``closed`` facts are complete, ``open_`` ones feed the rule that is drawn."""

    aliases: dict[str, Shape]
    closed: tuple[str, ...] = ()
    open_: tuple[str, ...] = ()

    def refs(self, *sorts: Sort) -> list[Ref]:
        """All references to values of these sorts."""
        return [Ref(alias, name or None, NOWHERE) for alias, shape in self.aliases.items() for name, sort in shape.items() if sort in sorts]

    @property
    def has_case_event(self) -> bool:
        """Whether an event or a fact is bound."""
        return any("at" in shape for shape in self.aliases.values())


class RuleDice:
    """Throws rules. ``scope`` holds what the rule being thrown may name."""

    def __init__(self, dice: Random) -> None:
        """All chance comes from ``dice``."""
        self.dice = dice
        self.scope = Scope({})

    def rarely(self) -> bool:
        """One time in four."""
        return self.dice.random() < 0.25

    # -- tests -----------------------------------------------------------------------------------------------------------

    def time(self) -> TimeExpr:
        """A time that an alias has, perhaps moved."""
        ref = self.dice.choice(self.scope.refs(Sort.TIME))
        if self.dice.random() < 0.5:
            return TimeExpr(ref)
        return TimeExpr(ref, self.dice.choice(DURATIONS), self.dice.choice((1, 1, -1)))

    def test(self, shape: Shape) -> Test:
        """A test of some field, with a value of its sort."""
        has_times = bool(self.scope.refs(Sort.TIME))
        name = self.dice.choice([name for name in shape if name and (has_times or name != "at")])
        sort = shape[name]
        ops = OPS.get(sort, EQUALITY) if has_times or sort is not Sort.TIME else ()
        op = self.dice.choice(ops if name in {"id", "type", "at"} else (*ops, Op.PRESENT))
        return Test(name, op, self.operand(op, sort), NOWHERE)

    def operand(self, op: Op, sort: Sort) -> Literal | Ref | TimeExpr | tuple[Literal, ...]:
        """What a test compares with: literals, or rather what an alias has."""
        if op in {Op.PRESENT, Op.EMPTY}:
            return self.dice.random() < 0.5
        if op in {Op.MATCHES, Op.NOT_MATCHES}:
            return self.dice.choice(("Roe$", "^j", "a", "(?i)JANE"))
        if sort is Sort.TIME:
            return self.time()
        among = op in {Op.ONE_OF, Op.NOT_ONE_OF}
        wanted = [many for many, one in MEMBERS.items() if one is sort] if among else [MEMBERS.get(sort, sort)]
        if not among and sort in {Sort.NUMBER, Sort.DECIMAL}:
            wanted = [Sort.NUMBER, Sort.DECIMAL]
        refs = self.scope.refs(*wanted)
        if refs and not self.rarely():
            return self.dice.choice(refs)
        literals = LITERALS[sort]
        return tuple(self.dice.choices(literals, k=self.dice.choice((1, 2)))) if among else self.dice.choice(literals)

    # -- patterns --------------------------------------------------------------------------------------------------------

    def pattern(self, source: PatternSource) -> Pattern:
        """What to look for, with up to two tests."""
        shape = shape_of(source, self.scope)
        amount = self.dice.choice((0, 0, 0, 1, 1, 2)) if any(shape) else 0
        return Pattern(source, tuple(self.test(shape) for _ in range(amount)), NOWHERE)

    def events(self) -> EventSource:
        """One type of event, two, or any."""
        return EventSource(self.dice.choice((("a",), ("b",), ("c",), ("a",), ("b",), ("a", "b"), ("b", "c"), ())))

    def timed(self, names: tuple[str, ...]) -> EventSource | FactSource:
        """What has a time of its own: events, and the facts of these names."""
        if names and self.dice.random() < 0.5:
            return FactSource(self.dice.choice(names))
        return self.events()

    def untimed(self) -> RecordSource | ItemSource:
        """What has no time: people, and the members of a list."""
        lists = self.scope.refs(Sort.PEOPLE, Sort.TEXTS)
        if lists and not self.rarely():
            return ItemSource(self.dice.choice(lists))
        return RecordSource("person")

    def for_each(self, least: int) -> tuple[Binding, ...]:
        """Up to three bindings, each free to refer to those before."""
        bindings = []
        for number in range(self.dice.choice((least, 1, 1, 1, 2, 2, 3))):
            is_timed = number < least or not self.rarely()
            names = tuple(name for name in self.scope.closed + self.scope.open_ if name != "k" or number >= least)
            source = self.timed(names) if is_timed else self.untimed()
            pattern = self.pattern(source)
            is_open = isinstance(source, FactSource) and source.name in self.scope.open_
            if is_timed and not is_open and self.rarely():
                per = self.dice.choice(((), ("app",), ("app", "number"))) if "app" in shape_of(source, self.scope) else ()
                pattern = replace(pattern, pick=self.dice.choice((Pick.FIRST, Pick.LAST)), per=per)
            self.scope.aliases["xyz"[number]] = shape_of(source, self.scope)
            bindings.append(Binding("xyz"[number], pattern, NOWHERE))
        return tuple(bindings)

    def conditions(self) -> tuple[Condition, ...]:
        """`some` or `none`, of one or two patterns, now and then. What feeds the rule itself may only be asked for."""
        if self.dice.random() < 0.6:
            return ()
        some = self.dice.random() < 0.5
        at_least = self.dice.choice((1, 1, 2)) if some else 1
        names = self.scope.closed + self.scope.open_ if some and at_least == 1 else self.scope.closed
        sources = [self.untimed() if self.rarely() else self.timed(names) for _ in range(self.dice.choice((1, 1, 2)))]
        return (Condition(Quantifier.SOME if some else Quantifier.NONE, tuple(map(self.pattern, sources)), NOWHERE, at_least),)

    # -- targets ---------------------------------------------------------------------------------------------------------

    def window(self) -> Window:
        """A window, often open on one side or on both."""
        has_times = bool(self.scope.refs(Sort.TIME))

        def end() -> Duration | TimeExpr:
            return self.time() if has_times and self.rarely() else self.dice.choice(DURATIONS)

        return Window(
            self.time() if has_times and self.rarely() else None,
            end() if self.rarely() else None,
            end() if not self.rarely() else None,
        )

    def target(self, *, forbids: bool) -> Target:
        """What a rule expects or forbids, in one of the ways that the language allows."""
        backward = (Direction.BEFORE, Direction.NEXT, Direction.PREVIOUS) if self.scope.has_case_event else ()
        ends = () if forbids else (Direction.FIRST, Direction.LAST)
        direction = self.dice.choice((*(Direction.AFTER, Direction.AFTER, Direction.ANY) * 2, *backward * 2, *ends))
        names = self.scope.closed if direction in {Direction.AFTER, Direction.BEFORE, Direction.ANY} else ()
        patterns = tuple(self.pattern(self.timed(names)) for _ in range(self.dice.choice((1, 1, 2))))
        window = Window() if direction is Direction.FIRST else self.window()
        has_barrier = direction in {Direction.AFTER, Direction.BEFORE} and self.rarely()
        barriers = tuple(self.pattern(self.timed(names)) for _ in range(self.dice.choice((1, 1, 2)) if has_barrier else 0))
        least, most = (None, 0) if forbids else (1, None)
        return Target(patterns, direction, NOWHERE, window=window, at_least=least, at_most=most, barriers=barriers)

    def duty(self) -> Target:
        """What a `must` asks for: a target as it is, one of several, again and again, or so many."""
        target = self.target(forbids=False)
        if target.direction is not Direction.AFTER:
            return target
        has_app = all("app" in shape_of(pattern.source, self.scope) for pattern in target.patterns)
        by = self.dice.choice((None, "app")) if has_app else None
        plain = replace(target, barriers=())
        return self.dice.choice(
            (
                target,
                target,
                replace(plain, combine=Combine.ONE_OF),
                replace(plain, every=self.dice.choice(PERIODS), window=Window()) if self.scope.has_case_event else plain,
                replace(target, at_least=2),
                replace(plain, at_least=None, at_most=self.dice.randrange(3), by=by),
                replace(plain, at_least=1, at_most=self.dice.choice((1, 2))),
                replace(
                    plain, at_least=None, at_most=1, window=replace(target.window, due=None), sliding=self.dice.choice(DURATIONS), by=by
                ),
            )
        )

    # -- rules -----------------------------------------------------------------------------------------------------------

    def judged(self, name: str, facts: tuple[str, ...]) -> Rule:
        """A rule that makes verdicts."""
        self.scope = Scope({}, facts)
        kind = self.dice.choice((RuleKind.MUST, RuleKind.MUST, RuleKind.MUST_NOT, RuleKind.ADVICE))
        bindings, when = self.for_each(least=0), self.conditions()
        unless = (self.pattern(self.timed(facts)),) if self.dice.random() < 0.4 else ()
        people = self.scope.refs(Sort.PERSON)
        about = {"person": self.dice.choice(people)} if people and self.rarely() else {}
        rule = Rule(name, kind, NOWHERE, bindings=bindings, when=when, unless=unless, about=about)
        match kind:
            case RuleKind.MUST if self.rarely() and any(map(any, self.scope.aliases.values())):
                return replace(rule, criteria=tuple(self.criterion() for _ in range(self.dice.choice((1, 2)))))
            case RuleKind.MUST:
                return replace(rule, target=self.duty())
            case RuleKind.MUST_NOT:
                return rule if self.rarely() else replace(rule, target=self.target(forbids=True))
            case _:
                target = self.target(forbids=False)
                is_expectation = target.direction in {Direction.AFTER, Direction.ANY} and self.dice.random() < 0.5
                return replace(rule, target=target) if is_expectation else replace(rule, show=self.window())

    def criterion(self) -> Criterion:
        """`require`: a test of a field of the case itself."""
        alias = self.dice.choice([alias for alias, shape in self.scope.aliases.items() if any(shape)])
        shape = self.scope.aliases[alias]
        return Criterion(alias, self.test({name: shape[name] for name in shape if name != "at" or shape is not TIMELESS_FIELDS}))

    def concluding(self, name: str, fact: str, closed: tuple[str, ...], open_: tuple[str, ...]) -> Rule:
        """A rule that concludes ``fact``; one that may feed itself moves no time, or it would never end."""
        self.scope = Scope({}, closed, open_)
        if fact == "k":
            return self.concluding_timeless(name)
        bindings, when = self.for_each(least=1), self.conditions()
        since = self.time()
        fields: dict[str, Literal | Ref | TimeExpr] = {"since": TimeExpr(since.ref) if open_ else since}
        for field, sort in FACT_FIELDS.items():
            if sort is not Sort.TIME:
                refs = self.scope.refs(sort)
                is_literal = sort is not Sort.PEOPLE and (not refs or self.rarely())
                fields[field] = self.dice.choice(LITERALS[sort]) if is_literal else self.dice.choice(refs)
        return Rule(name, RuleKind.FACT, NOWHERE, bindings=bindings, when=when, conclude=Conclusion(fact, fields, NOWHERE))

    def concluding_timeless(self, name: str) -> Rule:
        """A rule that concludes the fact `k` of a person."""
        person = Binding("x", self.pattern(RecordSource("person")), NOWHERE)
        self.scope.aliases["x"] = shape_of(person.pattern.source, self.scope)
        conclusion = Conclusion("k", {"person": Ref("x", "id", NOWHERE), "label": Ref("x", "name", NOWHERE)}, NOWHERE)
        return Rule(name, RuleKind.FACT, NOWHERE, bindings=(person,), when=self.conditions(), conclude=conclusion)


def shape_of(source: PatternSource, scope: Scope) -> Shape:
    """The fields of what a pattern finds."""
    match source:
        case EventSource():
            return {**EVENT_FIELDS, "": Sort.EVENT}
        case FactSource(name):
            return TIMELESS_FIELDS if name == "k" else FACT_FIELDS
        case RecordSource():
            return {**PERSON_FIELDS, "": Sort.PERSON}
        case ItemSource(ref):
            return {"": MEMBERS[scope.aliases[ref.alias][ref.field or ""]]}


def random_pack(dice: Random) -> Pack:
    """Up to three rules of facts, and one or two rules that make verdicts, in any order."""
    throw = RuleDice(dice)
    layers = dice.choice(LAYERS)
    upper = tuple(fact for fact in ("g", "h") if fact in layers)
    lower = tuple(fact for fact in layers if fact not in upper)
    feeds_itself = dice.random() < 0.5
    rules = []
    for number, fact in enumerate(layers):
        if fact in lower:
            rules.append(throw.concluding(f"fact{number}", fact, lower[: lower.index(fact)], ()))
        else:
            rules.append(throw.concluding(f"fact{number}", fact, lower, upper if feeds_itself else upper[: upper.index(fact)]))
    rules += [throw.judged(name, lower + upper) for name in RULE_IDS[: dice.choice((1, 2))]]
    dice.shuffle(rules)
    return make_pack(*rules)
